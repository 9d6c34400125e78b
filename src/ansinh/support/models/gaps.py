"""What was owed and not given, given and not owed, given twice, and what cannot be said."""

from django.db import models
from django.db.models import Q

from ansinh.access.scope import scoped_by
from ansinh.kernel.fields import SortKey
from ansinh.kernel.triggers import AppendOnly
from ansinh.kernel.walls import Through, WithinReach
from ansinh.support.models.planning_enums import GapKind, GapReply

_KINDS = [(one.value, one.value) for one in GapKind]
_OPEN = Q(closed_on__isnull=True)


class Gap(models.Model):
    """One gap of a household (or of one member) at the commune where it lives, as the last search found it.

    A search closes what it no longer finds and keeps since when the others are there. ``promise``: a plan's promise beyond
    the law, never counted with what is owed. ``reply`` is the newest answer (``GapAnswer``); it closes nothing by itself.
    ``name_sort`` is the head's as the last search found it: no index spans the order of one table and the gaps of another.
    """

    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    village = models.CharField(max_length=120, blank=True)
    name_sort = SortKey(max_length=400, blank=True, db_default="")
    household = models.ForeignKey("households.Household", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("households.Person", on_delete=models.PROTECT, null=True, related_name="+")
    policy = models.CharField(max_length=40)
    agency = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=20, choices=_KINDS)
    promise = models.BooleanField(default=False)
    amount = models.BigIntegerField(null=True)
    amount_per = models.CharField(max_length=10, blank=True)
    missing = models.TextField(blank=True)
    needed = models.BooleanField(default=False)
    since = models.DateField()
    seen_on = models.DateField()
    closed_on = models.DateField(null=True)
    reply = models.CharField(
        max_length=12, blank=True, db_default="", choices=[(one.value, one.value) for one in GapReply]
    )
    reply_due = models.DateField(null=True)

    objects = scoped_by("unit_id", village="village").as_manager()
    personal = {"name_sort"}
    walls = [WithinReach("unit_id", village="village")]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="gap_of_household_once",
                fields=["household", "policy", "kind", "promise"],
                condition=_OPEN & Q(person__isnull=True),
            ),
            models.UniqueConstraint(
                name="gap_of_person_once",
                fields=["household", "person", "policy", "kind", "promise"],
                condition=_OPEN & Q(person__isnull=False),
            ),
            models.CheckConstraint(name="gap_amount", condition=Q(amount__isnull=True) | Q(amount__gte=0)),
        ]
        indexes = [
            models.Index(fields=["unit", "policy", "kind", "id"], name="gap_place", condition=_OPEN),
            models.Index(fields=["policy", "id"], name="gap_policy", condition=_OPEN),
            models.Index(fields=["since", "id"], name="gap_since", condition=_OPEN),
            # A list of a whole province is walked in its order: of what is asked, or over all of it.
            models.Index(fields=["village", "id"], name="gap_village", condition=_OPEN),
            models.Index(fields=["name_sort", "id"], name="gap_name", condition=_OPEN),
            models.Index(fields=["policy", "since", "id"], name="gap_policy_since", condition=_OPEN),
            models.Index(fields=["agency", "since", "id"], name="gap_agency_since", condition=_OPEN),
            models.Index(fields=["kind", "since", "id"], name="gap_kind_since", condition=_OPEN),
            models.Index(fields=["reply", "since", "id"], name="gap_reply_since", condition=_OPEN),
        ]

    def __str__(self) -> str:
        return f"{self.policy} {self.kind} {self.household_id}"


class GapAnswer(models.Model):
    """What somebody answered to a gap: it will be served (by whom, until when), is refused (why), or rests on wrong data."""

    gap = models.ForeignKey(Gap, on_delete=models.PROTECT, related_name="answers")
    reply = models.CharField(max_length=12, choices=[(one.value, one.value) for one in GapReply])
    agency = models.CharField(max_length=40, blank=True)
    due = models.DateField(null=True)
    reason = models.TextField(blank=True)
    fact = models.ForeignKey("support.Fact", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    by = models.CharField(max_length=120)

    objects = scoped_by("gap__unit_id", village="gap__village").as_manager()
    personal = {"reason"}
    walls = [Through("gap")]
    triggers = [AppendOnly()]

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="gap_answer_whole",
                condition=(Q(reply=GapReply.WILL_SERVE.value, due__isnull=False) & ~Q(agency=""))
                | (~Q(reply=GapReply.WILL_SERVE.value) & ~Q(reason="")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.gap_id} {self.reply}"


class GapSearch(models.Model):
    """When the gaps of a commune were last sought, for which day, and on whose order."""

    unit = models.OneToOneField("places.Unit", on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    at = models.DateTimeField()
    by = models.CharField(max_length=120)
    households = models.IntegerField()

    objects = scoped_by("unit_id").as_manager()

    def __str__(self) -> str:
        return f"{self.unit_id} {self.day}"


class GapCount(models.Model):
    """The open gaps of a commune counted by policy and kind: what the pages of a province add up."""

    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    policy = models.CharField(max_length=40)
    agency = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=20, choices=_KINDS)
    promise = models.BooleanField(default=False)
    households = models.IntegerField()
    rows = models.IntegerField()

    objects = scoped_by("unit_id").as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="gap_count_once", fields=["unit", "policy", "kind", "promise"])
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.policy} {self.kind}"
