"""What a printed figure counts, in words; and the cell of our own forms that counts the same."""

from ansinh.kernel.language import _, current_language
from ansinh.reports.layouts.columns import HOUSEHOLDS
from ansinh.standards.causes import causes_of
from ansinh.standards.registry import CODES, standard

# Form, split and column (from 1) of the row of the whole place.
_CELLS = {
    "households": (1, "", 1),
    "poor": (1, "", 3),
    "rate:poor": (1, "", 4),
    "near_poor": (1, "", 5),
    "rate:near_poor": (1, "", 6),
    "persons:poor": (1, "", 9),
    "persons:near_poor": (1, "", 11),
    "opening:poor": (2, HOUSEHOLDS, 1),
    "relapse:poor": (2, HOUSEHOLDS, 6),
    "new:poor": (2, HOUSEHOLDS, 7),
    "opening:near_poor": (3, HOUSEHOLDS, 1),
    "out:near_poor": (3, HOUSEHOLDS, 2),
    "relapse:near_poor": (3, HOUSEHOLDS, 6),
    "new:near_poor": (3, HOUSEHOLDS, 7),
    "group:minority": (8, HOUSEHOLDS, 2),
    "no_labour_capacity": (8, HOUSEHOLDS, 3),
    "group:merit": (8, HOUSEHOLDS, 4),
}
_INDICATOR, _RATE_OF_INDICATOR, _CAUSE = "indicator:", "rate:indicator:", "cause:"


def cell_of(statistic: str, code: str) -> tuple[int, str, int] | None:
    """The form, split and column that count ``statistic`` under the standard ``code``; nothing where no form does."""
    if statistic in _CELLS:
        return _CELLS[statistic]
    if statistic.startswith(_INDICATOR):
        at = _place(statistic.removeprefix(_INDICATOR), standard(code).codes)
        return None if at is None else (4, "", at + 3)
    if statistic.startswith(_RATE_OF_INDICATOR):
        at = _place(statistic.removeprefix(_RATE_OF_INDICATOR), standard(code).codes)
        return None if at is None else (5, "", at + 2)
    if statistic.startswith(_CAUSE):
        at = _place(statistic.removeprefix(_CAUSE), [one[0] for one in causes_of(code).causes])
        return None if at is None else (10, "", at + 1)
    return None


def own_statistics(code: str) -> list[str]:
    """Every statistic that a cell of our forms counts under the standard ``code``; without who left, because our forms have every
    flow from list to list, and balance by themselves."""
    indicators = standard(code).codes
    return [
        *(one for one in _CELLS if not one.startswith("out:")),
        *(_INDICATOR + one for one in indicators),
        *(_RATE_OF_INDICATOR + one for one in indicators),
        *(_CAUSE + one[0] for one in causes_of(code).causes),
    ]


def _place(name: str, names: object) -> int | None:
    listed = list(names)  # type: ignore[call-overload]
    return listed.index(name) if name in listed else None


def words_of_statistic(statistic: str, code: str = "") -> str:
    """What a statistic counts; its own name where nobody gave it words."""
    if statistic.startswith("rate:"):
        return _("tỷ lệ: {of}").format(of=words_of_statistic(statistic.removeprefix("rate:"), code))
    known = {
        "households": _("tổng số hộ dân cư"),
        "poor": _("hộ nghèo"),
        "near_poor": _("hộ cận nghèo"),
        "persons:poor": _("nhân khẩu nghèo"),
        "persons:near_poor": _("nhân khẩu cận nghèo"),
        "poor_income": _("hộ nghèo về thu nhập"),
        "poor_deprivation": _("hộ nghèo do thiếu hụt"),
        "fall:poor": _("số hộ nghèo giảm"),
        "fall:near_poor": _("số hộ cận nghèo giảm"),
        "opening:poor": _("hộ nghèo đầu kỳ"),
        "opening:near_poor": _("hộ cận nghèo đầu kỳ"),
        "opening_rate:poor": _("tỷ lệ hộ nghèo đầu kỳ"),
        "opening_rate:near_poor": _("tỷ lệ hộ cận nghèo đầu kỳ"),
        "change:poor": _("mức giảm tỷ lệ hộ nghèo"),
        "change:near_poor": _("mức giảm tỷ lệ hộ cận nghèo"),
        "out:poor": _("hộ thoát nghèo"),
        "relapse:poor": _("hộ tái nghèo"),
        "new:poor": _("hộ nghèo phát sinh mới"),
        "out:near_poor": _("hộ thoát cận nghèo"),
        "relapse:near_poor": _("hộ tái cận nghèo"),
        "new:near_poor": _("hộ cận nghèo phát sinh mới"),
        "no_labour_capacity": _("hộ nghèo không có khả năng lao động"),
        "labour_capacity": _("hộ nghèo có khả năng lao động"),
        "group:allowance": _("hộ nghèo thuộc diện bảo trợ xã hội"),
        "group:minority": _("hộ nghèo dân tộc thiểu số"),
        "group:merit": _("hộ nghèo có người có công"),
    }
    if statistic in known:
        return known[statistic]
    kind, _colon, name = statistic.partition(":")
    if kind == "band":
        return _("xã có tỷ lệ hộ nghèo {band} %").format(band=name)
    if kind == "indicator" and code in CODES:
        words = {one.code: one.name for one in standard(code).indicators}
        return _("thiếu hụt: {name}").format(
            name=words[name].in_language(current_language()) if name in words else name
        )
    if kind == "cause" and code in CODES:
        told = {one[0]: one[1:] for one in causes_of(code).causes}
        at = 1 if current_language() == "en" else 0
        return _("nguyên nhân: {name}").format(name=told[name][at] if name in told else name)
    return statistic
