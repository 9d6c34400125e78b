"""Communication by commune, staff in post and their training in a demonstration: every name and number of a paper is invented."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from django.db import transaction

from ansinh.accounts.actor import Actor
from ansinh.demo.budget import INVENTED
from ansinh.demo.names import draw_families, full_names
from ansinh.outreach.campaigns.spreading import record_message, write_campaign
from ansinh.outreach.models import Campaign, Course
from ansinh.outreach.models.enums import MessageKind, StaffRole
from ansinh.outreach.staff.posting import post_person, set_posts
from ansinh.outreach.staff.training import Attending, take_in_participants, write_course
from ansinh.places.models import Unit

_SEED = 2025
_PAPER = "Số liệu minh họa: quyết định giao số lượng người làm việc"
# One commune in so many broadcast nothing; one in so many has a vacancy; of so many officers one was not trained.
_SILENT_ONE_IN, _VACANT_ONE_IN, _UNTRAINED_ONE_IN = 10, 5, 4
_POSTS = 2
_DAYS = 3
_TOPICS = (
    "Nghiệp vụ rà soát, theo dõi hộ nghèo (minh họa)",
    "Kỹ năng vận động, tư vấn hộ (minh họa)",
    "Chính sách giảm nghèo cho Ban chỉ đạo các cấp (minh họa)",
)
_OTHERS = (
    (MessageKind.POSTER, "Pa nô tuyên truyền giảm nghèo (minh họa)", {"times": 3}),
    (MessageKind.DIALOGUE, "Đối thoại chính sách giảm nghèo (minh họa)", {"attendance": 64}),
    (MessageKind.LEAFLET, "Tờ rơi vay vốn chính sách (minh họa)", {"times": 250}),
)


def spread_the_word(district: Unit, communes: Sequence[Unit], day: date, by: Actor) -> None:
    """A campaign of the year of ``day`` and what the communes spread in it to that day; one that is there is left."""
    if Campaign.objects.filter(unit=district, begins_on__year=day.year).exists():
        return
    first = date(day.year, 1, 1)
    with transaction.atomic():
        campaign = write_campaign(
            unit=district, title="Tuyên truyền chính sách giảm nghèo (minh họa)", paper="Số liệu minh họa: kế hoạch tuyên truyền",
            begins_on=first, ends_on=day, topic="Vay vốn, bảo hiểm y tế, nhà ở", by=by,
        )  # fmt: skip
        for number, unit in enumerate(communes):
            told = {
                "unit": unit,
                "spread_on": first + (day - first) * (number + 1) / (len(communes) + 1),
                "campaign": campaign,
                "by": by,
            }
            if number % _SILENT_ONE_IN != 1:
                record_message(
                    kind=MessageKind.BROADCAST, title="Chính sách giảm nghèo năm nay (minh họa)", times=2 + number % 3,
                    channel="Truyền thanh xã", **told,
                )  # fmt: skip
            if number % 4 == 0:
                kind, title, more = _OTHERS[number // 4 % len(_OTHERS)]
                record_message(kind=kind, title=title, **more, **told)


def staff_and_train(
    district: Unit, communes: Sequence[Unit], villages: Sequence[str], *, since: date, day: date, by: Actor
) -> None:
    """Who holds which post from ``since`` on (heads of ``villages`` of the first commune), and two courses of the half year before
    ``day``; what is there is left."""
    if _held(_TOPICS[0], district, day):
        return
    book = _Book(since, _names(_POSTS * (len(communes) + 1) + len(villages)), by)
    with transaction.atomic():
        officers = []
        for number, unit in enumerate((district, *communes)):
            vacant = int(number % _VACANT_ONE_IN == _VACANT_ONE_IN - 1)
            officers += book.posted(unit, StaffRole.OFFICER, _POSTS, [""] * (_POSTS - vacant))
        # The last village has none.
        heads = book.posted(communes[0], StaffRole.VILLAGE_HEAD, len(villages), villages[:-1])
        trained = [one for number, one in enumerate(officers) if number % _UNTRAINED_ONE_IN]
        _hold(_TOPICS[0], district, day - timedelta(days=100), trained, by)
        _hold(_TOPICS[1], district, day - timedelta(days=45), [*trained[:10], *heads[::2]], by)


def train_one_of_each(district: Unit, communes: Sequence[Unit], day: date, by: Actor) -> None:
    """A course of the half year before ``day`` with somebody of each commune; one that is there is left."""
    if _held(_TOPICS[2], district, day):
        return
    names = _names(len(communes))
    with transaction.atomic():
        from_each = [Attending(unit, next(names)) for unit in communes]
        _hold(_TOPICS[2], district, day - timedelta(days=100), from_each, by)


@dataclass(frozen=True)
class _Book:
    """From when people are in post, names that nobody of it has yet, and who writes it."""

    since: date
    names: Iterator[str]
    by: Actor

    def posted(self, unit: Unit, role: StaffRole, posts: int, villages: Sequence[str]) -> list[Attending]:
        """So many posts, and somebody in one for each of ``villages`` (blank: of the whole place)."""
        if posts:
            set_posts(unit=unit, role=role, posts=posts, valid_from=self.since, paper=_PAPER, by=self.by)
        return [self._take_up(unit, role, one) for one in villages]

    def _take_up(self, unit: Unit, role: StaffRole, village: str) -> Attending:
        name = next(self.names)
        post_person(unit=unit, full_name=name, role=role, valid_from=self.since, village=village, by=self.by)
        return Attending(unit, name, role=role)


def _names(many: int) -> Iterator[str]:
    rng = np.random.default_rng(_SEED)
    # Twice as many, so that namesakes can be left out.
    drawn = full_names(rng, draw_families(rng, 2 * many), rng.random(2 * many) < 0.5)
    return iter(drawn.unique(maintain_order=True).to_list())


def _held(topic: str, district: Unit, day: date) -> bool:
    rows = Course.objects.everywhere().filter(unit=district, topic=topic)
    return rows.filter(ends_on__range=(day - timedelta(days=365), day)).exists()


def _hold(topic: str, unit: Unit, begins: date, taking_part: Sequence[Attending], by: Actor) -> None:
    course = write_course(
        unit=unit,
        topic=topic,
        provider="Đơn vị tập huấn minh họa",
        begins_on=begins,
        ends_on=begins + timedelta(days=_DAYS - 1),
        days=_DAYS,
        paper=f"{INVENTED}: kế hoạch tập huấn",
        by=by,
    )
    take_in_participants(course=course, rows=taking_part, by=by)
