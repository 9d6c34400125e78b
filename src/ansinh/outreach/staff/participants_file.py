"""Participants of a file: read, each row looked at, given to be written all together or not at all."""

from pathlib import Path

from ansinh.access.scope import Scope
from ansinh.kernel.errors import NotFound, UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.text import fold
from ansinh.outreach.models import Course
from ansinh.outreach.models.enums import StaffRole
from ansinh.outreach.staff.training import Attending
from ansinh.outreach.words import role_words
from ansinh.support.delivery.views.shared import place_called
from ansinh.work.tables import read_table

NEEDED = ("unit_code", "full_name")
MORE = ("birth_year", "role", "days", "certificate")


def read_participants(path: Path, course: Course, scope: Scope) -> tuple[list[Attending], list[str]]:
    """The rows of a table of participants, and what is wrong by row. Raises ``UnusableInput`` where the table has not the columns."""
    table = read_table(path)
    missing = [name for name in NEEDED if name not in table.frame.columns]
    if missing:
        raise UnusableInput(
            _("Tệp thiếu cột: {columns}.").format(columns=", ".join(missing)), code="columns_missing"
        )
    kept = [name for name in (*NEEDED, *MORE) if name in table.frame.columns]
    roles = {one.value: one for one in StaffRole} | {role_words(one.value): one for one in StaffRole}
    found: list[Attending] = []
    faults: list[str] = []
    seen: set[tuple[str, str, str]] = set()
    for at, given in zip(table.rows, table.frame.select(kept).iter_rows(named=True), strict=True):
        texts = dict.fromkeys(MORE, "") | {name: str(value or "").strip() for name, value in given.items()}
        who = (texts["unit_code"], fold(texts["full_name"]), texts["birth_year"])
        wrong = _faults(texts, roles, course)
        if who in seen:
            wrong.append(_("người này lặp trong tệp"))
        seen.add(who)
        try:
            unit = place_called(texts["unit_code"], scope)
        except NotFound:
            wrong.append(_("mã địa bàn không có trong phạm vi của bạn"))
        if wrong:
            faults.append(_("Dòng {row}: {why}.").format(row=at, why="; ".join(wrong)))
            continue
        found.append(
            Attending(
                unit,
                texts["full_name"],
                int(texts["birth_year"]) if texts["birth_year"] else None,
                roles.get(texts["role"]),
                int(texts["days"]) if texts["days"] else None,
                texts["certificate"],
            )
        )
    return found, faults


def _faults(texts: dict[str, str], roles: dict[str, StaffRole], course: Course) -> list[str]:
    year, days = texts["birth_year"], texts["days"]
    return [
        words
        for words, holds in (
            (_("thiếu họ tên"), not texts["full_name"]),
            (_("năm sinh phải là bốn chữ số"), bool(year) and not (year.isdecimal() and len(year) == 4)),
            (_("không rõ việc gì"), bool(texts["role"]) and texts["role"] not in roles),
            (
                _("số ngày dự từ 1 đến {days}").format(days=course.days),
                bool(days) and not (days.isdecimal() and 1 <= int(days[:6]) <= course.days),
            ),
        )
        if holds
    ]
