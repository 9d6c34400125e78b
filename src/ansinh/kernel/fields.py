"""A column that sorts the same on every database."""

from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper


# Django's fields take no type arguments at run time.
class SortKey(models.CharField):  # type: ignore[type-arg]
    """A stored key of ``text.sort_key``: compared byte by byte. SQLite does so by itself; PostgreSQL sorts a column as the
    language of its cluster does unless the column says ``C``."""

    def db_parameters(self, connection: BaseDatabaseWrapper) -> dict[str, Any]:
        given = super().db_parameters(connection)
        return {**given, "collation": "C"} if connection.vendor == "postgresql" else given
