"""Kinds of agencies as data: what each is called, at which levels it has offices, since when, what its work went to."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from ansinh.kernel.errors import NotFound
from ansinh.kernel.language import _, current_language


@dataclass(frozen=True, slots=True)
class Following:
    """What a kind's work went to: another kind, for some of its duties, and how well that is known."""

    kind: str
    duties: tuple[str, ...]
    source: str
    known: str


@dataclass(frozen=True, slots=True)
class AgencyKind:
    """One kind. ``levels`` at which it has an office of its own by law; none: its agencies are rows that officers enter.
    Blank dates: it was there before and is there still, as far as anybody knows."""

    code: str
    vi: str
    en: str
    group: str
    levels: tuple[str, ...]
    duties: tuple[str, ...]
    valid_from: date | None
    valid_until: date | None
    replaced_by: tuple[Following, ...]
    source: str
    known: str

    @property
    def words(self) -> str:
        """The name in the reader's language."""
        return self.en if current_language() == "en" else self.vi

    def holds_on(self, day: date) -> bool:
        """Whether there are such agencies on a day."""
        return (self.valid_from or date.min) <= day <= (self.valid_until or date.max)


@cache
def agency_kinds() -> dict[str, AgencyKind]:
    """Every kind by its code, in the order of the file."""
    text = (Path(__file__).parent / "kinds.toml").read_text(encoding="utf-8")
    return {code: _kind(code, row) for code, row in tomllib.loads(text).items()}


def _kind(code: str, row: dict[str, Any]) -> AgencyKind:
    following = tuple(
        Following(one["kind"], tuple(one["duties"]), one["source"], one["known"])
        for one in row.get("replaced_by", ())
    )
    return AgencyKind(
        code,
        row["vi"],
        row["en"],
        row["group"],
        tuple(row["levels"]),
        tuple(row["duties"]),
        row.get("valid_from"),
        row.get("valid_until"),
        following,
        row["source"],
        row["known"],
    )


def agency_kind(code: str) -> AgencyKind:
    """The kind of that code; raises ``NotFound``."""
    found = agency_kinds().get(code)
    if found is None:
        raise NotFound(_("Không có loại cơ quan «{code}».").format(code=code))
    return found


def duty_words(duty: str) -> str:
    """What an agency is responsible for, in words."""
    return {
        "poverty": _("giảm nghèo"),
        "assistance": _("trợ giúp xã hội"),
        "training": _("đào tạo nghề"),
        "jobs": _("việc làm"),
        "production": _("phát triển sản xuất"),
        "water": _("nước sạch, vệ sinh"),
        "land": _("đất đai"),
        "health": _("chăm sóc sức khỏe"),
        "nutrition": _("dinh dưỡng"),
        "education": _("giáo dục"),
        "awards": _("khen thưởng"),
        "housing": _("nhà ở"),
        "money": _("ngân sách"),
        "electricity": _("điện sinh hoạt"),
        "legal_aid": _("trợ giúp pháp lý"),
        "information": _("thông tin"),
        "telecom": _("viễn thông"),
        "insurance": _("bảo hiểm y tế, bảo hiểm xã hội"),
        "credit": _("tín dụng chính sách"),
        "figures": _("số liệu"),
        "fund": _("quỹ Vì người nghèo"),
        "supervision": _("giám sát"),
    }[duty]


def group_words(group: str) -> str:
    """A group of kinds in words."""
    return {
        "state": _("cơ quan nhà nước"),
        "bank": _("ngân hàng"),
        "insurance": _("bảo hiểm"),
        "union": _("Mặt trận, đoàn thể"),
        "unit": _("đơn vị sự nghiệp"),
        "company": _("doanh nghiệp dịch vụ"),
        "society": _("doanh nghiệp, nhà hảo tâm"),
    }[group]
