"""A text for people in both languages, kept beside what it names."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """One text in both languages."""

    vi: str
    en: str

    def in_language(self, language: str) -> str:
        """The text in ``vi`` or ``en``."""
        return self.vi if language == "vi" else self.en
