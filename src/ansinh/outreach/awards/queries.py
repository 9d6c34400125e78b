"""Awards that hold for places, and files of places."""

from django.db.models import Q, QuerySet

from ansinh.access.scope import Scope
from ansinh.kernel.errors import NotFound
from ansinh.kernel.language import _
from ansinh.outreach.models import Award, AwardFile
from ansinh.places.models import Unit


def awards_around(scope: Scope) -> QuerySet[Award]:
    """The awards of places that the scope reaches, and of those above them: people below are proposed for them."""
    reached = scope.touched
    rows = Award.objects.select_related("unit")
    if reached is None:
        return rows
    paths = Unit.objects.filter(pk__in=reached).values_list("path", flat=True)
    above = {int(part) for path in paths for part in path.split("/") if part}
    return rows.filter(Q(unit__in=reached) | Q(unit__in=above))


def award_around(scope: Scope, key: int) -> Award:
    """The award of that id, as ``awards_around`` gives it. Raises ``NotFound``."""
    found = awards_around(scope).filter(pk=key).first()
    if found is None:
        raise NotFound(_("Không có hình thức khen này ở địa bàn được giao."))
    return found


def file_within(scope: Scope, key: int) -> AwardFile:
    """The file of that id within the scope. Raises ``NotFound``."""
    rows = AwardFile.objects.within(scope).select_related("award__unit", "unit", "household", "honoured_unit")
    found = rows.filter(pk=key).first()
    if found is None:
        raise NotFound(_("Không có hồ sơ khen thưởng này trong địa bàn được giao."))
    return found
