"""A row of any table with the least that its columns take, for tests that hold for every table."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.db import models, transaction

from ansinh.kernel.dates import now

Text = Callable[[models.Field], str]
THEN = date(2022, 10, 1)


def least_row(label: str, given: Mapping[str, Any], text: Text = lambda one: one.name) -> models.Model:
    """A row of ``label`` with what is ``given`` (by column name, for it and the rows it refers to); other texts by ``text``.
    Of each table that it and those rows refer to there is one row."""
    return _made(label, given, text, {})


def _made(label: str, given: Mapping[str, Any], text: Text, there: dict[str, models.Model]) -> models.Model:
    model = apps.get_model(label)
    values: dict[str, Any] = {}
    for one in model._meta.concrete_fields:
        # A unit of measure has the name that a place has elsewhere.
        if one.name in given and (one.is_relation or not isinstance(given[one.name], models.Model)):
            values[one.name] = given[one.name]
        elif not (one.null or one.has_default() or one.has_db_default() or one.primary_key or one.generated):
            values[one.name] = _least(one, given, text, there)
    if isinstance(model._meta.pk, models.UUIDField):
        values["id"] = uuid4()
    with transaction.atomic():
        return model._base_manager.create(**values)


def _least(one: models.Field, given: Mapping[str, Any], text: Text, there: dict[str, models.Model]) -> Any:
    if one.choices:
        return one.choices[0][0]
    if isinstance(one, models.DateTimeField):
        return now()
    if isinstance(one, models.DateField):
        return THEN
    if isinstance(one, models.IntegerField | models.DecimalField):
        return 2022 if "year" in one.name else 1
    if isinstance(one, models.BooleanField):
        return False
    if isinstance(one, models.BinaryField):
        return b""
    if isinstance(one, models.JSONField):
        return {}
    if isinstance(one, models.ForeignKey):
        label = one.related_model._meta.label
        if label not in there:
            there[label] = _made(label, given, text, there)
        return there[label]
    return text(one)[: one.max_length or 60]
