"""One person who signs in: roles over time, and what an administrator may do for somebody who cannot come in."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ansinh.access.actions import end_role, give_role
from ansinh.access.models import RoleHolding
from ansinh.access.policies import check_manages_person
from ansinh.access.roles import ROLES
from ansinh.access.routes import Nothing, route
from ansinh.accounts.actions import deactivate_user, reactivate_user, register_user, reset_second_factors
from ansinh.accounts.links import make_sign_in_link
from ansinh.accounts.models import User
from ansinh.accounts.passkeys import passkeys_of
from ansinh.accounts.permissions import Permission as P
from ansinh.accounts.second_factors import codes_of, has_second_factor
from ansinh.accounts.sessions import sessions_of
from ansinh.households.officers import link_of
from ansinh.kernel import dates
from ansinh.kernel.dates import shown_date
from ansinh.kernel.errors import NotFound
from ansinh.kernel.language import _
from ansinh.kernel.web.pages import attempt, page, see_other
from ansinh.portal.accounts.forms import EndRoleForm, PersonForm, ReasonForm, RoleForm
from ansinh.portal.accounts.people import person_within, place_words


@route(P.MANAGE_PEOPLE)
def person(request: HttpRequest, user_id: int) -> HttpResponse:
    """A person with every role, held and past."""
    user = person_within(request.scope, user_id)  # type: ignore[attr-defined]
    holdings = list(
        RoleHolding.objects.filter(user=user).select_related("unit").order_by("-valid_from", "-pk")
    )
    return page(
        request,
        "portal/accounts/person.html",
        one=user,
        roles=[_told(holding) for holding in holdings],
        protected=has_second_factor(user),
        app=codes_of(user),
        passkeys=len(passkeys_of(user)),
        sessions=len(sessions_of(user)),
        own=user.pk == request.user.pk,
        link=link_of(user),
    )


def _told(holding: RoleHolding) -> dict[str, object]:
    """A role as the page shows it: whether it holds today, held, will hold, or was taken away."""
    today = dates.today()
    if holding.revoked_on is not None:
        state = ("neutral", _("đã thu hồi ngày {day}").format(day=shown_date(holding.revoked_on)))
    elif holding.valid_until is not None and holding.valid_until < today:
        state = ("neutral", _("đã kết thúc"))
    elif holding.valid_from > today:
        state = ("waiting", _("chưa bắt đầu"))
    else:
        state = ("ok", _("đang giữ"))
    return {
        "holding": holding,
        "words": ROLES[holding.role].words,
        "place": place_words(holding),
        "state": state,
        "open": state[0] != "neutral",
    }


@route(P.MANAGE_PEOPLE, methods=("GET", "POST"), sees=Nothing.BLANK)
def register(request: HttpRequest) -> HttpResponse:
    """Somebody new, who comes in by a link."""
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = attempt(form, register_user, by=request.actor, **form.cleaned_data)  # type: ignore[attr-defined]
        if isinstance(made, User):
            said = _("Đã đăng ký {name}. Tiếp theo: giao vai trò, rồi cấp liên kết đăng nhập.")
            return see_other(
                request, "accounts:person", user_id=made.pk, said=said.format(name=made.full_name)
            )
    return page(request, "portal/accounts/new_person.html", form=form)


@route(P.MANAGE_PEOPLE, methods=("GET", "POST"))
def give(request: HttpRequest, user_id: int) -> HttpResponse:
    """Give a role at a place."""
    user = person_within(request.scope, user_id)  # type: ignore[attr-defined]
    form = RoleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in _GIVEN}
        if attempt(form, give_role, user=user, by=request.actor, **given):  # type: ignore[attr-defined]
            said = _("Đã giao vai trò {role}. Người này đăng nhập lại để dùng.")
            return see_other(
                request, "accounts:person", user_id=user.pk, said=said.format(role=ROLES[given["role"]].words)
            )
    roles = [(role.words, sorted(one.words for one in role.permissions)) for role in ROLES.values()]
    return page(request, "portal/accounts/give_role.html", one=user, form=form, roles=roles)


_GIVEN = ("role", "unit", "village", "agency_kind", "valid_from", "valid_until")


@route(P.MANAGE_PEOPLE, methods=("GET", "POST"))
def end(request: HttpRequest, user_id: int, holding_id: int) -> HttpResponse:
    """End a role: asks when and why."""
    user = person_within(request.scope, user_id)  # type: ignore[attr-defined]
    holding = RoleHolding.objects.filter(pk=holding_id, user=user).select_related("unit").first()
    if holding is None:
        raise NotFound(_("Không có vai trò này ở người này."))
    form = EndRoleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        at_once = form.cleaned_data["when"] == "now"
        last: date = dates.today() if at_once else form.cleaned_data["day"]
        if attempt(
            form,
            end_role,
            holding=holding,
            valid_until=last,
            at_once=at_once,
            reason=form.cleaned_data["reason"],
            by=request.actor,  # type: ignore[attr-defined]
        ):
            return see_other(request, "accounts:person", user_id=user.pk, said=_("Đã kết thúc vai trò."))
    return page(
        request,
        "portal/accounts/end_role.html",
        one=user,
        words=ROLES[holding.role].words,
        place=place_words(holding),
        form=form,
    )


@route(P.MANAGE_PEOPLE, methods=("GET", "POST"))
def active(request: HttpRequest, user_id: int) -> HttpResponse:
    """Let nobody sign in as this person any more, or again: asks why."""
    user = _managed(request, user_id)
    verb = deactivate_user if user.is_active else reactivate_user
    title = _("Ngừng tài khoản") if user.is_active else _("Cho hoạt động lại")
    words = (
        _(
            "Phiên, mã truy cập và liên kết của người này hết tác dụng ngay. Việc đã làm vẫn còn trong nhật ký."
        )
        if user.is_active
        else _("Người này lại đăng nhập được, với các vai trò còn hiệu lực.")
    )
    said = _("Đã ngừng tài khoản.") if user.is_active else _("Tài khoản hoạt động lại.")
    return _with_reason(request, user, verb, title=title, words=words, said=said)


@route(P.MANAGE_PEOPLE, methods=("GET", "POST"))
def reset(request: HttpRequest, user_id: int) -> HttpResponse:
    """Take away the second factors of somebody who lost the device: asks why."""
    words = _(
        "Người này cài lại ở lần đăng nhập sau, bằng mật khẩu của mình. Nếu cũng quên mật khẩu thì liên kết đăng nhập "
        "phải do người quản trị khác cấp: một người không tự mình mở được tài khoản của người khác."
    )
    return _with_reason(
        request,
        _managed(request, user_id),
        reset_second_factors,
        title=_("Đặt lại xác thực thứ hai"),
        words=words,
        said=_("Đã gỡ mọi bước xác thực thứ hai của người này."),
    )


def _managed(request: HttpRequest, user_id: int) -> User:
    """The person, all of whose places one manages. Raises ``Refused`` where some role reaches further."""
    user = person_within(request.scope, user_id)  # type: ignore[attr-defined]
    check_manages_person(request.actor, user)  # type: ignore[attr-defined]
    return user


def _with_reason(
    request: HttpRequest, user: User, verb, *, title: str, words: str, said: str
) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = attempt(form, verb, user=user, reason=form.cleaned_data["reason"], by=request.actor)  # type: ignore[attr-defined]
        if done:
            return see_other(request, "accounts:person", user_id=user.pk, said=said)
    return page(request, "portal/accounts/reason.html", one=user, form=form, title=title, words=words)


@route(P.MANAGE_PEOPLE, methods=("POST",))
def link(request: HttpRequest, user_id: int) -> HttpResponse:
    """A new one-time link, shown once."""
    user = _managed(request, user_id)
    token = make_sign_in_link(user=user, by=request.actor)  # type: ignore[attr-defined]
    address = request.build_absolute_uri(reverse("accounts:link", kwargs={"token": token}))
    return page(request, "portal/accounts/link.html", one=user, address=address)
