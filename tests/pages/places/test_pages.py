"""Places on pages: refusals first, then what a day shows, acts from their form to the units, figures restated."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.pages.conftest import COMMUNE, DISTRICT, NEXT_DOOR

from ansinh.accounts.actor import SYSTEM
from ansinh.places.actions import record_populations, register_villages
from ansinh.places.models import Act, Population, Unit
from ansinh.places.populations import PopulationRow
from ansinh.places.queries import unit_at
from ansinh.portal.places.maps.making import map_of
from ansinh.portal.places.maps.points import ISLANDS

pytestmark = pytest.mark.django_db
THEN = date(2022, 12, 14)
PAGES = (
    "/places", "/places/tree", "/places/map", "/places/acts", "/places/restate", "/places/unknown",
    "/places/unknown/dates", "/places/unknown/areas", f"/places/{COMMUNE}", f"/places/{DISTRICT}", "/places/31",
    f"/places/{COMMUNE}?on=14/12/2022", "/places/31?on=01/01/2020", "/places/31/below?on=01/01/2020",
)  # fmt: skip


@pytest.fixture
def keeper(signed_in):
    return signed_in("administrator")


def act_form(**more: str) -> dict[str, str]:
    base = {
        "title": "Đổi tên một xã", "number": "1/NQ", "effect": "01/12/2026", "do": "check", "c-TOTAL_FORMS": "1",
        "c-INITIAL_FORMS": "0", "c-0-kind": "rename", "c-0-old": COMMUNE, "c-0-new": COMMUNE,
        "c-0-name": "Phường Bạch Đằng Mới", "c-0-type": "phường", "c-0-area_type": "urban",
    }  # fmt: skip
    return base | more


def test_an_officer_enters_no_act(commune_officer) -> None:
    for path in ("/places/acts/new", "/places/acts/upload"):
        assert commune_officer.get(path).status_code == 403
    assert commune_officer.post("/places/acts/enter", {"text": "[act]"}).status_code == 403
    assert commune_officer.get(f"/places/{COMMUNE}/villages").status_code == 403


def test_a_population_of_another_commune_is_refused(commune_officer) -> None:
    given = {"date": "14/12/2022", "source": "Chi cục", "households": "5"}
    assert commune_officer.post(f"/places/{NEXT_DOOR}/populations", given).status_code == 403
    assert not Population.objects.exists()


def test_who_is_not_signed_in_signs_in_first(client, country) -> None:
    for path in PAGES:
        assert client.get(path).status_code == 302


def test_a_code_that_never_was_is_not_found(commune_officer) -> None:
    assert commune_officer.get("/places/99999").status_code == 404
    assert commune_officer.get(f"/places/{DISTRICT}?on=01/08/2025").status_code == 404
    assert commune_officer.get("/places?on=hôm qua").status_code == 422


@pytest.mark.parametrize("english", [False, True])
def test_every_page_in_both_languages(signed_in, english: bool) -> None:
    client = signed_in("commune_officer", COMMUNE, english=english)
    for path in PAGES:
        assert client.get(path).status_code == 200, path


def test_the_list_is_of_its_day_and_is_searched_without_accents(commune_officer) -> None:
    sent = commune_officer.post("/places?on=14/12/2022", {"q": "minh duc, thuy nguyen", "on": "14/12/2022"})
    assert sent.status_code == 303
    assert "minh" not in sent.url.lower()
    text = commune_officer.get(sent.url).content.decode()
    assert "Thị trấn Minh Đức" in text
    assert "Phường Minh Đức" not in text


def test_the_list_asks_as_often_for_one_row_as_for_a_page(commune_officer) -> None:
    counts = []
    for path in (
        "/places?level=province&province=31",
        "/places?level=commune&on=14/12/2022",
        "/places?sort=code",
    ):
        commune_officer.get(path)
        with CaptureQueriesContext(connection) as captured:
            assert commune_officer.get(path).status_code == 200
        counts.append(len([one for one in captured if "places_unit" in one["sql"]]))
    # The choices of the filter of provinces are read once more where that filter is on.
    assert max(counts) - min(counts) <= 1


def test_a_place_asks_as_often_with_many_below(commune_officer, country) -> None:
    commune = unit_at(COMMUNE, THEN)
    counts = []
    for count in (1, 40):
        register_villages(commune=commune, names=[f"Thôn {n}" for n in range(count)], by=SYSTEM)
        with CaptureQueriesContext(connection) as captured:
            assert commune_officer.get(f"/places/{COMMUNE}?on=14/12/2022").status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_a_district_that_ended_says_so_and_where_its_people_are(commune_officer) -> None:
    text = commune_officer.get(f"/places/{DISTRICT}").content.decode()
    assert "đã kết thúc" in text
    assert "Phường Bạch Đằng" in text


def test_any_map_of_the_country_shows_the_archipelagos(commune_officer, country) -> None:
    for day in ("01/01/2020", "22/11/2026"):
        text = commune_officer.get(f"/places/map?on={day}").content.decode()
        assert "Quần đảo Hoàng Sa</text>" in text
        assert "Quần đảo Trường Sa</text>" in text


def test_islands_stand_where_they_are_and_not_at_the_seat_of_their_province(country) -> None:
    district = unit_at("498", THEN)
    picture = map_of([district, unit_at("48", THEN)], THEN, {})
    island, seat = picture.points
    assert island.x > seat.x + 100
    assert ISLANDS["Hoàng Sa"][2][1] == district.code


def test_circles_grow_with_the_people_and_labels_do_not_cover_each_other(country) -> None:
    today = date(2026, 11, 22)
    units = list(Unit.objects.on(today).filter(level="commune", parent__code="31"))
    picture = map_of(units, today, {units[0].code: 90_000, units[1].code: 100})
    assert picture is not None
    assert picture.without == 0
    assert max(point.radius for point in picture.points) == 14.0
    labels = [point for point in picture.points if point.label]
    spots = [(round(point.x), round(point.y), point.left) for point in labels]
    assert len(set(spots)) == len(labels) > 10


def test_a_unit_without_a_position_is_shown_where_its_code_went_on(country) -> None:
    units = list(Unit.objects.on(THEN).filter(level="commune", parent__code=DISTRICT))
    picture = map_of(units, THEN, {})
    assert picture is not None
    assert picture.borrowed > 0
    assert len(picture.points) + picture.without == len(units)


def test_an_act_is_shown_before_it_is_written_and_once_written_stays_the_same(keeper) -> None:
    before = Unit.objects.count()
    shown = keeper.post("/places/acts/new", act_form())
    assert shown.status_code == 200
    assert Unit.objects.count() == before
    text = shown.content.decode().split('name="text" value="')[1].split('">')[0]
    text = text.replace("&#34;", '"').replace("&#39;", "'")
    entered = keeper.post("/places/acts/enter", {"text": text})
    act = Act.objects.get(number="1/NQ")
    assert entered.status_code == 303
    assert entered.url == f"/places/acts/{act.pk}"
    assert unit_at(COMMUNE, date(2026, 12, 1)).name == "Phường Bạch Đằng Mới"
    assert unit_at(COMMUNE, date(2026, 11, 30)).name == "Phường Bạch Đằng"
    again = keeper.post("/places/acts/enter", {"text": text})
    assert again.url == entered.url
    assert Act.objects.filter(number="1/NQ").count() == 1
    assert "Phường Bạch Đằng Mới" in keeper.get(entered.url).content.decode()


def test_an_act_that_contradicts_the_units_is_refused_with_reasons(keeper) -> None:
    shown = keeper.post("/places/acts/new", act_form(**{"c-0-old": "99999"}))
    assert shown.status_code == 422
    assert "99999" in shown.content.decode()
    assert "places/acts/enter" not in shown.content.decode()


def test_a_form_with_faults_is_shown_again_with_what_was_typed(keeper) -> None:
    shown = keeper.post("/places/acts/new", act_form(effect="31/02/2026", **{"c-0-old": "12"}))
    assert shown.status_code == 200
    assert "31/02/2026" in shown.content.decode()
    more = keeper.post("/places/acts/new", act_form(do="add"), headers={"HX-Request-Type": "partial"})
    assert 'name="c-1-kind"' in more.content.decode()
    assert "<html" not in more.content.decode()
    assert "Đổi tên một xã" in more.content.decode()


def test_a_file_of_an_act_is_looked_at_the_same_way(keeper) -> None:
    file = SimpleUploadedFile("act.toml", b"[act]\n")
    assert "[[change]]" in keeper.post("/places/acts/upload", {"file": file}).content.decode()
    text = keeper.post("/places/acts/new", act_form()).content.decode().split('<pre class="code">')[1]
    written = text.split("</pre>")[0].replace("&#34;", '"')
    shown = keeper.post("/places/acts/upload", {"file": SimpleUploadedFile("act.toml", written.encode())})
    assert "places/acts/enter" in shown.content.decode()


def test_villages_and_populations_are_recorded_and_shown(keeper, commune_officer) -> None:
    assert keeper.post(f"/places/{COMMUNE}/villages", {"names": "Thôn 1\nThôn 2"}).status_code == 303
    given = {"date": "22/11/2026", "source": "Chi cục Thống kê", "households": "1.200", "persons": "4.000"}
    assert keeper.post(f"/places/{COMMUNE}/populations", given).status_code == 303
    text = keeper.get(f"/places/{COMMUNE}").content.decode()
    assert "Thôn 2" in text
    assert "4.000" in text
    refused = keeper.post(f"/places/{COMMUNE}/populations", given | {"source": "x", "households": ""})
    assert refused.status_code == 303
    nothing = keeper.post(f"/places/{COMMUNE}/populations", {"date": "22/11/2026", "source": "y"})
    assert nothing.status_code == 200


def test_what_a_list_says_of_a_commune_is_recorded_and_shown(keeper, commune_officer) -> None:
    given = {"kind": "very_difficult_area", "holds": "yes", "valid_from": "04/06/2026", "source": "QĐ mẫu"}
    assert commune_officer.post(f"/places/{COMMUNE}/designations", given).status_code == 403
    assert keeper.post(f"/places/{COMMUNE}/designations", given).status_code == 303
    assert "Xã, thôn đặc biệt khó khăn" in commune_officer.get(f"/places/{COMMUNE}").content.decode()
    ends = keeper.post(f"/places/{COMMUNE}/designations", given | {"valid_until": "03/06/2026"})
    assert "Ngày kết thúc trước ngày bắt đầu" in ends.content.decode()
    older = keeper.post(f"/places/{COMMUNE}/designations", given | {"valid_from": "04/06/2019"})
    assert "Xã này có từ" in older.content.decode()
    assert keeper.get(f"/places/{DISTRICT}/designations").status_code in {403, 404, 409}


def test_figures_are_restated_with_their_sum_kept_and_their_parts_told(commune_officer, country) -> None:
    given = {"pasted": f"{COMMUNE}\t100\n{NEXT_DOOR},50", "on_from": "14/12/2022", "on_to": "22/11/2026"}
    shown = commune_officer.post("/places/restate", given | {"level": "commune"})
    text = shown.content.decode()
    assert shown.status_code == 200
    assert "150" in text
    assert "Thị trấn Minh Đức" in text
    out = commune_officer.post("/places/restate", given | {"level": "commune", "export": "csv"})
    assert "attachment" in out["Content-Disposition"]


def test_figures_that_cannot_be_read_are_refused(commune_officer) -> None:
    given = {"pasted": "99999,5", "on_from": "14/12/2022", "on_to": "22/11/2026", "level": "commune"}
    assert "99999" in commune_officer.post("/places/restate", given).content.decode()
    nothing = {"on_to": "22/11/2026", "level": "commune"}
    assert commune_officer.post("/places/restate", nothing).status_code == 200


def test_populations_of_the_units_below_stand_beside_them(commune_officer, country) -> None:
    row = PopulationRow(area_code=COMMUNE, date=THEN, source="Chi cục", households=7440, persons=22506)
    record_populations(rows=[row], by=SYSTEM)
    text = commune_officer.get(f"/places/{DISTRICT}?on=14/12/2022").content.decode()
    assert "22.506" in text
