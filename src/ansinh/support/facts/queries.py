"""What facts say on a day: of one household with words, of many as frames for rules."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import polars as pl
from django.db.models import Q, QuerySet

from ansinh.access.scope import Scope
from ansinh.households.models import Household, Membership
from ansinh.kernel.bulk import as_hex, read_frame_of
from ansinh.kernel.dates import today
from ansinh.kernel.errors import NotFound
from ansinh.kernel.language import _
from ansinh.support.facts.registry import FactKind, fact_kind, fact_kinds, value_words
from ansinh.support.models import Fact, FactList
from ansinh.support.sameness import gone_into, same_as, told_elsewhere, told_of_merged

_OF = ("household", "person")
_SCHEMA = {
    "household_id": pl.String,
    "person_id": pl.String,
    "code": pl.String,
    "value": pl.String,
}
_HOLDS = "f.in_force = TRUE AND f.valid_from <= %s AND (f.valid_until IS NULL OR f.valid_until >= %s)"
_LIVES = "(m.valid_from IS NULL OR m.valid_from <= %s) AND (m.valid_until IS NULL OR m.valid_until >= %s)"


def _columns(of: str) -> dict[str, FactKind]:
    return {code: kind for code, kind in fact_kinds().items() if kind.of == of}


def facts_on(
    units: Sequence[int], on: date, *, households: Sequence[str] | None = None
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What is recorded of the households at ``units`` (ids of communes) and of their members on a day, as two frames.

    Household frame: ``household_id`` (hex) and one column a fact of households; member frame: ``household_id, person_id``
    (hex; the household in which the person lives that day) and one column a fact of persons. One row only for whom anything is
    recorded. Yes-or-no facts are ``UInt8`` 0/1, codes and texts ``String``, money ``Int64``, numbers ``Float64``, days
    ``Date``; null: nobody knows, unless the commune's list is complete (``complete_lists``). With ``households`` (hex ids)
    only of these, wherever they live.
    """
    keys: Sequence[object] = sorted(units) if households is None else sorted(households)
    where = "h.unit_id" if households is None else "h.id"
    own = read_frame_of(
        "SELECT CAST(f.household_id AS VARCHAR(36)), NULL, f.code, f.value FROM support_fact f "
        f"JOIN households_household h ON h.id = f.household_id WHERE f.person_id IS NULL AND {_HOLDS} "
        f"AND {where} IN ({{keys}})",
        keys,
        _SCHEMA,
        before=[on, on],
    )
    of_people = read_frame_of(
        "SELECT CAST(m.household_id AS VARCHAR(36)), CAST(f.person_id AS VARCHAR(36)), f.code, f.value "
        "FROM support_fact f JOIN households_membership m ON m.person_id = f.person_id "
        f"JOIN households_household h ON h.id = m.household_id WHERE {_HOLDS} AND {_LIVES} "
        f"AND {where} IN ({{keys}})",
        keys,
        _SCHEMA,
        before=[on, on, on, on],
    )
    of_others = told_elsewhere(
        "SELECT CAST(f.household_id AS VARCHAR(36)), CAST(f.person_id AS VARCHAR(36)), f.code, f.value FROM support_fact f "
        f"WHERE {_HOLDS} AND f.person_id IN ({{keys}})",
        _SCHEMA,
        on,
        units=units,
        households=households,
        before=[on, on],
    )
    # What is recorded of a household itself stands before what is recorded of one that went into it.
    own = pl.concat([_had_by_merged(units, households, on), own.with_columns(as_hex("household_id"))])
    # What is recorded of the id under which somebody lives stands before what is recorded of another.
    people = pl.concat([of_others, of_people.with_columns(as_hex("household_id", "person_id"))])
    return _wide(own, "household"), _wide(people, "person")


def _had_by_merged(units: Sequence[int], households: Sequence[str] | None, on: date) -> pl.DataFrame:
    """What is recorded as had of households that went into these: who joined a household that was aided lives in an aided one."""
    codes = [code for code, kind in _columns("household").items() if kind.had]
    marks = ", ".join(["%s"] * len(codes))
    return told_of_merged(
        "SELECT CAST(f.household_id AS VARCHAR(36)), NULL, f.code, f.value FROM support_fact f "
        f"WHERE f.code IN ({marks}) AND f.person_id IS NULL AND {_HOLDS} AND EXISTS (SELECT 1 FROM households_lifeevent e "
        "WHERE e.household_id = f.household_id AND e.kind = 'merged' AND e.date <= %s)",
        _SCHEMA,
        on,
        units=units,
        households=households,
        before=[*codes, on, on, on],
    )


def _wide(rows: pl.DataFrame, of: str) -> pl.DataFrame:
    """One row a subject, one typed column a fact."""
    index = ["household_id"] if of == "household" else ["household_id", "person_id"]
    named = rows.with_columns(as_hex(*index)).unique([*index, "code"], keep="last", maintain_order=True)
    wide = named.group_by(index, maintain_order=True).agg(
        _typed(pl.col("value").filter(pl.col("code") == code).first(), kind).alias(code)
        for code, kind in _columns(of).items()
    )
    return wide.sort(index)


def _typed(value: pl.Expr, kind: FactKind) -> pl.Expr:
    if kind.type == "day":
        return value.str.to_date("%Y-%m-%d")
    return value if kind.column is pl.String else value.cast(kind.column)


def complete_lists(units: Sequence[int], on: date) -> pl.DataFrame:
    """``unit_id, code``: of which facts the lists of these communes are complete on a day."""
    return read_frame_of(
        "SELECT unit_id, code FROM support_factlist WHERE since <= %s AND (until IS NULL OR until >= %s) "
        "AND unit_id IN ({keys})",
        sorted(units),
        {"unit_id": pl.Int64, "code": pl.String},
        before=[on, on],
    )


def with_facts(people: pl.DataFrame, facts: pl.DataFrame, complete: pl.DataFrame, of: str) -> pl.DataFrame:
    """``people`` (``household_id``, for persons ``person_id``, and ``unit_id``; hex ids) with one column a fact, filled where a
    commune's list is complete: of whom nothing is recorded there the answer is no (0, or the code ``none``)."""
    index = ["household_id"] if of == "household" else ["household_id", "person_id"]
    joined = people.join(facts, on=index, how="left")
    filled = []
    for code, kind in _columns(of).items():
        whole = complete.filter(pl.col("code") == code)["unit_id"].to_list()
        if whole and kind.none is not None:
            known = pl.col(code).is_null() & pl.col("unit_id").is_in(whole)
            filled.append(
                pl.when(known).then(pl.lit(kind.none, dtype=kind.column)).otherwise(pl.col(code)).alias(code)
            )
    return joined.with_columns(filled)


@dataclass(frozen=True)
class Told:
    """A fact as a page shows it: sensitive ones stay covered."""

    row: Fact
    kind: FactKind
    name: str

    @property
    def covered(self) -> bool:
        return self.kind.sensitive

    @property
    def value(self) -> str:
        return "••••" if self.covered else value_words(self.kind, self.row.value)


def facts_of(home: Household, on: date | None = None) -> list[Told]:
    """The facts in force of a household reached through a scope before and of who lives in it; ``on``: only those of a day."""
    people = dict(
        Membership.objects.everywhere()
        .filter(household=home, valid_until=None)
        .values_list("person_id", "person__full_name")
    )
    people |= {other: people[own] for own in list(people) for other in same_as(own)}
    gone = [UUID(one) for one in gone_into([home.pk.hex], today())]
    had = [code for code, kind in fact_kinds().items() if kind.had]
    rows = Fact.objects.everywhere().filter(
        Q(household=home, person=None)
        | Q(person__in=list(people))
        | Q(household__in=gone, person=None, code__in=had),
        in_force=True,
    )
    if on is not None:
        rows = rows.filter(valid_from__lte=on).exclude(valid_until__lt=on)
    order = list(fact_kinds())
    known = [row for row in rows.order_by("valid_from", "pk") if row.code in fact_kinds()]
    told = [Told(row, fact_kind(row.code), people.get(row.person_id, "")) for row in known]
    return sorted(told, key=lambda one: (one.row.person_id is not None, one.name, order.index(one.kind.code)))


def fact_of(home: Household, key: int) -> Fact:
    """A fact in force of the household or of who lives in it; raises ``NotFound``."""
    for one in facts_of(home):
        if one.row.pk == key:
            return one.row
    raise NotFound(_("Không có dữ kiện này ở hộ này."))


def members_of(home: Household) -> dict[UUID, str]:
    """Who lives in a household now: ids and names."""
    rows = Membership.objects.everywhere().filter(household=home, valid_until=None).order_by("pk")
    return dict(rows.values_list("person_id", "person__full_name"))


def lists_within(scope: Scope) -> QuerySet[FactList]:
    """The complete lists of the communes within a scope that stand open."""
    return FactList.objects.within(scope).filter(until=None).select_related("unit").order_by("unit", "code")


def hex_ids(keys: Iterable[UUID]) -> list[str]:
    """Ids as the frames hold them."""
    return [key.hex for key in keys]
