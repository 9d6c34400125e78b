"""Named reads of requests, always within what a person may see of them."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from ansinh.access.scope import Scope
from ansinh.grievances.enums import (
    OPEN_STATES,
    REVIEW_KINDS,
    VILLAGE_KINDS,
    GrievanceKind,
    GrievanceState,
    Outcome,
)
from ansinh.grievances.models import Grievance
from ansinh.kernel.errors import NotFound
from ansinh.kernel.language import _

OPEN = Q(state__in=[state.value for state in OPEN_STATES])


def grievances_within(scope: Scope) -> QuerySet[Grievance]:
    """The requests within a scope; of villages only what a village head takes in, never complaints."""
    rows = Grievance.objects.within(scope)
    if scope.unit_ids is not None and scope.villages:
        rows = rows.filter(Q(unit_id__in=scope.unit_ids) | Q(kind__in=[kind.value for kind in VILLAGE_KINDS]))
    return rows


def grievance_within(scope: Scope, key: int) -> Grievance:
    """One request within a scope; raises ``NotFound``."""
    rows = grievances_within(scope).select_related("unit", "household", "person", "assigned_to", "against")
    found = rows.filter(pk=key).first()
    if found is None:
        raise NotFound(
            _("Không có đơn này trong phạm vi của anh/chị. Hãy tìm lại trong danh sách đơn."),
            code="no_such_request",
        )
    return found


def requests_for_work_list(units: Collection[int], until: date) -> QuerySet[Grievance]:
    """Requests for review, for leaving a list or for recognition of an average living standard (forms 01 and 04) of these
    communes that came up to a day and are not answered or withdrawn, with their households (null: not yet in the registry)."""
    rows = Grievance.objects.everywhere().filter(OPEN, unit_id__in=units, received_on__lte=until)
    kinds = [kind.value for kind in REVIEW_KINDS]
    return rows.filter(kind__in=kinds).select_related("household").order_by("received_on", "pk")


def objections(*, about: str = "", households: Collection[UUID] | None = None) -> QuerySet[Grievance]:
    """The objections to a thing (``dossier:12``), or of these households, the oldest first."""
    rows = Grievance.objects.everywhere().filter(kind=GrievanceKind.OBJECTION.value)
    if about:
        rows = rows.filter(about=about)
    if households is not None:
        rows = rows.filter(household_id__in=households)
    return rows.order_by("received_on", "pk")


def open_objections(*, about: str = "", households: Collection[UUID] | None = None) -> QuerySet[Grievance]:
    """Those of ``objections`` that are not answered: while there is one, a posted list is not settled."""
    return objections(about=about, households=households).filter(OPEN)


def upheld_objections(*, about: str = "", households: Collection[UUID] | None = None) -> QuerySet[Grievance]:
    """Those that were found right, wholly or in part: their households are to be surveyed again."""
    right = [Outcome.UPHELD.value, Outcome.PARTLY.value]
    rows = objections(about=about, households=households).filter(outcome__in=right)
    return rows.exclude(state=GrievanceState.WITHDRAWN.value)
