"""The round that an import belongs to; an import opens it if none is open."""

from collections.abc import Sequence
from datetime import date

from ansinh.accounts.actor import Actor
from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.language import _
from ansinh.places.models import Unit
from ansinh.places.queries import unit_at
from ansinh.reviews.actions import open_round
from ansinh.reviews.models import Round
from ansinh.reviews.queries import round_covering


def common_place(units: Sequence[Unit], on: date) -> Unit:
    """The lowest place that holds every unit; raises ``UnusableInput`` where not even a province does."""
    ids = [unit.path.strip("/").split("/") for unit in units]
    shared = 0
    while all(len(path) > shared for path in ids) and len({path[shared] for path in ids}) == 1:
        shared += 1
    if not shared:
        raise UnusableInput(
            _("Tệp có hộ của nhiều tỉnh. Hãy tách tệp theo tỉnh, hoặc mở kỳ rà soát cho từng nơi trước.")
        )
    path = "/" + "/".join(ids[0][:shared]) + "/"
    return Unit.objects.on(on).filter(path=path).first() or unit_at(units[0].code, on)


def round_for(place: Unit, period: str, as_of: date, by: Actor) -> Round:
    """The open round that covers ``place``, or one opened for it now."""
    return round_covering(place, period) or open_round(unit=place, period=period, as_of=as_of, by=by)
