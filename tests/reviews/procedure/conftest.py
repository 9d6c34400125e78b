"""A commune's round of 2024 under Decision 24/2021 with a district, walked step by step through its own verbs."""

from dataclasses import dataclass
from datetime import date

import pytest
from tests.reviews.conftest import COMMUNE, DISTRICT, bring, country, do, home, listed, lists, survey, write

from ansinh.access.actions import give_role
from ansinh.accounts.actions import register_user
from ansinh.accounts.actor import SYSTEM, Actor, actor_of
from ansinh.accounts.models import User
from ansinh.grievances.actions import receive_request
from ansinh.grievances.enums import Channel, GrievanceKind
from ansinh.households.models import Household
from ansinh.places.queries import unit_at
from ansinh.reviews.actions import classify_round, open_round
from ansinh.reviews.models import Dossier, Outcome, Round
from ansinh.reviews.procedure.enums import Capacity
from ansinh.reviews.procedure.meetings import Held, Present, Said, conclude_meetings, hold_meeting
from ansinh.reviews.procedure.models import WorkItem
from ansinh.reviews.procedure.moving import regime_of
from ansinh.reviews.procedure.posting import post_lists, settle_posting
from ansinh.reviews.procedure.queries import about, to_discuss
from ansinh.reviews.procedure.work_list import (
    add_to_work_list,
    assign_surveyor,
    close_work_list,
    draw_up_work_list,
)

__all__ = ["bring", "country", "do", "lists", "survey", "write"]

THEN = date(2024, 12, 14)


def person(name: str, role: str, code: str | None = COMMUNE, village: str = "") -> User:
    """A user who holds ``role`` there since 2022."""
    user = User.objects.filter(username=name).first() or register_user(
        username=name, full_name="Nguyễn Thị Thử", by=SYSTEM
    )
    unit = unit_at(code, THEN) if code else None
    give_role(user=user, role=role, unit=unit, village=village, valid_from=date(2022, 1, 1), by=SYSTEM)
    return user


def household(ref: str) -> Household:
    return Household.objects.everywhere().get(source_ref=ref)


@dataclass
class Walk:
    """The dossier, and a way to walk it as far as a test needs."""

    dossier: Dossier
    officer: User
    by: Actor
    survey: object

    def now(self) -> Dossier:
        self.dossier = (
            Dossier.objects.everywhere().select_related("round__unit", "unit").get(pk=self.dossier.pk)
        )
        return self.dossier

    @property
    def state(self) -> str:
        return self.now().state

    def item(self, ref: str) -> WorkItem:
        return WorkItem.objects.everywhere().select_related("dossier").get(household__source_ref=ref)

    def draw_up(self) -> "Walk":
        draw_up_work_list(dossier=self.now(), by=self.by)
        for ref in ("asks", "fine"):
            add_to_work_list(
                dossier=self.now(), household=household(ref), why="Hộ mới gặp khó khăn", by=self.by
            )
        for village in ("Thôn 1", "Thôn 2"):
            assign_surveyor(dossier=self.now(), surveyor=self.officer, village=village, by=self.by)
        return self

    def close(self) -> "Walk":
        self.draw_up()
        close_work_list(dossier=self.now(), by=self.by)
        return self

    def answers(self, **classes: bool | None) -> "Walk":
        """Take the survey in: whether each household is poor."""
        told = {"old": True, "asks": True, "fine": False} | classes
        self.survey(
            *(
                home(
                    ref, poor=poor, village="Thôn 2" if ref == "fine" else "Thôn 1", head_name="Trần Thị Thử"
                )
                for ref, poor in told.items()
            ),
            period="2024",
        )
        return self

    def classify(self) -> "Walk":
        self.close().answers()
        self.run()
        return self

    def run(self) -> None:
        classify_round(campaign=self.now().round, unit=self.dossier.unit, by=self.by)

    def meet(self, village: str = "Thôn 1", present: int = 10, by: Actor | None = None, **votes: int):
        """A meeting at which so many agree to each household; the others all agree."""
        items = {
            one.household_id: WorkItem.objects.everywhere().get(
                dossier=self.dossier, household=one.household_id
            )
            for one in to_discuss(self.now(), village)
        }
        said = {}
        for item in items.values():
            agree = votes.get(item.household.source_ref, present)
            said[item.pk] = Said(agree, present - agree)
        return hold_meeting(dossier=self.now(), held=meeting(village, present, said), by=by or self.by)

    def discuss(self) -> "Walk":
        self.classify()
        for village in ("Thôn 1", "Thôn 2"):
            self.meet(village)
        conclude_meetings(dossier=self.now(), by=self.by)
        return self

    def post(self, on: date = date(2024, 11, 1)) -> "Walk":
        self.discuss()
        places = [one.code for one in regime_of(self.now()).places]
        post_lists(dossier=self.now(), on=on, places=places, by=self.by)
        return self

    def settle(self) -> "Walk":
        self.post()
        settle_posting(dossier=self.now(), by=self.by, on=date(2024, 11, 7))
        return self

    def object_to(self, ref: str, on: date = date(2024, 11, 4), thing: str | None = None):
        """An objection to what is posted of a household; ``thing`` as it names what it is about."""
        return receive_request(
            unit=self.now().unit,
            kind=GrievanceKind.OBJECTION,
            channel=Channel.DESK,
            asker_name="Trần Văn Thử",
            content="Hộ này không nghèo",
            received_on=on,
            household=household(ref),
            about=about(self.dossier) if thing is None else thing,
            by=self.by,
        )


def meeting(village: str, present: int, votes: dict[int, Said], **changed) -> Held:
    told = {
        "village": village,
        "held_on": date(2024, 10, 20),
        "started": "19 giờ 30",
        "ended": "21 giờ",
        "place": "Nhà văn hóa thôn",
        "chair": "Lê Văn Thử",
        "chair_position": "Trưởng thôn",
        "secretary": "Phạm Thị Thử",
        "representative": "Vũ Thị Thử",
        "present": present,
        "households_present": present,
        "agenda": "Công bố kết quả rà soát\nBiểu quyết từng hộ",
        "opinions": "",
        "attendees": [
            Present(Capacity.COMMITTEE, "Đỗ Văn Thử"),
            Present(Capacity.OFFICER, "Phạm Thị Thử"),
            Present(Capacity.REVIEWERS, "Hoàng Văn Thử"),
            Present(Capacity.REVIEWED, "Vũ Thị Thử"),
        ],
        "votes": votes,
    }
    return Held(**(told | changed))


def outcome(ref: str) -> Outcome:
    return Outcome.objects.everywhere().get(
        household__source_ref=ref, dossier__round__period="2024", standard="vn-2022"
    )


@pytest.fixture
def registry(country, survey, lists):
    """Three households: one on the list, one that will ask, one that is fine in another village."""
    survey(home("old"), home("asks", poor=False), home("fine", poor=False, village="Thôn 2"), period="2022")
    lists(listed("old", list_year=2024))


@pytest.fixture
def walk(registry, survey) -> Walk:
    """The round of 2024, its dossier open."""
    officer = person("officer", "commune_officer")
    unit = unit_at(COMMUNE, THEN)
    campaign: Round = open_round(unit=unit, period="2024", procedure="qd-24-2021", by=SYSTEM)
    dossier = Dossier.objects.everywhere().get(round=campaign)
    return Walk(dossier, officer, actor_of(officer), survey)


@pytest.fixture
def district(monkeypatch):
    """The chair of the district, in a year when there were districts: their roles ended with them."""
    monkeypatch.setattr("ansinh.access.queries.today", lambda: date(2024, 11, 20))
    return person("district", "district_chair", DISTRICT)
