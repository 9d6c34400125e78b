"""Who may write, who may approve, and what no state of a record lets pass."""

from datetime import date

from ansinh.access.policies import check_may
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission as P
from ansinh.kernel.dates import today
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.text import clean


def check_keeps(by: Actor, unit_id: int | None) -> None:
    """Raise ``Refused`` unless ``by`` writes the books of outreach at the place."""
    check_may(by, P.KEEP_OUTREACH, unit_id)


def check_approves(by: Actor, unit_id: int | None) -> None:
    """Raise ``Refused`` unless ``by`` approves money and decides awards at the place."""
    check_may(by, P.APPROVE_OUTREACH, unit_id)


def said(text: str, words: str, most: int) -> str:
    """``text`` cleaned, of at most ``most`` characters. Raises ``UnusableInput`` with ``words`` where nothing is left, or too much."""
    cleaned = clean(text)
    if not cleaned:
        raise UnusableInput(words, code="missing")
    if len(cleaned) > most:
        raise UnusableInput(_("Dài quá {most} ký tự; hãy viết ngắn lại.").format(most=most), code="too_long")
    return cleaned


def check_over(day: date) -> None:
    """Raise ``UnusableInput`` for a day to come: what did not happen yet is not written."""
    if day > today():
        raise UnusableInput(_("Ngày ở tương lai. Hãy ghi khi việc đã diễn ra."), code="future_date")


def check_stands(withdrawn: object) -> None:
    """Raise ``Refused`` where a row was withdrawn before."""
    if withdrawn is not None:
        raise Refused(_("Dòng này đã rút trước đó. Hãy tải lại trang."), code="withdrawn_before")
