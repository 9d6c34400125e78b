"""One of each thing of outreach in a commune of the demonstration, written by its officer, so that the pages of each are walked."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from ansinh.accounts.actor import Actor
from ansinh.households.models import Household
from ansinh.outreach.awards.deciding import propose_award, write_award
from ansinh.outreach.campaigns.spreading import record_message, write_campaign
from ansinh.outreach.fund.receipts_file import ReceiptRow, take_in_receipts
from ansinh.outreach.fund.receiving import pledge, receive
from ansinh.outreach.fund.spending import propose_use
from ansinh.outreach.fund.years import open_year
from ansinh.outreach.gifts.giving import record_gift
from ansinh.outreach.models import TakenFile
from ansinh.outreach.models.enums import (
    DonorKind,
    GiftKind,
    GiftSource,
    HonouredKind,
    MessageKind,
    Occasion,
    StaffRole,
    UsePurpose,
)
from ansinh.outreach.staff.posting import post_person, set_posts
from ansinh.outreach.staff.training import Attending, record_participant, write_course
from ansinh.places.models import Unit

YEAR = 2024
BEGAN, DONE = date(YEAR, 3, 4), date(YEAR, 3, 5)


def make_outreach(unit: Unit, home: Household, maker: Actor) -> Iterator[tuple[str, str, str, str]]:
    """Route, who opens it, the page that leads there, its address: as ``made.Made``."""
    donor = {"donor_kind": DonorKind.PERSON, "donor_name": "Ngô Thị Thử Lụa", "by": maker}
    fund = open_year(unit=unit, year=YEAR, opening=5_000_000, by=maker)
    promised = pledge(fund=fund, amount=9_000_000, pledged_on=BEGAN, **donor)
    came = receive(fund=fund, number="PT 01", amount=4_000_000, received_on=DONE, pledge=promised, **donor)
    use = propose_use(
        fund=fund,
        purpose=UsePurpose.HOUSE,
        words="Sửa mái nhà",
        amount=3_000_000,
        on=DONE,
        household=home,
        by=maker,
    )
    gift = record_gift(
        household=home, occasion=Occasion.TET, year=YEAR, kind=GiftKind.GIFT, what="Túi quà Tết", value=500_000,
        given_on=date(YEAR, 2, 2), source=GiftSource.BUDGET, giver_name="Mặt trận xã", by=maker,
    )  # fmt: skip
    campaign = write_campaign(
        unit=unit,
        title="Cả nước chung tay",
        paper="Kế hoạch thử 1",
        begins_on=BEGAN,
        ends_on=date(YEAR, 12, 31),
        by=maker,
    )
    spread = record_message(
        unit=unit,
        kind=MessageKind.BROADCAST,
        title="Vay vốn chính sách",
        spread_on=DONE,
        campaign=campaign,
        by=maker,
    )
    set_posts(
        unit=unit, role=StaffRole.OFFICER, posts=2, valid_from=BEGAN, paper="Quyết định thử 2", by=maker
    )
    posting = post_person(
        unit=unit, full_name="Bùi Văn Thử Mạnh", role=StaffRole.OFFICER, valid_from=BEGAN, by=maker
    )
    course = write_course(
        unit=unit,
        topic="Nghiệp vụ rà soát",
        provider="Sở thử",
        begins_on=BEGAN,
        ends_on=DONE,
        days=2,
        by=maker,
    )
    person = record_participant(
        course=course, one=Attending(unit, "Bùi Văn Thử Mạnh", certificate="CN 1"), by=maker
    )
    award = write_award(
        unit=unit, title="Hộ thoát nghèo tiêu biểu", honours=HonouredKind.HOUSEHOLD, criteria="Tự vươn lên",
        paper="Hướng dẫn thử 3", valid_from=BEGAN, by=maker,
    )  # fmt: skip
    file = propose_award(
        award=award,
        unit=unit,
        year=YEAR,
        household=home,
        achievements="Trồng dâu nuôi tằm",
        proposed_on=DONE,
        by=maker,
    )
    row = ReceiptRow("PT 9", DONE, DonorKind.PERSON, "Ngô Văn Thử", 1_000_000)
    take_in_receipts(fund=fund, rows=[row], by=maker)
    taken = reverse(
        "outreach:taken-file", kwargs={"taken_file_id": TakenFile.objects.everywhere().latest("pk").pk}
    )
    yield "outreach:taken-file", "canboxa", reverse("outreach:fund", kwargs={"fund_id": fund.pk}), taken
    for route, leads, named in (
        ("fund", "funds", {"fund_id": fund.pk}),
        ("pledge", "pledges", {"pledge_id": promised.pk}),
        ("receipt", "receipts", {"receipt_id": came.pk}),
        ("use", "uses", {"use_id": use.pk}),
        ("gift", "gifts", {"gift_id": gift.pk}),
        ("campaign", "campaigns", {"campaign_id": campaign.pk}),
        ("message", "messages", {"spread_id": spread.pk}),
        ("posting", "staff", {"staff_posting_id": posting.pk}),
        ("course", "courses", {"course_id": course.pk}),
        ("participant", "participants", {"participant_id": person.pk}),
        ("award", "awards", {"award_id": award.pk}),
        ("award-file", "award-files", {"award_file_id": file.pk}),
    ):
        yield (
            f"outreach:{route}",
            "canboxa",
            reverse(f"outreach:{leads}"),
            reverse(f"outreach:{route}", kwargs=named),
        )
    kept = {"household_id": home.pk}
    shown = reverse("outreach:household-gifts", kwargs=kept)
    yield "outreach:household-gifts", "canboxa", reverse("portal:household", kwargs=kept), shown
    yield "outreach:new-gift", "canboxa", shown, reverse("outreach:new-gift", kwargs=kept)
