"""What the list of households reads: a line a household, names, words of names."""

from django.db import models
from django.db.models import Q

from ansinh.access.scope import scoped_by
from ansinh.households.models.registry import Household
from ansinh.kernel.walls import WithinReach


class HouseholdLine(models.Model):
    """What the list of households shows, sorts and filters by, one row a household: a copy that the same transactions
    keep (``households.lines``, ``reviews.lines``) and that can be built anew from the tables it is made from.

    ``names`` are the folded names of its head and members, each after ``| ``: words begin with a blank. ``list_class`` is
    the class on the newest approved list of its commune (null: not on it), the columns after it those of its newest
    review. ``deprived`` is a mask over the indicators of ``standard``.
    """

    household = models.OneToOneField(Household, on_delete=models.PROTECT, primary_key=True, related_name="+")
    unit = models.ForeignKey(
        "places.Unit", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    placed_under = models.ForeignKey(
        "places.Unit", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    source_ref = models.CharField(max_length=120)
    village = models.CharField(max_length=120, blank=True)
    head_name = models.CharField(max_length=120, blank=True)
    name_sort = models.CharField(max_length=400, blank=True)
    names = models.TextField(blank=True)
    persons = models.SmallIntegerField(default=0)
    minority = models.BooleanField(null=True)
    dissolved = models.BooleanField(default=False)
    list_class = models.CharField(max_length=20, null=True)
    list_year = models.SmallIntegerField(null=True)
    class_rank = models.SmallIntegerField(default=2, db_default=2)
    period = models.CharField(max_length=7, blank=True, db_default="")
    standard = models.CharField(max_length=40, blank=True, db_default="")
    computed_class = models.CharField(max_length=20, blank=True, db_default="")
    movement = models.CharField(max_length=14, null=True)
    deprived = models.IntegerField(default=0, db_default=0)
    deprivations = models.SmallIntegerField(default=0, db_default=0)

    objects = scoped_by("unit_id", village="village").as_manager()
    personal = {"head_name", "name_sort", "names", "minority"}
    sensitive = {"minority"}
    walls = [
        WithinReach("unit_id", village="village"),
        WithinReach("placed_under_id", when="unit_id IS NULL"),
    ]

    class Meta:
        indexes = [
            models.Index(fields=["unit", "name_sort", "household"], name="line_unit"),
            models.Index(fields=["name_sort", "household"], name="line_name"),
            models.Index(fields=["village", "household"], name="line_village"),
            models.Index(fields=["persons", "household"], name="line_persons"),
            models.Index(fields=["deprivations", "household"], name="line_deprivations"),
            models.Index(fields=["class_rank", "household"], name="line_rank"),
            models.Index(fields=["source_ref", "unit", "household"], name="line_number"),
            models.Index(fields=["deprived", "unit", "household"], name="line_deprived"),
            # The few who are on a list, moved, belong to a minority, wait or are no more.
            models.Index(
                fields=["list_class", "name_sort", "household"],
                name="line_class",
                condition=Q(list_class__isnull=False),
            ),
            models.Index(
                fields=["movement", "name_sort", "household"],
                name="line_movement",
                condition=Q(movement__isnull=False),
            ),
            models.Index(fields=["name_sort", "household"], name="line_minority", condition=Q(minority=True)),
            models.Index(
                fields=["name_sort", "household"], name="line_dissolved", condition=Q(dissolved=True)
            ),
            models.Index(
                fields=["placed_under", "name_sort", "household"],
                name="line_waiting",
                condition=Q(unit__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return str(self.household_id)


class HouseholdName(models.Model):
    """A folded name that somebody of a household bears, and where the household lives: what a search reads."""

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(
        "places.Unit", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    name = models.CharField(max_length=122)

    objects = scoped_by("unit_id").as_manager()
    personal = {"name"}

    class Meta:
        indexes = [models.Index(fields=["name", "unit", "household"], name="household_name")]

    def __str__(self) -> str:
        return str(self.household_id)


class NameWord(models.Model):
    """A word of a folded name that somebody bears or bore, and the whole name after a blank. Names only, of nobody in
    particular: they stay when the last who bore one is gone."""

    word = models.CharField(max_length=120)
    name = models.CharField(max_length=122)

    personal = {"word", "name"}
    unwalled = "words and names of nobody in particular, which every search reads; no page shows a row"

    class Meta:
        constraints = [models.UniqueConstraint(name="name_word_once", fields=["word", "name"])]

    def __str__(self) -> str:
        return str(self.pk)
