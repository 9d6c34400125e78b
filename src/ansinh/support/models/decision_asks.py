"""Decisions on long pay runs that are made by a job: what the officer wrote around the figures. Arguments of a job name nobody."""

from django.db import models

from ansinh.access.scope import scoped_by
from ansinh.kernel.triggers import AppendOnly
from ansinh.support.models.payments import PayRun


class PayDecisionAsk(models.Model):
    """Somebody asked for the decision on a run. ``grounds`` is a line each; the paper that came of it is found by what it is about."""

    run = models.ForeignKey(PayRun, on_delete=models.PROTECT, related_name="decision_asks")
    grounds = models.TextField()
    proposer = models.CharField(max_length=200)
    signatory = models.CharField(max_length=120, blank=True)
    why = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=120)

    objects = scoped_by("run__unit_id").as_manager()
    personal = {"grounds", "proposer", "signatory", "why"}
    triggers = [AppendOnly()]

    def __str__(self) -> str:
        return f"{self.run_id} {self.at}"
