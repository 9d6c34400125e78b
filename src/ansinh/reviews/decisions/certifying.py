"""Certificates of poor and near-poor households (form 03): given with a decision, confirmed anew each year, given again when
lost, withdrawn when the household leaves the lists. All of a commune are made at once: papers first, then one short write."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ansinh.access.policies import check_may
from ansinh.access.scope import Scope
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note, nothing_changed
from ansinh.households.models import Household
from ansinh.households.queries import chunked
from ansinh.kernel.dates import now, today
from ansinh.kernel.errors import NotFound, Refused, UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.progress import Progress, silent
from ansinh.papers.actions import issue_filled, issue_many
from ansinh.papers.kinds import KindCode
from ansinh.papers.models import Paper
from ansinh.papers.rendering import Filled, fill_paper, fill_papers
from ansinh.reviews.decisions.coming import POOR
from ansinh.reviews.decisions.contexts import certificate_contexts, years_of
from ansinh.reviews.decisions.enums import CertificateEventKind
from ansinh.reviews.decisions.models import (
    Certificate,
    CertificateEvent,
    CertificateYear,
    DecidedHousehold,
    Decision,
)
from ansinh.reviews.decisions.recognised import decisions_in_force
from ansinh.reviews.errors import ChangedMeanwhile
from ansinh.reviews.models import Dossier
from ansinh.standards.adopted import standard_in_use

K = CertificateEventKind
# Form 03 has a column for each of the twelve indicators of 2022-2025; another standard's cannot be ticked on it.
_TICKS = 12


@dataclass(frozen=True)
class Plan:
    """What certifying a decision comes to: who gets a certificate, whose is confirmed for another year, whose is withdrawn."""

    decision: Decision
    fresh: Sequence[DecidedHousehold]
    renewed: Sequence[tuple[Certificate, DecidedHousehold]]
    withdrawn: Sequence[tuple[Certificate, DecidedHousehold]]


def plan_of(decision: Decision) -> Plan:
    """The plan of a decision reached through a scope before; what was done already is not in it."""
    rows = list(
        DecidedHousehold.objects.everywhere()
        .filter(decision=decision)
        .select_related("household")
        .order_by("village", "household__head_name_sort", "pk")
    )
    held = certificates_in_force([row.household_id for row in rows])
    confirmed = set(
        CertificateYear.objects.everywhere()
        .filter(decision=decision)
        .values_list("certificate_id", flat=True)
    )
    fresh, renewed, withdrawn = [], [], []
    for row in rows:
        own = held.get(row.household_id)
        if mark_of(row):
            if own is None:
                fresh.append(row)
            elif own.pk not in confirmed:
                renewed.append((own, row))
        elif own is not None:
            withdrawn.append((own, row))
    return Plan(decision, fresh, renewed, withdrawn)


def mark_of(row: DecidedHousehold) -> str:
    """N for a household on the list of poor ones, CN for near-poor, blank for one that leaves."""
    if row.movement in ("poor_out", "near_out", "other_out"):
        return ""
    if row.list_class in POOR:
        return "N"
    return "CN" if row.list_class == "near_poor" else ""


def certificates_in_force(households: Sequence[Any]) -> dict[Any, Certificate]:
    """The newest certificate of each household (reached before) that was not withdrawn."""
    found: dict[Any, Certificate] = {}
    for run in chunked(households):
        rows = Certificate.objects.everywhere().filter(household__in=run).order_by("pk")
        gone = CertificateEvent.objects.everywhere().filter(
            certificate__household__in=run, kind=K.WITHDRAWN.value
        )
        withdrawn = set(gone.values_list("certificate_id", flat=True))
        for one in rows:
            if one.pk in withdrawn:
                found.pop(one.household_id, None)
            else:
                found[one.household_id] = one
    return found


def issue_certificates(*, decision: Decision, by: Actor, progress: Progress = silent) -> dict[str, int]:
    """Give, confirm and withdraw the certificates of a decision: ``fresh, renewed, withdrawn``. Again, it finds nothing to do.

    Raises ``Refused``: no right, an older decision of the dossier, a standard whose indicators form 03 has no columns for.
    """
    check_may(by, Permission.ISSUE_PAPERS, decision.unit_id)
    _check_newest(decision)
    if len(standard_in_use(decision.standard).codes) != _TICKS:
        raise Refused(
            _(
                "Mẫu 03 chỉ có cột cho 12 chỉ số của chuẩn 2022-2025, không dùng được cho chuẩn {code}."
            ).format(code=decision.standard),
            code="no_form_for_standard",
        )
    plan = plan_of(decision)
    contexts = certificate_contexts(
        decision,
        [(row.household, (), {"mark": mark_of(row), "deprived": row.deprived}) for row in plan.fresh],
    )
    filled = []
    papers = fill_papers(
        kind=KindCode.CERTIFICATE, contexts=contexts, unit=decision.unit, issued_on=decision.day
    )
    progress("print", 0, len(contexts))
    for number, (row, paper) in enumerate(zip(plan.fresh, papers, strict=True), start=1):
        filled.append((paper, f"household:{row.household_id}", title_of(row.household)))
        progress("print", number, len(contexts))
    return _write(decision=decision, plan=plan, filled=filled, by=by)


def title_of(household: Household) -> str:
    """The trích yếu of a certificate."""
    return _("Giấy chứng nhận hộ nghèo, hộ cận nghèo: {name}").format(
        name=household.head_name or household.source_ref
    )


@action(EventName.CERTIFICATES_ISSUED)
def _write(
    *, decision: Decision, plan: Plan, filled: Sequence[tuple[Filled, str, str]], by: Actor
) -> dict[str, int]:
    # One at a time for a dossier: what is written here is only ever added, and cannot be held itself.
    Dossier.objects.everywhere().select_for_update().get(pk=decision.dossier_id)
    again = plan_of(decision)
    if [row.pk for row in again.fresh] != [row.pk for row in plan.fresh]:
        raise ChangedMeanwhile
    result = {"fresh": len(plan.fresh), "renewed": len(again.renewed), "withdrawn": len(again.withdrawn)}
    if not any(result.values()):
        nothing_changed()
        return result
    papers = issue_many(filled=filled, by=by) if filled else []
    moment = now()
    made = [_new(decision, row, paper, moment, by) for row, paper in zip(plan.fresh, papers, strict=True)]
    Certificate.objects.everywhere().bulk_create(made, batch_size=500)
    numbers = {(one.year, one.number): one for one in _made(decision, papers)}
    fresh = [(numbers[paper.year, paper.number], row) for row, paper in zip(plan.fresh, papers, strict=True)]
    CertificateEvent.objects.everywhere().bulk_create(
        [
            CertificateEvent(
                certificate=numbers[paper.year, paper.number],
                kind=K.ISSUED.value,
                on=decision.day,
                decision=decision,
                paper=paper,
                at=moment,
                by=by.label,
            )
            for paper in papers
        ]
        + [
            CertificateEvent(
                certificate=one,
                kind=K.WITHDRAWN.value,
                on=decision.effective_from,
                reason=_("Ra khỏi danh sách theo quyết định {number}").format(number=decision.paper_number),
                decision=decision,
                at=moment,
                by=by.label,
            )
            for one, _row in again.withdrawn
        ],
        batch_size=500,
    )
    CertificateYear.objects.everywhere().bulk_create(
        (
            CertificateYear(
                certificate=one,
                decision=decision,
                list_year=decision.dossier.round.list_year,
                mark=mark_of(row),
                standard=decision.standard,
                deprived=row.deprived,
                confirmed_on=decision.day,
                confirmed_by=decision.decided_by,
            )
            for one, row in [*fresh, *again.renewed]
        ),
        batch_size=500,
    )
    note(subject=f"decision:{decision.pk}", place=decision.unit.code, **result)
    return result


def _new(decision: Decision, row: DecidedHousehold, paper: Paper, moment, by: Actor) -> Certificate:
    return Certificate(
        unit=decision.unit,
        household=row.household,
        village=row.village,
        year=paper.year,
        number=paper.number,
        suffix=paper.suffix,
        issued_on=decision.day,
        issued_at=moment,
        issued_by=by.label,
    )


def _made(decision: Decision, papers: Sequence[Paper]):
    for run in chunked([paper.number for paper in papers]):
        yield from Certificate.objects.everywhere().filter(
            unit=decision.unit_id, year=papers[0].year, number__in=run
        )


def _check_newest(decision: Decision) -> None:
    newest = decisions_in_force([decision.dossier_id]).get(decision.dossier_id)
    if newest is None or newest.pk != decision.pk:
        raise Refused(
            _("Quyết định này đã được thay bằng một quyết định sau. Hãy cấp theo quyết định mới nhất."),
            code="decision_replaced",
        )


def certificate_within(scope: Scope, pk: int) -> Certificate:
    """The certificate of that key; raises ``NotFound`` also where it is out of the scope."""
    found = Certificate.objects.within(scope).select_related("household", "unit").filter(pk=pk).first()
    if found is None:
        raise NotFound(_("Không có giấy chứng nhận này trong địa bàn được giao."), code="no_such_certificate")
    return found


def events_of(certificate: Certificate) -> list[CertificateEvent]:
    """What happened to a certificate reached through a scope before, in order."""
    rows = CertificateEvent.objects.everywhere().filter(certificate=certificate)
    return list(rows.select_related("paper", "decision").order_by("pk"))


def newest_paper(certificate: Certificate) -> Paper | None:
    """The paper of a certificate that holds now."""
    papers = [event.paper for event in events_of(certificate) if event.paper is not None]
    return papers[-1] if papers else None


def reissue_certificate(*, certificate: Certificate, reason: str, by: Actor) -> CertificateEvent:
    """Give a lost or spoilt certificate again: a new paper that names the one it replaces, with every year it has."""
    check_may(by, Permission.ISSUE_PAPERS, certificate.unit_id, certificate.village)
    if not reason.strip():
        raise UnusableInput(_("Hãy ghi lý do cấp lại: mất, hỏng, đổi thông tin."))
    old = newest_paper(certificate)
    years = years_of([certificate])[certificate.pk]
    decision = (
        Decision.objects.everywhere().select_related("dossier__round", "unit").get(pk=years[-1].decision_id)
    )
    (context,) = certificate_contexts(decision, [(certificate.household, years, None)])
    filled = fill_paper(
        kind=KindCode.CERTIFICATE, context=context, unit=certificate.unit, issued_on=today(), replaces=old
    )
    return _write_reissue(certificate=certificate, filled=filled, reason=reason.strip(), by=by)


@action(EventName.CERTIFICATE_REISSUED)
def _write_reissue(*, certificate: Certificate, filled: Filled, reason: str, by: Actor) -> CertificateEvent:
    _check_in_force(certificate)
    paper = issue_filled(
        filled=filled,
        subject=f"household:{certificate.household_id}",
        title=title_of(certificate.household),
        by=by,
        why=reason,
    )
    return _write_event(certificate, K.REISSUED, reason, by, paper)


@action(EventName.CERTIFICATE_WITHDRAWN)
def withdraw_certificate(*, certificate: Certificate, reason: str, by: Actor) -> CertificateEvent:
    """Withdraw a certificate that was given by mistake or is no longer due, with the reason."""
    check_may(by, Permission.ISSUE_PAPERS, certificate.unit_id, certificate.village)
    if not reason.strip():
        raise UnusableInput(_("Hãy ghi lý do thu hồi."))
    _check_in_force(certificate)
    return _write_event(certificate, K.WITHDRAWN, reason.strip(), by)


def _check_in_force(certificate: Certificate) -> None:
    Household.objects.everywhere().select_for_update().get(pk=certificate.household_id)
    gone = CertificateEvent.objects.everywhere().filter(certificate=certificate, kind=K.WITHDRAWN.value)
    if gone.exists():
        raise Refused(_("Giấy chứng nhận này đã bị thu hồi."), code="certificate_withdrawn")


def _write_event(
    certificate: Certificate, kind: CertificateEventKind, reason: str, by: Actor, paper: Paper | None = None
) -> CertificateEvent:
    event = CertificateEvent.objects.create(
        certificate=certificate,
        kind=kind.value,
        on=today(),
        reason=reason,
        paper=paper,
        at=now(),
        by=by.label,
    )
    note(subject=f"certificate:{certificate.pk}", place=certificate.unit.code, kind=kind.value)
    return event


def counts_of(decisions: Sequence[Decision]) -> Mapping[int, int]:
    """How many certificates each decision gave or confirmed."""
    found: dict[int, int] = {}
    rows = CertificateYear.objects.everywhere().filter(decision__in=[one.pk for one in decisions])
    for pk in rows.values_list("decision_id", flat=True):
        found[pk] = found.get(pk, 0) + 1
    return found
