"""Local standards and score tables as adopted: data with its act, never code. Rows are added, not changed."""

from django.db import models
from django.db.models import Q

from ansinh.kernel.triggers import AppendOnly


class LocalStandard(models.Model):
    """A province's own lines, number of deprivations or indicators over a national standard.

    ``numbers``: ``{parameter: value}``; ``indicators``: the codes counted, null for all. The newest row of a place
    and base standard speaks. ``code`` is ``<base>+<place code>``.
    """

    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    place_code = models.CharField(max_length=16)
    base = models.CharField(max_length=20)
    numbers = models.JSONField(default=dict)
    indicators = models.JSONField(null=True)
    act = models.CharField(max_length=200)
    verified = models.BooleanField(default=False)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=120)

    triggers = [AppendOnly()]

    class Meta:
        constraints = [models.CheckConstraint(name="local_standard_has_act", condition=~Q(act=""))]

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """The code under which rounds name it."""
        return f"{self.base}+{self.place_code}"


class ScoreRow(models.Model):
    """One point of a loaded table: region, item, option. The table is known by its standard and checksum."""

    standard = models.CharField(max_length=20)
    region = models.CharField(max_length=40)
    item = models.CharField(max_length=80)
    option = models.CharField(max_length=80)
    points = models.IntegerField()
    source = models.CharField(max_length=300)
    checksum = models.CharField(max_length=64)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=120)

    triggers = [AppendOnly()]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="score_row_once", fields=["standard", "checksum", "region", "item", "option"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.standard} {self.region} {self.item} {self.option}"
