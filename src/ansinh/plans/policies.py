"""Who may write of papers and plans, and who reports how a task goes. Each check raises with the reason and what to do next."""

from datetime import date

from ansinh.access.doers import actor_words
from ansinh.access.policies import check_may, may
from ansinh.access.queries import agency_kinds_of
from ansinh.accounts.actor import Actor, ActorKind
from ansinh.accounts.permissions import Permission as P
from ansinh.agencies.kinds import agency_kinds
from ansinh.agencies.queries import kind_responsible
from ansinh.kernel.dates import today
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.text import clean
from ansinh.plans.enums import DocumentState
from ansinh.plans.models import Document, Task, TaskAgency


def check_keeps(by: Actor, unit_id: int | None) -> None:
    """Raise ``Refused`` unless ``by`` writes the papers and plans of the unit."""
    check_may(by, P.KEEP_PLANS, unit_id)


def check_keeps_document(by: Actor, document: Document) -> None:
    """Raise ``Refused`` unless ``by`` writes what the unit that holds the paper writes."""
    if document.kept_at is None and by.kind is ActorKind.USER:
        raise Refused(
            _("Văn bản này không do đơn vị nào trong hệ thống giữ nên không sửa ở đây."),
            code="kept_by_nobody",
        )
    check_may(by, P.KEEP_PLANS, document.kept_at)


def keeps_document(by: Actor, document: Document) -> bool:
    """Whether ``check_keeps_document`` would let it pass."""
    return document.kept_at is not None and may(by, P.KEEP_PLANS, document.kept_at)


def check_issues(by: Actor, document: Document) -> None:
    """Raise ``Refused`` unless ``by`` issues papers of the unit that holds it and had no hand in the draft."""
    check_may(by, P.APPROVE_PLANS, document.kept_at)
    if by.label in {document.recorded_by, *document.writers}:
        raise Refused(
            _(
                "{name} đã soạn văn bản này nên không được ban hành. Việc này phải qua hai người: hãy để người khác ban hành."
            ).format(name=actor_words(by)),
            code="second_person_needed",
        )


def check_not_dropped(document: Document) -> None:
    """Raise ``Refused`` for a draft that was dropped."""
    if document.state == DocumentState.DROPPED.value:
        raise Refused(
            _("Dự thảo này đã bỏ nên không sửa nữa. Hãy nhập văn bản mới."), code="document_dropped"
        )


def check_draft(document: Document) -> None:
    """Raise ``Refused`` for a paper that is no draft any more."""
    check_not_dropped(document)
    if document.state != DocumentState.DRAFT.value:
        raise Refused(
            _("Văn bản đã ban hành: không bỏ, không xóa. Hãy đính chính và ghi lý do."),
            code="document_issued",
        )


def check_issued(document: Document) -> None:
    """Raise ``Refused`` for a paper that is not issued."""
    if document.state != DocumentState.ISSUED.value:
        raise Refused(
            _("Văn bản chưa ban hành nên chưa làm được việc này. Hãy để người có thẩm quyền ban hành trước."),
            code="document_not_issued",
        )


def check_why(why: str) -> str:
    """The reason of a correction, clean. Raises ``UnusableInput`` where there is none."""
    said = clean(why)
    if not said:
        raise UnusableInput(_("Văn bản đã ban hành: hãy ghi lý do đính chính."), code="why_missing")
    return said[:300]


def kinds_answering(part: TaskAgency, on: date) -> frozenset[str]:
    """The kinds of agency that answer for a part of a task on a day: the kind itself, and who has its work then."""
    if part.kind not in agency_kinds():
        return frozenset()
    return frozenset({part.kind, kind_responsible(part.kind, on, "poverty").code})


def reports_on(by: Actor, task: Task) -> bool:
    """Whether ``by`` keeps the task's plan, or speaks for an agency that is in charge of it or joins in it."""
    if may(by, P.KEEP_PLANS, task.plan.unit_id):
        return True
    held = agency_kinds_of(by, task.plan.unit_id)
    if not held:
        return False
    day = today()
    parts = task.agencies.exclude(valid_until__lt=day)
    return any(held & kinds_answering(one, day) for one in parts)


def check_reports(by: Actor, task: Task) -> None:
    """Raise ``Refused`` unless ``reports_on``, or where the task's plan is not issued."""
    if not reports_on(by, task):
        raise Refused(
            _(
                "Chỉ người ghi kế hoạch của {place} hoặc cơ quan có tên trong việc này mới ghi tình trạng. Hãy báo cho họ."
            ).format(place=task.plan.unit.name),
            code="permission_missing",
        )
    check_issued(task.plan.document)
