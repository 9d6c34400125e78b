"""What a paper is told: one declared dataclass a kind. Each field has words, a type and an example; nothing else reaches a
template, and the same context gives Word and PDF.

A field is ``str``, ``int``, ``Decimal``, ``date``, ``bool``, ``tuple[str, ...]`` or ``tuple[Row, ...]`` where ``Row`` is a
dataclass declared the same way. ``None`` stands for what is not known and prints as nothing.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from types import NoneType
from typing import Any, TypeVar, get_args, get_type_hints

from ansinh.kernel.dates import shown_date
from ansinh.kernel.language import _
from ansinh.kernel.numbers import shown_number
from ansinh.kernel.text import clean

T = TypeVar("T")


class FieldType(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    RATE = "rate"
    DAY = "day"
    YES = "yes"
    TEXTS = "texts"
    ROWS = "rows"

    @property
    def words(self) -> str:
        """The type for who edits templates."""
        return {
            FieldType.TEXT: _("chữ"),
            FieldType.NUMBER: _("số"),
            FieldType.RATE: _("số có phần thập phân"),
            FieldType.DAY: _("ngày"),
            FieldType.YES: _("có hoặc không"),
            FieldType.TEXTS: _("nhiều dòng chữ"),
            FieldType.ROWS: _("nhiều hàng"),
        }[self]


@dataclass(frozen=True)
class Field:
    """One declared field: its ``name`` in templates, ``words`` for people, the dataclass of its rows if it has rows."""

    name: str
    type: FieldType
    words: Any
    example: Any
    row: type | None

    @property
    def shown_example(self) -> str:
        """The example as a template prints it; the first row's words for rows."""
        if self.type is FieldType.ROWS:
            return ""
        if self.type is FieldType.TEXTS:
            return "; ".join(self.example)
        return str(_shown(self.example)) if self.type is not FieldType.YES else _("có")


def told(words: Any, example: Any, *, default: Any = MISSING) -> Any:
    """Declare a field of a context. ``words`` stands in ``later(…)``; ``example`` is invented, days and decimals as text."""
    given = {} if default is MISSING else {"default": default}
    return field(metadata={"words": words, "example": example}, **given)


@cache
def fields_of(context: type) -> tuple[Field, ...]:
    """The declared fields of a context or of one of its rows, in order."""
    hints = get_type_hints(context)
    found = []
    for one in fields(context):
        kind, row = _type_of(hints[one.name])
        example = _of_type(kind, one.metadata["example"])
        found.append(Field(one.name, kind, one.metadata["words"], example, row))
    return tuple(found)


_SIMPLE = {
    str: FieldType.TEXT,
    int: FieldType.NUMBER,
    Decimal: FieldType.RATE,
    date: FieldType.DAY,
    bool: FieldType.YES,
}


def _type_of(hint: Any) -> tuple[FieldType, type | None]:
    if hint in _SIMPLE:
        return _SIMPLE[hint], None
    parts = [part for part in get_args(hint) if part not in (NoneType, ...)]
    if len(parts) == 1 and parts[0] in _SIMPLE and NoneType in get_args(hint):
        return _SIMPLE[parts[0]], None
    if parts == [str]:
        return FieldType.TEXTS, None
    if len(parts) == 1 and is_dataclass(parts[0]):
        return FieldType.ROWS, parts[0]
    raise TypeError(f"a context has no field of the type {hint}")


def _of_type(kind: FieldType, written: Any) -> Any:
    """A value from what JSON can hold: days as ISO text, decimals as text."""
    if written is None or kind not in (FieldType.DAY, FieldType.RATE):
        return written
    return date.fromisoformat(written) if kind is FieldType.DAY else Decimal(written)


def sample(context: type[T], rows: int = 3) -> T:
    """The invented example of a context: each list with ``rows`` rows (or as many as its example says), numbered
    where they have an order."""
    values = {}
    for one in fields_of(context):
        if one.row is not None:
            count = one.example or rows
            values[one.name] = tuple(_numbered(one.row, order) for order in range(1, count + 1))
        else:
            values[one.name] = one.example
    return context(**values)


def _numbered(row: type, order: int) -> Any:
    values = {one.name: one.example for one in fields_of(row)}
    if "order" in values:
        values["order"] = order
    return row(**values)


def plain(context: Any) -> dict[str, Any]:
    """A context as JSON knows it: days as ISO text, decimals as text, texts in one spelling."""
    return {one.name: _plain(getattr(context, one.name)) for one in fields(context)}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [plain(part) if is_dataclass(part) else _plain(part) for part in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, str):
        return "\n".join(clean(line) for line in value.split("\n"))
    if value is None or isinstance(value, bool | int):
        return value
    raise TypeError(f"a context holds no {type(value).__name__}")


def canonical(data: Mapping[str, Any]) -> str:
    """JSON with one spelling: keys in order, no spaces, letters as they are. The same data gives the same text for ever."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def from_plain(context: type[T], data: Mapping[str, Any]) -> T:
    """The context again from what ``plain`` gave."""
    values = {one.name: _typed(one, data[one.name]) for one in fields_of(context) if one.name in data}
    return context(**values)


def _typed(one: Field, value: Any) -> Any:
    if value is None:
        return None
    if one.row is not None:
        return tuple(from_plain(one.row, row) for row in value)
    if one.type is FieldType.TEXTS:
        return tuple(value)
    return _of_type(one.type, value)


def shown(context: Any) -> dict[str, Any]:
    """A context as templates see it: text as it is printed, lists of such, yes and no as they are."""
    return {one.name: _shown(getattr(context, one.name)) for one in fields(context)}


def _shown(value: Any) -> Any:
    if isinstance(value, bool):
        return value
    if value is None:
        return ""
    if isinstance(value, date):
        return shown_date(value)
    if isinstance(value, Decimal):
        return shown_number(value, 2)
    if isinstance(value, int):
        return shown_number(value)
    if isinstance(value, tuple):
        return [shown(part) if is_dataclass(part) else _shown(part) for part in value]
    return "\n".join(clean(line) for line in value.split("\n"))


def differing(context: type, data: Any) -> Iterator[str]:
    """The names of fields whose value in ``data`` (a context) is not of the declared type: a fault of whoever made it."""
    for one in fields_of(context):
        value = getattr(data, one.name)
        if one.row is not None:
            for row in value:
                yield from (f"{one.name}.{name}" for name in differing(one.row, row))
        elif not _fits(one, value):
            yield one.name


def _fits(one: Field, value: Any) -> bool:
    if one.type is FieldType.TEXTS:
        return isinstance(value, tuple) and all(isinstance(part, str) for part in value)
    if value is None:
        return True
    wanted = {kind: python for python, kind in _SIMPLE.items()}[one.type]
    return type(value) is wanted
