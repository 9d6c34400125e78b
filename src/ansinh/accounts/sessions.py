"""Sessions of browsers: kept in a table of our own, so that people see where they are signed in and can end it there.

A session ends half an hour after it was last used, and twelve hours after it began whatever happens. Django asks at every
request whether the user is active and whether the session still fits the user (``User._get_session_auth_hash``): after a
change of rights it does not, whichever process made the change.
"""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.contrib.auth import login
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest

from ansinh.accounts.devices import device_words
from ansinh.accounts.enums import Factor, Way
from ansinh.accounts.models import Session, User
from ansinh.kernel import dates
from ansinh.kernel.patience import written_shortly

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
# A session that is in use is written once a minute, not at every page.
_NOTED_EVERY = timedelta(minutes=1)
_STARTED, _WAY, _DEVICE, _ASSURED, _FACTOR = "started", "way", "device", "assured", "factor"


def _digest(key: str | None) -> str:
    return sha256(f"session {key}".encode()).hexdigest()[:40]


class SessionStore(DatabaseStore):
    """Django's store over our table: the key is kept as a digest, time is the program's clock."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def _get_session_from_db(self) -> Session | None:
        try:
            return self.model.objects.get(session_key=_digest(self.session_key), expire_date__gt=dates.now())
        except (self.model.DoesNotExist, SuspiciousOperation):
            self._session_key = None
            return None

    def exists(self, session_key: str) -> bool:
        return self.model.objects.filter(session_key=_digest(session_key)).exists()

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        now = dates.now()
        if "_auth_user_id" in data and _STARTED not in data:
            data[_STARTED] = now.timestamp()
        started = _moment(data.get(_STARTED)) or now
        return Session(
            session_key=_digest(self._get_or_create_session_key()),
            session_data=self.encode(data),
            expire_date=min(started + ABSOLUTE, now + IDLE),
            user_id=data.get("_auth_user_id"),
            started_at=started,
            seen_at=now,
            way=data.get(_WAY, ""),
            device=data.get(_DEVICE, ""),
        )

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key is not None:
            self.model.objects.filter(session_key=_digest(key)).delete()

    @classmethod
    def clear_expired(cls) -> None:
        Session.objects.filter(expire_date__lt=dates.now()).delete()

    @property
    def digest(self) -> str:
        """The key of this session's row."""
        return _digest(self.session_key)

    def is_used(self) -> None:
        """Note that the session is in use, at most once a minute, without writing what it holds: two requests at once must
        not undo each other. A page does not wait for who writes: the next request notes it then."""
        now = dates.now()
        rows = Session.objects.filter(session_key=self.digest, seen_at__lt=now - _NOTED_EVERY)
        # Asked first: an update that finds no row would wait for a writer too.
        if rows.exists():
            started = _moment(self.get(_STARTED)) or now
            written_shortly(lambda: rows.update(seen_at=now, expire_date=min(started + ABSOLUTE, now + IDLE)))


def _moment(stamp: float | None) -> datetime | None:
    return None if stamp is None else datetime.fromtimestamp(stamp, tz=dates.VIETNAM)


def begin_session(request: HttpRequest, user: User, *, way: Way, factor: Factor | None = None) -> None:
    """Sign ``user`` in, in a session that shares nothing with the one before: no key that somebody else may know, no
    assurance of another person."""
    request.session.flush()
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    request.session[_WAY] = way.value
    request.session[_DEVICE] = device_words(request.headers.get("User-Agent", ""))
    if factor is not None:
        assure(request, factor)
    SessionStore.clear_expired()


def assure(request: HttpRequest, factor: Factor) -> None:
    """Note that who holds the session just proved to be its user by a second factor."""
    request.session[_ASSURED] = dates.now().timestamp()
    request.session[_FACTOR] = factor.value


def assured_at(request: HttpRequest) -> datetime | None:
    """When the session's second factor was last shown; nothing where it never was."""
    return _moment(request.session.get(_ASSURED))


def sessions_of(user: User) -> list[Session]:
    """Where a user is signed in, the newest use first."""
    return list(Session.objects.filter(user=user, expire_date__gt=dates.now()).order_by("-seen_at"))
