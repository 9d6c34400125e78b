"""What the papers of support have in common: one stands at a time for what it is about; the next replaces it and says why."""

from dataclasses import dataclass
from typing import Any

from django.db import models, transaction

from ansinh.access.policies import check_may
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission as P
from ansinh.kernel.dates import now, today
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.kernel.language import _, speaking
from ansinh.kernel.progress import Progress, silent
from ansinh.papers.actions import issue_filled
from ansinh.papers.kinds import KindCode
from ansinh.papers.models import Paper
from ansinh.papers.pdf import pdf_of
from ansinh.papers.rendering import Filled, draft, fill_paper
from ansinh.places.models import Unit


@dataclass(frozen=True)
class Signing:
    """Who signs; ``why`` where an earlier paper is replaced."""

    signatory: str = ""
    why: str = ""


def check_issues(by: Actor, unit: Unit) -> None:
    """Raise ``Refused`` unless ``by`` issues papers of the place."""
    check_may(by, P.ISSUE_PAPERS, unit.pk)


def standing(unit: Unit, subject: str) -> Paper | None:
    """The paper of a place about one thing that no other replaced."""
    rows = Paper.objects.everywhere().filter(unit=unit, subject=subject, replaced_by__isnull=True)
    return rows.order_by("-pk").first()


@dataclass(frozen=True)
class Drafted:
    """A paper as it would be issued: ``about`` is the row it is about, ``why`` stands where an earlier one is replaced."""

    kind: KindCode
    context: Any
    about: models.Model
    unit: Unit
    subject: str
    title: str
    why: str = ""


def issue_once(drafted: Drafted, *, by: Actor, progress: Progress = silent) -> Paper:
    """Issue the paper about a row, whose lock keeps two from being issued side by side; where one stands it is replaced.

    Raises ``UnusableInput`` without the reason of a replacement, ``Refused`` where somebody issued one meanwhile or ``by``
    issues no papers there.
    """
    check_issues(by, drafted.unit)
    old = standing(drafted.unit, drafted.subject)
    if old is not None and not drafted.why.strip():
        said = _("Việc này đã có giấy tờ. Hãy ghi lý do thay thế giấy tờ cũ.")
        raise UnusableInput(said, code="no_reason")
    filled = _filled(drafted, old)
    progress(_("Ghi vào sổ"), 2, 3)
    with transaction.atomic():
        about = drafted.about
        type(about)._default_manager.everywhere().select_for_update().get(pk=about.pk)  # type: ignore[attr-defined]
        if standing(drafted.unit, drafted.subject) != old:
            said = _("Người khác vừa lập giấy tờ này. Hãy tải lại trang để xem bản vừa lập.")
            raise Refused(said, code="issued_meanwhile")
        return issue_filled(
            filled=filled, subject=drafted.subject, title=drafted.title, by=by, why=drafted.why if old else ""
        )


def preview_of(drafted: Drafted, *, by: Actor) -> bytes:
    """The PDF of the paper as it would be issued now, marked on every page as one without a number. No number is taken and nothing
    is kept. Raises ``Refused`` where ``by`` issues no papers there."""
    check_issues(by, drafted.unit)
    word = draft(_filled(drafted, standing(drafted.unit, drafted.subject)))
    with speaking("vi"):
        across = _("BẢN XEM TRƯỚC, CHƯA CÓ SỐ")
    return pdf_of([word], title=drafted.title, at=now(), across=across)


def _filled(drafted: Drafted, old: Paper | None) -> Filled:
    return fill_paper(
        kind=drafted.kind.value, context=drafted.context, unit=drafted.unit, issued_on=today(), replaces=old
    )
