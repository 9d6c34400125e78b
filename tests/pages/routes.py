"""Every route of the program, from the resolver itself: none can be forgotten."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import URLPattern, URLResolver, get_resolver, reverse


@dataclass(frozen=True)
class Route:
    """A named address with its view's policy; ``parameters`` are the names and converters in it."""

    name: str
    view: Any
    parameters: tuple[tuple[str, str], ...]

    @property
    def policy(self) -> Any:
        return getattr(self.view, "policy", None)

    @property
    def methods(self) -> tuple[str, ...]:
        return getattr(self.view, "methods", ())

    def address(self, **given: Any) -> str:
        """The address with these parameters; what is not given gets a value that nothing has."""
        values = {name: given.get(name, _NOTHING[converter]) for name, converter in self.parameters}
        return reverse(self.name, kwargs=values or None)


_NOTHING = {
    "IntConverter": 999_999_999,
    "StringConverter": "nothing",
    "SlugConverter": "nothing",
    "UUIDConverter": UUID(int=1),
    "PathConverter": "nothing",
}


def routes() -> list[Route]:
    """Every named route."""
    return list(_under(get_resolver().url_patterns, ""))


def _under(patterns: list[URLPattern | URLResolver], space: str) -> Iterator[Route]:
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from _under(one.url_patterns, f"{one.namespace}:" if one.namespace else space)
        else:
            parameters = tuple(
                (name, type(converter).__name__) for name, converter in one.pattern.converters.items()
            )
            yield Route(f"{space}{one.name}", one.callback, parameters)
