"""The registry on the command line: suspected duplicates, one household's history, the commonest events."""

import json
from collections.abc import Iterable
from datetime import date

import click

from ansinh.access.queries import scope_of
from ansinh.access.scope import Scope
from ansinh.accounts.actor import Actor, actor_named
from ansinh.accounts.permissions import Permission
from ansinh.audit.sights import record_console_sight
from ansinh.households.actions import (
    decide_duplicate,
    dissolve_household,
    move_household,
    place_household,
    record_death,
    seek_duplicates,
)
from ansinh.households.enums import DuplicateDecision
from ansinh.households.histories import history_of, household_within, open_suspicions, suspicion_within
from ansinh.households.models import Household, Person, SuspectedDuplicate
from ansinh.kernel.dates import shown_date, today
from ansinh.kernel.keys import keys_folder
from ansinh.kernel.language import _
from ansinh.kernel.options import SHAPE, Day, day_or_today
from ansinh.places.queries import lineage, unit_at

_SOURCE = click.option("--source", default="survey", help="Nguồn của mã hộ.")
_REASON = click.option("--reason", default="", help="Lý do.")


_DAY = click.option("--date", "day", type=Day(), callback=day_or_today, help="Ngày xảy ra; mặc định hôm nay.")


def _scope(by: Actor, permission: Permission, code: str | None = None) -> Scope:
    """What ``by`` may see, within the place of ``code`` where one is given."""
    allowed = scope_of(by, permission)
    if code is None:
        return allowed
    asked = lineage(unit_at(code, today()), today())
    return Scope(asked if allowed.unit_ids is None else asked & allowed.unit_ids)


def _household(by: Actor, source: str, source_ref: str) -> Household:
    return household_within(_scope(by, Permission.SEE_HOUSEHOLDS), source, source_ref)


@click.group(help="Hộ dân: nghi vấn trùng, lịch sử, biến động.")
def households() -> None:
    """The registry."""


@households.command(help="Tìm nhân khẩu nghi trùng rồi liệt kê những cặp chờ quyết định.")
@click.option("--area", "code", help="Mã địa bàn.")
@click.option("--names", is_flag=True, help="Ghi cả họ tên vào JSON.")
@SHAPE
@click.pass_obj
def duplicates(obj: dict, code: str | None, names: bool, shape: str) -> None:
    """Seek, then list what is to be decided."""
    by = actor_named(obj["as"])
    scope = _scope(by, Permission.DECIDE_DUPLICATES, code)
    found = seek_duplicates(scope=scope, by=by)
    rows = open_suspicions(scope)
    record_console_sight(by=by, command="households duplicates", count=len(rows), place=code or "")
    if shape == "json":
        hidden = set() if names else {"left_name", "right_name"}
        shown = [{key: value for key, value in row.items() if key not in hidden} for row in rows]
        click.echo(json.dumps({"found": found, "open": shown}, ensure_ascii=False))
        return
    for row in rows:
        click.echo(
            _(
                "{id}: {left_name} (hộ {left_household}) và {right_name} (hộ {right_household}), {basis}, giống {score}%"
            ).format(**row)
        )
    click.echo(_("{found} cặp mới, {open} cặp chờ quyết định.").format(found=found, open=len(rows)))


@households.command(help="Quyết định một cặp nghi trùng; luôn cần lý do.")
@click.argument("number", type=int)
@click.option(
    "--same/--different", "same", required=True, default=None, help="Cùng một người, hay hai người."
)
@click.option("--keep", help="Mã nhân khẩu được giữ lại, khi cùng một người.")
@click.option("--reason", required=True, help="Lý do.")
@click.pass_obj
def decide(obj: dict, number: int, same: bool, keep: str | None, reason: str) -> None:
    """Decide one suspicion."""
    by = actor_named(obj["as"])
    suspicion = suspicion_within(_scope(by, Permission.DECIDE_DUPLICATES), number)
    decided = decide_duplicate(
        suspicion=suspicion,
        decision=DuplicateDecision.SAME if same else DuplicateDecision.DIFFERENT,
        reason=reason,
        keep=_kept(suspicion, keep),
        by=by,
    )
    click.echo(
        _("Đã ghi quyết định cho cặp {number}: {decision}.").format(number=number, decision=decided.decision)
    )


def _kept(suspicion: SuspectedDuplicate, keep: str | None) -> Person | None:
    """The one of the two whose id was given; nobody where it is neither."""
    sides = {person.pk.hex: person for person in (suspicion.left, suspicion.right)}
    return sides.get((keep or "").replace("-", ""))


@households.command(help="Lịch sử của một hộ: nơi ở, thành viên, biến động.")
@click.argument("source_id")
@_SOURCE
@SHAPE
@click.pass_obj
def show(obj: dict, source_id: str, source: str, shape: str) -> None:
    """One household's past. Citizen ids show their last four digits."""
    by = actor_named(obj["as"])
    home = _household(by, source, source_id)
    history = history_of(home, keys_folder())
    record_console_sight(by=by, command="households show", household=home.pk)
    if shape == "json":
        click.echo(json.dumps(history, ensure_ascii=False, default=str))
        return
    click.echo("\n".join(_lines(history)))


def _span(row: dict) -> str:
    return f"{shown_date(row['from']) or '…'} – {shown_date(row['until']) or '…'}"


def _lines(history: dict) -> Iterable[str]:
    yield _("Hộ {source_id}: {head}").format(source_id=history["source_id"], head=history["head_name"])
    for row in history["placements"]:
        yield f"  {_span(row)}  {row['unit_name']} ({row['unit_code']}) {row['village']}".rstrip()
    for row in history["members"]:
        yield f"  {row['member']}. {row['full_name']}  {_span(row)}  {row['citizen_id']} {row['ended_by']}".rstrip()
    for row in history["events"]:
        yield f"  {shown_date(row['date'])}  {row['event']} {row['member']}".rstrip()


@households.command(help="Ghi hộ chuyển đến xã khác hoặc thôn khác.")
@click.argument("source_id")
@click.option("--to", "code", required=True, help="Mã xã nơi đến.")
@click.option("--village", default="", help="Thôn, bản, tổ dân phố nơi đến.")
@_DAY
@_REASON
@_SOURCE
@click.pass_obj
def move(obj: dict, source_id: str, code: str, village: str, day: date, reason: str, source: str) -> None:
    """A household moves."""
    by = actor_named(obj["as"])
    home, unit = _household(by, source, source_id), unit_at(code, day)
    move_household(household=home, unit=unit, village=village, day=day, reason=reason, by=by)
    click.echo(_("Đã ghi hộ {source_id} chuyển đến {place}.").format(source_id=source_id, place=unit.name))


@households.command(help="Xếp vào xã một hộ đang chờ.")
@click.argument("source_id")
@click.option("--in", "code", required=True, help="Mã xã.")
@click.option("--village", default="", help="Thôn, bản, tổ dân phố.")
@click.option("--date", "day", type=Day(), help="Sống ở đó từ ngày; bỏ trống là từ trước khi biết.")
@_SOURCE
@click.pass_obj
def place(obj: dict, source_id: str, code: str, village: str, day: date | None, source: str) -> None:
    """A household that waits gets its commune."""
    by = actor_named(obj["as"])
    home, unit = _household(by, source, source_id), unit_at(code, day or today())
    place_household(household=home, unit=unit, village=village, day=day, by=by)
    click.echo(_("Đã xếp hộ {source_id} vào {place}.").format(source_id=source_id, place=unit.name))


@households.command(help="Ghi một thành viên đã mất.")
@click.argument("source_id")
@click.argument("member")
@_DAY
@_REASON
@_SOURCE
@click.pass_obj
def death(obj: dict, source_id: str, member: str, day: date, reason: str, source: str) -> None:
    """A member dies."""
    by = actor_named(obj["as"])
    record_death(
        household=_household(by, source, source_id), member_ref=member, day=day, reason=reason, by=by
    )
    click.echo(
        _("Đã ghi thành viên số {member} của hộ {source_id} mất.").format(member=member, source_id=source_id)
    )


@households.command(help="Ghi hộ không còn nữa.")
@click.argument("source_id")
@_DAY
@click.option("--reason", required=True, help="Lý do.")
@_SOURCE
@click.pass_obj
def dissolve(obj: dict, source_id: str, day: date, reason: str, source: str) -> None:
    """A household is no more."""
    by = actor_named(obj["as"])
    dissolve_household(household=_household(by, source, source_id), day=day, reason=reason, by=by)
    click.echo(_("Đã ghi hộ {source_id} kết thúc.").format(source_id=source_id))
