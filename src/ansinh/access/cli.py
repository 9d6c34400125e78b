"""People who sign in, on the command line: register, give roles at places, make a one-time link."""

import json
from datetime import date
from typing import Any

import click

from ansinh.access.actions import end_role, give_role
from ansinh.access.models import RoleHolding
from ansinh.access.roles import ROLES
from ansinh.accounts.actions import register_user
from ansinh.accounts.actor import actor_named
from ansinh.accounts.links import make_sign_in_link
from ansinh.accounts.models import User
from ansinh.kernel.errors import NotFound
from ansinh.kernel.language import _
from ansinh.kernel.options import SHAPE, Day, day_or_today
from ansinh.places.queries import unit_at


def user_named(username: str) -> User:
    """The active user of that name. Raises ``NotFound``."""
    user = User.objects.active().filter(username=username).first()
    if user is None:
        raise NotFound(_("Không có người dùng đang hoạt động tên «{name}».").format(name=username))
    return user


@click.group(help="Người dùng: đăng ký, giao vai trò ở địa bàn, liên kết đăng nhập dùng một lần.")
def accounts() -> None:
    """People who sign in."""


@accounts.command(help="Đăng ký người dùng mới; người ấy vào lần đầu bằng liên kết dùng một lần.")
@click.argument("username")
@click.option("--name", "full_name", required=True, help="Họ và tên.")
@click.pass_obj
def add(obj: dict, username: str, full_name: str) -> None:
    """Register a user."""
    user = register_user(username=username, full_name=full_name, by=actor_named(obj["as"]))
    click.echo(_("Đã đăng ký {name}.").format(name=user.username))


@accounts.command(help="In một liên kết đăng nhập dùng một lần, có hiệu lực một ngày.")
@click.argument("username")
@click.option("--base", default="http://127.0.0.1:8000", show_default=True, help="Địa chỉ của trang.")
@click.pass_obj
def link(obj: dict, username: str, base: str) -> None:
    """Make a one-time link."""
    token = make_sign_in_link(user=user_named(username), by=actor_named(obj["as"]))
    click.echo(f"{base.rstrip('/')}/sign-in/link/{token}")


@accounts.command(name="give-role", help="Giao vai trò ở địa bàn mang mã --at (không có: mọi địa bàn).")
@click.argument("username")
@click.argument("role", type=click.Choice(list(ROLES)))
@click.option("--at", "code", help="Mã đơn vị hành chính.")
@click.option(
    "--from", "valid_from", type=Day(), callback=day_or_today, help="Ngày bắt đầu; mặc định hôm nay."
)
@click.option("--on", type=Day(), help="Ngày mà mã đơn vị có hiệu lực; mặc định ngày bắt đầu.")
@click.option("--village", default="", help="Thôn, tổ dân phố của xã --at, với vai trò ở thôn.")
@click.option("--until", "valid_until", type=Day(), help="Ngày cuối cùng; không có: chưa định.")
@click.pass_obj
def give_role_(
    obj: dict,
    username: str,
    role: str,
    code: str | None,
    valid_from: date,
    on: date | None,
    village: str,
    valid_until: date | None,
) -> None:
    """Give a role."""
    unit = unit_at(code, on or valid_from) if code else None
    give_role(
        user=user_named(username),
        role=role,
        unit=unit,
        village=village,
        valid_from=valid_from,
        valid_until=valid_until,
        by=actor_named(obj["as"]),
    )
    click.echo(_("Đã giao vai trò {role}.").format(role=ROLES[role].words))


@accounts.command(name="end-role", help="Kết thúc một vai trò đang giữ; ngày --until là ngày cuối cùng.")
@click.argument("username")
@click.argument("role", type=click.Choice(list(ROLES)))
@click.option("--at", "code", help="Mã đơn vị hành chính.")
@click.option("--until", type=Day(), callback=day_or_today, help="Ngày cuối cùng; mặc định hôm nay.")
@click.pass_obj
def end_role_(obj: dict, username: str, role: str, code: str | None, until: date) -> None:
    """End a role."""
    held = RoleHolding.objects.filter(user=user_named(username), role=role, valid_until__isnull=True)
    holding = held.filter(unit__code=code).first() if code else held.filter(unit__isnull=True).first()
    if holding is None:
        raise NotFound(_("Người này không giữ vai trò ấy ở địa bàn ấy."))
    end_role(holding=holding, valid_until=until, by=actor_named(obj["as"]))
    click.echo(_("Đã kết thúc vai trò {role}.").format(role=ROLES[role].words))


@accounts.command(name="list", help="Người dùng và vai trò của họ.")
@SHAPE
def list_(shape: str) -> None:
    """Show users with the roles they hold."""
    holdings = RoleHolding.objects.select_related("unit").order_by("valid_from", "pk")
    held: dict[int, list[dict[str, Any]]] = {}
    for one in holdings:
        held.setdefault(one.user_id, []).append(
            {
                "role": one.role,
                "unit_code": one.unit.code if one.unit else None,
                "valid_from": one.valid_from.isoformat(),
                "valid_until": one.valid_until.isoformat() if one.valid_until else None,
            }
        )
    rows = [
        {
            "username": user.username,
            "full_name": user.full_name,
            "active": user.is_active,
            "roles": held.get(user.pk, []),
        }
        for user in User.objects.order_by("username")
    ]
    if shape == "json":
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        roles = ", ".join(f"{ROLES[one['role']].words} ({one['unit_code'] or '*'})" for one in row["roles"])
        click.echo(f"{row['username']}\t{row['full_name']}\t{roles}")
