"""What the steps of a dossier leave behind. Nothing here is changed in place but by the verb that owns it."""

from django.db import models
from django.db.models import F, Q

from ansinh.access.scope import scoped_by
from ansinh.kernel.triggers import AppendOnly, Locked
from ansinh.kernel.walls import Through
from ansinh.reviews.enums import DossierState


def _choices(enum) -> list[tuple[str, str]]:
    return [(member.value, member.value) for member in enum]


# A state is changed only by the verb that wrote why: the newest move of the dossier leads from the old state to the new one.
_NOT_MOVED = (
    "NEW.state <> OLD.state AND NOT EXISTS (SELECT 1 FROM reviews_dossiermove m WHERE m.dossier_id = OLD.id "
    "AND m.from_state = OLD.state AND m.to_state = NEW.state "
    "AND m.id = (SELECT MAX(l.id) FROM reviews_dossiermove l WHERE l.dossier_id = OLD.id))"
)


class DossierMove(models.Model):
    """One step of a dossier from a state to another: by whom, on which day, why, and the paper it stands on."""

    dossier = models.ForeignKey("reviews.Dossier", on_delete=models.PROTECT, related_name="moves")
    from_state = models.CharField(max_length=12, choices=_choices(DossierState))
    to_state = models.CharField(max_length=12, choices=_choices(DossierState))
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
