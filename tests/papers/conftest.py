"""A commune that issues papers, and templates as an agency would have edited them."""

import io
import zipfile
from datetime import date

import pytest
from tests.exchange.conftest import country

from ansinh.papers.fields import sample
from ansinh.papers.kinds import kind_named
from ansinh.papers.layout.word import archive
from ansinh.papers.shipped import shipped_template
from ansinh.places.queries import unit_at

__all__ = ["country"]

DAY = date(2024, 12, 10)
COMMUNE, NEXT_DOOR = "11473", "11494"


@pytest.fixture
def commune(country):
    return unit_at(COMMUNE, DAY)


@pytest.fixture
def next_door(country):
    return unit_at(NEXT_DOOR, DAY)


def example(kind: str, rows: int = 3):
    """The invented context of a kind."""
    return sample(kind_named(kind).context, rows)


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return {name: file.read(name) for name in file.namelist()}


def edited(kind: str, old: str, new: str, part: str = "word/document.xml") -> bytes:
    """The shipped template with words changed, as somebody would in Word."""
    parts = parts_of(shipped_template(kind))
    text = parts[part].decode()
    assert old in text
    return archive({**parts, part: text.replace(old, new).encode()})


def with_part(kind: str, name: str, content: bytes) -> bytes:
    """The shipped template with one more file in it."""
    return archive({**parts_of(shipped_template(kind)), name: content})
