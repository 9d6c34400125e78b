"""Named reads of decisions."""

from collections.abc import Collection, Sequence

from django.db import connection

from ansinh.access.scope import Scope
from ansinh.households.queries import chunked
from ansinh.kernel.errors import NotFound
from ansinh.kernel.language import _
from ansinh.reviews.decisions.models import Decision
from ansinh.reviews.histories import DECISIONS_IN_FORCE
from ansinh.reviews.models import Dossier


def decisions_of(dossier: Dossier) -> list[Decision]:
    """The decisions of a dossier (reached through a scope before), the newest first."""
    return list(Decision.objects.everywhere().filter(dossier=dossier).order_by("-order"))


def decisions_in_force(dossiers: Sequence[int]) -> dict[int, Decision]:
    """The newest decision of each dossier (reached through a scope before) that has one."""
    found: dict[int, Decision] = {}
    for run in chunked(dossiers):
        for one in Decision.objects.everywhere().filter(dossier_id__in=run).order_by("order"):
            found[one.dossier_id] = one
    return found


def holding(decisions: Collection[int]) -> set[int]:
    """Those of the decisions whose rows of the lists hold: newest of their dossier, and not sealed yet (``histories``)."""
    if not decisions:
        return set()
    marks = ", ".join(["%s"] * len(decisions))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id FROM reviews_decision WHERE id IN ({marks}) AND id IN ({DECISIONS_IN_FORCE})",
            list(decisions),
        )
        return {row[0] for row in cursor.fetchall()}


def decision_within(scope: Scope, pk: int) -> Decision:
    """The decision of that number; raises ``NotFound`` also where its commune is out of the scope."""
    rows = Decision.objects.within(scope).select_related("dossier__round", "dossier__unit", "unit")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotFound(_("Không có quyết định này trong địa bàn được giao."), code="no_such_decision")
    return found


def dossier_within(scope: Scope, round_id: int, pk: int) -> Dossier:
    """The dossier of that number in a round; raises ``NotFound`` also where its commune is out of the scope."""
    rows = Dossier.objects.within(scope).select_related("round", "unit")
    found = rows.filter(pk=pk, round_id=round_id).first()
    if found is None:
        raise NotFound(_("Không có hồ sơ này trong địa bàn được giao."), code="no_such_dossier")
    return found
