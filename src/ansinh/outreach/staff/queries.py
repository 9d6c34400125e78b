"""Posts and vacancies of places on a day, courses that places took part in."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from ansinh.access.scope import Scope
from ansinh.kernel.errors import NotFound
from ansinh.kernel.language import _
from ansinh.outreach.models import Course, Participant, StaffPosting, StaffPosts
from ansinh.outreach.models.enums import StaffRole
from ansinh.places.models import Unit


@dataclass(frozen=True)
class Filled:
    """One role of one place on a day. ``posts`` is nothing where no paper was written; ``trained`` of those in post took part in a
    course since the day that was asked."""

    unit: Unit
    role: str
    posts: int | None
    persons: int
    trained: int

    @property
    def vacant(self) -> int | None:
        return None if self.posts is None else max(self.posts - self.persons, 0)


def filled_on(scope: Scope, on: date, trained_since: date) -> list[Filled]:
    """The roles of the places within the scope that have posts or people on a day, by place and role; four reads whatever their
    number."""
    posts: dict[tuple[int, str], int] = {}
    rows = StaffPosts.objects.within(scope).filter(valid_from__lte=on).order_by("valid_from")
    for unit, role, many in rows.values_list("unit_id", "role", "posts"):
        posts[unit, role] = many
    people: dict[tuple[int, str], set[int]] = {}
    for unit, role, person in postings_on(scope, on).values_list("unit_id", "role", "person_id"):
        people.setdefault((unit, role), set()).add(person)
    everybody = {person for held in people.values() for person in held}
    taught = Participant.objects.everywhere().filter(
        person__in=everybody, withdrawn_at=None, course__ends_on__range=(trained_since, on)
    )
    trained = set(taught.values_list("person_id", flat=True))
    units = {
        one.pk: one
        for one in Unit.objects.filter(pk__in={unit for unit, _role in posts.keys() | people.keys()})
    }
    order = [one.value for one in StaffRole]
    found = [
        Filled(
            units[unit],
            role,
            posts.get((unit, role)),
            len(people.get((unit, role), ())),
            len(people.get((unit, role), set()) & trained),
        )
        for unit, role in posts.keys() | people.keys()
    ]
    return sorted(found, key=lambda one: (one.unit.sort_key, one.unit.pk, order.index(one.role)))


def postings_on(scope: Scope, on: date) -> QuerySet[StaffPosting]:
    """The postings within the scope that hold on a day."""
    rows = StaffPosting.objects.within(scope).filter(valid_from__lte=on)
    return rows.filter(Q(valid_until=None) | Q(valid_until__gte=on))


def postings_within(scope: Scope) -> QuerySet[StaffPosting]:
    """Every posting within the scope, each with ``trained``: whether its person ever took part in a course."""
    taught = Participant.objects.everywhere().filter(person=OuterRef("person"), withdrawn_at=None)
    rows = StaffPosting.objects.within(scope).select_related("person", "unit")
    return rows.annotate(trained=Exists(taught))


def posting_within(scope: Scope, key: int) -> StaffPosting:
    """The posting of that id within the scope. Raises ``NotFound``."""
    found = StaffPosting.objects.within(scope).select_related("person", "unit").filter(pk=key).first()
    if found is None:
        raise NotFound(_("Không có dòng cán bộ này trong địa bàn được giao."))
    return found


def courses_around(scope: Scope) -> QuerySet[Course]:
    """Courses that places within the scope held, or that people of theirs took part in; each with ``people``, those of theirs."""
    ours = Participant.objects.within(scope).filter(withdrawn_at=None)
    rows = Course.objects.everywhere().select_related("unit")
    if scope.unit_ids is not None:
        rows = rows.filter(Q(unit__in=scope.unit_ids) | Q(pk__in=ours.values("course")))
        mine = Q(participants__unit__in=scope.unit_ids, participants__withdrawn_at=None)
    else:
        mine = Q(participants__withdrawn_at=None)
    return rows.annotate(people=Count("participants", filter=mine, distinct=True))


def course_around(scope: Scope, key: int) -> Course:
    """The course of that id, as ``courses_around`` gives it. Raises ``NotFound``."""
    found = courses_around(scope).filter(pk=key).first()
    if found is None:
        raise NotFound(_("Không có lớp tập huấn này ở địa bàn được giao."))
    return found
