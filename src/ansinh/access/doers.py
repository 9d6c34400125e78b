"""Who did something, in words that people know: the name and the office of that day in place of the name of an account.

What was done keeps the account (``recorded_by``, ``decided_by`` …): rules compare accounts. Pages and papers show who that is.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from ansinh.access.models import RoleHolding
from ansinh.access.roles import ROLES
from ansinh.accounts.actor import CONSOLE, SYSTEM, Actor
from ansinh.accounts.models import User
from ansinh.kernel.dates import VIETNAM, today
from ansinh.kernel.language import _
from ansinh.kernel.text import fold
from ansinh.kernel.web.listing import Column

# More people of one name than this are not told apart by it.
_MOST = 500


@dataclass(frozen=True)
class _Held:
    role: str
    place: str
    valid_from: date
    valid_until: date | None
    revoked_on: date | None

    def holds(self, on: date) -> bool:
        return (
            self.valid_from <= on
            and (self.valid_until is None or self.valid_until >= on)
            and (self.revoked_on is None or self.revoked_on > on)
        )


@dataclass(frozen=True)
class _Known:
    name: str
    held: tuple[_Held, ...]


# Of the request that is being answered; outside of one every question is asked anew.
_known: ContextVar[dict[str, _Known | None] | None] = ContextVar("known_doers", default=None)


@contextmanager
def remembering_doers() -> Iterator[None]:
    """Within it an account is looked up once."""
    token = _known.set({})
    try:
        yield
    finally:
        _known.reset(token)


def know_doers(labels: Iterable[str]) -> str:
    """Look up many accounts at once: two reads whatever their number. Empty text, so that a template may say it."""
    kept = _known.get()
    if kept is not None:
        missing = {one for one in labels if one} - kept.keys() - {CONSOLE.label, SYSTEM.label}
        if missing:
            kept.update(_look_up(missing))
    return ""


def doer_name(label: str) -> str:
    """The name of the person whose account it is; of the console and the system what they are; else the label itself."""
    said = {CONSOLE.label: _("người vận hành máy chủ"), SYSTEM.label: _("hệ thống")}
    if not label or label in said:
        return said.get(label, "")
    known = _one(label)
    return known.name if known else label


def doer_words(label: str, on: date | datetime | None = None) -> str:
    """``Phạm Thị Dung (Cán bộ giảm nghèo cấp xã, Xã An Lư)``: name, and the offices held on that day (default: today). Of who
    held none then, the account."""
    known = _one(label) if label not in {"", CONSOLE.label, SYSTEM.label} else None
    if known is None:
        return doer_name(label)
    day = on.astimezone(VIETNAM).date() if isinstance(on, datetime) else on or today()
    places: dict[str, list[str]] = {}
    for one in known.held:
        if one.role in ROLES and one.holds(day):
            places.setdefault(ROLES[one.role].words, []).append(one.place)
    offices = [_office(role, list(dict.fromkeys(filter(None, where)))) for role, where in places.items()]
    return f"{known.name} ({'; '.join(offices) or _('tài khoản {name}').format(name=label)})"


def _office(role: str, places: list[str]) -> str:
    """One office in words; of who holds it at many places, the first and how many more."""
    more = len(places) - 1
    if more > 0:
        return _("{role}, {place} và {count} nơi khác").format(role=role, place=places[0], count=more)
    return ", ".join([role, *places])


def actor_words(actor: Actor) -> str:
    """The same of who acts now."""
    return doer_words(actor.label)


def accounts_like(words: str) -> list[str]:
    """The accounts of people whose name or account has all of these words, without regard to accents; and what was typed."""
    found = User.objects.all()
    for word in fold(words).split():
        found = found.filter(name_fold__contains=word)
    return [words.strip(), *found.order_by("pk").values_list("username", flat=True)[:_MOST]]


def doer_column(
    key: str,
    words: Any,
    who: Callable[[Any], str],
    at: Callable[[Any], date | datetime | None] = lambda _row: None,
    **more: Any,
) -> Column:
    """A column of a list that says who did it: ``who`` gives the account, ``at`` the day whose offices are told."""

    def before(rows: Sequence[Any]) -> None:
        know_doers(who(row) for row in rows)

    return Column(key, words, lambda row: doer_words(who(row), at(row)), before=before, **more)


def _one(label: str) -> _Known | None:
    kept = _known.get()
    if kept is None:
        return _look_up({label})[label]
    know_doers([label])
    return kept[label]


def _look_up(labels: set[str]) -> dict[str, _Known | None]:
    users = {one.pk: one for one in User.objects.filter(username__in=labels)}
    held: dict[int, list[_Held]] = {key: [] for key in users}
    for row in RoleHolding.objects.filter(user__in=users).select_related("unit").order_by("valid_from", "pk"):
        place = ", ".join(part for part in (row.village, row.unit.name if row.unit else "") if part)
        held[row.user_id].append(_Held(row.role, place, row.valid_from, row.valid_until, row.revoked_on))
    by_label = {one.username: _Known(one.full_name, tuple(held[one.pk])) for one in users.values()}
    return {label: by_label.get(label) for label in labels}
