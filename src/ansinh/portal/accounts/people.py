"""The people who sign in: found by name without accents, by role and place; who holds what at a place."""

from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ansinh.access.models import RoleHolding
from ansinh.access.queries import holdings_on
from ansinh.access.roles import ROLES
from ansinh.access.routes import route
from ansinh.access.scope import Scope
from ansinh.accounts.models import OneTimeCodes, Passkey, User
from ansinh.accounts.permissions import Permission as P
from ansinh.kernel import dates
from ansinh.kernel.errors import NotFound
from ansinh.kernel.language import _
from ansinh.kernel.text import fold
from ansinh.kernel.web.forms import later
from ansinh.kernel.web.listing import Column, Filter, Listing
from ansinh.kernel.web.pages import page
from ansinh.places.grounds import paths_above
from ansinh.places.models import Unit
from ansinh.work.downloads import answer_export


def people_within(scope: Scope) -> QuerySet[User]:
    """Who holds or held a role within the scope, and who holds none yet."""
    if scope.unit_ids is None:
        return User.objects.all()
    here = RoleHolding.objects.filter(unit_id__in=scope.unit_ids).values("user_id")
    return User.objects.filter(Q(pk__in=here) | ~Exists(RoleHolding.objects.filter(user_id=OuterRef("pk"))))


def person_within(scope: Scope, key: int) -> User:
    """The person of that id. Raises ``NotFound`` also where it is none of the scope's."""
    found = people_within(scope).filter(pk=key).first()
    if found is None:
        raise NotFound(_("Không có người dùng này trong địa bàn bạn quản lý."))
    return found


def _shown(rows: QuerySet[User]) -> QuerySet[User]:
    """With what the list shows: the roles of today and whether there is a second factor, in the same few reads for any
    number of people."""
    held = holdings_on(RoleHolding.objects.all(), dates.today()).select_related("unit").order_by("pk")
    kept = {"user_id": OuterRef("pk"), "removed_at__isnull": True}
    return rows.prefetch_related(Prefetch("holdings", held, to_attr="held")).annotate(
        has_app=Exists(OneTimeCodes.objects.filter(**kept)), has_key=Exists(Passkey.objects.filter(**kept))
    )


def place_words(holding: RoleHolding) -> str:
    """Where a role is held, as people say it."""
    unit = holding.unit.name if holding.unit else _("Cả nước")
    return f"{holding.village}, {unit}" if holding.village else unit


def _roles(user: Any) -> str:
    return "; ".join(dict.fromkeys(ROLES[one.role].words for one in user.held))


def _places(user: Any) -> str:
    return "; ".join(dict.fromkeys(place_words(one) for one in user.held))


def _factor(user: Any) -> tuple[str, str]:
    return ("ok", _("đã cài")) if user.has_app or user.has_key else ("neutral", _("chưa cài"))


def _state(user: User) -> tuple[str, str]:
    return ("ok", _("đang hoạt động")) if user.is_active else ("neutral", _("đã ngừng"))


def _named(rows: QuerySet[User], text: str) -> QuerySet[User]:
    for word in fold(text).split():
        rows = rows.filter(name_fold__contains=f" {word}")
    return rows


def _with_role(rows: QuerySet[User], code: str) -> QuerySet[User]:
    held = holdings_on(RoleHolding.objects.filter(role=code), dates.today())
    return rows.filter(pk__in=held.values("user_id"))


def _at(rows: QuerySet[User], key: str) -> QuerySet[User]:
    unit = Unit.objects.get(pk=int(key))
    held = holdings_on(RoleHolding.objects.filter(unit__path__startswith=unit.path), dates.today())
    return rows.filter(pk__in=held.values("user_id"))


def _held_places(request: HttpRequest) -> list[tuple[str, str]]:
    """The places at which somebody holds a role, as far as the person who asks manages them."""
    held = RoleHolding.objects.filter(unit__isnull=False)
    scope = request.scope  # type: ignore[attr-defined]
    if scope.unit_ids is not None:
        held = held.filter(unit_id__in=scope.unit_ids)
    units = Unit.objects.filter(pk__in=held.values("unit_id")).order_by("sort_key", "pk")
    return [(str(unit.pk), f"{unit.name} ({unit.code})") for unit in units]


PEOPLE = Listing(
    "people",
    columns=(
        Column(
            "name",
            later("Họ và tên"),
            lambda user: user.full_name,
            order="name_sort",
            link=lambda user: reverse("accounts:person", kwargs={"user_id": user.pk}),
        ),
        Column("username", later("Tên đăng nhập"), lambda user: user.username, order="username"),
        Column("roles", later("Vai trò hiện giữ"), _roles),
        Column("places", later("Địa bàn"), _places),
        Column("factor", later("Xác thực thứ hai"), _factor, kind="status"),
        Column("state", later("Tài khoản"), _state, kind="status"),
        Column("seen", later("Đăng nhập gần nhất"), lambda user: user.last_login, kind="moment", shown=False),
        Column(
            "since",
            later("Đăng ký"),
            lambda user: user.created_at,
            kind="moment",
            order="created_at",
            shown=False,
        ),
    ),
    filters=(
        Filter("q", later("Tên người dùng"), _named, sealed=True),
        Filter(
            "role",
            later("Vai trò"),
            _with_role,
            choices=lambda _request: [(role.code, role.words) for role in ROLES.values()],
        ),
        Filter("place", later("Địa bàn"), _at, choices=_held_places),
        Filter(
            "state",
            later("Tài khoản"),
            lambda rows, value: rows.filter(is_active=value == "active"),
            choices=lambda _request: [("active", _("đang hoạt động")), ("ended", _("đã ngừng"))],
        ),
    ),
    sort="name",
)


@route(P.MANAGE_PEOPLE, methods=("GET", "POST"), decides=False)
def people(request: HttpRequest) -> HttpResponse:
    """Everybody who signs in, as far as one manages them."""
    asked = PEOPLE.asked(request)
    if answer := asked.sealed_away():
        return answer
    rows = _shown(people_within(request.scope))  # type: ignore[attr-defined]
    if asked.export:
        return answer_export(asked, rows, name="people", by=request.actor)  # type: ignore[attr-defined]
    return page(request, "portal/accounts/people.html", part="list", listing=asked.page(rows))


@route(P.MANAGE_PEOPLE)
def at_place(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Who holds what at a place today: there, above it and everywhere."""
    unit = Unit.objects.filter(pk=unit_id).select_related("parent").first()
    if unit is None or not request.scope.covers(unit.pk):  # type: ignore[attr-defined]
        raise NotFound(_("Không có địa bàn này trong phạm vi bạn quản lý."))
    above = Unit.objects.filter(path__in=[unit.path, *paths_above(unit.path)]).values("pk")
    held = holdings_on(
        RoleHolding.objects.filter(Q(unit_id__in=above) | Q(unit__isnull=True), user__is_active=True),
        dates.today(),
    )
    rows = sorted(
        held.select_related("unit", "user"),
        key=lambda one: (list(ROLES).index(one.role), one.village, one.user.name_sort),
    )
    request.saw(count=len(rows), place=unit.code)  # type: ignore[attr-defined]
    return page(
        request,
        "portal/accounts/at_place.html",
        unit=unit,
        rows=[(ROLES[one.role].words, one, place_words(one)) for one in rows],
        vacant=[role.words for role in ROLES.values() if role.code not in {one.role for one in rows}],
    )
