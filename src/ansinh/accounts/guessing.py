"""Wrong guesses are slowed, and nobody is locked out by somebody else's.

What is counted is a door: one name from one address, one address, one name from a browser that knows it. After five wrong
guesses a door stays shut for half a minute, then twice as long each time, and never longer than a quarter of an hour. No
door belongs to a name alone: whoever guesses an approver's password from elsewhere slows themselves. A browser with which
somebody signed in before has a door of its own, so that not even the neighbours behind one address slow it.

The counts stand in the database: every process sees the same ones. A guess is counted before it is checked, so that many at
once are not many free ones.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from ansinh.accounts.actor import SYSTEM, Actor
from ansinh.accounts.devices import known_device
from ansinh.accounts.models import Door
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.kernel import dates

FIRST, LONGEST = timedelta(seconds=30), timedelta(minutes=15)
_FORGOTTEN = timedelta(hours=1)
_GUESSES = 5
# Behind one address may sit a whole office: a wrong password each in the morning is no attack.
_GUESSES_OF_AN_ADDRESS = 50
# Six digits fall to patience from many addresses, if somebody has the password already.
_CODES = 10


@dataclass(frozen=True, slots=True)
class DoorKey:
    """A door and how many wrong guesses it bears before it shuts; ``kind`` is what the log says of it."""

    kind: str
    of: str
    free: int

    @property
    def digest(self) -> str:
        return salted_hmac(f"ansinh.door.{self.kind}", self.of, algorithm="sha256").hexdigest()


def doors_of_password(request: HttpRequest, username: str) -> list[DoorKey]:
    """The doors a password for ``username`` must pass, whether there is such a name or not."""
    name = username.casefold()
    if device := known_device(request, username):
        return [DoorKey("device", f"{device} {name}", _GUESSES)]
    address = request.address  # type: ignore[attr-defined]
    return [
        DoorKey("name", f"{address} {name}", _GUESSES),
        DoorKey("address", address, _GUESSES_OF_AN_ADDRESS),
    ]


def doors_of_code(request: HttpRequest, username: str) -> list[DoorKey]:
    """The doors a one-time or recovery code must pass. Whoever stands here showed the password already."""
    name = username.casefold()
    if device := known_device(request, username):
        return [DoorKey("code-device", f"{device} {name}", _GUESSES)]
    address = request.address  # type: ignore[attr-defined]
    return [DoorKey("code", f"{address} {name}", _GUESSES), DoorKey("code-name", name, _CODES)]


def knock(doors: Sequence[DoorKey]) -> datetime | None:
    """Count a guess at every door; or, where one is shut, the moment when it opens, and nothing is counted."""
    now = dates.now()
    with transaction.atomic():
        rows = [_row(door, now) for door in doors]
        shut = [row.shut_until for row in rows if row.shut_until is not None and row.shut_until > now]
        if shut:
            return max(shut)
        for door, row in zip(doors, rows, strict=True):
            _count(door, row, now)
    return None


def opened(doors: Sequence[DoorKey]) -> None:
    """The guess was right: the doors of the name are as new; an address gets its one guess back."""
    for door in doors:
        if door.kind == "address":
            Door.objects.filter(digest=door.digest, wrong__gt=0).update(wrong=F("wrong") - 1)
        else:
            Door.objects.filter(digest=door.digest).update(wrong=0, shut_until=None)


def _row(door: DoorKey, now: datetime) -> Door:
    Door.objects.get_or_create(digest=door.digest, defaults={"last_at": now})
    return Door.objects.select_for_update().get(digest=door.digest)


def _count(door: DoorKey, row: Door, now: datetime) -> None:
    row.wrong = 1 if row.last_at < now - _FORGOTTEN else row.wrong + 1
    row.last_at = now
    over = row.wrong - door.free
    row.shut_until = now + min(FIRST * 2 ** min(over, 10), LONGEST) if over >= 0 else None
    row.save()
    if over == 0:
        _record_slowing(kind=door.kind, wrong=row.wrong, by=SYSTEM)


@action(EventName.GUESSES_SLOWED)
def _record_slowing(*, kind: str, wrong: int, by: Actor) -> None:
    """Note that a door shut for the first time: of which kind, never whose."""
    note(subject=f"door:{kind}", wrong=wrong)
    Door.objects.filter(last_at__lt=dates.now() - timedelta(days=7)).delete()
