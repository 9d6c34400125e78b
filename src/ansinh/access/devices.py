"""Capture tokens of surveyors' devices: who hands them out for whom, and how they end.

A device sends surveys to ``POST /api/surveys`` in the name of its surveyor and reads nothing. It reaches the villages where the
surveyor enters answers at that moment, for as many days as it was made for; a change of the surveyor's rights ends it.
"""

from datetime import timedelta

from django.db.models import F, QuerySet

from ansinh.access.models import RoleHolding
from ansinh.access.policies import check_may
from ansinh.access.queries import holdings_on, scope_of
from ansinh.access.roles import ROLES, Office
from ansinh.access.scope import Scope
from ansinh.accounts.actor import Actor, actor_of
from ansinh.accounts.enums import TokenKind
from ansinh.accounts.models import ApiToken, User
from ansinh.accounts.permissions import Permission as P
from ansinh.accounts.tokens import keep_token, revoke_token
from ansinh.audit.events import EventName
from ansinh.audit.recording import action
from ansinh.kernel import dates
from ansinh.kernel.errors import NotFound, Refused, UnusableInput
from ansinh.kernel.language import _

LONGEST = timedelta(days=90)
# Of a village alone: who enters answers for more than that signs in.
_VILLAGE_ROLES = [
    role.code
    for role in ROLES.values()
    if role.office is Office.VILLAGE and P.ENTER_ANSWERS in role.permissions
]


def surveyors_within(scope: Scope) -> QuerySet[User]:
    """Who surveys today at a village of a place within ``scope``, in the order of names."""
    held = holdings_on(RoleHolding.objects.filter(role__in=_VILLAGE_ROLES), dates.today())
    if scope.unit_ids is not None:
        held = held.filter(unit_id__in=scope.unit_ids)
    return User.objects.active().filter(pk__in=held.values("user_id")).order_by("name_sort", "pk")


def villages_of(user: User) -> list[str]:
    """Where a device of this person may send for today, in words."""
    held = holdings_on(RoleHolding.objects.filter(user=user, role__in=_VILLAGE_ROLES), dates.today())
    return [
        f"{one.village}, {one.unit.name}" for one in held.select_related("unit").order_by("pk") if one.unit
    ]


def devices_within(scope: Scope) -> QuerySet[ApiToken]:
    """The capture tokens, working or ended, of people who survey or surveyed within ``scope``."""
    rows = ApiToken.objects.filter(kind=TokenKind.CAPTURE.value).select_related("user")
    if scope.unit_ids is None:
        return rows
    here = RoleHolding.objects.filter(role__in=_VILLAGE_ROLES, unit_id__in=scope.unit_ids)
    return rows.filter(user__in=here.values("user_id"))


def device_within(scope: Scope, key: int) -> ApiToken:
    """One of them. Raises ``NotFound`` also where it is out of scope."""
    found = devices_within(scope).filter(pk=key).first()
    if found is None:
        raise NotFound(_("Không có thiết bị này trong địa bàn được giao."), code="no_device")
    return found


def works(token: ApiToken) -> bool:
    """Whether a token (read with its user) still opens anything."""
    return (
        token.revoked_at is None
        and token.expires_at > dates.now()
        and token.user.is_active
        and token.epoch == token.user.epoch
    )


@action(EventName.DEVICE_HANDED_OUT)
def hand_out_device(*, user: User, name: str, days: int, by: Actor) -> str:
    """The text of a capture token for a surveyor's device, which is kept nowhere.

    Raises ``Refused`` for somebody who surveys no village, or enters answers where ``by`` does not prepare dossiers: a device
    never reaches further than who hands it out; ``UnusableInput`` without a name or for more than 90 days.
    """
    if not 1 <= days <= LONGEST.days:
        raise UnusableInput(_("Mã của thiết bị có hạn từ 1 đến 90 ngày."), code="token_too_long")
    _check_hands_out(user, by)
    return keep_token(user=user, name=name, days=days, kind=TokenKind.CAPTURE, by=by)


def end_device(*, token: ApiToken, by: Actor) -> None:
    """End a device's token at once; what it sent stays. Raises ``Refused`` where ``by`` prepares no dossiers at any place of the
    surveyor."""
    if (
        token.kind != TokenKind.CAPTURE.value
        or not devices_within(scope_of(by, P.PREPARE_DOSSIERS)).filter(pk=token.pk).exists()
    ):
        check_may(by, P.MANAGE_PEOPLE)
    revoke_token(token=token, by=by)


def _check_hands_out(user: User, by: Actor) -> None:
    held = list(holdings_on(RoleHolding.objects.filter(user=user), dates.today()).select_related("unit"))
    if not user.is_active or not any(one.role in _VILLAGE_ROLES for one in held):
        raise Refused(
            _(
                "Người này không phải rà soát viên của thôn nào hôm nay. Hãy giao vai trò trước, rồi cấp mã cho thiết bị."
            ),
            code="not_a_surveyor",
        )
    reached, mine = scope_of(actor_of(user), P.ENTER_ANSWERS), scope_of(by, P.PREPARE_DOSSIERS)
    further = reached.unit_ids is None or bool(reached.unit_ids)
    if further or not all(mine.covers(unit, village) for unit, village in reached.villages):
        raise Refused(
            _(
                "Người này nhập phiếu cả ở ngoài địa bàn bạn lập hồ sơ. Hãy để nơi quản lý cả hai địa bàn cấp, hoặc để người ấy "
                "đăng nhập."
            ),
            code="reaches_further",
        )


def still_working(rows: QuerySet[ApiToken]) -> QuerySet[ApiToken]:
    """Those of ``rows`` that still open anything."""
    return rows.filter(
        revoked_at__isnull=True,
        expires_at__gt=dates.now(),
        user__is_active=True,
        epoch=F("user__epoch"),
    )
