"""``ansinh plans``: the plans held, one plan whole, its targets measured, what its citations say wrongly."""

import json
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

import click

from ansinh.access.policies import check_may
from ansinh.access.queries import scope_of
from ansinh.accounts.actor import SYSTEM, Actor, actor_named
from ansinh.accounts.permissions import Permission
from ansinh.kernel.errors import NotFound, Refused
from ansinh.kernel.findings import Level
from ansinh.kernel.language import _
from ansinh.kernel.options import SHAPE, Day, day_or_today
from ansinh.plans.actions import keep_readings
from ansinh.plans.checking import findings_of_document
from ansinh.plans.loading import load_plans
from ansinh.plans.measuring import Measured, measure, missing_count
from ansinh.plans.models import Plan
from ansinh.plans.queries import issued_plans, plans_within
from ansinh.plans.words import amount_words, promise_words, unmeasured_words

_ON = click.option("--on", type=Day(), callback=day_or_today, help="Ngày tính; mặc định là hôm nay.")
_PLAN = click.option("--plan", "code", help="Chỉ kế hoạch mang mã này, ví dụ HD25.")


@click.group(help="Kế hoạch giảm nghèo: văn bản, mục, việc, chỉ tiêu.")
def plans() -> None:
    """Plans."""


def _reached(by: Actor) -> Iterable[Plan]:
    """The issued plans the actor reads. Where nobody entered a plan yet the shipped ones are written, so that there is one to read;
    a system with plans of its own gets them by ``load-shipped`` only."""
    check_may(by, Permission.PRINT_FORMS)
    if not Plan.objects.exists():
        load_plans(by=SYSTEM)
    return issued_plans(plans_within(scope_of(by, Permission.PRINT_FORMS))).order_by("year_from", "pk")


def _chosen(by: Actor, code: str | None) -> list[Plan]:
    rows = list(_reached(by))
    if code is None:
        return rows
    found = [one for one in rows if code in (one.code, str(one.pk))]
    if not found:
        raise NotFound(_("Không có kế hoạch «{code}». Xem: ansinh plans list.").format(code=code))
    return found


def _named(plan: Plan) -> str:
    return plan.code or str(plan.pk)


@plans.command(
    "load-shipped", help="Nạp năm kế hoạch có sẵn (văn bản thật) vào hệ thống; đã có thì để nguyên."
)
@click.pass_obj
def load_shipped(obj: dict[str, Any]) -> None:
    """Write the shipped plans that are not held yet. Only who works the console for every place may."""
    by = actor_named(obj["as"])
    check_may(by, Permission.KEEP_PLANS)
    if scope_of(by, Permission.KEEP_PLANS).unit_ids is not None:
        raise Refused(
            _("Chỉ người quản trị ở máy chủ nạp kế hoạch có sẵn. Hãy chạy lệnh không có --as."),
            code="console_only",
        )
    count = load_plans(by=by)
    click.echo(
        _("Đã nạp {count} kế hoạch.").format(count=count) if count else _("Đã có đủ các kế hoạch này.")
    )


@plans.command("list", help="Các kế hoạch đang giữ.")
@SHAPE
@click.pass_obj
def list_(obj: dict[str, Any], shape: str) -> None:
    """Plans with their papers and places."""
    rows = [
        {
            "plan": _named(one),
            "number": one.document.number,
            "issued_on": one.document.issued_on.isoformat() if one.document.issued_on else None,
            "dated": one.document.dated,
            "issuer": one.document.issuer,
            "title": one.document.title,
            "place": one.unit.code,
            "level": one.unit.level,
            "year_from": one.year_from,
            "year_until": one.year_until,
            "standard": one.standard,
            "parent": _named(one.parent) if one.parent else None,
        }
        for one in _reached(actor_named(obj["as"]))
    ]
    if shape == "json":
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        click.echo(f"{row['plan']:8}  {row['year_from']}-{row['year_until']}  {row['title']}")


@plans.command(help="Một kế hoạch theo từng mục, với việc và chỉ tiêu của mỗi mục.")
@click.argument("code")
@SHAPE
@click.pass_obj
def show(obj: dict[str, Any], code: str, shape: str) -> None:
    """One plan whole."""
    (plan,) = _chosen(actor_named(obj["as"]), code)
    sections = [
        {
            "number": one.number,
            "depth": one.depth,
            "title": one.title,
            "text": one.text,
            "line": one.line,
            "tasks": [task.words for task in one.tasks.all()],
            "targets": [target.code or target.indicator for target in one.targets.all()],
        }
        for one in plan.sections.prefetch_related("tasks", "targets").order_by("position")
    ]
    if shape == "json":
        click.echo(json.dumps({"plan": _named(plan), "sections": sections}, ensure_ascii=False, indent=1))
        return
    click.echo(plan.document.title)
    for one in sections:
        head = f"{one['number']}. {one['title']}" if one["number"] else one["title"]
        click.echo(f"\n{'  ' * (int(one['depth']) - 1)}{head}".rstrip())
        if one["text"]:
            click.echo(one["text"])


@plans.command(
    help="Chỉ tiêu được tính tại một ngày, hoặc lý do vì sao không tính được. --keep: ghi lại kết quả."
)
@_PLAN
@_ON
@click.option("--keep", is_flag=True, help="Ghi lại kết quả tính, cho các trang.")
@SHAPE
@click.pass_obj
def targets(obj: dict[str, Any], code: str | None, on: date, keep: bool, shape: str) -> None:
    """Every target measured."""
    by = actor_named(obj["as"])
    scope = scope_of(by, Permission.PRINT_FORMS)
    told: list[Measured] = []
    for plan in _chosen(by, code):
        if not scope.covers(plan.unit_id):
            continue
        if keep:
            check_may(by, Permission.KEEP_PLANS, plan.unit_id)
        rows = [row for target in measure(plan, on) for row in target]
        told += [row for row in rows if row.unit.pk == plan.unit_id]
        if keep:
            keep_readings(plan=plan, on=on, rows=rows, by=by)
    if shape == "json":
        click.echo(json.dumps([as_facts(one) for one in told], ensure_ascii=False, indent=1))
        return
    for one in told:
        said = amount_words(one.value, one.target.unit) if one.reason is None else _why(one)
        click.echo(
            f"{one.target.code or one.target.pk!s:8}  {one.target.indicator}: {promise_words(one.target)} | {said}"
        )


def _why(one: Measured) -> str:
    return one.target.unmeasured_words or unmeasured_words(one.reason or "")


def as_facts(one: Measured) -> dict[str, Any]:
    """A target as programs read it."""
    target = one.target
    return {
        "id": target.code or str(target.pk),
        "plan": _named(target.plan),
        "indicator": target.indicator,
        "kind": target.kind,
        "relation": target.relation or None,
        "value": _number(target.value),
        "unit": target.unit or None,
        "deadline": target.deadline.isoformat() if target.deadline else None,
        "level": target.level,
        "computed": _number(one.value),
        "numerator": one.count.numerator if one.count else None,
        "denominator": one.count.denominator if one.count else None,
        "missing": missing_count(target, one.count),
        "kept": one.kept,
        "as_of": one.as_of.isoformat() if one.count else None,
        "version": _version(one.version),
        "baseline": _version(one.baseline),
        "reason": one.reason.value if one.reason else None,
        "reason_words": _why(one) if one.reason else None,
    }


def _version(version: Any) -> str | None:
    return f"{version.unit.code} {version}" if version else None


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


@plans.command(help="Chỗ dẫn văn bản sai: ngày không có, thiếu năm, ký hiệu lạ, dẫn văn bản ra sau.")
@_PLAN
@SHAPE
@click.pass_obj
def citations(obj: dict[str, Any], code: str | None, shape: str) -> None:
    """What citations say wrongly. Findings of a real paper are no errors of this program: the exit code stays 0 for warnings."""
    found = [
        (_named(plan), one)
        for plan in _chosen(actor_named(obj["as"]), code)
        for one in findings_of_document(plan.document)
    ]
    if shape == "json":
        click.echo(
            json.dumps([{"plan": plan} | one.as_json() for plan, one in found], ensure_ascii=False, indent=1)
        )
    for plan, one in found if shape != "json" else ():
        click.echo(f"{plan}:{one.row}  {one.message}")
    if any(one.level == Level.ERROR for _plan, one in found):
        raise click.exceptions.Exit(1)
