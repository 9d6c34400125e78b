"""The plans that ship as data (``data``): read, checked, never written by anybody."""

import tomllib
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

_DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class ShippedSection:
    """A section; ``paragraphs`` with the line each begins at in the text it was copied from."""

    number: str
    depth: int
    line: int
    title: str
    paragraphs: tuple[str, ...]
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ShippedTask:
    """A paragraph that is somebody's task."""

    section_line: int
    paragraph: int
    lead: tuple[str, ...]
    joins: tuple[str, ...]
    plain: str
    deadline: date | None
    deadline_words: str


@dataclass(frozen=True, slots=True)
class ShippedPlan:
    """A plan: ``facts`` of its paper as in ``plans.toml``, its sections, targets (as in ``targets.toml``) and tasks."""

    code: str
    facts: dict[str, Any]
    sections: tuple[ShippedSection, ...]
    targets: tuple[dict[str, Any], ...] = field(default=())
    tasks: tuple[ShippedTask, ...] = field(default=())


@cache
def shipped_plans() -> tuple[ShippedPlan, ...]:
    """Every shipped plan in the order of ``plans.toml``."""
    plans = _read("plans.toml")
    targets, tasks = _read("targets.toml")["target"], _read("tasks.toml")["task"]
    return tuple(
        ShippedPlan(
            code,
            facts,
            sections := _sections(code),
            tuple(one for one in targets if one["id"].startswith(f"{code}-")),
            tuple(made for one in tasks if one["plan"] == code for made in _tasks(one, sections)),
        )
        for code, facts in plans.items()
    )


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((_DATA / name).read_text(encoding="utf-8"))


def _sections(code: str) -> tuple[ShippedSection, ...]:
    return tuple(
        ShippedSection(
            row["number"],
            row["depth"],
            row["line"],
            row["title"],
            tuple(row.get("text", "").strip().split("\n\n")) if row.get("text") else (),
            tuple(row.get("lines", ())),
        )
        for row in _read(f"texts/{code}.toml")["section"]
    )


def _tasks(row: dict[str, Any], sections: tuple[ShippedSection, ...]) -> list[ShippedTask]:
    section = next(one for one in sections if one.line == row["line"])
    due = {one["paragraph"]: one for one in row.get("due", ())}
    return [
        ShippedTask(
            section.line,
            number,
            tuple(row.get("lead", ())),
            tuple(row.get("joins", ())),
            row.get("plain", ""),
            due[number]["deadline"] if number in due else None,
            due[number]["words"] if number in due else "",
        )
        for number in range(1, len(section.paragraphs) + 1)
        if number not in row.get("skip", ())
    ]
