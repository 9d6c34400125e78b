"""The rounds that an import belongs to; an import opens them if none is open."""

from collections.abc import Sequence
from datetime import date

from ansinh.accounts.actor import Actor
from ansinh.places.models import Unit
from ansinh.reviews.actions import open_round
from ansinh.reviews.models import Round
from ansinh.reviews.queries import round_covering, rounds_below


def round_for(place: Unit, period: str, as_of: date, by: Actor) -> Round:
    """The open round that covers ``place``, or one opened for it now."""
    return round_covering(place, period) or open_round(unit=place, period=period, as_of=as_of, by=by)


def rounds_for(places: Sequence[Unit], period: str, as_of: date, by: Actor) -> list[Round]:
    """The open rounds that cover ``places``; where none is open, one for the province, so that what its other communes hand
    in later belongs to the same campaign. Where a part of the province already has its own, one for the place alone.
    """
    rounds = {}
    for place in places:
        campaign = round_covering(place, period)
        if campaign is None:
            province = Unit.objects.get(pk=int(place.path.strip("/").split("/")[0]))
            above = place if rounds_below(province, period) else province
            campaign = open_round(unit=above, period=period, as_of=as_of, by=by)
        rounds[campaign.pk] = campaign
    return list(rounds.values())
