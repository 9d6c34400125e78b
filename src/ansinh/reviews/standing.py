"""What a long action read before its transaction, so that its short write can see that it still stands.

Classifying and approving read and compute for minutes without holding the database's lock; meanwhile another may enter
answers, recognise classes or approve. Whoever writes then would write over it, or seal what is no more. An approval gives
up where anything changed; a classification catches up (``catching_up``) and gives up only where a dossier went a step.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from django.db.models import Count, Max

from ansinh.households.queries import chunked
from ansinh.reviews.errors import ChangedMeanwhile
from ansinh.reviews.models import Dossier, Outcome, Round
from ansinh.surveys.models import HouseholdAnswer

# Dossiers with the state of each, in the order of their ids.
States = tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Standing:
    """States of dossiers, how many outcomes and current answers there are and the newest of each, and a digest of what
    people recognised by hand. Answers and outcomes are added, never altered, so that is enough to tell a change."""

    dossiers: States
    answers: tuple[int, int]
    outcomes: tuple[int, int]
    recognised: str


def standing_of(campaign: Round, dossiers: Sequence[int], units: Sequence[int]) -> Standing:
    """How dossiers of a round, and the answers at ``units``, stand now."""
    answers, outcomes, digest = [], [], sha256()
    for run in chunked(units):
        answers.append(
            HouseholdAnswer.objects.everywhere()
            .filter(current=True, period=campaign.period, unit_id__in=run)
            .aggregate(many=Count("pk"), last=Max("pk"))
        )
    for run in chunked(sorted(dossiers)):
        here = Outcome.objects.everywhere().filter(dossier_id__in=run)
        outcomes.append(here.aggregate(many=Count("pk"), last=Max("pk")))
        by_hand = here.exclude(recognised_by="").order_by("pk")
        for row in by_hand.values_list("pk", "recognised_class", "reason", "recognised_by").iterator():
            digest.update(repr(row).encode())
    return Standing(states_of(dossiers), _together(answers), _together(outcomes), digest.hexdigest())


def _together(counts: Sequence[dict[str, int | None]]) -> tuple[int, int]:
    return sum(one["many"] or 0 for one in counts), max((one["last"] or 0 for one in counts), default=0)


def check_still_stands(before: Standing, campaign: Round, units: Sequence[int]) -> None:
    """Nothing changed since ``before``; raises ``ChangedMeanwhile``. Call inside the transaction that writes."""
    if standing_of(campaign, [pk for pk, _state in before.dossiers], units) != before:
        raise ChangedMeanwhile


def states_of(dossiers: Sequence[int]) -> States:
    """The states of dossiers now."""
    states: list[tuple[int, str]] = []
    for run in chunked(sorted(dossiers)):
        states += Dossier.objects.everywhere().filter(pk__in=run).order_by("pk").values_list("pk", "state")
    return tuple(states)


def check_states_stand(before: States) -> None:
    """No dossier went a step since ``before``; raises ``ChangedMeanwhile``. Call inside the transaction that writes."""
    if states_of([pk for pk, _state in before]) != before:
        raise ChangedMeanwhile
