"""One answered survey: one row a household and one a member, typed by version of the questionnaire.

A corrected answer is a new row with the next ``revision``; the earlier ones stay. A null is *not answered*, never *no*.
"""

from django.db import models
from django.db.models import Q

from ansinh.access.scope import scoped_by
from ansinh.kernel.walls import OwnRow, Through, WithinReach


def _yes_no() -> models.SmallIntegerField:
    return models.SmallIntegerField(null=True)


def _code() -> models.CharField:
    return models.CharField(max_length=24, null=True)


class HouseholdAnswer(models.Model):
    """The household part. ``period`` is the review's (``2022`` or ``2022-03``)."""

    household = models.ForeignKey("households.Household", on_delete=models.PROTECT, related_name="answers")
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, null=True, related_name="+")
    period = models.CharField(max_length=7)
    revision = models.SmallIntegerField(default=1)
    current = models.BooleanField(default=True)
    questionnaire = models.CharField(max_length=20)
    review_year = models.SmallIntegerField(null=True)
    village = models.CharField(max_length=120, null=True)
    area_type = _code()
    head_name = models.CharField(max_length=120, null=True)
    income_month_per_capita = models.BigIntegerField(null=True)
    income_score = models.IntegerField(null=True)
    wall_durable = _yes_no()
    column_durable = _yes_no()
    roof_durable = _yes_no()
    floor_area_m2 = models.FloatField(null=True)
    water_source = _code()
    toilet = _code()
    has_tv = _yes_no()
    has_radio = _yes_no()
    has_desktop = _yes_no()
    has_phone = _yes_no()
    has_laptop = _yes_no()
    has_tablet = _yes_no()
    has_smartphone = _yes_no()
    hears_loudspeaker = _yes_no()
    labour_capacity = _yes_no()
    primary_sector = _code()
    causes = models.CharField(max_length=300, null=True)
    extra = models.JSONField(null=True)
    content_digest = models.CharField(max_length=32)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=120)
    reason = models.TextField(blank=True)
    batch = models.ForeignKey("work.Batch", on_delete=models.PROTECT, null=True, related_name="+")

    objects = scoped_by("unit_id", village="village").as_manager()
    personal = {"head_name", "income_month_per_capita", "income_score", "causes", "extra", "reason"}
    sensitive = {"extra"}
    # Whoever has the household now has its past answers too.
    walls = [WithinReach("unit_id", village="village"), Through("household")]

    class Meta:
        constraints = [
            models.UniqueConstraint(name="answer_revision", fields=["household", "period", "revision"]),
            models.UniqueConstraint(
                name="answer_one_current", fields=["household", "period"], condition=Q(current=True)
            ),
        ]
        indexes = [
            models.Index(fields=["period", "unit"], name="answer_period_unit", condition=Q(current=True))
        ]

    def __str__(self) -> str:
        return f"{self.household_id} {self.period}.{self.revision}"


class MemberAnswer(models.Model):
    """The part of one member, in the order of the file."""

    answer = models.ForeignKey(HouseholdAnswer, on_delete=models.PROTECT, related_name="members")
    person = models.ForeignKey("households.Person", on_delete=models.PROTECT, related_name="answers")
    member_ref = models.CharField(max_length=120)
    relation = _code()
    sex = models.CharField(max_length=1, null=True)
    birth_date = models.CharField(max_length=10, null=True)
    ethnicity = models.CharField(max_length=40, null=True)
    able_to_work = _yes_no()
    employment = _code()
    monthly_allowance = _yes_no()
    malnourished = _yes_no()
    health_insurance = _yes_no()
    ill_untreated = _yes_no()
    school_level = _code()
    highest_level = _code()
    trained_on_job = _yes_no()
    uses_internet = _yes_no()
    uses_phone = _yes_no()
    merit = _yes_no()
    extra = models.JSONField(null=True)

    objects = scoped_by("answer__unit_id", village="answer__village").as_manager()
    personal = {
        "sex",
        "birth_date",
        "ethnicity",
        "malnourished",
        "ill_untreated",
        "monthly_allowance",
        "merit",
        "extra",
    }
    # Columns nobody foresaw may speak of anything.
    sensitive = {"ethnicity", "malnourished", "ill_untreated", "extra"}

    class Meta:
        constraints = [models.UniqueConstraint(name="member_answer_once", fields=["answer", "member_ref"])]

    def __str__(self) -> str:
        return f"{self.answer_id} {self.member_ref}"


class Submission(models.Model):
    """A survey that a device sent and the system keeps: sent again with the same key, or under the same id, it is the same
    survey, answered with the same ``body``. ``digest`` is keyed: of the payload nothing is kept beside the answers."""

    survey_id = models.UUIDField(unique=True)
    key = models.CharField(max_length=100)
    digest = models.BinaryField()
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    village = models.CharField(max_length=120, blank=True)
    answer = models.ForeignKey(HouseholdAnswer, on_delete=models.PROTECT, related_name="submissions")
    body = models.JSONField()
    received_at = models.DateTimeField()

    objects = scoped_by("unit_id", village="village").as_manager()
    walls = [WithinReach("unit_id", village="village"), OwnRow("user_id")]

    class Meta:
        constraints = [models.UniqueConstraint(name="submission_key", fields=["user", "key"])]

    def __str__(self) -> str:
        return str(self.survey_id)


class SubmissionConflict(models.Model):
    """A survey that differs from one already kept under its key, its id or for its household: kept beside it, sealed, until a
    person decides which holds. Nothing of it is in force before."""

    class Kind(models.TextChoices):
        SAME_KEY = "same_key"
        SAME_SURVEY = "same_survey"
        OTHER_ANSWERS = "other_answers"

    class Decision(models.TextChoices):
        OPEN = "open"
        KEPT = "kept"
        TAKEN = "taken"

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    survey_id = models.UUIDField()
    key = models.CharField(max_length=100)
    digest = models.BinaryField()
    period = models.CharField(max_length=7)
    household = models.ForeignKey("households.Household", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    village = models.CharField(max_length=120, blank=True)
    payload_sealed = models.BinaryField()
    received_at = models.DateTimeField()
    received_from = models.CharField(max_length=120)
    decision = models.CharField(max_length=8, choices=Decision.choices, default=Decision.OPEN)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=120, blank=True)
    reason = models.TextField(blank=True)

    objects = scoped_by("unit_id", village="village").as_manager()
    personal = {"payload_sealed", "reason"}
    sensitive = {"payload_sealed"}

    class Meta:
        constraints = [
            models.UniqueConstraint(name="conflict_once", fields=["survey_id", "key", "digest"]),
            models.CheckConstraint(
                name="conflict_decided_says_why", condition=Q(decision="open") | ~Q(reason="")
            ),
        ]
        indexes = [models.Index(fields=["unit", "received_at"], name="conflict_unit")]

    def __str__(self) -> str:
        return f"{self.survey_id} {self.kind} {self.decision}"
