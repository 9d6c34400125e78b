"""Small worlds without a database: households and members as frames, and what the policies say of them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from ansinh.standards.engine.truth import NO, YES
from ansinh.support.catalogue.policy import Policy, RuleKind
from ansinh.support.catalogue.registry import policies
from ansinh.support.entitling.encoding import encoded
from ansinh.support.entitling.entitlements import program_of
from ansinh.support.entitling.evaluate import evaluated, territories_asked

NEEDS = {"policy": pl.String, "household_id": pl.String, "person_id": pl.String}
Row = dict[str, Any]


def said(
    on: date,
    household: Row,
    members: Sequence[Row] = (),
    *,
    inside: Sequence[str] = (),
    needs: Sequence[str] = (),
    kinds: tuple[RuleKind, ...] = (RuleKind.LAW, RuleKind.LOCAL),
    of: Sequence[Policy] | None = None,
) -> list[Row]:
    """What the policies say of one household that lies in the territories of the units ``inside``; persons by their row."""
    homes = pl.DataFrame([{"household_id": "h", "unit": 0} | household], infer_schema_length=None)
    people = pl.DataFrame(
        [
            {"household_id": "h", "person_id": f"p{no}", "birth_date": None} | one
            for no, one in enumerate(members)
        ],
        schema_overrides={"birth_date": pl.Date, "household_id": pl.String, "person_id": pl.String},
        infer_schema_length=None,
    )
    if not members:
        people = pl.DataFrame(
            schema={"household_id": pl.String, "person_id": pl.String, "birth_date": pl.Date}
        )
    wanted = pl.DataFrame([(code, "h", None) for code in needs], schema=NEEDS, orient="row")
    program = program_of(tuple(policies(on) if of is None else of), on, kinds)
    subjects, spans = encoded(program, homes, people, wanted)
    within = {
        one: np.array([YES if any(code in inside for code, _day in one) else NO], np.uint8)
        for one in territories_asked(program)
    }
    return evaluated(program, subjects, spans, within).to_dicts()


def one(rows: Sequence[Row], policy: str, row: int = 0) -> Row | None:
    """What one policy says of one row; ``None``: not entitled."""
    found = [each for each in rows if each["policy"] == policy and each["row"] == row]
    assert len(found) < 2, found
    return found[0] if found else None


def amount(rows: Sequence[Row], policy: str, row: int = 0) -> int | None:
    """The amount of who is entitled."""
    found = one(rows, policy, row)
    assert found is not None, f"{policy} says nothing of row {row}"
    assert found["state"] == "entitled", found
    return found["amount"]
