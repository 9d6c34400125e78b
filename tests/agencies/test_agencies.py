"""Offices over time: refused where they ended, followed by what took over their work."""

from datetime import date

import pytest

from ansinh.accounts.actor import SYSTEM
from ansinh.agencies.actions import end_agency, enter_agency
from ansinh.agencies.kinds import agency_kind, agency_kinds, duty_words, group_words
from ansinh.agencies.queries import kind_responsible, office, successor
from ansinh.kernel.errors import NotFound, Refused
from ansinh.places.queries import unit_at

BEFORE, AFTER = date(2024, 6, 1), date(2025, 8, 1)


def test_an_unknown_kind_is_refused():
    with pytest.raises(NotFound):
        agency_kind("nothing")


def test_every_successor_is_a_kind_that_was_there_the_day_after():
    for one in agency_kinds().values():
        for following in one.replaced_by:
            after = agency_kind(following.kind)
            assert one.valid_until is not None, one.code
            assert after.holds_on(date.fromordinal(one.valid_until.toordinal() + 1)), (one.code, after.code)
            assert set(following.duties) <= set(one.duties)


def test_every_duty_and_group_has_words_and_every_known_is_a_letter():
    for one in agency_kinds().values():
        assert ([duty_words(duty) for duty in one.duties] and group_words(one.group)) or not one.duties
        assert one.known in "TSMN"
        assert bool(one.source) or one.known in "MN"


def test_labour_went_to_the_department_that_took_the_duty_over():
    assert (
        kind_responsible("labour_department", AFTER, "poverty").code == "agriculture_environment_department"
    )
    assert kind_responsible("labour_department", AFTER, "assistance").code == "health_department"
    assert kind_responsible("labour_department", BEFORE, "poverty").code == "labour_department"


def test_a_kind_without_a_known_successor_gives_itself():
    assert kind_responsible("district_justice_office", AFTER).code == "district_justice_office"


@pytest.mark.django_db
def test_a_districts_office_ends_with_the_districts(country):
    commune = unit_at("11473", BEFORE)
    before = office("district_labour_office", commune, BEFORE)
    assert before is not None and before.unit.level == "district"
    assert office("district_labour_office", commune, AFTER) is None
    now = unit_at("11473", AFTER) if commune.holds_on(AFTER) else commune
    assert office("health_department", commune, BEFORE).unit.level == "province"
    if now.holds_on(AFTER):
        assert [one.office.kind.code for one in successor("district_labour_office", now, AFTER)] == [
            "commune_culture_social_office"
        ]


@pytest.mark.django_db
def test_a_department_is_not_entered_and_a_name_stands_once(country):
    commune = unit_at("11473", BEFORE)
    with pytest.raises(Refused, match="có sẵn"):
        enter_agency(kind="health_department", name="Sở Y tế", unit=commune, valid_from=BEFORE, by=SYSTEM)
    first = enter_agency(
        kind="enterprise", name="Công ty Hoa Sen", unit=commune, valid_from=BEFORE, by=SYSTEM
    )
    with pytest.raises(Refused, match="đã có"):
        enter_agency(kind="enterprise", name="công ty  HOA SEN", unit=commune, valid_from=BEFORE, by=SYSTEM)
    second = enter_agency(
        kind="enterprise", name="Công ty Sen Mới", unit=commune, valid_from=AFTER, replaces=first, by=SYSTEM
    )
    first.refresh_from_db()
    assert (first.valid_until, second.replaces_id) == (date(2025, 7, 31), first.pk)
    with pytest.raises(Refused, match="đã kết thúc"):
        end_agency(agency=first, valid_until=AFTER, reason="giải thể", by=SYSTEM)
