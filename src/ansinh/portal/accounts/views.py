"""Coming in and going out, one's own password, the language. (Accounts stand before access in the house, so their
pages stand here.)"""

import math
from datetime import datetime

from django.contrib.auth import authenticate, logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from ansinh.access.routes import Nothing, Open, route
from ansinh.accounts.actions import change_password, choose_language
from ansinh.accounts.actor import actor_of
from ansinh.accounts.devices import remember_device
from ansinh.accounts.enums import Way
from ansinh.accounts.guessing import doors_of_password, knock, opened
from ansinh.accounts.links import record_sign_in, record_sign_out, use_sign_in_link
from ansinh.accounts.models import User
from ansinh.accounts.passkeys import passkeys_work_here
from ansinh.accounts.second_factors import has_second_factor
from ansinh.accounts.sessions import begin_session
from ansinh.kernel import dates
from ansinh.kernel.language import LANGUAGES, _
from ansinh.kernel.web.middleware import LANGUAGE_COOKIE
from ansinh.kernel.web.pages import attempt, page, see_other
from ansinh.portal.accounts.forms import PasswordForm, SignInForm
from ansinh.portal.accounts.half import stop_half_way
from ansinh.portal.accounts.leaving import way_back

_YEAR = 365 * 24 * 60 * 60


@route(Open.PUBLIC, methods=("GET", "POST"), session_only=True)
def sign_in(request: HttpRequest) -> HttpResponse:
    """By name and password. The same answer, and the same work, for a wrong name and a wrong password."""
    form = SignInForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        doors = doors_of_password(request, form.cleaned_data["username"])
        shut = knock(doors)
        if shut is None:
            user = authenticate(request, **form.cleaned_data)
            if isinstance(user, User):
                opened(doors)
                return came_in(request, user)
            form.add_error(None, _("Tên đăng nhập hoặc mật khẩu không đúng."))
        else:
            status = 429
            form.add_error(None, too_many(shut))
    return page(
        request,
        "portal/accounts/sign_in.html",
        status=status,
        form=form,
        next=way_back(request),
        passkeys=passkeys_work_here(request),
    )


def too_many(shut: datetime) -> str:
    """What is said at a door that is shut, whoever knocks."""
    minutes = math.ceil((shut - dates.now()).total_seconds() / 60)
    said = _(
        "Đã thử sai nhiều lần từ nơi này. Hãy đợi {minutes} phút rồi thử lại; máy bạn từng đăng nhập không phải đợi vì người khác thử sai."
    )
    return said.format(minutes=minutes)


def came_in(request: HttpRequest, user: User) -> HttpResponse:
    """What follows a right password: the second factor where there is one, else the page that was asked for."""
    target = way_back(request)
    if has_second_factor(user):
        stop_half_way(request, user, Way.PASSWORD)
        return see_other(request, "accounts:confirm", query={"next": target})
    record_sign_in(user=user, by=actor_of(user))
    begin_session(request, user, way=Way.PASSWORD)
    answer = HttpResponseRedirect(target)
    remember_device(request, answer, user.username)
    return answer


@route(Open.PUBLIC, session_only=True)
def sign_in_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """By a link that works once."""
    user = use_sign_in_link(token=token)
    if has_second_factor(user):
        stop_half_way(request, user, Way.LINK)
        return see_other(request, "accounts:confirm")
    begin_session(request, user, way=Way.LINK)
    answer = see_other(request, "portal:start", said=_("Xin chào {name}.").format(name=user.full_name))
    remember_device(request, answer, user.username)
    return answer


@route(Open.SIGNED_IN, methods=("POST",), session_only=True)
def sign_out(request: HttpRequest) -> HttpResponse:
    record_sign_out(by=request.actor)  # type: ignore[attr-defined]
    logout(request)
    answer = see_other(request, "accounts:sign-in", said=_("Đã đăng xuất."))
    # Pages that a shared machine still holds go too. Cookies stay: the browser's mark and language are no way in.
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@route(Open.SIGNED_IN, methods=("GET", "POST"), session_only=True, sees=Nothing.OWN)
def own_password(request: HttpRequest) -> HttpResponse:
    """A new password: the old one is asked for, unless the person came in by a link because it was lost."""
    user = _self(request)
    asks_old = user.has_usable_password() and request.session.get("way") != Way.LINK
    form = PasswordForm(request.POST or None, asks_old=asks_old)
    if request.method == "POST" and form.is_valid() and _knows_old(request, form, user):
        done = attempt(
            form, change_password, user=user, password=form.cleaned_data["password"], by=request.actor
        )  # type: ignore[attr-defined]
        if done:
            update_session_auth_hash(request, user)
            return see_other(request, "portal:start", said=_("Đã đổi mật khẩu. Mọi nơi khác đã đăng xuất."))
    return page(request, "portal/accounts/password.html", form=form)


def _knows_old(request: HttpRequest, form: PasswordForm, user: User) -> bool:
    if "old" not in form.fields:
        return True
    doors = doors_of_password(request, user.username)
    if (shut := knock(doors)) is not None:
        form.add_error(None, too_many(shut))
        return False
    if not user.check_password(form.cleaned_data["old"]):
        form.add_error("old", _("Mật khẩu hiện nay không đúng."))
        return False
    opened(doors)
    return True


def _self(request: HttpRequest) -> User:
    return User.objects.get(pk=request.user.pk)


@route(Open.PUBLIC, methods=("POST",))
def language(request: HttpRequest) -> HttpResponse:
    """Speak the chosen language from now on, on the page the person was on."""
    answer = HttpResponseRedirect(way_back(request))
    chosen = request.POST.get("language", "")
    if chosen in LANGUAGES:
        answer.set_cookie(LANGUAGE_COOKIE, chosen, max_age=_YEAR, httponly=True, samesite="Lax")
        if request.actor is not None:
            choose_language(user=_self(request), language=chosen, by=request.actor)
    return answer
