"""Who made a dossier what it is: whoever moved it, decided a class in it or entered its surveys. They hear no complaint about it."""

from ansinh.accounts.models import User
from ansinh.grievances.making import made
from ansinh.reviews.models import Outcome
from ansinh.reviews.procedure.models import DossierMove


@made("dossier")
def makers_of_dossier(ref: str) -> frozenset[int]:
    """The users behind a dossier, found by the names that its rows keep."""
    if not ref.isdigit():
        return frozenset()
    moved = DossierMove.objects.everywhere().filter(dossier=int(ref)).values_list("by", flat=True)
    outcomes = Outcome.objects.everywhere().filter(dossier=int(ref)).exclude(recognised_by="")
    names = set(moved) | set(outcomes.order_by().values_list("recognised_by", flat=True).distinct())
    return frozenset(User.objects.filter(username__in=names).values_list("pk", flat=True))
