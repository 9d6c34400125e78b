"""Named, anticipated failures. Each says why and what to do next, in the reader's language."""

from collections.abc import Mapping
from typing import Any


class AnSinhError(Exception):
    """A failure that a person can understand and act on.

    ``code`` is a stable snake_case name; ``message`` a translated sentence; ``facts`` the values a program
    may read (never personal data). Exit code of the command line: 2, unusable input.
    """

    code = "error"
    exit_code = 2

    def __init__(self, message: str, *, code: str | None = None, **facts: Any) -> None:
        super().__init__(message)
        self.message = message
        self.facts: Mapping[str, Any] = facts
        if code is not None:
            self.code = code


class UnusableInput(AnSinhError):
    """A file or argument that cannot be read at all: nothing was done."""

    code = "unusable_input"


class Refused(AnSinhError):
    """A policy or the state of a record said no. The message gives the reason and what to do next."""

    code = "refused"
    exit_code = 1


class NotFound(AnSinhError):
    """The thing does not exist, or not for this person: the two are never told apart."""

    code = "not_found"


class Unavailable(AnSinhError):
    """Something the program cannot work without does not answer now: nothing was shown, nothing was written."""

    code = "unavailable"
    exit_code = 1
