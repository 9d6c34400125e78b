"""Officers, files and a country, as the pages' tests have them."""

from tests.pages.conftest import bring, country, do, lists, signed_in, survey, write

__all__ = ["bring", "country", "do", "lists", "signed_in", "survey", "write"]
