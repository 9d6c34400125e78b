"""Enrolments that came with their household and are still paid by the commune it left."""

from django.db.models import F, QuerySet

from ansinh.access.scope import Scope
from ansinh.support.models import Enrolment
from ansinh.support.models.delivery_enums import EnrolmentState


def arriving(scope: Scope) -> QuerySet[Enrolment]:
    """Those of households that live within the scope now and whose enrolment is of another commune."""
    rows = Enrolment.objects.everywhere().filter(
        state=EnrolmentState.ACTIVE.value, household__unit__isnull=False
    )
    if scope.unit_ids is not None:
        rows = rows.filter(household__unit_id__in=scope.unit_ids)
    return rows.exclude(unit_id=F("household__unit_id"))
