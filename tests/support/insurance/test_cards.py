"""Cards that come back: the insurer's file, what is refused, cards corrected and ended, and what gaps and households see of them."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.pages.conftest import assure
from tests.support.delivery.world import COMMUNE, NEXT_DOOR, officers
from tests.support.insurance.test_lists import approved, prepared, refused, said, tell

from ansinh.access.actions import give_role
from ansinh.access.queries import scope_of
from ansinh.accounts.actions import register_user
from ansinh.accounts.actor import SYSTEM, actor_of
from ansinh.accounts.models import User
from ansinh.accounts.permissions import Permission
from ansinh.exchange.health_cards import accept_cards, check_cards
from ansinh.exchange.taking_back import take_back_batch
from ansinh.kernel.errors import Refused
from ansinh.kernel.keys import keyring, keys_folder
from ansinh.support.delivery.queries import served
from ansinh.support.entitling.entitlements import entitlements
from ansinh.support.gaps.seeking import seek_gaps
from ansinh.support.insurance.answering import answer_line, settle_refusal
from ansinh.support.insurance.cards import card_of, correct_card, end_card, reveal_card
from ansinh.support.insurance.insurer_file import make_insurer_file
from ansinh.support.models import CardLine, CardList, Gap, HealthCard
from ansinh.support.models.health_card_enums import Answer, RefusedFor, Settled
from ansinh.work.models import Batch
from ansinh.work.tables.writing import write_rows

pytestmark = pytest.mark.django_db
YEAR = (date(2022, 1, 1), date(2022, 12, 31))
DAY = date(2022, 12, 20)


def lines(card_list: CardList) -> list[CardLine]:
    return list(CardLine.objects.everywhere().filter(list=card_list).order_by("policy", "pk"))


def told(path: Path, rows: list[dict]) -> Path:
    names = (
        "reference",
        "citizen_id",
        "result",
        "card_number",
        "valid_from",
        "valid_until",
        "refused_for",
        "reason",
    )
    write_rows(path, pl.DataFrame([{name: row.get(name) or "" for name in names} for row in rows]))
    return path


def issued(line: CardLine, number: int, **more) -> dict:
    base = {"reference": line.reference, "result": "issued", "card_number": f"{number:010d}"}
    return base | {"valid_from": "2022-12-01", "valid_until": "2022-12-31"} | more


def rules(checked) -> list[str]:
    return sorted(one.rule for one in checked.findings)


@pytest.fixture
def insurer(insured):
    user = register_user(username="bhxh", full_name="Nguyễn Thị Thử", by=SYSTEM)
    give_role(
        user=user, role="sector_agency", unit=insured.unit, valid_from=date(2022, 1, 1), by=SYSTEM,
        agency_kind="social_insurance",
    )  # fmt: skip
    return actor_of(user)


def test_a_file_with_anything_wrong_names_the_rows_and_brings_nothing(insured, tmp_path):
    one, two, three, four = lines(approved(insured))
    wrong = [
        issued(one, 1),
        issued(two, 1),
        issued(three, 3, card_number="12-34"),
        issued(four, 4, valid_until="2022-11-01"),
        {"reference": "BHYT/999999", "result": "issued", "card_number": "0000000009"},
        {"reference": one.reference, "result": "refused"},
    ]
    checked = check_cards(told(tmp_path / "w.csv", wrong))
    assert {"card_number_wrong", "dates_reversed", "unknown_line", "reason_missing", "told_twice"} <= set(
        rules(checked)
    )
    assert {one.row for one in checked.findings if one.rule == "told_twice"} == {2, 7}


def test_a_number_of_two_people_is_refused_in_one_file_and_over_two(insured, tmp_path):
    one, two, *_rest = lines(approved(insured))
    assert (
        rules(check_cards(told(tmp_path / "a.csv", [issued(one, 7), issued(two, 7)])))
        == ["number_of_another"] * 2
    )
    accept_cards(checked=check_cards(told(tmp_path / "b.csv", [issued(one, 7)])), by=insured.who.maker)
    assert rules(check_cards(told(tmp_path / "c.csv", [issued(two, 7)]))) == ["number_of_another"]


def test_lines_of_another_commune_or_of_a_list_that_is_not_approved_are_not_there(insured, tmp_path):
    made = prepared(insured)
    file = told(tmp_path / "n.csv", [issued(lines(made)[0], 1)])
    assert rules(check_cards(file)) == ["not_approved"]
    stranger = scope_of(officers(NEXT_DOOR).maker, Permission.PROPOSE_SUPPORT)
    assert rules(check_cards(file, scope=stranger)) == ["unknown_line"]


def test_cards_come_back_once_are_covered_and_go_again(insured, tmp_path):
    one, two, three, _four = lines(approved(insured))
    rows = [
        issued(one, 1),
        issued(two, 2),
        {
            "reference": three.reference,
            "result": "refused",
            "refused_for": "insured_otherwise",
            "reason": "đi làm",
        },
    ]
    file = told(tmp_path / "back.csv", rows)
    checked = check_cards(file)
    assert rules(checked) == ["insured_otherwise"]
    assert accept_cards(checked=checked, by=insured.who.maker) == {"issued": 2, "refused": 1}
    assert accept_cards(checked=check_cards(file), by=insured.who.maker) == {"issued": 0, "refused": 0}
    card = HealthCard.objects.everywhere().get(line=one)
    assert b"0000000001" not in bytes(card.number_sealed)
    assert (card.number_end, keyring(keys_folder()).open_id(bytes(card.number_sealed), card.seal_row)) == (
        "0001",
        "0000000001",
    )
    found = served([insured.unit.pk], *YEAR)
    assert found.select("policy", "kind", "purpose").rows() == [("BHYT-1", "card", "health_insurance")] * 2
    again = told(tmp_path / "other.csv", [issued(one, 9)])
    assert rules(check_cards(again)) == ["answered_before"]
    take_back_batch(Batch.objects.filter(kind="health-cards").latest("pk"), insured.who.maker)
    assert not HealthCard.objects.everywhere().exists()
    assert CardLine.objects.everywhere().get(pk=three.pk).counts


def test_what_was_settled_or_corrected_since_keeps_the_file(insured, tmp_path):
    one, *_rest = lines(approved(insured))
    accept_cards(checked=check_cards(told(tmp_path / "b.csv", [issued(one, 1)])), by=insured.who.maker)
    batch = Batch.objects.filter(kind="health-cards").latest("pk")
    end_card(card=card_of(one), last_day=DAY, reason="chuyển đi", by=insured.who.maker)
    with pytest.raises(Refused) as caught, transaction.atomic():
        take_back_batch(batch, insured.who.maker)
    assert caught.value.code == "settled_since"


def test_a_refused_person_is_left_out_until_the_commune_says_so(insured, insurer):
    line = lines(approved(insured))[0]
    refusal = {"result": Answer.REFUSED, "refused_for": RefusedFor.WRONG_DATA, "keys": keys_folder()}
    refused("other_agency", answer_line, line=line, by=insured.who.maker, **refusal)
    answer_line(line=line, reason="thiếu ngày sinh", by=insurer, **refusal)
    refused("nothing_changed", prepared, insured=insured)
    settle_refusal(line=line, settled=Settled.LEFT, reason="đã có thẻ", by=insured.who.maker)
    refused("nothing_changed", prepared, insured=insured)
    settle_refusal(line=line, settled=Settled.AGAIN, reason="đã bổ sung", by=insured.who.maker)
    assert said(prepared(insured)) == [("added", "BHYT-1", "")]


def test_a_card_is_corrected_and_ended_with_what_was_before(insured, tmp_path):
    line = lines(approved(insured))[0]
    accept_cards(checked=check_cards(told(tmp_path / "b.csv", [issued(line, 1)])), by=insured.who.maker)
    first = card_of(line)
    named = {"card": first, "keys": keys_folder(), "by": insured.who.maker, "reason": "gõ nhầm"}
    second = correct_card(number="0000000002", valid_from=date(2022, 12, 1), valid_until=None, **named)
    refused("answered", correct_card, number="", valid_from=DAY, valid_until=None, **named)
    assert reveal_card(card=second, reason="in thẻ", keys=keys_folder(), by=insured.who.maker) == "0000000002"
    third = end_card(card=second, last_day=DAY, reason="chuyển đi", by=insured.who.maker)
    assert (
        third.valid_until,
        third.replaces_id,
        HealthCard.objects.everywhere().filter(line=line).count(),
    ) == (
        DAY,
        second.pk,
        3,
    )
    with pytest.raises(IntegrityError, match="told_stays"), transaction.atomic():
        HealthCard.objects.everywhere().filter(pk=first.pk).update(valid_from=DAY)


def test_whose_cover_ends_by_an_approved_list_has_the_card_ended(insured, tmp_path):
    line = next(one for one in lines(approved(insured)) if one.policy == "BHYT-3")
    accept_cards(checked=check_cards(told(tmp_path / "b.csv", [issued(line, 1)])), by=insured.who.maker)
    tell(insured, "B", line.person, "insured_otherwise")
    assert said(approved(insured)) == [("removed", "BHYT-3", "insured_otherwise")]
    ended = CardLine.objects.everywhere().get(pk=line.pk).ended_on
    assert card_of(line).valid_until == ended


def test_who_is_owed_a_card_without_one_and_who_has_one_without_right_are_gaps(insured, tmp_path):
    all_of = lines(approved(insured))
    accept_cards(
        checked=check_cards(
            told(tmp_path / "b.csv", [issued(one, 1 + no) for no, one in enumerate(all_of[:3])])
        ),
        by=insured.who.maker,
    )
    # Somebody whose household is on no list any more still holds a card of the poor.
    other = insured.people("C")[0]
    HealthCard.objects.everywhere().filter(line=all_of[0]).update(in_force=False)
    held = HealthCard.objects.everywhere().get(line=all_of[0])
    held.pk, held.person, held.household, held.in_force = None, other, insured.homes["C"], True
    held.save()
    seek_gaps(unit=insured.unit, on=DAY, by=SYSTEM)
    rows = Gap.objects.everywhere().filter(policy__startswith="BHYT", closed_on=None)
    found = {(one.kind, one.person_id) for one in rows}
    owed = entitlements([insured.unit.pk], DAY)
    assert ("entitled_not_served", all_of[3].person_id) in found
    assert ("entitled_not_served", all_of[0].person_id) in found
    assert ("entitled_not_served", all_of[1].person_id) not in found
    known = owed.filter(pl.col("person_id") == other.pk.hex)["policy"].to_list()
    assert (("served_not_entitled", other.pk) in found) == ("BHYT-1" not in known)


def client(name: str) -> Client:
    made = Client(headers={"accept-language": "vi"})
    made.force_login(User.objects.get(username=name))
    assure(made)
    return made


def test_pages_of_another_commune_are_not_there_and_forms_of_the_other_office_refused(insured):
    made = prepared(insured)
    line = lines(made)[0]
    officers(NEXT_DOOR)
    stranger = client(f"commune_officer-{NEXT_DOOR}")
    for address in (f"/health-cards/{made.pk}", f"/health-cards/lines/{line.pk}"):
        assert stranger.get(address).status_code == 404
    maker = client(f"commune_officer-{COMMUNE}")
    assert (
        maker.post(f"/health-cards/{made.pk}/decide", {"verb": "approve", "people": "4"}).status_code == 403
    )
    assert maker.post(f"/health-cards/{made.pk}/insurer-file").status_code in (403, 409)


def test_a_list_goes_from_its_preview_to_the_file_for_the_insurer(insured):
    maker, chair = client(f"commune_officer-{COMMUNE}"), client(f"commune_chair-{COMMUNE}")
    form = {"code": COMMUNE, "month": "2026-01", "verb": "look"}
    assert maker.post("/health-cards/new", form | {"month": "1999-01"}).status_code == 422
    made = prepared(insured)
    page = maker.get(f"/health-cards/{made.pk}").content.decode()
    assert "46.935" in page and "chưa đối chiếu văn bản" in page
    wrong = chair.post(f"/health-cards/{made.pk}/decide", {"verb": "approve", "people": "3"})
    assert (wrong.status_code, "khác số dòng" in wrong.content.decode()) == (422, True)
    assert (
        chair.post(f"/health-cards/{made.pk}/decide", {"verb": "approve", "people": "4"}).status_code == 303
    )
    answer = maker.post(f"/health-cards/{made.pk}/insurer-file")
    assert (answer.status_code, answer["Content-Type"].partition(";")[0].endswith("sheet")) == (200, True)
    rows = make_insurer_file(
        card_list=CardList.objects.everywhere().get(pk=made.pk), keys=keys_folder(), by=insured.who.maker
    )
    assert rows.height == 4
    home = insured.homes["A"].pk
    line = lines(made)[0]
    answer_line(
        line=line,
        result=Answer.ISSUED,
        card_number="0123456789",
        valid_until=None,
        keys=keys_folder(),
        by=SYSTEM,
    )
    page = maker.get(f"/households/{home}/support?on=20/12/2022").content.decode()
    assert "thẻ bảo hiểm y tế" in page
    assert "0123456789" not in page
    card = card_of(line)
    assert "0123456789" not in maker.get(f"/health-cards/lines/{line.pk}").content.decode()
    shown = maker.post(f"/health-cards/cards/{card.pk}/reveal", {"reason": "in thẻ"})
    assert "0123456789" in shown.content.decode()
    for address in (
        f"/health-cards/cards/{card.pk}/correct",
        f"/health-cards/cards/{card.pk}/end",
        "/health-cards/new",
    ):
        assert maker.get(address).status_code == 200, address


def test_another_agency_is_told_of_nobody(insured):
    line = lines(approved(insured))[0]
    user = register_user(username="giaoduc", full_name="Nguyễn Thị Thử", by=SYSTEM)
    give_role(
        user=user, role="sector_agency", unit=insured.unit, valid_from=date(2022, 1, 1), by=SYSTEM,
        agency_kind="education_department",
    )  # fmt: skip
    other = client("giaoduc")
    assert line.person.full_name not in other.get("/health-cards/to-answer").content.decode()
    assert other.get(f"/health-cards/to-answer/{line.pk}").status_code == 404
    assert other.post(f"/health-cards/to-answer/{line.pk}", {"result": "issued"}).status_code == 404


def test_the_insurer_sees_what_waits_and_answers_it(insured, insurer):
    line = lines(approved(insured))[0]
    bhxh = client("bhxh")
    assert line.person.full_name in bhxh.get("/health-cards/to-answer").content.decode()
    form = {"result": "refused"}
    assert bhxh.post(f"/health-cards/to-answer/{line.pk}", form).status_code == 422
    form = {"result": "issued", "card_number": "0123456789", "valid_from": "01/12/2022"}
    assert bhxh.post(f"/health-cards/to-answer/{line.pk}", form).status_code == 303
    assert bhxh.get(f"/health-cards/lines/{line.pk}").status_code == 403


def test_lists_ask_as_often_for_one_row_as_for_many(insured):
    made = approved(insured)
    maker = client(f"commune_officer-{COMMUNE}")
    for address in ("/health-cards/people", f"/health-cards/{made.pk}"):
        counts = []
        for filtered in ("?policy=BHYT-1", "?policy=BHYT-4"):
            with CaptureQueriesContext(connection) as asked:
                assert maker.get(address + filtered).status_code == 200
            counts.append(len(asked))
        assert counts[0] == counts[1], address
