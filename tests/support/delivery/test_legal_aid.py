"""Legal aid: asked, entitled, served and referred are four things; what it is about stays covered."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from tests.pages.conftest import assure
from tests.support.delivery.world import COMMUNE, NEXT_DOOR, officers
from tests.support.insurance.conftest import bring, country, insured, lists, survey, write

from ansinh.accounts.actor import SYSTEM
from ansinh.accounts.models import User
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.kernel.keys import keys_folder
from ansinh.support.delivery.giving import confirm_deliveries
from ansinh.support.delivery.legal_aid import (
    ask_legal_aid,
    counts_of,
    refer_legal_aid,
    reveal_matter,
    serve_legal_aid,
    withdraw_legal_aid,
)
from ansinh.support.delivery.queries import served
from ansinh.support.models import LegalAidCase

__all__ = ["bring", "country", "insured", "lists", "survey", "write"]
pytestmark = pytest.mark.django_db
ASKED, LATER = date(2022, 12, 5), date(2022, 12, 12)
MATTER = "Tranh chấp đất vườn"


def asked(insured, ref: str = "A", member: int = 0, **more) -> LegalAidCase:
    named = {"asked_on": ASKED, "matter": MATTER, "keys": keys_folder(), "by": insured.who.maker} | more
    return ask_legal_aid(household=insured.homes[ref], person_id=insured.people(ref)[member].pk, **named)


def refused(code: str, verb, **named) -> None:
    with pytest.raises((Refused, UnusableInput)) as caught:
        verb(**named)
    assert caught.value.code == code


def test_who_may_not_and_what_cannot_be_is_refused(insured):
    refused("permission_missing", asked, insured=insured, by=officers(NEXT_DOOR).maker)
    refused("future_date", asked, insured=insured, asked_on=date(2099, 1, 1))
    case = asked(insured)
    refused("asked_before", asked, insured=insured)
    step = {"case": case, "by": insured.who.maker}
    refused("date_wrong", serve_legal_aid, served_on=date(2022, 12, 1), document="Phiếu 1", **step)
    refused("place_missing", refer_legal_aid, referred_on=LATER, referred_to=" ", **step)
    refused("reason_missing", withdraw_legal_aid, reason="", **step)


def test_the_four_are_counted_apart_and_served_only_once_confirmed(insured):
    poor, near = asked(insured), asked(insured, "B")
    assert poor.entitled == "entitled", "members of poor households always are (Law on Legal Aid, article 7)"
    assert near.entitled != "entitled"
    by = insured.who.maker
    refer_legal_aid(case=near, referred_on=LATER, referred_to="Hội Luật gia huyện", by=by)
    serve_legal_aid(case=poor, served_on=LATER, document="Phiếu 7", by=by)
    rows = LegalAidCase.objects.everywhere()
    assert counts_of(rows) == {"asked": 2, "entitled": 1, "served": 0, "referred": 1}
    confirm_deliveries(rows=[rows.get(pk=poor.pk).delivery], by=SYSTEM)
    assert counts_of(rows) == {"asked": 2, "entitled": 1, "served": 1, "referred": 1}
    assert served([insured.unit.pk], ASKED, LATER)["policy"].to_list() == ["PL-1"]
    refused("served", withdraw_legal_aid, case=poor, reason="nhầm", by=by)
    withdraw_legal_aid(case=near, reason="không cần nữa", by=by)
    assert counts_of(rows)["asked"] == 1
    with pytest.raises(IntegrityError, match="asked_stays"), transaction.atomic():
        rows.filter(pk=poor.pk).update(entitled="not")


def client(name: str) -> Client:
    made = Client(headers={"accept-language": "vi"})
    made.force_login(User.objects.get(username=name))
    assure(made)
    return made


def test_what_it_is_about_is_shown_to_who_says_why_and_nowhere_else(insured):
    case = asked(insured)
    assert MATTER.encode() not in bytes(LegalAidCase.objects.everywhere().get(pk=case.pk).matter_sealed)
    officers(NEXT_DOOR)
    assert client(f"commune_officer-{NEXT_DOOR}").get(f"/legal-aid/{case.pk}").status_code == 404
    maker = client(f"commune_officer-{COMMUNE}")
    home = insured.homes["A"].pk
    for address in (
        "/legal-aid",
        f"/legal-aid/{case.pk}",
        f"/households/{home}/legal-aid/new",
        f"/households/{home}/support",
    ):
        answer = maker.get(address)
        assert (answer.status_code, MATTER in answer.content.decode()) == (200, False), address
    assert maker.post(f"/legal-aid/{case.pk}/reveal", {"reason": ""}).status_code == 422
    shown = maker.post(f"/legal-aid/{case.pk}/reveal", {"reason": "chuẩn bị hồ sơ"})
    assert (MATTER in shown.content.decode(), shown["Cache-Control"]) == (True, "no-store")
    assert reveal_matter(case=case, reason="hồ sơ", keys=keys_folder(), by=insured.who.maker) == MATTER
    assert (
        maker.post(
            f"/legal-aid/{case.pk}/step", {"verb": "refer", "referred_on": "12/12/2022", "referred_to": ""}
        ).status_code
        == 422
    )
    form = {"verb": "serve", "served_on": "12/12/2022", "document": "Phiếu 7"}
    assert maker.post(f"/legal-aid/{case.pk}/step", form).status_code == 303
    form = {"person_id": str(insured.people("A")[1].pk), "asked_on": "06/12/2022", "matter": ""}
    assert maker.post(f"/households/{home}/legal-aid/new", form).status_code == 303
    assert maker.get("/legal-aid?step=waiting").status_code == 200
