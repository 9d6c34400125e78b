"""A commune's year as its people go through it: each step of the law's procedure in the words of who does it.

The verbs are the program's own; nothing is written past them. Days of the steps are real days, so rounds of past years are
gone through as their papers are entered afterwards.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from tests.pages.conftest import officer
from tests.reviews.conftest import COMMUNE

from ansinh.accounts.actor import CONSOLE, Actor, actor_of
from ansinh.accounts.models import User
from ansinh.households.models import Household
from ansinh.kernel.dates import today
from ansinh.places.queries import unit_at
from ansinh.reviews.actions import classify_round, open_round
from ansinh.reviews.decisions.deciding import Signing, decide_lists, prepare_decision
from ansinh.reviews.decisions.models import Decision
from ansinh.reviews.models import Dossier, Round
from ansinh.reviews.procedure.enums import Capacity, Verdict
from ansinh.reviews.procedure.meetings import Held, Present, Said, conclude_meetings, hold_meeting
from ansinh.reviews.procedure.opinions import give_opinion, submit_for_opinion
from ansinh.reviews.procedure.posting import post_lists, settle_posting
from ansinh.reviews.procedure.queries import AT_WORK, items_of, to_discuss, villages_of
from ansinh.reviews.procedure.work_list import (
    add_to_work_list,
    assign_surveyor,
    close_work_list,
    draw_up_work_list,
)

PLACES = ("village_house", "commune_office", "loudspeaker")
# Papers are entered after the fact: the meeting and the posting are long enough ago for every clock to have run out.
MET = today() - timedelta(days=40)
POSTED = today() - timedelta(days=39)


@dataclass
class Year:
    """One commune's dossier of a round under a law, and the people who take it through its steps."""

    campaign: Round
    dossier: Dossier
    maker: Actor
    surveyor: User
    chair: Actor
    district: Actor
    province: Actor

    def again(self) -> Dossier:
        """The dossier as it stands now."""
        self.dossier = Dossier.objects.everywhere().select_related("round", "unit").get(pk=self.dossier.pk)
        return self.dossier

    def work_list(self, *added: str, until: date | None = None) -> None:
        """The commune lists who is reviewed (``added`` by itself), gives each village to a surveyor and closes the list."""
        draw_up_work_list(dossier=self.again(), by=self.maker, until=until)
        for ref in added:
            household = Household.objects.everywhere().get(source_ref=ref)
            add_to_work_list(dossier=self.again(), household=household, why="Hộ gặp khó khăn", by=self.maker)
        for village in villages_of(self.again()):
            assign_surveyor(dossier=self.dossier, surveyor=self.surveyor, by=self.maker, village=village)
        close_work_list(dossier=self.again(), by=self.maker)

    def classify(self) -> None:
        """The rules run over the answers."""
        classify_round(campaign=self.campaign, unit=self.dossier.unit, by=self.maker)

    def meet(self, agree: Callable[[str], int] = lambda ref: 40, present: int = 50) -> None:
        """Every village meets and votes on each household; ``agree`` says how many agreed, by the household's name."""
        for village in villages_of(self.again()):
            waiting = set(to_discuss(self.dossier, village).values_list("household_id", flat=True))
            items = items_of(self.dossier).filter(AT_WORK, household__in=waiting).select_related("household")
            votes: Mapping[int, Said] = {
                item.pk: Said(agree(item.household.source_ref), present - agree(item.household.source_ref))
                for item in items
            }
            hold_meeting(dossier=self.dossier, held=minutes(village, votes, present), by=self.maker)

    def conclude(self) -> None:
        conclude_meetings(dossier=self.again(), by=self.maker, on=MET)

    def post(self, on: date | None = None) -> None:
        post_lists(dossier=self.again(), on=on or POSTED, places=PLACES, by=self.maker)

    def settle(self) -> None:
        settle_posting(dossier=self.again(), by=self.maker)

    def opine(self) -> None:
        """The district is asked and agrees in writing."""
        submit_for_opinion(dossier=self.again(), on=today(), by=self.maker)
        give_opinion(
            dossier=self.again(),
            verdict=Verdict.AGREED,
            on=today(),
            text_number="7/UBND-VX",
            text="Thống nhất.",
            remarks={},
            by=self.district,
        )

    def decide(self, number: str = "45/QĐ-UBND", **more) -> Decision:
        """The chair decides with a paper signed outside, or with ``number=""`` one numbered here."""
        signing = Signing(number, today(), "Nguyễn Văn An", outside=bool(number))
        ready = prepare_decision(self.again(), signing, self.chair)
        return decide_lists(dossier=self.dossier, ready=ready, by=self.chair, **more)


def minutes(village: str, votes: Mapping[int, Said], present: int, day: date | None = None) -> Held:
    """Minutes of a village's meeting that lack nothing."""
    return Held(
        village=village,
        held_on=day or MET,
        started="19 giờ",
        ended="21 giờ",
        place=f"Nhà văn hóa {village}",
        chair="Lê Văn Cường",
        chair_position="Trưởng thôn",
        secretary="Phạm Thị Dung",
        representative="Vũ Thị Giang",
        present=present,
        households_present=present - 8,
        agenda="Thông qua kết quả rà soát từng hộ",
        opinions="",
        attendees=[Present(capacity, "Người dự họp") for capacity in Capacity],
        votes=votes,
    )


def begin_year(period: str = "2022", procedure: str = "qd-24-2021", code: str = COMMUNE) -> Year:
    """Open a round of a commune under a law, with the people of its steps."""
    unit = unit_at(code, date(2022, 12, 14))
    campaign = open_round(unit=unit, period=period, by=CONSOLE, procedure=procedure)
    dossier = Dossier.objects.everywhere().select_related("round", "unit").get(round=campaign, unit=unit)
    maker = person("can_bo", "commune_officer", code)
    return Year(
        campaign,
        dossier,
        actor_of(maker),
        maker,
        actor_of(person("chu_tich", "commune_chair", code)),
        # Nobody holds a district's role any more: what it wrote then is entered at the console.
        CONSOLE,
        actor_of(person("tinh", "province_chair", "31")),
    )


def person(name: str, role: str, code: str) -> User:
    """The user of that name, with the role at the place; who is known already holds it."""
    return User.objects.filter(username=name).first() or officer(name, role, code)


def through(year: Year, step: str) -> None:
    """Take a year whose answers are there from the work list to a named step: each by its verb."""
    steps: tuple[tuple[str, Callable[[], None]], ...] = (
        ("classified", year.classify),
        ("met", year.meet),
        ("discussed", year.conclude),
        ("posted", year.post),
        ("settled", year.settle),
        ("opined", year.opine),
    )
    for name, verb in steps:
        if name == "opined" and not _has_district(year):
            continue
        verb()
        if name == step:
            return


def _has_district(year: Year) -> bool:
    return year.campaign.procedure == "qd-24-2021" and "-" not in year.campaign.period


def on_work_list(year: Year) -> list[str]:
    """The households at work, by their source's id."""
    rows = items_of(year.again()).filter(AT_WORK)
    return sorted(rows.values_list("household__source_ref", flat=True))
