"""Two languages, Vietnamese first: source strings are Vietnamese, catalogues give the English.

The language is a context variable, so a command, a job and a web request each carry their own. No Django here:
rules, forms and command line speak through the same function.
"""

import gettext
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

LANGUAGES = ("vi", "en")
LOCALE_DIR = Path(__file__).parent.parent / "locale"
_current: ContextVar[str] = ContextVar("ansinh_language", default="vi")


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    if language == "vi":
        return gettext.NullTranslations()
    return gettext.translation("ansinh", localedir=LOCALE_DIR, languages=[language], fallback=True)


def current_language() -> str:
    """The language of the person served now: ``vi`` or ``en``."""
    return _current.get()


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak ``language`` (``vi`` or ``en``) within the block."""
    if language not in LANGUAGES:
        raise ValueError(f"no such language: {language}")
    token = _current.set(language)
    try:
        yield
    finally:
        _current.reset(token)


def _(message: str) -> str:
    """The Vietnamese source string in the current language."""
    return _catalogue(_current.get()).gettext(message)


def translated(message: str, language: str) -> str:
    """The Vietnamese source string in a named language."""
    return _catalogue(language).gettext(message)
