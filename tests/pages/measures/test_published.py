"""Printed figures on their page: as they were printed, ours beside them with the cell they come from, and what contradicts what."""

import json
import re

import pytest
from click.testing import CliRunner
from tests.pages.conftest import COMMUNE, DISTRICT

from ansinh.accounts.actor import SYSTEM
from ansinh.reports.cli_published import published
from ansinh.reports.kept_forms import kept_form
from ansinh.reports.published.beside import communes_on, figures_of
from ansinh.reports.published.figures import seed_figures
from ansinh.reports.published.rules import check
from ansinh.reports.publishing import load_seed_figures

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def seeds(country):
    """The figures of the five plans."""
    load_seed_figures(by=SYSTEM)


def told(*words: str) -> tuple[int, object]:
    """The exit code and what the command prints for a program."""
    result = CliRunner().invoke(published, [*words, "--format", "json"], obj={"as": None})
    return result.exit_code, json.loads(result.stdout)


def test_who_prints_no_forms_is_refused(signed_in, sealed):
    assert signed_in().get("/published").status_code == 403


def test_an_unknown_filter_or_file_is_refused(commune_officer, sealed):
    for asked in ("paper=XX", "state=maybe", "export=pdf"):
        assert commune_officer.get(f"/published?{asked}").status_code == 422


def test_ours_stands_beside_and_leads_to_its_cell(signed_in, sealed):
    version = sealed[DISTRICT]
    poor = kept_form(version, 1).rows[-1].cells[2].value
    page = signed_in("province_officer", DISTRICT).get("/published?paper=TN23").content.decode()

    assert "1.118" in page
    assert re.search(rf'href="/forms/{version.pk}/1/cell/311/[^"]+/3"[^>]*>{poor}<', page)


def test_a_place_out_of_scope_shows_only_what_was_printed(commune_officer, sealed):
    page = commune_officer.get("/published?paper=TN23").content.decode()

    assert "1.118" in page
    assert f"/forms/{sealed[DISTRICT].pk}/" not in page


def test_findings_stand_with_their_numbers(commune_officer, sealed):
    page = commune_officer.get("/published").content.decode()

    for text in ("phần dư +1.928", "ít nhất 76", "257 xã", "36,86 không phải", "2.14%"):
        assert text in page


def test_it_is_searched_without_accents_and_exported(commune_officer, sealed):
    book = commune_officer.get("/published?q=thoat+ngheo&export=csv")
    lines = b"".join(book).decode("utf-8-sig").strip().splitlines()

    assert [("5.078" in line, "6.554" in line) for line in lines[1:]] == [(True, False), (False, True)]


def test_the_page_asks_alike_for_one_figure_and_for_all(
    commune_officer, sealed, django_assert_max_num_queries
):
    with django_assert_max_num_queries(60) as everything:
        commune_officer.get("/published")
    with django_assert_max_num_queries(60) as one:
        commune_officer.get("/published?q=thoat+ngheo")

    assert len(everything) == len(one)


def test_the_command_finds_the_same_and_ends_with_1(sealed):
    code, answer = told("check")

    assert code == 1
    assert answer["figures"] == len(seed_figures())
    assert [one["rule"] for one in answer["findings"]] == [
        one.rule for one in check(seed_figures(), communes_on(seed_figures()))
    ]


def test_a_file_of_figures_is_checked(sealed, tmp_path):
    path = tmp_path / "f.csv"
    head = "paper,line,unit_code,on,list_year,standard,statistic,printed\n"
    rows = [
        f"X,1,30,2019-12-14,2020,vn-2016,{name},{text}\n" for name, text in (("band:0-1", 234), ("poor", 5))
    ]
    path.write_text(head + "".join(rows), encoding="utf-8")

    code, answer = told("check", str(path))

    assert (code, [one["rule"] for one in answer["findings"]]) == (1, ["bands_and_places"])


def test_what_we_publish_ourselves_meets_the_rules(sealed):
    """Forms of a sealed version: no contradiction among them, and each figure is the cell it says."""
    version = sealed[DISTRICT]
    figures = figures_of(version)
    _code, answer = told("own", "--area", DISTRICT, "--round", "2022")

    assert len(figures) > 30
    assert [one for one in answer["findings"] if one["level"] == "error"] == []
    [poor] = [one for one in figures if one.statistic == "poor"]
    assert poor.value == version.counts["poor"]


def test_a_commune_has_no_communes_to_count(sealed):
    assert communes_on(figures_of(sealed[COMMUNE])) == {}
