"""Recording, ending and correcting facts; completing a commune's list of one; showing a covered one on purpose."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import polars as pl
from django.db.models import Q

from ansinh.access.policies import check_may
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.households.models import Household, Membership
from ansinh.households.policies import check_living, check_may_edit, check_reason
from ansinh.kernel.dates import now, shown_date, today
from ansinh.kernel.errors import NotFound, Refused, UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.text import clean
from ansinh.papers.models import Paper
from ansinh.places.models import Unit
from ansinh.support.facts.registry import FactKind, fact_kind, value_of, value_words
from ansinh.support.models import Fact, FactList
from ansinh.work.traces import add_traced


@dataclass(frozen=True, slots=True)
class Span:
    """From a day on; until a last day or open."""

    first: date
    last: date | None = None


@action(EventName.FACT_RECORDED)
def record_fact(
    *,
    household: Household,
    code: str,
    value: str,
    span: Span,
    source: str,
    by: Actor,
    person: UUID | None = None,
    paper: Paper | None = None,
) -> Fact:
    """Record what ``code`` is of a household, or of a person who lives in it, over a span of days.

    Raises ``NotFound`` for an unknown code or somebody who is not of the household; ``UnusableInput`` for a value, span or
    source that says nothing; ``Refused`` without the right, or where another value holds on a day of the span.
    """
    kind = fact_kind(code)
    check_may_edit(by, household)
    check_living(household)
    _check_subject(kind, household, person)
    kept, said = value_of(kind, value), _check_source(source)
    _check_span(span)
    _hold(household)
    _check_free(kind, household, person, span)
    note(subject=f"household:{household.pk}", place=_place(household), fact=code)
    return _add(kind, household, person, kept, span, said, by, paper)


@action(EventName.FACT_ENDED)
def end_fact(*, fact: Fact, valid_until: date, by: Actor) -> Fact:
    """Say on which day a fact ended. The row is replaced by one with that last day: what was known before stays known."""
    fact = _held(fact)
    check_may_edit(by, fact.household)
    if fact.valid_until is not None and fact.valid_until <= valid_until:
        raise Refused(
            _("Dữ kiện này đã kết thúc ngày {day}.").format(day=shown_date(fact.valid_until)),
            code="fact_over",
        )
    if valid_until < fact.valid_from:
        raise UnusableInput(
            _("Ngày kết thúc trước ngày bắt đầu {day}. Nếu ghi sai từ đầu, hãy dùng «Sửa».").format(
                day=shown_date(fact.valid_from)
            ),
            code="dates_reversed",
        )
    note(subject=f"household:{fact.household_id}", place=_place(fact.household), fact=fact.code)
    return _replace(fact, fact.value, Span(fact.valid_from, valid_until), fact.source, "", by)


@action(EventName.FACT_CORRECTED)
def correct_fact(*, fact: Fact, value: str, span: Span, source: str, reason: str, by: Actor) -> Fact:
    """Replace a fact that was recorded wrong, with the reason; the wrong row stays and is no longer in force."""
    fact = _held(fact)
    check_may_edit(by, fact.household)
    kind, reason = fact_kind(fact.code), check_reason(reason)
    kept, said = value_of(kind, value), _check_source(source)
    _check_span(span)
    _check_free(kind, fact.household, fact.person_id, span, besides=fact.pk)
    note(
        subject=f"household:{fact.household_id}",
        place=_place(fact.household),
        fact=fact.code,
        reason=reason,
    )
    return _replace(fact, kept, span, said, reason, by)


@action(EventName.FACT_REVEALED)
def reveal_fact(*, fact: Fact, reason: str, by: Actor) -> str:
    """A covered fact in words, shown on purpose: who saw it and why stays in the log."""
    reason = check_reason(reason)
    check_may_edit(by, fact.household)
    note(
        subject=f"household:{fact.household_id}",
        place=_place(fact.household),
        reason=reason,
        fact=fact.code,
        row=fact.pk,
    )
    return value_words(fact_kind(fact.code), fact.value)


@action(EventName.FACTS_IMPORTED)
def record_facts(*, rows: pl.DataFrame, by: Actor, batch: int | None = None) -> int:
    """Record many checked facts in one transaction: ``household, person`` (hex, null), ``code, value, valid_from,
    valid_until, source``. Who calls has checked rights, values and overlaps; the database refuses overlaps besides."""
    moment = now()
    frame = rows.select(
        pl.col("household").alias("household_id"),
        pl.col("person").alias("person_id"),
        "code",
        "value",
        "valid_from",
        "valid_until",
        "source",
        pl.lit(value=True).alias("in_force"),
        pl.lit("").alias("reason"),
        pl.lit(moment).alias("recorded_at"),
        pl.lit(by.label).alias("recorded_by"),
        pl.lit(batch, dtype=pl.Int64).alias("batch_id"),
    )
    written = add_traced(Fact, frame, batch, ("in_force",))
    note(rows=written, facts=sorted(rows["code"].unique().to_list()), batch=batch)
    return written


@action(EventName.FACT_LIST_COMPLETED)
def complete_list(*, unit: Unit, code: str, since: date, source: str, by: Actor) -> FactList:
    """Say that a commune's list of a fact is complete from a day on: of whom nothing is recorded, the answer is no.

    Raises ``Refused`` for a fact without a list, one that is complete already, or without the right over the whole commune.
    """
    kind = fact_kind(code)
    check_may(by, Permission.PLAN_SUPPORT, unit.pk)
    if not kind.listed:
        raise Refused(
            _("«{fact}» không có danh sách chung để nói là đã đủ.").format(fact=kind.words), code="no_list"
        )
    if FactList.objects.everywhere().filter(unit=unit, code=code, until=None).exists():
        raise Refused(
            _("Danh sách «{fact}» của {place} đã được xác nhận là đủ.").format(
                fact=kind.words, place=unit.name
            ),
            code="list_complete",
        )
    if since > today():
        raise UnusableInput(_("Ngày {day} chưa đến.").format(day=shown_date(since)))
    note(place=unit.code, fact=code)
    return FactList.objects.create(
        unit=unit,
        code=code,
        since=since,
        source=_check_source(source),
        recorded_at=now(),
        recorded_by=by.label,
    )


@action(EventName.FACT_LIST_REOPENED)
def reopen_list(*, fact_list: FactList, reason: str, by: Actor) -> None:
    """Say that a commune's list is no longer complete, with the reason: from today on nobody knows again."""
    check_may(by, Permission.PLAN_SUPPORT, fact_list.unit_id)
    reason = check_reason(reason)
    note(place=fact_list.unit.code, fact=fact_list.code, reason=reason)
    last = max(fact_list.since, today() - timedelta(days=1))
    done = FactList.objects.everywhere().filter(pk=fact_list.pk, until=None)
    if not done.update(until=last, reopened_by=by.label, reopened_why=reason[:200]):
        raise Refused(_("Danh sách này đã được mở lại."), code="list_open")


def _hold(household: Household) -> None:
    """Of two who write about one household, one sees the other."""
    Household.objects.everywhere().select_for_update(of=("self",)).get(pk=household.pk)


def _held(fact: Fact) -> Fact:
    rows = Fact.objects.everywhere().select_for_update(of=("self",)).select_related("household__unit")
    found = rows.get(pk=fact.pk)
    if not found.in_force:
        raise Refused(_("Dữ kiện này đã được người khác sửa. Hãy tải lại trang."), code="fact_replaced")
    _hold(found.household)
    return found


def _check_subject(kind: FactKind, household: Household, person: UUID | None) -> None:
    if (kind.of == "person") != (person is not None):
        said = (
            _("«{fact}» là của một người: hãy chọn thành viên.")
            if kind.of == "person"
            else _("«{fact}» là của cả hộ, không của một thành viên.")
        )
        raise UnusableInput(said.format(fact=kind.words), code="fact_subject")
    rows = Membership.objects.everywhere().filter(household=household, person=person, valid_until=None)
    if person is not None and not rows.exists():
        raise NotFound(_("Người này không sống ở hộ này."), code="no_such_member")


def _check_source(source: str) -> str:
    said = clean(source)
    if not said:
        raise UnusableInput(
            _("Hãy ghi căn cứ: số giấy xác nhận, quyết định, danh sách hoặc người cung cấp."),
            code="source_missing",
        )
    return said[:200]


def _check_span(span: Span) -> None:
    if span.first > today():
        raise UnusableInput(_("Ngày bắt đầu {day} chưa đến.").format(day=shown_date(span.first)))
    if span.last is not None and span.last < span.first:
        raise UnusableInput(_("Ngày kết thúc trước ngày bắt đầu."), code="dates_reversed")


def _check_free(
    kind: FactKind, household: Household, person: UUID | None, span: Span, besides: int | None = None
) -> None:
    rows = Fact.objects.everywhere().filter(code=kind.code, in_force=True)
    rows = rows.filter(person=person) if person else rows.filter(household=household, person=None)
    rows = rows.filter(Q(valid_until=None) | Q(valid_until__gte=span.first))
    if span.last is not None:
        rows = rows.filter(valid_from__lte=span.last)
    other = rows.exclude(pk=besides).first()
    if other is not None:
        raise Refused(
            _(
                "Đã có «{fact}» từ ngày {day} trùng thời gian này. Hãy ghi ngày kết thúc của lần ấy, hoặc sửa nó."
            ).format(fact=kind.words, day=shown_date(other.valid_from)),
            code="fact_overlaps",
        )


def _add(
    kind: FactKind,
    household: Household,
    person: UUID | None,
    value: str,
    span: Span,
    source: str,
    by: Actor,
    paper: Paper | None = None,
    replaces: Fact | None = None,
    reason: str = "",
) -> Fact:
    return Fact.objects.create(
        household=household,
        person_id=person,
        code=kind.code,
        value=value,
        valid_from=span.first,
        valid_until=span.last,
        source=source,
        paper=paper,
        replaces=replaces,
        reason=reason,
        recorded_at=now(),
        recorded_by=by.label,
    )


def _replace(fact: Fact, value: str, span: Span, source: str, reason: str, by: Actor) -> Fact:
    Fact.objects.everywhere().filter(pk=fact.pk).update(in_force=False)
    return _add(
        fact_kind(fact.code),
        fact.household,
        fact.person_id,
        value,
        span,
        source,
        by,
        fact.paper,
        fact,
        reason,
    )


def _place(household: Household) -> str:
    unit = household.unit or household.placed_under
    return unit.code if unit is not None else ""
