"""Who decided or made a thing that a complaint is about. The domain of the thing says so: a function in its ``makers.py``
under ``@made("dossier")`` takes the reference (``12`` of ``dossier:12``) and gives the ids of users."""

from collections.abc import Callable, Iterable
from functools import cache

from django.utils.module_loading import autodiscover_modules

Finder = Callable[[str], Iterable[int]]
_FINDERS: dict[str, Finder] = {}


def made(kind: str) -> Callable[[Finder], Finder]:
    """Make a function the one that knows the makers of things of a kind."""

    def register(finder: Finder) -> Finder:
        _FINDERS[kind] = finder
        return finder

    return register


@cache
def _read_finders() -> None:
    autodiscover_modules("makers")


def makers_of(about: str) -> frozenset[int]:
    """The users who made what ``about`` names; nobody where it names nothing known."""
    _read_finders()
    kind, _colon, ref = about.partition(":")
    finder = _FINDERS.get(kind)
    return frozenset(finder(ref)) if finder and ref else frozenset()
