"""The moves of a dossier, and clocks that a place set for itself."""

from django.db import models
from django.db.models import F, Q

from ansinh.access.scope import scoped_by
from ansinh.kernel.triggers import AppendOnly, Locked
from ansinh.kernel.walls import Through
from ansinh.reviews.enums import DossierState
from ansinh.reviews.procedure.models.choices import choices

# A state is changed only by the verb that wrote why: the newest move of the dossier leads from the old state to the new one.
_NOT_MOVED = (
    "NEW.state <> OLD.state AND NOT EXISTS (SELECT 1 FROM reviews_dossiermove m WHERE m.dossier_id = OLD.id "
    "AND m.from_state = OLD.state AND m.to_state = NEW.state "
    "AND m.id = (SELECT MAX(l.id) FROM reviews_dossiermove l WHERE l.dossier_id = OLD.id))"
)


class DossierMove(models.Model):
    """One step of a dossier from a state to another: by whom, on which day, why, and the paper it stands on."""

    dossier = models.ForeignKey("reviews.Dossier", on_delete=models.PROTECT, related_name="moves")
    from_state = models.CharField(max_length=12, choices=choices(DossierState))
    to_state = models.CharField(max_length=12, choices=choices(DossierState))
    verb = models.CharField(max_length=24)
    on = models.DateField()
    reason = models.TextField(blank=True)
    paper = models.ForeignKey("papers.Paper", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    by = models.CharField(max_length=120)

    objects = scoped_by("dossier__unit_id").as_manager()
    personal = {"reason"}
    triggers = [AppendOnly(), Locked("moved_by_verb", _NOT_MOVED, ("UPDATE",), on="reviews.Dossier")]
    walls = [Through("dossier")]

    class Meta:
        constraints = [
            models.CheckConstraint(name="dossier_move_moves", condition=~Q(from_state=F("to_state"))),
        ]
        indexes = [models.Index(fields=["dossier", "id"], name="dossier_move_order")]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.from_state} {self.to_state}"


class LocalClock(models.Model):
    """A time limit of the procedure as an act of a place has it, over the number of the law's file; ``days`` blank: from
    ``valid_from`` the law's own number holds again. Rows are added, never changed."""

    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    regime = models.CharField(max_length=40)
    clock = models.CharField(max_length=40)
    days = models.PositiveSmallIntegerField(null=True)
    valid_from = models.DateField()
    act = models.CharField(max_length=200)
    verified = models.BooleanField(default=False)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=120)

    unwalled = "a number of an act of a place, which tells of nobody"
    walls: tuple = ()
    triggers = [AppendOnly()]

    class Meta:
        constraints = [
            models.CheckConstraint(name="local_clock_has_act", condition=~Q(act="")),
            models.CheckConstraint(name="local_clock_runs", condition=Q(days__isnull=True) | Q(days__gte=1)),
        ]
        indexes = [models.Index(fields=["regime", "unit"], name="local_clock_of_place")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.regime} {self.clock}"
