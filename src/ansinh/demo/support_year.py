"""A year of support after the demonstration's review, by its invented officers and through the actions that everybody has.

The list that was decided still holds, so the year ends on the day it is built: needs and facts come by file, people are put on
policies, two pay runs go through sign, release and the payer's answer, support in kind is confirmed by its agencies, plans are drawn
up and carried out in part, and gaps are sought before and after. The day stands in a file of its own, so that a build that
was broken off goes on where it stopped, on the same days. Some things are done in a few communes only: those with the most poor
households.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import polars as pl

from ansinh.accounts.actor import Actor
from ansinh.demo.building import Place, clean_check, files_of
from ansinh.demo.support_cards import hand_out_cards
from ansinh.demo.support_files import payer_answer, write_support_files
from ansinh.demo.support_giving import give_in_kind
from ansinh.demo.support_housing import build_houses
from ansinh.demo.support_people import SupportPeople, support_people
from ansinh.demo.support_plans import carry_out_plans
from ansinh.exchange.payment_results import accept_payment_results, check_payment_results
from ansinh.exchange.support_tables.checking import accept_facts, accept_needs, check_facts, check_needs
from ansinh.households.queries import open_memberships
from ansinh.kernel.bulk import as_hex, read_frame_of
from ansinh.kernel.dates import add_months, today
from ansinh.kernel.progress import Progress
from ansinh.places.models import Unit
from ansinh.places.queries import lineage, unit_at
from ansinh.reviews.decisions.lists import list_on
from ansinh.support.catalogue.adopted import policy_in_use
from ansinh.support.delivery.enrolling import approve_enrolments
from ansinh.support.delivery.paying import prepare_run, release_run, sign_run
from ansinh.support.delivery.periods import Period, month_of, period_at
from ansinh.support.delivery.policies import rhythm_of
from ansinh.support.delivery.proposing import proposable, propose_enrolments
from ansinh.support.facts.actions import complete_list
from ansinh.support.gaps.seeking import seek_gaps
from ansinh.support.models import EnrolmentProposal, FactList, GapSearch, PayLine, PayRun
from ansinh.support.models.delivery_enums import AnswerState, Outcome, Rhythm, RunState
from ansinh.work.batches import Checked, accepted_before
from ansinh.work.tables import read_table
from ansinh.work.tables.writing import write_rows

# In so many communes gaps are sought, lists of facts completed and plans drawn up; in so many of them support in kind is recorded.
_COMMUNES, _GIVING = 6, 3
_YEAR = "year.json"
MONTHLY, QUARTERLY = ("TG-1", "TG-3"), ("DIEN-1",)
# The lists that these communes say are complete: what the social assistance of article 5 asks for.
_COMPLETE = ("disability", "orphan", "hiv", "single_parent_raising", "lonely_elderly", "cared_in_community")
_LISTED_AS = "Số liệu minh họa: danh sách đối tượng bảo trợ xã hội của xã"


@dataclass(frozen=True)
class Days:
    """The days of the year, all from the one on which it was begun; ``review``: the period of the review whose list it gives by."""

    last: date
    review: str

    @property
    def quarter(self) -> Period:
        """The last quarter that is over."""
        this = period_at(Rhythm.QUARTER, self.last)
        return period_at(Rhythm.QUARTER, this.first - timedelta(days=1))

    @property
    def month(self) -> Period:
        """The last month that is over."""
        return month_of(self.last.replace(day=1) - timedelta(days=1))

    @property
    def first(self) -> date:
        """From when people are enrolled: the first day of the quarter that is paid."""
        return self.quarter.first

    @property
    def before(self) -> date:
        """The eve: gaps as they were."""
        return self.first - timedelta(days=1)


def run_support_year(
    place: Place, *, by: Actor, progress: Progress, review: str = "", answers: Path | None = None
) -> Days:
    """Run a place's year of support, or what is left of it. The days it was run on.

    ``review``: the period of the review whose list is in force, ``answers``: the folder of its files; without them the place's
    first. A year that gave by an earlier list is over: nothing more is given by it.
    """
    folder = support_folder(place)
    review = review or place.period
    days = _days_of(folder, review, place.period)
    if days.review != review:
        return days
    district = unit_at(place.code, place.as_of)
    progress("support_files")
    people = support_people(place, by=by)
    _bring_files(folder, answers or folder.parent, sorted(lineage(district, place.as_of)), days, people.maker)
    communes = shown_communes(place)
    _complete_lists(communes, days.before, people.maker)
    progress("support_gaps")
    _seek(communes, days.before, people.maker)
    progress("support_enrol")
    for policy in (*MONTHLY, *QUARTERLY):
        _enrol(district, policy, days.first, people)
    progress("support_pay")
    _pay(district, MONTHLY, days.month, folder, people, days.last)
    _pay(district, QUARTERLY, days.quarter, folder, people, days.last)
    progress("support_give")
    give_in_kind(communes[:_GIVING], days.first, add_months(days.first, 10), people)
    hand_out_cards(communes[:_GIVING], days.month.first, folder, people)
    build_houses(district, communes[:_GIVING], days.last, people)
    progress("support_plans")
    carry_out_plans(communes, days.before, days.last, people.maker)
    progress("support_gaps")
    _seek(communes, days.last, people.maker)
    return days


def support_folder(place: Place) -> Path:
    """Where the files of the year lie."""
    return files_of(place) / "support"


def support_begun(place: Place) -> bool:
    """Whether the year was begun: the list that it gives by stands then."""
    return (support_folder(place) / _YEAR).exists()


def _days_of(folder: Path, review: str, first: str) -> Days:
    path = folder / _YEAR
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({"last_day": today().isoformat(), "review": review}), encoding="utf-8")
    told = json.loads(path.read_text(encoding="utf-8"))
    return Days(date.fromisoformat(told["last_day"]), told.get("review", first))


def shown_communes(place: Place) -> list[Unit]:
    """The communes with the most households on the list that the first review made: a later list changes none of them."""
    district = unit_at(place.code, place.as_of)
    listed = list_on(sorted(lineage(district, place.as_of)), date(int(place.period) + 1, 12, 31))
    most = listed.group_by("unit_id").len().sort("len", "unit_id", descending=[True, False]).head(_COMMUNES)
    found = Unit.objects.in_bulk(most["unit_id"].to_list())
    return [found[key] for key in most["unit_id"]]


def _bring_files(folder: Path, answers: Path, units: Sequence[int], days: Days, by: Actor) -> None:
    if not (folder / "needs.csv").exists():
        write_support_files(
            folder, _listed_people(answers, units), known_before=date(days.first.year - 2, 3, 1),
            needed_since=add_months(days.first, -3),
        )  # fmt: skip
    _accept_once(check_facts(folder / "facts.csv"), accept_facts, by)
    _accept_once(check_needs(folder / "needs.csv"), accept_needs, by)


def _accept_once(checked: Checked, accept: Callable[..., dict[str, int]], by: Actor) -> None:
    """A file that was taken in stays in: people it names may have gone since, which a second check would hold against it."""
    if accepted_before(checked.kind, checked.digest) is None:
        accept(checked=clean_check(checked), by=by)


def _listed_people(files: Path, units: Sequence[int]) -> pl.DataFrame:
    """Who lives in a listed household, by the numbers of the survey, with what it answered."""
    listed = list_on(units, today()).select("household", "list_name")
    refs = read_frame_of(
        "SELECT CAST(id AS VARCHAR(36)), source_ref FROM households_household WHERE id IN ({keys})",
        listed["household"].to_list(),
        {"household": pl.String, "household_id": pl.String},
    ).with_columns(as_hex("household"))
    living = open_memberships(listed["household"].to_list()).select("household", member_id="member_ref")
    answered = read_table(files / "members.csv").frame.select(
        "household_id", "member_id", "relation", "birth_date", "able_to_work"
    )
    capacity = read_table(files / "households.csv").frame.select("household_id", capacity="labour_capacity")
    here = living.join(listed, on="household").join(refs, on="household").drop("household")
    rows = here.join(answered, on=["household_id", "member_id"]).join(capacity, on="household_id")
    whole = rows.with_columns(
        pl.col("able_to_work", "capacity").cast(pl.Int64, strict=False),
        age=today().year - pl.col("birth_date").str.slice(0, 4).cast(pl.Int64, strict=False),
    )
    child = pl.col("age") < 16
    return whole.with_columns(
        size=pl.len().over("household_id"),
        children=child.sum().over("household_id"),
        adults=(~child).sum().over("household_id"),
    ).drop("birth_date")


def _complete_lists(communes: Sequence[Unit], since: date, by: Actor) -> None:
    for unit in communes:
        done = set(FactList.objects.everywhere().filter(unit=unit).values_list("code", flat=True))
        for code in _COMPLETE:
            if code not in done:
                complete_list(unit=unit, code=code, since=since, source=_LISTED_AS, by=by)


def _seek(communes: Sequence[Unit], on: date, by: Actor) -> None:
    for unit in communes:
        if not GapSearch.objects.everywhere().filter(unit=unit, day__gte=on).exists():
            seek_gaps(unit=unit, on=on, by=by)


def _enrol(district: Unit, policy: str, since: date, people: SupportPeople) -> None:
    """Everybody whom the rules entitle, proposed by one officer and approved by the other."""
    proposals = EnrolmentProposal.objects.everywhere().filter(unit=district, policy=policy)
    proposal = proposals.first()
    if proposal is None:
        rows = proposable(lineage(district, district.valid_until or today()), policy, today())
        if rows.is_empty():
            return
        proposal = propose_enrolments(
            unit=district,
            policy=policy,
            chosen=rows["beneficiary"].to_list(),
            valid_from=since,
            by=people.maker,
        )
    if proposal.state == AnswerState.WAITING.value:
        approve_enrolments(proposal=proposal, decision_no=f"{proposal.pk}/QĐ-UBND", by=people.chair)


def _pay(
    district: Unit, policies: tuple[str, ...], period: Period, folder: Path, people: SupportPeople, on: date
) -> None:
    """One run of a period from its preparation to what the payer said, from wherever it stands."""
    paid = tuple(code for code in policies if rhythm_of(policy_in_use(code)) is period.rhythm)
    run = PayRun.objects.everywhere().filter(unit=district, period=period.code).first()
    run = run or prepare_run(unit=district, policies=paid, period=period, by=people.maker)
    if run.state == RunState.PREPARED.value:
        run = sign_run(run=run, by=people.maker)
    if run.state == RunState.SIGNED.value:
        run = release_run(run=run, total=run.amount, by=people.chair)
    path = folder / f"paid-{period.code}.csv"
    if not path.exists():
        write_rows(path, payer_answer(_lines(run), on))
    if PayLine.objects.everywhere().filter(run=run, outcome=Outcome.OPEN.value).exists():
        accept_payment_results(checked=clean_check(check_payment_results(path)), by=people.maker)


def _lines(run: PayRun) -> pl.DataFrame:
    """The run as the payer sees it: whose line, its reference and amount."""
    rows = PayLine.objects.everywhere().filter(run=run).order_by("beneficiary", "pk")
    named = [(line.beneficiary.hex, line.reference, line.amount) for line in rows.iterator(2_000)]
    schema = {"whose": pl.String, "reference": pl.String, "amount": pl.Int64}
    return pl.DataFrame(named, schema=schema, orient="row")
