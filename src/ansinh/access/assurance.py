"""How sure we are of who asks, and what that opens: record 0009.

Who approves, exports or administers shows a second factor: before anything of that permission is reachable, and again
where a decision or a role is written and the last time is more than a quarter of an hour ago. A token was made by somebody
who had shown one, and only reads.
"""

from datetime import timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from ansinh.access.roles import APPROVING
from ansinh.accounts.enums import CredentialKind
from ansinh.accounts.permissions import Permission as P
from ansinh.accounts.second_factors import has_second_factor
from ansinh.accounts.sessions import assured_at
from ansinh.kernel import dates
from ansinh.kernel.language import _

GUARDED = APPROVING | {P.DECIDE_REQUESTS, P.EXPORT_LISTS, P.MANAGE_PEOPLE, P.EDIT_PLACES}
FRESH = APPROVING | {P.MANAGE_PEOPLE}
LASTS = timedelta(minutes=15)
_LOOPBACK = frozenset({"127.0.0.1", "::1"})


def demonstrates(request: HttpRequest) -> bool:
    """Whether this is the demonstration, asked from the machine it runs on, by nobody's proxy."""
    asked_here = request.META.get("REMOTE_ADDR", "") in _LOOPBACK and "X-Forwarded-For" not in request.headers
    return bool(settings.DEMONSTRATION) and asked_here


def is_assured(request: HttpRequest, *, lately: bool = False) -> bool:
    """Whether who asks showed a second factor in this session (``lately``: within a quarter of an hour)."""
    if request.credential.kind is CredentialKind.TOKEN or demonstrates(request):  # type: ignore[attr-defined]
        return True
    shown = assured_at(request)
    return shown is not None and (not lately or dates.now() - shown <= LASTS)


def way_to_assurance(request: HttpRequest, needs: P, *, writes: bool) -> HttpResponse | None:
    """Where to send somebody who must show a second factor first; nothing where all is well. ``writes``: the route takes
    forms, so what it decides is asked for anew."""
    lately = needs in FRESH and writes
    if needs not in GUARDED or is_assured(request, lately=lately):
        return None
    if has_second_factor(request.user):  # type: ignore[arg-type]
        said = _("Hãy xác nhận lại rằng đây là bạn. Việc này hỏi lại sau mỗi 15 phút.")
        if assured_at(request) is None:
            said = _("Quyền «{permission}» cần bước xác thực thứ hai.").format(permission=needs.words)
        return _to(request, "accounts:confirm", said)
    said = _(
        "Quyền «{permission}» cần bước xác thực thứ hai. Hãy cài đặt một lần ở đây; mất khoảng hai phút."
    ).format(permission=needs.words)
    return _to(request, "accounts:security", said)


def _to(request: HttpRequest, route: str, said: str) -> HttpResponse:
    """To that page, and back to where the person was: a form that was sent is opened again, empty."""
    messages.info(request, said)
    target = f"{reverse(route)}?{urlencode({'next': request.get_full_path()})}"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401, headers={"HX-Redirect": target})
    answer = HttpResponseRedirect(target)
    answer.status_code = 303
    return answer
