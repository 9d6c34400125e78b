"""The verb of boundaries."""

from ansinh.accounts.actor import Actor
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note, nothing_changed
from ansinh.kernel.dates import now
from ansinh.kernel.language import _
from ansinh.kernel.text import clean
from ansinh.places.boundaries.matching import BoundaryPlan
from ansinh.places.boundaries.shapes import box_of, points_in
from ansinh.places.errors import BoundariesRefused
from ansinh.places.models import Boundary


@action(EventName.BOUNDARIES_IMPORTED)
def import_boundaries(*, plan: BoundaryPlan, source: str, by: Actor) -> int:
    """Keep the shapes of a plan (``matching.plan_boundaries``); how many were written. A shape equal to what is kept changes
    nothing; another one of the same unit is added and replaces the one before. ``source``: who made the file, and where.

    Whether ``by`` may is asked by the caller: this domain stands before permissions. Raises ``BoundariesRefused`` for a plan
    with errors and for a blank source; nothing is written then.
    """
    words = clean(source)
    if not words:
        raise BoundariesRefused(
            _("Hãy ghi nguồn của tệp ranh giới (cơ quan lập, nơi lấy)."), code="no_source"
        )
    if not plan.acceptable:
        first = next((one for one in plan.findings if one.level == "error"), plan.findings[0])
        raise BoundariesRefused(first.message, findings=[one.as_json() for one in plan.findings])
    units = [one.unit.pk for one in plan.matched]
    held = {
        row.unit_id: row
        for start in range(0, len(units), 500)
        for row in Boundary.objects.filter(unit__in=units[start : start + 500], replaced_by__isnull=True)
    }
    rows = []
    for one in plan.matched:
        before = held.get(one.unit.pk)
        if before is not None and before.shape == one.shape:
            continue
        box = box_of(one.shape)
        rows.append(
            Boundary(
                unit=one.unit,
                shape=one.shape,
                points=points_in(one.shape),
                west=box.west,
                south=box.south,
                east=box.east,
                north=box.north,
                asked_on=plan.on,
                source=words,
                digest=plan.digest,
                recorded_at=now(),
                recorded_by=by.label,
                replaces=before,
            )
        )
    if not rows:
        nothing_changed()
        return 0
    Boundary.objects.bulk_create(rows, batch_size=200)
    note(
        subject=f"boundaries:{plan.digest[:12]}",
        rows=len(rows),
        replaced=sum(1 for row in rows if row.replaces_id is not None),
        source=words,
    )
    return len(rows)
