"""Suspected duplicates: who is proposed, who is not, and what a decision leaves."""

from datetime import date

import numpy as np
import polars as pl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.households.making import BY, events_of, household, members_of, person, unit

from ansinh.access.scope import EVERYWHERE, Scope
from ansinh.audit.models import Event
from ansinh.households.actions import decide_duplicate, seek_duplicates
from ansinh.households.duplicates import suspected_pairs
from ansinh.households.enums import DuplicateDecision
from ansinh.households.models import Person, SuspectedDuplicate
from ansinh.kernel.errors import Refused
from ansinh.places.models import Change

pytestmark = pytest.mark.django_db
BORN = date(1980, 3, 4)


def with_id(name: str, index: bytes, **more) -> Person:
    return person(name, citizen_id_sealed=b"sealed", citizen_id_index=index, **more)


def found() -> list[tuple]:
    return list(SuspectedDuplicate.objects.order_by("score").values_list("basis", "score"))


def a_suspicion(place, *others: str) -> SuspectedDuplicate:
    household(place, person("Hoàng Thị Thuỷ", birth_date=BORN), "Trần Văn Chồng")
    household(place, "Hoàng Văn Cha", person("Hoàng Thị Thủy", birth_date=BORN), *others)
    seek_duplicates(scope=EVERYWHERE, by=BY)
    return SuspectedDuplicate.objects.get()


def test_equal_citizen_ids_are_suspected_wherever_they_live(an_xa, binh_xa):
    household(an_xa, with_id("Lê Văn Một", b"same"))
    household(binh_xa, with_id("Trần Thị Khác", b"same"))
    assert seek_duplicates(scope=EVERYWHERE, by=BY) == 1
    assert found() == [("citizen_id", 100)]


def test_two_spellings_of_one_name_and_year_in_a_commune_are_suspected(an_xa):
    suspicion = a_suspicion(an_xa)
    assert (suspicion.basis, suspicion.score, suspicion.decision) == ("name_birth_place", 100, "open")
    assert suspicion.left_id < suspicion.right_id


@pytest.mark.parametrize(
    "left, right",
    [
        ({"birth_date": BORN}, {"birth_date": date(1981, 3, 4)}),
        ({"birth_date": BORN, "sex": "m"}, {"birth_date": BORN, "sex": "f"}),
        ({"birth_date": BORN}, {}),
        ({"birth_date": BORN}, {"birth_date": BORN, "died_on": date(2020, 1, 1)}),
    ],
    ids=["another year", "another sex", "no year", "dead"],
)
def test_people_who_differ_are_not_suspected(an_xa, left, right):
    household(an_xa, person("Lê Thanh Mai", **left))
    household(an_xa, person("Lê Thanh Mai", **right))
    assert seek_duplicates(scope=EVERYWHERE, by=BY) == 0


def test_people_with_two_citizen_ids_are_two_people(an_xa):
    household(an_xa, with_id("Lê Thanh Mai", b"one", birth_date=BORN))
    household(an_xa, with_id("Lê Thanh Mai", b"two", birth_date=BORN))
    assert seek_duplicates(scope=EVERYWHERE, by=BY) == 0


def test_twins_whose_names_differ_by_a_letter_are_not_suspected(an_xa):
    household(an_xa, person("Nguyễn Thị Hoa", birth_date=BORN), person("Nguyễn Thị Hoan", birth_date=BORN))
    assert seek_duplicates(scope=EVERYWHERE, by=BY) == 0


def test_a_commune_that_was_merged_is_one_place_with_its_successor(an_xa, province):
    gone = unit("91009", parent=province, valid_until=date(2024, 12, 31))
    Change.objects.create(
        kind="merge",
        effect=date(2025, 1, 1),
        date_known=True,
        old=gone,
        new=an_xa,
        share=1,
        share_basis="whole",
        is_default=True,
    )
    household(gone, person("Lê Thanh Mai", birth_date=BORN))
    household(an_xa, person("Lê Thành Mai", birth_date=BORN))
    assert seek_duplicates(scope=EVERYWHERE, by=BY) == 1


def test_who_is_out_of_scope_is_not_sought(an_xa, binh_xa):
    household(an_xa, with_id("Lê Văn Một", b"same"))
    household(binh_xa, with_id("Lê Văn Một", b"same"))
    assert seek_duplicates(scope=Scope(frozenset({an_xa.pk})), by=BY) == 0
    assert seek_duplicates(scope=Scope(frozenset({an_xa.pk, binh_xa.pk})), by=BY) == 1


def test_a_pair_is_proposed_once_whatever_was_decided(an_xa):
    suspicion = a_suspicion(an_xa)
    decide_duplicate(
        suspicion=suspicion, decision=DuplicateDecision.DIFFERENT, reason="đã xem giấy khai sinh", by=BY
    )
    assert seek_duplicates(scope=EVERYWHERE, by=BY) == 0
    assert list(SuspectedDuplicate.objects.values_list("decision", "reason", "decided_by")) == [
        ("different", "đã xem giấy khai sinh", "console")
    ]


@pytest.mark.parametrize(
    "arguments, code",
    [
        ({"decision": DuplicateDecision.DIFFERENT, "reason": "  "}, "reason_missing"),
        ({"decision": DuplicateDecision.SAME, "reason": "trùng"}, "keep_missing"),
        ({"decision": DuplicateDecision.OPEN, "reason": "chưa rõ"}, "decision_missing"),
    ],
)
def test_an_incomplete_decision_is_refused(an_xa, arguments, code):
    suspicion = a_suspicion(an_xa)
    with pytest.raises(Refused) as failure:
        decide_duplicate(suspicion=suspicion, by=BY, **arguments)
    assert (failure.value.code, SuspectedDuplicate.objects.get().decision) == (code, "open")


def test_the_head_of_people_who_stay_is_not_left_out(an_xa):
    suspicion = a_suspicion(an_xa)
    member = Person.objects.get(full_name="Hoàng Thị Thủy")
    with pytest.raises(Refused) as failure:
        decide_duplicate(
            suspicion=suspicion, decision=DuplicateDecision.SAME, reason="trùng", keep=member, by=BY
        )
    assert failure.value.code == "is_head"


def test_the_same_person_leaves_one_household_with_a_trace_and_nobody_is_deleted(an_xa):
    suspicion = a_suspicion(an_xa)
    people = Person.objects.count()
    kept = Person.objects.get(full_name="Hoàng Thị Thuỷ")
    home = Person.objects.get(full_name="Hoàng Thị Thủy").memberships.everywhere().get().household

    day = date(2022, 5, 10)
    decide_duplicate(
        suspicion=suspicion, decision=DuplicateDecision.SAME, reason="về nhà chồng", keep=kept, day=day, by=BY
    )

    assert members_of(home)[1] == ("2", None, date(2022, 5, 9), "left")
    assert events_of(home) == [("left", "2", day, None)]
    assert home.events.everywhere().get().reason == f"Trùng với nhân khẩu {kept.pk}: về nhà chồng"
    assert (Person.objects.count(), seek_duplicates(scope=EVERYWHERE, by=BY)) == (people, 0)
    assert Event.objects.get(name="households.duplicate_decided").reason == "về nhà chồng"
    with pytest.raises(Refused) as failure:
        decide_duplicate(suspicion=suspicion, decision=DuplicateDecision.DIFFERENT, reason="nhầm", by=BY)
    assert failure.value.code == "already_decided"


def test_seeking_takes_as_many_queries_for_many_as_for_two(an_xa):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            seek_duplicates(scope=EVERYWHERE, by=BY)
        return len(captured)

    for _ in range(2):
        household(an_xa, person("Lê Thanh Mai", birth_date=BORN))
    few = queries()
    for _ in range(4):
        household(an_xa, person("Lê Thanh Mai", birth_date=BORN))
    assert queries() == few


def people_frame(count: int, communes: int) -> pl.DataFrame:
    rng = np.random.default_rng(7)
    syllables = np.array(
        [
            "an",
            "binh",
            "chi",
            "giang",
            "hoa",
            "lan",
            "minh",
            "nga",
            "oanh",
            "phuong",
            "quynh",
            "son",
            "thuy",
            "van",
            "xuan",
        ]
    )
    words = syllables[rng.integers(0, syllables.size, (count, 3))]
    return pl.DataFrame(
        {
            "person": [f"{i:032x}" for i in range(count)],
            "household": [f"{i // 4:032x}" for i in range(count)],
            "unit_id": rng.integers(0, communes, count),
            "name": ["nguyen " + " ".join(row) for row in words],
            "sex": np.array(["m", "f"])[rng.integers(0, 2, count)],
            "birth_year": rng.integers(1930, 2022, count).astype(np.int16),
            "index": [None] * count,
        },
        schema_overrides={"index": pl.Binary},
    )


def test_blocks_find_what_comparing_everybody_with_everybody_finds():
    from rapidfuzz import fuzz

    people = people_frame(400, 1).with_columns(pl.col("birth_year") % 3 + 1980)
    rows = people.to_dicts()
    plain = {
        (a["person"], b["person"])
        for i, a in enumerate(rows)
        for b in rows[i + 1 :]
        if a["birth_year"] == b["birth_year"]
        and a["sex"] == b["sex"]
        and fuzz.ratio(a["name"], b["name"]) >= 92
        and (a["household"] != b["household"] or a["name"] == b["name"])
    }
    pairs = suspected_pairs(people, {})
    assert set(pairs.select("left", "right").iter_rows()) == plain
    assert len(plain) > 3
