"""What households were given on an occasion, and who came to see them."""

from django.db import models
from django.db.models import Q

from ansinh.access.scope import scoped_by
from ansinh.kernel.triggers import Frozen, Locked
from ansinh.kernel.walls import WithinReach
from ansinh.outreach.models.enums import GiftKind, GiftSource, Occasion
from ansinh.outreach.models.fund import FundUse, withdrawn_whole
from ansinh.support.models.delivery_enums import choices_of


class Gift(models.Model):
    """A gift, a savings book, money or a visit, at the commune and village where the household lived. ``year`` is the year of the
    occasion (the lunar new year's, not the day's). ``value`` in đồng, nothing for a visit. A second one of a kind for the same
    occasion says in ``again`` why: such are shown, not hidden."""

    household = models.ForeignKey("households.Household", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    village = models.CharField(max_length=120, blank=True)
    occasion = models.CharField(max_length=20, choices=choices_of(Occasion))
    year = models.SmallIntegerField()
    kind = models.CharField(max_length=12, choices=choices_of(GiftKind))
    what = models.CharField(max_length=200)
    value = models.BigIntegerField(default=0)
    given_on = models.DateField()
    source = models.CharField(max_length=10, choices=choices_of(GiftSource))
    giver_name = models.CharField(max_length=160)
    use = models.ForeignKey(FundUse, on_delete=models.PROTECT, null=True, related_name="gifts")
    sponsor = models.ForeignKey("support.Sponsor", on_delete=models.PROTECT, null=True, related_name="+")
    visitors = models.CharField(max_length=300, blank=True)
    again = models.CharField(max_length=300, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=120)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=120, blank=True)
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    objects = scoped_by("unit_id", village="village").as_manager()
    personal = {"what", "giver_name", "visitors", "again", "withdrawn_reason"}
    walls = [WithinReach("unit_id", village="village")]
    triggers = [Frozen("OLD.withdrawn_at IS NOT NULL"), Locked("stays", "1 = 1", ("DELETE",))]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="gift_once_an_occasion",
                fields=["household", "occasion", "year", "kind"],
                condition=Q(withdrawn_at__isnull=True, again="") & ~Q(occasion=Occasion.OTHER.value),
            ),
            models.CheckConstraint(
                name="gift_has_a_value",
                condition=Q(kind=GiftKind.VISIT.value, value=0)
                | (~Q(kind=GiftKind.VISIT.value) & Q(value__gt=0)),
            ),
            models.CheckConstraint(name="gift_said", condition=~Q(what="") & ~Q(giver_name="")),
            models.CheckConstraint(
                name="gift_visit_says_who", condition=~Q(kind=GiftKind.VISIT.value) | ~Q(visitors="")
            ),
            withdrawn_whole("gift_withdrawn"),
        ]
        indexes = [
            models.Index(fields=["unit", "-given_on", "-id"], name="gift_place"),
            models.Index(fields=["household", "occasion", "year"], name="gift_household"),
        ]

    def __str__(self) -> str:
        return f"{self.household_id} {self.occasion} {self.year}"
