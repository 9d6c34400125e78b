"""An allocation by a rule on its page: shown before it is proposed, kept with what it went by."""

import pytest
from django.test import Client
from tests.budgets.making import PAPER, somebody
from tests.pages.conftest import COMMUNE, THEN, assure
from tests.reviews.conftest import bring, country, do, home, listed, lists, survey, write

from ansinh.accounts.models import User
from ansinh.budgets.actions import approve_act, propose_money
from ansinh.budgets.enums import Source
from ansinh.budgets.lines import Purpose
from ansinh.budgets.models import BudgetAct
from ansinh.datasets.models import Version
from ansinh.places.queries import unit_at

__all__ = ["bring", "country", "do", "lists", "survey", "write"]
pytestmark = pytest.mark.django_db
PAPERED = {"paper_no": "12/QĐ-UBND", "paper_on": "15/01/2025", "document": "", "remark": ""}


def test_an_allocation_by_a_frozen_version_keeps_what_it_went_by(country, survey, lists, do):
    lists(listed("A"))
    survey(home("A"), home("B"), home("C", False), home("N", commune="11494"))
    do("run", "--round", "2022", "--area", "311")
    do("approve", "--round", "2022", "--area", "311", "--decision-no", "9/QĐ")
    district = unit_at("311", THEN)
    version = Version.objects.get(unit=district)
    maker, chair = somebody("huyen", "province_officer", district), somebody("ct", "province_chair", district)
    here = Client(headers={"accept-language": "vi"})
    here.force_login(User.objects.get(username="huyen"))
    assure(here)
    assert "năm 2025" in here.get("/budgets").content.decode(), "the last year there was such a place"
    act = propose_money(
        unit=district,
        year=2022,
        purpose=Purpose(Source.CENTRAL, "infrastructure"),
        amount=100,
        paper=PAPER,
        by=maker,
    )
    approve_act(act=act, by=chair)
    line = act.entries.everywhere().get().line
    assert "năm 2022" in here.get("/budgets").content.decode(), "the last year that has lines"
    asked = PAPERED | {"rule": "poor_households", "version": str(version.pk), "amount": "100", "each": ""}
    tried = here.post(f"/budgets/lines/{line.pk}/allocate", asked | {"verb": "try"})
    assert (tried.status_code, "Chưa ghi gì" in tried.content.decode()) == (200, True)
    rates = here.post(
        f"/budgets/lines/{line.pk}/allocate", asked | {"rule": "commune_rate", "each": "60", "verb": "try"}
    )
    assert rates.status_code in (200, 422)
    made = here.post(f"/budgets/lines/{line.pk}/allocate", asked | {"verb": "propose"})
    found = BudgetAct.objects.everywhere().latest("pk")
    assert made["Location"] == f"/budgets/acts/{found.pk}"
    assert (found.rule, found.version, found.amount) == ("poor_households", version, 100)
    rows = (
        found.entries.everywhere()
        .order_by("-poor")
        .values_list("line__unit__code", "poor", "amount", "remainder", "extra")
    )
    assert list(rows) == [(COMMUNE, 2, 67, 2, True), ("11494", 1, 33, 1, False)]
    assert version.digest[:12] in here.get(made["Location"]).content.decode()
