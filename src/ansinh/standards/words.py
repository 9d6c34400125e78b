"""A text for people in both languages, kept beside what it names."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """One text in both languages."""

    vi: str
    en: str

    def in_language(self, language: str) -> str:
        """The text in ``vi`` or ``en``."""
        return self.vi if language == "vi" else self.en


def words_of(raw: str | Mapping[str, str]) -> Words:
    """The text of a TOML file: a table ``vi``, ``en``, or one string that stands in both languages (the name
    of a legal text)."""
    return Words(raw, raw) if isinstance(raw, str) else Words(**raw)
