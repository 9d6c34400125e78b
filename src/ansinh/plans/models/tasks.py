"""Tasks of a plan: who does them, until when, how far they are."""

from django.db import models
from django.db.models import Q

from ansinh.kernel.triggers import AppendOnly
from ansinh.plans.enums import AgencyRole, TaskState
from ansinh.plans.models.documents import choices_of
from ansinh.plans.models.plans import Plan, Section


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
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(name="task_once", fields=["plan", "position"])]

    def __str__(self) -> str:
        return self.words[:60]


class TaskAgency(models.Model):
    """An agency's part in a task: a kind of office (``agencies.kinds``; which office that is on a day is asked of
    ``agencies.queries``: offices change, the role stays), or in the words of the paper where no kind fits."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="agencies")
    role = models.CharField(max_length=6, choices=choices_of(AgencyRole))
    kind = models.CharField(max_length=40, blank=True)
    office_words = models.CharField(max_length=160, blank=True)

    triggers = [AppendOnly()]

    class Meta:
        constraints = [
            models.UniqueConstraint(name="task_agency_once", fields=["task", "kind", "office_words"]),
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
