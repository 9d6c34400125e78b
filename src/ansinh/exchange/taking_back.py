"""Taking back what an accepted batch wrote: row by row as it was, or not at all where something later rests on it."""

from uuid import UUID

from django.db import models
from django.db.models import Q

from ansinh.accounts.actor import Actor
from ansinh.datasets.models import Version
from ansinh.exchange.populations import withdraw
from ansinh.households.lines import renew_lines
from ansinh.households.models import (
    Household,
    LifeEvent,
    Membership,
    Person,
    Placement,
    RegistryChange,
    SuspectedDuplicate,
)
from ansinh.kernel.errors import Refused
from ansinh.kernel.language import _
from ansinh.places.models import Population
from ansinh.reviews.decisions.delisting import leaving, listed_at_end
from ansinh.reviews.enums import UNCLASSIFIED, DossierState
from ansinh.reviews.lines import renew_classes
from ansinh.reviews.models import Dossier, ListEntry, Outcome
from ansinh.reviews.procedure.moves import Verb
from ansinh.reviews.procedure.moving import move_dossiers
from ansinh.support.delivery.giving_many import withdraw_batch
from ansinh.support.delivery.reconciling import check_outcomes_may_go
from ansinh.support.insurance.answering import check_answers_may_go
from ansinh.support.insurance.settling.bills import check_bills_may_go
from ansinh.support.models import CardLine, Delivery, Fact, HealthCard, Need, PayLine
from ansinh.surveys.models import HouseholdAnswer, MemberAnswer
from ansinh.work.models import Batch
from ansinh.work.traces import LaterWork, take_back_rows, traces_of

# Rows that belong to another and go with it.
_PARTS = {MemberAnswer: "answer_id"}
_MOST_NAMED = 5


def check_nothing_rests_on(batch: Batch) -> None:
    """Raise ``Refused`` where results that were approved, or that people recognised, rest on the batch."""
    sealed = [one for one in _dossiers(batch) if _sealed_since(one, batch)]
    if sealed:
        named = ", ".join(f"{one.unit.name} ({one.round.period})" for one in sealed[:_MOST_NAMED])
        said = _(
            "Không rút lại được: {count} hồ sơ xã đã phê duyệt sau lần nhập này ({places}). Sửa từng hộ bằng biến động hoặc phiếu "
            "sửa, hoặc mở lại các hồ sơ ấy để đính chính trước."
        )
        raise Refused(
            said.format(count=len(sealed), places=_and_more(named, len(sealed))), code="approved_since"
        )
    recognised = _outcomes(batch).exclude(recognised_by="").count()
    if recognised:
        said = _(
            "Không rút lại được: {count} hộ của lần nhập này đã được công nhận diện. Hãy bỏ công nhận các hộ ấy trước."
        )
        raise Refused(said.format(count=recognised), code="recognised_since")


def _and_more(named: str, count: int) -> str:
    return f"{named}, …" if count > _MOST_NAMED else named


def _sealed_since(dossier: Dossier, batch: Batch) -> bool:
    versions = Version.objects.filter(unit=dossier.unit, period=dossier.round.period)
    return (
        dossier.state == DossierState.APPROVED.value
        and versions.filter(sealed_at__gte=batch.accepted_at).exists()
    )


def _dossiers(batch: Batch) -> list[Dossier]:
    """The dossiers of the communes that the batch wrote to; of a survey those of its round alone."""
    units: set[int] = set()
    for rows, path in (
        (HouseholdAnswer.objects.everywhere().filter(batch=batch), "unit_id"),
        (ListEntry.objects.everywhere().filter(batch=batch), "unit_id"),
        (LifeEvent.objects.everywhere().filter(batch=batch), "household__unit_id"),
    ):
        units |= set(rows.order_by().values_list(path, flat=True).distinct())
    found = Dossier.objects.everywhere().filter(unit_id__in=units - {None})
    if batch.options.get("round"):
        found = found.filter(round__period=batch.options["round"])
    return list(found.select_related("unit", "round").order_by("unit__sort_key", "pk"))


def _outcomes(batch: Batch) -> models.QuerySet[Outcome]:
    """What the rules computed from the batch's answers, or for its households."""
    return Outcome.objects.everywhere().filter(Q(answer__batch=batch) | Q(household__batch=batch))


def take_back_batch(batch: Batch, by: Actor) -> dict[str, int]:
    """Undo what the batch wrote, in the current transaction; rows by table, for the log and the page.

    Computed results that rest on it go too, and their dossiers are to be classified again. Raises ``Refused``.
    """
    if batch.kind == "payment-results":
        check_outcomes_may_go(batch)
    if batch.kind == "health-cards":
        check_answers_may_go(batch)
    if batch.kind == "insurance-bills":
        check_bills_may_go(batch)
    if batch.kind == "deliveries":
        return {"delivery": withdraw_batch(batch, by)}
    if batch.kind == "bank-loans":
        raise Refused(
            _(
                "Sao kê của ngân hàng không rút lại: hãy nạp tệp đúng của ngày sau, hoặc mở từng khoản vay ghi nhầm và rút khoản ấy."
            ),
            code="statements_stay",
        )
    if batch.kind == "populations":
        return {"populations": _withdraw_populations(batch, by)}
    dossiers = _dossiers(batch)
    outcomes = list(
        _outcomes(batch).exclude(dossier__state=DossierState.APPROVED.value).values_list("pk", flat=True)
    )
    for start in range(0, len(outcomes), 5_000):
        Outcome.objects.everywhere().filter(pk__in=outcomes[start : start + 5_000]).delete()
    open_ones = [one for one in dossiers if one.state != DossierState.APPROVED.value]
    stale = [one for one in open_ones if one.state not in UNCLASSIFIED]
    move_dossiers(open_ones, Verb.WITHDRAW_ANSWERS, by=by, reason=_("Rút lại tệp đã nạp"))
    households = _households(batch)
    listed_at = {unit for unit in _units_listed(batch) if unit is not None}
    _check_untouched(batch, households)

    def renew() -> None:
        renew_lines(households)
        # Where the newest list goes, the one before it is in force again for everybody on it.
        renew_classes(households=households, units=sorted(listed_at))

    try:
        done = take_back_rows(batch, _PARTS, renew)
    except LaterWork as later:
        raise _refusal(later) from later
    counts = {model._meta.model_name or "": rows for model, rows in done.items()}
    return counts | ({"dossiers_to_classify": len(stale)} if stale else {})


def leaving_lists(batch: Batch) -> int:
    """How many households would be on a list no more once the batch is taken back."""
    rows = ListEntry.objects.everywhere().filter(batch=batch).order_by()
    named = [one.hex for one in rows.values_list("household_id", flat=True).distinct()]
    return leaving(listed_at_end(named), listed_at_end(named, passing_over=batch.pk))


def _units_listed(batch: Batch) -> set[int | None]:
    rows = ListEntry.objects.everywhere().filter(batch=batch).order_by()
    return set(rows.values_list("unit_id", flat=True).distinct())


def _households(batch: Batch) -> set[str]:
    """The households (hex ids) that the batch registered, changed, answered for, listed or told of."""
    found: set[UUID] = set(Household.objects.everywhere().filter(batch=batch).values_list("pk", flat=True))
    for rows, columns in (
        (HouseholdAnswer.objects.everywhere().filter(batch=batch), ("household_id",)),
        (ListEntry.objects.everywhere().filter(batch=batch), ("household_id",)),
        (LifeEvent.objects.everywhere().filter(batch=batch), ("household_id", "other_household_id")),
    ):
        for column in columns:
            found |= set(rows.order_by().values_list(column, flat=True).distinct())
    return {one.hex for one in found if one is not None}


def _check_untouched(batch: Batch, households: set[str]) -> None:
    """Nobody changed one of the households by hand since; what was changed and taken back does not count."""
    changes = RegistryChange.objects.filter(at__gte=batch.accepted_at, taken_back_at__isnull=True)
    touched = {ref.hex for refs in changes.values_list("household_ref", "other_ref") for ref in refs if ref}
    count = len(touched & households)
    if count:
        said = _(
            "Không rút lại được: {count} hộ của lần nhập này đã được sửa bằng tay sau đó. Hãy hoàn tác các thay đổi ấy ở trang của hộ "
            "trước."
        )
        raise Refused(said.format(count=count), code="changed_since")


def _withdraw_populations(batch: Batch, by: Actor) -> int:
    try:
        return sum(withdraw(image["id"].to_list(), by) for _model, _verb, image in traces_of(batch))
    except LaterWork as later:
        raise _refusal(later) from later


def _refusal(later: LaterWork) -> Refused:
    parts = ", ".join(f"{words_of_table(model)}: {count}" for model, count in later.resting.items())
    said = _(
        "Không rút lại được: đã có dữ liệu ghi sau dựa trên lần nhập này ({parts}). Hãy rút lại các lần nhập sau trước, hoặc sửa "
        "từng hộ bằng biến động."
    )
    return Refused(said.format(parts=parts), code="later_work", resting=parts)


def words_of_table(model: type[models.Model]) -> str:
    """A table's rows for people."""
    words = {
        Household: _("hộ"),
        Placement: _("nơi ở"),
        Membership: _("thành viên"),
        Person: _("người"),
        LifeEvent: _("biến động"),
        SuspectedDuplicate: _("cặp nghi trùng"),
        HouseholdAnswer: _("phiếu hộ"),
        MemberAnswer: _("phiếu thành viên"),
        Outcome: _("kết quả phân loại"),
        ListEntry: _("dòng danh sách"),
        Population: _("số dân"),
        PayLine: _("khoản chi"),
        Fact: _("dữ kiện"),
        Need: _("nhu cầu"),
        CardLine: _("dòng danh sách thẻ"),
        HealthCard: _("thẻ bảo hiểm y tế"),
        Delivery: _("khoản hỗ trợ"),
    }
    return words.get(model, model._meta.model_name or "")
