"""Tasks of a plan: who does them, until when, how far they are."""

from django.db import models
from django.db.models import F, Q

from ansinh.kernel.triggers import AppendOnly, Locked
from ansinh.plans.enums import AgencyRole, TaskState
from ansinh.plans.models.documents import choices_of
from ansinh.plans.models.plans import NOT_CORRECTED, OF_ISSUED, Plan, Section


class Task(models.Model):
    """One thing to do, in the words of the paper. ``deadline`` is null where the paper gives no day (``deadline_words`` then says
    what it says). The state is that of the newest ``TaskMove``."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="tasks")
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="tasks")
    position = models.SmallIntegerField()
    words = models.TextField()
    deadline = models.DateField(null=True)
    deadline_words = models.CharField(max_length=200, blank=True)
    state = models.CharField(
        max_length=10, choices=choices_of(TaskState), default=TaskState.OPEN.value, db_index=True
    )
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    revision = models.SmallIntegerField(default=0)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=120)

    triggers = [
        Locked(
            "changes_with_trace",
            "(NEW.plan_id <> OLD.plan_id OR NEW.section_id <> OLD.section_id OR NEW.words <> OLD.words "
            "OR NEW.deadline_words <> OLD.deadline_words "
            "OR COALESCE(NEW.deadline, '0001-01-01') <> COALESCE(OLD.deadline, '0001-01-01')) "
            f"AND {NOT_CORRECTED}",
            ("UPDATE",),
        ),
        Locked("is_not_removed", OF_ISSUED, ("DELETE",)),
    ]

    class Meta:
        constraints = [models.UniqueConstraint(name="task_once", fields=["plan", "position"])]

    def __str__(self) -> str:
        return self.words[:60]


class TaskAgency(models.Model):
    """An agency's part in a task: a kind of office (``agencies.kinds``; which office that is on a day is asked of
    ``agencies.queries``: offices change, the role stays), or in the words of the paper where no kind fits. It holds from
    ``valid_from`` (none: from the paper's day) until ``valid_until``: another agency takes over by a row of its own."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="agencies")
    role = models.CharField(max_length=6, choices=choices_of(AgencyRole))
    kind = models.CharField(max_length=40, blank=True)
    office_words = models.CharField(max_length=160, blank=True)
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True)

    triggers = [
        Locked(
            "only_ends",
            "OLD.valid_until IS NOT NULL OR NEW.role <> OLD.role OR NEW.kind <> OLD.kind "
            "OR NEW.office_words <> OLD.office_words OR NEW.task_id <> OLD.task_id",
            ("UPDATE",),
        ),
        Locked(
            "is_not_removed",
            "EXISTS (SELECT 1 FROM plans_task t JOIN plans_plan p ON p.id = t.plan_id JOIN plans_document d "
            "ON d.id = p.document_id WHERE t.id = OLD.task_id AND d.state <> 'draft')",
            ("DELETE",),
        ),
    ]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="task_agency_once",
                fields=["task", "kind", "office_words"],
                condition=Q(valid_until__isnull=True),
            ),
            models.CheckConstraint(
                name="task_agency_dates",
                condition=Q(valid_until__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_until__gte=F("valid_from")),
            ),
            models.CheckConstraint(name="task_agency_is_somebody", condition=~Q(kind="", office_words="")),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.kind or self.office_words}"


class TaskMove(models.Model):
    """A task went from one state to another, why, and by what evidence."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="moves")
    from_state = models.CharField(max_length=10, choices=choices_of(TaskState))
    to_state = models.CharField(max_length=10, choices=choices_of(TaskState))
    on = models.DateField()
    evidence = models.CharField(max_length=400, blank=True)
    evidence_document = models.ForeignKey(
        "plans.Document", on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField()
    by = models.CharField(max_length=120)

    triggers = [AppendOnly()]

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="task_done_with_evidence",
                condition=~Q(to_state__in=[TaskState.DONE.value, TaskState.DROPPED.value]) | ~Q(evidence=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task_id} {self.to_state}"
