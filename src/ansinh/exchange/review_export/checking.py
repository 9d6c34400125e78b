"""The Excel export of the software in use today: one file a district, no commune, most rows twice.

Every row is taken, joined with an equal one, kept apart as a trial entry, or refused with its reason. Two rows are the
same household when code and name agree after Unicode normalisation and case folding; rows of one household that disagree
on its class wait for a person.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.findings import Finding, Level
from ansinh.kernel.keys import Keyring
from ansinh.kernel.language import _
from ansinh.kernel.text import clean
from ansinh.work.batches import Checked, batch_digest
from ansinh.work.tables import read_table

KIND = "review-export"
NEEDED = ("family.hostName", "family.code", "family.numberOfMembers", "classify")
_CLASSES = {
    "hộ nghèo": "poor",
    "hộ cận nghèo": "near_poor",
    "hộ có mức sống trung bình": "average",
    "hộ không nghèo": "not_poor",
}
_SEXES = {"nam": "m", "nữ": "f"}
_TRIAL_CODE = re.compile(r"9{3,}")
_DATES = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y")
_BLANKS = {"", "-", "--"}


@dataclass(frozen=True, slots=True)
class Taken:
    """One household of the export, from its first row."""

    key: str
    code: str
    name: str
    sex: str
    persons: int
    list_class: str
    reviewed_on: date | None
    row: int


def check_review_export(path: Path, *, period: str, area: str, keys: Keyring) -> Checked:
    """Read and check an export. ``payload``: ``taken`` and ``conflicting`` households; nothing is written."""
    table = read_table(path, header_rows=2)
    lacking = [name for name in NEEDED if name not in table.columns]
    if lacking:
        raise UnusableInput(
            _(
                "{file}: thiếu cột {columns}; tệp xuất của phần mềm rà soát có tên máy ở dòng 1 và nhãn ở dòng 2."
            ).format(file=table.file, columns=", ".join(lacking)),
            columns=lacking,
        )
    reader = _Reader(table.file, table.sheet, keys)
    for number, row in zip(table.rows, table.frame.iter_rows(named=True), strict=True):
        reader.read(number, row)
    counts = {
        "rows": table.frame.height,
        "households": len(reader.first),
        "duplicates": reader.duplicates,
        "conflicts": len(reader.conflicting),
        "trial": reader.trial,
        "refused": reader.refused,
    }
    options = {"round": period, "area": area}
    return Checked(
        KIND,
        batch_digest(KIND, [table.digest], options),
        (table.file,),
        options,
        counts,
        [*table.findings, *reader.findings],
        {
            "taken": [one for key, one in reader.first.items() if key not in reader.conflicting],
            "conflicting": [reader.first[key] for key in reader.conflicting],
        },
    )


class _Reader:
    """Rows one by one, with what is known of the households seen so far."""

    def __init__(self, file: str, sheet: str, keys: Keyring) -> None:
        self.file, self.sheet, self.keys = file, sheet, keys
        self.first: dict[str, Taken] = {}
        self.conflicting: dict[str, int] = {}
        self.refused: list[dict[str, Any]] = []
        self.findings: list[Finding] = []
        self.duplicates = self.trial = 0

    def read(self, number: int, row: Mapping[str, str | None]) -> None:
        code = clean(row["family.code"] or "")
        if _TRIAL_CODE.fullmatch(code):
            self.trial += 1
            self._say(
                "trial", Level.WARNING, number, "family.code", _("Dòng có vẻ là dữ liệu nhập thử; để riêng.")
            )
            return
        fault = self._fault(row, code)
        if fault:
            column, reason = fault
            self.refused.append({"row": number, "column": column, "reason": reason})
            self._say("refused", Level.ERROR, number, column, reason)
            return
        self._join(self._household(number, row, code))

    def _fault(self, row: Mapping[str, str | None], code: str) -> tuple[str, str] | None:
        if not code:
            return "family.code", _("Thiếu mã hộ.")
        if not clean(row["family.hostName"] or ""):
            return "family.hostName", _("Thiếu tên chủ hộ.")
        members = (row["family.numberOfMembers"] or "").strip()
        if not members.isdecimal() or not 0 < int(members) < 100:
            return "family.numberOfMembers", _("Số nhân khẩu không phải là một số đếm được.")
        if clean(row["classify"] or "").casefold() not in _CLASSES:
            return "classify", _("Phân loại không phải là một loại hộ đã biết.")
        sex = clean(row.get("family.hostGender") or "").casefold()
        if sex not in _BLANKS and sex not in _SEXES:
            return "family.hostGender", _("Giới tính không phải là Nam hoặc Nữ.")
        day = (row.get("date") or "").strip()
        if day not in _BLANKS and _day(day) is None:
            return "date", _("Ngày rà soát không đọc được.")
        return None

    def _household(self, number: int, row: Mapping[str, str | None], code: str) -> Taken:
        name = clean(row["family.hostName"] or "")
        # The key names nobody: a keyed digest of the folded name, so that codes restarting in each village part.
        mark = self.keys.blind_index(name.casefold()).hex()[:16]
        return Taken(
            key=f"{code.casefold()}-{mark}",
            code=code,
            name=name,
            sex=_SEXES.get(clean(row.get("family.hostGender") or "").casefold(), ""),
            persons=int((row["family.numberOfMembers"] or "").strip()),
            list_class=_CLASSES[clean(row["classify"] or "").casefold()],
            reviewed_on=_day((row.get("date") or "").strip()),
            row=number,
        )

    def _join(self, one: Taken) -> None:
        first = self.first.get(one.key)
        if first is None:
            self.first[one.key] = one
        elif first.list_class == one.list_class:
            self.duplicates += 1
            said = _("Trùng với dòng {row}; nhập làm một.").format(row=first.row)
            self._say("duplicate", Level.INFO, one.row, "family.code", said)
        else:
            self.conflicting[one.key] = one.row
            said = _("Cùng một hộ với dòng {row} nhưng khác phân loại; chờ quyết định.").format(row=first.row)
            self._say("conflict", Level.WARNING, one.row, "classify", said)

    def _say(self, rule: str, level: Level, row: int, column: str, message: str) -> None:
        self.findings.append(Finding(rule, level, message, self.file, self.sheet, row, column))


def _day(text: str) -> date | None:
    for pattern in _DATES:
        try:
            return datetime.strptime(text[:10], pattern).date()  # noqa: DTZ007 - a day of law has no clock
        except ValueError:
            continue
    return None
