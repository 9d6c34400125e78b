"""Named reads of jobs and batches: who asked sees them, and who may import files at their place."""

from django.db.models import Q, QuerySet

from ansinh.access.queries import scope_of
from ansinh.access.scope import Scope
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission
from ansinh.kernel.errors import NotFound
from ansinh.kernel.language import _
from ansinh.work.models import Batch, Job


def _seen_by(actor: Actor, scope: Scope) -> Q:
    if scope.unit_ids is None:
        return Q()
    return Q(user_id=actor.user_id) | Q(unit_id__in=scope.unit_ids)


def jobs_for(actor: Actor) -> QuerySet[Job]:
    """The jobs a person may see."""
    return Job.objects.filter(_seen_by(actor, scope_of(actor, Permission.IMPORT_FILES))).select_related(
        "user", "unit"
    )


def job_for(actor: Actor, job_id: int) -> Job:
    """One job a person may see; raises ``NotFound``."""
    found = jobs_for(actor).filter(pk=job_id).first()
    if found is None:
        raise NotFound(_("Không có công việc này trong phạm vi của anh/chị."), code="no_such_job")
    return found


def batches_for(actor: Actor, scope: Scope) -> QuerySet[Batch]:
    """The batches a person may see, ``scope`` being where the person may import."""
    return Batch.objects.filter(_seen_by(actor, scope)).select_related("unit", "job", "user")


def batch_for(actor: Actor, scope: Scope, batch_id: int) -> Batch:
    """One batch a person may see; raises ``NotFound``."""
    found = batches_for(actor, scope).filter(pk=batch_id).first()
    if found is None:
        raise NotFound(_("Không có lần nhập này trong phạm vi của anh/chị."), code="no_such_batch")
    return found
