"""Gaps as pages read them: stored counts added up, one gap, those of a household."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import QuerySet, Sum, Value
from django.db.models.functions import Concat

from ansinh.access.scope import Scope
from ansinh.households.models import Household
from ansinh.households.search import few_bearing, inhabited
from ansinh.kernel.errors import NotFound
from ansinh.kernel.language import _
from ansinh.kernel.text import fold
from ansinh.places.models import Unit
from ansinh.support.models import Gap, GapAnswer, GapCount, GapSearch

# The gaps of up to so many units are gathered and sorted.
_GATHERED = 20
# Rows of a filter that are so many are met soon in whatever order a list is walked.
_SOON_MET = 5_000


@dataclass
class Matrix:
    """Stored counts of one kind by place and column (a policy, or an agency's kind): households in each."""

    columns: list[str]
    units: list[Unit]
    cells: dict[tuple[int, str], int] = field(default_factory=dict)

    def sum_of(self, column: str) -> int:
        """A column over all places."""
        return sum(self.cells.get((unit.pk, column), 0) for unit in self.units)

    def rows(self) -> Iterator[tuple[Unit, list[tuple[str, int]], int]]:
        """Each place with its cells and their sum: households counted once for each policy."""
        for unit in self.units:
            cells = [(column, self.cells.get((unit.pk, column), 0)) for column in self.columns]
            yield unit, cells, sum(many for _column, many in cells)


def counted(scope: Scope, *, kind: str, promise: bool, by: str, order: Iterable[str]) -> Matrix:
    """The matrix of a kind within a scope by ``policy`` or ``agency``: one read of stored counts, whatever the place."""
    rows = (
        GapCount.objects.within(scope)
        .filter(kind=kind, promise=promise)
        .order_by()
        .values_list("unit_id", by)
        .annotate(many=Sum("households"))
    )
    cells: dict[tuple[int, str], int] = {(unit, column): many for unit, column, many in rows}
    place = {code: number for number, code in enumerate(order)}
    columns = sorted({column for _unit, column in cells}, key=lambda code: (place.get(code, 999), code))
    units = Unit.objects.filter(pk__in={unit for unit, _column in cells}).order_by("sort_key", "pk")
    return Matrix(columns, list(units), cells)


def kinds_counted(scope: Scope) -> dict[tuple[str, bool], int]:
    """Households by kind and promise within a scope, each counted once for every policy."""
    rows = GapCount.objects.within(scope).order_by().values_list("kind", "promise")
    found: dict[tuple[str, bool], int] = defaultdict(int)
    for kind, promise, many in rows.annotate(many=Sum("households")):
        found[kind, promise] += many
    return found


def searches(scope: Scope) -> list[GapSearch]:
    """When the communes within a scope were searched, the oldest first."""
    return list(GapSearch.objects.within(scope).select_related("unit").order_by("day", "unit__sort_key"))


def open_gaps(scope: Scope, words: str = "") -> QuerySet[Gap]:
    """The open gaps within a scope, with what a list shows. Of many places the order of the list is walked: gathering a province's
    gaps to sort them would take longer the more there are. ``words``: what is searched among heads of households; of many places only
    households are left where somebody bears them, where those are few."""
    lived_in = inhabited(scope)
    many = len(lived_in.unit_ids or ()) > _GATHERED
    rows = Gap.objects.within(scope, walked=many).filter(closed_on=None)
    few = few_bearing(words, lived_in) if many and words else None
    if few is not None:
        rows = rows.filter(household__in=few)
    return rows.select_related("household", "person", "unit")


# One step in the index of villages for each different one, however many gaps there are.
_VILLAGES = """
    WITH RECURSIVE found(village) AS (
        SELECT min(village) FROM support_gap WHERE closed_on IS NULL
        UNION ALL
        SELECT (SELECT min(village) FROM support_gap WHERE closed_on IS NULL AND village > found.village)
        FROM found WHERE found.village IS NOT NULL
    )
    SELECT village FROM found WHERE village IS NOT NULL
"""


def of_village(rows: QuerySet[Gap], typed: str) -> QuerySet[Gap]:
    """The gaps of the villages whose name holds what was typed, without accents."""
    with connection.cursor() as cursor:
        cursor.execute(_VILLAGES)
        names = [name for (name,) in cursor.fetchall()]
    meant = [name for name in names if fold(typed) in fold(name)]
    there = Gap.objects.everywhere().filter(closed_on=None, village__in=meant).values("pk")
    if there[:_SOON_MET].count() < _SOON_MET:
        return rows.filter(village__in=meant)
    # An expression, so that the order of the list is walked: so many are met soon, and gathering all of them to sort them takes longer
    # the more there are.
    return rows.alias(lived_in=Concat("village", Value(""))).filter(lived_in__in=meant)


def gap_within(scope: Scope, key: int) -> Gap:
    """One gap within a scope; raises ``NotFound``."""
    found = Gap.objects.within(scope).select_related("household", "person", "unit").filter(pk=key).first()
    if found is None:
        raise NotFound(_("Không có mục này trong địa bàn được giao."))
    return found


def answers_of(gap: Gap) -> list[GapAnswer]:
    """What was answered to a gap reached through a scope before, the newest first."""
    return list(GapAnswer.objects.everywhere().filter(gap=gap).order_by("-pk"))


def gaps_of(home: Household) -> list[Gap]:
    """The open gaps of a household reached through a scope before."""
    rows = Gap.objects.everywhere().filter(household=home, closed_on=None)
    return list(rows.select_related("person").order_by("promise", "kind", "policy", "pk"))
