"""Who changed between two years and who came back: on one set of places, within one standard, else refused in words."""

import json

import polars as pl
import pytest
from click.testing import CliRunner
from tests.pages.conftest import COMMUNE, DISTRICT, NEXT_DOOR

from ansinh.analytics import relapse as relapsing
from ansinh.analytics import transitions
from ansinh.analytics.cli_versions import analytics
from ansinh.analytics.relapse import behind, interval, relapse
from ansinh.analytics.transitions import STATES, between, from_opening
from ansinh.analytics.views import transitions as transition_pages
from ansinh.datasets.models import Version
from ansinh.datasets.queries import outcomes_of
from ansinh.kernel.errors import Refused

pytestmark = pytest.mark.django_db

_ROW = {
    "unit_code": "1",
    "village": "Thôn 1",
    "movement": "",
    "persons": 3,
    "minority": 0,
    "head_sex": "f",
    "no_labour_capacity": 0,
}


def year(*homes: tuple[str, str, str]) -> pl.DataFrame:
    """The outcomes of one year: (household, class on the opening list, class recognised)."""
    rows = [{"household_id": home, "opening_class": was, "class": now} | _ROW for home, was, now in homes]
    return pl.DataFrame(rows)


@pytest.fixture
def years(monkeypatch, sealed):
    """``years(frame, frame, …)``: as many versions of one commune, a year apart, with these outcomes."""

    def made(*frames: pl.DataFrame) -> list[Version]:
        unit = sealed[COMMUNE].unit
        found = [
            Version(pk=900 + at, unit=unit, period=str(2022 + at), standard="vn-2022", number=1)
            for at in range(len(frames))
        ]
        by_key = dict(zip((one.pk for one in found), frames, strict=True))
        real = outcomes_of
        for module in (transitions, relapsing):
            monkeypatch.setattr(
                module, "outcomes_of", lambda one: by_key[one.pk] if one.pk in by_key else real(one)
            )
        monkeypatch.setattr(transitions, "communes_of", lambda one: [one])
        return found

    return made


class TestRefusals:
    def test_two_places(self, sealed):
        with pytest.raises(Refused, match="hai địa bàn"):
            between(sealed[COMMUNE], sealed[NEXT_DOOR])

    def test_two_standards(self, years):
        first, second = years(year(), year())
        second.standard = "vn-2027"

        with pytest.raises(Refused, match="hai chuẩn"):
            between(first, second)

    def test_the_later_first(self, years):
        first, second = years(year(), year())

        with pytest.raises(Refused, match="phải trước"):
            between(second, first)

    def test_communes_that_changed(self, years, sealed, monkeypatch):
        first, second = years(year(), year())
        gone = Version(unit=sealed[NEXT_DOOR].unit)
        monkeypatch.setattr(transitions, "communes_of", lambda one: [one, gone] if one is first else [one])

        with pytest.raises(Refused, match=gone.unit.name):
            between(first, second)

    def test_a_single_year_shows_no_relapse(self, sealed):
        with pytest.raises(Refused, match="ít nhất hai kỳ"):
            relapse([sealed[COMMUNE]])

    def test_the_page_says_why(self, signed_in, sealed):
        client = signed_in("province_officer", DISTRICT)
        page = client.get(f"/measures/{sealed[COMMUNE].pk}/transitions?from={sealed[NEXT_DOOR].pk}")

        assert page.status_code == 200
        assert "hai địa bàn" in page.content.decode()


def test_every_household_goes_from_one_state_to_one(years):
    first, second = years(
        year(("a", "", "poor"), ("b", "", "near_poor"), ("c", "", "not_poor"), ("d", "poor", "")),
        year(("a", "poor", "average"), ("b", "near_poor", "poor"), ("e", "", "undetermined")),
    )

    found = between(first, second)

    told = {
        home: (before, after)
        for home, before, after in found.rows.select("household_id", "before", "after").rows()
    }
    assert told == {
        "a": ("poor", "other"),
        "b": ("near_poor", "poor"),
        "c": ("other", "absent"),
        "e": ("absent", "undetermined"),
    }
    assert sum(found.count(before, after) for before in STATES for after in STATES) == 4


def test_the_list_a_review_began_with_is_an_earlier_year(sealed):
    version = sealed[DISTRICT]
    found = from_opening(version)
    outcomes = outcomes_of(version)

    opened = outcomes.filter(pl.col("opening_class") == "poor").height
    assert found.of("poor").height == opened > 0
    assert found.of("", "poor").height == version.counts["poor"]


class TestRelapse:
    def test_who_left_is_followed_to_the_year_of_return(self, years):
        versions = years(
            year(
                ("a", "poor", "not_poor"),
                ("b", "near_poor", "average"),
                ("c", "poor", "not_poor"),
                ("d", "poor", "poor"),
            ),
            year(("a", "", "poor"), ("d", "poor", "average")),
            year(("b", "", "near_poor"), ("a", "poor", "poor")),
        )

        found = relapse(versions)

        back = {
            (home, left): came
            for home, left, came in found.rows.select("household_id", "left", "back").rows()
        }
        assert back == {("a", "2022"): "2023", ("b", "2022"): "2024", ("c", "2022"): "", ("d", "2023"): ""}
        assert [(one.code, one.exposed, one.back) for one in found.by_age] == [("1", 4, 1), ("2", 2, 1)]
        assert [(one.code, one.exposed, one.back) for one in found.by_trait["before"]] == [
            ("near_poor", 1, 1),
            ("poor", 3, 1),
        ]

        for at, one in enumerate(found.by_age, start=1):
            assert behind(found, back=False, age=at)["counted"].sum() == one.exposed
            assert behind(found, back=True, age=at)["counted"].sum() == one.back
        for name, risks in found.by_trait.items():
            for one in risks:
                assert behind(found, back=False, trait=name, group=one.code)["counted"].sum() == one.exposed
                assert behind(found, back=True, trait=name, group=one.code)["counted"].sum() == one.back

    def test_few_households_are_uncertain(self):
        """Wilson's interval as published (E. B. Wilson, JASA 22, 1927; the usual worked case of 81 in 263: 0.2553 to 0.3662)."""
        low, high = interval(81, 263)

        assert (round(low, 4), round(high, 4)) == (0.2553, 0.3662)
        assert interval(0, 0) == (0.0, 1.0)
        assert interval(1, 2)[1] - interval(1, 2)[0] > interval(100, 200)[1] - interval(100, 200)[0]


class TestPages:
    def test_who_came_back_is_shown_by_years_and_by_what_they_were(
        self, commune_officer, years, sealed, monkeypatch
    ):
        found = relapse(
            years(year(("a", "poor", "not_poor"), ("b", "poor", "average")), year(("a", "", "poor")))
        )
        monkeypatch.setattr(transition_pages, "relapse", lambda versions: found)
        page = commune_officer.get(f"/measures/{sealed[COMMUNE].pk}/transitions").content.decode()

        assert "50,00 %" in page
        assert "left=back&amp;age=1" in page
        assert "left=1&amp;trait=before&amp;group=poor" in page

    def test_a_cell_opens_to_its_households(self, commune_officer, sealed):
        version = sealed[COMMUNE]
        counted = from_opening(version).count("poor", "poor")
        page = commune_officer.get(f"/measures/{version.pk}/transitions").content.decode()
        book = commune_officer.get(
            f"/measures/{version.pk}/transitions/households?was=poor&now=poor&export=csv"
        )

        assert f"/measures/{version.pk}/transitions/households?was=poor&amp;now=poor" in page
        assert len(b"".join(book).decode("utf-8-sig").strip().splitlines()) == counted + 1

    def test_a_cell_that_there_is_not(self, commune_officer, sealed):
        answer = commune_officer.get(f"/measures/{sealed[COMMUNE].pk}/transitions/households?was=rich")

        assert answer.status_code == 404

    def test_who_came_back_is_not_asked_of_a_single_year(self, commune_officer, sealed):
        path = f"/measures/{sealed[COMMUNE].pk}/transitions/households?left=back"

        assert commune_officer.get(path).status_code == 409
        assert commune_officer.get(path + "&trait=name").status_code == 404

    def test_the_command_prints_the_same_matrix(self, sealed):
        words = ["transitions", "--area", DISTRICT, "--round", "2022", "--format", "json"]
        told = json.loads(CliRunner().invoke(analytics, words, obj={"as": None}).stdout)

        assert told["matrix"]["poor"]["other"] == from_opening(sealed[DISTRICT]).count("poor", "other")
