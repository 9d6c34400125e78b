"""The conclusion of an inspection: one person writes it, another issues it with the next number, its annex of households with it,
and its words go to the places that were inspected."""

from dataclasses import dataclass

from ansinh.access.policies import check_may
from ansinh.access.scope import Scope
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission as P
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.kernel.dates import now, today
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.text import clean
from ansinh.monitoring.concluded import annex_context, annex_subject, conclusion_context, conclusion_subject
from ansinh.monitoring.models import (
    ConclusionDraft,
    InspectedUnit,
    Inspection,
    IssuedConclusion,
    SentConclusion,
)
from ansinh.papers.actions import issue_filled, issue_paper
from ansinh.papers.kinds import KindCode
from ansinh.papers.models import Paper
from ansinh.papers.rendering import Filled, fill_paper, shown_number_of


@dataclass(frozen=True)
class Written:
    """What an officer writes of an inspection; lists hold a line each. ``why`` where one that was issued is replaced."""

    conclusion: str
    requests: str = ""
    grounds: str = ""
    recipients: str = ""
    position: str = ""
    signatory: str = ""
    why: str = ""


def newest_draft(inspection: Inspection) -> ConclusionDraft | None:
    """What was written last."""
    rows = ConclusionDraft.objects.everywhere().filter(inspection=inspection)
    return (
        rows.select_related("inspection__unit", "inspection__version__unit", "unit").order_by("-pk").first()
    )


def issued_of(inspection: Inspection) -> IssuedConclusion | None:
    """The conclusion that holds: the one issued last."""
    rows = IssuedConclusion.objects.everywhere().filter(draft__inspection=inspection)
    return rows.select_related("paper", "annex").order_by("-pk").first()


@action(EventName.INSPECTION_CONCLUSION_WRITTEN)
def write_conclusion(*, inspection: Inspection, written: Written, by: Actor) -> ConclusionDraft:
    """Write (or write anew) the conclusion of an inspection, to be issued by somebody else.

    Raises ``Refused`` where ``by`` does not inspect there or the inspection has not begun; ``UnusableInput`` without a conclusion,
    or without the reason where one was issued before.
    """
    held = Inspection.objects.everywhere().select_for_update(of=("self",)).get(pk=inspection.pk)
    check_may(by, P.INSPECT, held.unit_id)
    if held.first_day > today():
        raise Refused(_("Cuộc kiểm tra chưa bắt đầu. Hãy viết kết luận sau khi kiểm tra."), code="not_begun")
    if not written.conclusion.strip():
        raise UnusableInput(_("Hãy viết kết luận."), code="no_conclusion")
    if issued_of(held) is not None and not clean(written.why):
        said = _("Kết luận đã ban hành. Hãy ghi lý do thay bằng bản mới.")
        raise UnusableInput(said, code="no_reason")
    made = ConclusionDraft.objects.create(
        inspection=held,
        unit_id=held.unit_id,
        conclusion=written.conclusion.strip(),
        requests=written.requests.strip(),
        grounds=written.grounds.strip(),
        recipients=written.recipients.strip(),
        position=clean(written.position)[:120],
        signatory=clean(written.signatory)[:120],
        why=clean(written.why)[:300],
        written_at=now(),
        written_by=by.label,
    )
    note(subject=conclusion_subject(held), place=held.unit.code)
    return made


def check_issues(draft: ConclusionDraft, by: Actor) -> None:
    """Raise ``Refused`` unless ``by`` approves papers of the office and did not write this conclusion."""
    check_may(by, P.APPROVE_REPORTS, draft.unit_id)
    if by.label == draft.written_by:
        said = _("Người viết kết luận không tự ban hành. Hãy để người khác có quyền duyệt làm việc này.")
        raise Refused(said, code="wrote_it")


def filled_conclusion(draft: ConclusionDraft) -> Filled:
    """The paper with everything but its number, as things stand today."""
    last = issued_of(draft.inspection)
    return fill_paper(
        kind=KindCode.INSPECTION_CONCLUSION.value,
        context=conclusion_context(draft),
        unit=draft.unit,
        issued_on=today(),
        replaces=last.paper if last is not None else None,
    )


def issue_conclusion(*, draft: ConclusionDraft, by: Actor) -> IssuedConclusion:
    """Issue what was written with the next number of its office, and the annex of the drawn households beside it.

    Raises ``Refused`` where ``by`` wrote it or approves no papers there, where it was issued, or another was written since.
    """
    check_issues(draft, by)
    return _issue(draft=draft, filled=filled_conclusion(draft), by=by)


@action(EventName.INSPECTION_CONCLUSION_ISSUED)
def _issue(*, draft: ConclusionDraft, filled: Filled, by: Actor) -> IssuedConclusion:
    held = Inspection.objects.everywhere().select_for_update(of=("self",)).get(pk=draft.inspection_id)
    newest, last = newest_draft(held), issued_of(held)
    if newest is None or newest.pk != draft.pk:
        raise Refused(_("Có bản viết mới hơn. Hãy tải lại trang để xem bản ấy."), code="written_since")
    if last is not None and last.draft_id == draft.pk:
        raise Refused(_("Bản này đã ban hành. Hãy tải lại trang."), code="issued_before")
    check_issues(newest, by)
    paper = issue_filled(
        filled=filled,
        subject=conclusion_subject(held),
        title=held.title,
        by=by,
        why=newest.why if filled.replaces is not None else "",
    )
    made = IssuedConclusion.objects.create(
        draft=newest,
        unit_id=newest.unit_id,
        paper=paper,
        annex=_annexed(newest, paper, last.annex if last is not None else None, by),
        written_by=newest.written_by,
        issued_at=now(),
        issued_by=by.label,
    )
    sent = _send(newest, paper)
    note(subject=conclusion_subject(held), place=held.unit.code, paper=paper.pk, places=sent)
    return made


def _send(draft: ConclusionDraft, paper: Paper) -> int:
    """Tell each inspected place the words of the conclusion; how many."""
    units = InspectedUnit.objects.everywhere().filter(inspection=draft.inspection_id)
    told = [
        SentConclusion(
            inspection_id=draft.inspection_id,
            unit_id=unit,
            number=shown_number_of(paper.number, paper.suffix),
            issued_on=paper.issued_on,
            conclusion=draft.conclusion,
            requests=draft.requests,
            sent_at=now(),
        )
        for unit in units.values_list("unit_id", flat=True)
    ]
    SentConclusion.objects.bulk_create(told)
    return len(told)


def told_of(inspection: Inspection, scope: Scope) -> SentConclusion | None:
    """The conclusion that holds as it was sent to a place of the scope."""
    return SentConclusion.objects.within(scope).filter(inspection=inspection).order_by("-pk").first()


def _annexed(draft: ConclusionDraft, paper: Paper, before: Paper | None, by: Actor) -> Paper:
    return issue_paper(
        kind=KindCode.INSPECTION_HOUSEHOLDS.value,
        context=annex_context(draft, shown_number_of(paper.number, paper.suffix), paper.issued_on),
        unit=draft.unit,
        subject=annex_subject(draft.inspection),
        title=draft.inspection.title,
        by=by,
        replaces=before,
        why=draft.why if before is not None else "",
    )
