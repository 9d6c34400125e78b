"""The sealed review of the forms' tests, to lay tables beside."""

from tests.pages.forms.conftest import country, sealed

__all__ = ["country", "sealed"]
