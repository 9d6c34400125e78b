"""Coming in and going out, one's own password, the language. (Accounts stand before access in the house, so their
pages stand here.)"""

from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme

from ansinh.access.routes import Nothing, Open, route
from ansinh.accounts.actions import change_password
from ansinh.accounts.actor import actor_of
from ansinh.accounts.links import record_sign_in, record_sign_out, use_sign_in_link
from ansinh.kernel.language import LANGUAGES, _
from ansinh.kernel.web.middleware import LANGUAGE_COOKIE
from ansinh.kernel.web.pages import attempt, page, see_other
from ansinh.portal.accounts.forms import PasswordForm, SignInForm

_YEAR = 365 * 24 * 60 * 60


@route(Open.PUBLIC, methods=("GET", "POST"))
def sign_in(request: HttpRequest) -> HttpResponse:
    """By name and password. The same answer for a wrong name and a wrong password."""
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = authenticate(request, **form.cleaned_data)
        if user is not None:
            record_sign_in(user=user, by=actor_of(user))
            login(request, user)
            return HttpResponseRedirect(_back(request))
        form.add_error(None, _("Tên đăng nhập hoặc mật khẩu không đúng."))
    return page(request, "portal/accounts/sign_in.html", form=form, next=_back(request))


@route(Open.PUBLIC)
def sign_in_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """By a link that works once."""
    user = use_sign_in_link(token=token)
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    return see_other(request, "portal:start", said=_("Xin chào {name}.").format(name=user.full_name))


@route(Open.SIGNED_IN, methods=("POST",), sees=Nothing.OWN)
def sign_out(request: HttpRequest) -> HttpResponse:
    record_sign_out(by=request.actor)
    logout(request)
    return see_other(request, "accounts:sign-in", said=_("Đã đăng xuất."))


@route(Open.SIGNED_IN, methods=("GET", "POST"), sees=Nothing.OWN)
def own_password(request: HttpRequest) -> HttpResponse:
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = attempt(form, change_password, user=request.user, by=request.actor, **form.cleaned_data)
        if done:
            update_session_auth_hash(request, request.user)
            return see_other(request, "portal:start", said=_("Đã đổi mật khẩu."))
    return page(request, "portal/accounts/password.html", form=form)


@route(Open.PUBLIC, methods=("POST",))
def language(request: HttpRequest) -> HttpResponse:
    """Speak the chosen language from now on, on the page the person was on."""
    answer = HttpResponseRedirect(_back(request))
    chosen = request.POST.get("language", "")
    if chosen in LANGUAGES:
        answer.set_cookie(LANGUAGE_COOKIE, chosen, max_age=_YEAR, httponly=True, samesite="Lax")
    return answer


def _back(request: HttpRequest) -> str:
    """Where the person was going: within this site, or to the start page."""
    target = request.POST.get("next") or request.GET.get("next") or "/"
    return target if url_has_allowed_host_and_scheme(target, allowed_hosts=None) else "/"
