"""Plans of a place for a year or a span, in sections as the paper has them."""

from django.db import models
from django.db.models import F, Q

from ansinh.kernel.triggers import Locked
from ansinh.plans.models.documents import Document

_OF_PAPER = "plans_plan p JOIN plans_document d ON d.id = p.document_id WHERE p.id = OLD.plan_id AND d.state <> 'draft'"
OF_ISSUED = f"EXISTS (SELECT 1 FROM {_OF_PAPER})"
"""SQL: the plan of the row ``OLD`` is no draft any more."""
NOT_CORRECTED = (
    f"EXISTS (SELECT 1 FROM {_OF_PAPER} AND (NEW.revision <= OLD.revision OR NEW.revision <> d.revision))"
)
"""SQL: it is none, and the row was not written in a revision of its paper that came after the row's own."""


class Plan(models.Model):
    """What a paper lays down for a place (the unit of its day) from one year to another. ``parent``: the plan it makes
    concrete. ``standard`` is the poverty standard its numbers are in."""

    code = models.CharField(max_length=20, null=True, unique=True)
    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="plan")
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    year_from = models.SmallIntegerField()
    year_until = models.SmallIntegerField()
    standard = models.CharField(max_length=40)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.CheckConstraint(name="plan_years", condition=Q(year_until__gte=F("year_from"))),
        ]
        indexes = [models.Index(fields=["unit", "year_from"], name="plan_unit_year")]

    def __str__(self) -> str:
        return f"{self.code or self.pk} {self.year_from}"


class Section(models.Model):
    """One section, in the order and numbering of the paper. ``depth`` 1 is the highest; ``text`` its own paragraphs, parted by
    blank lines; ``line`` where it begins in the text it was copied from; ``revision`` of the paper in which it was last written."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="sections")
    position = models.SmallIntegerField()
    number = models.CharField(max_length=20, blank=True)
    depth = models.SmallIntegerField()
    title = models.CharField(max_length=400, blank=True)
    text = models.TextField(blank=True)
    line = models.IntegerField(null=True)
    revision = models.SmallIntegerField(default=0)

    triggers = [
        Locked(
            "changes_with_trace",
            "(NEW.plan_id <> OLD.plan_id OR NEW.number <> OLD.number OR NEW.depth <> OLD.depth OR NEW.title <> OLD.title "
            f"OR NEW.text <> OLD.text) AND {NOT_CORRECTED}",
            ("UPDATE",),
        ),
        Locked("is_not_removed", OF_ISSUED, ("DELETE",)),
    ]

    class Meta:
        constraints = [models.UniqueConstraint(name="section_once", fields=["plan", "position"])]

    def __str__(self) -> str:
        return f"{self.number} {self.title[:60]}"
