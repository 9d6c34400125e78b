"""A round from above: each commune's state, totals, who is late."""

from django.http import HttpRequest, HttpResponse

from ansinh.access.routes import Nothing, route
from ansinh.accounts.permissions import Permission
from ansinh.kernel.web.pages import page
from ansinh.reviews.decisions.coming import LISTS
from ansinh.reviews.decisions.consolidating import CommuneRow, consolidated
from ansinh.reviews.decisions.views.deciding import list_words
from ansinh.reviews.enums import DossierState
from ansinh.reviews.procedure.moves import state_said
from ansinh.reviews.procedure.regime import regime
from ansinh.reviews.queries import dossiers_within, round_within

P = Permission
_ORDERS = {
    "late": lambda row: (-row.late, row.dossier.unit.sort_key),
    "name": lambda row: row.dossier.unit.sort_key,
    "poor": lambda row: (-row.counted("poor"), row.dossier.unit.sort_key),
}
_KINDS = ("", "undecided", "decided", "approved", "late")


def _shown(row: CommuneRow, kind: str) -> bool:
    return {
        "": True,
        "undecided": row.decision is None,
        "decided": row.dossier.state == DossierState.DECIDED.value,
        "approved": row.dossier.state == DossierState.APPROVED.value,
        "late": row.late > 0,
    }[kind]


@route(P.WATCH_PROGRESS, sees=Nothing.SUMS)
def consolidation(request: HttpRequest, round_id: int) -> HttpResponse:
    """Every commune's state and decision within the scope, with totals that close."""
    campaign = round_within(request.scope, round_id)
    whole = consolidated(campaign, dossiers_within(request.scope, campaign))
    order = request.GET.get("sort", "late") if request.GET.get("sort", "late") in _ORDERS else "late"
    kind = request.GET.get("kind", "") if request.GET.get("kind", "") in _KINDS else ""
    return page(
        request,
        "reviews/decisions/consolidation.html",
        campaign=campaign,
        law=regime(campaign.procedure),
        whole=whole,
        rows=sorted((row for row in whole.rows if _shown(row, kind)), key=_ORDERS[order]),
        counts={one: sum(_shown(row, one) for row in whole.rows) for one in _KINDS},
        kind=kind,
        order=order,
        lists=[(name, list_words(name)) for name in LISTS],
        list_words=list_words,
        state_said=state_said,
        permission=P,
    )
