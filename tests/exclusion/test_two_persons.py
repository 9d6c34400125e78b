"""T13: nothing takes many households off a list without two persons, whatever the way."""

import re
from pathlib import Path

import pytest
from tests.pages.conftest import COMMUNE
from tests.pages.imports.staging import accept, bring_in, take_back
from tests.reviews.conftest import listed

from ansinh import reviews
from ansinh.accounts.actor import CONSOLE
from ansinh.audit.models import Event
from ansinh.exchange import actions
from ansinh.exchange.list_tables.checking import check_lists
from ansinh.kernel.errors import Refused
from ansinh.kernel.keys import keys_folder
from ansinh.kernel.language import speaking
from ansinh.places.queries import unit_at
from ansinh.reviews.decisions import delisting
from ansinh.reviews.decisions.lists import list_on
from ansinh.reviews.decisions.parameters import parameter
from ansinh.reviews.list_entries import record_lists

pytestmark = pytest.mark.django_db
MANY = parameter("delisting_count").value
SOURCES = Path(reviews.__file__).parents[1]


@pytest.fixture
def officer(signed_in):
    return signed_in("commune_officer", COMMUNE)


@pytest.fixture
def another(signed_in):
    return signed_in("province_officer", "311")


@pytest.fixture
def a_list(lists):
    """Many households and one more on the list of 2022."""
    lists(*(listed(f"H{number}") for number in range(MANY + 1)))


def on_list() -> int:
    unit = unit_at(COMMUNE, delisting.date(2022, 12, 31))
    return list_on([unit.pk], delisting.date(2022, 12, 31)).height


def departures(count: int, kind: str = "poor_out") -> list[dict]:
    return [listed(f"H{number}", kind_of_entry=kind, decision_no="9/QĐ") for number in range(count)]


WAYS = {
    "by saying they left": departures,
    "by another class": lambda count: [listed(f"H{n}", **{"class": "not_poor"}) for n in range(count)],
    "by an end": lambda count: [
        listed(f"H{n}", kind_of_entry="again", effective_until="2022-06-30") for n in range(count)
    ],
}


@pytest.mark.parametrize("way", WAYS)
def test_a_file_that_takes_many_off_a_list_is_not_written_by_who_brought_it(
    officer, another, a_list, write, way: str
):
    batch = bring_in(officer, "lists", {"rows": write("di.csv", WAYS[way](MANY))})
    with speaking("vi"):
        batch = accept(officer, batch)
    assert (batch.state, batch.job.state, on_list()) == ("checked", "failed", MANY + 1)
    assert f"{MANY} hộ sẽ ra khỏi danh sách" in batch.job.error
    batch = accept(another, batch)
    assert (batch.state, on_list()) == ("accepted", 1)


def test_a_few_are_written_by_one(officer, a_list, write):
    batch = accept(officer, bring_in(officer, "lists", {"rows": write("di.csv", departures(MANY - 1))}))
    assert (batch.state, on_list()) == ("accepted", 2)


def test_the_command_line_is_one_person(a_list, write, bring):
    file = write("di.csv", departures(MANY))
    with pytest.raises(Refused) as refused:
        record_lists(checked=check_lists(file), keys=keys_folder(), by=CONSOLE)
    assert refused.value.code == "second_person_needed"


def test_a_list_is_taken_back_by_two_persons(officer, another, write):
    rows = [listed(f"H{number}") for number in range(MANY)]
    batch = accept(officer, bring_in(officer, "lists", {"rows": write("ds.csv", rows)}))
    batch = take_back(another, batch)
    assert (batch.state, batch.back_asked_by, on_list()) == ("accepted", "province_officer-311", MANY)
    event = Event.objects.get(name="work.batch_take_back_asked")
    assert event.facts["leaving"] == MANY
    with speaking("vi"):
        again = another.post(f"/imports/{batch.pk}/take-back", {"reason": "Nhầm"})
        seen = officer.get(f"/imports/{batch.pk}").content.decode()
    assert (again.status_code, on_list()) == (422, MANY)
    assert "phải qua hai người" in again.content.decode()
    assert "Chờ người thứ hai để rút lại" in seen
    batch = take_back(officer, batch, reason="Đúng là nhầm")
    assert (batch.state, batch.ended_by, on_list()) == ("taken_back", f"commune_officer-{COMMUNE}", 0)
    assert batch.reason == "Nhầm tệp của năm trước; Đúng là nhầm"


def test_a_wish_to_take_back_is_dropped_by_either_and_asked_for_anew(officer, another, write):
    rows = [listed(f"H{number}") for number in range(MANY)]
    batch = accept(officer, bring_in(officer, "lists", {"rows": write("ds.csv", rows)}))
    nothing = officer.post(f"/imports/{batch.pk}/keep")
    take_back(another, batch)
    dropped = officer.post(f"/imports/{batch.pk}/keep")
    batch.refresh_from_db()
    assert (nothing.status_code, dropped.status_code, batch.back_user_id, batch.reason) == (
        409,
        303,
        None,
        "",
    )
    assert Event.objects.get(name="work.batch_take_back_dropped").facts["asked_by"] == "province_officer-311"
    # Whoever asks now is the first of two again.
    assert (take_back(officer, batch).state, on_list()) == ("accepted", MANY)


def test_a_job_that_was_asked_for_past_the_page_is_refused_as_well(officer, write):
    rows = [listed(f"H{number}") for number in range(MANY)]
    batch = accept(officer, bring_in(officer, "lists", {"rows": write("ds.csv", rows)}))
    with pytest.raises(Refused) as refused:
        actions.take_back(batch=batch, by=CONSOLE)
    assert (refused.value.code, on_list()) == ("second_person_needed", MANY)


def test_without_the_guard_one_person_can(officer, a_list, write, monkeypatch):
    """The control."""
    monkeypatch.setattr(delisting, "needs_two_persons", lambda count: False)
    batch = accept(officer, bring_in(officer, "lists", {"rows": write("di.csv", departures(MANY))}))
    assert (batch.state, on_list()) == ("accepted", 1)


# Whatever writes to the history of lists, and why it takes nobody off it alone.
WRITERS = {
    "reviews/list_entries.py": "check_two_persons",
    "exchange/taking_back.py": "leaving_lists",
    # The chair, who made nothing of it, and a second confirmation (tests/reviews/decisions).
    "reviews/decisions/deciding.py": "check_may_decide",
    # The province, which made nothing of it (tests/reviews/decisions).
    "reviews/approving.py": "check_did_not_make",
    # Puts households on a list that is not there yet and takes nobody off one.
    "exchange/review_export/accepting.py": "list_class",
}


def test_nothing_else_writes_to_the_history_of_lists():
    writes = re.compile(
        r"(insert_frame|add_traced|change_traced|update_frame)\(\s*ListEntry|take_back_rows\(batch"
    )
    direct = re.compile(r"ListEntry\.objects[^\n]*\.(update|delete|create|bulk_\w+)\(")
    found = {}
    for path in SOURCES.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert not direct.search(text), path
        if writes.search(text):
            found[str(path.relative_to(SOURCES))] = text
    assert sorted(found) == sorted(WRITERS)
    assert [name for name, guard in WRITERS.items() if guard not in found[name]] == []
