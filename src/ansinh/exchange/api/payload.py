"""A survey as JSON: its shape, its canonical text, its typed rows.

``{"survey_id": uuid, "round": "2026", "household": {…}, "members": [{…}], "seen_revision": 0, "reason": ""}`` with the columns
of the survey format. A cell that is plainly what its question asks for is typed here; a survey with any other cell is read
as a file is (``standards.survey.read_survey``), with the same findings, each at its path.
"""

import json
import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import polars as pl

from ansinh.exchange.api.refusals import ApiRefusal, Fault, both
from ansinh.kernel.findings import Finding, Level
from ansinh.kernel.language import LANGUAGES, _, speaking
from ansinh.standards.questions import HOUSEHOLDS, MEMBERS, Kind, Question
from ansinh.standards.survey import read_survey
from ansinh.surveys.answers import HOUSEHOLD_COLUMNS, HOUSEHOLD_KEYS, MEMBER_COLUMNS, MEMBER_KEYS, complete

_TOP = {"survey_id", "round", "household", "members", "seen_revision", "reason"}
_MOST_MEMBERS = 100
_YEAR, _DAY = re.compile(r"\d{4}"), re.compile(r"\d{4}-\d{2}-\d{2}")
# As wide as their columns: SQLite would take more, PostgreSQL not.
_WIDEST = {"household_id": 120, "member_id": 120, "village": 120, "head_name": 120, "full_name": 120}
_WIDEST |= {"ethnicity": 40, "causes": 300, "citizen_id": 40, "area_code": 10}
Row = dict[str, Any]


@dataclass(frozen=True)
class Sent:
    """A survey whose shape is right: ids, and rows with the cells as they were sent (texts in NFC, trimmed; blank is null)."""

    survey_id: UUID
    period: str
    home: Row
    members: Sequence[Row]
    seen: int
    reason: str
    canonical: str

    @property
    def place(self) -> str:
        """The code of the commune."""
        return str(self.home.get("area_code") or "")


@dataclass(frozen=True)
class Typed:
    """Typed rows of a survey without errors, ``extra`` (JSON text) among them where columns were unknown."""

    home: Row
    members: Sequence[Row]


def read_payload(body: bytes) -> Sent:
    """The survey in a request's body. Raises ``ApiRefusal`` 400 where it is no JSON, 422 where its shape is wrong."""
    try:
        told = json.loads(body, parse_constant=_no_constant, object_pairs_hook=_once_each)
    except (ValueError, RecursionError) as error:
        words = both(lambda: _("Nội dung gửi lên không phải JSON hợp lệ (UTF-8, mỗi tên một lần)."))
        raise ApiRefusal(400, "not_json", words) from error
    faults = list(_shape_faults(told))
    if faults:
        raise refused(faults)
    home = _cleaned(told["household"])
    members = [_cleaned(one) for one in told["members"]]
    faults = [*_cell_faults("household", home), *_members_faults(members)]
    if faults:
        raise refused(faults)
    reason = unicodedata.normalize("NFC", told.get("reason") or "").strip()
    return Sent(
        UUID(told["survey_id"]),
        told["round"].strip(),
        home,
        members,
        told.get("seen_revision") or 0,
        reason,
        canonical(told),
    )


def canonical(told: Mapping[str, Any]) -> str:
    """The same survey in one spelling: whatever the order of its names and the blanks between them."""
    return json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def refused(faults: Sequence[Fault]) -> ApiRefusal:
    """422 with every fault at its path."""
    words = both(
        lambda: _("Phiếu có {count} lỗi, chưa ghi gì. Hãy sửa các mục nêu dưới đây rồi gửi lại.").format(
            count=len(faults)
        )
    )
    return ApiRefusal(422, "invalid_survey", words, faults)


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name twice")
    return found


def _shape_faults(told: Any):
    if not isinstance(told, dict):
        yield Fault("", "not_an_object", both(lambda: _("Cần một đối tượng JSON.")))
        return
    for name in sorted(told.keys() - _TOP):
        yield Fault(name[:60], "unknown_name", both(lambda: _("Không có mục này trong phiếu gửi lên.")))
    try:
        UUID(told.get("survey_id"))
    except (TypeError, ValueError, AttributeError):
        yield Fault("survey_id", "not_a_uuid", both(lambda: _("Cần một UUID do thiết bị tạo.")))
    if not isinstance(told.get("round"), str):
        yield Fault("round", "missing", both(lambda: _("Cần kỳ rà soát: năm, hoặc năm-tháng.")))
    if not isinstance(told.get("household"), dict):
        yield Fault("household", "missing", both(lambda: _("Cần một đối tượng với các cột của hộ.")))
    members = told.get("members")
    if not isinstance(members, list) or not all(isinstance(one, dict) for one in members):
        yield Fault(
            "members", "missing", both(lambda: _("Cần danh sách thành viên, mỗi người một đối tượng."))
        )
    elif not 1 <= len(members) <= _MOST_MEMBERS:
        yield Fault("members", "how_many", both(lambda: _("Một hộ có từ 1 đến 100 thành viên.")))
    seen = told.get("seen_revision", 0)
    if seen is not None and (isinstance(seen, bool) or not isinstance(seen, int) or seen < 0):
        yield Fault("seen_revision", "not_a_number", both(lambda: _("Cần số lần sửa đã thấy, từ 0.")))
    if not isinstance(told.get("reason", ""), str | None):
        yield Fault("reason", "not_text", both(lambda: _("Cần chữ.")))


def _cleaned(row: Row) -> Row:
    found = {}
    for name, value in row.items():
        text = unicodedata.normalize("NFC", value).strip() if isinstance(value, str) else value
        found[unicodedata.normalize("NFC", name).strip()] = None if text == "" else text
    return found


def _members_faults(members: Sequence[Row]):
    for number, one in enumerate(members):
        yield from _cell_faults(f"members[{number}]", one)


def _cell_faults(path: str, row: Row):
    for name, value in row.items():
        at = f"{path}.{name[:60]}"
        if isinstance(value, dict | list):
            yield Fault(
                at, "not_a_cell", both(lambda: _("Cần một giá trị, không phải danh sách hay đối tượng."))
            )
        elif isinstance(value, str):
            if "\x00" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
                yield Fault(at, "not_text", both(lambda: _("Chữ này có ký tự không lưu được.")))
            elif len(value) > _WIDEST.get(name, 2_000):
                words = both(
                    lambda name=name: _("Dài quá {count} ký tự.").format(count=_WIDEST.get(name, 2_000))
                )
                yield Fault(at, "too_long", words)


def typed(sent: Sent) -> Typed:
    """The survey's typed rows. Raises ``ApiRefusal`` 422 with every cell at fault."""
    home = _plain(sent.home, HOUSEHOLDS)
    members = [_plain(one, MEMBERS) for one in sent.members]
    refs = [one.get("member_id") for one in sent.members]
    plain = home is not None and None not in members and all(refs) and len(set(refs)) == len(refs)
    if not plain or not sent.home.get("household_id"):
        return _as_a_file(sent)
    ref = sent.home["household_id"]
    return Typed(home, [one | {"household_id": ref} for one in members])  # type: ignore[arg-type,operator]


def _plain(row: Row, questions: Mapping[str, Question]) -> Row | None:
    """The row typed, or nothing where a cell needs a second look."""
    found = {}
    for name, value in row.items():
        question = questions.get(name)
        if question is None:
            return None
        if value is None:
            found[name] = None
            continue
        answer = _plain_cell(value, question)
        if answer is None:
            return None
        found[name] = answer
    return found


def _plain_cell(value: Any, question: Question) -> Any:
    whole = isinstance(value, int) and not isinstance(value, bool)
    match question.kind:
        case Kind.TEXT:
            return value if isinstance(value, str) else None
        case Kind.INTEGER:
            return value if whole and 0 <= value < 2**31 else None
        case Kind.DECIMAL:
            number = isinstance(value, int | float) and not isinstance(value, bool)
            return float(value) if number and math.isfinite(value) and 0 <= value < 1e15 else None
        case Kind.YES_NO:
            return int(value) if isinstance(value, bool) or (whole and value in {0, 1}) else None
        case Kind.CODE:
            return value if isinstance(value, str) and value in question.codes else None
        case Kind.DATE:
            return value if isinstance(value, str) and _is_birth(value) else None


def _is_birth(text: str) -> bool:
    if _YEAR.fullmatch(text):
        return "1880" < text < "2200"
    if not _DAY.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return "1880" < text < "2200"


def _as_a_file(sent: Sent) -> Typed:
    """Read as the two tables of a file, all cells text."""
    ref = _text(sent.home.get("household_id"))
    homes = _frame([sent.home], ("household_id",))
    people = _frame([one | {"household_id": ref} for one in sent.members], ("household_id", "member_id"))
    found = [_errors(homes, people, language) for language in LANGUAGES]
    if found[0]:
        raise refused(
            [
                Fault(_path(one), one.rule, {"vi": one.message, "en": other.message})
                for one, other in zip(*found, strict=True)
            ]
        )
    survey = read_survey(homes, people)
    home = complete(survey.households, HOUSEHOLD_COLUMNS, HOUSEHOLD_KEYS)
    members = complete(survey.members, MEMBER_COLUMNS, MEMBER_KEYS)
    return Typed(home.row(0, named=True), list(members.iter_rows(named=True)))


def _errors(homes: pl.DataFrame, people: pl.DataFrame, language: str) -> list[Finding]:
    with speaking(language):
        return [one for one in read_survey(homes, people).findings if one.level is Level.ERROR]


def _path(finding: Finding) -> str:
    where = "household" if finding.file == "households" else f"members[{max(finding.row - 2, 0)}]"
    return f"{where}.{finding.column}" if finding.column else where


def _text(value: Any) -> str | None:
    if value is None:
        return None
    return str(int(value)) if isinstance(value, bool) else str(value)


def _frame(rows: Sequence[Row], first: tuple[str, ...]) -> pl.DataFrame:
    names = list(dict.fromkeys((*first, *(name for row in rows for name in row))))
    return pl.DataFrame(
        [[_text(row.get(name)) for name in names] for row in rows],
        schema=dict.fromkeys(names, pl.String),
        orient="row",
    )
