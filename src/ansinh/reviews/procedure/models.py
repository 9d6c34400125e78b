"""What the steps of a dossier leave behind. Nothing here is changed in place but by the verb that owns it."""

from django.db import models
from django.db.models import F, Q

from ansinh.access.scope import scoped_by
from ansinh.kernel.fields import SortKey
from ansinh.kernel.triggers import AppendOnly, Frozen, Locked
from ansinh.kernel.walls import Through
from ansinh.reviews.enums import DossierState, ListClass
from ansinh.reviews.procedure.enums import Capacity, OffReason, Verdict, WorkReason, WorkState


def _choices(enum) -> list[tuple[str, str]]:
    return [(member.value, member.value) for member in enum]


# A state is changed only by the verb that wrote why: the newest move of the dossier leads from the old state to the new one.
_NOT_MOVED = (
    "NEW.state <> OLD.state AND NOT EXISTS (SELECT 1 FROM reviews_dossiermove m WHERE m.dossier_id = OLD.id "
    "AND m.from_state = OLD.state AND m.to_state = NEW.state "
    "AND m.id = (SELECT MAX(l.id) FROM reviews_dossiermove l WHERE l.dossier_id = OLD.id))"
)


class DossierMove(models.Model):
    """One step of a dossier from a state to another: by whom, on which day, why, and the paper it stands on."""

    dossier = models.ForeignKey("reviews.Dossier", on_delete=models.PROTECT, related_name="moves")
    from_state = models.CharField(max_length=12, choices=_choices(DossierState))
    to_state = models.CharField(max_length=12, choices=_choices(DossierState))
    verb = models.CharField(max_length=24)
    on = models.DateField()
    reason = models.TextField(blank=True)
    paper = models.ForeignKey("papers.Paper", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    by = models.CharField(max_length=120)

    objects = scoped_by("dossier__unit_id").as_manager()
    personal = {"reason"}
    triggers = [AppendOnly(), Locked("moved_by_verb", _NOT_MOVED, ("UPDATE",), on="reviews.Dossier")]
    walls = [Through("dossier")]

    class Meta:
        constraints = [
            models.CheckConstraint(name="dossier_move_moves", condition=~Q(from_state=F("to_state"))),
        ]
        indexes = [models.Index(fields=["dossier", "id"], name="dossier_move_order")]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.from_state} {self.to_state}"


class WorkItem(models.Model):
    """A household that a round is to review, and why (step 1). ``why`` is the commune's own words, ``request`` the request
    that asked for it. ``surveyed_on`` and ``surveyed_by`` say who went to see, the answers who entered them.

    ``agreed_class`` is what the last meeting that passed agreed to: where the class became another since, it must be
    discussed again.
    """

    dossier = models.ForeignKey("reviews.Dossier", on_delete=models.PROTECT, related_name="work_items")
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    village = models.CharField(max_length=120, blank=True)
    household = models.ForeignKey("households.Household", on_delete=models.PROTECT, related_name="work_items")
    head_name = models.CharField(max_length=120, blank=True)
    head_name_fold = models.CharField(max_length=120, blank=True)
    head_name_sort = SortKey(max_length=400)
    reason = models.CharField(max_length=12, choices=_choices(WorkReason))
    why = models.TextField(blank=True)
    request = models.ForeignKey(
        "grievances.Grievance", on_delete=models.PROTECT, null=True, related_name="work_items"
    )
    late = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=_choices(WorkState), default=WorkState.TO_REVIEW.value)
    surveyor = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, related_name="work_items"
    )
    off_reason = models.CharField(max_length=12, choices=_choices(OffReason), blank=True)
    off_why = models.TextField(blank=True)
    surveyed_on = models.DateField(null=True)
    surveyed_by = models.CharField(max_length=120, blank=True)
    agreed_class = models.CharField(max_length=20, choices=_choices(ListClass), blank=True)
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=120)

    objects = scoped_by("unit_id", village="village").as_manager()
    personal = {
        "head_name",
        "head_name_fold",
        "head_name_sort",
        "reason",
        "why",
        "off_reason",
        "off_why",
        "surveyed_by",
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(name="work_item_once", fields=["dossier", "household"]),
            models.CheckConstraint(
                name="work_item_off_says_why",
                condition=~Q(state=WorkState.TAKEN_OFF.value) | ~Q(off_reason=""),
            ),
        ]
        indexes = [
            models.Index(fields=["dossier", "village", "id"], name="work_item_village"),
            models.Index(fields=["dossier", "head_name_sort", "id"], name="work_item_name"),
            models.Index(fields=["surveyor", "dossier"], name="work_item_surveyor"),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.household_id} {self.state}"


class WorkStep(models.Model):
    """What was done to an item of the work list: the trace of coming, going, assigning, asking again."""

    item = models.ForeignKey(WorkItem, on_delete=models.PROTECT, related_name="steps")
    verb = models.CharField(max_length=24)
    said = models.CharField(max_length=40, blank=True)
    reason = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=120)

    objects = scoped_by("item__unit_id", village="item__village").as_manager()
    personal = {"reason"}
    triggers = [AppendOnly()]

    def __str__(self) -> str:
        return f"{self.item_id} {self.verb}"


class QuickMarker(models.Model):
    """A sign of Phiếu A by which a household is not surveyed (Circular 07/2021, appendix II). Its text is not known: an
    agency enters it with its source, and it is unverified until somebody says that the text was read."""

    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=300)
    source = models.CharField(max_length=200)
    verified = models.BooleanField(default=False)
    ended_on = models.DateField(null=True)
    ended_why = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=120)

    unwalled = "a sign of a form of the law, entered for a place, which tells of nobody"
    walls: tuple = ()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="quick_marker_once", fields=["unit", "words"], condition=Q(ended_on__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.pk}"


class LocalClock(models.Model):
    """A time limit of the procedure as an act of a place has it, over the number of the law's file; ``days`` blank: from
    ``valid_from`` the law's own number holds again. Rows are added, never changed."""

    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    regime = models.CharField(max_length=40)
    clock = models.CharField(max_length=40)
    days = models.PositiveSmallIntegerField(null=True)
    valid_from = models.DateField()
    act = models.CharField(max_length=200)
    verified = models.BooleanField(default=False)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=120)

    unwalled = "a number of an act of a place, which tells of nobody"
    walls: tuple = ()
    triggers = [AppendOnly()]

    class Meta:
        constraints = [
            models.CheckConstraint(name="local_clock_has_act", condition=~Q(act="")),
            models.CheckConstraint(name="local_clock_runs", condition=Q(days__isnull=True) | Q(days__gte=1)),
        ]
        indexes = [models.Index(fields=["regime", "unit"], name="local_clock_of_place")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.regime} {self.clock}"


class QuickIdentification(models.Model):
    """Phiếu A of one household that asked: surveyed or not, and why. A later one replaces it."""

    item = models.ForeignKey(WorkItem, on_delete=models.PROTECT, related_name="identifications")
    passes = models.BooleanField()
    markers = models.ManyToManyField(QuickMarker, related_name="+", through="QuickTick")
    reason = models.TextField()
    on = models.DateField()
    at = models.DateTimeField()
    by = models.CharField(max_length=120)

    objects = scoped_by("item__unit_id", village="item__village").as_manager()
    personal = {"reason"}
    triggers = [AppendOnly()]

    def __str__(self) -> str:
        return f"{self.item_id} {self.passes}"


class QuickTick(models.Model):
    identification = models.ForeignKey(QuickIdentification, on_delete=models.PROTECT, related_name="ticks")
    marker = models.ForeignKey(QuickMarker, on_delete=models.PROTECT, related_name="+")

    walls = [Through("identification")]
    triggers = [AppendOnly()]

    class Meta:
        constraints = [models.UniqueConstraint(name="quick_tick_once", fields=["identification", "marker"])]

    def __str__(self) -> str:
        return f"{self.identification_id} {self.marker_id}"


class Meeting(models.Model):
    """A meeting of a village as its minutes hold it (Decision 24/2021, article 4.3). ``share`` is the minimum it was held
    to, in percent; what failed is met about again, under the next ``number``."""

    dossier = models.ForeignKey("reviews.Dossier", on_delete=models.PROTECT, related_name="meetings")
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    village = models.CharField(max_length=120, blank=True)
    number = models.SmallIntegerField()
    held_on = models.DateField()
    started = models.CharField(max_length=20)
    ended = models.CharField(max_length=20)
    place = models.CharField(max_length=200)
    chair = models.CharField(max_length=120)
    chair_position = models.CharField(max_length=120)
    secretary = models.CharField(max_length=120)
    representative = models.CharField(max_length=200)
    present = models.IntegerField()
    households_present = models.IntegerField()
    share = models.SmallIntegerField()
    agenda = models.TextField()
    opinions = models.TextField(blank=True)
    paper = models.ForeignKey("papers.Paper", on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=120)

    objects = scoped_by("unit_id", village="village").as_manager()
    personal = {"place", "chair", "secretary", "representative", "opinions"}
    triggers = [AppendOnly()]

    class Meta:
        constraints = [
            models.UniqueConstraint(name="meeting_number", fields=["dossier", "village", "number"]),
            models.CheckConstraint(name="meeting_somebody_present", condition=Q(present__gt=0)),
            models.CheckConstraint(
                name="meeting_households_present",
                condition=Q(households_present__gte=0) & Q(households_present__lte=F("present")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.number}"


class Attendee(models.Model):
    """Who attended a meeting, in which capacity."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendees")
    capacity = models.CharField(max_length=12, choices=_choices(Capacity))
    name = models.CharField(max_length=120)
    position = models.CharField(max_length=160, blank=True)

    objects = scoped_by("meeting__unit_id", village="meeting__village").as_manager()
    personal = {"name", "position"}
    triggers = [AppendOnly()]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.capacity}"


class Vote(models.Model):
    """What a meeting said of one household: the class put to it, for, against, and whether it passed."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="votes")
    item = models.ForeignKey(WorkItem, on_delete=models.PROTECT, related_name="votes")
    proposed_class = models.CharField(max_length=20, choices=_choices(ListClass))
    movement = models.CharField(max_length=14, blank=True)
    agree = models.IntegerField()
    disagree = models.IntegerField()
    passed = models.BooleanField()
    opinion = models.TextField(blank=True)

    objects = scoped_by("meeting__unit_id", village="meeting__village").as_manager()
    personal = {"opinion"}
    triggers = [AppendOnly()]

    class Meta:
        constraints = [
            models.UniqueConstraint(name="vote_once", fields=["meeting", "item"]),
            models.CheckConstraint(name="vote_counts", condition=Q(agree__gte=0) & Q(disagree__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.item_id} {self.agree}:{self.disagree}"


class Supervision(models.Model):
    """What the Fatherland Front, invited to supervise, recorded about a dossier or one of its meetings."""

    dossier = models.ForeignKey("reviews.Dossier", on_delete=models.PROTECT, related_name="supervisions")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, null=True, related_name="supervisions")
    on = models.DateField()
    text = models.TextField()
    at = models.DateTimeField()
    by = models.CharField(max_length=120)

    objects = scoped_by("dossier__unit_id").as_manager()
    personal = {"text"}
    triggers = [AppendOnly()]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.on}"


class Posting(models.Model):
    """A list posted in public, of a village, or of one household again after its re-check. ``until`` is the last day of its
    clock; only after it may the list be taken down (``removed_on``)."""

    dossier = models.ForeignKey("reviews.Dossier", on_delete=models.PROTECT, related_name="postings")
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    village = models.CharField(max_length=120, blank=True)
    household = models.ForeignKey(
        "households.Household", on_delete=models.PROTECT, null=True, related_name="+"
    )
    number = models.SmallIntegerField()
    clock = models.CharField(max_length=16)
    posted_on = models.DateField()
    until = models.DateField()
    places = models.JSONField()
    paper = models.ForeignKey("papers.Paper", on_delete=models.PROTECT, null=True, related_name="+")
    posted_at = models.DateTimeField()
    posted_by = models.CharField(max_length=120)
    removed_on = models.DateField(null=True)
    removed_by = models.CharField(max_length=120, blank=True)
    # Taken down because the dossier went back to the survey: what stands there is no longer the result.
    withdrawn = models.BooleanField(default=False)

    objects = scoped_by("unit_id", village="village").as_manager()
    triggers = [Frozen("OLD.removed_on IS NOT NULL")]

    class Meta:
        constraints = [
            models.UniqueConstraint(name="posting_number", fields=["dossier", "number"]),
            models.CheckConstraint(name="posting_until", condition=Q(until__gte=F("posted_on"))),
            models.CheckConstraint(
                name="posting_taken_down_after_its_clock",
                condition=Q(removed_on__isnull=True) | Q(removed_on__gt=F("until")) | Q(withdrawn=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.number}"


class PostedHousehold(models.Model):
    """A household on a posted list, with the class that stood there."""

    posting = models.ForeignKey(Posting, on_delete=models.PROTECT, related_name="households")
    household = models.ForeignKey("households.Household", on_delete=models.PROTECT, related_name="+")
    shown_class = models.CharField(max_length=20, choices=_choices(ListClass))
    movement = models.CharField(max_length=14, blank=True)

    objects = scoped_by("posting__unit_id", village="posting__village").as_manager()
    triggers = [AppendOnly()]

    class Meta:
        constraints = [models.UniqueConstraint(name="posted_once", fields=["posting", "household"])]

    def __str__(self) -> str:
        return f"{self.posting_id} {self.household_id}"


class Recheck(models.Model):
    """A household surveyed again because somebody objected to what was posted of it. ``due`` is the last day of its clock."""

    dossier = models.ForeignKey("reviews.Dossier", on_delete=models.PROTECT, related_name="rechecks")
    item = models.ForeignKey(WorkItem, on_delete=models.PROTECT, related_name="rechecks")
    objection = models.OneToOneField("grievances.Grievance", on_delete=models.PROTECT, related_name="recheck")
    class_before = models.CharField(max_length=20, choices=_choices(ListClass), blank=True)
    opened_on = models.DateField()
    due = models.DateField()
    at = models.DateTimeField()
    by = models.CharField(max_length=120)

    objects = scoped_by("item__unit_id", village="item__village").as_manager()
    triggers = [AppendOnly()]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.item_id}"


class Opinion(models.Model):
    """The district's opinion on a dossier: asked for on a day, due after its clock, answered in writing."""

    dossier = models.ForeignKey("reviews.Dossier", on_delete=models.PROTECT, related_name="opinions")
    number = models.SmallIntegerField()
    submitted_on = models.DateField()
    submitted_by = models.CharField(max_length=120)
    due = models.DateField()
    verdict = models.CharField(max_length=10, choices=_choices(Verdict), blank=True)
    answered_on = models.DateField(null=True)
    answered_by = models.CharField(max_length=120, blank=True)
    text_number = models.CharField(max_length=80, blank=True)
    text = models.TextField(blank=True)
    paper = models.ForeignKey("papers.Paper", on_delete=models.PROTECT, null=True, related_name="+")

    objects = scoped_by("dossier__unit_id").as_manager()
    personal = {"text"}
    triggers = [Frozen("OLD.answered_on IS NOT NULL")]

    class Meta:
        constraints = [
            models.UniqueConstraint(name="opinion_number", fields=["dossier", "number"]),
            models.CheckConstraint(
                name="opinion_answered", condition=Q(answered_on__isnull=True) | ~Q(verdict="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.number} {self.verdict}"


class OpinionRemark(models.Model):
    """What the district said of one household."""

    opinion = models.ForeignKey(Opinion, on_delete=models.PROTECT, related_name="remarks")
    item = models.ForeignKey(WorkItem, on_delete=models.PROTECT, related_name="+")
    remark = models.TextField()

    objects = scoped_by("opinion__dossier__unit_id").as_manager()
    personal = {"remark"}
    triggers = [AppendOnly()]

    def __str__(self) -> str:
        return f"{self.opinion_id} {self.item_id}"
