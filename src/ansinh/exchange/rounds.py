"""The rounds that an import belongs to; an import opens them if none is open."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import date

from django.db import transaction

from ansinh.accounts.actor import Actor
from ansinh.places.models import Unit
from ansinh.reviews.actions import open_round
from ansinh.reviews.holding import hold_dossiers
from ansinh.reviews.models import Dossier, Round
from ansinh.reviews.procedure.regime import regime
from ansinh.reviews.procedure.surveying import check_answers_on_list, check_takes_file
from ansinh.reviews.queries import round_covering, rounds_below
from ansinh.work.batches import Checked


@contextmanager
def kept_to_the_law(campaigns: Sequence[Round], units: Collection[int]) -> Iterator[None]:
    """Answers written within are of dossiers that are surveyed now and of households on their work lists, or none is written:
    raises ``Refused``. Rounds of recorded results take what is brought."""
    followed = [one for one in campaigns if regime(one.procedure).is_law]
    with transaction.atomic():
        concerned = Dossier.objects.everywhere().filter(round__in=campaigns, unit__in=units)
        hold_dossiers(concerned.values_list("pk", flat=True))
        rows = Dossier.objects.everywhere().filter(round__in=followed, unit__in=units)
        for dossier in rows.select_related("round", "unit") if followed else ():
            check_takes_file(dossier)
        yield
        for campaign in followed:
            check_answers_on_list(campaign, units)


def survey_units(checked: Checked) -> set[int]:
    """The units that a checked file of answers has households at."""
    units = checked.payload["units"]
    return set(units["unit_id"].drop_nulls()) | set(units["placed_under"].drop_nulls())


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
