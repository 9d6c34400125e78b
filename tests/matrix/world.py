"""Four places that hold the same things, each with words of its own: what is read at one and stands at another is a leak.

The places: one's own commune, its neighbour in the same district, a commune of another district, a commune of another
province. Each has households, answers, a sealed year, a batch, a change by hand, a suspicion of duplicates, a request.
Every personal text of every walled row at a place carries the place's canary.
"""

import csv
import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

from click.testing import CliRunner
from django.apps import apps
from django.db import DatabaseError, models, transaction
from tests.matrix.arguments import PARAMETERS, Whose
from tests.pages.api.conftest import payload
from tests.reviews.conftest import home, listed
from tests.rows import least_row

from ansinh.access.actions import give_role
from ansinh.accounts.actions import register_user
from ansinh.accounts.actor import SYSTEM
from ansinh.accounts.enums import TokenKind
from ansinh.accounts.models import Passkey
from ansinh.accounts.tokens import make_token
from ansinh.datasets.models import Version
from ansinh.exchange.cli import import_
from ansinh.grievances.actions import receive_request
from ansinh.grievances.enums import Channel, GrievanceKind
from ansinh.households.actions import record_birth
from ansinh.households.actions.members import NewPerson
from ansinh.households.models import (
    Household,
    Membership,
    Placement,
    RegistryChange,
    SuspectedDuplicate,
)
from ansinh.kernel.dates import now
from ansinh.kernel.keys import keyring, keys_folder
from ansinh.kernel.sealed_files import seal_bytes
from ansinh.kernel.walls import OnceWithinReach, OwnRow, Through, WithinReach, walled_models, walls_of
from ansinh.outreach.models import FundYear
from ansinh.papers.models import Paper, Template
from ansinh.places.models import Act
from ansinh.places.queries import unit_at
from ansinh.reports.kept_forms import kept_form
from ansinh.reports.models import CheckedTables
from ansinh.reports.printed_pages import split_in_address
from ansinh.reviews.cli import review
from ansinh.reviews.decisions.report_figures import COLUMNS
from ansinh.reviews.models import Dossier, Outcome
from ansinh.support.housing.photos import kept_at
from ansinh.support.insurance.cards import sealed
from ansinh.support.models import LoanList
from ansinh.surveys.models import HouseholdAnswer
from ansinh.work.models import Batch, Job, SavedView

THEN = date(2022, 12, 14)
OWN, SIBLING, COUSIN, ABROAD = "11473", "11494", "11296", "00001"
PLACES = (OWN, SIBLING, COUSIN, ABROAD)
DISTRICT, PROVINCE, OTHER_PROVINCE = "311", "31", "01"
VILLAGE, SECOND_VILLAGE = "Thôn 1", "Thôn 2"


def second(code: str) -> str:
    """The place's other village, as a place of its own: who is of the first village is not of this one."""
    return f"{code}x"


EVERYWHERE = (*PLACES, *map(second, PLACES))


def canary(code: str) -> str:
    """The word that stands at one place only."""
    return f"chimyen{code}"


@dataclass
class World:
    """What there is: ids by place and name of the parameter that takes them, and models of which a place has no row."""

    records: dict[str, dict[str, Any]] = field(default_factory=dict)
    empty: list[str] = field(default_factory=list)
    marked: int = 0


def build(folder: Path) -> World:
    """The world, in the current transaction."""
    _files(folder)
    for code in PLACES:
        _run(review, "run", "--round", "2022", "--area", code)
        _run(review, "approve", "--round", "2022", "--area", code, "--decision-no", f"{code}/QĐ")
    world = World()
    stranger = register_user(username="stranger", full_name="Nguyễn Thị Lạ", by=SYSTEM)
    for code in PLACES:
        world.records[code] = _records(code, stranger)
        world.records[second(code)] = _of_the_second_village(code, world.records[code])
    world.records[PROVINCE] = _above(PROVINCE, world.records[OWN])
    world.marked = sum(_mark(model) for model in walled_models())
    world.empty = [model._meta.label for model in walled_models() if not model._base_manager.exists()]
    return world


def _files(folder: Path) -> None:
    homes = [
        home(
            f"{code}-{letter}",
            letter != "C",
            commune=code,
            village=SECOND_VILLAGE if letter == "D" else VILLAGE,
            head_name=f"Chimyen{second(code) if letter == 'D' else code} {letter}",
        )
        for code in PLACES
        for letter in "ABCD"
    ]
    members = [
        {
            "household_id": one["household_id"],
            "member_id": str(number),
            "relation": "head" if number == 1 else "child",
            "full_name": f"Nguyễn Thị {one['head_name'].split()[0]}",
            "birth_date": "1980-01-01",
            "ethnicity": "Kinh",
            "citizen_id": f"03108{one['area_code']}{'ABCD'.index(one['household_id'][-1])}{number}",
        }
        for one in homes
        for number in (1, 2)
    ]
    entries = [listed(f"{code}-{letter}", area_code=code) for code in PLACES for letter in "AB"]
    for name, rows in (("h.csv", homes), ("m.csv", members), ("l.csv", entries)):
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            table = csv.DictWriter(file, list(dict.fromkeys(key for row in rows for key in row)))
            table.writeheader()
            table.writerows(rows)
    _run(import_, "lists", folder / "l.csv", "--accept")
    files = ("--households", folder / "h.csv", "--members", folder / "m.csv")
    _run(import_, "survey", *files, "--round", "2022", "--accept")


def _run(command: Any, *words: Any) -> Any:
    result = CliRunner().invoke(command, [*map(str, words), "--format", "json"], obj={"as": None})
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def _records(code: str, stranger: Any) -> dict[str, Any]:
    unit = unit_at(code, THEN)
    one, two, _three, _four = Household.objects.everywhere().filter(unit=unit).order_by("source_ref")
    people = [row.person for row in Membership.objects.everywhere().filter(household=one).order_by("pk")]
    member = Membership.objects.everywhere().filter(household=two).order_by("pk").first()
    record_birth(household=two, day=date(2023, 1, 5), child=NewPerson(f"Nguyễn Chimyen{code}"), by=SYSTEM)
    pair = SuspectedDuplicate.objects.create(
        left=people[0], right=member.person, basis="name_birth_place", score=95, found_at=now()
    )
    batch = Batch.objects.filter(kind="survey").latest("pk")
    batch.pk, batch.unit, batch.digest = None, unit, f"{batch.digest[:50]}{code}"
    batch.save(force_insert=True)
    job = Job.objects.create(
        kind="reviews.classify", state=Job.State.DONE, asked_by="ai-do", unit=unit, asked_at=now()
    )
    view = SavedView.objects.create(user=stranger, listing="households", name=canary(code), query="")
    tables = CheckedTables.objects.create(user=stranger, comparisons=0, errors=0, notes=0, made_at=now())
    grievance = receive_request(
        unit=unit,
        kind=GrievanceKind.REVIEW,
        channel=Channel.DESK,
        asker_name=f"Nguyễn Chimyen{code}",
        asker_contact=canary(code),
        asker_address=canary(code),
        content=canary(code),
        household=one,
        by=SYSTEM,
    )
    officer = register_user(username=f"officer-{code}", full_name=f"Nguyễn Thị {code}", by=SYSTEM)
    holding = give_role(
        user=officer, role="commune_officer", unit=unit, valid_from=date(2022, 1, 1), by=SYSTEM
    )
    answers = HouseholdAnswer.objects.everywhere().filter(household=one)
    return {
        "household_id": one.pk,
        "person_id": people[0].pk,
        "member_ref": "1",
        "placement_id": Placement.objects.everywhere().filter(household=one).latest("pk").pk,
        "answer_id": answers.latest("pk").pk,
        "outcome_id": Outcome.objects.everywhere().filter(household=one).latest("pk").pk,
        "change_id": RegistryChange.objects.filter(household_ref=two.pk).latest("pk").pk,
        "pair_id": pair.pk,
        "round_id": Dossier.objects.everywhere().get(unit=unit).round_id,
        "version_id": Version.objects.get(unit=unit).pk,
        "batch_id": batch.pk,
        "job_id": job.pk,
        "view_id": view.pk,
        "check_id": tables.pk,
        "request_id": grievance.pk,
        "objection_id": grievance.pk,
        "user_id": officer.pk,
        "holding_id": holding.pk,
        "unit_id": unit.pk,
        "token_id": _token(stranger, code),
        "device_id": _device(unit),
        "passkey_id": _passkey(stranger, code),
        **_paper(unit),
        **_of_the_procedure(unit, one, two, stranger),
        **_cell(Version.objects.get(unit=unit)),
        "code": code,
        "number": 2,
        "shape": "xlsx",
        "standard": "vn-2022",
        "act_id": Act.objects.earliest("pk").pk,
        "kind": "survey",
        "role": "households",
        "verb": "check",
        "token": "nobody-made-this-one",
    }


def _of_the_second_village(code: str, first: dict[str, Any]) -> dict[str, Any]:
    """The household of the place's other village; of what else a village has, nothing."""
    kept = {name: value for name, value in first.items() if PARAMETERS[name] is not Whose.VILLAGE}
    home = Household.objects.everywhere().get(source_ref=f"{code}-D")
    member = Membership.objects.everywhere().filter(household=home).order_by("pk").first()
    return kept | {
        "household_id": home.pk,
        "person_id": member.person_id,
        "placement_id": Placement.objects.everywhere().filter(household=home).latest("pk").pk,
        "answer_id": HouseholdAnswer.objects.everywhere().filter(household=home).latest("pk").pk,
        "outcome_id": Outcome.objects.everywhere().filter(household=home).latest("pk").pk,
    }


def _above(code: str, below: dict[str, Any]) -> dict[str, Any]:
    """What a unit above the communes has of its own: its officer, a paper, a report, a job, a batch; no household."""
    unit = unit_at(code, THEN)
    officer = register_user(username=f"officer-{code}", full_name=f"Nguyễn Thị {code}", by=SYSTEM)
    holding = give_role(
        user=officer, role="province_officer", unit=unit, valid_from=date(2022, 1, 1), by=SYSTEM
    )
    batch = Batch.objects.filter(kind="survey").latest("pk")
    batch.pk, batch.unit, batch.digest = None, unit, f"{batch.digest[:50]}{code}"
    batch.save(force_insert=True)
    job = Job.objects.create(
        kind="reviews.classify", state=Job.State.DONE, asked_by="ai-do", unit=unit, asked_at=now()
    )
    figures = {"rows": [], "total": dict.fromkeys(COLUMNS, 0)}
    public = {name: value for name, value in below.items() if PARAMETERS[name] is Whose.PUBLIC}
    return public | {
        "round_id": below["round_id"],
        "unit_id": unit.pk,
        "user_id": officer.pk,
        "holding_id": holding.pk,
        "batch_id": batch.pk,
        "job_id": job.pk,
        # Its templates are used by everybody below, so they are no secret.
        "paper_id": _paper(unit)["paper_id"],
        "report_id": _row("reviews.PeriodicReport", {"unit": unit, "figures": figures}).pk,
        # Read by everybody, corrected by who entered it.
        "figure_id": _printed({"unit": unit}).pk,
    }


def _printed(given: dict[str, Any]) -> models.Model:
    """A figure that a paper of a place prints."""
    return _row(
        "reports.PublishedFigure", given | {"on": THEN, "statistic": "poor", "printed": "1", "rounding": ""}
    )


def _cell(version: Version) -> dict[str, Any]:
    """A figure of form 2 that counts somebody, as its address names it."""
    table = kept_form(version, 2)
    row, cell = next((row, cell) for row in table.rows for cell in row.cells if cell.value and cell.sources)
    column = table.columns[row.cells.index(cell)]
    return {"row": row.code, "split": split_in_address(row.split), "column": column.number}


_NOT_WORDS = {
    "sex",
    "birth_date",
    "ethnicity",
    "causes",
    "signatory",
    "word",
    "name_sort",
    "asker_sort",
    "value",
}


def _mark(model: type[models.Model]) -> int:
    """The canary of its place in every personal text of every row; how many rows. What is sealed stays as it is: it was made
    of rows that had theirs."""
    names = [
        one.name
        for one in model._meta.concrete_fields
        if one.name in getattr(model, "personal", set()) - _NOT_WORDS
        and isinstance(one, models.CharField | models.TextField)
        and (one.max_length or 99) >= 40
    ]
    done = 0
    for row in model._base_manager.all() if names else ():
        code = place_of(row)
        if code not in EVERYWHERE:
            continue
        try:
            with transaction.atomic():
                model._base_manager.filter(pk=row.pk).update(**dict.fromkeys(names, canary(code)))
                done += 1
        except DatabaseError:
            continue
    return done


def place_of(row: models.Model) -> str | None:
    """The code of the place a walled row lies at, along its walls; nothing where it is nobody's place."""
    for wall in walls_of(type(row)):
        for unit in _units(row, wall):
            return unit
    return None


def _units(row: models.Model, wall: Any) -> Iterator[str]:
    if isinstance(wall, WithinReach):
        unit = getattr(row, wall.column.removesuffix("_id"), None)
        if unit is not None:
            there = getattr(row, wall.village, "") if wall.village else ""
            yield second(unit.code) if there == SECOND_VILLAGE else unit.code
    elif isinstance(wall, Through):
        for other in _others(row, wall):
            if (code := place_of(other)) is not None:
                yield code
    else:
        assert isinstance(wall, OwnRow | OnceWithinReach), f"{wall}: say here where such a row lies"


def _others(row: models.Model, wall: Through) -> list[models.Model]:
    if not wall.to:
        other = getattr(row, wall.field)
        return [] if other is None else [other]
    model = apps.get_model(wall.to)
    value = getattr(row, wall.field)
    return [] if value is None else list(model._base_manager.filter(**{wall.column or "pk": value})[:1])


def _token(user: Any, code: str) -> int:
    make_token(user=user, name=code, days=2, by=SYSTEM)
    return user.tokens.get(name=code).pk


def _device(unit: Any) -> int:
    """A tablet of the place's surveyor."""
    user = register_user(username=f"surveyor-{unit.code}", full_name=f"Nguyễn Thị {unit.code}", by=SYSTEM)
    give_role(user=user, role="surveyor", unit=unit, village=VILLAGE, valid_from=date(2022, 1, 1), by=SYSTEM)
    make_token(user=user, name=canary(unit.code), days=2, kind=TokenKind.CAPTURE, by=SYSTEM)
    return user.tokens.get().pk


def _passkey(user: Any, code: str) -> int:
    made = Passkey.objects.create(
        user=user, name=code, credential=b"", credential_id=f"key-{code}", made_at=now()
    )
    return made.pk


def _paper(unit: Any) -> dict[str, Any]:
    """A template of the place and a paper of it, as rows: what is asked is who reaches them, not how they are made."""
    template = Template.objects.create(
        unit=unit,
        kind="certificate",
        number=1,
        valid_from=THEN,
        content=b"PK",
        digest=unit.code,
        file_name="mau.docx",
        uploaded_at=now(),
        uploaded_by="ai-do",
    )
    paper = Paper.objects.everywhere().create(
        unit=unit,
        kind="certificate",
        suffix="GCN",
        year=2022,
        number=1,
        issued_on=THEN,
        title=canary(unit.code),
        title_fold=canary(unit.code),
        context="{}",
        template_digest="",
        digest=unit.code,
        word_digest="",
        issued_at=now(),
        issued_by="ai-do",
    )
    return {"template_id": template.pk, "paper_id": paper.pk}


def _of_the_procedure(unit: Any, household: Household, other: Household, stranger: Any) -> dict[str, Any]:
    """What a dossier leads to, as bare rows whose figures are empty: who reaches them is asked, not how they come about."""
    dossier = Dossier.objects.everywhere().get(unit=unit)
    given = {
        "unit": unit,
        "household": household,
        "dossier": dossier,
        "user": stranger,
        "round": dossier.round,
    }
    decision = _row("reviews.Decision", given | {"counts": {"lists": {}, "movements": {}}})
    figures = {"rows": [], "total": dict.fromkeys(COLUMNS, 0)}
    case = _row("reviews.AverageCase", given)
    certificate = _row("reviews.Certificate", given | {"decision": decision})
    listing = _row("reviews.DoubleListing", given)
    side = _row("reviews.DoubleListingSide", given | {"listing": listing})
    _row("reviews.DoubleListingSide", given | {"listing": listing, "household": other})
    return {
        "dossier_id": dossier.pk,
        "decision_id": decision.pk,
        "case_id": case.pk,
        "certificate_id": certificate.pk,
        "side_id": side.pk,
        "report_id": _row("reviews.PeriodicReport", given | {"figures": figures}).pk,
        "marker_id": _row("reviews.QuickMarker", given).pk,
        "conflict_id": _conflict(given),
        "message_id": _row("work.Message", given | {"sender": stranger}).pk,
        **_while_open(dossier, given),
        **_of_support(unit, household),
        **_of_steering(unit),
        **_of_monitoring(unit, household),
        **_of_budgets(unit),
        **_of_outreach(unit, household),
    }


def _of_steering(unit: Any) -> dict[str, Any]:
    """A commune's own plan: its paper, sent to itself, one section, task and target that was measured."""
    given = {"unit": unit, "issuer_unit": unit, "territory": unit, "level": "commune", "kind": "plan"}
    given |= {
        "standard": "vn-2022",
        "year_from": 2022,
        "year_until": 2023,
        "issuer_kind": "peoples_committee",
    }
    document = _row("plans.Document", given)
    given |= {"document": document}
    plan = _row("plans.Plan", given)
    given |= {"plan": plan, "kind": "ratio", "unmeasured": "", "value": 1, "relation": ">="}
    given |= {"rule": "rate:poor", "deadline": THEN}
    section = _row("plans.Section", given)
    target = least_row(
        "plans.Target", given | {"section": section, "unit": "percent"}, lambda one: f"{unit.code}{one.name}"
    )
    task = _row("plans.Task", given | {"section": section})
    _row("plans.TaskAgency", given | {"task": task, "kind": "commune_committee"})
    _row("plans.TaskMove", given | {"task": task, "from_state": "open", "to_state": "under_way"})
    _row("plans.Citation", given | {"kind": "based_on"})
    _row("plans.Recipient", given)
    attachment = _row("plans.Attachment", given)
    _row("plans.Correction", given | {"part": "document", "changes": {}})
    _row("plans.Reading", given | {"target": target, "unmeasured": ""})
    _row("plans.TargetChange", given | {"target": target, "column": "value"})
    allotment = _row("plans.Allotment", given | {"target": target, "units_on": THEN, "decided_by": ""})
    share = _row("plans.Share", given | {"allotment": allotment})
    _row("plans.ShareCorrection", given | {"share": share})
    figure = _printed(given)
    return {
        "steering_plan_id": plan.pk,
        "section_id": section.pk,
        "attachment_id": attachment.pk,
        "target_id": target.pk,
        "allotment_id": allotment.pk,
        "share_id": share.pk,
        "figure_id": figure.pk,
        "task_id": task.pk,
        "document_id": document.pk,
    }


def _of_outreach(unit: Any, household: Household) -> dict[str, Any]:
    """A fund with what came and what goes, a gift, a broadcast, somebody in post who was trained, a file of an award."""
    given = dict.fromkeys(
        (
            "withdrawn_by", "withdrawn_reason", "closed_by", "decided_by", "returned_by", "appraised_by", "appraisal",
            "end_reason", "ended_by", "again",
        ),
        "",
    )  # fmt: skip
    given |= {"unit": unit, "household": household, "village": household.village}
    fund = _row("outreach.FundYear", given)
    given |= {"fund": fund}
    pledge, receipt = _row("outreach.Pledge", given), _row("outreach.Receipt", given)
    FundYear.objects.everywhere().filter(pk=fund.pk).update(received=receipt.amount)
    campaign = _row("outreach.Campaign", given)
    given |= {"person": _row("outreach.StaffPerson", given), "course": _row("outreach.Course", given)}
    _row("outreach.StaffPosts", given)
    award = _row("outreach.Award", given)
    return {
        "fund_id": fund.pk,
        "pledge_id": pledge.pk,
        "receipt_id": receipt.pk,
        "use_id": _row("outreach.FundUse", given).pk,
        "gift_id": _row("outreach.Gift", given | {"value": 1}).pk,
        "campaign_id": campaign.pk,
        "spread_id": _row("outreach.Message", given).pk,
        "staff_posting_id": _row("outreach.StaffPosting", given).pk,
        "course_id": given["course"].pk,
        "participant_id": _row("outreach.Participant", given).pk,
        "award_id": award.pk,
        "award_file_id": _row("outreach.AwardFile", given | {"award": award}).pk,
        "taken_file_id": _row("outreach.TakenFile", given | {"course": None, "rows": 1}).pk,
    }


def _of_budgets(unit: Any) -> dict[str, Any]:
    """A commune's own line, an act that waits with a row of it, a payment, a settlement."""
    given = {"unit": unit, "year": 2022, "source": "central", "component": "housing", "kind": "payment"}
    given |= {"agency": "", "policy": "", "amount": 1, "granted": 0, "allocated": 0, "disbursed": 0}
    line = _row("budgets.BudgetLine", given)
    act = _row("budgets.BudgetAct", given | {"kind": "grant", "paper_no": "1/QĐ", "paper_on": THEN})
    given |= {"line": line, "act": act}
    _row("budgets.BudgetEntry", given)
    settlement = _row("budgets.Settlement", given)
    _row("budgets.SettledLine", given | {"settlement": settlement})
    return {
        "budget_line_id": line.pk,
        "budget_act_id": act.pk,
        "payment_id": _row("budgets.Payment", given | {"paper_on": THEN}).pk,
        "settlement_id": settlement.pk,
    }


def _of_monitoring(unit: Any, household: Household) -> dict[str, Any]:
    """A commune's own draft with a section and a figure, what it was asked for, and an inspection of it with a finding."""
    version = Version.objects.filter(unit=unit).latest("pk")
    given = {"unit": unit, "household": household, "kind": "six_month", "year": 2022, "state": "draft"}
    given |= {"version": version, "code": "I", "position": 1, "part": 1, "order": 1, "provisional": False}
    report = _row("monitoring.WrittenReport", given)
    given |= {"report": report}
    _row("monitoring.WrittenSection", given)
    flow = {"version": None, "form": 0, "link": "", "code": "new_poor"}
    figure = _row("monitoring.WrittenFigure", given | flow)
    _row("monitoring.WrittenPart", given | {"part": None})
    _row("monitoring.WrittenMove", given | {"to_state": "draft"})
    asked = _row(
        "monitoring.AskedUnit", given | {"report": None, "answered_on": None, "answer": "", "answered_by": ""}
    )
    inspection = _row("monitoring.Inspection", given)
    given |= {"inspection": inspection, "village": household.village, "state": "open"}
    _row("monitoring.InspectedUnit", given)
    _row("monitoring.InspectedHousehold", given)
    finding = _row("monitoring.Finding", given)
    _row("monitoring.FindingMove", given | {"finding": finding, "from_state": "open", "to_state": "mended"})
    draft = _row("monitoring.ConclusionDraft", given)
    paper = Paper.objects.everywhere().filter(unit=unit).latest("pk")
    given |= {"draft": draft, "paper": paper, "annex": paper, "written_by": "a", "issued_by": "b"}
    _row("monitoring.IssuedConclusion", given)
    _row("monitoring.SentConclusion", given)
    return {
        "written_id": report.pk,
        "written_figure_id": figure.pk,
        "asked_id": asked.pk,
        "inspection_id": inspection.pk,
        "finding_id": finding.pk,
    }


def _of_support(unit: Any, household: Household) -> dict[str, Any]:
    """What a household receives, as bare rows: who reaches them is asked, not how they come about."""
    given = {
        "unit": unit,
        "household": household,
        "village": household.village,
        "beneficiary": household.pk,
        "policy": "DIEN-1",
        "policies": "DIEN-1",
        "agency": "labour_department",
        "amount_per": "month",
        "rhythm": "quarter",
        "period": "2022-Q3",
        "method": "cash",
        "added": 1,
    }
    proposal = _row("support.EnrolmentProposal", given)
    enrolment = _row("support.Enrolment", given | {"proposal": proposal})
    given |= {"enrolment": enrolment, "run": _row("support.PayRun", given)}
    _row("support.PayDecisionAsk", given)
    line = _row("support.PayLine", given)
    return {
        "proposal_id": proposal.pk,
        "enrolment_id": enrolment.pk,
        "ask_id": _row("support.EnrolmentAsk", given).pk,
        "run_id": given["run"].pk,
        "line_id": line.pk,
        "correction_id": _row("support.PayCorrection", given | {"line": line}).pk,
        "delivery_id": _row("support.Delivery", given).pk,
        **_of_cards(unit, household),
        **_of_houses_and_loans(unit, household),
        **_of_a_plan(unit, household),
    }


def _of_houses_and_loans(unit: Any, household: Household) -> dict[str, Any]:
    """A house on a list with money and a photo; a loan that answers a line of a list 03/TD."""
    given = {
        "unit": unit,
        "household": household,
        "village": household.village,
        "beneficiary": household.pk,
        "policy": "NO-3",
        "labour_days": 1,
        "kind": "received",
        "priority_group": "other",
        "trustee": "women_union",
    }
    programme = _row("support.HousingProgramme", given | {"act": unit.code})
    given |= {"programme": programme}
    listed = _row("support.HousingProposal", given)
    work = _row("support.HousingWork", given | {"proposal": listed, "kind": "new"})
    photo = _row("support.HousingPhoto", given | {"work": work, "content_type": "image/png"})
    kept_at(photo.kept_as).parent.mkdir(parents=True, exist_ok=True)
    seal_bytes(b"picture", kept_at(photo.kept_as), keyring(keys_folder()))
    lent = given | {"policy": "TD-1", "group": _row("support.SavingsGroup", given)}
    lent |= {"list": _row("support.LoanList", lent)}
    lent |= {"request": _row("support.LoanRequest", lent)}
    LoanList.objects.everywhere().filter(pk=lent["list"].pk).update(
        state="confirmed", decided_by="x", decided_at=now()
    )
    _row("support.LoanAnswer", lent | {"verdict": "granted", "amount": 1})
    loan = _row("support.Loan", lent)
    _row("support.LoanStanding", lent | {"loan": loan})
    _row("support.LoanVisit", lent | {"loan": loan})
    _row("support.HousingStep", given | {"work": work})
    _row("support.HousingDeadline", given)
    account = _row("support.EntrustedAccount", {"unit": unit})
    _row("support.CapitalMove", {"unit": unit, "account": account})
    return {
        "programme_id": programme.pk,
        "works_list_id": listed.pk,
        "work_id": work.pk,
        "photo_id": photo.pk,
        "money_id": _row("support.HousingMoney", given | {"work": work}).pk,
        "group_id": lent["group"].pk,
        "loan_list_id": lent["list"].pk,
        "loan_request_id": lent["request"].pk,
        "loan_id": loan.pk,
    }


def _of_cards(unit: Any, household: Household) -> dict[str, Any]:
    """A list for the insurer with one person of the household, who has a card; and who asked for legal aid."""
    person = Membership.objects.everywhere().filter(household=household).order_by("pk").first().person
    given = {"unit": unit, "household": household, "village": household.village, "person": person}
    given |= {"policy": "BHYT-1", "rule": "poor", "month": "2022-10", "groups": "BHYT-1"}
    card_list = _row("support.CardList", given)
    line = _row("support.CardLine", given | {"list": card_list})
    number = sealed("0123456789", keys_folder())
    settlement = _row("support.CardSettlement", given)
    settled = _row("support.SettledCard", given | {"settlement": settlement, "line": line})
    _row("support.SettledSpan", given | {"settled": settled})
    _row("support.InsurerFigure", given | {"settlement": settlement})
    return {
        "card_settlement_id": settlement.pk,
        "settled_card_id": settled.pk,
        "card_list_id": card_list.pk,
        "card_line_id": line.pk,
        "card_id": _row("support.HealthCard", given | {"line": line} | number).pk,
        "case_of_aid_id": _row("support.LegalAidCase", given).pk,
    }


def _of_a_plan(unit: Any, household: Household) -> dict[str, Any]:
    """What a household is owed, needs and is promised, as bare rows."""
    given = {
        "unit": unit,
        "household": household,
        "village": household.village,
        "policy": "DIEN-1",
        "agency": "labour_department",
    }
    plan = _row("support.HouseholdPlan", given)
    helper = {"unit": unit, "kind": "household", "full_name": canary(unit.code), "office_kind": ""}
    return {
        "agency_id": _row("agencies.Agency", given | {"kind": "enterprise"}).pk,
        "fact_id": _row("support.Fact", given | {"code": "land_taken", "value": "1"}).pk,
        "list_id": _row("support.FactList", given | {"code": "land_taken"}).pk,
        "need_id": _row("support.Need", given).pk,
        "gap_id": _row("support.Gap", given).pk,
        "plan_id": plan.pk,
        "member_id": _row("support.BoardMember", given).pk,
        "sponsor_id": _row("support.Sponsor", helper).pk,
        "solution_id": _row(
            "support.PlanSolution", given | {"plan": plan, "code": "housing_loan", "condition": ""}
        ).pk,
        "to": "agreed",
    }


def _conflict(given: dict[str, Any]) -> Any:
    """A survey that was kept beside another, sealed as the program seals it."""
    conflict = _row("surveys.SubmissionConflict", given | {"survey_id": uuid4()})
    code = given["unit"].code
    sent = json.dumps(payload(f"{code}-A", commune=code))
    conflict.payload_sealed = keyring(keys_folder()).seal_id(sent, conflict.pk.hex)
    conflict.save(update_fields=["payload_sealed"])
    return conflict.pk


def _while_open(dossier: Dossier, given: dict[str, Any]) -> dict[str, Any]:
    """What a dossier takes in only until it is approved; the matrix lacks what its lock refuses afterwards."""
    made: dict[str, Any] = {}
    for name, label in (("item_id", "reviews.WorkItem"), ("meeting_id", "reviews.Meeting")):
        with suppress(DatabaseError):
            made[name] = _row(label, given).pk
    return made


def _row(label: str, given: dict[str, Any]) -> models.Model:
    """A row of a model with what is given and the least that its other columns take, its texts with the place's canary."""
    return least_row(label, given, lambda one: f"{given['unit'].code}{one.name}")
