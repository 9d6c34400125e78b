"""Names found as people type them: without accents, whatever the case, in either database."""

import unicodedata
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import CharField, F, Func, QuerySet, Value
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan

from ansinh.kernel.text import fold

_SQLITE = "ansinh_fold"
# Every letter of Vietnamese as it is stored (NFC) and the bare one it is searched as.
_MARKED = "".join(
    sorted(
        {
            unicodedata.normalize("NFC", letter + shape + tone)
            for letter in "aeiouyAEIOUY"
            for shape in ("", "\u0306", "\u0302", "\u031b")
            for tone in ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
            if len(unicodedata.normalize("NFC", letter + shape + tone)) == 1
        }
        | set("đĐBCDFGHJKLMNPQRSTVWXZ")
    )
)
_BARE = "".join(fold(letter) for letter in _MARKED)


class Folded(Func):
    """A stored name in the spelling of ``text.fold``."""

    arity = 1
    output_field = CharField()

    def as_sqlite(self, compiler: Any, connection: BaseDatabaseWrapper, **context: Any) -> Any:
        """Asked of Python: SQLite knows no letter beyond ASCII."""
        return self.as_sql(compiler, connection, function=_SQLITE, **context)

    def as_postgresql(self, compiler: Any, connection: BaseDatabaseWrapper, **context: Any) -> Any:
        """Letter by letter: what ``lower`` and ``unaccent`` do hangs on how a cluster was made."""
        told = f"'{_MARKED}', '{_BARE}'"
        return self.as_sql(compiler, connection, template=f"translate(%(expressions)s, {told})", **context)


def with_name(rows: QuerySet[Any], field: str, typed: str) -> QuerySet[Any]:
    """The rows whose ``field`` holds what was typed, accents and case apart."""
    return rows.filter(GreaterThan(StrIndex(Folded(F(field)), Value(fold(typed))), 0))


def teach(connection: BaseDatabaseWrapper) -> None:
    """Make ``Folded`` known to a new connection to SQLite."""
    if connection.vendor == "sqlite":
        connection.connection.create_function(_SQLITE, 1, _folded, deterministic=True)


def _folded(text: str | None) -> str | None:
    return None if text is None else fold(text)
