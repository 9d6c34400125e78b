"""What the program says about itself: where something failed and of what kind, never with whose data."""

import logging
import traceback


class WithoutData(logging.Formatter):
    """An exception is its kind and its places in the code. Its own words may hold somebody's name or number."""

    def formatException(self, ei) -> str:
        kind, _failure, where = ei
        return "".join(traceback.format_tb(where)) + f"{kind.__module__}.{kind.__qualname__}"


LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"()": WithoutData, "format": "{asctime} {levelname} {name} {message}", "style": "{"}
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
    },
}
