"""``ansinh policies``: the catalogue, one policy, what one household is entitled to, what a draft would come to."""

import json
import sys
from datetime import date
from uuid import UUID

import click

from ansinh.access.policies import check_may
from ansinh.access.queries import scope_of
from ansinh.accounts.actor import actor_named
from ansinh.accounts.permissions import Permission
from ansinh.audit.sights import record_console_sight
from ansinh.households.models import Household
from ansinh.kernel.errors import NotFound, UnusableInput
from ansinh.kernel.language import _, current_language
from ansinh.kernel.options import SHAPE, Day, day_or_today
from ansinh.kernel.progress import Progress, silent, stage_words
from ansinh.places.queries import unit_at, units_under
from ansinh.support.catalogue.adopted import policies_in_use, policy_in_use
from ansinh.support.catalogue.telling import listed, policy_json, policy_text
from ansinh.support.entitling.one import Entitlement, entitlements_of
from ansinh.support.whatif.comparing import compare, drafted
from ansinh.support.whatif.sources import missing_price
from ansinh.support.whatif.telling import told

_ON = click.option("--on", type=Day(), callback=day_or_today, help="Ngày tính; mặc định là hôm nay.")


@click.group(help="Danh mục chính sách và người được hưởng.")
def policies() -> None:
    """Policies."""


@policies.command("list", help="Danh mục chính sách; --on chỉ những chính sách còn hiệu lực ngày ấy.")
@click.option("--on", type=Day(), default=None, help="Ngày tính; không ghi thì cả danh mục.")
@SHAPE
def list_(on: date | None, shape: str) -> None:
    """Every code with its span, territory and source."""
    rows = [listed(one) for one in policies_in_use(on)]
    if shape == "json":
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        mark = "" if row["verified"] else _(" (chưa kiểm chứng)")
        click.echo(f"{row['code']:8}  {row['name']}{mark}")


@policies.command(help="Một chính sách: quy tắc theo thời gian, cam kết của kế hoạch, các con số.")
@click.argument("code")
@SHAPE
def show(code: str, shape: str) -> None:
    """One policy."""
    found = policy_in_use(code)
    if shape == "json":
        click.echo(json.dumps(policy_json(found, current_language()), ensure_ascii=False))
    else:
        click.echo(policy_text(found))


@policies.command(help="Một hộ được hưởng gì, vì sao, còn thiếu thông tin nào.")
@click.option("--household", "key", required=True, help="Mã của hộ trong sổ bộ.")
@_ON
@SHAPE
@click.pass_obj
def entitled(obj: dict, key: str, on: date, shape: str) -> None:
    """What one household is entitled to on a day."""
    by = actor_named(obj["as"])
    scope = scope_of(by, Permission.SEE_HOUSEHOLDS)
    home = Household.objects.within(scope).filter(pk=_key(key)).select_related("unit").first()
    if home is None:
        raise NotFound(_("Không có hộ này trong địa bàn được giao."), code="no_such_household")
    rows = entitlements_of(home, on)
    record_console_sight(
        by=by, command="policies entitled", count=1, place=home.unit.code if home.unit else ""
    )
    if shape == "json":
        click.echo(json.dumps([one.as_json(current_language()) for one in rows], ensure_ascii=False))
        return
    for one in rows:
        if one.state != "not_entitled":
            _tell(one)


@policies.command(
    help="Thử đổi mức hoặc diện hộ của một chính sách: ai thêm, ai bớt, một năm tốn bao nhiêu. Không ghi gì."
)
@click.argument("code")
@click.option("--area", required=True, help="Mã địa bàn.")
@click.option("--amount", type=int, help="Mức mới (đồng).")
@click.option("--times", type=float, help="Gấp mấy lần mức đang có.")
@click.option("--class", "classes", multiple=True, help="Cho diện hộ: poor, near_poor, escaped_poor, none.")
@_ON
@SHAPE
@click.pass_obj
def whatif(
    obj: dict,
    code: str,
    area: str,
    amount: int | None,
    times: float | None,
    classes: tuple[str, ...],
    on: date,
    shape: str,
) -> None:
    """A draft on the whole registry of a place."""
    by = actor_named(obj["as"])
    unit = unit_at(area, on)
    check_may(by, Permission.SEE_HOUSEHOLDS, unit.pk)
    before = policy_in_use(code)
    after = drafted(before, amount=amount, classes=classes, times=times)
    communes = [one.pk for one in units_under(unit, on, "commune")]
    found = compare(communes, on, before, after, progress=_progress(shape))
    record_console_sight(by=by, command="policies whatif", count=found.changed.height, place=unit.code)
    if shape == "json":
        click.echo(
            json.dumps(
                {
                    "sums": found.sums(),
                    "by_source": {name: list(pair) for name, pair in found.by_source().items()},
                    "by_change": found.by_change(),
                    "by_unit": found.by_unit.to_dicts(),
                    "price_missing": missing_price(before, on),
                },
                ensure_ascii=False,
            )
        )
        return
    for line in told(found, missing_price(before, on)):
        click.echo(line)


def _progress(shape: str) -> Progress:
    """A line on a terminal's standard error; silent elsewhere and for programs."""
    if shape == "json" or not sys.stderr.isatty():
        return silent

    def report(stage: str, done: int = 0, total: int = 0) -> None:
        share = f" {100 * done // total} %" if total else ""
        click.echo(f"\r{stage_words(stage)}{share}   ", err=True, nl=False)

    return report


def _tell(one: Entitlement) -> None:
    whose = _("cam kết") if one.kind == "promise" else one.state_words
    name = one.policy.name.in_language(current_language())
    click.echo(f"{one.policy.code}  {name}: {whose}" + (f" [{one.person_id}]" if one.person_id else ""))
    for line in one.reasons():
        click.echo(f"    {line}")
    if one.missing:
        click.echo("    " + _("Cần biết thêm: {words}.").format(words="; ".join(one.missing_words)))


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as wrong:
        raise UnusableInput(_("Mã hộ không đúng: viết mã của sổ bộ.")) from wrong
