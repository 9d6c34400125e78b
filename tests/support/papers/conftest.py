"""Communes with what papers are made of: a released run, a plan."""

from tests.support.delivery.conftest import commune, country
from tests.support.planning.conftest import bring, homes, lists, survey, unit, write

__all__ = ["bring", "commune", "country", "homes", "lists", "survey", "unit", "write"]
