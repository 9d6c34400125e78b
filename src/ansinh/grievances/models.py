"""Requests, objections, complaints and appeals: what somebody asked, every step since, and who may not decide it.

Nothing is deleted: a household that no longer wants its request withdraws it, with a reason. The state changes only with a
row of ``GrievanceMove`` that says so; the database refuses it otherwise.
"""

from django.db import models
from django.db.models import Q

from ansinh.access.scope import scoped_by
from ansinh.grievances.enums import OPEN_STATES, Channel, GrievanceKind, GrievanceState, Outcome
from ansinh.kernel.fields import SortKey
from ansinh.kernel.triggers import AppendOnly, Locked

_BY_A_MOVE = Locked(
    "state_by_move",
    "NEW.state <> OLD.state AND NOT EXISTS (SELECT 1 FROM grievances_grievancemove m WHERE m.grievance_id = NEW.id "
    "AND m.number = NEW.steps AND m.from_state = OLD.state AND m.to_state = NEW.state)",
    verbs=("UPDATE",),
)
_KEPT = Locked("kept", "1 = 1", verbs=("DELETE",))


def _choices(enum) -> list[tuple[str, str]]:
    return [(member.value, member.value) for member in enum]


class Intake(models.Model):
    """The numbers of one place and year: the last one given. Whoever gives a number holds this row."""

    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    year = models.SmallIntegerField()
    last = models.IntegerField(default=0)

    objects = scoped_by("unit_id").as_manager()
    unwalled = "the last number given at a place and year, which tells of nobody"
    walls: tuple = ()

    class Meta:
        constraints = [models.UniqueConstraint(name="intake_once", fields=["unit", "year"])]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.year} {self.last}"


class Grievance(models.Model):
    """One request. The household, the person and every paper may be missing: nobody is sent away for that.

    ``about`` names a thing of a later domain that is asked about or objected to, as text (``dossier:12``). ``due_on`` is the
    last day of the answer, ``acknowledge_by`` that of the confirmation; null where no term is known, or none is left to
    keep. While ``paused_on`` is set the clock stands still. ``steps`` is the number of the newest move.
    """

    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    village = models.CharField(max_length=120, blank=True)
    year = models.SmallIntegerField()
    number = models.IntegerField()
    kind = models.CharField(max_length=16, choices=_choices(GrievanceKind))
    channel = models.CharField(max_length=14, choices=_choices(Channel))
    state = models.CharField(max_length=12, choices=_choices(GrievanceState))
    steps = models.SmallIntegerField(default=1)
    household = models.ForeignKey(
        "households.Household", on_delete=models.PROTECT, null=True, related_name="grievances"
    )
    person = models.ForeignKey(
        "households.Person", on_delete=models.PROTECT, null=True, related_name="grievances"
    )
    asker_name = models.CharField(max_length=120)
    asker_fold = models.CharField(max_length=122)
    asker_sort = SortKey(max_length=400)
    asker_contact = models.CharField(max_length=200, blank=True)
    asker_address = models.CharField(max_length=200, blank=True)
    content = models.TextField()
    missing_papers = models.TextField(blank=True)
    about = models.CharField(max_length=80, blank=True)
    against = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="appeals")
    received_on = models.DateField()
    received_at = models.DateTimeField()
    received_by = models.CharField(max_length=120)
    clock = models.CharField(max_length=20, blank=True)
    acknowledge_by = models.DateField(null=True)
    acknowledged_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    paused_on = models.DateField(null=True)
    extended = models.BooleanField(default=False)
    assigned_to = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(max_length=8, choices=_choices(Outcome), blank=True)
    reasons = models.TextField(blank=True)
    answered_on = models.DateField(null=True)
    answer_paper = models.CharField(max_length=80, blank=True)

    objects = scoped_by("unit_id", village="village").as_manager()
    triggers = [_BY_A_MOVE, _KEPT]
    personal = {
        "asker_name",
        "asker_fold",
        "asker_sort",
        "asker_contact",
        "asker_address",
        "content",
        "missing_papers",
        "reasons",
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(name="grievance_number", fields=["unit", "year", "number"]),
            models.CheckConstraint(
                name="grievance_appeal_names_its_answer",
                condition=Q(against__isnull=True) | Q(kind=GrievanceKind.APPEAL.value),
            ),
            models.CheckConstraint(
                name="grievance_answer_says_why", condition=Q(answered_on__isnull=True) | ~Q(reasons="")
            ),
            models.CheckConstraint(
                name="grievance_answer_after_outcome",
                condition=Q(answered_on__isnull=True) | ~Q(outcome=""),
            ),
            models.UniqueConstraint(
                name="grievance_one_appeal_open",
                fields=["against"],
                condition=Q(against__isnull=False, state__in=sorted(state.value for state in OPEN_STATES)),
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "received_on", "id"], name="grievance_place"),
            models.Index(fields=["received_on", "id"], name="grievance_day"),
            models.Index(fields=["asker_sort", "id"], name="grievance_name"),
            models.Index(fields=["about", "kind"], name="grievance_about", condition=~Q(about="")),
            models.Index(
                fields=["due_on", "id"],
                name="grievance_open",
                condition=Q(state__in=sorted(state.value for state in OPEN_STATES)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}/{self.year} {self.kind} {self.state}"


class GrievanceMove(models.Model):
    """One step: a verb of ``moves`` done to a request. Assignments and notes are steps that leave the state as it is."""

    grievance = models.ForeignKey(Grievance, on_delete=models.PROTECT, related_name="moves")
    number = models.SmallIntegerField()
    verb = models.CharField(max_length=20)
    from_state = models.CharField(max_length=12, blank=True)
    to_state = models.CharField(max_length=12)
    day = models.DateField()
    at = models.DateTimeField()
    by = models.CharField(max_length=120)
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)
    outcome = models.CharField(max_length=8, blank=True)
    paper = models.CharField(max_length=80, blank=True)
    due_on = models.DateField(null=True)

    objects = scoped_by("grievance__unit_id", village="grievance__village").as_manager()
    triggers = [AppendOnly()]
    personal = {"reason"}

    class Meta:
        constraints = [models.UniqueConstraint(name="move_number", fields=["grievance", "number"])]

    def __str__(self) -> str:
        return f"{self.grievance_id}.{self.number} {self.verb}"


class DataRestriction(models.Model):
    """A use that a household's data are kept from, by a request that was granted; in force while ``ended_on`` is not set."""

    grievance = models.ForeignKey(Grievance, on_delete=models.PROTECT, related_name="restrictions")
    household = models.ForeignKey("households.Household", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    village = models.CharField(max_length=120, blank=True)
    use = models.CharField(max_length=10)
    since = models.DateField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)
    ended_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=120, blank=True)
    end_reason = models.TextField(blank=True)

    objects = scoped_by("unit_id", village="village").as_manager()
    unwalled = "which household may not be used for what: whoever writes a file must know it wherever the request was made"
    walls: tuple = ()
    triggers = [_KEPT]
    personal = {"end_reason"}

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="restriction_use", condition=Q(use__in=("export", "analytics", "sharing"))
            ),
            models.CheckConstraint(
                name="restriction_ends_with_reason", condition=Q(ended_on__isnull=True) | ~Q(end_reason="")
            ),
            models.UniqueConstraint(
                name="restriction_once", fields=["grievance", "use"], condition=Q(ended_on__isnull=True)
            ),
        ]
        indexes = [
            models.Index(
                fields=["use", "household"], name="restriction_in_force", condition=Q(ended_on__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.grievance_id} {self.use}"


class Maker(models.Model):
    """An officer who decided or made what a complaint or an appeal is about, and so may not decide it."""

    grievance = models.ForeignKey(Grievance, on_delete=models.PROTECT, related_name="makers")
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    objects = scoped_by("grievance__unit_id", village="grievance__village").as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(name="maker_once", fields=["grievance", "user"])]

    def __str__(self) -> str:
        return f"{self.grievance_id} {self.user_id}"
