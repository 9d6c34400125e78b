"""Finding households by the words of a name: the head's or any member's, without accents, in any order, each typed word the
beginning of a word of the name; or by the source's number.

Everything is found through one small table of the distinct names (``NameWord``) and one of who bears them
(``HouseholdName``). Few bearers are looked up and sorted; where there are many, the list is walked in its own order and a
page is full soon. One way is slow exactly where the other is quick (decision record 0008).
"""

import re
from collections.abc import Sequence

from django.db import connection
from django.db.models import F, Q, QuerySet

from ansinh.access.scope import Scope
from ansinh.households.models import HouseholdLine, HouseholdName, NameWord
from ansinh.kernel.text import fold

# Up to so many households are looked up one by one.
_FEW_HOUSEHOLDS = 4_000
_FEW_NAMES = 3_000
# The lines of up to so many units are gathered and looked through; of more, the order of the list is walked.
_FEW_UNITS = 8
# Words that nearly everybody bears tell nothing about where to look.
_EVERYWHERE = frozenset({"nguyen", "thi", "van", "tran", "le", "pham"})
_LAST = "\uffff"


def inhabited(scope: Scope) -> Scope:
    """``scope`` without the units where no household's line is: of a commune with its past mostly one unit is left. Each unit
    is found by one step in the index."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH RECURSIVE units(unit) AS (SELECT MIN(unit_id) FROM households_householdline UNION ALL "
            "SELECT (SELECT MIN(unit_id) FROM households_householdline WHERE unit_id > unit) FROM units "
            "WHERE unit IS NOT NULL) SELECT unit FROM units WHERE unit IS NOT NULL"
        )
        lived_in = frozenset(row[0] for row in cursor.fetchall())
    villages = frozenset(pair for pair in scope.villages if pair[0] in lived_in)
    return Scope(frozenset(unit for unit in lived_in if scope.covers(unit)), scope.on, villages)


def lines_within(scope: Scope) -> QuerySet[HouseholdLine]:
    """The lines of the households at the places of ``scope`` (best ``inhabited``), fit to be read in an order.

    Those of one unit lie in the order of names in one index. Those of a few are gathered and sorted. Those of many units
    are found by walking the index of the order and looking at each line's unit: the database would otherwise gather the
    lines of every unit and sort them.
    """
    if not _in_few_units(scope):
        return HouseholdLine.objects.within(scope, walked=True)
    lines = HouseholdLine.objects.within(scope)
    if scope.unit_ids is not None and len(scope.unit_ids) > 1 and not scope.villages:
        units = ", ".join(str(int(unit)) for unit in sorted(scope.unit_ids))
        # Said so, because a planner that thinks a page is soon full would walk the whole order for a few units.
        gathered = f"SELECT household_id FROM households_householdline WHERE unit_id IN ({units})"
        lines = lines.extra(
            where=[
                "households_householdline.household_id IN "
                f"(WITH gathered AS MATERIALIZED ({gathered}) SELECT household_id FROM gathered)"
            ]
        )
    return lines


def words_of(text: str) -> list[str]:
    """The folded words of a search, without those that begin another one: what begins ``nguyen`` begins it with ``ng``."""
    words = sorted(set(re.findall(r"\w+", fold(text))), key=len, reverse=True)
    return [word for place, word in enumerate(words) if not any(w.startswith(word) for w in words[:place])]


def matching(lines: QuerySet[HouseholdLine], text: str, scope: Scope) -> QuerySet[HouseholdLine]:
    """Those of ``lines`` (all within ``scope``) that ``text`` finds; all of them for a text without a word."""
    words = words_of(text)
    if not words:
        return lines
    if any(letter.isdigit() for letter in text):
        return _by_number(lines, text.strip(), scope)
    if not _in_few_units(scope):
        found = _few_bearers(words, scope)
        if found is not None:
            return _among(lines, found)
    return _looked_through(lines, words)


def few_bearing(text: str, scope: Scope) -> list[object] | None:
    """The keys of the households within ``scope`` (best ``inhabited``) where somebody bears a name of the words of ``text``; nothing
    where they are many: a list in another order is then walked, and its page is full soon."""
    words = words_of(text)
    return _few_bearers(words, scope) if words else None


def lacking(lines: QuerySet[HouseholdLine], bit: int, scope: Scope) -> QuerySet[HouseholdLine]:
    """Those of ``lines`` that are surely deprived in the indicator of that bit."""
    if not _in_few_units(scope):
        masks = [mask for mask in _masks() if mask >> bit & 1]
        few = _few(HouseholdLine.objects.within(scope, walked=True).filter(deprived__in=masks))
        if few is not None:
            return _among(lines, few)
    return lines.alias(lacks=F("deprived").bitand(1 << bit)).filter(lacks__gt=0)


def _masks() -> list[int]:
    """The masks that occur: some hundreds, each found by one step in the index."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH RECURSIVE masks(mask) AS (SELECT MIN(deprived) FROM households_householdline UNION ALL "
            "SELECT (SELECT MIN(deprived) FROM households_householdline WHERE deprived > mask) FROM masks "
            "WHERE mask IS NOT NULL) SELECT mask FROM masks WHERE mask IS NOT NULL"
        )
        return [row[0] for row in cursor.fetchall()]


def _few(rows: QuerySet) -> list[object] | None:
    """The keys of the rows, in no order; nothing where they are many."""
    found = list(rows.order_by().values_list("pk", flat=True)[: _FEW_HOUSEHOLDS + 1])
    return found if len(found) <= _FEW_HOUSEHOLDS else None


def _among(lines: QuerySet[HouseholdLine], few: Sequence[object]) -> QuerySet[HouseholdLine]:
    """Those of ``lines`` with these keys, gathered before they are sorted: people who share a name stand together in the order
    of names, and PostgreSQL, thinking them strewn, would walk the whole order to where they begin."""
    keys = ", ".join(f"'{str(key).replace('-', '')}'" for key in few) or "NULL"
    gathered = f"SELECT household_id FROM households_householdline WHERE household_id IN ({keys})"
    return lines.extra(
        where=[
            "households_householdline.household_id IN "
            f"(WITH gathered AS MATERIALIZED ({gathered}) SELECT household_id FROM gathered)"
        ]
    )


def _in_few_units(scope: Scope) -> bool:
    # Who sees only villages sees few households: they are looked through.
    return bool(scope.villages) or (scope.unit_ids is not None and len(scope.unit_ids) <= _FEW_UNITS)


def _by_number(lines: QuerySet[HouseholdLine], number: str, scope: Scope) -> QuerySet[HouseholdLine]:
    """By the beginning of the number the source gave, as typed or else in capitals."""
    if not HouseholdLine.objects.everywhere().filter(_begin_with(number)).exists():
        number = number.upper()
    few = _few(HouseholdLine.objects.within(scope, walked=True).filter(_begin_with(number)))
    # Where they are many, no index on numbers shall tempt the database from the order of the list.
    return lines.filter(source_ref__startswith=number) if few is None else _among(lines, few)


def _begin_with(number: str) -> Q:
    return Q(source_ref__gte=number, source_ref__lt=number + _LAST)


def _few_bearers(words: Sequence[str], scope: Scope) -> list[object] | None:
    """The households within ``scope`` where somebody bears a name of these words; nothing where they are many."""
    telling = [word for word in words if word not in _EVERYWHERE] or list(words)
    driver = max(telling, key=len)
    names = NameWord.objects.filter(word__gte=driver, word__lt=driver + _LAST)
    for word in words:
        if word != driver:
            names = names.filter(name__contains=f" {word}")
    borne = list(names.values_list("name", flat=True)[: _FEW_NAMES + 1])
    if not borne or len(borne) > _FEW_NAMES:
        return None if borne else []
    bearers = HouseholdName.objects.within(scope, walked=True).filter(name__in=sorted(set(borne)))
    # Read as the database gives them: some thousand keys need not become objects to be counted and sent back.
    statement, parameters = bearers.values_list("household_id")[: _FEW_HOUSEHOLDS + 1].query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        found = [row[0] for row in cursor.fetchall()]
    return list(set(found)) if len(found) <= _FEW_HOUSEHOLDS else None


def _looked_through(lines: QuerySet[HouseholdLine], words: Sequence[str]) -> QuerySet[HouseholdLine]:
    for word in words:
        lines = lines.filter(names__contains=f" {word}")
    if len(words) > 1:
        # All words in one person's name: names are parted by bars.
        lines = lines.filter(names__regex=r"\|" + "".join(rf"(?=[^|]* {word})" for word in words))
    return lines
