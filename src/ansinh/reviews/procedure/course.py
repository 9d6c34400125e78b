"""How far dossiers are along their procedure: the step, the clock that runs, the deadline of the round, what comes next."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max, OuterRef, Subquery

from ansinh.kernel.dates import shown_date, today
from ansinh.reviews.enums import DossierState
from ansinh.reviews.models import Dossier, Round
from ansinh.reviews.procedure.models import DossierMove, Opinion, Posting
from ansinh.reviews.procedure.moves import Move, onward, state_said
from ansinh.reviews.procedure.moving import regime_of
from ansinh.reviews.queries import within_year


@dataclass(frozen=True)
class Course:
    """One dossier: since when it is where it is, the last day of the clock that runs (a posting's, the district's), and the
    last day of the round. ``late`` by that day, while it is not decided."""

    dossier: Dossier
    since: date | None
    clock_until: date | None
    deadline: date | None

    @property
    def late(self) -> bool:
        done = self.dossier.state in (DossierState.DECIDED.value, DossierState.APPROVED.value)
        return not done and self.deadline is not None and today() > self.deadline

    @property
    def overdue(self) -> bool:
        """Whether the district's clock is over and nobody answered (a posting's only allows what comes next)."""
        waits = self.dossier.state == DossierState.SETTLED.value
        return waits and self.clock_until is not None and today() > self.clock_until

    @property
    def next(self) -> list[Move]:
        in_year = within_year(self.dossier.round.period)
        return onward(regime_of(self.dossier), self.dossier.state, in_year=in_year)

    def as_row(self) -> dict[str, Any]:
        """Plain values, for the command line."""
        return {
            "code": self.dossier.unit.code,
            "name": self.dossier.unit.name,
            "state": self.dossier.state,
            "state_said": state_said(self.dossier.state),
            "since": shown_date(self.since) or "–",
            "clock_until": self.clock_until.isoformat() if self.clock_until else None,
            "due": shown_date(self.clock_until or self.deadline) or "–",
            "late": self.late,
            "next": ", ".join(one.verb.words for one in self.next) or "–",
        }


def course_of(campaign: Round, units: Collection[int]) -> list[Course]:
    """The course of every dossier of a round at these units (asked within a scope before), in one read."""
    return courses(Dossier.objects.everywhere().filter(round=campaign, unit__in=units), campaign)


def courses(rows: Any, campaign: Round) -> list[Course]:
    """The course of dossiers of one round, in the order of their communes' names."""
    moves = DossierMove.objects.everywhere().filter(dossier=OuterRef("pk")).order_by("-pk")
    standing = Posting.objects.everywhere().filter(dossier=OuterRef("pk"), removed_on=None).values("dossier")
    asked = Opinion.objects.everywhere().filter(dossier=OuterRef("pk"), answered_on=None)
    found = rows.select_related("unit").annotate(
        since=Subquery(moves.values("on")[:1]),
        posted_until=Subquery(standing.annotate(last=Max("until")).values("last")),
        opinion_due=Subquery(asked.values("due")[:1]),
    )
    ordered: Sequence[Dossier] = list(found.order_by("unit__sort_key", "unit__code"))
    for one in ordered:
        one.round = campaign
    return [
        Course(one, one.since, one.posted_until or one.opinion_due, regime_of(one).ends(campaign.period))
        for one in ordered
    ]
