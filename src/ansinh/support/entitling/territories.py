"""Which units lie in a territory that a text names: the historic unit at its date, followed to the units of a day.

A rule's territory is the unit named in its text, at its date. A commune made later is in it when all it was made from was;
one made from communes within and without is neither surely: the rule is unknown there.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

import numpy as np

from ansinh.places.models import Change, Unit
from ansinh.places.queries import stamp_of_places, unit_at
from ansinh.standards.engine.truth import NO, UNKNOWN, YES, Truth
from ansinh.support.catalogue.numbers import Territory


def territories_on(territories: set[Territory], units: Sequence[int]) -> dict[Territory, Truth]:
    """Of each territory, whether each of ``units`` (ids of communes of any date) lies in it."""
    stamp = (*stamp_of_places(), Unit.objects.count(), Change.objects.count())
    return {one: _truths(one, units, stamp) for one in territories}


def _truths(territory: Territory, units: Sequence[int], stamp: tuple[int | str, ...]) -> Truth:
    found = np.full(len(units), NO, np.uint8)
    for code, on in territory:
        inside, partly = _ground(code, on, stamp)
        here = [YES if unit in inside else UNKNOWN if unit in partly else NO for unit in units]
        found = np.maximum(found, np.array(here, np.uint8))
    return found


@lru_cache(maxsize=256)
def _ground(code: str, on: date, stamp: tuple[int | str, ...]) -> tuple[frozenset[int], frozenset[int]]:
    """The communes wholly, and partly, of the people of a unit of a day; ``stamp`` says for which state of places."""
    del stamp
    unit = unit_at(code, on)
    inside = set(Unit.objects.within([unit.path]).on(on).values_list("id", flat=True))
    # The same ground under earlier and later names of a place that stayed where it was.
    inside |= set(Unit.objects.within([unit.path]).filter(valid_from__lte=on).values_list("id", flat=True))
    made_of: dict[int, set[int]] = defaultdict(set)
    changes = Change.objects.filter(effect__gt=on, new__isnull=False, new__level="commune")
    for old, new in changes.order_by("effect", "id").values_list("old_id", "new_id"):
        if old != new:
            made_of[new].add(old)
    partly: set[int] = set()
    grown = True
    while grown:
        grown = False
        for new, olds in made_of.items():
            if new in inside:
                continue
            if olds <= inside:
                inside.add(new)
                partly.discard(new)
                grown = True
            elif new not in partly and olds & (inside | partly):
                partly.add(new)
                grown = True
    return frozenset(inside), frozenset(partly)
