"""Measures of a sealed version on pages and the command: each number is the households it opens to."""

import json
import re
from dataclasses import replace
from fractions import Fraction

import pytest
from click.testing import CliRunner
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.pages.conftest import COMMUNE, DISTRICT, NEXT_DOOR

from ansinh.analytics import versions as measuring
from ansinh.analytics.alkire_foster import weights_of
from ansinh.analytics.cli_versions import analytics
from ansinh.analytics.disclosure import FEWEST, hidden_groups
from ansinh.analytics.questions import GROUPS, cutoff_of_law, question
from ansinh.analytics.versions import Group, households_behind, measured
from ansinh.datasets.queries import outcomes_of
from ansinh.kernel.errors import UnusableInput
from ansinh.standards.adopted import standard_in_use

pytestmark = pytest.mark.django_db
# The surveys of the tests leave much unknown: dropping it leaves nobody.
LOWEST = {"missing": "not-deprived"}


def address(version, rest: str = "", **asked: str) -> str:
    query = "&".join(f"{key}={value}" for key, value in asked.items())
    return f"/measures/{version.pk}{rest}?{query}"


class TestRefusals:
    def test_a_version_out_of_scope_is_not_there(self, signed_in, sealed):
        client = signed_in("commune_officer", COMMUNE)

        for rest in ("", "/households", "/transitions", "/transitions/households"):
            assert client.get(address(sealed[NEXT_DOOR], rest)).status_code == 404

    @pytest.mark.parametrize(
        ("asked", "status"),
        [
            ({"k": "20"}, 422),
            ({"k": "-1"}, 422),
            ({"by": "name"}, 422),
            ({"w-water": "-1"}, 422),
            ({"k": "0,5", "missing": "deprived"}, 200),
            ({"missing": "drop"}, 422),
        ],
    )
    def test_what_cannot_be_measured_is_said_beside_the_form(self, commune_officer, sealed, asked, status):
        assert commune_officer.get(address(sealed[COMMUNE], **asked)).status_code == status

    @pytest.mark.parametrize(
        "asked", [{"which": "names"}, {"which": "censored"}, {"which": "censored", "indicator": "x"}]
    )
    def test_a_number_that_there_is_not_opens_to_nothing(self, commune_officer, sealed, asked):
        assert commune_officer.get(address(sealed[COMMUNE], "/households", **asked)).status_code == 422

    @pytest.mark.parametrize(
        "given", [{"by": "name"}, {"count": "dogs"}, {"missing": "refuse"}, {"weights": "1,2"}]
    )
    def test_a_question_is_one_of_those_there_are(self, sealed, given):
        with pytest.raises(UnusableInput):
            question(sealed[COMMUNE], given)


class TestNumbers:
    def test_the_law_has_its_own_cutoff(self, sealed):
        assert cutoff_of_law(sealed[COMMUNE]) == "3/12"

    @pytest.mark.parametrize("code", [DISTRICT, COMMUNE])
    @pytest.mark.parametrize("count", ["households", "persons"])
    @pytest.mark.parametrize("missing", ["not-deprived", "deprived"])
    def test_each_number_is_what_it_opens_to(self, sealed, code, count, missing):
        version = sealed[code]
        asked = question(
            version, {"count": count, "missing": missing, "k": "2/12", "weights": "2,1,1,3,1,1,1,1,1,1,1,2"}
        )
        whole = measured(version, asked).whole

        poor = households_behind(version, asked, "poor")
        assert poor["counted"].sum() == whole.poor > 0
        assert households_behind(version, asked, "all")["counted"].sum() == whole.population
        depth = (poor["counted"] * poor["score"]).sum() / 100
        assert depth / whole.population == pytest.approx(whole.adjusted)
        for at, indicator in enumerate(asked.indicators):
            raw = households_behind(version, asked, "uncensored", indicator)["counted"].sum()
            censored = households_behind(version, asked, "censored", indicator)["counted"].sum()
            assert raw / whole.population == pytest.approx(whole.uncensored[at])
            assert censored / whole.population == pytest.approx(whole.censored[at])

    @pytest.mark.parametrize("by", list(GROUPS))
    @pytest.mark.parametrize("code", [DISTRICT, COMMUNE])
    def test_groups_close_and_open(self, sealed, code, by):
        version = sealed[code]
        asked = question(version, {"by": by, **LOWEST})
        answer = measured(version, asked)

        assert sum(one.measures.population for one in answer.groups) == answer.whole.population
        assert sum(one.measures.poor for one in answer.groups) == answer.whole.poor
        for group in answer.groups:
            opened = households_behind(version, asked, "all", group=group.code)
            assert opened["counted"].sum() == group.measures.population

    def test_a_plain_count_of_the_rows_says_the_same(self, sealed):
        """The slow twin on real outcomes: a row at a time."""
        version = sealed[DISTRICT]
        codes = standard_in_use("vn-2022").codes
        rows = [row for row in outcomes_of(version).iter_rows(named=True) if row["class"]]
        poor = [row for row in rows if sum(row[code] or 0 for code in codes) >= 3]

        answer = measured(version, question(version, LOWEST))

        assert (answer.households, answer.dropped) == (len(rows), 0)
        assert (answer.whole.population, answer.whole.poor) == (len(rows), len(poor))

    def test_who_is_not_known_of_is_left_out_and_counted(self, sealed):
        version, two = sealed[DISTRICT], ("water", "nutrition")
        asked = replace(
            question(version, {}), indicators=two, weights=weights_of(["1", "1"], 2), cutoff=Fraction(1, 2)
        )
        rows = [row for row in outcomes_of(version).iter_rows(named=True) if row["class"]]
        known = [row for row in rows if all(row[code] is not None for code in two)]

        answer = measured(version, asked)

        assert 0 < len(known) < len(rows)
        assert (answer.whole.population, answer.dropped) == (len(known), len(rows) - len(known))
        assert answer.whole.poor == sum(any(row[code] for code in two) for row in known)
        assert households_behind(version, asked, "poor").height == answer.whole.poor

    def test_a_version_is_read_once_whatever_is_asked(self, sealed, monkeypatch):
        version = sealed[DISTRICT]
        measured(version, question(version, LOWEST))
        before = measuring._patterns.cache_info().misses

        measured(version, question(version, {"k": "1/2", "by": "class", "count": "persons", **LOWEST}))

        assert measuring._patterns.cache_info().misses == before


class TestPages:
    def test_the_list_leads_to_the_measures(self, commune_officer, sealed):
        answer = commune_officer.get("/measures")

        assert answer.status_code == 200
        assert f'href="/measures/{sealed[COMMUNE].pk}"' in answer.content.decode()

    def test_numbers_lead_to_households_with_the_same_question(self, commune_officer, sealed):
        version = sealed[COMMUNE]
        page = commune_officer.get(
            address(version, k="2/12", by="class", count="persons", **LOWEST)
        ).content.decode()

        assert f"/measures/{version.pk}/households?which=poor&amp;k=2%2F12&amp;count=persons" in page

    def test_the_depth_and_the_contribution_of_a_group_open_to_its_poor(self, commune_officer, sealed):
        version = sealed[COMMUNE]
        page = commune_officer.get(address(version, k="2/12", by="class", **LOWEST)).content.decode()
        leads = re.findall(r'href="([^"]+which=poor[^"]*group=poor[^"]*sort=-score[^"]*)">', page)

        # A, M0 and the contribution; H and the count open unsorted.
        assert len(leads) == 3
        assert commune_officer.get(leads[2].replace("&amp;", "&")).status_code == 200

    def test_where_nobody_is_known_of_all_the_lowest_is_shown(self, commune_officer, sealed):
        page = commune_officer.get(address(sealed[COMMUNE]))

        assert page.status_code == 200
        assert '<option value="not-deprived" selected' in page.content.decode()

    def test_who_sees_no_households_gets_no_links_to_them(self, signed_in, sealed):
        version = sealed[DISTRICT]
        client = signed_in("province_officer", DISTRICT)
        with_links = client.get(address(version, **LOWEST)).content.decode()
        public = client.get(address(version, public="1", **LOWEST)).content.decode()
        planner = signed_in("ministry").get(address(version, **LOWEST)).content.decode()

        assert "/households?which=poor" in with_links
        assert "/households?which=poor" not in public
        assert "/households?which=poor" not in planner

    def test_households_are_listed_searched_and_exported(self, commune_officer, sealed):
        version = sealed[COMMUNE]
        asked = question(version, {"k": "2/12", **LOWEST})
        counted = households_behind(version, asked, "poor").height
        listing = commune_officer.get(address(version, "/households", which="poor", k="2/12", **LOWEST))
        book = commune_officer.get(
            address(version, "/households", which="poor", k="2/12", export="csv", **LOWEST)
        )

        assert listing.status_code == 200
        assert "Nguyễn Văn Thử H" in listing.content.decode()
        assert book.status_code == 200
        assert len(b"".join(book).decode("utf-8-sig").strip().splitlines()) == counted + 1

    def test_a_page_asks_the_database_alike_for_one_commune_and_for_many(
        self, signed_in, sealed, django_assert_num_queries
    ):
        client = signed_in("province_officer", DISTRICT)
        for code in (DISTRICT, COMMUNE):
            client.get(address(sealed[code], by="place", **LOWEST))
        with django_assert_num_queries(_queries(client, address(sealed[COMMUNE], by="class", **LOWEST))):
            client.get(address(sealed[COMMUNE], by="no_labour_capacity", **LOWEST))

    @pytest.mark.parametrize("rest", ["", "/transitions"])
    def test_it_speaks_english(self, signed_in, sealed, rest):
        client = signed_in("commune_officer", COMMUNE, english=True)

        assert client.get(address(sealed[COMMUNE], rest, **LOWEST)).status_code == 200


def _queries(client, path: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        client.get(path)
    return len(asked)


class TestSmallCounts:
    def _group(self, code: str, population: int, poor: int) -> Group:
        nothing = (0.0,) * 2
        numbers = (population, population, poor, poor / population, 0.5, 0.1)
        return Group(code, code, measuring.Measures(*numbers, nothing, nothing, nothing))

    def test_a_group_of_few_is_hidden_and_another_with_it(self):
        groups = [self._group("a", 500, 100), self._group("b", 400, FEWEST - 1), self._group("c", 300, 50)]

        assert hidden_groups(groups) == {"b", "c"}

    def test_without_the_second_the_total_would_tell_the_first(self):
        """The control: the total less what is shown is the hidden number."""
        groups = [self._group("a", 500, 100), self._group("b", 400, FEWEST - 1), self._group("c", 300, 50)]
        total = sum(one.measures.poor for one in groups)

        assert total - sum(one.measures.poor for one in groups if one.code != "b") == FEWEST - 1

    def test_nobody_poor_and_everybody_poor_are_no_secret(self):
        assert hidden_groups([self._group("a", 500, 0), self._group("b", 400, 400)]) == frozenset()

    def test_the_public_command_tells_nothing_of_a_hidden_group(self, sealed):
        words = [
            "alkire-foster",
            "--area",
            COMMUNE,
            "--round",
            "2022",
            "--by",
            "class",
            "--missing",
            "deprived",
            "--format",
            "json",
        ]
        plain, public = told(*words), told(*words, "--public")

        assert any(0 < group["poor"] < FEWEST for group in plain["groups"].values())
        hidden = [group for group in public["groups"].values() if group.get("hidden")]
        assert hidden
        assert {
            value for group in hidden for key, value in group.items() if key not in ("words", "hidden")
        } == {None}


def told(*words: str) -> dict:
    """What the command prints; what it refuses is raised."""
    result = CliRunner().invoke(analytics, words, obj={"as": None}, catch_exceptions=False)
    return json.loads(result.stdout)


def test_the_command_measures_as_the_page_does(sealed):
    words = [
        "alkire-foster",
        "--area",
        DISTRICT,
        "--round",
        "2022",
        "--k",
        "2/12",
        "--missing",
        "not-deprived",
        "--format",
        "json",
    ]
    answer = told(*words)
    version = sealed[DISTRICT]
    whole = measured(version, question(version, {"k": "2/12", **LOWEST})).whole

    assert (answer["H"], answer["A"], answer["M0"]) == (whole.headcount, whole.intensity, whole.adjusted)
    assert answer["digest"] == version.digest
