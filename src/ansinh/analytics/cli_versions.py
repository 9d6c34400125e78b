"""The command ``analytics``: the measures of sealed versions, for programs and reports."""

import json
from typing import Any

import click

from ansinh.access.policies import check_may
from ansinh.accounts.actor import actor_named
from ansinh.accounts.permissions import Permission
from ansinh.analytics.alkire_foster.telling import as_values, group_contribution
from ansinh.analytics.disclosure import hidden_groups
from ansinh.analytics.questions import COUNTED, GROUPS, RULES, question
from ansinh.analytics.transitions import STATES, between, from_opening
from ansinh.analytics.versions import Measured, measured
from ansinh.datasets.models import Version
from ansinh.datasets.queries import version_of
from ansinh.kernel.numbers import shown_number
from ansinh.kernel.options import AREA, ROUND, SHAPE
from ansinh.reviews.queries import period_of, round_at

STANDARD = click.option("--standard", "standard_code", help="Chuẩn; mặc định là chuẩn lập danh sách.")


@click.group(help="Phân tích các phiên bản đã phê duyệt.")
def analytics() -> None:
    """Analysis of sealed versions."""


def _version(obj: dict[str, Any], code: str, period: str, standard: str | None) -> Version:
    campaign, unit = round_at(code, period_of(period))
    check_may(actor_named(obj["as"]), Permission.PRINT_FORMS, unit.pk)
    return version_of(unit, campaign.period, standard or campaign.standards[0])


@analytics.command(
    "alkire-foster", help="H, A, M0 của một phiên bản, theo chuẩn hoặc trọng số khác, theo nhóm."
)
@ROUND
@AREA
@STANDARD
@click.option("--k", "cutoff", default="", help="Ngưỡng nghèo; mặc định như chuẩn.")
@click.option("--weights", default="", help="Trọng số theo thứ tự chỉ tiêu của chuẩn, cách nhau dấu phẩy.")
@click.option(
    "--count", "counted", type=click.Choice(list(COUNTED)), default="households", help="Đếm hộ hay người."
)
@click.option("--by", type=click.Choice(list(GROUPS)), help="Chia nhóm.")
@click.option(
    "--missing", type=click.Choice([one.value for one in RULES]), default="drop", help="Chỉ tiêu chưa rõ."
)
@click.option("--public", is_flag=True, help="Che các nhóm có số nhỏ, để công khai.")
@SHAPE
@click.pass_obj
def alkire_foster(
    obj: dict[str, Any],
    period: str,
    code: str,
    standard_code: str | None,
    cutoff: str,
    weights: str,
    counted: str,
    by: str | None,
    missing: str,
    public: bool,
    shape: str,
) -> None:
    """Measure a version."""
    version = _version(obj, code, period, standard_code)
    asked = question(
        version, {"k": cutoff, "weights": weights, "count": counted, "by": by or "", "missing": missing}
    )
    told = _told(measured(version, asked), public=public)
    if shape == "json":
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    for name, one in {version.unit.name: told, **told["groups"]}.items():
        numbers = (
            f"{key} {shown_number(one[key], 4)}" if one[key] is not None else "…" for key in ("H", "A", "M0")
        )
        click.echo(" · ".join((name, *numbers)))


def _told(answer: Measured, *, public: bool) -> dict[str, Any]:
    """The answer as values, with the version it is of; a hidden group keeps its name and nothing else."""
    hidden = hidden_groups(answer.groups) if public else frozenset()
    names = answer.question.indicators
    version = answer.version
    told: dict[str, Any] = {
        "unit_code": version.unit.code,
        "period": version.period,
        "standard": version.standard,
        "version": version.number,
        "digest": version.digest,
        "k": answer.question.cutoff_text,
        "count": answer.question.counted,
        "households": answer.households,
        "unknown": answer.unknown,
        "dropped": answer.dropped,
        "population": answer.whole.population,
        "poor": answer.whole.poor,
    }
    told |= as_values(answer.whole, names)
    told["groups"] = {}
    for group in answer.groups:
        values = as_values(group.measures, names)
        kept = {
            "words": group.words,
            "population": group.measures.population,
            "poor": group.measures.poor,
            "contribution": group_contribution(group.measures, answer.whole),
        } | values
        blank = dict.fromkeys(kept) | {"words": group.words, "hidden": True}
        told["groups"][group.code] = blank if group.code in hidden else kept
    return told


@analytics.command("transitions", help="Bảng chuyển diện giữa hai kỳ, hoặc từ danh sách đầu kỳ.")
@ROUND
@AREA
@STANDARD
@click.option("--from", "earlier", help="Kỳ đầu; không nêu thì so với danh sách đầu kỳ.")
@SHAPE
@click.pass_obj
def transitions(
    obj: dict[str, Any], period: str, code: str, standard_code: str | None, earlier: str | None, shape: str
) -> None:
    """Print the matrix."""
    second = _version(obj, code, period, standard_code)
    first = _version(obj, code, earlier, standard_code) if earlier else None
    found = between(first, second) if first else from_opening(second)
    matrix = {before: {after: found.count(before, after) for after in STATES} for before in STATES}
    if shape == "json":
        click.echo(json.dumps({"version": second.digest, "matrix": matrix}, ensure_ascii=False, indent=1))
        return
    click.echo("\t".join(("", *STATES)))
    for before, counts in matrix.items():
        click.echo("\t".join((before, *(shown_number(count) for count in counts.values()))))
