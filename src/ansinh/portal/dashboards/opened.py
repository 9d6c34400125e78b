"""A number of the country opened: what each province adds to it, and the cell of the province's form that counts it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from ansinh.kernel.language import _
from ansinh.portal.dashboards.country import Country, Province, measures_of, sums_of
from ansinh.portal.dashboards.figures import CAUSES, NEAR_LACKS, NEAR_MOVES, POOR_LACKS, POOR_MOVES, RESULT
from ansinh.reports.context import spoken
from ansinh.reports.layouts import layout
from ansinh.reports.layouts.columns import HOUSEHOLDS, POPULATION, Kind
from ansinh.reports.loading import words_of
from ansinh.reports.printed_pages import split_in_address
from ansinh.reviews.words import movement_words

BASE = f"{POPULATION}:households"
_LISTS = ("poor", "near_poor")
FLOWS = (
    ("poor", ("stay_poor", "poor_to_near", "poor_out", "other_out", "near_to_poor", "relapse_poor", "new_poor", "other_in")),
    ("near_poor", ("stay_near", "near_out", "near_to_poor", "other_out", "poor_to_near", "relapse_near", "new_near", "other_in")),
)  # fmt: skip
# Who goes over is counted once, under the list the flow begins in.
UNDER = {"poor_to_near": "poor", "near_to_poor": "near_poor"}
# The forms in which a kind of measure is looked for, in this order.
_FORMS = {
    BASE: (RESULT,),
    "total": (RESULT,),
    "opening": (POOR_MOVES, NEAR_MOVES),
    "movement": (POOR_MOVES, NEAR_MOVES),
    "indicator": (POOR_LACKS, NEAR_LACKS),
    "cause": (CAUSES,),
}


@dataclass(frozen=True, slots=True)
class Counted:
    """What a province adds to a number: nothing where it is not known; ``href`` the cell of its form, blank where nothing is
    sealed."""

    province: Province
    amount: int | None
    href: str


def number_address(found: Country, measure: str, class_: str) -> str:
    """Where a number of the country opens."""
    asked = {"period": found.period, "standard": found.standard, "measure": measure, "class": class_}
    return reverse("dashboards:country-number", query=asked)


def number_words(found: Country, measure: str, class_: str) -> str | None:
    """What a number counts; nothing where the country has no such number."""
    if measure == BASE:
        return _("Hộ dân cư") if not class_ else None
    if class_ not in _LISTS:
        return None
    listed = _("Hộ nghèo") if class_ == "poor" else _("Hộ cận nghèo")
    kind, _colon, name = measure.partition(":")
    if measure == "total":
        return listed
    if measure == "opening":
        return _("Đầu kỳ: {class_}").format(class_=listed)
    if kind == "movement":
        told = any(name in names and UNDER.get(name, one) == class_ for one, names in FLOWS)
        return movement_words(name) if told else None
    words = words_of(found.standard)
    known = {"indicator": words.indicators, "cause": words.causes}.get(kind, ())
    said = {"indicator": _("Thiếu hụt {what}: {class_}"), "cause": _("Nguyên nhân {what}: {class_}")}
    return next((said[kind].format(what=spoken(one), class_=listed) for one in known if one[0] == name), None)


def number_of(found: Country, measure: str, class_: str) -> int | None:
    """The number as the country's page shows it."""
    return found.base if measure == BASE else measures_of(found).get((measure, class_), 0)


def counted(found: Country, measure: str, class_: str, *, cells: bool) -> Sequence[Counted]:
    """What each province adds. ``cells``: whether they lead to the cells of the forms, else to the forms."""
    at = _place_of(found, measure, class_)
    return [
        Counted(one, _amount(found, one, measure, class_), _address(one, at, cells))
        for one in found.provinces
    ]


def _amount(found: Country, one: Province, measure: str, class_: str) -> int | None:
    if one.version is None:
        return None
    return one.base if measure == BASE else sums_of(one.version, found.standard).get((measure, class_), 0)


def _place_of(found: Country, measure: str, class_: str) -> tuple[int, str, int]:
    """Form, split of its rows and number of the column that counts a measure of households. Who stays on a list has no column of its
    own: then the form alone, its column nought."""
    words = words_of(found.standard)
    forms = _FORMS.get(measure) or _FORMS[measure.partition(":")[0]]
    for number in forms:
        plan = layout(number, words)
        for column in plan.columns:
            first = next(iter(column.sources), None)
            if column.kind is Kind.COUNT and first and (first.measure, first.class_) == (measure, class_):
                return number, HOUSEHOLDS if plan.split else "", column.number
    return forms[_LISTS.index(class_)] if len(forms) > 1 else forms[0], "", 0


def _address(one: Province, at: tuple[int, str, int], cells: bool) -> str:
    if one.version is None:
        return ""
    number, split, column = at
    here: dict[str, object] = {"version_id": one.version.pk, "number": number}
    if not cells or not column:
        return reverse("reports:form", kwargs=here)
    here |= {"row": one.version.unit.code, "split": split_in_address(split), "column": column}
    return reverse("reports:cell", kwargs=here)
