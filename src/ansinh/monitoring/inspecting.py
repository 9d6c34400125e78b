"""Inspections: planned with their households drawn, findings recorded, mended by who was inspected, accepted by who inspects."""

from collections.abc import Sequence
from datetime import date
from hashlib import sha256

import polars as pl

from ansinh.access.policies import check_may, may
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission as P
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.datasets.models import Version
from ansinh.datasets.queries import outcomes_of
from ansinh.households.models import Household
from ansinh.kernel.dates import now, today
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.text import clean, fold
from ansinh.monitoring.enums import FINDING_MOVES, INSPECTORS, FindingState
from ansinh.monitoring.models import Finding, FindingMove, InspectedHousehold, InspectedUnit, Inspection
from ansinh.monitoring.words import finding_words
from ansinh.places.models import Unit

_LISTED = ("poor", "near_poor")


def drawn(outcomes: pl.DataFrame, code: str, seed: int, draw: int) -> pl.DataFrame:
    """The households drawn of one commune of a version: the first ``draw`` by SHA-256 of seed and the household's id at its source.

    Nobody can choose them, and whoever knows the seed draws the same again. ``outcomes`` of the version; columns ``household_id,
    village, class``.
    """
    listed = outcomes.filter((pl.col("unit_code") == code) & pl.col("class").is_in(_LISTED))
    ranks = [_rank(seed, one) for one in listed["household_id"]]
    return (
        listed.select("household_id", "village", "class")
        .with_columns(pl.Series("rank", ranks, dtype=pl.String))
        .sort("rank")
        .head(draw)
        .drop("rank")
    )


def _rank(seed: int, household: str) -> str:
    return sha256(f"{seed}:{household.replace('-', '')}".encode()).hexdigest()


def plan_inspection(
    *,
    unit: Unit,
    title: str,
    purpose: str,
    first_day: date,
    last_day: date,
    version: Version,
    units: Sequence[Unit],
    draw: int,
    seed: int,
    by: Actor,
    decision_no: str = "",
) -> Inspection:
    """Plan an inspection of communes of a version, and draw its households.

    Raises ``Refused`` without the right to inspect there, ``UnusableInput`` without places, words, or with days that end before they
    begin.
    """
    check_may(by, P.INSPECT, unit.pk)
    for one in units:
        check_may(by, P.INSPECT, one.pk)
    if not units or not clean(title) or not clean(purpose):
        raise UnusableInput(_("Hãy ghi tên, nội dung và nơi được kiểm tra."), code="nothing_planned")
    if last_day < first_day:
        raise UnusableInput(_("Ngày kết thúc trước ngày bắt đầu."), code="days_backwards")
    rows = outcomes_of(version).filter(pl.col("standard") == version.standard)
    sample = {one.pk: drawn(rows, one.code, seed, draw) for one in units}
    listed = {
        one.pk: rows.filter((pl.col("unit_code") == one.code) & pl.col("class").is_in(_LISTED)).height
        for one in units
    }
    if not any(listed.values()):
        raise UnusableInput(
            _("Phiên bản đã chọn không có hộ nghèo, hộ cận nghèo nào ở các xã này."), code="nobody_listed"
        )
    made = Inspection(
        unit=unit,
        title=clean(title)[:300],
        title_fold=fold(clean(title))[:300],
        purpose=purpose.strip(),
        decision_no=clean(decision_no)[:80],
        first_day=first_day,
        last_day=last_day,
        version=version,
        seed=seed,
        draw=draw,
        made_at=now(),
        made_by=by.label,
    )
    return _keep_plan(inspection=made, units=units, sample=sample, listed=listed, by=by)


@action(EventName.INSPECTION_PLANNED)
def _keep_plan(
    *,
    inspection: Inspection,
    units: Sequence[Unit],
    sample: dict[int, pl.DataFrame],
    listed: dict[int, int],
    by: Actor,
) -> Inspection:
    inspection.save()
    InspectedUnit.objects.bulk_create(
        [InspectedUnit(inspection=inspection, unit=one, listed=listed[one.pk]) for one in units]
    )
    InspectedHousehold.objects.bulk_create(
        [
            InspectedHousehold(
                inspection=inspection,
                unit_id=unit,
                village=row["village"] or "",
                household_id=row["household_id"],
                position=at,
                list_class=row["class"],
            )
            for unit, frame in sample.items()
            for at, row in enumerate(frame.iter_rows(named=True), start=1)
        ],
        batch_size=200,
    )
    note(
        subject=f"inspection:{inspection.pk}",
        place=inspection.unit.code,
        seed=inspection.seed,
        draw=inspection.draw,
        households=sum(frame.height for frame in sample.values()),
    )
    return inspection


@action(EventName.INSPECTION_FINDING_RECORDED)
def record_finding(
    *,
    inspection: Inspection,
    unit: Unit,
    words: str,
    found_on: date,
    due: date,
    by: Actor,
    household: Household | None = None,
) -> Finding:
    """Record what was found at an inspected place, or at a drawn household of it, and by when it is to be mended.

    Raises ``Refused`` where ``by`` does not inspect there or the inspection is closed; ``UnusableInput`` for another place or
    household, without words, or for a day to mend before the day it was found.
    """
    held = Inspection.objects.everywhere().select_for_update(of=("self",)).get(pk=inspection.pk)
    check_may(by, P.INSPECT, held.unit_id)
    if held.closed_on is not None:
        raise Refused(_("Cuộc kiểm tra này đã kết thúc. Hãy lập cuộc kiểm tra mới."), code="closed")
    if not InspectedUnit.objects.everywhere().filter(inspection=held, unit=unit).exists():
        raise UnusableInput(_("Nơi này không thuộc cuộc kiểm tra."), code="not_inspected")
    if (
        household is not None
        and not InspectedHousehold.objects.everywhere()
        .filter(inspection=held, unit=unit, household=household)
        .exists()
    ):
        raise UnusableInput(_("Hộ này không nằm trong số hộ được rút."), code="not_drawn")
    if not words.strip():
        raise UnusableInput(_("Hãy ghi phát hiện."), code="no_words")
    if due < found_on or found_on > today():
        raise UnusableInput(
            _("Ngày phát hiện không được sau hôm nay; hạn khắc phục không được trước ngày phát hiện."),
            code="days_backwards",
        )
    made = Finding.objects.create(
        inspection=held,
        unit=unit,
        household=household,
        village=household.village if household is not None else "",
        words=words.strip(),
        found_on=found_on,
        due=due,
        made_at=now(),
        made_by=by.label,
    )
    note(subject=f"finding:{made.pk}", place=unit.code)
    return made


@action(EventName.INSPECTION_FINDING_MOVED)
def move_finding(*, finding: Finding, to: FindingState, evidence: str, by: Actor) -> Finding:
    """A finding goes on: who was inspected tells that it is being mended or mended; who inspects accepts, or opens it again.

    Raises ``Refused`` where the step is not that person's or not possible now, ``UnusableInput`` without evidence.
    """
    rows = Finding.objects.everywhere().select_for_update(of=("self",)).select_related("inspection", "unit")
    held = rows.get(pk=finding.pk)
    if to not in FINDING_MOVES[FindingState(held.state)]:
        raise Refused(
            _("Phát hiện này {state}, không làm bước này được.").format(state=finding_words(held.state)[1]),
            code="state_does_not_allow",
        )
    check_moves(held, to, by)
    if not evidence.strip():
        raise UnusableInput(_("Hãy ghi đã làm gì và bằng chứng."), code="no_evidence")
    FindingMove.objects.create(
        finding=held,
        from_state=held.state,
        to_state=to.value,
        on=today(),
        evidence=evidence.strip(),
        at=now(),
        by=by.label,
    )
    Finding.objects.everywhere().filter(pk=held.pk).update(state=to.value)
    held.state = to.value
    note(subject=f"finding:{held.pk}", place=held.unit.code, to=to.value)
    return held


def check_moves(finding: Finding, to: FindingState, by: Actor) -> None:
    """Raise ``Refused`` where a step is not that person's: nothing is closed by who was inspected, or by who says it is mended."""
    if to not in INSPECTORS:
        check_may(by, P.SEND_REPORTS, finding.unit_id)
        return
    check_may(by, P.INSPECT, finding.inspection.unit_id)
    mended = (
        FindingMove.objects.everywhere()
        .filter(finding=finding, by=by.label)
        .exclude(to_state__in=[one.value for one in INSPECTORS])
    )
    if to is FindingState.ACCEPTED and mended.exists():
        raise Refused(
            _("Người báo đã khắc phục không tự chấp nhận. Hãy để người kiểm tra khác xem lại."),
            code="mended_it",
        )


def moves_finding(finding: Finding, by: Actor) -> tuple[bool, bool]:
    """Whether ``by`` inspects, and whether ``by`` mends, where a finding stands."""
    return may(by, P.INSPECT, finding.inspection.unit_id), may(by, P.SEND_REPORTS, finding.unit_id)


@action(EventName.INSPECTION_CLOSED)
def close_inspection(*, inspection: Inspection, by: Actor) -> Inspection:
    """Close an inspection whose findings were all accepted. Raises ``Refused`` while one is not."""
    held = Inspection.objects.everywhere().select_for_update(of=("self",)).get(pk=inspection.pk)
    check_may(by, P.INSPECT, held.unit_id)
    if held.closed_on is not None:
        raise Refused(_("Cuộc kiểm tra này đã kết thúc."), code="closed")
    open_ones = (
        Finding.objects.everywhere().filter(inspection=held).exclude(state=FindingState.ACCEPTED.value)
    )
    if many := open_ones.count():
        raise Refused(
            _("Còn {count} phát hiện chưa được chấp nhận. Hãy theo dõi đến khi khắc phục xong.").format(
                count=many
            ),
            code="findings_open",
        )
    held.closed_on = today()
    held.save(update_fields=["closed_on"])
    note(subject=f"inspection:{held.pk}", place=held.unit.code)
    return held
