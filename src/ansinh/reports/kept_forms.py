"""Made forms kept in memory. A version never changes; what a form takes from beside it (populations, units, local
standards) is only ever added to, so the newest row of each tells whether a kept form still holds."""

from dataclasses import replace
from datetime import datetime
from functools import lru_cache

import polars as pl
from django.db.models import Subquery

from ansinh.datasets.files import versions_folder
from ansinh.datasets.models import Version
from ansinh.kernel.language import current_language
from ansinh.places.models import Act, Change, Population, Unit
from ansinh.reports.context import FormContext
from ansinh.reports.forms import make_form
from ansinh.reports.loading import context_of
from ansinh.reports.tables import FormTable
from ansinh.standards.models import LocalStandard

_BESIDE = (Population, Unit, Change, Act, LocalStandard)
# What makes two askings the same: the version and where its files lie, the language, and what stood beside it.
Key = tuple[int, str, datetime, str, str, tuple[int | None, ...]]


def key_of(version: Version) -> Key:
    """What a form of ``version`` depends on at this moment, in the current language."""
    last = [Subquery(table.objects.order_by("-pk").values("pk")[:1]) for table in _BESIDE]
    beside = Version.objects.filter(pk=version.pk).values_list(*last).get()
    return (
        version.pk,
        version.digest,
        version.sealed_at,
        str(versions_folder()),
        current_language(),
        beside,
    )


def kept_context(key: Key) -> FormContext:
    """``context_of`` without the rows of people, its cube summed to what a row of the forms needs."""
    return _context(key)


def kept_form(version: Version, number: int, key: Key | None = None) -> FormTable:
    """Form ``number`` (1 to 13) of a version in the current language; raises what ``make_form`` raises. Who makes several
    gives the ``key_of`` the version."""
    return _form(key or key_of(version), number)


def kept_list(version: Version, number: int) -> FormTable:
    """List 14 or 15 of a version; few are kept, because they hold people."""
    return _list(key_of(version), number)


@lru_cache(maxsize=16)
def _context(key: Key) -> FormContext:
    context = context_of(_version(key))
    return replace(context, cube=_summed(context))


@lru_cache(maxsize=128)
def _form(key: Key, number: int) -> FormTable:
    return make_form(number, _context(key))


@lru_cache(maxsize=4)
def _list(key: Key, number: int) -> FormTable:
    return make_form(number, context_of(_version(key), lists=True))


def _version(key: Key) -> Version:
    return Version.objects.select_related("unit__parent").get(pk=key[0])


def _summed(context: FormContext) -> pl.DataFrame:
    """The cube over the places of the rows; words that repeat a hundred thousand times are kept as numbers."""
    words = ["standard", "class", "measure"]
    return (
        context.cube.lazy()
        .group_by(context.row_key, *words)
        .agg(pl.col("households").sum(), pl.col("persons").sum())
        .with_columns(pl.col(words).cast(pl.Categorical))
        .collect()
    )
