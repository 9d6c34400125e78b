"""Writing a round: opened, classified, recognised. Sealing stands in ``approving``."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from ansinh.accounts.actor import Actor
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.households.queries import chunked
from ansinh.kernel.bulk import insert_frame
from ansinh.kernel.dates import now
from ansinh.kernel.errors import NotFound, Refused, UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.progress import Progress, silent
from ansinh.places.models import Unit
from ansinh.reviews.catching_up import Field, Ready, Seen, caught_up, changed_between, classified, seen_now
from ansinh.reviews.correcting import open_again
from ansinh.reviews.enums import FROZEN_STATES, DossierState, ListClass
from ansinh.reviews.holding import hold_dossiers
from ansinh.reviews.lines import renew_classes
from ansinh.reviews.models import Dossier, Outcome, Round
from ansinh.reviews.procedure.moves import Verb
from ansinh.reviews.procedure.moving import check_step, move_dossiers, step_of
from ansinh.reviews.procedure.regime import RECORDED, regime, regime_for
from ansinh.reviews.procedure.surveying import check_all_surveyed, check_may_recognise
from ansinh.reviews.queries import (
    closing_day,
    commune_map,
    communes_at,
    list_year_of,
    period_of,
    round_covering,
    rounds_below,
    standard_before,
    within_year,
)
from ansinh.reviews.standing import States, check_states_stand, states_of
from ansinh.standards.adopted import standard_in_use
from ansinh.standards.registry import standard_for_list

# What people changed while the rules ran is computed anew so many times before the end, unless it is as few as this.
_CATCH_UPS, _FEW = 3, 50


@dataclass(frozen=True)
class Opening:
    """What opening a round comes to: the reference date, the year of the list it makes, its standards in order, the
    communes that get a dossier each, and the law (``procedure``) they run under."""

    period: str
    as_of: date
    list_year: int
    standards: Sequence[str]
    communes: Sequence[Unit]
    procedure: str = RECORDED


def what_would_open(
    *,
    unit: Unit,
    period: str,
    as_of: date | None = None,
    standards: Sequence[str] = (),
    procedure: str = RECORDED,
) -> Opening:
    """What ``open_round`` would open; raises what it would raise, and writes nothing."""
    period = period_of(period)
    check_procedure(procedure, period)
    existing = round_covering(unit, period)
    if existing is not None:
        raise Refused(
            _("Kỳ rà soát {period} đã mở cho {place}.").format(period=period, place=existing.unit.name),
            code="round_open",
        )
    below = rounds_below(unit, period)
    if below:
        raise Refused(
            _("Kỳ rà soát {period} đã mở riêng cho {places}, thuộc {place}.").format(
                period=period, place=unit.name, places=", ".join(one.unit.name for one in below[:10])
            ),
            code="round_open_below",
        )
    list_year = list_year_of(period)
    codes = list(dict.fromkeys(standards or _standards_of(period, list_year)))
    for code in codes:
        standard_in_use(code)
    day = as_of or closing_day(period)
    return Opening(period, day, list_year, codes, communes_at(unit, day), procedure)


def check_procedure(code: str, period: str) -> None:
    """A law is followed by rounds that begin while it is in force; raises ``Refused``, ``NotFound`` for an unknown code."""
    law = regime(code)
    begins = law.begins(period)
    if law.is_law and (begins is None or not law.holds_on(begins)):
        fitting = regime_for(period)
        raise Refused(
            _(
                "Quy trình «{regime}» không áp dụng cho kỳ {period}. Hãy chọn «{fitting}», hoặc «{recorded}» để nhập kết quả đã có."
            ).format(
                regime=law.said,
                period=period,
                fitting=(fitting or regime(RECORDED)).said,
                recorded=regime(RECORDED).said,
            ),
            code="regime_not_in_force",
        )


@action(EventName.ROUND_OPENED)
def open_round(
    *,
    unit: Unit,
    period: str,
    by: Actor,
    as_of: date | None = None,
    standards: Sequence[str] = (),
    procedure: str = RECORDED,
) -> Round:
    """Open a campaign with a dossier for each commune of the day.

    The standard follows the year of the list (a review of Y makes the list of Y+1); others may be run beside it. In a year
    of change the standard of the list before is run too, so that movements within it can be told.
    """
    plan = what_would_open(unit=unit, period=period, as_of=as_of, standards=standards, procedure=procedure)
    campaign = Round.objects.create(
        unit=unit,
        period=plan.period,
        list_year=plan.list_year,
        as_of=plan.as_of,
        standards=plan.standards,
        procedure=plan.procedure,
        opened_at=now(),
        opened_by=by.label,
    )
    Dossier.objects.bulk_create(Dossier(round=campaign, unit=commune) for commune in plan.communes)
    note(
        subject=f"round:{campaign.pk}",
        place=unit.code,
        period=plan.period,
        standards=plan.standards,
        procedure=plan.procedure,
        dossiers=len(plan.communes),
    )
    return campaign


def _standards_of(period: str, list_year: int) -> list[str]:
    """The list's own standard first; in a year of change also that of the list before. A review within the year changes a
    list in force, under its standard."""
    own, before = standard_for_list(list_year), standard_before(list_year)
    return [own] if within_year(period) or before is None else [own, before]


def classify_round(
    *, campaign: Round, unit: Unit, by: Actor, progress: Progress = silent, correcting: str = ""
) -> dict[str, dict[str, int]]:
    """Classify the dossiers of a round under ``unit`` with every standard of the round; counts by standard and class.

    What a person recognised by hand stays. Approved dossiers are left alone, unless a correction says why: then they are
    open again, and what was sealed stays sealed until the correction is. An earlier working result is replaced.

    The rules run before the transaction: a province takes minutes, and nobody else could write meanwhile. Answers and
    decisions that come while they run are computed anew (``catching_up``), the last of them while nobody else writes in these
    dossiers: so a run ends however busy the place is. Raises ``ChangedMeanwhile`` where a dossier went a step meanwhile.
    """
    communes = communes_at(unit, campaign.as_of)
    if correcting and regime(campaign.procedure).is_law:
        # Under a law what is corrected goes its steps again: nothing is computed before it is surveyed.
        return _open_again(campaign=campaign, unit=unit, communes=communes, reason=correcting, by=by)
    dossiers = {one.unit_id: one.pk for one in _to_classify(campaign, communes, correcting=bool(correcting))}
    commune_of = commune_map([commune for commune in communes if commune.pk in dossiers], campaign.as_of)
    field = Field(campaign, dossiers, commune_of)
    states, seen = states_of(list(dossiers.values())), seen_now(field)
    ready = classified(field, seen, progress)
    for _again in range(_CATCH_UPS):
        now_is = seen_now(field)
        changed = changed_between(seen, now_is)
        if len(changed) <= _FEW:
            break
        ready, seen = caught_up(field, ready, changed, now_is, progress), now_is
    progress("write", 0, sum(work.outcomes.height for work in ready))
    return _write_classes(
        field=field, unit=unit, ready=ready, seen=seen, states=states, correcting=correcting, by=by
    )


def _to_classify(campaign: Round, communes: Sequence[Unit], *, correcting: bool) -> list[Dossier]:
    """The dossiers that may be classified now; with a correction also the approved ones. Raises ``Refused`` for none."""
    rows = Dossier.objects.everywhere().filter(round=campaign, unit__in=communes).select_related("unit")
    found = list(rows.order_by("unit__code"))
    for one in found:
        one.round = campaign
    for one in found:
        if step_of(one, Verb.CLASSIFY):
            check_all_surveyed(one)
    ready = [
        one for one in found if (correcting and one.state in FROZEN_STATES) or step_of(one, Verb.CLASSIFY)
    ]
    if ready:
        return ready
    waiting = [one for one in found if one.state not in FROZEN_STATES]
    if waiting:
        check_step(waiting[0], Verb.CLASSIFY)
    raise Refused(
        _("Mọi hồ sơ của địa bàn này đã được phê duyệt. Để đính chính, hãy chạy lại kèm --reason."),
        code="all_approved",
    )


@action(EventName.DOSSIERS_OPENED_AGAIN)
def _open_again(
    *, campaign: Round, unit: Unit, communes: Sequence[Unit], reason: str, by: Actor
) -> dict[str, dict[str, int]]:
    """Open the approved dossiers of a round of the law for a correction: they go back to the survey."""
    dossiers = Dossier.objects.everywhere().filter(round=campaign, unit__in=communes)
    opened = open_again(sorted(dossiers.values_list("pk", flat=True)), reason, by)
    if not opened:
        raise Refused(_("Không có hồ sơ nào đã phê duyệt ở địa bàn này để mở lại."), code="nothing_approved")
    note(subject=f"round:{campaign.pk}", place=unit.code, reason=reason, dossiers=opened)
    return {}


@action(EventName.ROUND_CLASSIFIED)
def _write_classes(
    *,
    field: Field,
    unit: Unit,
    ready: Sequence[Ready],
    seen: Seen,
    states: States,
    correcting: str,
    by: Actor,
) -> dict[str, dict[str, int]]:
    campaign, dossiers = field.campaign, [pk for pk, _state in states]
    hold_dossiers(dossiers, alone=True)
    check_states_stand(states)
    now_is = seen_now(field)
    if changed := changed_between(seen, now_is):
        ready = caught_up(field, ready, changed, now_is, silent)
    if correcting:
        open_again(dossiers, correcting, by)
    counts = {}
    for work in ready:
        for some in chunked(dossiers):
            Outcome.objects.everywhere().filter(dossier_id__in=some, standard=work.standard).delete()
        insert_frame(Outcome, work.outcomes)
        run = work.run(campaign)
        run.ran_at, run.ran_by = now(), by.label
        run.save()
        counts[run.standard] = run.counts
    renew_classes(units=field.units, dossiers=dossiers)
    for some in chunked(dossiers):
        rows = Dossier.objects.everywhere().filter(pk__in=some).select_related("unit", "round")
        move_dossiers(list(rows), Verb.CLASSIFY, by=by)
    note(subject=f"round:{campaign.pk}", place=unit.code, reason=correcting, counts=counts)
    return counts


@action(EventName.CLASSES_RECOGNISED)
def recognise_classes(*, campaign: Round, decisions: pl.DataFrame, by: Actor) -> int:
    """Recognise classes by hand: ``household_id`` (the source's id), ``class``, ``reason``; how many were set.

    Every decision needs a reason and a household of an unapproved dossier of the round; one that does not fit refuses all.
    Movements are found anew by the next run of the classification.
    """
    _check_decisions(decisions)
    allowed = {item.value for item in ListClass if item is not ListClass.UNDETERMINED}
    standard_code = campaign.standards[0]
    asked = Outcome.objects.everywhere().filter(
        dossier__round=campaign,
        standard=standard_code,
        answer__isnull=False,
        household__source_ref__in=decisions["household_id"].to_list(),
    )
    hold_dossiers(asked.values_list("dossier_id", flat=True).distinct())
    found = asked.exclude(dossier__state=DossierState.APPROVED.value)
    outcomes = {
        outcome.household.source_ref: outcome
        for outcome in found.select_related("household", "dossier__unit", "dossier__round")
    }
    for dossier in {one.dossier_id: one.dossier for one in outcomes.values()}.values():
        ids = [one.household_id for one in outcomes.values() if one.dossier_id == dossier.pk]
        check_may_recognise(dossier, ids)
    changed = []
    for number, (ref, class_name, reason) in enumerate(
        decisions.select("household_id", "class", "reason").iter_rows(), start=2
    ):
        if ref not in outcomes:
            raise NotFound(
                _(
                    "Dòng {row}: không có hộ này trong hồ sơ còn mở của kỳ rà soát. Nếu xã đã phê duyệt, hãy mở lại bằng «review run --reason»."
                ).format(row=number)
            )
        if class_name not in allowed or not (reason or "").strip():
            raise UnusableInput(_("Dòng {row}: cần một loại hộ hợp lệ và một lý do.").format(row=number))
        outcome = outcomes[ref]
        outcome.recognised_class, outcome.reason, outcome.recognised_by = class_name, reason.strip(), by.label
        changed.append(outcome)
    Outcome.objects.everywhere().bulk_update(
        changed, ["recognised_class", "reason", "recognised_by"], batch_size=500
    )
    note(subject=f"round:{campaign.pk}", households=len(changed), standard=standard_code)
    return len(changed)


def _check_decisions(decisions: pl.DataFrame) -> None:
    """The three columns are there, and nobody is decided twice."""
    lacking = [name for name in ("household_id", "class", "reason") if name not in decisions.columns]
    if lacking:
        raise UnusableInput(
            _("Thiếu cột bắt buộc {columns}.").format(columns=", ".join(lacking)), columns=lacking
        )
    twice = decisions["household_id"].is_duplicated().arg_true()
    if len(twice):
        raise UnusableInput(
            _("Dòng {rows}: cùng một hộ có hơn một quyết định.").format(
                rows=", ".join(str(index + 2) for index in twice.head(10))
            )
        )
