"""A file taken in by mistake is taken back whole, with a reason; where its money was given out, nothing of it is."""

from datetime import date

import pytest
from tests.outreach.conftest import YEAR, asked, money
from tests.pages.conftest import NEXT_DOOR
from tests.support.delivery.world import THEN

from ansinh.access.actions import give_role
from ansinh.accounts.actor import SYSTEM
from ansinh.accounts.models import User
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.outreach.arriving import FromFile
from ansinh.outreach.fund.receipts_file import ReceiptRow, take_in_receipts
from ansinh.outreach.fund.receiving import withdraw_receipt
from ansinh.outreach.fund.spending import approve_use
from ansinh.outreach.models import Participant, Receipt, TakenFile
from ansinh.outreach.models.enums import DonorKind
from ansinh.outreach.staff.training import Attending, take_in_participants, write_course
from ansinh.outreach.taken_files import withdraw_file
from ansinh.places.queries import unit_at

pytestmark = pytest.mark.django_db


@pytest.fixture
def taken(place) -> TakenFile:
    rows = [
        ReceiptRow(number, date(YEAR, 3, 5), DonorKind.ENTERPRISE, "Công ty Thử", 2_000_000)
        for number in ("8", "9", "10")
    ]
    take_in_receipts(fund=place.fund, rows=rows, by=place.maker, source=FromFile("thu.csv", "ab"))
    return TakenFile.objects.everywhere().get()


def standing() -> int:
    return Receipt.objects.everywhere().filter(withdrawn_at=None).count()


def test_a_file_whose_money_was_given_out_stays_whole(place, taken):
    approve_use(use=asked(place, 5_000_000), decision_no="1/QĐ", by=place.chair)
    with pytest.raises(Refused) as used:
        withdraw_file(row=taken, reason="Nạp nhầm tệp", by=place.maker)
    assert (used.value.code, standing(), place.books().received) == ("file_used", 3, 6_000_000)
    with pytest.raises(UnusableInput):
        withdraw_file(row=taken, reason=" ", by=place.maker)


def test_all_rows_of_a_file_go_at_once_and_those_of_others_stay(place, taken):
    other = money(place, 1_000_000, "7")
    first = Receipt.objects.everywhere().get(number="8")
    assert (first.taken, taken.file_name, taken.rows) == (taken, "thu.csv", 3)
    withdraw_receipt(row=first, reason="Sai số tiền", by=place.maker)
    assert withdraw_file(row=taken, reason="Nạp nhầm tệp", by=place.second) == 2
    assert (standing(), place.books().received) == (1, other.amount)
    first.refresh_from_db()
    assert first.withdrawn_reason == "Sai số tiền", "what was withdrawn before keeps its own reason"
    with pytest.raises(Refused) as again:
        withdraw_file(row=taken, reason="Nạp nhầm tệp", by=place.maker)
    assert again.value.code == "withdrawn_before"


def test_a_file_of_participants_goes_whole_and_only_by_who_writes_at_all_its_places(place):
    course = write_course(
        unit=place.unit, topic="Rà soát", provider="Sở Thử", begins_on=date(YEAR, 5, 6),
        ends_on=date(YEAR, 5, 8), days=3, by=place.maker,
    )  # fmt: skip
    there = unit_at(NEXT_DOOR, THEN)
    user = User.objects.get(pk=place.maker.user_id)
    give_role(user=user, role="commune_officer", unit=there, valid_from=date(2022, 1, 1), by=SYSTEM)
    rows = [Attending(place.unit, "Ngô Văn Thử"), Attending(there, "Lò Thị Mẫu")]
    take_in_participants(course=course, rows=rows, by=place.maker)
    taken = TakenFile.objects.everywhere().get()
    with pytest.raises(Refused):
        withdraw_file(row=taken, reason="Nhầm lớp", by=place.second)
    assert not Participant.objects.everywhere().filter(withdrawn_at__isnull=False).exists()
    assert withdraw_file(row=taken, reason="Nhầm lớp", by=place.maker) == 2
    assert not Participant.objects.everywhere().filter(withdrawn_at=None).exists()
    take_in_participants(course=course, rows=rows, by=place.maker)
    assert Participant.objects.everywhere().filter(withdrawn_at=None).count() == 2, "the right file goes in"
