"""What stands beside the work that waits on the start page: the newest rounds here, the person's own jobs."""

from dataclasses import dataclass

from django.db.models import Count, Q

from ansinh.access.queries import scope_of
from ansinh.access.scope import Scope
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission as P
from ansinh.reviews.enums import DossierState
from ansinh.reviews.models import Dossier, Round
from ansinh.reviews.queries import rounds_within
from ansinh.work.models import Job


@dataclass(frozen=True)
class RoundHere:
    """A round with how many of the person's communes in it are approved."""

    campaign: Round
    communes: int
    approved: int


def rounds_here(actor: Actor) -> list[RoundHere]:
    """The newest rounds that the person watches, two reads."""
    scope = scope_of(actor, P.WATCH_PROGRESS)
    newest = list(rounds_within(scope).order_by("-period", "-pk")[:5])
    # A dossier tells of nobody: who sees one village of a commune knows how far the commune is.
    rows = Dossier.objects.within(Scope(scope.touched)).filter(round__in=newest).order_by().values("round")
    counts = rows.annotate(all=Count("pk"), done=Count("pk", filter=Q(state=DossierState.APPROVED.value)))
    many = {row["round"]: (row["all"], row["done"]) for row in counts}
    return [RoundHere(campaign, *many[campaign.pk]) for campaign in newest]


def own_jobs(actor: Actor) -> list[Job]:
    """The person's own jobs that wait or run, and the last few that ended."""
    return list(Job.objects.filter(user_id=actor.user_id).order_by("-pk")[:5])
