"""A decided list holds until the next decision takes its place: no household leaves because a year ended."""

from datetime import date

import pytest
from django.test import Client
from tests.journeys.year import begin_year, through
from tests.pages.conftest import assure, officer
from tests.reviews.conftest import COMMUNE, NEXT_DOOR, home, listed

from ansinh.households.models import Household
from ansinh.places.queries import lineage, unit_at
from ansinh.reviews.decisions import lists as standing
from ansinh.reviews.decisions.bases import bases_of
from ansinh.reviews.decisions.lists import list_on, years_held
from ansinh.reviews.procedure.surveying import return_by_province

pytestmark = pytest.mark.django_db


def on(year, day: date) -> set[str]:
    refs = dict(Household.objects.everywhere().values_list("pk", "source_ref"))
    found = list_on([year.dossier.unit_id], day)
    return {ref for key, ref in refs.items() if key.hex in set(found["household"])}


def test_with_no_decision_for_the_year_the_list_before_holds(opined):
    """Nobody who was decided to be poor stops being so on 31 December."""
    opined.decide()
    assert on(opined, date(2023, 12, 31)) == on(opined, date(2024, 6, 1)) == {"stays", "comes"}
    found = list_on([opined.dossier.unit_id], date(2024, 6, 1))
    assert set(found["list_year"]) == {2023}
    (basis,) = bases_of(found, date(2024, 6, 1))
    assert (basis.decision_no, basis.held_over, basis.returned) == ("45/QĐ-UBND", True, False)


def test_only_looking_at_the_days_year_would_lose_them(opined, monkeypatch):
    """The control: without the years that hold, the list is empty when its year ends."""
    opined.decide()
    monkeypatch.setattr(
        standing, "years_held", lambda units, day: dict.fromkeys(units, day.year), raising=True
    )
    assert on(opined, date(2024, 6, 1)) == set()


def test_the_next_list_takes_its_place_whole(opined, lists):
    """Who is not on the next list of the commune is on none, also where a file says nothing of them."""
    opined.decide()
    lists(listed("comes", list_year=2024, decision_no="5/QĐ"))
    assert on(opined, date(2023, 12, 31)) == {"stays", "comes"}
    assert on(opined, date(2024, 1, 1)) == {"comes"}
    assert on(opined, date(2025, 1, 1)) == {"comes"}


def test_a_list_of_next_door_replaces_none_here(opined, lists):
    opined.decide()
    lists(listed("else", list_year=2024, area_code=NEXT_DOOR))
    assert on(opined, date(2024, 1, 1)) == {"stays", "comes"}


def test_a_row_within_the_year_is_no_list_of_the_year(opined, lists):
    """One household that came in May does not end the list of everybody else."""
    opined.decide()
    lists(listed("later", list_year=2024, effective_from="2024-05-01"))
    assert on(opined, date(2024, 4, 30)) == {"stays", "comes"}
    assert on(opined, date(2024, 5, 1)) == {"stays", "comes", "later"}


def test_a_row_that_says_when_it_ends_ends_then(opined, lists):
    lists(listed("ends", list_year=2023, effective_until="2023-12-31"))
    assert "ends" in on(opined, date(2023, 12, 31))
    assert "ends" not in on(opined, date(2024, 1, 1))


def test_a_commune_made_of_others_takes_their_lists_place_when_it_has_its_own(country, db, lists):
    """The code 11749 was one commune until the merger of July 2025 and is another since: the list of 2025 is of the first."""
    lists(*(listed(ref, area_code="11749", list_year=2025) for ref in ("goes", "stays")))
    now = unit_at("11749", date(2025, 12, 14))
    units = sorted(lineage(now, date(2026, 6, 1)))
    assert list_on(units, date(2026, 6, 1)).height == 2
    lists(listed("stays", area_code="11749", list_year=2026))
    assert list_on(units, date(2025, 12, 31)).height == 2
    found = list_on(units, date(2026, 6, 1))
    assert found["unit_id"].to_list() == [now.pk]
    assert years_held(units, date(2026, 6, 1))[now.pk] == 2026


def test_what_was_decided_holds_while_the_dossier_is_made_again(opined):
    """The province gave it back: the list does not fall away, and the pages say that it is made again."""
    decision = opined.decide()
    return_by_province(dossier=opined.again(), reason="Thiếu chữ ký", by=opined.province)
    day = date(2023, 6, 1)
    assert on(opined, day) == {"stays", "comes"}
    (basis,) = bases_of(list_on([opined.dossier.unit_id], day), day)
    assert basis.returned
    client = Client(headers={"accept-language": "vi"})
    client.force_login(officer("xem", "commune_officer", COMMUNE))
    assure(client)
    said = client.get("/lists/of-day?day=01/06/2023").content.decode()
    assert "đang làm lại hồ sơ, còn giữ" in said
    assert "Hồ sơ đã quay lại rà soát" in client.get(f"/decisions/{decision.pk}").content.decode()


def test_the_page_says_from_which_decision_and_how_old_it_is(opined):
    opined.decide()
    client = Client(headers={"accept-language": "vi"})
    client.force_login(officer("xem", "commune_officer", COMMUNE))
    assure(client)
    said = client.get("/lists/of-day?day=01/06/2024").content.decode()
    assert "1 xã chưa có quyết định danh sách năm 2024" in said
    assert "danh sách năm trước, còn giữ" in said
    assert "chưa đối chiếu văn bản" in said or "Chưa đọc được văn bản" in said
    at_once = client.get("/lists/of-day?day=01/06/2023").content.decode()
    assert "chưa có quyết định danh sách" not in at_once


def test_the_next_year_starts_from_what_holds(opined, survey):
    """The commune decides again a year later: its list is the new one, and who left is on none."""
    opined.decide()
    second = begin_year(period="2023")
    second.work_list()
    survey(home("stays", False), home("comes"), period="2023")
    through(second, "opined")
    second.decide(number="46/QĐ-UBND")
    assert on(second, date(2023, 12, 31)) == {"stays", "comes"}
    assert on(second, date(2024, 1, 1)) == {"comes"}
