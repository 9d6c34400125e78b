"""The registry on the command line."""

import json
from datetime import date

import pytest
from click.testing import CliRunner
from django.db import OperationalError
from tests.households.making import household, person, places_of, unit

from ansinh.access.actions import give_role
from ansinh.accounts.actor import CONSOLE
from ansinh.accounts.models import User
from ansinh.audit.models import Event
from ansinh.households.cli import households
from ansinh.households.models import Household, SuspectedDuplicate
from ansinh.kernel.errors import NotFound, Unavailable
from ansinh.kernel.keys import keyring, keys_folder

pytestmark = pytest.mark.django_db
BORN = date(1980, 3, 4)


def run(*words: str, who: str | None = None) -> str:
    result = CliRunner().invoke(households, words, obj={"as": who}, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def a_pair(place) -> None:
    household(place, person("Hoàng Thị Thuỷ", birth_date=BORN), ref="H1")
    household(place, person("Hoàng Thị Thủy", birth_date=BORN), ref="H2")


@pytest.fixture
def officer(binh_xa):
    user = User.objects.create(username="can-bo", full_name="Cán Bộ Mẫu")
    give_role(user=user, role="province_officer", unit=binh_xa, valid_from=date(2020, 1, 1), by=CONSOLE)
    return "can-bo"


def test_the_list_of_suspicions_holds_no_names_unless_asked(an_xa):
    a_pair(an_xa)
    text = run("duplicates", "--format", "json")
    found = json.loads(text)
    assert ("Hoàng" in text, found["found"], len(found["open"])) == (False, 1, 1)
    assert {found["open"][0]["left_household"], found["open"][0]["right_household"]} == {"H1", "H2"}
    named = json.loads(run("duplicates", "--format", "json", "--names"))
    assert named["found"] == 0
    assert {named["open"][0]["left_name"], named["open"][0]["right_name"]} == {
        "Hoàng Thị Thuỷ",
        "Hoàng Thị Thủy",
    }


def test_suspicions_of_another_commune_are_not_there(an_xa, binh_xa, officer):
    a_pair(an_xa)
    run("duplicates")
    number = SuspectedDuplicate.objects.get().pk
    assert json.loads(run("duplicates", "--format", "json", who=officer)) == {"found": 0, "open": []}
    with pytest.raises(NotFound):
        run("decide", str(number), "--different", "--reason", "khác", who=officer)


def test_a_decision_is_written_with_its_reason(an_xa):
    a_pair(an_xa)
    run("duplicates", "--area", "91001")
    pair = SuspectedDuplicate.objects.get()
    run("decide", str(pair.pk), "--same", "--keep", pair.left_id.hex, "--reason", "một người")
    assert list(SuspectedDuplicate.objects.values_list("decision", "reason")) == [("same", "một người")]
    assert Household.objects.everywhere().filter(dissolved_on__isnull=False).count() == 1


def test_a_household_is_shown_with_masked_citizen_ids(an_xa):
    keys, one = keyring(keys_folder()), person("Lê Văn Mẫu")
    one.citizen_id_sealed = keys.seal_id("031080001234", one.pk.hex)
    one.citizen_id_index = keys.blind_index("031080001234")
    one.save()
    household(an_xa, one, ref="H1")
    for text in (run("show", "H1"), run("show", "H1", "--format", "json")):
        assert ("••••••••1234" in text, "031080001234" in text) == (True, False)


def test_what_the_console_shows_is_in_the_log_first(an_xa, monkeypatch):
    home = household(an_xa, "Lê Văn Mẫu", ref="H1")
    run("show", "H1")
    run("duplicates", "--area", "91001")
    seen = Event.objects.filter(name__in=["access.page_seen", "access.list_seen"]).order_by("pk")
    assert [(one.name, one.subject, one.facts["route"]) for one in seen] == [
        ("access.page_seen", f"household:{home.pk.hex}", "households show"),
        ("access.list_seen", "", "households duplicates"),
    ]

    def full(*_rest, **_more):
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(Event, "save", full)
    with pytest.raises(Unavailable):
        run("show", "H1")


def test_a_household_out_of_scope_is_not_shown(an_xa, officer):
    household(an_xa, "Lê Văn Mẫu", ref="H1")
    with pytest.raises(NotFound):
        run("show", "H1", who=officer)


def test_events_are_written_from_the_command_line(an_xa, binh_xa):
    home = household(an_xa, "Lê Văn Mẫu", "Lê Thị Mẫu", ref="H1")
    run("move", "H1", "--to", "91002", "--village", "Thôn Đông", "--date", "10/05/2022")
    run("death", "H1", "2", "--date", "2022-06-01")
    run("dissolve", "H1", "--date", "2022-07-01", "--reason", "ra nước ngoài")
    assert places_of(home) == [
        ("91001", None, date(2022, 5, 9)),
        ("91002", date(2022, 5, 10), date(2022, 6, 30)),
    ]
    shown = json.loads(run("show", "H1", "--format", "json"))
    assert [(row["event"], row["member"]) for row in shown["events"]] == [
        ("moved", ""),
        ("died", "2"),
        ("dissolved", ""),
    ]


def test_a_household_that_waits_is_placed(province, an_xa):
    home = household(None, "Lê Văn Mẫu", ref="H1", placed_under=province)
    run("place", "H1", "--in", "91001")
    assert places_of(home) == [("91001", None, None)]


def test_a_household_of_an_older_review_is_placed_in_a_commune_of_that_day(province):
    unit("91007", parent=province, valid_until=date(2022, 12, 31))
    home = household(None, "Lê Văn Mẫu", ref="H1", placed_under=province)
    run("place", "H1", "--in", "91007", "--date", "2022-01-01")
    assert places_of(home) == [("91007", date(2022, 1, 1), None)]


def test_a_wrong_date_is_refused(an_xa):
    household(an_xa, "Lê Văn Mẫu", ref="H1")
    result = CliRunner().invoke(households, ["death", "H1", "1", "--date", "31/02/2022"], obj={"as": None})
    assert (result.exit_code, "31/02/2022" in result.output) == (2, True)
