"""Awards of emulation: what is asked for by which paper, the file of who is proposed, its appraisal and the decision."""

from django.db import models
from django.db.models import F, Q

from ansinh.access.scope import scoped_by
from ansinh.kernel.triggers import Frozen, Locked
from ansinh.kernel.walls import WithinReach
from ansinh.outreach.models.enums import AwardState, HonouredKind
from ansinh.support.models.delivery_enums import choices_of

_OPEN = [AwardState.PROPOSED.value, AwardState.APPRAISED.value]
_DECIDED = [AwardState.GRANTED.value, AwardState.REFUSED.value]
_COUNTS = [*_OPEN, AwardState.GRANTED.value]


class Award(models.Model):
    """An award that a place gives, with its criteria as its paper writes them. It tells of nobody."""

    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    honours = models.CharField(max_length=10, choices=choices_of(HonouredKind))
    criteria = models.TextField()
    paper = models.CharField(max_length=160)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=120)

    triggers = [Locked("stays", "1 = 1", ("DELETE",))]

    class Meta:
        constraints = [
            models.UniqueConstraint(name="award_once", fields=["unit", "title", "honours", "valid_from"]),
            models.CheckConstraint(
                name="award_said", condition=~Q(title="") & ~Q(criteria="") & ~Q(paper="")
            ),
            models.CheckConstraint(
                name="award_span", condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.title}"


class AwardFile(models.Model):
    """Somebody is proposed for an award of a year: a unit, a person or a household, with what was achieved. ``escaped`` says that the
    household was, on that day, one that had come off the lists and whose time after that still ran."""

    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="files")
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    year = models.SmallIntegerField()
    honoured_unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, null=True, related_name="+")
    household = models.ForeignKey(
        "households.Household", on_delete=models.PROTECT, null=True, related_name="+"
    )
    full_name = models.CharField(max_length=160)
    name_fold = models.CharField(max_length=160)
    escaped = models.BooleanField(default=False)
    achievements = models.TextField()
    state = models.CharField(max_length=10, choices=choices_of(AwardState), default=AwardState.PROPOSED.value)
    proposed_on = models.DateField()
    proposed_at = models.DateTimeField()
    proposed_by = models.CharField(max_length=120)
    appraised_at = models.DateTimeField(null=True)
    appraised_by = models.CharField(max_length=120, blank=True)
    meets = models.BooleanField(null=True)
    appraisal = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=120, blank=True)
    decision_no = models.CharField(max_length=60, blank=True)
    decided_on = models.DateField(null=True)
    reason = models.CharField(max_length=300, blank=True)

    objects = scoped_by("unit_id").as_manager()
    personal = {"full_name", "name_fold", "achievements", "appraisal", "reason", "escaped"}
    walls = [WithinReach("unit_id")]
    triggers = [
        Frozen("OLD.state IN ('granted', 'refused', 'withdrawn')"),
        Locked("stays", "1 = 1", ("DELETE",)),
        Locked(
            "written_stays",
            "NEW.award_id <> OLD.award_id OR NEW.proposed_by <> OLD.proposed_by OR NEW.year <> OLD.year",
            ("UPDATE",),
        ),
    ]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="award_of_a_household_once",
                fields=["award", "year", "household"],
                condition=Q(household__isnull=False, state__in=_COUNTS),
            ),
            models.UniqueConstraint(
                name="award_of_a_name_once",
                fields=["award", "year", "unit", "name_fold"],
                condition=Q(household__isnull=True, state__in=_COUNTS),
            ),
            models.CheckConstraint(
                name="award_file_honours_one",
                condition=~Q(full_name="")
                & ~Q(achievements="")
                & (Q(household__isnull=True) | Q(honoured_unit__isnull=True)),
            ),
            models.CheckConstraint(
                name="award_appraised",
                condition=Q(appraised_at__isnull=True, appraised_by="", meets__isnull=True)
                | (
                    Q(appraised_at__isnull=False, meets__isnull=False)
                    & ~Q(appraised_by="")
                    & ~Q(appraisal="")
                ),
            ),
            models.CheckConstraint(
                name="award_decided_by_another",
                condition=~Q(state__in=_DECIDED)
                | (
                    Q(decided_at__isnull=False, appraised_at__isnull=False)
                    & ~Q(decided_by="")
                    & ~Q(decided_by=F("proposed_by"))
                    & ~Q(decided_by=F("appraised_by"))
                ),
            ),
            models.CheckConstraint(
                name="award_granted_by_a_decision",
                condition=~Q(state=AwardState.GRANTED.value)
                | (Q(decided_on__isnull=False, meets=True) & ~Q(decision_no="")),
            ),
            models.CheckConstraint(
                name="award_ended_with_its_reason",
                condition=~Q(state__in=[AwardState.REFUSED.value, AwardState.WITHDRAWN.value])
                | ~Q(reason=""),
            ),
        ]
        indexes = [models.Index(fields=["unit", "-year", "-id"], name="award_file_place")]

    def __str__(self) -> str:
        return f"{self.award_id} {self.pk}"
