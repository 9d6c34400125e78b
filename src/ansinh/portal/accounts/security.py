"""One's own ways in: second factors, recovery codes, where one is signed in, tokens of programs."""

from typing import Any

import segno
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, JsonResponse

from ansinh.access.assurance import GUARDED, demonstrates, is_assured
from ansinh.access.queries import permissions_of
from ansinh.access.routes import Nothing, Open, route
from ansinh.accounts.actions import end_session
from ansinh.accounts.enums import Factor, Way
from ansinh.accounts.models import Passkey, User
from ansinh.accounts.passkeys import (
    add_passkey,
    ask_for_new_passkey,
    passkeys_of,
    passkeys_work_here,
    read_new_passkey,
)
from ansinh.accounts.second_factors import (
    add_one_time_codes,
    address_for_apps,
    codes_of,
    has_second_factor,
    make_recovery_codes,
    new_secret,
    recovery_codes_left,
    remove_one_time_codes,
    remove_passkey,
)
from ansinh.accounts.sessions import assure, sessions_of
from ansinh.accounts.tokens import make_token, own_token, revoke_token, tokens_of
from ansinh.kernel.errors import AnSinhError, NotFound
from ansinh.kernel.language import _
from ansinh.kernel.web.pages import attempt, page, see_other
from ansinh.kernel.web.sealed import open_words, seal_words
from ansinh.portal.accounts.forms import AppForm, PasskeyForm, TokenForm
from ansinh.portal.accounts.leaving import read_answer, way_back

own = route(Open.SIGNED_IN, session_only=True, sees=Nothing.OWN)
own_form = route(Open.SIGNED_IN, methods=("GET", "POST"), session_only=True, sees=Nothing.OWN)
own_step = route(Open.SIGNED_IN, methods=("POST",), session_only=True, sees=Nothing.OWN)


@own
def security(request: HttpRequest) -> HttpResponse:
    """Everything by which somebody may act as this person, and how to take it away."""
    user = _self(request)
    return page(
        request,
        "portal/accounts/security.html",
        app=codes_of(user),
        passkeys=passkeys_of(user),
        passkeys_work=passkeys_work_here(request),
        recovery=recovery_codes_left(user),
        sessions=sessions_of(user),
        here=request.session.digest,  # type: ignore[attr-defined]
        tokens=tokens_of(user),
        needed=sorted(one.words for one in permissions_of(request.actor) & GUARDED),  # type: ignore[attr-defined]
        protected=has_second_factor(user),
        demonstration=demonstrates(request),
        ways=way_words(),
        next=way_back(request),
    )


def way_words() -> dict[str, str]:
    """How a session began, in words."""
    return {
        Way.PASSWORD.value: _("mật khẩu"),
        Way.LINK.value: _("liên kết dùng một lần"),
        Way.PASSKEY.value: _("khóa truy cập"),
        "": "",
    }


@own_form
def app(request: HttpRequest) -> HttpResponse:
    """Set up an authenticator app: a QR code, then the first code it shows."""
    user = _self(request)
    if away := _confirm_first(request, user):
        return away
    form = AppForm(request.POST or None)
    secret = _secret(request, user) or new_secret()
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(
            form,
            add_one_time_codes,
            user=user,
            secret=secret,
            code=form.cleaned_data["code"],
            by=request.actor,  # type: ignore[attr-defined]
        )
    ):
        return _set_up(request, user, Factor.CODE)
    return page(
        request,
        "portal/accounts/app.html",
        form=form,
        sealed=seal_words(f"{user.pk}:{secret}"),
        secret=" ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
        picture=segno.make(address_for_apps(user, secret), error="m").svg_data_uri(scale=5, border=2),
        next=way_back(request),
    )


def _secret(request: HttpRequest, user: User) -> str:
    """The secret that this person was shown; blank where the form is not ours."""
    words = open_words(request.POST.get("sealed", "")) or ""
    whose, _colon, secret = words.partition(":")
    return secret if whose == str(user.pk) else ""


def _set_up(request: HttpRequest, user: User, factor: Factor) -> HttpResponse:
    """A factor was set up: this session is assured by it; who has no recovery codes gets some."""
    update_session_auth_hash(request, user)
    assure(request, factor)
    if recovery_codes_left(user):
        return see_other(request, "accounts:security", said=_("Đã thêm bước xác thực thứ hai."))
    return _show_codes(request, user)


def _show_codes(request: HttpRequest, user: User) -> HttpResponse:
    codes = make_recovery_codes(user=user, by=request.actor)  # type: ignore[attr-defined]
    return page(request, "portal/accounts/recovery.html", codes=codes, next=way_back(request))


@own_step
def recovery(request: HttpRequest) -> HttpResponse:
    """New recovery codes; the old ones no longer work."""
    user = _self(request)
    if not has_second_factor(user):
        raise NotFound(_("Hãy cài đặt bước xác thực thứ hai trước."))
    return _confirm_first(request, user) or _show_codes(request, user)


@own_step
def remove_app(request: HttpRequest) -> HttpResponse:
    user = _self(request)
    if away := _confirm_first(request, user):
        return away
    remove_one_time_codes(user=user, by=request.actor)  # type: ignore[attr-defined]
    update_session_auth_hash(request, user)
    return see_other(request, "accounts:security", said=_("Đã gỡ ứng dụng xác thực."))


@own_step
def passkey_options(request: HttpRequest) -> HttpResponse:
    """What the browser is to make, for the script of the page."""
    return JsonResponse(ask_for_new_passkey(request, _self(request)))


@own_form
def new_passkey(request: HttpRequest) -> HttpResponse:
    """Add a passkey of this device."""
    user = _self(request)
    if away := _confirm_first(request, user):
        return away
    form = PasskeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = read_new_passkey(request, read_answer(form.cleaned_data["answer"]))
            add_passkey(user=user, name=form.cleaned_data["name"], made=made, by=request.actor)  # type: ignore[attr-defined]
        except AnSinhError as refusal:
            form.add_error(None, refusal.message)
        else:
            return _set_up(request, user, Factor.PASSKEY)
    return page(
        request,
        "portal/accounts/passkey.html",
        form=form,
        works=passkeys_work_here(request),
        next=way_back(request),
    )


@own_step
def drop_passkey(request: HttpRequest, passkey_id: int) -> HttpResponse:
    user = _self(request)
    if away := _confirm_first(request, user):
        return away
    passkey = Passkey.objects.filter(pk=passkey_id, user=user, removed_at__isnull=True).first()
    if passkey is None:
        raise NotFound(_("Không có khóa truy cập này."))
    remove_passkey(passkey=passkey, by=request.actor)  # type: ignore[attr-defined]
    user.refresh_from_db()
    update_session_auth_hash(request, user)
    return see_other(request, "accounts:security", said=_("Đã gỡ khóa truy cập."))


@own_step
def sign_out_elsewhere(request: HttpRequest) -> HttpResponse:
    """End one other session, or all the others."""
    user, named = _self(request), request.POST.get("session", "")
    others = [one for one in sessions_of(user) if one.session_key != request.session.digest]  # type: ignore[attr-defined]
    for one in others:
        if named in ("", one.session_key):
            end_session(user=user, key=one.session_key, by=request.actor)  # type: ignore[attr-defined]
    return see_other(request, "accounts:security", said=_("Đã đăng xuất ở nơi ấy."))


@own_form
def new_token(request: HttpRequest) -> HttpResponse:
    """Make a reading token: shown once."""
    user = _self(request)
    if away := _confirm_first(request, user):
        return away
    if permissions_of(request.actor) & GUARDED and not is_assured(request):  # type: ignore[attr-defined]
        said = _("Hãy cài đặt bước xác thực thứ hai trước khi tạo mã truy cập.")
        return see_other(request, "accounts:security", said=said, kind="info")
    form = TokenForm(request.POST or None)
    text: Any = None
    if request.method == "POST" and form.is_valid():
        text = attempt(form, make_token, user=user, by=request.actor, **form.cleaned_data)  # type: ignore[attr-defined]
    return page(request, "portal/accounts/token.html", form=form, text=text)


@own_step
def drop_token(request: HttpRequest, token_id: int) -> HttpResponse:
    revoke_token(token=own_token(_self(request), token_id), by=request.actor)  # type: ignore[attr-defined]
    return see_other(request, "accounts:security", said=_("Đã thu hồi mã truy cập."))


def _self(request: HttpRequest) -> User:
    return User.objects.get(pk=request.user.pk)


def _confirm_first(request: HttpRequest, user: User) -> HttpResponse | None:
    """To the second factor, where there is one and it was not shown lately: who finds an open browser changes nothing."""
    if not has_second_factor(user) or is_assured(request, lately=True):
        return None
    back = request.path if request.method == "GET" else way_back(request)
    said = _("Hãy xác nhận lại rằng đây là bạn. Việc này hỏi lại sau mỗi 15 phút.")
    back = back if back != "/" else "/security"
    return see_other(request, "accounts:confirm", said=said, kind="info", query={"next": back})
