"""The fund "Vì người nghèo" of a place: a year's books, what donors pledged, what came, what it was used for.

What the database itself refuses: a balance below nothing, sums that differ from their rows, a receipt number twice in one
year of a place, a use approved by who proposed it, a change of a closed year.
"""

from django.db import models
from django.db.models import F, Q

from ansinh.access.scope import scoped_by
from ansinh.kernel.fields import SortKey
from ansinh.kernel.triggers import Frozen, Locked
from ansinh.kernel.walls import Through, WithinReach
from ansinh.outreach.models.enums import DonorKind, UsePurpose, UseState
from ansinh.support.models.delivery_enums import choices_of

_RECEIVED = "(SELECT COALESCE(SUM(r.amount), 0) FROM outreach_receipt r WHERE r.fund_id = NEW.id AND r.withdrawn_at IS NULL)"
_USED = "(SELECT COALESCE(SUM(u.amount), 0) FROM outreach_funduse u WHERE u.fund_id = NEW.id AND u.state = 'approved')"


def withdrawn_whole(name: str) -> models.CheckConstraint:
    """What counts no more says when, by whom and why; what counts says none of it."""
    return models.CheckConstraint(
        name=name,
        condition=Q(withdrawn_at__isnull=True, withdrawn_by="", withdrawn_reason="")
        | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_by="") & ~Q(withdrawn_reason="")),
    )


class FundYear(models.Model):
    """The books of a place's fund for one year, in đồng. ``opening`` is what the year before left. ``growth_percent`` is the growth
    of receipts that a paper asks for (``growth_source`` names it); nobody verified it against the paper."""

    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    year = models.SmallIntegerField()
    opening = models.BigIntegerField(default=0)
    received = models.BigIntegerField(default=0)
    used = models.BigIntegerField(default=0)
    growth_percent = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    growth_source = models.CharField(max_length=160, blank=True)
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=120)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=120, blank=True)

    objects = scoped_by("unit_id").as_manager()
    walls = [WithinReach("unit_id")]
    triggers = [
        Frozen("OLD.closed_at IS NOT NULL", name="closed_stays"),
        Locked("stays", "1 = 1", ("DELETE",)),
        # Sums are kept so that the balance can be a constraint; they never say another thing than their rows.
        Locked("as_its_rows", f"NEW.received <> {_RECEIVED} OR NEW.used <> {_USED}", ("UPDATE",)),
        Locked("begins_empty", "NEW.received <> 0 OR NEW.used <> 0", ("INSERT",)),
    ]

    class Meta:
        constraints = [
            models.UniqueConstraint(name="fund_year_once", fields=["unit", "year"]),
            models.CheckConstraint(
                name="fund_never_below",
                condition=Q(opening__gte=0, received__gte=0, used__gte=0)
                & Q(used__lte=F("opening") + F("received")),
            ),
            models.CheckConstraint(
                name="fund_growth_has_its_source",
                condition=Q(growth_percent__isnull=True) | ~Q(growth_source=""),
            ),
            models.CheckConstraint(
                name="fund_closed_by_another",
                condition=Q(closed_at__isnull=True, closed_by="")
                | (Q(closed_at__isnull=False) & ~Q(closed_by="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.year}"

    @property
    def balance(self) -> int:
        """What is there, in đồng."""
        return self.opening + self.received - self.used


class Pledge(models.Model):
    """What a donor promised to the fund in a year. A person's name is personal; an agency that is entered is named by it too."""

    fund = models.ForeignKey(FundYear, on_delete=models.PROTECT, related_name="pledges")
    donor_kind = models.CharField(max_length=10, choices=choices_of(DonorKind))
    donor_name = models.CharField(max_length=160)
    donor_fold = models.CharField(max_length=160)
    donor_sort = SortKey(max_length=640)
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, null=True, related_name="+")
    amount = models.BigIntegerField()
    pledged_on = models.DateField()
    due_on = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=120)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=120, blank=True)
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    objects = scoped_by("fund__unit_id").as_manager()
    personal = {"donor_name", "donor_fold", "donor_sort", "withdrawn_reason"}
    walls = [Through("fund")]
    triggers = [Frozen("OLD.withdrawn_at IS NOT NULL"), Locked("stays", "1 = 1", ("DELETE",))]

    class Meta:
        constraints = [
            models.CheckConstraint(name="pledge_above", condition=Q(amount__gt=0) & ~Q(donor_name="")),
            models.CheckConstraint(
                name="pledge_due", condition=Q(due_on__isnull=True) | Q(due_on__gte=F("pledged_on"))
            ),
            withdrawn_whole("pledge_withdrawn"),
        ]

    def __str__(self) -> str:
        return f"{self.fund_id} {self.pk}"


class Receipt(models.Model):
    """Money (or goods at their worth) that came to the fund, by the number of its receipt: a number that was withdrawn is not
    given again."""

    fund = models.ForeignKey(FundYear, on_delete=models.PROTECT, related_name="receipts")
    number = models.CharField(max_length=40)
    pledge = models.ForeignKey(Pledge, on_delete=models.PROTECT, null=True, related_name="receipts")
    donor_kind = models.CharField(max_length=10, choices=choices_of(DonorKind))
    donor_name = models.CharField(max_length=160)
    donor_fold = models.CharField(max_length=160)
    donor_sort = SortKey(max_length=640)
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, null=True, related_name="+")
    amount = models.BigIntegerField()
    received_on = models.DateField()
    taken = models.ForeignKey(
        "outreach.TakenFile", on_delete=models.PROTECT, null=True, related_name="receipts"
    )
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=120)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=120, blank=True)
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    objects = scoped_by("fund__unit_id").as_manager()
    personal = {"donor_name", "donor_fold", "donor_sort", "withdrawn_reason"}
    walls = [Through("fund")]
    triggers = [
        Frozen("OLD.withdrawn_at IS NOT NULL"),
        Locked("stays", "1 = 1", ("DELETE",)),
        Locked(
            "written_stays",
            "NEW.fund_id <> OLD.fund_id OR NEW.amount <> OLD.amount OR NEW.number <> OLD.number OR NEW.received_on <> OLD.received_on",
            ("UPDATE",),
        ),
    ]

    class Meta:
        constraints = [
            models.UniqueConstraint(name="receipt_number_once", fields=["fund", "number"]),
            models.CheckConstraint(
                name="receipt_above", condition=Q(amount__gt=0) & ~Q(donor_name="") & ~Q(number="")
            ),
            withdrawn_whole("receipt_withdrawn"),
        ]
        indexes = [models.Index(fields=["fund", "received_on"], name="receipt_day")]

    def __str__(self) -> str:
        return f"{self.fund_id} {self.number}"


class FundUse(models.Model):
    """Money that is to go out of the fund, and goes out once a second person approved it. ``work`` and ``plan`` are the house and
    the household's plan it serves, where there are."""

    fund = models.ForeignKey(FundYear, on_delete=models.PROTECT, related_name="uses")
    purpose = models.CharField(max_length=12, choices=choices_of(UsePurpose))
    words = models.CharField(max_length=300)
    amount = models.BigIntegerField()
    on = models.DateField()
    household = models.ForeignKey(
        "households.Household", on_delete=models.PROTECT, null=True, related_name="+"
    )
    work = models.ForeignKey("support.HousingWork", on_delete=models.PROTECT, null=True, related_name="+")
    plan = models.ForeignKey("support.HouseholdPlan", on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=choices_of(UseState), default=UseState.WAITING.value)
    proposed_at = models.DateTimeField()
    proposed_by = models.CharField(max_length=120)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=120, blank=True)
    decision_no = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    returned_at = models.DateTimeField(null=True)
    returned_by = models.CharField(max_length=120, blank=True)

    objects = scoped_by("fund__unit_id").as_manager()
    personal = {"words", "reason"}
    # Who sees the household sees what the fund of a place above gave it.
    walls = [Through("fund"), Through("household")]
    triggers = [
        Frozen("OLD.state IN ('refused', 'returned')"),
        Locked("stays", "1 = 1", ("DELETE",)),
        Locked(
            "written_stays",
            "NEW.fund_id <> OLD.fund_id OR NEW.amount <> OLD.amount OR NEW.purpose <> OLD.purpose OR NEW.proposed_by <> OLD.proposed_by",
            ("UPDATE",),
        ),
    ]

    class Meta:
        constraints = [
            models.CheckConstraint(name="fund_use_above", condition=Q(amount__gt=0) & ~Q(words="")),
            models.CheckConstraint(
                name="fund_use_two_persons",
                condition=Q(state=UseState.WAITING.value, decided_at__isnull=True, decided_by="")
                | (
                    ~Q(state=UseState.WAITING.value)
                    & Q(decided_at__isnull=False)
                    & ~Q(decided_by="")
                    & ~Q(decided_by=F("proposed_by"))
                ),
            ),
            models.CheckConstraint(
                name="fund_use_said_why",
                condition=Q(state__in=[UseState.WAITING.value, UseState.APPROVED.value]) | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="fund_use_of_a_household",
                condition=Q(household__isnull=False) | Q(work__isnull=True, plan__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["household"], name="fund_use_household")]

    def __str__(self) -> str:
        return f"{self.fund_id} {self.purpose} {self.pk}"
