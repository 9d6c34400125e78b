"""Posts of a place and who holds them over dates; courses and who took part.

A person is one row however many posts and courses: persons and attendances are counted apart.
"""

from django.db import models
from django.db.models import F, Q

from ansinh.access.scope import scoped_by
from ansinh.kernel.fields import SortKey
from ansinh.kernel.triggers import Frozen, Locked
from ansinh.kernel.walls import Through, WithinReach
from ansinh.outreach.models.enums import StaffRole
from ansinh.outreach.models.fund import withdrawn_whole
from ansinh.support.models.delivery_enums import choices_of


class StaffPosts(models.Model):
    """How many posts of a role a place has from a day on, by a paper: a change is the next row."""

    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=12, choices=choices_of(StaffRole))
    posts = models.IntegerField()
    valid_from = models.DateField()
    paper = models.CharField(max_length=160)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=120)

    objects = scoped_by("unit_id").as_manager()
    walls = [WithinReach("unit_id")]
    triggers = [Locked("stays", "1 = 1", ("UPDATE", "DELETE"))]

    class Meta:
        constraints = [
            models.UniqueConstraint(name="staff_posts_once", fields=["unit", "role", "valid_from"]),
            models.CheckConstraint(name="staff_posts_above", condition=Q(posts__gte=0) & ~Q(paper="")),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.role} {self.posts}"


class StaffPerson(models.Model):
    """Somebody who does the work of poverty reduction, where first entered. Namesakes of a place are told apart by the year of
    birth (nought where nobody told it)."""

    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    full_name = models.CharField(max_length=120)
    name_fold = models.CharField(max_length=120)
    name_sort = SortKey(max_length=640)
    birth_year = models.SmallIntegerField(default=0)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=120)

    objects = scoped_by("unit_id").as_manager()
    personal = {"full_name", "name_fold", "name_sort", "birth_year"}
    walls = [WithinReach("unit_id")]
    triggers = [Locked("stays", "1 = 1", ("DELETE",))]

    class Meta:
        constraints = [
            models.UniqueConstraint(name="staff_person_once", fields=["unit", "name_fold", "birth_year"]),
            models.CheckConstraint(name="staff_person_named", condition=~Q(full_name="")),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.pk}"


class StaffPosting(models.Model):
    """Somebody holds a post of a role at a place (of a village, where the role is one of a village) over a span of days."""

    person = models.ForeignKey(StaffPerson, on_delete=models.PROTECT, related_name="postings")
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    village = models.CharField(max_length=120, blank=True)
    role = models.CharField(max_length=12, choices=choices_of(StaffRole))
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    end_reason = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=120)
    ended_by = models.CharField(max_length=120, blank=True)

    objects = scoped_by("unit_id").as_manager()
    personal = {"end_reason"}
    walls = [WithinReach("unit_id")]
    triggers = [
        Frozen("OLD.valid_until IS NOT NULL"),
        Locked("stays", "1 = 1", ("DELETE",)),
        Locked(
            "one_at_a_time",
            "EXISTS (SELECT 1 FROM outreach_staffposting p WHERE p.id <> NEW.id AND p.person_id = NEW.person_id "
            "AND p.unit_id = NEW.unit_id AND p.role = NEW.role AND p.village = NEW.village "
            "AND (p.valid_until IS NULL OR p.valid_until >= NEW.valid_from) "
            "AND (NEW.valid_until IS NULL OR NEW.valid_until >= p.valid_from))",
            ("UPDATE",),
        ),
    ]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="staff_posting_once",
                fields=["person", "unit", "village", "role"],
                condition=Q(valid_until__isnull=True),
            ),
            models.CheckConstraint(
                name="staff_posting_span",
                condition=Q(valid_until__isnull=True, end_reason="", ended_by="")
                | (Q(valid_until__gte=F("valid_from")) & ~Q(end_reason="") & ~Q(ended_by="")),
            ),
        ]
        indexes = [models.Index(fields=["unit", "role", "valid_from"], name="staff_posting_place")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role}"


class Course(models.Model):
    """A course of training, by who holds it; it tells of nobody."""

    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    topic = models.CharField(max_length=200)
    provider = models.CharField(max_length=160)
    begins_on = models.DateField()
    ends_on = models.DateField()
    days = models.SmallIntegerField()
    paper = models.CharField(max_length=160, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=120)

    objects = scoped_by("unit_id").as_manager()
    walls = [WithinReach("unit_id"), Through("id", "outreach.Participant", "course")]
    triggers = [Locked("stays", "1 = 1", ("DELETE",))]

    class Meta:
        constraints = [
            models.UniqueConstraint(name="course_once", fields=["unit", "topic", "begins_on"]),
            models.CheckConstraint(
                name="course_span",
                condition=Q(ends_on__gte=F("begins_on"), days__gt=0) & ~Q(topic="") & ~Q(provider=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.topic}"


class Participant(models.Model):
    """Somebody took part in a course, from a place and (where the person held one) in a role. ``certificate`` is its number, blank
    without one."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="participants")
    person = models.ForeignKey(StaffPerson, on_delete=models.PROTECT, related_name="courses")
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=12, choices=choices_of(StaffRole), blank=True)
    days = models.SmallIntegerField()
    certificate = models.CharField(max_length=60, blank=True)
    taken = models.ForeignKey(
        "outreach.TakenFile", on_delete=models.PROTECT, null=True, related_name="participants"
    )
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=120)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=120, blank=True)
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    objects = scoped_by("unit_id").as_manager()
    personal = {"certificate", "withdrawn_reason"}
    walls = [WithinReach("unit_id")]
    triggers = [Frozen("OLD.withdrawn_at IS NOT NULL"), Locked("stays", "1 = 1", ("DELETE",))]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="participant_once", fields=["course", "person"], condition=Q(withdrawn_at__isnull=True)
            ),
            models.UniqueConstraint(
                name="certificate_once",
                fields=["course", "certificate"],
                condition=Q(withdrawn_at__isnull=True) & ~Q(certificate=""),
            ),
            models.CheckConstraint(name="participant_days", condition=Q(days__gt=0)),
            withdrawn_whole("participant_withdrawn"),
        ]
        indexes = [models.Index(fields=["unit", "person"], name="participant_place")]

    def __str__(self) -> str:
        return f"{self.course_id} {self.person_id}"
