"""The plan of a household: who is responsible, who helps, what was agreed, what came of it."""

from django.db import models
from django.db.models import F, Q

from ansinh.access.scope import scoped_by
from ansinh.kernel.triggers import AppendOnly, Locked
from ansinh.kernel.walls import Through, WithinReach
from ansinh.support.models.planning_enums import PlanGroup, SolutionState, SponsorKind


def _dated(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name, condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from"))
    )


class BoardMember(models.Model):
    """A member of a commune's steering committee, with the office held, over a span of days. ``village`` is the one the member
    is in charge of; who has several has several rows; blank: none."""

    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    village = models.CharField(max_length=120, blank=True)
    full_name = models.CharField(max_length=120)
    name_sort = models.CharField(max_length=400)
    office = models.CharField(max_length=120)
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    end_reason = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=120)
    ended_by = models.CharField(max_length=120, blank=True)

    objects = scoped_by("unit_id", village="village").as_manager()
    personal = {"full_name", "name_sort", "end_reason"}
    walls = [WithinReach("unit_id", touched=True)]

    class Meta:
        constraints = [
            _dated("board_member_dates"),
            models.UniqueConstraint(
                name="board_member_once",
                fields=["unit", "village", "full_name"],
                condition=Q(valid_until__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.pk}"


class Sponsor(models.Model):
    """Who helps poor households of a commune: an entered agency, an office of the State, a well-off household or a person.

    ``full_name`` is that of a household or person; an agency has its own name, an office that of its kind and place.
    """

    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=[(one.value, one.value) for one in SponsorKind])
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, null=True, related_name="+")
    office_kind = models.CharField(max_length=40, blank=True)
    full_name = models.CharField(max_length=120, blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    end_reason = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=120)
    ended_by = models.CharField(max_length=120, blank=True)

    objects = scoped_by("unit_id").as_manager()
    personal = {"full_name", "end_reason"}
    walls = [WithinReach("unit_id", touched=True)]

    class Meta:
        constraints = [
            _dated("sponsor_dates"),
            models.CheckConstraint(
                name="sponsor_is_one_thing",
                condition=Q(kind=SponsorKind.AGENCY.value, agency__isnull=False, office_kind="", full_name="")
                | (Q(kind=SponsorKind.OFFICE.value, agency__isnull=True, full_name="") & ~Q(office_kind=""))
                | (
                    Q(kind__in=[SponsorKind.HOUSEHOLD.value, SponsorKind.PERSON.value])
                    & Q(agency__isnull=True, office_kind="")
                    & ~Q(full_name="")
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.kind} {self.pk}"


class HouseholdPlan(models.Model):
    """The plan of one poor or near-poor household for one year, at the commune and village where it lived when it was drawn
    up. What it rests on stays as it was that day: ``deprived`` are indicator codes, ``cause_codes`` causes, both joined by
    ``;``. ``member`` and ``sponsor`` are those of the newest ``PlanAssignment``."""

    household = models.ForeignKey("households.Household", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    village = models.CharField(max_length=120, blank=True)
    year = models.SmallIntegerField()
    list_name = models.CharField(max_length=10)
    group = models.CharField(max_length=12, choices=[(one.value, one.value) for one in PlanGroup])
    standard = models.CharField(max_length=40, blank=True)
    deprived = models.CharField(max_length=400, blank=True)
    cause_codes = models.CharField(max_length=400, blank=True)
    member = models.ForeignKey(BoardMember, on_delete=models.PROTECT, null=True, related_name="+")
    sponsor = models.ForeignKey(Sponsor, on_delete=models.PROTECT, null=True, related_name="+")
    drawn_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=120)

    objects = scoped_by("unit_id", village="village").as_manager()
    personal = {"deprived", "cause_codes", "list_name"}
    walls = [WithinReach("unit_id", village="village")]

    class Meta:
        constraints = [models.UniqueConstraint(name="plan_once", fields=["household", "year"])]
        indexes = [models.Index(fields=["unit", "year", "village", "id"], name="plan_place")]

    def __str__(self) -> str:
        return f"{self.household_id} {self.year}"


class PlanAssignment(models.Model):
    """Who became responsible for a plan and who helps, from a day on: a change is a new row."""

    plan = models.ForeignKey(HouseholdPlan, on_delete=models.PROTECT, related_name="assignments")
    member = models.ForeignKey(BoardMember, on_delete=models.PROTECT, null=True, related_name="+")
    sponsor = models.ForeignKey(Sponsor, on_delete=models.PROTECT, null=True, related_name="+")
    on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=120)

    objects = scoped_by("plan__unit_id", village="plan__village").as_manager()
    walls = [Through("plan")]
    triggers = [AppendOnly()]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.on}"


class PlanSolution(models.Model):
    """A solution of a plan: one line of the decision table (``solutions.toml``), or one an officer added with words of its
    own. Its state is moved by ``SolutionMove`` only."""

    plan = models.ForeignKey(HouseholdPlan, on_delete=models.PROTECT, related_name="solutions")
    code = models.CharField(max_length=40)
    condition = models.CharField(max_length=40, blank=True)
    own_words = models.CharField(max_length=200, blank=True)
    state = models.CharField(
        max_length=10,
        choices=[(one.value, one.value) for one in SolutionState],
        default=SolutionState.PROPOSED.value,
    )
    due = models.DateField(null=True)

    objects = scoped_by("plan__unit_id", village="plan__village").as_manager()
    personal = {"own_words"}
    walls = [Through("plan")]
    triggers = [
        Locked(
            "moved_by_verb",
            "NEW.state <> OLD.state AND NOT EXISTS (SELECT 1 FROM support_solutionmove m WHERE m.solution_id = OLD.id "
            "AND m.from_state = OLD.state AND m.to_state = NEW.state "
            "AND m.id = (SELECT MAX(l.id) FROM support_solutionmove l WHERE l.solution_id = OLD.id))",
            ("UPDATE",),
        )
    ]

    class Meta:
        constraints = [models.UniqueConstraint(name="plan_solution_once", fields=["plan", "code"])]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.code}"


class SolutionMove(models.Model):
    """One step of a solution, with day, who and (where it was refused) why."""

    solution = models.ForeignKey(PlanSolution, on_delete=models.PROTECT, related_name="moves")
    from_state = models.CharField(max_length=10)
    to_state = models.CharField(max_length=10)
    on = models.DateField()
    reason = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=120)

    objects = scoped_by("solution__plan__unit_id", village="solution__plan__village").as_manager()
    personal = {"reason"}
    walls = [Through("solution")]
    triggers = [AppendOnly()]

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="solution_refused_with_reason",
                condition=~Q(to_state=SolutionState.REFUSED.value) | ~Q(reason=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.solution_id} {self.to_state}"


class Visit(models.Model):
    """Somebody responsible came to the household: when, what was seen and agreed."""

    plan = models.ForeignKey(HouseholdPlan, on_delete=models.PROTECT, related_name="visits")
    on = models.DateField()
    member = models.ForeignKey(BoardMember, on_delete=models.PROTECT, null=True, related_name="+")
    sponsor = models.ForeignKey(Sponsor, on_delete=models.PROTECT, null=True, related_name="+")
    result = models.TextField()
    next_on = models.DateField(null=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=120)

    objects = scoped_by("plan__unit_id", village="plan__village").as_manager()
    personal = {"result"}
    walls = [Through("plan")]
    triggers = [AppendOnly()]

    class Meta:
        constraints = [models.CheckConstraint(name="visit_has_result", condition=~Q(result=""))]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.on}"
