"""Numbers of law: each with unit, first day, article, how well it is known, and the act that changed it
here."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from ansinh.standards.words import Words, words_of


@dataclass(frozen=True)
class Parameter:
    """One number. ``known`` is T (the text was read), S (a summary that states it) or M (memory only).

    ``place`` is the code of the place whose ``act`` changed it, blank where no place did.
    ``step`` is what each year after ``since`` adds, up to ``most`` (retirement ages of Decree 135/2020).
    """

    name: str
    words: Words
    value: float
    unit: str
    since: date
    article: Words
    known: str
    step: float = 0
    most: float | None = None
    act: str = ""
    place: str = ""

    @property
    def unverified(self) -> bool:
        """Whether nobody has read the text or a summary that states the number."""
        return self.known == "M"

    def on(self, as_of: date) -> float:
        """The value that the reference date's year sets; before the first year, the first value."""
        value = self.value + self.step * max(0, as_of.year - self.since.year)
        return value if self.most is None else min(value, self.most)

    def changed(self, value: float, act: str, *, place: str = "", verified: bool = False) -> "Parameter":
        """The number as another act sets it: how well the national number is known says nothing of it, so it
        is unverified unless somebody read that act."""
        known = "T" if verified else "M"
        return replace(self, value=value, act=act, place=place, known=known, step=0, most=None)


def read_parameters(path: Path) -> dict[str, Parameter]:
    """The parameters of one standard's TOML file, by name."""
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    return {
        name: Parameter(
            name=name,
            words=Words(**row["label"]),
            value=row["value"],
            unit=row["unit"],
            since=row["from"],
            article=words_of(row["article"]),
            known=row["known"],
            step=row.get("step", 0),
            most=row.get("most"),
        )
        for name, row in raw.items()
    }


def values_on(parameters: Mapping[str, Parameter], as_of: date) -> dict[str, float]:
    """Every number as it stands on the reference date."""
    return {name: parameter.on(as_of) for name, parameter in parameters.items()}
