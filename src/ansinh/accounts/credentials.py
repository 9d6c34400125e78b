"""With what a request was made: a session of a browser, a token of a program, or nothing; and from which address.

A request that names a token is that token's alone: the session of a cookie sent along is not looked at, so that a narrow
credential never borrows from a wide one. The address is the connection's. Only where the configuration names a proxy does
the address that this proxy reports count, and only from this proxy.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.middleware import get_user
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from ansinh.accounts.enums import CredentialKind, TokenKind
from ansinh.accounts.tokens import working_token
from ansinh.kernel.language import _

Answer = Callable[[HttpRequest], HttpResponse]
_BEARER = "bearer "


@dataclass(frozen=True, slots=True)
class Credential:
    """What a request was made with; ``token`` says which kind of token."""

    kind: CredentialKind
    token: TokenKind | None = None


class Credentials:
    """Puts ``request.user``, ``request.credential`` and ``request.address`` on a request; 401 for a token that does not
    work."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.address = address_of(request)  # type: ignore[attr-defined]
        header = request.headers.get("Authorization", "")
        if header.lower().startswith(_BEARER):
            return self._by_token(request, header[len(_BEARER) :].strip())
        request.user = SimpleLazyObject(lambda: _user_of_session(request))  # type: ignore[assignment]
        request.credential = Credential(CredentialKind.SESSION)  # type: ignore[attr-defined]
        return self.answer(request)

    def _by_token(self, request: HttpRequest, text: str) -> HttpResponse:
        token = working_token(text)
        if token is None:
            return HttpResponse(
                _("Mã truy cập không đúng, đã hết hạn hoặc đã bị thu hồi. Hãy tạo mã mới ở trang «Bảo mật»."),
                status=401,
                content_type="text/plain; charset=utf-8",
                headers={"WWW-Authenticate": 'Bearer realm="ansinh", error="invalid_token"'},
            )
        request.user = token.user  # type: ignore[assignment]
        request.credential = Credential(CredentialKind.TOKEN, TokenKind(token.kind))  # type: ignore[attr-defined]
        # No browser sends a token by itself: there is nothing to forge across sites.
        request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]
        return self.answer(request)


def _user_of_session(request: HttpRequest):
    user = get_user(request)
    if user.is_authenticated:
        request.session.is_used()
    return user


def address_of(request: HttpRequest) -> str:
    """Where the request came from: the connection's address, or what a proxy of ours says of it."""
    address = request.META.get("REMOTE_ADDR", "")
    if address not in settings.PROXIES:
        return address
    chain = [one.strip() for one in request.headers.get("X-Forwarded-For", "").split(",") if one.strip()]
    # From the right: what stands further left was written by who asks.
    return next((one for one in reversed(chain) if one not in settings.PROXIES), address)
