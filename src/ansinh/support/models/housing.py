"""Houses that are built or repaired: programmes with their deadline, works from survey to acceptance, money, photos.

What the database itself refuses: a second work for a household (also where it and another went together or apart after one was
aided), a stage that no step tells of, money below nothing, an acceptance by who said that it was done."""

from django.db import models
from django.db.models import F, Q

from ansinh.access.scope import scoped_by
from ansinh.kernel.triggers import AppendOnly, Locked
from ansinh.kernel.walls import Through, WithinReach
from ansinh.support.models.delivery_enums import AnswerState, choices_of
from ansinh.support.models.housing_enums import (
    DwellingState,
    MoneyKind,
    MoneySource,
    WorkKind,
    WorkState,
)

_GONE = WorkState.WITHDRAWN.value
_MOVED = (
    "NEW.state <> OLD.state AND NOT EXISTS (SELECT 1 FROM support_housingstep s WHERE s.work_id = OLD.id "
    "AND s.from_state = OLD.state AND s.to_state = NEW.state "
    "AND s.id = (SELECT MAX(l.id) FROM support_housingstep l WHERE l.work_id = OLD.id))"
)
_KEPT = " OR ".join(
    f"NEW.{name} <> OLD.{name}"
    for name in ("programme_id", "household_id", "policy", "kind", "surveyed_on", "surveyed_by", "again", "ground")
)  # fmt: skip
# The households that became one with this one, and those it was parted from after one of the two had been surveyed for a house.
_SAME_HOME = (
    "NEW.again = '' AND EXISTS (WITH RECURSIVE one(id) AS (SELECT NEW.household_id UNION SELECT CASE WHEN e.household_id = one.id "
    "THEN e.other_household_id ELSE e.household_id END FROM one JOIN households_lifeevent e "
    "ON (e.household_id = one.id OR e.other_household_id = one.id) WHERE e.other_household_id IS NOT NULL "
    "AND (e.kind = 'merged' OR (e.kind = 'split' AND EXISTS (SELECT 1 FROM support_housingwork b "
    f"WHERE b.household_id IN (e.household_id, e.other_household_id) AND b.state <> '{_GONE}' AND b.surveyed_on < e.date)))) "
    f"SELECT 1 FROM one JOIN support_housingwork w ON w.household_id = one.id WHERE w.state <> '{_GONE}')"
)


class HousingProgramme(models.Model):
    """A programme of a place for houses under a policy, by an act. ``new_amount`` and ``repair_amount``: what the act gives, in
    đồng; null where nobody told the system (what the catalogue computes stands before them)."""

    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    policy = models.CharField(max_length=40)
    name = models.CharField(max_length=160)
    act = models.CharField(max_length=160)
    begins_on = models.DateField()
    deadline = models.DateField()
    new_amount = models.BigIntegerField(null=True)
    repair_amount = models.BigIntegerField(null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=120)

    triggers = [
        Locked(
            "written_stays",
            "NEW.unit_id <> OLD.unit_id OR NEW.policy <> OLD.policy OR NEW.act <> OLD.act OR NEW.begins_on <> OLD.begins_on "
            "OR (NEW.deadline <> OLD.deadline AND NOT EXISTS (SELECT 1 FROM support_housingdeadline d "
            "WHERE d.programme_id = OLD.id AND d.deadline = NEW.deadline AND d.id = (SELECT MAX(l.id) "
            "FROM support_housingdeadline l WHERE l.programme_id = OLD.id)))",
            ("UPDATE",),
        ),
        Locked("stays", "1 = 1", ("DELETE",)),
    ]

    class Meta:
        constraints = [
            models.UniqueConstraint(name="housing_programme_act", fields=["unit", "policy", "act"]),
            models.CheckConstraint(name="housing_programme_span", condition=Q(deadline__gte=F("begins_on"))),
            models.CheckConstraint(
                name="housing_programme_money",
                condition=(Q(new_amount__isnull=True) | Q(new_amount__gt=0))
                & (Q(repair_amount__isnull=True) | Q(repair_amount__gt=0)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.policy} {self.unit_id} {self.act}"


class HousingDeadline(models.Model):
    """A deadline that was put elsewhere, with the act or the reason."""

    programme = models.ForeignKey(HousingProgramme, on_delete=models.PROTECT, related_name="deadlines")
    deadline = models.DateField()
    reason = models.CharField(max_length=300)
    at = models.DateTimeField()
    by = models.CharField(max_length=120)

    triggers = [AppendOnly()]

    class Meta:
        constraints = [models.CheckConstraint(name="housing_deadline_why", condition=~Q(reason=""))]

    def __str__(self) -> str:
        return f"{self.programme_id} {self.deadline}"


class HousingProposal(models.Model):
    """The list of a commune for one programme, proposed by one person and decided by another."""

    programme = models.ForeignKey(HousingProgramme, on_delete=models.PROTECT, related_name="proposals")
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    works = models.IntegerField()
    proposed_at = models.DateTimeField()
    proposed_by = models.CharField(max_length=120)
    state = models.CharField(
        max_length=10, choices=choices_of(AnswerState), default=AnswerState.WAITING.value
    )
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=120, blank=True)
    decision_no = models.CharField(max_length=80, blank=True)
    reason = models.TextField(blank=True)

    objects = scoped_by("unit_id").as_manager()
    personal = {"reason"}
    triggers = [
        Locked(
            "answered_once",
            f"OLD.state <> '{AnswerState.WAITING.value}' OR NEW.proposed_by <> OLD.proposed_by "
            "OR NEW.programme_id <> OLD.programme_id OR NEW.unit_id <> OLD.unit_id",
            ("UPDATE",),
        ),
        Locked("stays", "1 = 1", ("DELETE",)),
    ]

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="housing_proposal_two",
                condition=~Q(state=AnswerState.CONFIRMED.value)
                | (~Q(decided_by="") & ~Q(decided_by=F("proposed_by"))),
            ),
            models.CheckConstraint(
                name="housing_proposal_why", condition=~Q(state=AnswerState.REFUSED.value) | ~Q(reason="")
            ),
            models.CheckConstraint(name="housing_proposal_works", condition=Q(works__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.programme_id} {self.unit_id} {self.works}"


class HousingWork(models.Model):
    """One house to build or repair. ``ground``: by which rule, or in the officer's words where no rule is known. ``granted``: the
    aid by rule or act. ``cost``: what the work is estimated to cost. ``again``: why a household is aided a second time."""

    programme = models.ForeignKey(HousingProgramme, on_delete=models.PROTECT, related_name="works")
    policy = models.CharField(max_length=40)
    proposal = models.ForeignKey(HousingProposal, on_delete=models.PROTECT, null=True, related_name="rows")
    household = models.ForeignKey("households.Household", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    village = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=6, choices=choices_of(WorkKind))
    dwelling = models.CharField(max_length=12, choices=choices_of(DwellingState))
    surveyed_on = models.DateField()
    surveyed_at = models.DateTimeField()
    surveyed_by = models.CharField(max_length=120)
    finding = models.CharField(max_length=300)
    ground = models.CharField(max_length=160)
    computed = models.BooleanField()
    priority = models.SmallIntegerField()
    priority_group = models.CharField(max_length=24)
    granted = models.BigIntegerField(null=True)
    cost = models.BigIntegerField(null=True)
    again = models.CharField(max_length=300, blank=True)
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    state = models.CharField(max_length=10, choices=choices_of(WorkState), default=WorkState.SURVEYED.value)
    state_on = models.DateField()
    done_by = models.CharField(max_length=120, blank=True)
    accepted_on = models.DateField(null=True)
    accepted_by = models.CharField(max_length=120, blank=True)
    record_no = models.CharField(max_length=80, blank=True)
    aid = models.BigIntegerField(null=True)

    objects = scoped_by("unit_id", village="village").as_manager()
    # The group tells of ethnic origin and health, and so does the place in the order of groups.
    personal = {"finding", "again", "ground", "priority", "priority_group"}
    sensitive = {"priority", "priority_group"}
    triggers = [
        Locked("aided_as_another", _SAME_HOME, ("INSERT",)),
        Locked("begins_surveyed", f"NEW.state <> '{WorkState.SURVEYED.value}'", ("INSERT",)),
        Locked("moved_by_step", _MOVED, ("UPDATE",)),
        Locked("surveyed_stays", _KEPT, ("UPDATE",)),
        Locked("ended_stays", f"OLD.state IN ('{WorkState.ACCEPTED.value}', '{_GONE}')", ("UPDATE",)),
        Locked("stays", "1 = 1", ("DELETE",)),
    ]
    walls = [WithinReach("unit_id", village="village"), Through("household")]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="housed_once", fields=["household"], condition=Q(again="") & ~Q(state=_GONE)
            ),
            models.UniqueConstraint(
                name="housed_once_at_a_time",
                fields=["household"],
                condition=~Q(state__in=[WorkState.ACCEPTED.value, _GONE]),
            ),
            models.UniqueConstraint(
                name="housing_replaced_once", fields=["replaces"], condition=~Q(state=_GONE)
            ),
            models.CheckConstraint(
                name="housing_money",
                condition=(Q(granted__isnull=True) | Q(granted__gte=0))
                & (Q(cost__isnull=True) | Q(cost__gt=0))
                & (Q(aid__isnull=True) | Q(aid__gte=0)),
            ),
            models.CheckConstraint(
                name="housing_accepted_two",
                condition=~Q(state=WorkState.ACCEPTED.value)
                | (
                    Q(accepted_on__isnull=False)
                    & ~Q(accepted_by="")
                    & ~Q(accepted_by=F("done_by"))
                    & ~Q(record_no="")
                ),
            ),
            models.CheckConstraint(
                name="housing_proposed_listed",
                condition=Q(state__in=[WorkState.SURVEYED.value, _GONE]) | Q(proposal__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "programme", "state", "id"], name="housing_of_place"),
            models.Index(fields=["programme", "priority", "id"], name="housing_by_priority"),
        ]

    def __str__(self) -> str:
        return f"{self.programme_id} {self.household_id} {self.state}"


class HousingStep(models.Model):
    """A step of a work: proposed, approved, a stage of building, taken back, accepted, withdrawn; on its day."""

    work = models.ForeignKey(HousingWork, on_delete=models.PROTECT, related_name="steps")
    verb = models.CharField(max_length=10)
    from_state = models.CharField(max_length=10, choices=choices_of(WorkState))
    to_state = models.CharField(max_length=10, choices=choices_of(WorkState))
    on = models.DateField()
    reason = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=120)

    objects = scoped_by("work__unit_id", village="work__village").as_manager()
    personal = {"reason"}
    triggers = [AppendOnly()]

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="housing_step_why", condition=~Q(verb__in=["back", "withdraw", "refuse"]) | ~Q(reason="")
            )
        ]

    def __str__(self) -> str:
        return f"{self.work_id} {self.verb}"


class HousingMoney(models.Model):
    """Money (or material, at its worth) and days of work for a house from one source: planned, or received on a day. What was wrong
    is withdrawn with the reason and stays."""

    work = models.ForeignKey(HousingWork, on_delete=models.PROTECT, related_name="money")
    kind = models.CharField(max_length=8, choices=choices_of(MoneyKind))
    source = models.CharField(max_length=10, choices=choices_of(MoneySource))
    amount = models.BigIntegerField(default=0)
    labour_days = models.IntegerField(default=0)
    on = models.DateField()
    document = models.CharField(max_length=160, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=120)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=120, blank=True)
    withdrawn_reason = models.TextField(blank=True)

    objects = scoped_by("work__unit_id", village="work__village").as_manager()
    personal = {"document", "withdrawn_reason"}
    triggers = [
        Locked(
            "told_stays",
            "OLD.withdrawn_at IS NOT NULL OR NEW.withdrawn_at IS NULL OR NEW.work_id <> OLD.work_id OR NEW.amount <> OLD.amount "
            "OR NEW.labour_days <> OLD.labour_days OR NEW.source <> OLD.source OR NEW.kind <> OLD.kind "
            'OR NEW."on" <> OLD."on" OR NEW.document <> OLD.document',
            ("UPDATE",),
        ),
        Locked("stays", "1 = 1", ("DELETE",)),
    ]

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="housing_money_above",
                condition=Q(amount__gte=0, labour_days__gte=0) & (Q(amount__gt=0) | Q(labour_days__gt=0)),
            ),
            models.CheckConstraint(
                name="housing_received_by", condition=Q(kind=MoneyKind.PLANNED.value) | ~Q(document="")
            ),
            models.CheckConstraint(
                name="housing_money_why", condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_reason="")
            ),
            models.UniqueConstraint(
                name="housing_planned_once",
                fields=["work", "source"],
                condition=Q(kind=MoneyKind.PLANNED.value, withdrawn_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.work_id} {self.kind} {self.source} {self.amount}"


class HousingPhoto(models.Model):
    """A photo of a stage. The file lies sealed under the data folder by a random name; the row keeps its digest."""

    work = models.ForeignKey(HousingWork, on_delete=models.PROTECT, related_name="photos")
    stage = models.CharField(max_length=10, choices=choices_of(WorkState))
    taken_on = models.DateField()
    content_type = models.CharField(max_length=20)
    size = models.IntegerField()
    digest = models.CharField(max_length=64)
    kept_as = models.CharField(max_length=32, unique=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=120)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=120, blank=True)
    withdrawn_reason = models.TextField(blank=True)

    objects = scoped_by("work__unit_id", village="work__village").as_manager()
    personal = {"withdrawn_reason"}
    triggers = [
        Locked(
            "taken_stays",
            "OLD.withdrawn_at IS NOT NULL OR NEW.withdrawn_at IS NULL OR NEW.digest <> OLD.digest OR NEW.kept_as <> OLD.kept_as "
            "OR NEW.work_id <> OLD.work_id OR NEW.stage <> OLD.stage",
            ("UPDATE",),
        ),
        Locked("stays", "1 = 1", ("DELETE",)),
    ]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="housing_photo_once", fields=["work", "digest"], condition=Q(withdrawn_at__isnull=True)
            ),
            models.CheckConstraint(
                name="housing_photo_why", condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_reason="")
            ),
            models.CheckConstraint(name="housing_photo_size", condition=Q(size__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.work_id} {self.stage} {self.taken_on}"
