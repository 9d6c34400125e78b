"""Plans and papers a person reaches, and the newest readings of their targets.

A paper is no secret: whoever works at a place reads the plans of it, of what lies above it and of what lies in it. Figures are
another thing: a place's count is shown to who may see that place.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, Max, OuterRef, Q, QuerySet, Subquery

from ansinh.access.scope import Scope
from ansinh.kernel.errors import NotFound
from ansinh.kernel.language import _
from ansinh.places.models import Unit
from ansinh.plans.enums import DocumentState
from ansinh.plans.models import Document, Plan, Reading, Target


def _near(scope: Scope) -> frozenset[int] | None:
    """The units seen whole and every unit, of any date, in which one of them lies; nothing: everywhere."""
    reached = scope.unit_ids
    if reached is None:
        return None
    above: set[int] = set()
    for path in Unit.objects.filter(pk__in=reached).values_list("path", flat=True):
        above |= {int(part) for part in path.strip("/").split("/")}
    # A path names the ground: units that were renamed on it stand under the first one's id.
    grounds = Unit.objects.filter(pk__in=above).values("path")
    return frozenset(Unit.objects.filter(path__in=grounds).values_list("pk", flat=True)) | reached


def _drafts_within(scope: Scope, path: str = "") -> Q:
    """Papers that are issued, and drafts of the units a person sees whole: a draft is for who works where it is written."""
    return Q(**{f"{path}state": DocumentState.ISSUED.value}) | Q(
        **{f"{path}keeper__in": scope.unit_ids or ()}
    )


def plans_within(scope: Scope) -> QuerySet[Plan]:
    """The plans a person reads, with their papers and places; drafts where they are written only."""
    rows = Plan.objects.select_related("document", "unit", "parent__document")
    near = _near(scope)
    return rows if near is None else rows.filter(_drafts_within(scope, "document__"), unit__in=near)


def issued_plans(rows: QuerySet[Plan]) -> QuerySet[Plan]:
    """Those that hold."""
    return rows.filter(document__state=DocumentState.ISSUED.value)


def plan_within(scope: Scope, key: int) -> Plan:
    """One of them; raises ``NotFound``."""
    found = plans_within(scope).filter(pk=key).first()
    if found is None:
        raise NotFound(_("Không có kế hoạch này trong địa bàn được giao."))
    return found


def target_within(scope: Scope, key: int) -> Target:
    """A target of a plan within reach; raises ``NotFound``."""
    rows = Target.objects.filter(plan__in=plans_within(scope)).select_related(
        "plan__document", "plan__unit", "section"
    )
    found = rows.filter(pk=key).first()
    if found is None:
        raise NotFound(_("Không có chỉ tiêu này trong địa bàn được giao."))
    return found


def documents_within(scope: Scope) -> QuerySet[Document]:
    """Papers of the nation, of the places a person reaches, of those above and below, those they hold, and those sent to one of
    them; drafts where they are written only."""
    rows = Document.objects.select_related("issuer_unit", "territory", "keeper")
    near = _near(scope)
    if near is None:
        return rows
    return rows.filter(_drafts_within(scope)).filter(
        Q(issuer_unit=None)
        | Q(issuer_unit__in=near)
        | Q(keeper__in=near)
        | Q(pk__in=Document.objects.filter(recipients__unit__in=near).values("pk"))
    )


def document_within(scope: Scope, key: int) -> Document:
    """One of them; raises ``NotFound``."""
    found = documents_within(scope).filter(pk=key).first()
    if found is None:
        raise NotFound(_("Không có văn bản này trong địa bàn được giao."))
    return found


@dataclass(frozen=True)
class Readings:
    """The newest reading of each target of a plan: of the plan's own place, and of each commune a person sees."""

    whole: dict[int, Reading]
    places: dict[int, list[Reading]]


def newest_readings(plan: Plan, scope: Scope, targets: Iterable[int] | None = None) -> Readings:
    """Three reads whatever their number. The whole is told to who sees the plan's place; communes to who sees them."""
    rows = Reading.objects.filter(
        Q(target__counted_since=None) | Q(measured_at__gte=F("target__counted_since")), target__plan=plan
    )
    if targets is not None:
        rows = rows.filter(target__in=list(targets))
    latest = (
        rows.filter(target=OuterRef("target")).order_by().values("target").annotate(at=Max("measured_at"))
    )
    rows = rows.filter(measured_at=Subquery(latest.values("at"))).select_related(
        "unit", "version__unit", "baseline__unit", "target"
    )
    whole: dict[int, Reading] = {}
    places: dict[int, list[Reading]] = {}
    for row in rows.order_by("unit__sort_key", "unit_id"):
        if not scope.covers(row.unit_id):
            continue
        if row.unit_id == plan.unit_id:
            whole[row.target_id] = row
        else:
            places.setdefault(row.target_id, []).append(row)
    return Readings(whole, places)
