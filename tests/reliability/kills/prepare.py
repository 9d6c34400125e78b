"""Run in a process of its own on a classified round: everything that the killed operations are done to. Prints it as JSON."""

import json
from datetime import date
from pathlib import Path

import django

COMMUNE, NEXT_DOOR, DISTRICT = "11473", "11494", "311"
# Where people are paid every month, and who releases it there.
PAYING, PAY_MAKER, PAY_CHAIR, PAID_PEOPLE = "11503", "commune_officer-11503", "commune_chair-11503", 1_500
# Where a list of cards is to be made, and where cards that were given are to be settled: in another district than what is sealed.
LISTED, CARDED, INSURED_HOMES = "11296", "11299", 60
# The round that is imported into, and the one that is sealed for a whole place.
IMPORTED, SEALED, DECIDED = "2023", "2024", "2023"


def told(command, *words: object) -> None:
    """Run a command of the program in this process; it must end well."""
    from click.testing import CliRunner

    result = CliRunner().invoke(command, [str(word) for word in words], obj={"as": None})
    assert result.exit_code == 0, (result.output, result.exception)


def decided(folder: Path) -> dict:
    """A commune's dossier under the law, gone through to the chair's decision."""
    from tests.journeys.year import begin_year, through
    from tests.reviews.conftest import home, listed, people

    from ansinh.exchange.cli import import_

    refs = [f"Q{number}" for number in range(40)]
    known = {"list_year": 2019, "standard": "vn-2016", "class": "not_poor", "decision_no": ""}
    poor = {"list_year": int(DECIDED)}
    rows = [listed(ref, area_code=NEXT_DOOR, **(known if n % 2 else poor)) for n, ref in enumerate(refs)]
    told(import_, "lists", table(folder / "lists.csv", rows), "--accept")
    year = begin_year(period=DECIDED, code=NEXT_DOOR)
    year.work_list(*refs[1::2])
    homes = [home(ref, n % 3 != 0, commune=NEXT_DOOR) for n, ref in enumerate(refs)]
    files = (
        "--households",
        table(folder / "homes.csv", homes),
        "--members",
        table(folder / "people.csv", [row for ref in refs for row in people(ref)]),
    )
    told(import_, "survey", *files, "--round", DECIDED, "--accept")
    through(year, "opined")
    return {"round": year.campaign.pk, "dossier": year.again().pk}


def table(path: Path, rows: list[dict]) -> Path:
    import csv

    names = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        writer.writerows(rows)
    return path


def imported(folder: Path) -> dict:
    """A survey that was uploaded and checked and waits to be accepted."""
    from tests.reliability.restore.system import survey_files

    from ansinh.access.actions import give_role
    from ansinh.accounts.actor import SYSTEM, actor_of
    from ansinh.accounts.models import User
    from ansinh.exchange.actions import check, upload
    from ansinh.exchange.kinds import KINDS
    from ansinh.places.queries import unit_at
    from ansinh.reviews.cli import review
    from ansinh.work.models import Batch, Job

    told(review, "open", "--place", COMMUNE, "--round", IMPORTED)
    officer = User.objects.get(username="officer0")
    # Files name their communes by the day of the round; the role is at the commune of any day.
    give_role(
        user=officer,
        role="commune_officer",
        unit=unit_at(NEXT_DOOR, date(2022, 12, 14)),
        valid_from=date(2022, 1, 1),
        by=SYSTEM,
    )
    homes, members = survey_files(folder / "import", 800, [COMMUNE])
    upload(
        kind=KINDS["survey"],
        files={"households": ("h.csv", homes), "members": ("m.csv", members)},
        options={"round": IMPORTED, "area": ""},
        area=None,
        by=actor_of(officer),
    )
    batch = Batch.objects.get(state="uploaded")
    check(batch=batch, by=actor_of(officer))
    Job.objects.filter(state=Job.State.WAITING).update(state=Job.State.DONE)
    batch.refresh_from_db()
    assert (batch.state, batch.errors) == ("checked", 0), (batch.state, batch.reason)
    return {"batch": batch.pk, "officer": officer.pk}


def sealed(folder: Path) -> dict:
    """A round of a district with surveys in two of its communes, classified everywhere."""
    from tests.reliability.restore.system import survey_files

    from ansinh.exchange.cli import import_
    from ansinh.reviews.cli import review

    told(review, "open", "--place", DISTRICT, "--round", SEALED)
    homes, members = survey_files(folder / "district", 300, [COMMUNE, NEXT_DOOR])
    files = ("--households", homes, "--members", members)
    told(import_, "survey", *files, "--round", SEALED, "--accept")
    told(review, "run", "--round", SEALED, "--area", DISTRICT)
    return {}


def paid() -> dict:
    """A commune with people on a policy: the run of March is signed and waits to be released, that of April is to be made, and the
    decision on that of May, which is released, was written and is to be printed."""
    from tests.support.delivery.world import enrol, officers, settle

    from ansinh.accounts.models import User
    from ansinh.kernel.dates import now
    from ansinh.places.queries import unit_at
    from ansinh.support.delivery.paying import prepare_run, release_run, sign_run
    from ansinh.support.delivery.periods import period_called
    from ansinh.support.models import PayDecisionAsk

    unit, who = unit_at(PAYING, date(2022, 12, 14)), officers(PAYING)
    homes, people = settle(PAID_PEOPLE, unit)
    enrol(who, unit, homes, people, since=date(2025, 3, 1))
    run = prepare_run(unit=unit, policies=("TG-1",), period=period_called("2025-03"), by=who.maker)
    sign_run(run=run, by=who.maker)
    may = period_called("2025-05")
    paid_out = prepare_run(unit=unit, policies=("TG-1",), period=may, arrears=False, by=who.maker)
    sign_run(run=paid_out, by=who.maker)
    release_run(run=paid_out, total=paid_out.amount, by=who.chair)
    asked = PayDecisionAsk.objects.create(
        run=paid_out, grounds="Căn cứ thử", proposer="Công chức thử", at=now(), by=who.maker.label
    )
    maker = User.objects.get(username=PAY_MAKER)
    return {"unit": unit.pk, "run": run.pk, "amount": run.amount, "maker": maker.pk, "asked": asked.pk}


def insured(folder: Path) -> dict:
    """Two communes with poor households on their lists: in the one no list of cards was made yet, in the other cards were given."""
    from tests.reviews.conftest import home, listed, people
    from tests.support.delivery.world import officers
    from tests.support.insurance.test_cards import issued, lines
    from tests.support.insurance.test_cards import told as answers

    from ansinh.exchange.cli import import_
    from ansinh.exchange.health_cards import accept_cards, check_cards
    from ansinh.places.queries import unit_at
    from ansinh.support.insurance.making import approve_list, prepare_list

    found = {}
    for code, day in ((LISTED, "03"), (CARDED, "17")):
        refs = [f"Q{code}-{number}" for number in range(INSURED_HOMES)]
        rows = [listed(ref, area_code=code) for ref in refs]
        told(import_, "lists", table(folder / f"lists-{code}.csv", rows), "--accept")
        homes = table(folder / f"homes-{code}.csv", [home(ref, commune=code) for ref in refs])
        # Nobody of the one place is taken for somebody of the other, who would be found listed twice by a job of the night.
        named = [
            row | {"full_name": f"{row['full_name']} {ref}", "birth_date": f"{1940 + at}-05-{day}"}
            for at, ref in enumerate(refs)
            for row in people(ref)
        ]
        members = table(folder / f"people-{code}.csv", named)
        files = ("--households", homes, "--members", members, "--round", "2022")
        told(import_, "survey", *files, "--accept")
        found[code] = unit_at(code, date(2022, 12, 14)), officers(code)
    unit, who = found[CARDED]
    made = prepare_list(unit=unit, month="2022-12", by=who.maker)
    approve_list(card_list=made, people=made.added, by=who.chair)
    given = [issued(one, number, valid_until="2023-12-31") for number, one in enumerate(lines(made), 1)]
    accept_cards(checked=check_cards(answers(folder / "cards.csv", given)), by=who.maker)
    return {code: unit.pk for code, (unit, _who) in found.items()}


def main() -> dict:
    from ansinh.accounts.actor import CONSOLE
    from ansinh.accounts.enums import TokenKind
    from ansinh.accounts.models import User
    from ansinh.accounts.tokens import make_token
    from ansinh.config.environment import data_folder
    from ansinh.households.models import Household

    folder = data_folder().parent / "given"
    folder.mkdir(exist_ok=True)
    world = {"decision": decided(folder), "import": imported(folder), "pay": paid(), **sealed(folder)}
    world["insured"] = insured(folder)
    surveyor = User.objects.get(username="officer1")
    world["token"] = make_token(
        user=surveyor, name="Máy tính bảng", days=30, kind=TokenKind.CAPTURE, by=CONSOLE
    )
    # The round of the district moved every other household next door, where only one of the officers works.
    here = Household.objects.everywhere().filter(unit__code=COMMUNE).order_by("source_ref")
    world["at_home"] = [str(pk) for pk in here.values_list("pk", flat=True)[:20]]
    world["chair"] = User.objects.get(username="tinh").pk
    return world


if __name__ == "__main__":
    django.setup()
    print(json.dumps(main()))
