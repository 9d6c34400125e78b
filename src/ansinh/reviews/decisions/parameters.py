"""Numbers of what follows a decision, each with its article and how well it is known."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ansinh.kernel.language import current_language

_FILE = Path(__file__).with_suffix(".toml")


@dataclass(frozen=True)
class Parameter:
    """A number with its ``unit``, the ``article`` it comes from, and ``known``: T text read, S quoted, M from nobody's
    reading."""

    code: str
    value: int
    unit: str
    known: str
    article: str
    label: dict[str, str]

    @property
    def verified(self) -> bool:
        return self.known == "T"

    @property
    def words(self) -> str:
        """What the number is, in the reader's language."""
        return self.label[current_language()]


@cache
def parameters() -> dict[str, Parameter]:
    """Every number by its code."""
    read = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {code: Parameter(code, **row) for code, row in read.items()}


def parameter(code: str) -> Parameter:
    """The number of that code. Raises ``KeyError``: a fault of the program."""
    return parameters()[code]
