"""The country's units, loaded once a module and taken back after it."""

from tests.exchange.conftest import country

__all__ = ["country"]
