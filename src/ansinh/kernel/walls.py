"""Walls: row-level security of PostgreSQL, declared beside a model as ``walls = [...]`` and made anew after every migration.

A row is seen (and written) where one of its model's walls lets it through. What may be reached is told to the database by
settings of the transaction: ``ansinh.reach``, the ids of units, ``*`` for everything; ``ansinh.villages``, villages of other
units; ``ansinh.person``, the id of who asks. Unset means nothing is seen. A model whose manager is limited along a ``scope_path`` has the wall of that path
without a declaration. SQLite has no such thing: there the scope stands alone, and is tested alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.apps import apps
from django.db import connection, models

EVERYTHING = "*"
REACH, VILLAGES, PERSON = "ansinh.reach", "ansinh.villages", "ansinh.person"
# Between two villages, each written ``unit|village``.
APART = "\x1f"
# Each is a query of its own, so that the database asks once a statement and not once a row; the units become a hash.
_ALL = f"(SELECT current_setting('{REACH}', true) = '{EVERYTHING}')"
_REACH = f"current_setting('{REACH}', true)"
_UNITS = f"(SELECT unnest(string_to_array(NULLIF({_REACH}, '{EVERYTHING}'), ','))::bigint)"
_VILLAGES = f"string_to_array(current_setting('{VILLAGES}', true), E'\\x1f')"
_PERSON = f"(SELECT NULLIF(current_setting('{PERSON}', true), '')::bigint)"
_POLICY = "ansinh_wall"
ANYWHERE = f"'{EVERYTHING}'"


def reach_is(value: str) -> str:
    """A statement of PL/pgSQL after which the transaction reaches ``value`` (SQL). For a function that must see every row:
    it gives back what was told when it is done, and where it raises, the rollback does. ``CREATE FUNCTION … SET`` would say
    the same, but there only a superuser may name a setting that is not PostgreSQL's own, and an owner of tables is none."""
    return f"PERFORM set_config('{REACH}', coalesce({value}, ''), true);"


class Wall(Protocol):
    """One way in which a row may be reached."""

    def condition(self, model: type[models.Model]) -> str:
        """SQL over the columns of the model's table."""

    def prepared(self, model: type[models.Model]) -> list[str]:
        """Statements that make what the condition calls."""


@dataclass(frozen=True)
class WithinReach:
    """The row's unit is within reach, or its village is (``village`` names the column). ``touched``: a village of the unit
    is enough, for what tells of nobody. With ``when``, only where that SQL over the table's columns holds."""

    column: str
    village: str = ""
    touched: bool = False
    when: str = ""

    def condition(self, model: type[models.Model]) -> str:
        found = f"{_of(model, self.column)} IN {_UNITS}"
        if self.village:
            pair = f"{_of(model, self.column)} || '|' || {_of(model, self.village)}"
            found = f"({found} OR {pair} IN (SELECT unnest({_VILLAGES})))"
        if self.touched:
            units = f"SELECT split_part(unnest({_VILLAGES}), '|', 1)::bigint"
            found = f"({found} OR {_of(model, self.column)} IN ({units}))"
        return f"({self.when} AND {found})" if self.when else found

    def prepared(self, model: type[models.Model]) -> list[str]:
        return []


@dataclass(frozen=True)
class Through:
    """A row of another walled table, named by ``field``, is within reach.

    ``field`` is a foreign key, or with ``to`` (``app.Model``) a column that holds that model's ``column`` (its key). With
    ``to`` and ``column`` it says that such a row names this one: ``Through("id", "households.Membership", "person")``.
    ``whole`` is a column of the other table whose unit must be within reach as a whole, not one village of it.
    """

    field: str
    to: str = ""
    column: str = ""
    whole: str = ""

    def condition(self, model: type[models.Model]) -> str:
        other = apps.get_model(self.to) if self.to else model._meta.get_field(self.field).related_model
        key = other._meta.get_field(self.column).column if self.column else other._meta.pk.column  # type: ignore[union-attr]
        ours = str(model._meta.get_field(self.field).column)  # type: ignore[union-attr]
        table = other._meta.db_table  # type: ignore[union-attr]
        whole = f' AND "{table}"."{self.whole}" IN {_UNITS}' if self.whole else ""
        return f'EXISTS (SELECT 1 FROM "{table}" WHERE "{table}"."{key}" = {_of(model, ours)}{whole})'

    def prepared(self, model: type[models.Model]) -> list[str]:
        return []


@dataclass(frozen=True)
class OnceWithinReach:
    """A row of ``table`` (``app.Model``) that names this one by ``field`` lies at a unit within reach, or a village of one.

    For what was somewhere and went on: that table's own wall rests on this one, so it is asked behind its wall by a function
    that answers yes or no and nothing else.
    """

    table: str
    field: str
    column: str
    village: str

    def condition(self, model: type[models.Model]) -> str:
        asked = f"{_of(model, str(model._meta.pk.column))}, {_REACH}, current_setting('{VILLAGES}', true)"
        return f"{self._function(model)}({asked})"

    def prepared(self, model: type[models.Model]) -> list[str]:
        other = apps.get_model(self.table)
        key = other._meta.get_field(self.field).column
        kind = model._meta.pk.db_type(connection)
        return [
            f"CREATE OR REPLACE FUNCTION {self._function(model)}(asked {kind}, reach text, villages text) RETURNS boolean "
            "LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp "
            f"AS $$ DECLARE reach_before text := {_REACH}; once boolean; BEGIN {reach_is(ANYWHERE)} "
            f'once := EXISTS (SELECT 1 FROM "{other._meta.db_table}" '
            f'WHERE "{key}" = asked AND ("{self.column}" = '
            f"ANY (string_to_array(NULLIF(reach, '{EVERYTHING}'), ',')::bigint[]) OR "
            f"\"{self.column}\" || '|' || \"{self.village}\" = ANY (string_to_array(villages, E'\\x1f')))); "
            f"{reach_is('reach_before')} RETURN once; END $$"
        ]

    def _function(self, model: type[models.Model]) -> str:
        return f"ansinh_once_{model._meta.db_table}_{self.field}"


@dataclass(frozen=True)
class OwnRow:
    """The row belongs to the person who asks."""

    column: str

    def condition(self, model: type[models.Model]) -> str:
        return f"{_of(model, self.column)} = {_PERSON}"

    def prepared(self, model: type[models.Model]) -> list[str]:
        return []


def _of(model: type[models.Model], column: str) -> str:
    return f'"{model._meta.db_table}"."{column}"'


def walls_of(model: type[models.Model]) -> Sequence[Wall]:
    """The walls a model declares, else the one its ``scope_path`` means; none where it has neither."""
    declared = getattr(model, "walls", None)
    if declared is not None:
        return declared  # type: ignore[no-any-return]
    queryset: Any = getattr(model._default_manager, "_queryset_class", None)
    path = getattr(queryset, "scope_path", "")
    if not path:
        return ()
    first, _rest, further = path.partition("__")
    village = queryset.scope_village if "__" not in queryset.scope_village else ""
    return [Through(first)] if further else [WithinReach(first, village=village)]


def walled_models() -> list[type[models.Model]]:
    """Every model whose table has a wall."""
    return [model for model in apps.get_models() if walls_of(model)]


def statements(model: type[models.Model]) -> list[str]:
    """SQL that builds a model's wall anew on PostgreSQL.

    A model with ``anybody_adds`` takes new rows before anything says where they belong (a person before the membership).
    """
    walls, table = walls_of(model), f'"{model._meta.db_table}"'
    seen = " OR ".join([_ALL, *(wall.condition(model) for wall in walls)])
    built = [sql for wall in walls for sql in wall.prepared(model)]
    built += [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
    ]
    verbs = ("SELECT", "UPDATE", "DELETE", "INSERT") if getattr(model, "anybody_adds", False) else ("ALL",)
    built += [f"DROP POLICY IF EXISTS {_POLICY}_{verb.lower()} ON {table}" for verb in (*verbs, "ALL")]
    for verb in verbs:
        rule = "WITH CHECK (true)" if verb == "INSERT" else f"USING ({seen})"
        built.append(f"CREATE POLICY {_POLICY}_{verb.lower()} ON {table} FOR {verb} {rule}")
    return built


def install_walls() -> int:
    """Build every wall anew; the number of walled tables. Nothing on SQLite."""
    if connection.vendor != "postgresql":
        return 0
    walled = walled_models()
    with connection.cursor() as cursor:
        for model in walled:
            for statement in statements(model):
                cursor.execute(statement)
    return len(walled)
