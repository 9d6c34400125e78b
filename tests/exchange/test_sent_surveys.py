"""A survey sent as JSON is read as a file with the same cells is: the same values, the same faults, the same digest."""

import json
import uuid

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ansinh.exchange.api import payload
from ansinh.exchange.api.refusals import ApiRefusal
from ansinh.standards.questions import HOUSEHOLDS, MEMBERS, Kind
from ansinh.surveys.answers import (
    HOUSEHOLD_COLUMNS,
    HOUSEHOLD_KEYS,
    MEMBER_COLUMNS,
    MEMBER_KEYS,
    content_digests,
)
from ansinh.surveys.capturing import digest_of

ODD = st.sampled_from([7, -1, 1.5, "x", " 1 ", "1.0", True, "31/12/1980", "1957", "2001-02-30", "NaN", "ế"])
NAMES = st.sampled_from(["Nguyễn Văn A", "Trần Thị B", "Lò Văn Ế", "  Đỗ  ", None, ""])


def _cells(question):
    plain = {
        Kind.TEXT: NAMES,
        Kind.INTEGER: st.integers(0, 10**7),
        Kind.DECIMAL: st.one_of(st.integers(0, 500), st.integers(0, 5000).map(lambda n: n / 8)),
        Kind.YES_NO: st.sampled_from([0, 1, True, False]),
        Kind.CODE: st.sampled_from(question.codes or ("x",)),
        Kind.DATE: st.sampled_from(["1957", "1980-02-29", "2020-12-31"]),
    }[question.kind]
    return st.one_of(plain, plain, plain, st.none(), ODD)


def _row(questions, without):
    fields = {name: _cells(one) for name, one in questions.items() if name not in without}
    return st.fixed_dictionaries({}, optional=fields)


SURVEYS = st.builds(
    lambda home, members: {
        "survey_id": str(uuid.UUID(int=1)),
        "round": "2022",
        "household": home | {"household_id": "H1", "area_code": "11473"},
        "members": [one | {"member_id": str(number)} for number, one in enumerate(members)],
    },
    _row(HOUSEHOLDS, {"household_id", "area_code"}),
    st.lists(_row(MEMBERS, {"household_id", "member_id"}), min_size=1, max_size=3),
)


def _read(told, *, plainly: bool):
    sent = payload.read_payload(json.dumps(told).encode())
    return payload.typed(sent) if plainly else payload._as_a_file(sent)


@settings(max_examples=150)
@given(SURVEYS)
def test_what_is_typed_at_once_is_what_the_reader_of_files_makes_of_it(told):
    try:
        slowly = _read(told, plainly=False)
    except ApiRefusal as refused:
        with pytest.raises(ApiRefusal) as again:
            _read(told, plainly=True)
        assert again.value.faults == refused.faults
        return
    at_once = _read(told, plainly=True)
    for names, one, other in [
        (HOUSEHOLD_COLUMNS, at_once.home, slowly.home),
        *(
            ((*MEMBER_KEYS, *MEMBER_COLUMNS), one, other)
            for one, other in zip(at_once.members, slowly.members, strict=True)
        ),
    ]:
        assert {name: one.get(name) for name in names} == {name: other.get(name) for name in names}
    assert digest_of(at_once.home, at_once.members) == _digest_of_a_file(slowly)


def _digest_of_a_file(rows) -> str:
    home = {name: rows.home.get(name) for name in (*HOUSEHOLD_KEYS, *HOUSEHOLD_COLUMNS, "extra")}
    members = [
        {name: one.get(name) for name in (*MEMBER_KEYS, *MEMBER_COLUMNS, "extra")} for one in rows.members
    ]
    homes, people = (
        pl.DataFrame([home], infer_schema_length=None),
        pl.DataFrame(members, infer_schema_length=None),
    )
    return content_digests(homes, people)["content_digest"].item()
