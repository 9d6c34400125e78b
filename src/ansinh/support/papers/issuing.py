"""What the papers of support have in common: one stands at a time for what it is about; the next replaces it and says why."""

from dataclasses import dataclass
from typing import Any

from django.db import models, transaction

from ansinh.access.policies import check_may
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission as P
from ansinh.kernel.dates import today
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.kernel.language import _
from ansinh.papers.actions import issue_filled
from ansinh.papers.kinds import KindCode
from ansinh.papers.models import Paper
from ansinh.papers.rendering import fill_paper
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


def issue_once(
    *,
    kind: KindCode,
    context: Any,
    about: models.Model,
    unit: Unit,
    subject: str,
    title: str,
    why: str,
    by: Actor,
) -> Paper:
    """Issue the paper ``about`` a row, whose lock keeps two from being issued side by side; where one stands it is replaced.

    Raises ``UnusableInput`` without the reason of a replacement, ``Refused`` where somebody issued one meanwhile or ``by``
    issues no papers there.
    """
    check_issues(by, unit)
    old = standing(unit, subject)
    if old is not None and not why.strip():
        said = _("Việc này đã có giấy tờ. Hãy ghi lý do thay thế giấy tờ cũ.")
        raise UnusableInput(said, code="no_reason")
    filled = fill_paper(kind=kind.value, context=context, unit=unit, issued_on=today(), replaces=old)
    with transaction.atomic():
        type(about)._default_manager.everywhere().select_for_update().get(pk=about.pk)  # type: ignore[attr-defined]
        if standing(unit, subject) != old:
            said = _("Người khác vừa lập giấy tờ này. Hãy tải lại trang để xem bản vừa lập.")
            raise Refused(said, code="issued_meanwhile")
        return issue_filled(filled=filled, subject=subject, title=title, by=by, why=why if old else "")
