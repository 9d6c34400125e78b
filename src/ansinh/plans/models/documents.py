"""Papers that steer the programme: laws, decisions, plans, dispatches; what they cite, who received them, their files."""

from enum import StrEnum

from django.db import models
from django.db.models import F, Q

from ansinh.kernel.triggers import AppendOnly, Locked
from ansinh.plans.enums import CitationKind, DocumentKind, DocumentState, IssuerKind


def choices_of(words: type[StrEnum]) -> list[tuple[str, str]]:
    """The values of a vocabulary as Django's choices."""
    return [(one.value, one.value) for one in words]


# An issued paper changes with its number of revision, and only where a correction of that number says why.
_CORRECTED = (
    "NEW.state = 'issued' AND NEW.revision = OLD.revision + 1 AND EXISTS (SELECT 1 FROM plans_correction c "
    "WHERE c.document_id = OLD.id AND c.revision = NEW.revision)"
)
_OF_ISSUED = "EXISTS (SELECT 1 FROM plans_document d WHERE d.id = OLD.document_id AND d.state <> 'draft')"


class Document(models.Model):
    """A paper as it was issued. ``number`` and ``issued_on`` are blank where the paper has them blank; ``dated`` keeps what it
    prints in their place. ``issuer_unit`` is the unit of its day (none: the nation); ``territory`` where it holds, at its date
    (none: the whole country). ``source`` says where its text was seen.

    ``keeper`` is the unit whose people hold it here (none: that of ``issuer_unit``); ``writers`` are the accounts that had a hand in a
    draft and do not issue it. ``issued_by`` is blank where it was issued elsewhere. ``revision`` counts its corrections."""

    code = models.CharField(max_length=20, null=True, unique=True)
    kind = models.CharField(max_length=20, choices=choices_of(DocumentKind))
    number = models.CharField(max_length=60, blank=True)
    number_fold = models.CharField(max_length=60, blank=True)
    issued_on = models.DateField(null=True)
    dated = models.CharField(max_length=60, blank=True)
    issuer_kind = models.CharField(max_length=20, choices=choices_of(IssuerKind))
    issuer_unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, null=True, related_name="+")
    issuer = models.CharField(max_length=160)
    title = models.CharField(max_length=400)
    title_fold = models.CharField(max_length=400)
    territory = models.ForeignKey("places.Unit", on_delete=models.PROTECT, null=True, related_name="+")
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    source = models.CharField(max_length=200, blank=True)
    state = models.CharField(
        max_length=8, choices=choices_of(DocumentState), default=DocumentState.ISSUED.value, db_index=True
    )
    keeper = models.ForeignKey("places.Unit", on_delete=models.PROTECT, null=True, related_name="+")
    writers = models.JSONField(default=list)
    issued_at = models.DateTimeField(null=True)
    issued_by = models.CharField(max_length=120, blank=True)
    dropped_why = models.CharField(max_length=300, blank=True)
    revision = models.SmallIntegerField(default=0)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=120)

    triggers = [
        Locked(
            "issued_stays",
            f"OLD.state = 'dropped' OR (OLD.state = 'issued' AND NOT ({_CORRECTED}))",
            ("UPDATE",),
        ),
        Locked("is_not_removed", "OLD.state <> 'draft'", ("DELETE",)),
    ]

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="document_draft_is_kept", condition=Q(state="issued") | Q(keeper__isnull=False)
            ),
            models.CheckConstraint(
                name="document_dropped_with_reason", condition=~Q(state="dropped") | ~Q(dropped_why="")
            ),
            models.CheckConstraint(
                name="document_issued_by_another",
                condition=Q(issued_by="") | (Q(state="issued") & ~Q(issued_by=F("recorded_by"))),
            ),
            models.CheckConstraint(
                name="document_dates",
                condition=Q(valid_until__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_until__gte=F("valid_from")),
            ),
            models.UniqueConstraint(
                name="document_once", fields=["number_fold", "issuer", "issued_on"], condition=~Q(number="")
            ),
        ]
        indexes = [models.Index(fields=["number_fold"], name="document_number")]

    def __str__(self) -> str:
        return self.number or self.title[:60]

    @property
    def kept_at(self) -> int | None:
        """The unit (id) whose people hold the paper here; nothing: nobody's, the nation's."""
        return self.keeper_id or self.issuer_unit_id


class Correction(models.Model):
    """One correction of an issued paper or of its plan: what stood, what stands, why. ``part`` is ``document``, ``plan``, ``link``,
    ``section`` or ``task``; ``position`` that of the section, task or link; ``changes`` maps a field to before and after."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="corrections")
    revision = models.SmallIntegerField()
    part = models.CharField(max_length=8)
    position = models.SmallIntegerField(null=True)
    changes = models.JSONField()
    why = models.CharField(max_length=300)
    at = models.DateTimeField()
    by = models.CharField(max_length=120)

    triggers = [AppendOnly()]

    class Meta:
        constraints = [
            models.UniqueConstraint(name="correction_of_paper_once", fields=["document", "revision"]),
            models.CheckConstraint(name="correction_of_paper_says_why", condition=~Q(why="")),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} {self.revision}"


class Citation(models.Model):
    """What a paper says of another, as it writes it: nothing of a real paper is refused, faults are found (``citing``).
    ``cited`` is that paper where it is held; ``withdrawn_in`` the revision in which an entered one was taken back."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="citations")
    kind = models.CharField(max_length=12, choices=choices_of(CitationKind))
    position = models.SmallIntegerField()
    words = models.CharField(max_length=500)
    number = models.CharField(max_length=80, blank=True)
    dated = models.CharField(max_length=40, blank=True)
    line = models.IntegerField(null=True)
    cited = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, related_name="cited_by")
    withdrawn_in = models.SmallIntegerField(null=True)

    triggers = [
        Locked(
            "stays_as_written",
            f"{_OF_ISSUED} AND (OLD.withdrawn_in IS NOT NULL OR NEW.withdrawn_in IS NULL OR NEW.words <> OLD.words)",
            ("UPDATE",),
        ),
        Locked("is_not_removed", _OF_ISSUED, ("DELETE",)),
    ]

    class Meta:
        constraints = [models.UniqueConstraint(name="citation_once", fields=["document", "position"])]

    def __str__(self) -> str:
        return self.words[:60]


class Recipient(models.Model):
    """Who a paper was sent to (Nơi nhận), and whether that office said it came. ``unit``: an authority of the programme, which
    may acknowledge it here."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="recipients")
    position = models.SmallIntegerField()
    sent_to = models.CharField(max_length=200)
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, null=True, related_name="+")
    sent_on = models.DateField(null=True)
    sent_by = models.CharField(max_length=120, blank=True)
    acknowledged_on = models.DateField(null=True)
    acknowledged_by = models.CharField(max_length=120, blank=True)
    remark = models.CharField(max_length=300, blank=True)

    triggers = [Locked("acknowledged_stays", "OLD.acknowledged_on IS NOT NULL", ("UPDATE", "DELETE"))]

    class Meta:
        constraints = [
            models.UniqueConstraint(name="recipient_once", fields=["document", "position"]),
            models.UniqueConstraint(
                name="recipient_unit_once", fields=["document", "unit"], condition=Q(unit__isnull=False)
            ),
            models.CheckConstraint(
                name="recipient_acknowledged_by_somebody",
                condition=Q(acknowledged_on__isnull=True) | ~Q(acknowledged_by=""),
            ),
        ]
        indexes = [models.Index(fields=["unit", "acknowledged_on"], name="recipient_waits")]

    def __str__(self) -> str:
        return self.sent_to


class Attachment(models.Model):
    """A file of a paper; it lies sealed under ``papers-of-plans``. A wrong one is followed by the right one, which
    ``replaces`` it, with its remark."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="attachments")
    titled = models.CharField(max_length=120)
    content_type = models.CharField(max_length=80)
    size = models.IntegerField()
    digest = models.CharField(max_length=64)
    kept_as = models.CharField(max_length=64, unique=True)
    remark = models.CharField(max_length=300, blank=True)
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=120)

    triggers = [AppendOnly()]

    class Meta:
        constraints = [models.UniqueConstraint(name="attachment_once", fields=["document", "digest"])]

    def __str__(self) -> str:
        return self.titled
