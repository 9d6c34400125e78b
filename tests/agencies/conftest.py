"""The country of the tests of imports."""

from tests.exchange.conftest import country

__all__ = ["country"]
