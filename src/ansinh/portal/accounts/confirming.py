"""The second factor: on the way in, and again before what decides. By a code of the app, a recovery code or a passkey."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse

from ansinh.access.routes import Open, route
from ansinh.accounts.actor import actor_of
from ansinh.accounts.devices import remember_device
from ansinh.accounts.enums import Factor, Way
from ansinh.accounts.guessing import doors_of_code, knock, opened
from ansinh.accounts.links import record_sign_in
from ansinh.accounts.models import User
from ansinh.accounts.passkeys import ask_for_passkey, passkeys_of, passkeys_work_here, take_passkey
from ansinh.accounts.second_factors import codes_of, has_second_factor, recovery_codes_left, show_code
from ansinh.accounts.sessions import assure, begin_session
from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.web.pages import page, see_other
from ansinh.portal.accounts.forms import CodeForm, PasskeyForm
from ansinh.portal.accounts.half import HalfWay, half_way
from ansinh.portal.accounts.leaving import read_answer, way_back
from ansinh.portal.accounts.views import too_many


@route(Open.PUBLIC, methods=("GET", "POST"), session_only=True)
def confirm(request: HttpRequest) -> HttpResponse:
    """Show the second factor. Who neither is signed in nor showed a first one begins at the beginning."""
    half = half_way(request)
    user = _who(request, half)
    if user is None:
        return see_other(request, "accounts:sign-in", said=_("Hãy đăng nhập lại từ đầu."), kind="info")
    if half is None and not has_second_factor(user):
        return see_other(request, "accounts:security", query={"next": way_back(request)})
    form, status = CodeForm(request.POST or None), 200
    if request.method == "POST" and form.is_valid():
        doors = doors_of_code(request, user.username)
        shut = knock(doors)
        if shut is not None:
            status = 429
            form.add_error(None, too_many(shut))
        elif factor := show_code(user=user, text=form.cleaned_data["code"], by=actor_of(user)):
            opened(doors)
            return confirmed(request, user, factor, half)
        else:
            form.add_error("code", _("Mã không đúng hoặc đã dùng. Hãy đợi mã mới rồi nhập lại."))
    return page(
        request,
        "portal/accounts/confirm.html",
        status=status,
        form=form,
        next=way_back(request),
        app=codes_of(user) is not None,
        passkeys=passkeys_work_here(request) and bool(passkeys_of(user)),
        has_passkeys=bool(passkeys_of(user)),
        recovery=recovery_codes_left(user),
        half=half is not None,
    )


def _who(request: HttpRequest, half: HalfWay | None) -> User | None:
    """Who is to show the factor: who stands half-way in, or who is signed in."""
    if half is not None:
        return half.user
    return User.objects.get(pk=request.user.pk) if request.user.is_authenticated else None


def confirmed(request: HttpRequest, user: User, factor: Factor, half: HalfWay | None) -> HttpResponse:
    """On to the page that was asked for; in, where the person was half-way."""
    answer = HttpResponseRedirect(way_back(request))
    answer.status_code = 303
    if half is None:
        # A new key: whoever held the old one is not assured with it.
        request.session.cycle_key()
        assure(request, factor)
        return answer
    if half.way is Way.PASSWORD:
        record_sign_in(user=user, by=actor_of(user))
    begin_session(request, user, way=half.way, factor=factor)
    remember_device(request, answer, user.username)
    return answer


@route(Open.PUBLIC, methods=("POST",), session_only=True)
def passkey_question(request: HttpRequest) -> HttpResponse:
    """What the browser's passkey is to sign, for the script of the page."""
    return JsonResponse(ask_for_passkey(request, _who(request, half_way(request))))


@route(Open.PUBLIC, methods=("POST",), session_only=True)
def by_passkey(request: HttpRequest) -> HttpResponse:
    """Come in by a passkey alone, which is both factors at once; or confirm with one."""
    form, half = PasskeyForm(request.POST), half_way(request)
    user = _who(request, half)
    try:
        if not form.is_valid():
            raise UnusableInput(_("Trình duyệt không gửi khóa truy cập. Hãy thử lại."), code="passkey_unfit")
        found = take_passkey(request, read_answer(form.cleaned_data["answer"]), user)
    except UnusableInput as refusal:
        back = "accounts:confirm" if user is not None else "accounts:sign-in"
        onward = {"next": target} if (target := way_back(request)) != "/" else None
        return see_other(request, back, said=refusal.message, kind="error", query=onward)
    if user is None:
        record_sign_in(user=found, way=Way.PASSKEY, by=actor_of(found))
        half = HalfWay(found, Way.PASSKEY)
    return confirmed(request, found, Factor.PASSKEY, half)
