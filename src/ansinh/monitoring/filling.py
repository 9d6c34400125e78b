"""Which numbers a paper is filled with, and what they rest on: a sealed version, or what is known before there is one."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from ansinh.datasets.models import Version
from ansinh.datasets.queries import latest_version
from ansinh.kernel.dates import today
from ansinh.kernel.errors import Refused
from ansinh.kernel.language import _, speaking
from ansinh.kernel.numbers import rate, shown_number
from ansinh.monitoring import sections
from ansinh.monitoring.drafts import FigureDraft, Filled, count_shown
from ansinh.monitoring.enums import ISSUED, PaperKind
from ansinh.monitoring.given_figures import bands, support_figures, target_figures, with_allowance, year_of
from ansinh.monitoring.models import WrittenReport
from ansinh.monitoring.money_figures import money_figures
from ansinh.monitoring.sealed_figures import sealed_figures
from ansinh.monitoring.sections import RESULTS, SUPPORT, TARGETS, Written
from ansinh.places.enums import UnitLevel
from ansinh.places.models import Unit
from ansinh.places.queries import units_under
from ansinh.plans.models import Document
from ansinh.reports.published.figures import Figure, seed_figures
from ansinh.reviews.decisions.enums import ReportKind
from ansinh.reviews.decisions.report_figures import Figures, figures_of
from ansinh.standards.registry import standard_for_list

_BELOW = {
    UnitLevel.PROVINCE.value: (UnitLevel.DISTRICT.value, UnitLevel.COMMUNE.value),
    UnitLevel.DISTRICT.value: (UnitLevel.COMMUNE.value,),
}
_COUNTS = (
    ("poor", "tổng số hộ nghèo"),
    ("near_poor", "tổng số hộ cận nghèo"),
    ("escaped_poor", "hộ vượt chuẩn cận nghèo từ hộ nghèo"),
    ("escaped_near_poor", "hộ thoát cận nghèo"),
    ("new_poor", "hộ nghèo phát sinh, tái nghèo"),
    ("new_near_poor", "hộ cận nghèo phát sinh, tái cận nghèo"),
)


def sealed_version(unit: Unit, year: int) -> Version | None:
    """The newest sealed version of the yearly review, if there is one."""
    return latest_version(unit, str(year), standard_for_list(year + 1))


def fill(unit: Unit, kind: PaperKind, year: int, part: int = 0) -> Filled:
    """Every number of a paper of that kind, from what is known now.

    A half-year report rests on the lists in force on its last day, and on the decisions of its half; the others on the sealed version of the year, or, before
    there is one, on the dossiers of the round, and then say that they are provisional. Raises ``Refused`` where neither is there,
    or a decision on results has no version to decide on.
    """
    asked = sections.written(kind.value)
    first, last = year_of(year, part)
    on = min(last, today())
    version = None if asked.halves else sealed_version(unit, year)
    if version is not None:
        with speaking("vi"):
            filled = Filled(
                version, "", False, _of_version(version, _section_with(asked, RESULTS), asked.kind)
            )
    elif asked.sealed:
        raise Refused(
            _(
                "Kết quả rà soát năm {year} của {place} chưa được phê duyệt, chưa có phiên bản niêm phong. Hãy phê duyệt kết quả "
                "trước khi lập quyết định."
            ).format(year=year, place=unit.name),
            code="not_sealed",
        )
    else:
        with speaking("vi"):
            known = (
                figures_of(unit, ReportKind.MONTHLY, year, on, since=first)
                if asked.halves
                else figures_of(unit, ReportKind.PRELIMINARY, year, on)
            )
            filled = _of_known(known, unit, on, _section_with(asked, RESULTS))
    with speaking("vi"):
        if section := _section_with(asked, SUPPORT):
            filled.figures += support_figures(unit, *_days(year, part, on), section)
            filled.figures += money_figures(unit, year, on, section)
        if section := _section_with(asked, TARGETS):
            filled.figures += target_figures(unit, year, section)
    return filled


def _days(year: int, part: int, on: date) -> tuple[date, date]:
    first, last = year_of(year, part)
    return first, max(first, min(last, on))


def _section_with(asked: Written, figures: str) -> str:
    return next((one.code for one in asked.sections if one.figures == figures), "")


def _of_version(version: Version, section: str, kind: PaperKind) -> list[FigureDraft]:
    found = sealed_figures(version, section)
    if kind is not PaperKind.DISPATCH:
        found += with_allowance(version, section)
        found += bands(version, section)
    return list(beside_printed(found, version))


def _of_known(known: Figures, unit: Unit, on: date, section: str) -> Filled:
    """The numbers of lists in force or of dossiers: no version is named, the basis is."""
    total = known.frozen(unit, on)["total"]
    base = total.get("households")
    said = f"{known.basis}."
    found = []
    if base:
        found.append(_plain(section, "households", "tổng số hộ dân cư", base, said))
    for code, words in _COUNTS:
        found.append(_plain(section, code, words, total[code], said))
        share = rate(total[code], base) if code in ("poor", "near_poor") else None
        if share is not None:
            parts = f"{shown_number(total[code])}/{shown_number(base)} hộ dân cư; làm tròn nửa lên, hai chữ số thập phân. {said}"
            found.append(
                replace(
                    _plain(section, f"rate:{code}", f"tỷ lệ: {words} (%)", 0, parts),
                    value=share,
                    shown=shown_number(share, 2),
                    numerator=total[code],
                    denominator=base,
                )
            )
    return Filled(None, known.basis, known.provisional, found)


def _plain(section: str, code: str, words: str, value: int, note: str) -> FigureDraft:
    return FigureDraft(section, code, words, Decimal(value), count_shown(value), note)


def beside_printed(figures: Iterable[FigureDraft], version: Version) -> Iterable[FigureDraft]:
    """The figures, those that a paper printed otherwise with that paper's number and the difference in their footnote."""
    printed = {
        one.statistic: one
        for one in seed_figures()
        if (one.unit_code, one.list_year, one.standard)
        == (version.unit.code, version.list_year, version.standard)
    }
    ours = {one.code: one for one in figures}
    for one in ours.values():
        other = printed.get(one.code)
        said = _printed_otherwise(one, other, ours) if other is not None else ""
        yield replace(one, note=f"{one.note} {said}") if said else one


def _printed_otherwise(one: FigureDraft, other: Figure, ours: dict[str, FigureDraft]) -> str:
    off = other.value - one.value
    rounded = "rate:" in one.code and abs(off) < Decimal(1).scaleb(-other.decimals)
    if not off or rounded:
        return ""
    paper = Document.objects.filter(code=other.paper).first()
    named = (paper.number if paper is not None else "") or other.paper
    digits = other.decimals
    said = f"{named} in {other.printed}, lệch {'+' if off > 0 else '−'}{shown_number(abs(off), digits)}"
    lacking = ours.get("poor_deprivation")
    if one.code == "poor" and lacking is not None and -off == lacking.value:
        said += f", đúng bằng {lacking.shown} hộ nghèo do thiếu hụt không được cộng vào tổng"
    return f"{said}."


def places_below(unit: Unit, on: date) -> Sequence[Unit]:
    """The places whose papers a unit consolidates: districts while there are some, else communes; none of a commune."""
    for level in _BELOW.get(unit.level, ()):
        found = [one for one in units_under(unit, on, level) if one.pk != unit.pk]
        if found:
            return found
    return ()


def parts_of(unit: Unit, kind: PaperKind, year: int, part: int) -> list[tuple[Unit, WrittenReport | None]]:
    """Each place below with the newest paper of the same kind and time that it issued, or nothing where there is none."""
    _first, last = year_of(year, part)
    below = places_below(unit, max(min(last, today()), unit.valid_from))
    rows = WrittenReport.objects.everywhere().filter(
        unit__in=below, kind=kind.value, year=year, part=part, state__in=[one.value for one in ISSUED]
    )
    newest = {one.unit_id: one for one in rows.order_by("order")}
    return [(one, newest.get(one.pk)) for one in below]
