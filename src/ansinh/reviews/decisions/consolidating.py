"""A round seen from above: each commune's state and decision, totals that close, who is late."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ansinh.kernel.dates import today
from ansinh.reviews.decisions.coming import COMES, LISTS
from ansinh.reviews.decisions.models import Decision
from ansinh.reviews.decisions.recognised import decisions_in_force
from ansinh.reviews.enums import DossierState, Movement
from ansinh.reviews.models import Dossier, Round
from ansinh.reviews.procedure.regime import regime

_OUT = {
    "poor": (Movement.POOR_TO_NEAR.value, Movement.POOR_OUT.value),
    "near_poor": (Movement.NEAR_TO_POOR.value, Movement.NEAR_OUT.value),
}
_ACROSS = {"poor": Movement.NEAR_TO_POOR.value, "near_poor": Movement.POOR_TO_NEAR.value}
_STAYS = {"poor": Movement.STAY_POOR.value, "near_poor": Movement.STAY_NEAR.value}


@dataclass(frozen=True)
class CommuneRow:
    """A commune of a round: its decision in force, if any, and days late (0 where it is in time)."""

    dossier: Dossier
    decision: Decision | None
    late: int

    def counted(self, name: str) -> int:
        """Households on one of the lists of form 02."""
        return self.decision.counts["lists"].get(name, 0) if self.decision else 0

    def moved(self, movement: str) -> int:
        return self.decision.counts["movements"].get(movement, 0) if self.decision else 0


@dataclass(frozen=True)
class Consolidation:
    """``lists``: households by list over every decided commune; ``closes`` by list: who stayed and came is who is on it."""

    rows: Sequence[CommuneRow]
    by_state: Mapping[str, int]
    lists: Mapping[str, int]
    came: Mapping[str, int]
    left: Mapping[str, int]
    stayed: Mapping[str, int]
    ends: date | None

    def closes(self, name: str) -> bool:
        """Whether those who stayed and those who came are those on the list."""
        return self.stayed[name] + self.came[name] == self.lists[name]

    @property
    def decided(self) -> int:
        return sum(row.decision is not None for row in self.rows)

    @property
    def late(self) -> int:
        return sum(row.late > 0 for row in self.rows)


def consolidated(campaign: Round, dossiers: Sequence[Dossier]) -> Consolidation:
    """The consolidation of dossiers of a round (reached through a scope before), in their order."""
    taken = decisions_in_force([one.pk for one in dossiers])
    ends = regime(campaign.procedure).ends(campaign.period)
    rows = [CommuneRow(one, taken.get(one.pk), _late(one, taken.get(one.pk), ends)) for one in dossiers]
    states = [row.dossier.state for row in rows]

    def moved(*movements: str) -> int:
        return sum(row.moved(movement) for row in rows for movement in movements)

    return Consolidation(
        rows,
        {state.value: states.count(state.value) for state in DossierState if state.value in states},
        {name: sum(row.counted(name) for row in rows) for name in LISTS},
        {
            name: moved(*(m for m in COMES[name] if m != "other_in"), _ACROSS[name]) + _others(rows, name)
            for name in COMES
        },
        {name: moved(*_OUT[name]) for name in _OUT},
        {name: moved(_STAYS[name]) for name in _STAYS},
        ends,
    )


def _others(rows: Sequence[CommuneRow], name: str) -> int:
    """Who came for another reason (moved in, split off) onto a list; counted by list when the decision was taken."""
    return sum(row.decision.counts.get("other_in", {}).get(name, 0) for row in rows if row.decision)


def _late(dossier: Dossier, decision: Decision | None, ends: date | None) -> int:
    if ends is None or dossier.state == DossierState.APPROVED.value:
        return 0
    return max(0, ((decision.day if decision else today()) - ends).days)
