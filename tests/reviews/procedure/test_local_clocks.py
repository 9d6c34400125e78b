"""Time limits that an act of a place sets: what begins later runs by them, what runs already does not."""

from datetime import date, timedelta

import pytest
from tests.reviews.procedure.conftest import person

from ansinh.access.actions import give_role
from ansinh.accounts.actions import register_user
from ansinh.accounts.actor import SYSTEM, actor_of
from ansinh.audit.models import Event
from ansinh.kernel.dates import now, today
from ansinh.kernel.errors import NotFound, Refused, UnusableInput
from ansinh.places.queries import unit_at
from ansinh.reviews.procedure.local_clocks import law_at, set_local_clock
from ansinh.reviews.procedure.models import LocalClock, Posting
from ansinh.reviews.procedure.regime import regime

pytestmark = pytest.mark.django_db
LAW = "qd-24-2021-two-tier"


@pytest.fixture
def province(country):
    return unit_at("31", today())


@pytest.fixture
def officer(province):
    user = register_user(username="tinh.thu", full_name="Lê Thị Thử", by=SYSTEM)
    give_role(user=user, role="province_officer", unit=province, valid_from=today(), by=SYSTEM)
    return actor_of(user)


def told(province, officer, **changes):
    usual = {
        "unit": province,
        "regime_code": LAW,
        "clock": "posting",
        "days": 5,
        "valid_from": today(),
        "act": "QĐ 12/2026/QĐ-UBND, Điều 3",
        "verified": True,
        "by": officer,
    }
    return usual | changes


def test_without_the_right_nothing_is_set(province):
    other = actor_of(person("xa.thu", "commune_officer"))
    with pytest.raises(Refused):
        set_local_clock(**told(province, other))
    assert not LocalClock.objects.exists()


@pytest.mark.parametrize(
    ("changes", "failure"),
    [
        ({"act": " "}, UnusableInput),
        ({"days": 0}, UnusableInput),
        ({"days": 91}, UnusableInput),
        ({"valid_from": today() - timedelta(days=1)}, UnusableInput),
        ({"regime_code": "qd-24-2021"}, UnusableInput),
        ({"clock": "opinion"}, NotFound),
        ({"regime_code": "none"}, NotFound),
    ],
)
def test_what_no_law_knows_no_act_says_or_lies_in_the_past_is_refused(province, officer, changes, failure):
    with pytest.raises(failure):
        set_local_clock(**told(province, officer, **changes))
    assert not LocalClock.objects.exists()


def test_the_nearest_places_act_speaks_from_its_day_and_may_be_taken_back(province, officer):
    law, commune = regime(LAW), _a_commune_of(province)
    set_local_clock(**told(province, officer))
    near = law_at(law, commune, today()).clock("posting")
    assert (near.days, near.article, near.unverified) == (5, "QĐ 12/2026/QĐ-UBND, Điều 3", False)
    assert (
        law_at(law, commune, today() - timedelta(days=1)).clock("posting").days == law.clock("posting").days
    )
    assert law_at(law, unit_at("01", today()), today()).clock("posting") == law.clock("posting")
    set_local_clock(**told(commune, officer, days=7, verified=False))
    assert law_at(law, commune, today()).clock("posting").days == 7
    assert law_at(law, commune, today()).clock("posting").unverified
    assert law_at(law, province, today()).clock("posting").days == 5
    set_local_clock(**told(commune, officer, days=None))
    assert law_at(law, commune, today()).clock("posting") == law.clock("posting")
    facts = (
        Event.objects.filter(name="reviews.local_clock_set").order_by("pk").values_list("facts", flat=True)
    )
    assert [(one["was"], one["days"]) for one in facts] == [(law.clock("posting").days, 5), (5, 7), (7, None)]


def _a_commune_of(province):
    rows = type(province).objects.filter(level="commune", valid_until__isnull=True)
    return rows.filter(path__startswith=province.path).first()


def test_a_list_hangs_as_long_as_the_act_of_its_province_says(walk):
    LocalClock.objects.create(
        unit=unit_at("31", date(2024, 11, 1)),
        regime=walk.dossier.round.procedure,
        clock="posting",
        days=5,
        valid_from=date(2024, 10, 1),
        act="QĐ 9/2024",
        recorded_at=now(),
        recorded_by="x",
    )
    walk.post(on=date(2024, 11, 1))
    # Friday: five working days, the weekend not counted, where the law's file has three.
    assert set(Posting.objects.everywhere().values_list("until", flat=True)) == {date(2024, 11, 8)}
