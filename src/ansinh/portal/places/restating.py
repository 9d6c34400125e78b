"""Figures of one day's units on another day's: the table a person gives, or the counts of a sealed version."""

import csv
import io
import tempfile
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
from django import forms

from ansinh.access.scope import Scope
from ansinh.datasets.models import Version
from ansinh.datasets.queries import cube_of
from ansinh.kernel.dates import shown_date
from ansinh.kernel.language import _
from ansinh.kernel.web.forms import DayField, later
from ansinh.places.enums import UnitLevel
from ansinh.places.errors import NotRestatable
from ansinh.places.figures import read_figures
from ansinh.places.models import Unit
from ansinh.places.queries import unit_at
from ansinh.places.restating import Restated, restate
from ansinh.portal.places.words import basis_words, level_words
from ansinh.reviews.words import class_words

_MOST_VERSIONS = 60
# A figure that nobody can place is left out and told; more than this, and the dates are surely wrong.
_MOST_LEFT_OUT = 25
_SEALED = ("poor", "near_poor", "average", "not_poor", "undetermined")


class RestateForm(forms.Form):
    """Where the figures come from, and on which units they are wanted."""

    version = forms.ChoiceField(label=later("Phiên bản đã phê duyệt"), required=False)
    what = forms.ChoiceField(label=later("Số liệu của phiên bản"), required=False)
    file = forms.FileField(
        label=later("Hoặc tệp CSV (unit_code, value)"),
        required=False,
        help_text=later("Mỗi dòng một đơn vị, số cộng được."),
    )
    pasted = forms.CharField(
        label=later("Hoặc dán bảng"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=later("Mỗi dòng: mã đơn vị, dấu phẩy hoặc tab, số."),
    )
    on_from = DayField(
        label=later("Ngày của số liệu"), required=False, help_text=later("Bỏ trống nếu lấy từ phiên bản.")
    )
    on_to = DayField(label=later("Quy sang đơn vị của ngày"))
    level = forms.ChoiceField(label=later("Cấp cần quy sang"))

    def __init__(self, scope: Scope, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.versions = {str(one.pk): one for one in versions_within(scope)}
        self.fields["version"].choices = [("", "–")] + [
            (key, _version_words(one)) for key, one in self.versions.items()
        ]
        self.fields["what"].choices = [(code, _what_words(code)) for code in _SEALED]
        self.fields["level"].choices = [
            (one.value, level_words(one))
            for one in (UnitLevel.COMMUNE, UnitLevel.DISTRICT, UnitLevel.PROVINCE)
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        given = [name for name in ("version", "file", "pasted") if cleaned.get(name)]
        if len(given) != 1:
            raise forms.ValidationError(_("Hãy chọn đúng một nguồn: phiên bản, tệp, hoặc bảng dán."))
        if given[0] != "version" and not cleaned.get("on_from") and "on_from" not in self.errors:
            self.add_error("on_from", _("Cần ngày của số liệu để biết mã thuộc đơn vị nào."))
        return cleaned


def versions_within(scope: Scope) -> list[Version]:
    """The newest sealed versions of places within a scope, of units that have places below first."""
    rows = Version.objects.select_related("unit").order_by("-list_year", "unit__path", "-number")
    if scope.unit_ids is not None:
        rows = rows.filter(unit_id__in=scope.unit_ids)
    return list(rows[:_MOST_VERSIONS])


def _version_words(one: Version) -> str:
    said = _("{place}, kỳ {period}, {standard}, bản {number}")
    return said.format(place=one.unit.name, period=one.period, standard=one.standard, number=one.number)


def _what_words(code: str) -> str:
    return _("Số hộ: {kind}").format(kind=class_words(code))


@dataclass(frozen=True)
class Answer:
    """The restated figures: ``rows``; figures that no unit surely holds: ``left`` (unit, value, why); where the figures
    come from, and their sum before and after."""

    rows: list[Restated]
    names: dict[int, Unit]
    left: list[tuple[Unit, Any, str]]
    source: str
    on_from: date
    on_to: date
    given: Any
    figures: dict[int, int | Decimal]

    @property
    def total(self) -> Any:
        return sum(row.value for row in self.rows)

    @property
    def sure(self) -> Any:
        return sum(row.sure for row in self.rows)

    @property
    def by_share(self) -> Any:
        return sum(row.by_share for row in self.rows)

    @property
    def left_total(self) -> Any:
        return sum(value for _unit, value, _why in self.left)

    def bases(self, row: Restated) -> str:
        """What the row's figure rests on, in words."""
        return "; ".join(dict.fromkeys(basis_words(part.basis) for part in row.parts))


def restated(form: RestateForm) -> Answer:
    """The answer to a valid form. Raises ``UnusableInput`` or ``UnknownPlace`` for figures that cannot be read."""
    given = form.cleaned_data
    figures, source, on_from = _figures(form)
    rows, left = _all_that_can(figures, on_from, given["on_to"], given["level"])
    names = Unit.objects.in_bulk(list(figures))
    told = [(names[pk], figures[pk], why) for pk, why in left.items()]
    return Answer(rows, names, told, source, on_from, given["on_to"], sum(figures.values()), figures)


def _all_that_can(
    figures: dict[int, int | Decimal], on_from: date, on_to: date, level: str
) -> tuple[list[Restated], dict[int, str]]:
    left: dict[int, str] = {}
    while True:
        try:
            here = {pk: value for pk, value in figures.items() if pk not in left}
            return restate(here, on_from, on_to, level), left
        except NotRestatable as refusal:
            pk = unit_at(refusal.facts["place"], on_from).pk
            if pk not in figures or pk in left or len(left) >= _MOST_LEFT_OUT:
                raise
            left[pk] = refusal.message


def _figures(form: RestateForm) -> tuple[dict[int, int | Decimal], str, date]:
    given = form.cleaned_data
    if given["version"]:
        version = form.versions[given["version"]]
        return _sealed_figures(version, given["what"] or _SEALED[0]), _version_words(version), version.as_of
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "figures.csv"
        if given["file"]:
            path.write_bytes(given["file"].read())
        else:
            path.write_text(_as_csv(given["pasted"]), encoding="utf-8")
        source = _("Bảng tải lên, số liệu ngày {day}").format(day=shown_date(given["on_from"]))
        return read_figures(path, given["on_from"]), source, given["on_from"]


def _as_csv(text: str) -> str:
    """A pasted table as the file that figures are read from; a heading is taken as it is."""
    rows = [
        line.replace("\t", ",").replace(";", ",").split(",") for line in text.splitlines() if line.strip()
    ]
    out = io.StringIO()
    writer = csv.writer(out)
    if rows and rows[0][0].strip() != "unit_code":
        writer.writerow(["unit_code", "value"])
    writer.writerows([[cell.strip() for cell in row[:2]] for row in rows])
    return out.getvalue()


def _sealed_figures(version: Version, what: str) -> dict[int, int | Decimal]:
    """Households of a class by commune, as the version's cube has them."""
    cube = cube_of(version).filter((pl.col("measure") == "total") & (pl.col("class") == what))
    counts = dict(cube.group_by("unit_code").agg(pl.col("households").sum()).iter_rows())
    units = Unit.objects.on(version.as_of).filter(code__in=list(counts), level=UnitLevel.COMMUNE)
    return {unit.pk: int(counts[unit.code]) for unit in units}


def frame_of(answer: Answer) -> pl.DataFrame:
    """The answer as a table for a file."""
    return pl.DataFrame(
        {
            _("Mã"): [row.unit.code for row in answer.rows],
            _("Tên"): [row.unit.name for row in answer.rows],
            _("Cấp"): [level_words(row.unit.level) for row in answer.rows],
            _("Số liệu"): [_number(row.value) for row in answer.rows],
            _("Chắc chắn"): [_number(row.sure) for row in answer.rows],
            _("Theo tỷ lệ chia hoặc cấp trên"): [_number(row.by_share) for row in answer.rows],
            _("Căn cứ"): [answer.bases(row) for row in answer.rows],
        },
        strict=False,
    )


def _number(value: Any) -> int | float:
    return value if isinstance(value, int) else float(value)
