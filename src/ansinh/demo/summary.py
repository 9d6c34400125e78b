"""What a demonstration prints: figures read off the forms of its sealed version, the printed ones beside them.

Nothing here is a result: every number is a cell of a form, a count of sealed rows, or the published table.
"""

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl

from ansinh.datasets.models import Version
from ansinh.datasets.queries import outcomes_of
from ansinh.demo.bands import HAI_DUONG_2019, bands_of, unit_sets
from ansinh.kernel.dates import shown_date
from ansinh.kernel.language import _
from ansinh.kernel.numbers import rate, shown_number
from ansinh.places.queries import population_at
from ansinh.reports.forms import make_form
from ansinh.reports.loading import context_of
from ansinh.reports.reconcile.reading import read_published
from ansinh.reports.tables import FormRow, FormTable, RowKind
from ansinh.reviews.queries import communes_at


def summary_of(version: Version, files: Path) -> dict[str, Any]:
    """The figures of a sealed version: totals, rates, deprivations, movements, what was printed, what was found."""
    context = context_of(version)
    forms = {number: make_form(number, context) for number in (1, 2, 3, 4, 5, 8, 10)}
    outcomes = outcomes_of(version)
    summary = {
        "place": version.unit.code,
        "name": version.unit.name,
        "period": version.period,
        "standard": version.standard,
        "version": version.number,
        "digest": version.digest,
        "households_reviewed": outcomes.filter(pl.col("class") != "").height,
        "figures": _figures(forms, outcomes, context.standard.indicators, context.standard.causes),
        "published": _published(forms, files),
        "findings": _findings(outcomes, version),
    }
    if version.unit.code == "30" and version.period == "2019":
        summary["bands"] = _bands(forms[1], version)
    return summary


def _total(form: FormTable, split: str) -> FormRow:
    return next(row for row in form.rows if row.kind is RowKind.TOTAL and row.split in {split, ""})


def _cells(form: FormTable, split: str = "households") -> dict[int, Any]:
    return {
        column.number: cell.value
        for column, cell in zip(form.columns, _total(form, split).cells, strict=True)
    }


def _figures(
    forms: dict[int, FormTable],
    outcomes: pl.DataFrame,
    indicators: Iterable[tuple[str, str, str]],
    causes: Iterable[tuple[str, str, str]],
) -> dict[str, Any]:
    one, two, three, four, eight, ten = (_cells(forms[number]) for number in (1, 2, 3, 4, 8, 10))
    details = dict(outcomes.filter(pl.col("class") == "poor").group_by("class_detail").len().iter_rows())
    return {
        "households": one[1],
        "poor": one[3],
        "poor_rate": one[4],
        "near_poor": one[5],
        "near_poor_rate": one[6],
        "poor_by_kind": dict(sorted(details.items())),
        "poor_without_labour_capacity": eight[3],
        "poor_with_labour_capacity": one[3] - eight[3],
        "deprivations_of_poor": {
            code: four[index] for index, (code, _vi, _en) in enumerate(indicators, start=3)
        },
        "causes_of_poor": {code: ten[index] for index, (code, _vi, _en) in enumerate(causes, start=1)},
        "poor_flow": two,
        "near_poor_flow": three,
    }


def _published(forms: dict[int, FormTable], files: Path) -> list[dict[str, Any]]:
    """Every figure that was printed, with ours beside it."""
    tables, _notes = read_published(sorted(files.glob("published.*")))
    counts = _cells(forms[4])
    beside = []
    for row in tables.rows:
        if row.form not in forms:
            continue
        ours = _cells(forms[row.form], row.split or "households")
        for number, printed in row.values.items():
            computed = ours.get(number)
            if row.form == 5 and number > 1:
                # A rate printed with one decimal is compared with one decimal, from the counts of form 4.
                computed = rate(counts[number + 1], counts[1], max(0, -int(printed.as_tuple().exponent)))
            beside.append(
                {
                    "form": row.form,
                    "column": number,
                    "split": row.split,
                    "printed": printed,
                    "computed": computed,
                    "equal": computed is not None and Decimal(str(computed)) == printed,
                }
            )
    return beside


def _findings(outcomes: pl.DataFrame, version: Version) -> list[dict[str, Any]]:
    """What the data says against itself. A commune's assessment and its members' answers are both kept."""
    found = []
    if "employment" in outcomes.columns:
        both = outcomes.filter(
            (pl.col("class") == "poor") & (pl.col("no_labour_capacity") == 1) & (pl.col("employment") == 1)
        ).height
        if both:
            found.append({"rule": "labour_capacity_and_employment", "households": both})
    differs = outcomes.filter(
        (pl.col("class_detail") != pl.col("computed_class")) & (pl.col("class") != "")
    ).height
    if differs:
        found.append({"rule": "recognised_beside_computed", "households": differs})
    return found


def _bands(form: FormTable, version: Version) -> dict[str, Any]:
    """Communes by rate: form 1's district rows hold no communes, so the province's communes are counted anew."""
    context = context_of(version)
    poor = context.cube.filter((pl.col("measure") == "total") & (pl.col("class") == "poor"))
    counts = dict(poor.group_by("unit_code").agg(pl.col("households").sum()).iter_rows())
    bases = _commune_bases(version)
    rates = [
        found for code, base in bases.items() if (found := rate(counts.get(code, 0), base, 6)) is not None
    ]
    bands = bands_of(rates, HAI_DUONG_2019)
    sets = unit_sets(version.unit)
    printed = sum(band.published for band in bands)
    return {
        "bands": [
            {"from": band.low, "below": band.below, "computed": band.computed, "published": band.published}
            for band in bands
        ],
        "communes": len(rates),
        "published_sum": printed,
        "unit_sets": [
            {"from": shown_date(one.day), "communes": one.communes, "date_known": one.date_known}
            for one in sets
        ],
        "published_fits_a_unit_set": printed in {one.communes for one in sets},
    }


def _commune_bases(version: Version) -> dict[str, int | None]:
    from_places = communes_at(version.unit, version.as_of)
    frame = population_at(from_places, version.as_of)
    return dict(frame.select("unit_code", "households").iter_rows())


def lines_of(summary: dict[str, Any]) -> list[str]:
    """The summary in words, in the current language."""
    figures = summary["figures"]
    lines = [
        _("{name}, rà soát {period}, chuẩn {standard}, phiên bản {version}, SHA-256 {digest}").format(
            **summary
        ),
        _("Tổng số hộ {households}; đã rà soát {reviewed}.").format(
            households=shown_number(figures["households"]),
            reviewed=shown_number(summary["households_reviewed"]),
        ),
        _(
            "Hộ nghèo {poor} ({poor_rate} %): không có khả năng lao động {without}, có khả năng lao động {able}."
        ).format(
            poor=shown_number(figures["poor"]),
            poor_rate=shown_number(figures["poor_rate"], 2),
            without=shown_number(figures["poor_without_labour_capacity"]),
            able=shown_number(figures["poor_with_labour_capacity"]),
        ),
        _("Hộ cận nghèo {near} ({near_rate} %).").format(
            near=shown_number(figures["near_poor"]), near_rate=shown_number(figures["near_poor_rate"], 2)
        ),
        _("Chỉ số thiếu hụt của hộ nghèo:"),
        *(f"  {code}: {shown_number(count)}" for code, count in figures["deprivations_of_poor"].items()),
        _("Nguyên nhân nghèo của hộ nghèo (một hộ có thể có nhiều nguyên nhân):"),
        *(f"  {code}: {shown_number(count)}" for code, count in figures["causes_of_poor"].items()),
        _("Diễn biến hộ nghèo: {flow}").format(flow=_flow(figures["poor_flow"])),
        _("Diễn biến hộ cận nghèo: {flow}").format(flow=_flow(figures["near_poor_flow"])),
    ]
    lines += [_beside(row) for row in summary["published"]]
    lines += [_finding(found) for found in summary["findings"]]
    if "bands" in summary:
        lines += _band_lines(summary["bands"])
    return lines


def _flow(cells: dict[int, int]) -> str:
    """``1 − 2 − 3 − 4 + 5 + 6 + 7 + 8 = 9`` with the form's figures."""
    signs = {1: "", 2: " − ", 3: " − ", 4: " − ", 5: " + ", 6: " + ", 7: " + ", 8: " + ", 9: " = "}
    return "".join(sign + shown_number(cells[number]) for number, sign in signs.items())


def _beside(row: dict[str, Any]) -> str:
    words = _("khớp") if row["equal"] else _("KHÁC")
    shown = [_as_printed(value) for value in (row["printed"], row["computed"])]
    return _("Biểu {form} cột {column}: công bố {printed}, tính được {computed}: {words}").format(
        form=row["form"],
        column=row["column"],
        printed=shown[0],
        computed=shown[1],
        words=words,
    )


def _as_printed(value: Decimal | int | None) -> str:
    """A figure with the decimals it came with."""
    decimals = max(0, -int(value.as_tuple().exponent)) if isinstance(value, Decimal) else 0
    return shown_number(value, decimals)


def _finding(found: dict[str, Any]) -> str:
    words = {
        "labour_capacity_and_employment": _(
            "Chất lượng dữ liệu: {count} hộ nghèo được đánh giá không có khả năng lao động nhưng lại thiếu hụt việc làm "
            "(có người đủ khả năng lao động đang tìm việc)."
        ),
        "recognised_beside_computed": _("{count} hộ được công nhận khác với kết quả tính, mỗi hộ có lý do."),
    }
    return words[found["rule"]].format(count=shown_number(found["households"]))


def _band_lines(bands: dict[str, Any]) -> list[str]:
    lines = [
        _(
            "Số xã có tỷ lệ hộ nghèo từ {low} đến dưới {below} %: công bố {published}, tính được {computed}"
        ).format(
            low=shown_number(band["from"]),
            below=shown_number(band["below"], 1),
            published=band["published"],
            computed=band["computed"],
        )
        for band in bands["bands"]
    ]
    if not bands["published_fits_a_unit_set"]:
        sets = "; ".join(
            (
                _("{count} xã từ {day}") if one["date_known"] else _("{count} xã từ {day}, ngày quy ước")
            ).format(count=one["communes"], day=one["from"])
            for one in bands["unit_sets"]
        )
        lines.append(
            _("Tổng công bố {total} xã không khớp với tập đơn vị nào đã biết ({sets}).").format(
                total=bands["published_sum"], sets=sets
            )
        )
    return lines
