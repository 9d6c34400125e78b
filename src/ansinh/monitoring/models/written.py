"""What an office writes: reports, the plan of a year, the decision on results, dispatches; their figures and their states."""

from enum import StrEnum

from django.db import models
from django.db.models import Q

from ansinh.access.scope import scoped_by
from ansinh.kernel.triggers import AppendOnly, Locked
from ansinh.monitoring.enums import ISSUED, PaperKind, PaperState


def choices_of(words: type[StrEnum]) -> list[tuple[str, str]]:
    """The values of a vocabulary as Django's choices."""
    return [(one.value, one.value) for one in words]


def moved_by(moves: str, key: str) -> Locked:
    """A state changes only where the newest move of the row led from the old state to the new one."""
    return Locked(
        "moved_by_verb",
        f"NEW.state <> OLD.state AND NOT EXISTS (SELECT 1 FROM {moves} m WHERE m.{key} = OLD.id "
        f"AND m.from_state = OLD.state AND m.to_state = NEW.state "
        f"AND m.id = (SELECT MAX(l.id) FROM {moves} l WHERE l.{key} = OLD.id))",
        ("UPDATE",),
    )


# What stands around and in a paper is written while it is a draft, and by nobody afterwards.
_NO_DRAFT = (
    "EXISTS (SELECT 1 FROM monitoring_writtenreport r WHERE r.id = {row}.report_id AND r.state <> 'draft')"
)
_CONTENT = (
    "kind",
    "year",
    "part",
    "title",
    "sent_to",
    "grounds",
    "recipients",
    "position",
    "signatory",
    "basis",
)
_REWRITTEN = " OR ".join(f"NEW.{name} <> OLD.{name}" for name in _CONTENT)
_ISSUED = ", ".join(f"'{one.value}'" for one in ISSUED)


class WrittenReport(models.Model):
    """One paper of an office for a year (``part`` 1 or 2: a half of it, 0: all of it), in its editions (``order``).

    ``version`` is the sealed version its figures are of; without one ``basis`` says what they rest on, and ``provisional`` that
    they were not approved. ``follows`` is the edition whose place it takes, with ``why``. Lists hold a line each.
    """

    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=choices_of(PaperKind))
    year = models.SmallIntegerField()
    part = models.SmallIntegerField(default=0)
    order = models.SmallIntegerField(default=1)
    state = models.CharField(max_length=12, choices=choices_of(PaperState), default=PaperState.DRAFT.value)
    title = models.CharField(max_length=300)
    title_fold = models.CharField(max_length=300)
    sent_to = models.TextField(blank=True)
    grounds = models.TextField(blank=True)
    recipients = models.TextField(blank=True)
    position = models.CharField(max_length=120, blank=True)
    signatory = models.CharField(max_length=120, blank=True)
    due = models.DateField(null=True)
    version = models.ForeignKey("datasets.Version", on_delete=models.PROTECT, null=True, related_name="+")
    provisional = models.BooleanField()
    basis = models.CharField(max_length=400)
    follows = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="followed_by")
    why = models.CharField(max_length=300, blank=True)
    paper = models.OneToOneField("papers.Paper", on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)

    objects = scoped_by("unit_id").as_manager()
    personal = {"signatory"}
    triggers = [
        moved_by("monitoring_writtenmove", "report_id"),
        Locked("written_stays", f"OLD.state <> 'draft' AND ({_REWRITTEN})", ("UPDATE",)),
        Locked(
            "issued_with_paper",
            f"NEW.state IN ({_ISSUED}) AND NEW.paper_id IS NULL",
            ("UPDATE", "INSERT"),
        ),
        Locked("written_never_goes", "OLD.id IS NOT NULL", ("DELETE",)),
    ]

    class Meta:
        constraints = [
            models.UniqueConstraint(name="written_order", fields=["unit", "kind", "year", "part", "order"]),
            models.CheckConstraint(name="written_half", condition=Q(part__in=(0, 1, 2))),
            models.CheckConstraint(
                name="written_follows_says_why", condition=Q(follows__isnull=True) | ~Q(why="")
            ),
            models.CheckConstraint(
                name="written_sealed_or_says_basis", condition=Q(version__isnull=False) | ~Q(basis="")
            ),
            models.CheckConstraint(
                name="written_provisional_has_no_version",
                condition=Q(provisional=False) | Q(version__isnull=True),
            ),
            models.CheckConstraint(
                name="written_final_is_not_provisional",
                condition=~Q(state=PaperState.FINAL.value, provisional=True),
            ),
        ]
        indexes = [models.Index(fields=["unit", "year", "kind"], name="written_place")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.kind} {self.year}.{self.order}"


class WrittenSection(models.Model):
    """One section: its heading and what the officer wrote (a paragraph a line). Figures stand beside it, and are not typed."""

    report = models.ForeignKey(WrittenReport, on_delete=models.PROTECT, related_name="sections")
    position = models.SmallIntegerField()
    code = models.CharField(max_length=20)
    heading = models.CharField(max_length=300)
    text = models.TextField(blank=True)

    objects = scoped_by("report__unit_id").as_manager()
    triggers = [Locked("closed_with_report", _NO_DRAFT)]

    class Meta:
        constraints = [models.UniqueConstraint(name="written_section_once", fields=["report", "code"])]

    def __str__(self) -> str:
        return f"{self.report_id} {self.code}"


class WrittenFigure(models.Model):
    """One number of a paper, kept with what it is made of.

    ``code`` names what it counts; ``value`` is exact, ``shown`` as it is printed. A count out of a form has ``form``, ``split``
    and ``column`` (of the row of the place); a rate ``numerator`` and ``denominator``. ``note`` is its footnote, ``link`` where it
    opens where no form prints it.
    """

    report = models.ForeignKey(WrittenReport, on_delete=models.PROTECT, related_name="figures")
    section = models.CharField(max_length=20)
    code = models.CharField(max_length=60)
    position = models.SmallIntegerField()
    words = models.CharField(max_length=300)
    value = models.DecimalField(max_digits=24, decimal_places=6)
    shown = models.CharField(max_length=40)
    numerator = models.BigIntegerField(null=True)
    denominator = models.BigIntegerField(null=True)
    version = models.ForeignKey("datasets.Version", on_delete=models.PROTECT, null=True, related_name="+")
    form = models.SmallIntegerField(default=0)
    split = models.CharField(max_length=12, blank=True)
    column = models.SmallIntegerField(default=0)
    note = models.TextField()
    link = models.CharField(max_length=200, blank=True)

    objects = scoped_by("report__unit_id").as_manager()
    triggers = [Locked("closed_with_report", _NO_DRAFT)]

    class Meta:
        constraints = [models.UniqueConstraint(name="written_figure_once", fields=["report", "code"])]

    def __str__(self) -> str:
        return f"{self.report_id} {self.code} {self.shown}"


class WrittenPart(models.Model):
    """A place below whose paper a higher one consolidates; without ``part`` it had sent none when this was filled."""

    report = models.ForeignKey(WrittenReport, on_delete=models.PROTECT, related_name="parts")
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    part = models.ForeignKey(WrittenReport, on_delete=models.PROTECT, null=True, related_name="wholes")

    objects = scoped_by("report__unit_id").as_manager()
    triggers = [Locked("closed_with_report", _NO_DRAFT)]

    class Meta:
        constraints = [models.UniqueConstraint(name="written_part_once", fields=["report", "unit"])]

    def __str__(self) -> str:
        return f"{self.report_id} {self.unit_id}"


class WrittenMove(models.Model):
    """From which state to which, by whom, and why where it was given back."""

    report = models.ForeignKey(WrittenReport, on_delete=models.PROTECT, related_name="moves")
    from_state = models.CharField(max_length=12, blank=True)
    to_state = models.CharField(max_length=12, choices=choices_of(PaperState))
    on = models.DateField()
    reason = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=120)

    objects = scoped_by("report__unit_id").as_manager()
    personal = {"reason"}
    triggers = [AppendOnly()]

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="written_returned_says_why",
                condition=~Q(to_state=PaperState.RETURNED.value) | ~Q(reason=""),
            )
        ]
        indexes = [models.Index(fields=["report", "id"], name="written_move_newest")]

    def __str__(self) -> str:
        return f"{self.report_id} {self.to_state}"
