"""Dashboards: who sees which, that they say what the forms say, that numbers open, and how often they ask."""

import re
from datetime import date
from decimal import Decimal
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape
from tests.pages.conftest import COMMUNE, DISTRICT, NEXT_DOOR

from ansinh.access.scope import EVERYWHERE, Scope
from ansinh.analytics.disclosure import FEWEST
from ansinh.datasets.queries import outcomes_of
from ansinh.places.models import Unit
from ansinh.places.queries import unit_at
from ansinh.portal.dashboards import figures
from ansinh.portal.dashboards.country import country_of, measures_of
from ansinh.portal.dashboards.figures import Sheet, deprivations, movements
from ansinh.portal.dashboards.opened import BASE, counted, number_of
from ansinh.portal.dashboards.whole import charts_of_country
from ansinh.portal.dashboards.years import years_of
from ansinh.standards.adopted import standard_in_use

pytestmark = pytest.mark.django_db
PUBLIC = "/public/figures"


def address(version, rest: str = "") -> str:
    return f"/dashboards/{version.pk}{rest}"


def queries(client, path: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


def page(path: str = PUBLIC) -> str:
    answer = Client(headers={"accept-language": "vi"}).get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_before_anything_is_sealed_the_page_says_so(country):
    assert "Chưa tỉnh nào có kết quả được phê duyệt." in page()


class TestWho:
    @pytest.mark.parametrize("rest", ["", "/years", "/compare", "/compare?with=1"])
    def test_a_version_out_of_scope_is_not_there(self, commune_officer, sealed, rest):
        assert commune_officer.get(address(sealed[NEXT_DOOR], rest)).status_code == 404

    def test_nor_is_it_beside_ones_own(self, commune_officer, sealed):
        own, other = sealed[COMMUNE], sealed[NEXT_DOOR]
        assert commune_officer.get(address(own, f"/compare?with={other.pk}")).status_code == 404
        assert commune_officer.get(address(own, "/compare?with=nobody")).status_code == 404

    def test_the_country_is_for_who_works_for_all_of_it(self, commune_officer, signed_in, whole):
        assert commune_officer.get("/dashboards/country").status_code == 404
        assert commune_officer.get("/dashboards/country/number").status_code == 404
        assert signed_in("ministry").get("/dashboards/country").status_code == 200

    def test_who_sees_no_households_is_led_to_the_forms_only(self, signed_in, sealed):
        version = sealed[DISTRICT]
        officer = signed_in("province_officer", DISTRICT).get(address(version)).content.decode()
        planner = signed_in("ministry").get(address(version)).content.decode()
        cell = f"/forms/{version.pk}/1/cell/"
        assert (cell in officer, cell in planner, f"/forms/{version.pk}/1" in planner) == (True, False, True)
        assert ('id="gaps"' in officer, 'id="gaps"' in planner) == (True, False)

    @pytest.mark.parametrize("edges", ["x", "2; 1", "1; 1", "1;2;3;4;5", "1e", "NaN"])
    def test_edges_that_cannot_be_are_said(self, district_officer, sealed, edges):
        assert district_officer.get(address(sealed[DISTRICT]), {"edges": edges}).status_code == 422


class TestFigures:
    @pytest.mark.parametrize("code", [DISTRICT, COMMUNE])
    def test_a_plain_count_of_the_sealed_rows_says_the_same(self, sealed, code):
        version = sealed[code]
        rows = list(outcomes_of(version).iter_rows(named=True))
        sheet = Sheet(version, opens=True)

        poor = sum(row["class"] == "poor" for row in rows)
        assert sheet.rates[figures.POOR].amount == poor > 0
        chart = movements(sheet, figures.POOR_MOVES)
        amounts = [row.values[0].amount for row in chart.rows]
        assert amounts[0] == sum(row["opening_class"] == "poor" for row in rows)
        assert amounts[0] - sum(amounts[1:4]) + sum(amounts[4:8]) == amounts[8] == poor
        names = {one.name.vi: one.code for one in standard_in_use(version.standard).indicators}
        for row in deprivations(sheet).rows:
            counted = [
                sum(one["class"] == class_ and one[names[row.words]] == 1 for one in rows)
                for class_ in ("poor", "near_poor")
            ]
            assert [value.amount for value in row.values] == counted

    def test_every_number_opens_to_what_it_counts(self, district_officer, sealed):
        version = sealed[DISTRICT]
        text = district_officer.get(address(version)).content.decode()
        cells = sorted(set(re.findall(rf"/forms/{version.pk}/\d+/cell/[\w.]+/\w+/\d+", text)))
        assert {cell.split("/")[3] for cell in cells} == {"1", "2", "3", "4", "6", "10"}
        for cell in cells[:: len(cells) // 6]:
            assert district_officer.get(cell).status_code == 200

    def test_the_country_adds_up_its_provinces_and_its_map_has_the_archipelagos(self, signed_in, whole):
        found = country_of(whole.period, whole.standard)
        assert found.count("poor") == whole.counts["poor"] > 0
        assert (len(found.sealed), len(found.provinces)) == (1, 63)
        assert measures_of(found)["total", "poor"] == whole.counts["poor"]
        flows = charts_of_country(found)[0][1]
        amounts = [row.values[0].amount for row in flows.rows]
        assert amounts[0] == sum(amounts[1:5])
        assert sum(amounts[i] for i in (1, 5, 6, 7, 8)) == amounts[-1] == whole.counts["poor"]
        text = signed_in("ministry").get("/dashboards/country").content.decode()
        assert ("Quần đảo Hoàng Sa</text>" in text, "Quần đảo Trường Sa</text>" in text) == (True, True)
        assert text.count("không có dữ liệu") > 60

    def test_every_number_of_the_country_opens_to_rows_that_add_up_to_it_and_to_cells(self, signed_in, whole):
        found = country_of(whole.period, whole.standard)
        client = signed_in("ministry")
        text = client.get("/dashboards/country").content.decode()
        numbers = {unescape(one) for one in re.findall(r'href="(/dashboards/country/number[^"]+)"', text)}
        asked = [dict(parse_qsl(urlsplit(one).query)) for one in numbers]
        assert len(asked) > 40
        sheet = Sheet(whole, opens=True)
        for one in asked:
            rows = counted(found, one["measure"], one.get("class", ""), cells=True)
            cell = [row.href for row in rows if row.href]
            assert sum(row.amount or 0 for row in rows) == (
                number_of(found, one["measure"], one.get("class", "")) or 0
            )
            if one["measure"].startswith("movement:stay_"):
                assert re.fullmatch(rf"/forms/{whole.pk}/[23]", cell[0]), "no column counts who stays"
                continue
            number, column = int(cell[0].split("/")[3]), int(cell[0].split("/")[-1])
            figure = sheet.figure(number, column)
            if one["measure"] != BASE:
                assert (figure.href, figure.amount) == (cell[0], sum(row.amount or 0 for row in rows)), one
        shown = client.get(next(one for one in sorted(numbers) if "total" in one and "=poor" in one))
        assert f'<td class="num">{whole.counts["poor"]}</td>' in shown.content.decode()
        assert client.get("/dashboards/country/number?measure=cause:none&class=poor").status_code == 404

    def test_two_places_stand_beside_each_other_with_their_difference(self, district_officer, sealed):
        own, other = sealed[COMMUNE], sealed[NEXT_DOOR]
        text = district_officer.get(address(own, f"/compare?with={other.pk}")).content.decode()
        off = own.counts["poor"] - other.counts["poor"]
        sign = "+" if off > 0 else "−" if off < 0 else ""
        assert f'<td class="num">{sign}{abs(off)}</td>' in text
        assert "điểm %" in text


class TestYears:
    def test_a_year_on_its_own_units_is_what_was_sealed(self, sealed):
        version = sealed[DISTRICT]
        (row,) = years_of(version, EVERYWHERE)
        assert (row.poor.whole, row.near_poor.whole) == (version.counts["poor"], version.counts["near_poor"])
        assert (row.poor.shared, row.poor.open, row.same_units) == (0, 0, True)
        assert row.communes == row.expected == 37

    def test_a_year_opens_to_the_communes_it_is_the_sum_of(self, district_officer, sealed):
        version = sealed[DISTRICT]
        (row,) = years_of(version, EVERYWHERE)
        shown = district_officer.get(address(version, "/years")).content.decode()
        rest = f"/years/communes?period={row.period}&standard={row.standard}"
        assert escape(address(version, rest)) in shown
        text = district_officer.get(address(version, rest)).content.decode()
        for code in (COMMUNE, NEXT_DOOR):
            one = sealed[code]
            assert f'<a class="link" href="{address(one)}">{one.counts["poor"]}</a>' in text
        assert sum(part.counted("poor") for part in row.parts) == version.counts["poor"]
        assert district_officer.get(address(version, "/years/communes?period=1999")).status_code == 404

    def test_one_sees_the_communes_of_ones_scope_only(self, sealed):
        scope = Scope(frozenset({sealed[COMMUNE].unit_id}))
        (row,) = years_of(sealed[DISTRICT], scope)
        assert row.poor.whole == sealed[COMMUNE].counts["poor"]
        assert row.communes == 1

    def test_restated_counts_add_up_over_the_units_of_today_and_say_what_is_not_known(self, sealed):
        now = date(2026, 11, 1)
        version = sealed[COMMUNE]
        version.as_of = now
        found = Amounts()
        for unit in Unit.objects.on(now).filter(level="commune", parent__code="31"):
            version.unit = unit
            for row in years_of(version, EVERYWHERE):
                found.add(row)
        version.refresh_from_db()
        total = sealed[COMMUNE].counts["poor"] + sealed[NEXT_DOOR].counts["poor"]
        assert found.sure + found.shared + (total if found.open else 0) >= total
        assert found.sure + found.shared <= total

    def test_a_whole_province_keeps_every_household_over_the_merger(self, sealed):
        version = sealed[DISTRICT]
        total = version.counts["poor"]
        version.unit, version.as_of = unit_at("31", date(2026, 11, 1)), date(2026, 11, 1)
        (row,) = years_of(version, EVERYWHERE)
        version.refresh_from_db()
        assert (row.poor.whole, row.poor.sure, row.same_units) == (total, total, False)


class Amounts:
    def __init__(self) -> None:
        self.sure = self.shared = Decimal(0)
        self.open = False

    def add(self, row) -> None:
        self.sure += Decimal(row.poor.sure.numerator) / row.poor.sure.denominator
        self.shared += Decimal(row.poor.shared.numerator) / row.poor.shared.denominator
        self.open = self.open or bool(row.poor.open)


class TestPages:
    def test_pages_ask_as_often_for_a_district_as_for_a_commune(self, district_officer, sealed):
        counts = []
        for code in (DISTRICT, COMMUNE):
            district_officer.get(address(sealed[code]))
            counts.append(queries(district_officer, address(sealed[code])))
        # The map of a district reads the units below it and their boundaries.
        assert abs(counts[0] - counts[1]) <= 8
        # On PostgreSQL the walls are told who asks.
        assert max(counts) <= (52 if connection.vendor == "sqlite" else 58)

    def test_years_ask_once_a_day_of_review(self, district_officer, sealed):
        assert queries(district_officer, address(sealed[DISTRICT], "/years")) <= 34

    @pytest.mark.parametrize("english", [False, True])
    def test_every_page_in_both_languages(self, signed_in, sealed, whole, english):
        client = signed_in("ministry", english=english)
        version = sealed[DISTRICT]
        for path in (
            "/dashboards",
            "/dashboards/country?edges=1; 2,5",
            address(version, "?show=near_poor&edges=1; 2,5"),
            address(sealed[COMMUNE]),
            address(version, "/years"),
            address(version, "/compare"),
            address(version, f"/compare?with={whole.pk}"),
        ):
            text = client.get(path).content.decode()
            assert ("<h1" in text, ' style="' in text, "<script>" in text) == (True, False, False), path
            if english:
                assert "Hộ nghèo" not in text, path


class TestPublic:
    """What everybody may see: small counts hidden, nothing opens, and it may be kept for all."""

    @pytest.fixture(autouse=True)
    def _sealed(self, whole):
        self.whole = whole

    def test_a_district_alone_tells_the_public_nothing_and_a_province_does(self):
        text = page()
        assert f"{PUBLIC}/31?period=2022" in text
        assert ("Quần đảo Hoàng Sa</text>" in text, "Quần đảo Trường Sa</text>" in text) == (True, True)

    def test_small_counts_of_communes_are_nowhere_on_the_page(self, sealed):
        text = page(f"{PUBLIC}/31")
        rows = dict(re.findall(r'<th scope="row">([^<]+)</th>(.*?)</tr>', text, re.S))
        small = {
            one.unit.name for one in (sealed[COMMUNE], sealed[NEXT_DOOR]) if one.counts["near_poor"] < FEWEST
        }
        assert small
        for name in small:
            assert "số nhỏ" in rows[name]
            assert rows[name].count('class="num"') == 5
        assert 'href="/forms' not in text
        assert "/households" not in text

    def test_what_the_country_hides_of_a_province_its_own_page_hides(self):
        self.whole.counts["near_poor"] = 4
        whole = type(self.whole)(
            **{f.attname: getattr(self.whole, f.attname) for f in self.whole._meta.fields}
        )
        whole.pk, whole.number, whole.reason = None, 2, "sửa"
        whole.save(force_insert=True)
        for link in self.whole.parts.all():
            type(link).objects.create(whole=whole, part=link.part)
        for path in (PUBLIC, f"{PUBLIC}/31"):
            total = page(path).split("<tfoot>")[1]
            assert "số nhỏ" in total

    def test_it_may_be_kept_for_all_and_holds_no_token(self, commune_officer):
        answer = Client().get(PUBLIC)
        assert answer.headers["Cache-Control"] == "public, max-age=600"
        assert "csrfmiddlewaretoken" not in answer.content.decode()
        assert not answer.cookies
        again = Client().get(PUBLIC, headers={"if-none-match": answer.headers["ETag"]})
        assert again.status_code == 304
        assert "no-store" in commune_officer.get(PUBLIC).headers["Cache-Control"]

    def test_its_language_stands_in_its_address(self):
        text = page(f"{PUBLIC}?language=en")
        assert ('<html lang="en"' in text, "Public figures" in text) == (True, True)

    @pytest.mark.parametrize("path", ["/99", "/01", "/31?period=1999", "?period=x", "/31?standard=none"])
    def test_what_is_not_there_is_not_found(self, path):
        assert Client().get(PUBLIC + path).status_code == 404

    def test_it_asks_alike_however_many_communes_there_are(self, django_assert_max_num_queries):
        with django_assert_max_num_queries(20):
            page()
        with django_assert_max_num_queries(26):
            page(f"{PUBLIC}/31")

    def test_the_page_to_sign_in_leads_here(self):
        assert f'href="{PUBLIC}"' in page("/sign-in")
