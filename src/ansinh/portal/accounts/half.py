"""Half-way in: the password or the link was right, the second factor is still to be shown. Who stands here is nobody yet."""

from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpRequest

from ansinh.accounts.enums import Way
from ansinh.accounts.models import User
from ansinh.kernel import dates

_KEY = "half"
_LASTS = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class HalfWay:
    """Who showed what first."""

    user: User
    way: Way


def stop_half_way(request: HttpRequest, user: User, way: Way) -> None:
    """Remember who it is, in a fresh session that is nobody's."""
    request.session.flush()
    request.session[_KEY] = [user.pk, user.epoch, way.value, dates.now().timestamp()]


def half_way(request: HttpRequest) -> HalfWay | None:
    """Who stands half-way in this session; nobody after ten minutes, or once the rights or the password changed."""
    kept = request.session.get(_KEY)
    if kept is None or dates.now().timestamp() - kept[3] > _LASTS.total_seconds():
        return None
    user = User.objects.active().filter(pk=kept[0], epoch=kept[1]).first()
    return HalfWay(user, Way(kept[2])) if user is not None else None
