"""Who made a dossier what it is decides no complaint about it."""

import pytest
from tests.pages.conftest import COMMUNE, THEN, officer
from tests.reviews.conftest import home

from ansinh.accounts.actor import SYSTEM
from ansinh.grievances.actions import receive_request
from ansinh.grievances.enums import Channel, GrievanceKind
from ansinh.grievances.making import makers_of
from ansinh.grievances.models import Maker
from ansinh.places.queries import unit_at
from ansinh.reviews.models import Dossier, Outcome

pytestmark = pytest.mark.django_db


def test_what_is_named_wrongly_was_made_by_nobody(country):
    assert makers_of("") == frozenset()
    assert makers_of("dossier:x") == frozenset()
    assert makers_of("nothing:1") == frozenset()


def test_who_decided_a_class_is_named_with_the_complaint(survey, do):
    survey(home("A"))
    do("run", "--round", "2022", "--area", COMMUNE)
    user = officer("nguoi-quyet", "commune_officer", COMMUNE)
    Outcome.objects.everywhere().update(recognised_by=user.username)
    dossier = Dossier.objects.everywhere().get(unit__code=COMMUNE)
    complaint = receive_request(
        unit=unit_at(COMMUNE, THEN),
        kind=GrievanceKind.COMPLAINT,
        channel=Channel.DESK,
        asker_name="Hoàng Thị Đào",
        content="Đề nghị xem lại",
        about=f"dossier:{dossier.pk}",
        by=SYSTEM,
    )
    made = Maker.objects.everywhere().filter(grievance=complaint)
    assert list(made.values_list("user", flat=True)) == [user.pk]
