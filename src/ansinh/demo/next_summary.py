"""What the simulated year came to: both years beside each other, movements with the form and column they are read from, and
what the targets of the place's plans have come to."""

from collections.abc import Iterator
from typing import Any

from ansinh.datasets.models import Version
from ansinh.kernel.language import _
from ansinh.kernel.numbers import shown_number
from ansinh.plans.counting import Count
from ansinh.plans.measuring import keeps
from ansinh.plans.models import Plan, Reading, Target
from ansinh.plans.words import amount_words, unmeasured_words

_POOR, _NEAR = 2, 3
"""The forms that movements are read from."""


def next_summary(before: dict[str, Any], after: dict[str, Any], version: Version) -> dict[str, Any]:
    """``before`` and ``after``: what ``summary_of`` gives of the two years; ``version``: the sealed one of the second."""
    return {
        "simulated": True,
        "years": [_year(before), _year(after)],
        "targets": targets_of(version),
    }


def _year(summary: dict[str, Any]) -> dict[str, Any]:
    figures = summary["figures"]
    names = ("households", "poor", "poor_rate", "near_poor", "near_poor_rate", "poor_flow", "near_poor_flow")
    return {"period": summary["period"], "digest": summary["digest"]} | {
        name: figures[name] for name in names
    }


def targets_of(version: Version) -> list[dict[str, Any]]:
    """Every target of the plans of the version's place as it was measured last: kept or not, or why it has no value."""
    plans = Plan.objects.filter(unit__path=version.unit.path, document__state="issued").order_by(
        "year_from", "pk"
    )
    rows = Target.objects.filter(plan__in=plans, withdrawn_on=None).select_related(
        "plan__document", "plan__unit"
    )
    return [_target(one) for one in rows.order_by("plan__year_from", "plan_id", "position")]


def _target(target: Target) -> dict[str, Any]:
    rows = Reading.objects.filter(target=target, unit=target.plan.unit_id).select_related("version")
    last = rows.order_by("-measured_at", "-pk").first()
    value = last.value if last else None
    return {
        "plan": target.plan.code or target.plan.document.number,
        "indicator": target.indicator,
        "value": value,
        "unit": target.unit,
        "promised": target.value,
        "kept": keeps(target, value, Count(last.numerator or 0, last.denominator)) if last else None,
        "reason": last.unmeasured if last else "no_version",
        "version": last.version.period if last and last.version else None,
    }


def next_lines(summary: dict[str, Any]) -> list[str]:
    """The summary in words, in the current language."""
    first, second = summary["years"]
    lines = [
        _("Năm {period} là mô phỏng để trình diễn, không phải số liệu công bố.").format(
            period=second["period"]
        ),
        _(
            "Hộ nghèo: {before} ({before_rate} %) năm {first}, {after} ({after_rate} %) năm {second} (Biểu 1 cột 3, 4)."
        ).format(**_both(first, second, "poor")),
        _(
            "Hộ cận nghèo: {before} ({before_rate} %) năm {first}, {after} ({after_rate} %) năm {second} (Biểu 1 cột 5, 6)."
        ).format(**_both(first, second, "near_poor")),
        *_movements(second),
    ]
    return lines + list(_target_lines(summary["targets"]))


def _both(first: dict[str, Any], second: dict[str, Any], name: str) -> dict[str, str]:
    return {
        "first": first["period"],
        "second": second["period"],
        "before": shown_number(first[name]),
        "after": shown_number(second[name]),
        "before_rate": shown_number(first[f"{name}_rate"], 2),
        "after_rate": shown_number(second[f"{name}_rate"], 2),
    }


def _movements(year: dict[str, Any]) -> Iterator[str]:
    poor, near = year["poor_flow"], year["near_poor_flow"]
    counted = (
        (_("Ở lại danh sách hộ nghèo"), poor[1] - poor[2] - poor[3] - poor[4], _POOR, "1 − 2 − 3 − 4"),
        (_("Ở lại danh sách hộ cận nghèo"), near[1] - near[2] - near[3] - near[4], _NEAR, "1 − 2 − 3 − 4"),
        (_("Từ hộ nghèo xuống hộ cận nghèo"), poor[2], _POOR, "2"),
        (_("Thoát nghèo, vượt chuẩn cận nghèo"), poor[3], _POOR, "3"),
        (_("Thoát cận nghèo"), near[2], _NEAR, "2"),
        (_("Hộ cận nghèo thành hộ nghèo"), poor[5], _POOR, "5"),
        (_("Tái nghèo"), poor[6], _POOR, "6"),
        (_("Tái cận nghèo"), near[6], _NEAR, "6"),
        (_("Nghèo mới"), poor[7], _POOR, "7"),
        (_("Cận nghèo mới"), near[7], _NEAR, "7"),
        (_("Hộ nghèo qua đời, chuyển đi, ghép hộ"), poor[4], _POOR, "4"),
        (_("Hộ cận nghèo qua đời, chuyển đi, ghép hộ"), near[4], _NEAR, "4"),
        (_("Hộ nghèo chuyển đến, tách hộ"), poor[8], _POOR, "8"),
        (_("Hộ cận nghèo chuyển đến, tách hộ"), near[8], _NEAR, "8"),
    )
    for words, many, form, columns in counted:
        said = _("{words}: {count} (Biểu {form} cột {columns})")
        yield "  " + said.format(words=words, count=shown_number(many), form=form, columns=columns)


def _target_lines(targets: list[dict[str, Any]]) -> Iterator[str]:
    many = {
        state: sum(one["kept"] is state and not one["reason"] for one in targets) for state in (True, False)
    }
    yield _("Chỉ tiêu của các kế hoạch: {kept} đạt, {missed} chưa đạt, {none} không kết luận được.").format(
        kept=many[True], missed=many[False], none=len(targets) - many[True] - many[False]
    )
    for one in targets:
        if one["reason"]:
            words = unmeasured_words(one["reason"])
        else:
            states = {True: _("đạt"), False: _("chưa đạt"), None: _("văn bản không nêu mức")}
            words = f"{amount_words(one['value'], one['unit'])}: {states[one['kept']]}"
        yield f"  {one['plan']}. {one['indicator']}: {words}"
