"""T18: acts of 1 July 2025 entered after five years were reported: every report stays as it was, byte for byte, and people are
where they were, on both sides of the day.

Four communes a year each run, twelve in the long tier.
"""

from collections.abc import Collection
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner
from tests.exchange.conftest import bring, do, write
from tests.reviews.conftest import home, people

from ansinh.access.actions import give_role
from ansinh.access.queries import scope_of
from ansinh.accounts.actions import register_user
from ansinh.accounts.actor import SYSTEM, actor_of
from ansinh.accounts.permissions import Permission
from ansinh.datasets.models import Version
from ansinh.households.models import Household
from ansinh.places import actions, loading
from ansinh.places.actions import enter_act, load_units
from ansinh.places.models import Change, Unit
from ansinh.places.queries import lineage, lineages, unit_at, units_under
from ansinh.reports.cli_forms import forms
from ansinh.reviews.decisions.lists import list_on

__all__ = ["bring", "do", "write"]
pytestmark = pytest.mark.django_db

DISTRICT, PROVINCE = "311", "31"
MERGED = date(2025, 7, 1)
BEFORE = MERGED - timedelta(days=1)
# The reviews that made the lists of 2021 to 2025.
PERIODS = ("2020", "2021", "2022", "2023", "2024")


@pytest.fixture
def old_country(monkeypatch) -> None:
    """The country as it was known before the acts of 1 July 2025: nothing of that day or after it is known."""
    shipped = loading._read

    def early(name: str) -> pl.DataFrame:
        rows = shipped(name)
        if name == "units.csv":
            known = rows.filter(pl.col("valid_from") < str(MERGED))
            open_ = pl.when(pl.col("valid_until") >= str(BEFORE)).then(None).otherwise("valid_until")
            return known.with_columns(open_.alias("valid_until"))
        return rows.filter(pl.col("date" if name == "changes.csv" else "effect") < str(MERGED))

    with monkeypatch.context() as patch:
        patch.setattr(loading, "_read", early)
        patch.setattr(actions, "shipped_acts", lambda: [])
        load_units(by=SYSTEM)


def enter_the_act(folder: Path) -> None:
    """The act of the city's communes and districts, written from what was shipped, as somebody would enter it."""
    units, changes = loading._read("units.csv"), loading._read("changes.csv")
    ended = units.filter(pl.col("valid_until") == str(BEFORE))
    districts = ended.filter((pl.col("level") == "district") & (pl.col("parent_code") == PROVINCE))["code"]
    communes = ended.filter((pl.col("level") == "commune") & pl.col("parent_code").is_in(districts))["code"]
    begun = {
        row["code"]: row
        for row in units.filter(
            (pl.col("valid_from") == str(MERGED)) & (pl.col("level") == "commune")
        ).iter_rows(named=True)
    }
    ours = changes.filter((pl.col("date") == str(MERGED)) & pl.col("old_code").is_in([*communes, *districts]))
    told: set[str] = set()
    parts = [
        '[act]\nnumber = "1669"\ntitle = "Sắp xếp đơn vị hành chính cấp xã năm 2025"\neffect = 2025-07-01\n'
    ]
    for row in ours.sort(pl.col("old_level") == "district").iter_rows(named=True):
        lines = ["[[change]]", f'kind = "{row["kind"]}"', _ref("old", row["old_level"], row["old_code"])]
        if row["new_code"]:
            known = "" if row["new_code"] in told else _told(begun[row["new_code"]])
            told.add(row["new_code"])
            lines.append(_ref("new", row["new_level"], row["new_code"], known))
        if row["kind"] == "split" and row["share"]:
            lines += [f'share = "{row["share"]}"', 'share_basis = "population"']
            lines += ["default = true"] if row["is_default"] == "1" else []
        parts.append("\n".join(lines) + "\n")
    file = folder / "act.toml"
    file.write_text("\n".join(parts), encoding="utf-8")
    enter_act(file=file, by=SYSTEM)


def _ref(side: str, level: str, code: str, more: str = "") -> str:
    return f'{side} = {{ level = "{level}", code = "{code}"{more} }}'


def _told(row: dict[str, str]) -> str:
    names = {
        "name": row["name"],
        "type": row["type"],
        "area_type": row["area_type"],
        "parent": row["parent_code"],
    }
    return "".join(f', {name} = "{value}"' for name, value in names.items() if value)


def communes(period: str, many: int) -> list[str]:
    """Codes of so many communes of the district as they were on the day of the review."""
    day = date(int(period), 12, 14)
    found = sorted(unit.code for unit in units_under(unit_at(DISTRICT, day), day, "commune"))
    return found[:: max(1, len(found) // many)][:many]


def report(period: str, many: int, write, bring, do) -> None:
    """A year of the district: surveyed, classified, approved."""
    homes = [
        home(f"{code}-{number}", number % 3 != 2, commune=code)
        for code in communes(period, many)
        for number in range(6)
    ]
    rows = [row for one in homes for row in people(one["household_id"], 3)]
    files = ("--households", write("h.csv", homes), "--members", write("m.csv", rows))
    code, said = bring("survey", *files, "--round", period, "--accept")
    assert code == 0, said["findings"]
    do("run", "--round", period, "--area", DISTRICT)
    do("approve", "--round", period, "--area", DISTRICT, "--decision-no", f"{period}/QĐ")


def reports(folder: Path, as_pdf: Collection[str]) -> dict[str, bytes]:
    """Every form of every year as it is printed, CSV and XLSX, of the years ``as_pdf`` also PDF, and every sealed file."""
    for period in PERIODS:
        for shape in ("csv", "xlsx", *(["pdf"] if period in as_pdf else [])):
            out = folder / period / shape
            words = [
                "--round",
                period,
                "--area",
                DISTRICT,
                "--form",
                "all",
                "--format",
                shape,
                "--out",
                str(out),
            ]
            done = CliRunner().invoke(forms, words, obj={"as": None}, catch_exceptions=False)
            assert done.exit_code == 0, done.output
    found = {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }
    return found | {f"version {one.pk}": one.digest.encode() for one in Version.objects.all()}


def lists() -> dict[int, list[str]]:
    """Who is on the list of each year, at all communes that ever were in the district or came of it."""
    units = [unit.pk for unit in Unit.objects.filter(level="commune")]
    return {
        int(period) + 1: list_on(units, date(int(period) + 1, 3, 1))["household"].to_list()
        for period in PERIODS
    }


def _stays_as_it_was(many: int, tmp_path: Path, write, bring, do, *, as_pdf: Collection[str]) -> None:
    for period in PERIODS:
        report(period, many, write, bring, do)
    people_before = sorted(Household.objects.everywhere().values_list("pk", "unit_id"))
    printed, listed = reports(tmp_path / "before", as_pdf), lists()
    assert len(printed) > 100
    assert sum(name.endswith(".pdf") for name in printed) == 15 * len(as_pdf)
    assert all(listed.values())
    assert unit_at(DISTRICT, MERGED).level == "district", "nobody has said yet that districts end"

    enter_the_act(tmp_path)

    assert unit_at(DISTRICT, BEFORE).valid_until == BEFORE
    again = reports(tmp_path / "after", as_pdf)
    assert _differing(printed, again) == set()
    assert (lists(), sorted(Household.objects.everywhere().values_list("pk", "unit_id"))) == (
        listed,
        people_before,
    )


def _differing(before: dict[str, bytes], after: dict[str, bytes]) -> set[str]:
    return {name for name in before | after if before.get(name) != after.get(name)}


def test_one_byte_or_one_missing_report_is_told():
    """The control."""
    assert _differing({"a": b"1", "b": b"2"}, {"a": b"1", "b": b"3"}) == {"b"}
    assert _differing({"a": b"1"}, {}) == {"a"}


def test_reports_of_five_years_stay_as_they_were(old_country, tmp_path, write, bring, do):
    # The year whose units the acts end; the other years are drawn from the same forms, in the long tier.
    _stays_as_it_was(4, tmp_path, write, bring, do, as_pdf=PERIODS[-1:])


@pytest.mark.long
def test_reports_of_five_years_of_more_communes_stay_as_they_were(old_country, tmp_path, write, bring, do):
    _stays_as_it_was(12, tmp_path, write, bring, do, as_pdf=PERIODS)


def officer_at(name: str, role: str, unit: Unit, since: date):
    user = register_user(username=name, full_name="Nguyễn Thị Thử", by=SYSTEM)
    give_role(user=user, role=role, unit=unit, valid_from=since, by=SYSTEM)
    return actor_of(user)


def seen(actor) -> set[str]:
    rows = Household.objects.within(scope_of(actor, Permission.SEE_HOUSEHOLDS))
    return set(rows.values_list("source_ref", flat=True))


def test_after_the_merger_each_household_is_in_one_new_place(old_country, tmp_path, write, bring, do):
    report("2024", 8, write, bring, do)
    everybody = set(Household.objects.everywhere().values_list("source_ref", flat=True))
    province = officer_at("province", "province_officer", unit_at(PROVINCE, BEFORE), date(2022, 1, 1))
    old = officer_at(
        "old", "commune_officer", unit_at(communes("2024", 8)[0], date(2024, 12, 14)), date(2022, 1, 1)
    )
    mine = seen(old)
    assert (len(mine), seen(province)) == (6, everybody)

    enter_the_act(tmp_path)

    new = _come_of(_old_units())
    found: list[str] = []
    for number, unit in enumerate(new):
        found += seen(officer_at(f"new{number}", "commune_officer", unit, MERGED))
    assert len(found) == len(set(found)), "nobody is in two places"
    # Whose ground was divided, or went nobody knows where, is to be placed: the province sees them until they are.
    homes = Household.objects.everywhere().select_related("unit")
    assert set(found) == {one.source_ref for one in homes if _goes_whole(one.unit)}
    assert found, "some went whole"
    # Totals by the new places are those of the old ones that went into them.
    assert sum(_counted(unit) for unit in new) == len(found)
    assert seen(province) == everybody


def _old_units() -> set[int]:
    return set(Household.objects.everywhere().values_list("unit_id", flat=True))


def _come_of(old: set[int]) -> list[Unit]:
    """The communes of the day after that have people of the old units."""
    units = list(Unit.objects.on(MERGED).filter(level="commune"))
    reached = lineages(units, MERGED)
    return [unit for unit in units if reached[unit.pk] & old]


def _counted(unit: Unit) -> int:
    return Household.objects.everywhere().filter(unit__in=lineage(unit, MERGED)).count()


def _goes_whole(unit: Unit | None) -> bool:
    """Whether all people of a unit are in one unit of the day, change by change."""
    while unit is not None and unit.valid_until is not None:
        change = Change.objects.filter(old=unit, share=1).select_related("new").first()
        unit = change.new if change else None
    return unit is not None
