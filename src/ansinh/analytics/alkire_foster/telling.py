"""What was measured, as values for a program and as a table for a person."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from ansinh.analytics.alkire_foster.matrix import DeprivationMatrix, Missing
from ansinh.analytics.alkire_foster.measuring import Measures, measure, measure_by
from ansinh.analytics.alkire_foster.weighing import Weights
from ansinh.kernel.language import _
from ansinh.kernel.numbers import shown_number


def result(
    matrix: DeprivationMatrix, weights: Weights, cutoff: Fraction, missing: Missing, by: str | None
) -> dict[str, Any]:
    """Everything measured of a file. Shares and contributions are between 0 and 1; contributions of the indicators sum to 1, so do
    those of the groups."""
    whole = measure(matrix.cells, weights, cutoff, matrix.sample_weights)
    told = {
        "file": matrix.file,
        "rows": whole.rows,
        "population": whole.population,
        "poor": whole.poor,
        "k": float(cutoff),
        "k_exact": str(cutoff),
        "weights": {name: float(weights.share(at)) for at, name in enumerate(matrix.indicators)},
        "missing": {
            "rule": missing.value,
            "rows": matrix.blank,
            "dropped": matrix.dropped,
            "kept_share": matrix.kept_share,
        },
        "left_out": list(matrix.left_out),
    }
    told |= as_values(whole, matrix.indicators)
    told["by"] = by
    told["groups"] = _groups(matrix, weights, cutoff, whole) if matrix.groups is not None else {}
    told["notes"] = _notes(matrix, whole)
    return told


def as_values(measures: Measures, indicators: Sequence[str]) -> dict[str, Any]:
    """H, A, M0 and the numbers of each indicator."""
    return {
        "H": measures.headcount,
        "A": measures.intensity,
        "M0": measures.adjusted,
        "uncensored": dict(zip(indicators, measures.uncensored, strict=True)),
        "censored": dict(zip(indicators, measures.censored, strict=True)),
        "contributions": dict(zip(indicators, measures.contributions, strict=True)),
    }


def _groups(
    matrix: DeprivationMatrix, weights: Weights, cutoff: Fraction, whole: Measures
) -> dict[str, dict[str, Any]]:
    assert matrix.groups is not None
    names = sorted(set(matrix.groups))
    at = {name: number for number, name in enumerate(names)}
    codes = np.array([at[name] for name in matrix.groups], dtype=np.int64)
    found = measure_by(matrix.cells, weights, cutoff, matrix.sample_weights, codes, len(names))
    return {
        name: {
            "rows": one.rows,
            "population": one.population,
            "poor": one.poor,
            "population_share": one.population / whole.population,
            "contribution": group_contribution(one, whole),
        }
        | as_values(one, matrix.indicators)
        for name, one in zip(names, found, strict=True)
    }


def group_contribution(group: Measures, whole: Measures) -> float:
    """The part of the M0 of all that comes from a group: its share of the population times its M0, over the M0 of all."""
    if not whole.adjusted:
        return 0.0
    return group.population / whole.population * group.adjusted / whole.adjusted


def _notes(matrix: DeprivationMatrix, whole: Measures) -> list[str]:
    notes = []
    if not whole.poor:
        notes.append(_("Không có ai nghèo ở ngưỡng này: A và các tỷ lệ đóng góp không có nghĩa, ghi 0."))
    if matrix.left_out:
        notes.append(
            _("Cột {names} chỉ cho biết hàng là ai nên không được đo.").format(
                names=", ".join(matrix.left_out)
            )
        )
    if matrix.dropped:
        said = _("Đã bỏ {count} hàng có ô trống; còn {share} % quyền số mẫu.")
        notes.append(said.format(count=matrix.dropped, share=shown_number(matrix.kept_share * 100, 2)))
    return notes


def as_text(told: Mapping[str, Any]) -> str:
    """``result`` as lines for a person."""
    lines = [
        _("k = {k}; {rows} hàng, dân số {population}, nghèo {poor}").format(
            k=told["k_exact"],
            rows=shown_number(told["rows"]),
            population=_plain(told["population"]),
            poor=_plain(told["poor"]),
        ),
        *_lines(told),
    ]
    for name, group in told["groups"].items():
        said = _("{column} = {name}: {share} % dân số, đóng góp {part} % của M0")
        lines += [
            "",
            said.format(
                column=told["by"],
                name=name,
                share=shown_number(group["population_share"] * 100, 2),
                part=shown_number(group["contribution"] * 100, 2),
            ),
            *_lines(group),
        ]
    return "\n".join([*lines, *told["notes"]])


def _plain(number: float) -> str:
    return shown_number(number, 0 if number == int(number) else 2)


def _lines(told: Mapping[str, Any]) -> list[str]:
    width = max(len(name) for name in told["censored"])
    head = _("tỷ lệ thiếu hụt % · của người nghèo % · đóng góp %")
    return [
        f"H {shown_number(told['H'], 4)} · A {shown_number(told['A'], 4)} · M0 {shown_number(told['M0'], 4)}",
        f"{'':<{width}}  {head}",
        *(
            f"{name:<{width}}  "
            + " · ".join(
                shown_number(told[part][name] * 100, 2).rjust(6)
                for part in ("uncensored", "censored", "contributions")
            )
            for name in told["censored"]
        ),
    ]
