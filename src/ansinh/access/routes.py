"""Every route declares its policy: the permission it needs, or that it is open to whoever signed in or to everybody."""

from collections.abc import Callable, Sequence
from enum import StrEnum
from functools import wraps
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import reverse

from ansinh.access.queries import scope_of
from ansinh.accounts.actor import actor_of
from ansinh.accounts.permissions import Permission
from ansinh.kernel.errors import Refused
from ansinh.kernel.language import _

View = Callable[..., HttpResponse]


class Open(StrEnum):
    """Routes that need no permission."""

    PUBLIC = "public"
    SIGNED_IN = "signed_in"


def route(needs: Permission | Open, *, methods: Sequence[str] = ("GET",)) -> Callable[[View], View]:
    """Make a function a view with a policy. The view finds ``request.actor`` and ``request.scope`` (of the permission).

    Who is not signed in is sent to sign in; who has the permission nowhere gets ``Refused``.
    """
    allowed = tuple(methods) + (("HEAD",) if "GET" in methods else ())

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if request.method not in allowed:
                return HttpResponseNotAllowed(allowed)
            request.actor = None  # type: ignore[attr-defined]
            if request.user.is_authenticated:
                request.actor = actor_of(request.user)  # type: ignore[attr-defined]
            elif needs is not Open.PUBLIC:
                return _to_sign_in(request)
            if isinstance(needs, Permission):
                request.scope = _scope(request.actor, needs)  # type: ignore[attr-defined]
            return view(request, *args, **kwargs)

        answer.policy = needs  # type: ignore[attr-defined]
        answer.methods = tuple(methods)  # type: ignore[attr-defined]
        return answer

    return decorate


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    back = urlencode({"next": request.get_full_path()}) if request.method == "GET" else ""
    target = f"{reverse('accounts:sign-in')}?{back}"
    if request.headers.get("HX-Request"):
        # A part of a page cannot sign in: the whole page goes there.
        return HttpResponse(status=401, headers={"HX-Redirect": target})
    return HttpResponseRedirect(target)


def _scope(actor, needs: Permission):
    scope = scope_of(actor, needs)
    if scope.unit_ids is not None and not scope.unit_ids:
        said = _("Tài khoản này không có quyền «{permission}». Hãy đề nghị người quản trị giao quyền.")
        raise Refused(said.format(permission=needs.words), code="permission_missing")
    return scope
