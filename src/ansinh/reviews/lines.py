"""The columns of the household list that reviews know: the class on the newest approved list, and what the newest review
computed. Whoever writes outcomes or list entries renews the lines of the households concerned in the same transaction."""

from collections.abc import Iterable, Sequence
from contextlib import nullcontext

from django.db import connection

from ansinh.kernel.bulk import joining_many
from ansinh.reviews.histories import DECISIONS_IN_FORCE

_RUN = 5_000
# So few households are found one by one, by index.
_FEW = 500
_COLUMNS = (
    "list_class",
    "list_year",
    "class_rank",
    "period",
    "standard",
    "computed_class",
    "movement",
    "deprived",
    "deprivations",
)
_INDICATORS = 24


def renew_classes(
    *, households: Iterable[object] = (), units: Sequence[int] = (), dossiers: Sequence[int] = ()
) -> int:
    """Make the class columns of lines what outcomes and list entries say now, in the current transaction; how many lines
    differed. Concerned are the named households (UUIDs or hex), those who live or were listed at ``units`` and those with
    an outcome in ``dossiers``."""
    ids = sorted({str(one).replace("-", "") for one in households})
    changed = 0
    for start in range(0, len(ids), _RUN):
        run = ids[start : start + _RUN]
        changed += _renew(
            f"SELECT household_id FROM households_householdline WHERE household_id IN ({_marks(run)})",
            run,
            many=len(run) > _FEW,
        )
    for start in range(0, len(units), _RUN):
        run = units[start : start + _RUN]
        changed += _renew(
            f"SELECT household_id FROM households_householdline WHERE unit_id IN ({_marks(run)}) "
            f"UNION SELECT household_id FROM reviews_listentry WHERE unit_id IN ({_marks(run)})",
            [*run, *run],
        )
    if dossiers:
        changed += _renew(
            f"SELECT household_id FROM reviews_outcome WHERE dossier_id IN ({_marks(dossiers)})", dossiers
        )
    return changed


def rebuild_classes() -> int:
    """``renew_classes`` for everybody."""
    return _renew("SELECT household_id FROM households_householdline", [])


def _marks(values: Sequence[object]) -> str:
    return ", ".join(["%s"] * len(values))


def _renew(asked: str, parameters: Sequence[object], *, many: bool = True) -> int:
    values = ", ".join(f"{name} = found.{name}" for name in _COLUMNS)
    differs = " OR ".join(f"line.{name} IS DISTINCT FROM found.{name}" for name in _COLUMNS)
    if connection.vendor == "sqlite":
        differs = differs.replace("IS DISTINCT FROM", "IS NOT")
    with connection.cursor() as cursor, joining_many(cursor) if many else nullcontext():
        cursor.execute(
            f"UPDATE households_householdline AS line SET {values} FROM (WITH asked AS ({asked}), "
            f"{_NEWEST_REVIEW.format(first=_first_standard())}, {_NEWEST_LIST.format(decided=DECISIONS_IN_FORCE)} {_FOUND}) AS found "
            f"WHERE found.household_id = line.household_id AND ({differs})",
            list(parameters),
        )
        return int(cursor.rowcount)


def _first_standard() -> str:
    """SQL for the standard that makes the list of a round: the first of its list."""
    return "r.standards ->> 0" if connection.vendor == "postgresql" else "json_extract(r.standards, '$[0]')"


_COUNTED = " + ".join(f"((o.deprived >> {bit}) & 1)" for bit in range(_INDICATORS))
# Of one time, what was computed stands before the trace of who moved away.
_NEWEST_REVIEW = f"""
review AS (
  SELECT o.household_id, r.period, o.standard, o.computed_class, NULLIF(o.movement, '') AS movement, o.deprived,
    {_COUNTED} AS deprivations,
    ROW_NUMBER() OVER (PARTITION BY o.household_id ORDER BY r.as_of DESC, o.computed_class = '', r.id DESC, o.id DESC) AS place
  FROM asked a JOIN reviews_outcome o ON o.household_id = a.household_id
  JOIN reviews_dossier d ON d.id = o.dossier_id JOIN reviews_round r ON r.id = d.round_id
  WHERE o.standard = {{first}})"""
# An entry of a sealed version holds while no newer version of the same unit, period and standard is sealed.
_NEWEST_LIST = """
newest AS (SELECT unit_id, MAX(list_year) AS list_year FROM reviews_listentry WHERE unit_id IS NOT NULL GROUP BY unit_id),
in_force AS (SELECT MAX(id) AS id FROM datasets_version GROUP BY unit_id, period, standard),
listed AS (
  SELECT e.household_id, e.list_year, e.unit_id,
    CASE WHEN e.kind_of_entry IN ('poor_out', 'near_out', 'other_out') THEN NULL
      WHEN e.list_class IN ('poor', 'poor_income', 'poor_deprivation') THEN 'poor'
      WHEN e.list_class = 'near_poor' THEN 'near_poor' END AS list_class,
    ROW_NUMBER() OVER (PARTITION BY e.household_id ORDER BY e.list_year DESC, e.standard DESC,
      e.effective_from IS NULL, e.effective_from DESC, e.id DESC) AS place
  FROM asked a JOIN reviews_listentry e ON e.household_id = a.household_id
  WHERE CASE WHEN e.version_id IS NOT NULL THEN e.version_id IN (SELECT id FROM in_force)
    WHEN e.decision_id IS NOT NULL THEN e.decision_id IN ({decided}) ELSE TRUE END)"""
_FOUND = """
  SELECT l.household_id, CASE WHEN e.list_class IS NULL THEN NULL ELSE e.list_year END AS list_year, e.list_class,
    CASE e.list_class WHEN 'poor' THEN 0 WHEN 'near_poor' THEN 1 ELSE 2 END AS class_rank,
    COALESCE(v.period, '') AS period, COALESCE(v.standard, '') AS standard,
    COALESCE(v.computed_class, '') AS computed_class, v.movement,
    COALESCE(v.deprived, 0) AS deprived, COALESCE(v.deprivations, 0) AS deprivations
  FROM households_householdline l
  LEFT JOIN (
    SELECT y.* FROM listed y LEFT JOIN newest n ON n.unit_id = y.unit_id
    WHERE y.place = 1 AND (n.list_year IS NULL OR y.list_year >= n.list_year)
  ) e ON e.household_id = l.household_id
  LEFT JOIN review v ON v.household_id = l.household_id AND v.place = 1
  WHERE l.household_id IN (SELECT household_id FROM asked)"""
