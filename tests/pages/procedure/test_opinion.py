"""The page of the district's opinion once it was asked for and given: what was said of each household is on it."""

import pytest
from django.test import Client
from tests.journeys.year import begin_year, through
from tests.reviews.conftest import bring, country, do, home, listed, lists, survey, write

__all__ = ["bring", "country", "do", "lists", "survey", "write"]
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("step", ["settled", "opined"])
def test_the_page_opens_before_and_after_the_district_answered(country, survey, lists, step):
    lists(listed("a"))
    year = begin_year()
    year.work_list()
    survey(home("a"))
    through(year, step)
    client = Client(headers={"accept-language": "vi"})
    client.force_login(year.surveyor)
    answer = client.get(f"/rounds/{year.dossier.round_id}/communes/{year.dossier.pk}/opinion")
    assert answer.status_code == 200
    assert ("7/UBND-VX" in answer.content.decode()) is (step == "opined")
