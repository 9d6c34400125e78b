"""Sample cases of a local policy: invented households with the state and amount each must come to, run on its rules."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.language import _
from ansinh.standards.engine.rules import Level
from ansinh.standards.engine.truth import NO, YES
from ansinh.support.catalogue.inputs import BIRTH, InputKind, inputs
from ansinh.support.catalogue.policy import Policy
from ansinh.support.entitling.encoding import encoded
from ansinh.support.entitling.entitlements import OWED, program_of
from ansinh.support.entitling.evaluate import evaluated, territories_asked

STATES = ("entitled", "not_entitled", "unknown")
_NEEDS = {"policy": pl.String, "household_id": pl.String, "person_id": pl.String}


def read_samples(policy: Policy, samples: Sequence[Mapping[str, Any]]) -> None:
    """Raises ``UnusableInput`` for a sample that names an input or state that nobody knows. Of each: ``name``, ``on`` (ISO day),
    ``given`` (input to value), ``state``, ``amount`` (or null)."""
    for sample in samples:
        if sample["state"] not in STATES:
            raise UnusableInput(_("Kết quả mong đợi phải là: được hưởng, không được hưởng hoặc chưa rõ."))
        strange = sorted(set(sample["given"]) - set(inputs()))
        if strange:
            raise UnusableInput(
                _("Trường hợp mẫu có dữ kiện không có trong danh mục: {names}.").format(
                    names=", ".join(strange)
                ),
                code="unknown_input",
            )
        said_of(policy, sample)


def failing(policy: Policy, samples: Sequence[Mapping[str, Any]]) -> list[str]:
    """The names of the samples that come out otherwise than written."""
    return [one["name"] for one in samples if said_of(policy, one) != (one["state"], one.get("amount"))]


def said_of(policy: Policy, sample: Mapping[str, Any]) -> tuple[str, int | None]:
    """State and amount of one sample: a household at the policy's place with one member."""
    on = date.fromisoformat(sample["on"])
    cells = {name: _cell(name, value) for name, value in sample["given"].items()}
    home = {"household_id": "h", "unit": 0} | _of(cells, Level.HOUSEHOLD)
    person = {"household_id": "h", "person_id": "p", BIRTH: None} | _of(cells, Level.MEMBER)
    program = program_of((policy,), on, OWED)
    if not program.rules:
        return "not_entitled", None
    people = pl.DataFrame([person], schema_overrides={BIRTH: pl.Date}, infer_schema_length=None)
    needs = pl.DataFrame([(policy.code, "h", None)], schema=_NEEDS, orient="row")
    subjects, spans = encoded(program, pl.DataFrame([home], infer_schema_length=None), people, needs)
    # The household lives where the policy holds; another place's own numbers are not its.
    own = {rule.territory for rule in policy.rules}
    within = {one: np.array([YES if one in own else NO], np.uint8) for one in territories_asked(program)}
    rows = evaluated(program, subjects, spans, within).to_dicts()
    return (rows[0]["state"], rows[0]["amount"]) if rows else ("not_entitled", None)


def _of(cells: Mapping[str, Any], level: Level) -> dict[str, Any]:
    return {name: value for name, value in cells.items() if inputs()[name].level is level}


def _cell(name: str, value: Any) -> Any:
    one = inputs()[name]
    try:
        if one.kind is InputKind.BIRTH:
            return date.fromisoformat(value)
        if one.kind is InputKind.TRUTH:
            return int(value)
        return float(value) if one.kind is InputKind.NUMBER else str(value)
    except (TypeError, ValueError) as wrong:
        raise UnusableInput(
            _("Giá trị của «{name}» trong trường hợp mẫu không đọc được.").format(name=one.label.vi)
        ) from wrong
