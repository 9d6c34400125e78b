"""The review of the year after a demonstrated one, simulated: files, imports, classification, approval, as the first one was built.

Order with the simulated year of support. That year ends on the day it is built and gives by the list in force on it, so the
next review comes before it: the list it makes takes effect on 1 January of its own year, long before support begins, and whoever
left by it is not paid. Where the year of support was built earlier, by the list that was in force then, nothing given is taken
back or given anew: gaps are sought once more, and what people get whom the new list no longer has stands there as served and not
owed. Either way the communes that support shows are those of the first list.
"""

from datetime import date
from pathlib import Path

import polars as pl

from ansinh.access.scope import EVERYWHERE
from ansinh.accounts.actor import Actor
from ansinh.datasets.models import Version
from ansinh.datasets.queries import latest_version, outcomes_of
from ansinh.demo.building import Place, classify, files_of, import_review, keep_plans, written_whole
from ansinh.demo.next_files import Before, write_next_year
from ansinh.demo.next_plan import write_next_plan
from ansinh.demo.support_year import shown_communes
from ansinh.demo.written_report import write_report, write_report_of
from ansinh.exchange.rounds import round_for
from ansinh.households.actions import seek_duplicates
from ansinh.kernel.dates import today
from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.progress import Progress
from ansinh.monitoring.enums import PaperKind
from ansinh.monitoring.models import WrittenReport
from ansinh.places.queries import unit_at
from ansinh.reviews.approving import Decision, approve
from ansinh.support.gaps.seeking import seek_gaps
from ansinh.support.models import GapSearch

_STATUS = {"poor_out": "left_poor", "near_out": "left_near"}
# The number says itself that nobody took this decision: it stands on every list and dashboard that rests on it.
_DECISION = "3012/QĐ-UBND (mô phỏng)"


def check_has_next_year(place: Place) -> None:
    """Raise ``UnusableInput`` for a demonstration whose answers cannot be carried a year on."""
    if not place.support:
        raise UnusableInput(
            _(
                "Chỉ Thủy Nguyên có năm tiếp theo: dùng --next-year với --place thuy-nguyen, hoặc bỏ --next-year."
            ),
            code="no_next_year",
        )


def files_of_review(place: Place, period: str) -> Path:
    """Where the files of a review lie: those of the simulated one beside those it was made from."""
    return files_of(place) if period == place.period else files_of(place) / period


def sealed_next_year(place: Place, last: Version) -> Version | None:
    """The sealed version of the year after ``last``, where its review was run."""
    year = int(last.period) + 1
    unit = unit_at(place.code, date(year, place.as_of.month, place.as_of.day))
    return latest_version(unit, str(year), last.standard)


def build_next_year(place: Place, last: Version, *, by: Actor, progress: Progress) -> Version:
    """Run the review of the year after ``last`` unless it was run; its sealed version."""
    year = int(place.period) + 1
    as_of = date(year, place.as_of.month, place.as_of.day)
    unit = unit_at(place.code, as_of)
    campaign = round_for(unit, str(year), as_of, by)
    sealed = latest_version(unit, campaign.period, campaign.standards[0])
    if sealed is not None:
        return sealed
    folder = files_of_review(place, campaign.period)
    write_next_plan(place, last, by=by)
    progress("generate")
    before = Before(files_of(place), place.code, last.standard, last.as_of, statuses_of(last))
    with written_whole(folder) as part:
        write_next_year(part, before, as_of)
    import_review(campaign, folder, by, progress)
    decision = Decision(_DECISION, date(year, place.decision.day.month, 29) if place.decision.day else None)
    classify(campaign, unit, folder, by, progress)
    # The year's report goes out before its results are approved, as a provisional one; it is completed afterwards.
    write_report_of(place, unit, year, by=by, simulated=True, provisional=True)
    version = approve(campaign=campaign, unit=unit, by=by, decision=decision, progress=progress)[0]
    # Who founded a household of its own or joined relatives is in the registry twice until a person decides.
    progress("duplicates")
    seek_duplicates(scope=EVERYWHERE, by=by)
    return version


def close_next_year(place: Place, version: Version, *, by: Actor, progress: Progress) -> WrittenReport:
    """Close the simulated year unless it is closed: its report, provisional until now, is completed on the sealed version, after the
    plans were measured once more, with what the year of support came to."""
    year = int(version.period)
    issued = WrittenReport.objects.everywhere().filter(
        unit=version.unit, kind=PaperKind.ANNUAL.value, year=year
    )
    if not issued.filter(provisional=False).exists():
        _seek_again(place, version, by, progress)
        keep_plans(version.unit, by, progress)
    return write_report(place, version, by=by, simulated=True)


def _seek_again(place: Place, version: Version, by: Actor, progress: Progress) -> None:
    """Gaps of the shown communes that were sought before the new list was there are sought anew."""
    shown = shown_communes(place) if place.support else []
    older = GapSearch.objects.everywhere().filter(unit__in=shown, at__lt=version.sealed_at)
    for search in older.select_related("unit").order_by("unit__code"):
        progress("support_gaps")
        seek_gaps(unit=search.unit, on=max(search.day, today()), by=by)


def statuses_of(version: Version) -> pl.DataFrame:
    """``household_id, status`` of everybody a sealed review asked: on which list, off it by this review, or never on one."""
    here = outcomes_of(version).filter(pl.col("class") != "")
    listed = pl.when(pl.col("class").is_in(["poor", "near_poor"])).then("class")
    left = pl.col("movement").replace_strict(_STATUS, default="other", return_dtype=pl.String)
    return here.select(
        pl.col("source_ref").alias("household_id"), listed.otherwise(left).alias("status")
    ).sort("household_id")
