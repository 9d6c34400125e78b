"""Decisions of the commune's chair and what follows them: certificates, requests of households of average living standard,
reports, households listed in two places. Every row is added and none is changed."""

from django.db import models
from django.db.models import Q

from ansinh.access.scope import scoped_by
from ansinh.kernel.triggers import AppendOnly, Locked
from ansinh.kernel.walls import Through, WithinReach
from ansinh.reviews.decisions.enums import (
    AverageSector,
    AverageState,
    CertificateEventKind,
    ListingBasis,
    ListingDecision,
    ReportKind,
    ReportState,
)
from ansinh.reviews.enums import ListClass


def _choices(enum) -> list[tuple[str, str]]:
    return [(member.value, member.value) for member in enum]


def _moved_by(moves: str, key: str) -> Locked:
    """A state changes only where the newest move of the row led from the old state to the new one."""
    return Locked(
        "moved_by_verb",
        f"NEW.state <> OLD.state AND NOT EXISTS (SELECT 1 FROM {moves} m WHERE m.{key} = OLD.id "
        f"AND m.from_state = OLD.state AND m.to_state = NEW.state "
        f"AND m.id = (SELECT MAX(l.id) FROM {moves} l WHERE l.{key} = OLD.id))",
        ("UPDATE",),
    )


# What was decided is closed until the dossier is given back or a correction opens it.
_OF_DECIDED = "EXISTS (SELECT 1 FROM reviews_dossier d WHERE d.id = {row}.dossier_id AND d.state = 'decided')"


class Decision(models.Model):
    """The lists of one commune, recognised by its chair (QĐ 24/2021, articles 4.6 and 5).

    ``paper_number`` as it stands on the paper; ``outside`` where the paper was signed outside of this system. A correction's
    decision is the next ``order`` of its dossier and says why. ``counts``: households by list and movement.
    """

    dossier = models.ForeignKey("reviews.Dossier", on_delete=models.PROTECT, related_name="decisions")
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    period = models.CharField(max_length=7)
    order = models.SmallIntegerField()
    paper_number = models.CharField(max_length=80)
    outside = models.BooleanField(default=False)
    day = models.DateField()
    effective_from = models.DateField()
    standard = models.CharField(max_length=40)
    signatory = models.CharField(max_length=120, blank=True)
    counts = models.JSONField(default=dict)
    delisted = models.IntegerField(default=0)
    delisting_confirmed = models.BooleanField(default=False)
    reason = models.TextField(blank=True)
    decided_at = models.DateTimeField()
    decided_by = models.CharField(max_length=120)

    objects = scoped_by("unit_id").as_manager()
    personal = {"signatory", "reason"}
    triggers = [AppendOnly(), Locked("decided", _OF_DECIDED, on="reviews.Outcome")]

    class Meta:
        constraints = [
            models.UniqueConstraint(name="decision_order", fields=["dossier", "order"]),
            models.CheckConstraint(name="decision_again_says_why", condition=Q(order=1) | ~Q(reason="")),
            models.CheckConstraint(name="decision_has_number", condition=~Q(paper_number="")),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.period} {self.paper_number}"


class DecidedHousehold(models.Model):
    """A household in a decision: on a list, or leaving one with its reason. ``list_class`` is blank for who leaves for
    another reason than a class (moved away, died)."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="households")
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    household = models.ForeignKey("households.Household", on_delete=models.PROTECT, related_name="decided")
    village = models.CharField(max_length=120, blank=True)
    list_class = models.CharField(max_length=20, blank=True)
    opening_class = models.CharField(max_length=20, blank=True)
    movement = models.CharField(max_length=14, blank=True)
    movement_reason = models.CharField(max_length=40, blank=True)
    deprived = models.IntegerField(default=0)
    persons = models.SmallIntegerField(null=True)
    reason = models.TextField(blank=True)

    objects = scoped_by("unit_id", village="village").as_manager()
    personal = {"reason"}
    triggers = [AppendOnly()]
    walls = [WithinReach("unit_id", village="village"), Through("household")]

    class Meta:
        constraints = [models.UniqueConstraint(name="decided_once", fields=["decision", "household"])]

    def __str__(self) -> str:
        return f"{self.household_id} {self.list_class} {self.movement}"


class Certificate(models.Model):
    """Form 03: the certificate of a household, numbered in its commune's register. It spans years: each is a row of it."""

    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    household = models.ForeignKey(
        "households.Household", on_delete=models.PROTECT, related_name="certificates"
    )
    village = models.CharField(max_length=120, blank=True)
    year = models.SmallIntegerField()
    number = models.IntegerField()
    suffix = models.CharField(max_length=20)
    issued_on = models.DateField()
    issued_at = models.DateTimeField()
    issued_by = models.CharField(max_length=120)

    objects = scoped_by("unit_id", village="village").as_manager()
    triggers = [AppendOnly()]
    walls = [WithinReach("unit_id", village="village"), Through("household")]

    class Meta:
        constraints = [
            models.UniqueConstraint(name="certificate_number", fields=["unit", "year", "number"]),
            models.CheckConstraint(name="certificate_numbered", condition=Q(number__gt=0)),
        ]
        indexes = [models.Index(fields=["unit", "year", "number", "id"], name="certificate_register")]

    def __str__(self) -> str:
        return f"{self.number}{self.suffix}"

    @property
    def words(self) -> str:
        """The number as it is printed."""
        return f"{self.number}{self.suffix}"


class CertificateYear(models.Model):
    """One result on a certificate: ``mark`` is N or CN, ``deprived`` the mask over the indicators of ``standard``."""

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="years")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="+")
    list_year = models.SmallIntegerField()
    mark = models.CharField(max_length=2, choices=[("N", "N"), ("CN", "CN")])
    standard = models.CharField(max_length=40)
    deprived = models.IntegerField(default=0)
    confirmed_on = models.DateField()
    confirmed_by = models.CharField(max_length=120)

    objects = scoped_by("certificate__unit_id", village="certificate__village").as_manager()
    triggers = [AppendOnly()]

    class Meta:
        constraints = [
            models.UniqueConstraint(name="certificate_year_once", fields=["certificate", "decision"]),
        ]

    def __str__(self) -> str:
        return f"{self.certificate_id} {self.list_year} {self.mark}"


class CertificateEvent(models.Model):
    """What happened to a certificate after it was made: given anew when lost, withdrawn, taken out again."""

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=10, choices=_choices(CertificateEventKind))
    on = models.DateField()
    reason = models.TextField(blank=True)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, null=True, related_name="+")
    paper = models.ForeignKey("papers.Paper", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    by = models.CharField(max_length=120)

    objects = scoped_by("certificate__unit_id", village="certificate__village").as_manager()
    personal = {"reason"}
    triggers = [AppendOnly()]

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="certificate_event_says_why",
                condition=Q(kind=CertificateEventKind.ISSUED.value) | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.certificate_id} {self.kind}"


class AverageCase(models.Model):
    """A request to be recognised as a household of agriculture, forestry, fishery or salt making of average living standard
    (QĐ 24/2021, article 6). Its state is the target of its last move."""

    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    household = models.ForeignKey(
        "households.Household", on_delete=models.PROTECT, related_name="average_cases"
    )
    village = models.CharField(max_length=120, blank=True)
    request_ref = models.CharField(max_length=80, blank=True)
    requested_on = models.DateField()
    state = models.CharField(
        max_length=12, choices=_choices(AverageState), default=AverageState.REQUESTED.value
    )
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=120)

    objects = scoped_by("unit_id", village="village").as_manager()
    triggers = [_moved_by("reviews_averagemove", "case_id")]
    walls = [WithinReach("unit_id", village="village"), Through("household")]

    class Meta:
        constraints = [
            models.UniqueConstraint(name="average_case_once", fields=["household", "requested_on"])
        ]

    def __str__(self) -> str:
        return f"{self.household_id} {self.state}"


class AverageMove(models.Model):
    """A step of such a request: from which state to which, on which day, until when its clock runs, by whom, why."""

    case = models.ForeignKey(AverageCase, on_delete=models.PROTECT, related_name="moves")
    verb = models.CharField(max_length=20)
    from_state = models.CharField(max_length=12, blank=True)
    to_state = models.CharField(max_length=12, choices=_choices(AverageState))
    on = models.DateField()
    until = models.DateField(null=True)
    paper_number = models.CharField(max_length=80, blank=True)
    paper = models.ForeignKey("papers.Paper", on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=120)

    objects = scoped_by("case__unit_id", village="case__village").as_manager()
    personal = {"reason"}
    triggers = [AppendOnly()]

    def __str__(self) -> str:
        return f"{self.case_id} {self.verb}"


class AverageIncome(models.Model):
    """The income account of the last 12 months before the review, a revision at a time. Social allowances paid by the
    State's budget are written down and not counted (article 2)."""

    case = models.ForeignKey(AverageCase, on_delete=models.PROTECT, related_name="incomes")
    revision = models.SmallIntegerField()
    sector = models.CharField(max_length=12, choices=_choices(AverageSector))
    persons = models.SmallIntegerField()
    sector_income = models.BigIntegerField()
    other_income = models.BigIntegerField()
    allowances = models.BigIntegerField(default=0)
    area_type = models.CharField(max_length=8)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=120)

    objects = scoped_by("case__unit_id", village="case__village").as_manager()
    personal = {"sector_income", "other_income", "allowances"}
    triggers = [AppendOnly()]

    class Meta:
        constraints = [
            models.UniqueConstraint(name="average_income_revision", fields=["case", "revision"]),
            models.CheckConstraint(name="average_income_persons", condition=Q(persons__gt=0)),
            models.CheckConstraint(
                name="average_income_positive",
                condition=Q(sector_income__gte=0, other_income__gte=0, allowances__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}.{self.revision}"

    @property
    def month_per_person(self) -> int:
        """Counted income a person and month, in đồng, halves rounded down."""
        return (self.sector_income + self.other_income) // (12 * self.persons)


class PeriodicReport(models.Model):
    """A report that a place owes by a day (QĐ 24/2021, article 7). Its figures are frozen when it is sent; a returned one is
    made anew as the next ``order``."""

    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=_choices(ReportKind))
    year = models.SmallIntegerField()
    month = models.SmallIntegerField(default=0)
    order = models.SmallIntegerField(default=1)
    due = models.DateField()
    sent_to = models.CharField(max_length=200)
    provisional = models.BooleanField()
    basis = models.CharField(max_length=200)
    figures = models.JSONField()
    state = models.CharField(max_length=10, choices=_choices(ReportState), default=ReportState.DRAFT.value)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)

    objects = scoped_by("unit_id").as_manager()
    triggers = [_moved_by("reviews_reportmove", "report_id")]

    class Meta:
        constraints = [
            models.UniqueConstraint(name="report_order", fields=["unit", "kind", "year", "month", "order"])
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.kind} {self.year}-{self.month}"


class ReportMove(models.Model):
    report = models.ForeignKey(PeriodicReport, on_delete=models.PROTECT, related_name="moves")
    from_state = models.CharField(max_length=10, blank=True)
    to_state = models.CharField(max_length=10, choices=_choices(ReportState))
    on = models.DateField()
    reason = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=120)

    objects = scoped_by("report__unit_id").as_manager()
    personal = {"reason"}
    triggers = [AppendOnly()]

    def __str__(self) -> str:
        return f"{self.report_id} {self.to_state}"


class DoubleListing(models.Model):
    """Two households on lists of two communes that seem to be one. Whose they are stands on the sides only."""

    basis = models.CharField(max_length=20, choices=_choices(ListingBasis))
    found_at = models.DateTimeField()
    walls = [Through("id", "reviews.DoubleListingSide", "listing")]
    anybody_adds = True
    triggers = [AppendOnly()]

    def __str__(self) -> str:
        return f"{self.pk} {self.basis}"


class DoubleListingSide(models.Model):
    """One side: the household as its own commune knows it. A commune reaches its own side and never the other."""

    listing = models.ForeignKey(DoubleListing, on_delete=models.PROTECT, related_name="sides")
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    household = models.ForeignKey("households.Household", on_delete=models.PROTECT, related_name="+")
    village = models.CharField(max_length=120, blank=True)
    list_class = models.CharField(max_length=20, choices=_choices(ListClass))
    since = models.DateField(null=True)

    objects = scoped_by("unit_id", village="village").as_manager()
    triggers = [AppendOnly()]
    walls = [WithinReach("unit_id", village="village")]

    class Meta:
        constraints = [models.UniqueConstraint(name="listing_side_once", fields=["listing", "household"])]

    def __str__(self) -> str:
        return f"{self.listing_id} {self.unit_id}"


class DoubleListingMove(models.Model):
    """What was said about one side: that its commune asks for a decision, and what the level above both decided."""

    side = models.ForeignKey(DoubleListingSide, on_delete=models.PROTECT, related_name="moves")
    said = models.CharField(max_length=10, choices=_choices(ListingDecision))
    reason = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=120)

    objects = scoped_by("side__unit_id", village="side__village").as_manager()
    personal = {"reason"}
    triggers = [AppendOnly()]

    def __str__(self) -> str:
        return f"{self.side_id} {self.said}"
