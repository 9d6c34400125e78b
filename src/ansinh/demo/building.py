"""A demonstration built as any commune's data would be: files, imports, classification, approval. No short
cuts."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import ModuleType

from django.conf import settings

from ansinh.access.scope import EVERYWHERE
from ansinh.accounts.actor import Actor
from ansinh.datasets.models import Version
from ansinh.datasets.queries import latest_version
from ansinh.demo import hai_duong, thuy_nguyen
from ansinh.demo.years import Commune
from ansinh.exchange.events import accept_events
from ansinh.exchange.list_tables.checking import check_events, check_lists, check_population_table
from ansinh.exchange.rounds import round_for
from ansinh.exchange.survey_tables.checking import check_survey
from ansinh.households.actions import seek_duplicates
from ansinh.kernel.dates import today
from ansinh.kernel.errors import AnSinhError, UnusableInput
from ansinh.kernel.keys import keys_folder
from ansinh.kernel.language import _
from ansinh.kernel.progress import Progress
from ansinh.places.actions import record_populations, register_villages
from ansinh.places.models import Unit
from ansinh.places.queries import unit_at
from ansinh.plans.actions import keep_readings
from ansinh.plans.loading import load_plans
from ansinh.plans.measuring import measure
from ansinh.plans.models import Plan
from ansinh.reports.publishing import load_seed_figures
from ansinh.reviews.actions import classify_round, recognise_classes
from ansinh.reviews.approving import Decision, approve
from ansinh.reviews.list_entries import record_lists
from ansinh.reviews.models import Round
from ansinh.reviews.queries import communes_at
from ansinh.surveys.actions import record_survey
from ansinh.work.batches import Checked
from ansinh.work.jobs import run_job
from ansinh.work.tables import read_table


@dataclass(frozen=True)
class Place:
    """A place that can be demonstrated: its code, its year, who writes its files, whether a year of support follows."""

    name: str
    code: str
    period: str
    as_of: date
    writer: ModuleType
    decision: Decision
    support: bool = False


PLACES = {
    "thuy-nguyen": Place(
        "thuy-nguyen",
        "311",
        "2022",
        thuy_nguyen.AS_OF,
        thuy_nguyen,
        Decision("2901/QĐ-UBND", date(2022, 12, 30)),
        support=True,
    ),
    "hai-duong": Place(
        "hai-duong", "30", "2019", hai_duong.AS_OF, hai_duong, Decision("4424/QĐ-UBND", date(2019, 12, 19))
    ),
}


class DemonstrationHasErrors(AnSinhError):
    """The demonstration's own files were refused by the imports: a fault of the program."""

    code = "demonstration_has_errors"


def build(place: Place, *, by: Actor, progress: Progress) -> Version:
    """Build the demonstration of a place unless it is built; the sealed version of the place."""
    unit = unit_at(place.code, place.as_of)
    folder = files_of(place)
    campaign = round_for(unit, place.period, place.as_of, by)
    sealed = latest_version(unit, place.period, campaign.standards[0])
    if sealed is not None:
        return sealed
    _write_files(place, unit, folder, progress)
    _import_all(campaign, folder, by, progress)
    classify(campaign, unit, folder, by, progress)
    version = approve(campaign=campaign, unit=unit, by=by, decision=place.decision, progress=progress)[0]
    progress("duplicates")
    seek_duplicates(scope=EVERYWHERE, by=by)
    _plans(unit, by, progress)
    return version


def _plans(unit: Unit, by: Actor, progress: Progress) -> None:
    """The five plans as their papers have them; those of the place are measured on what was approved."""
    load_plans(by=by)
    load_seed_figures(by=by)
    keep_plans(unit, by, progress)


def keep_plans(unit: Unit, by: Actor, progress: Progress) -> None:
    """What the targets of the place's own plans have come to by today, kept."""
    for plan in Plan.objects.select_related("unit").filter(unit__path=unit.path):
        progress("plans_measure")
        rows = [row for target in measure(plan, today()) for row in target]
        keep_readings(plan=plan, on=today(), rows=rows, by=by)


def files_of(place: Place) -> Path:
    """Where the demonstration's files lie, for whoever wants to look at them or import them by hand."""
    return Path(settings.DATA_FOLDER) / "demo" / place.name


def table_of(folder: Path, name: str) -> Path:
    """The table ``name`` of a demonstration, whatever it was written as."""
    found = sorted(folder.glob(f"{name}.*"))
    if not found:
        raise UnusableInput(_("Thiếu tệp {name} của dữ liệu trình diễn.").format(name=name))
    return found[0]


def _write_files(place: Place, unit: Unit, folder: Path, progress: Progress) -> None:
    progress("generate")
    communes = sorted(communes_at(unit, place.as_of), key=lambda one: one.code)
    with written_whole(folder) as part:
        place.writer.write(part, [Commune(one.code, one.name, one.area_type or "rural") for one in communes])


@contextmanager
def written_whole(folder: Path) -> Iterator[Path]:
    """A folder to write files into, which takes the place of ``folder`` once all are there."""
    part = folder.with_suffix(".part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    yield part
    shutil.rmtree(folder, ignore_errors=True)
    part.rename(folder)


def _import_all(campaign: Round, folder: Path, by: Actor, progress: Progress) -> None:
    _register_villages(campaign, folder, by)
    record_lists(checked=clean_check(check_lists(table_of(folder, "lists"))), keys=keys_folder(), by=by)
    import_review(campaign, folder, by, progress)


def import_review(campaign: Round, folder: Path, by: Actor, progress: Progress) -> None:
    """Bring in the populations, answers and events of a review's files. Raises as ``clean_check``."""
    populations = clean_check(check_population_table(table_of(folder, "populations")))
    record_populations(rows=populations.payload["rows"], by=by)
    progress("check")
    survey = check_survey(
        table_of(folder, "households"),
        table_of(folder, "members"),
        period=campaign.period,
        as_of=campaign.as_of,
        area=None,
    )
    progress("register", 0, survey.counts["households"])
    record_survey(
        checked=clean_check(survey), period=campaign.period, as_of=campaign.as_of, keys=keys_folder(), by=by
    )
    events = clean_check(check_events(table_of(folder, "events")))
    if events.counts["rows"]:
        accept_events(checked=events, by=by)


def clean_check(checked: Checked) -> Checked:
    """What an import found, where it found no error. Raises ``DemonstrationHasErrors`` with the first one."""
    if checked.errors:
        first = next(finding for finding in checked.findings if finding.level == "error")
        raise DemonstrationHasErrors(f"{first.file}:{first.row}:{first.column}: {first.message}")
    return checked


def _register_villages(campaign: Round, folder: Path, by: Actor) -> None:
    villages = read_table(table_of(folder, "villages")).frame
    for (code,), rows in villages.partition_by("area_code", as_dict=True, maintain_order=True).items():
        commune = unit_at(str(code), campaign.as_of)
        register_villages(commune=commune, names=rows["village"].to_list(), by=by)


def classify(campaign: Round, unit: Unit, folder: Path, by: Actor, progress: Progress) -> None:
    """Run the rules over what was brought in; where the files name households a person decided about, recognise those."""

    def work(tell: Progress) -> dict:
        return classify_round(campaign=campaign, unit=unit, by=by, progress=tell)

    run_job("reviews.classify", work, by=by, progress=progress)
    if list(folder.glob("recognitions.*")):
        _recognise(campaign, table_of(folder, "recognitions"), by)
        run_job("reviews.classify", work, by=by, progress=progress)


def _recognise(campaign: Round, path: Path, by: Actor) -> None:
    decisions = read_table(path).frame
    if not decisions.is_empty():
        recognise_classes(campaign=campaign, decisions=decisions, by=by)
