"""What the program cannot work without and does not have now: the database, or room on a disk. Said in words, by a page that
needs neither; nothing was written, and the next request works again as soon as they are back."""

import errno
import logging

from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template import engines

_log = logging.getLogger(__name__)
UNAVAILABLE, FULL = 503, 507
_FULL_WORDS = ("disk is full", "No space left", "could not extend file", "could not write to file")
# PostgreSQL: disk_full, and the classes of lost connections, resources, operator's intervention and system errors.
_FULL_STATE, _DOWN_CLASSES = "53100", ("08", "53", "57", "58")


def outage_of(failure: BaseException | None) -> int | None:
    """507 where a disk is full, 503 where the database does not work, nothing for any other failure."""
    while failure is not None:
        found = _outage(failure)
        if found:
            return found
        failure = failure.__cause__ or failure.__context__
    return None


def _outage(failure: BaseException) -> int | None:
    if isinstance(failure, OSError):
        return FULL if failure.errno in {errno.ENOSPC, errno.EDQUOT} else None
    if not isinstance(failure, DatabaseError | InterfaceError):
        return None
    state = str(getattr(failure.__cause__, "sqlstate", None) or "")
    if state == _FULL_STATE or any(word in str(failure) for word in _FULL_WORDS):
        return FULL
    if isinstance(failure, OperationalError | InterfaceError) or state[:2] in _DOWN_CLASSES:
        return UNAVAILABLE
    return None


def outage_page(request: HttpRequest, status: int, *, words: str = "") -> HttpResponse:
    """The page of an outage, with ``words`` of its own where there are better ones. Its kind goes to the program's own log, without anybody's data."""
    _log.warning(
        "outage %s at %s", status, request.resolver_match.view_name if request.resolver_match else "-"
    )
    found = engines["pages"].get_template("portal/outage.html")
    answer = HttpResponse(found.render({"full": status == FULL, "words": words}), status=status)
    answer.headers["Retry-After"] = "10"
    return answer
