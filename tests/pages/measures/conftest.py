from tests.pages.forms.conftest import country, sealed

__all__ = ["country", "sealed"]
