"""What a decision would come to: who is on each list, who comes, who goes and why; and what refuses it.

Whoever was on the last list is in it by name, whatever became of them: nobody leaves a list by not being mentioned.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ansinh.households.models import Household
from ansinh.kernel.dates import today
from ansinh.kernel.language import _
from ansinh.reviews.decisions.parameters import parameter
from ansinh.reviews.enums import ListClass, Movement
from ansinh.reviews.histories import opening_list
from ansinh.reviews.models import Dossier, Outcome
from ansinh.reviews.procedure.moves import Verb
from ansinh.reviews.queries import commune_map, within_year
from ansinh.reviews.sealing_preview import WhatWouldBeSealed, what_would_be_sealed

POOR = (ListClass.POOR.value, ListClass.POOR_INCOME.value, ListClass.POOR_DEPRIVATION.value)
# The lists of form 02: a class, or the movement by which a household leaves its list.
LISTS = ("poor", "near_poor", "escaped_poor", "escaped_near_poor", "left")
_LEAVES = {Movement.POOR_OUT.value: "escaped_poor", Movement.NEAR_OUT.value: "escaped_near_poor"}
# Off both lists by this review.
GONE = (Movement.POOR_OUT.value, Movement.NEAR_OUT.value, Movement.OTHER_OUT.value)
# Comes onto a list it was not on.
COMES = {
    "poor": (Movement.NEW_POOR.value, Movement.RELAPSE_POOR.value, Movement.OTHER_IN.value),
    "near_poor": (Movement.NEW_NEAR.value, Movement.RELAPSE_NEAR.value, Movement.OTHER_IN.value),
}
_MOST_NAMED = 20


def list_of(row: Outcome) -> str:
    """The list of form 02 that an outcome belongs to; blank for a household on none before or after."""
    if row.movement in _LEAVES:
        return _LEAVES[row.movement]
    if row.answer_id is None or row.movement == Movement.OTHER_OUT.value:
        return "left" if row.opening_class else ""
    if row.recognised_class in POOR:
        return "poor"
    return "near_poor" if row.recognised_class == ListClass.NEAR_POOR.value else ""


@dataclass(frozen=True)
class ToDecide:
    """A dossier as its decision would find it. ``counts`` by list and by movement; ``leaving`` the households that go, in
    order of village and name; ``faults`` refuse the decision, each says what to do."""

    dossier: Dossier
    sealing: WhatWouldBeSealed
    lists: Mapping[str, int]
    movements: Mapping[str, int]
    other_in: Mapping[str, int]
    leaving: Sequence[Outcome]
    opening: int
    undetermined: int
    differing: int
    effective_from: date
    faults: Sequence[str]

    @property
    def delisted(self) -> int:
        return len(self.leaving)

    @property
    def needs_second_confirmation(self) -> bool:
        """So many households leave at once that the chair confirms it apart (no text lays the numbers down)."""
        if self.delisted < parameter("delisting_count").value:
            return False
        return 100 * self.delisted >= parameter("delisting_share").value * self.opening


def rows_to_decide(dossier: Dossier):
    """The outcomes of a dossier (reached through a scope before) that a decision names, with their households."""
    rows = Outcome.objects.everywhere().filter(dossier=dossier, standard=dossier.round.standards[0])
    return rows.select_related("household").order_by("household__village", "household__head_name_sort", "pk")


def effective_day(dossier: Dossier, decided_on: date) -> date:
    """A yearly list takes effect with its year; a review within the year with its decision (QĐ 24/2021, article 5)."""
    return decided_on if within_year(dossier.round.period) else date(dossier.round.list_year, 1, 1)


def what_would_be_decided(dossier: Dossier, decided_on: date | None = None) -> ToDecide:
    """What deciding a dossier (reached through a scope before) would come to; changes nothing."""
    rows = list(rows_to_decide(dossier))
    lists = dict.fromkeys(LISTS, 0)
    movements: dict[str, int] = {}
    for row in rows:
        if (name := list_of(row)) != "":
            lists[name] += 1
        if row.movement:
            movements[row.movement] = movements.get(row.movement, 0) + 1
    leaving = [row for row in rows if list_of(row) in ("escaped_poor", "escaped_near_poor", "left")]
    sealing = what_would_be_sealed(dossier.round, dossier.unit, [dossier], verb=Verb.DECIDE_LISTS)
    preview = sealing.previews[0] if sealing.previews else None
    return ToDecide(
        dossier,
        sealing,
        lists,
        movements,
        {
            name: sum(row.movement == Movement.OTHER_IN.value and list_of(row) == name for row in rows)
            for name in COMES
        },
        leaving,
        sum(bool(row.opening_class) for row in rows),
        preview.undetermined + preview.kept if preview else 0,
        preview.differing if preview else 0,
        effective_day(dossier, decided_on or today()),
        [*sealing.faults, *_forgotten(dossier)],
    )


def _forgotten(dossier: Dossier) -> list[str]:
    """Households of the list before about which the dossier says nothing at all. Asked of the list itself and not of what
    was computed, so that no fault of the computing can drop anybody."""
    if within_year(dossier.round.period):
        # A review within the year looks at who asked; everybody else stays as they are.
        return []
    missing = sorted({one for code in dossier.round.standards for one in not_mentioned(dossier, code)})
    if not missing:
        return []
    found = Household.objects.everywhere().filter(pk__in=missing[:_MOST_NAMED]).order_by("head_name_sort")
    names = ", ".join(one.head_name or one.source_ref for one in found)
    return [
        _(
            "{count} hộ trong danh sách trước không có kết quả nào trong hồ sơ: {names}. Hãy rà soát các hộ này hoặc ghi "
            "biến động nói rõ hộ đã đi đâu, rồi chạy phân loại lại."
        ).format(count=len(missing), names=names)
    ]


def not_mentioned(dossier: Dossier, standard: str) -> list[str]:
    """Ids (hex) of households on the list before this review under a standard, at this commune, of whom no dossier of the
    round says anything."""
    campaign = dossier.round
    units = sorted(commune_map([dossier.unit], campaign.as_of))
    before = opening_list(campaign.list_year - 1, standard, units, campaign.period)
    here = before.filter(before["unit_id"].is_in(units))["household"].to_list()
    said = (
        Outcome.objects.everywhere()
        .filter(dossier__round=campaign, standard=standard, household__in=here)
        .values_list("household_id", flat=True)
    )
    mentioned = {one.hex for one in said}
    return [one for one in here if one not in mentioned]
