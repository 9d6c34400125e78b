"""Dated facts of a person or household that policies need, each with what it rests on. Nothing is overwritten."""

from django.db import models
from django.db.models import F, Q

from ansinh.access.scope import scoped_by
from ansinh.kernel.triggers import Locked
from ansinh.kernel.walls import Through

_SUBJECT = (
    "f.code = NEW.code AND f.household_id = NEW.household_id AND f.person_id IS NULL AND NEW.person_id IS NULL",
    "f.code = NEW.code AND f.person_id = NEW.person_id",
)
_MEET = "f.valid_from <= COALESCE(NEW.valid_until, '9999-12-31') AND NEW.valid_from <= COALESCE(f.valid_until, '9999-12-31')"


def _overlaps(other: str) -> str:
    """SQL: another fact in force of the same subject holds on a day of the new one's span."""
    found = [
        f"EXISTS (SELECT 1 FROM support_fact f WHERE {other}f.in_force AND {subject} AND {_MEET})"
        for subject in _SUBJECT
    ]
    return f"NEW.in_force AND ({' OR '.join(found)})"


class Fact(models.Model):
    """What ``code`` (``facts.toml``) is of a person, or of a household where ``person`` is null, over a span of days.

    ``household`` is where the person lived when it was recorded: the fact goes with the person. ``value`` is written as the
    type of the code says (1 or 0, a code, a whole number, a decimal, an ISO day). A corrected row stays, no longer
    ``in_force``; the row that ``replaces`` it says why.
    """

    household = models.ForeignKey("households.Household", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("households.Person", on_delete=models.PROTECT, null=True, related_name="+")
    code = models.CharField(max_length=40)
    value = models.CharField(max_length=80)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    source = models.CharField(max_length=200)
    paper = models.ForeignKey("papers.Paper", on_delete=models.PROTECT, null=True, related_name="+")
    batch = models.ForeignKey("work.Batch", on_delete=models.PROTECT, null=True, related_name="+")
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    in_force = models.BooleanField(default=True, db_default=True)
    reason = models.TextField(blank=True, db_default="")
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=120)

    objects = scoped_by("household__unit_id", village="household__village").as_manager()
    personal = {"value", "source", "reason"}
    sensitive = {"value", "source", "reason"}
    walls = [Through("household"), Through("person")]
    # Of a row that is being added SQLite knows no id yet.
    triggers = [
        Locked("no_overlap", _overlaps(""), ("INSERT",)),
        Locked("no_overlap_after", _overlaps("f.id <> NEW.id AND "), ("UPDATE",)),
    ]

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="fact_dates", condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from"))
            ),
            models.CheckConstraint(name="fact_has_source", condition=~Q(source="")),
            # Of two who record at the same moment the database lets one.
            models.UniqueConstraint(
                name="fact_of_person_once",
                fields=["person", "code", "valid_from"],
                condition=Q(in_force=True, person__isnull=False),
            ),
            models.UniqueConstraint(
                name="fact_of_household_once",
                fields=["household", "code", "valid_from"],
                condition=Q(in_force=True, person__isnull=True),
            ),
            models.UniqueConstraint(
                name="fact_of_person_open",
                fields=["person", "code"],
                condition=Q(in_force=True, person__isnull=False, valid_until__isnull=True),
            ),
            models.UniqueConstraint(
                name="fact_of_household_open",
                fields=["household", "code"],
                condition=Q(in_force=True, person__isnull=True, valid_until__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["code", "valid_from"], name="fact_code")]

    def __str__(self) -> str:
        return f"{self.code} {self.valid_from}"


class FactList(models.Model):
    """A commune says that its list of a fact is complete from a day on: of whom nothing is recorded, the answer is no.

    Without such a row nobody knows, and policies that ask say so.
    """

    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    since = models.DateField()
    until = models.DateField(null=True)
    source = models.CharField(max_length=200)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=120)
    reopened_by = models.CharField(max_length=120, blank=True)
    reopened_why = models.CharField(max_length=200, blank=True)

    objects = scoped_by("unit_id").as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="fact_list_open", fields=["unit", "code"], condition=Q(until__isnull=True)
            ),
            models.CheckConstraint(
                name="fact_list_dates", condition=Q(until__isnull=True) | Q(until__gte=F("since"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.code}"
