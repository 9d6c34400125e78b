"""The standards once more, slowly: plain Python, one household at a time, written from the text.

It judges the fast engine and shares nothing with it; ``classify`` gives the whole result row of a household.
"""

from datetime import date
from typing import Any

from tests.plain.ages import born_in_future
from tests.plain.answers import shown
from tests.plain.lines import Standard, verdict
from tests.plain.missing import missing
from tests.plain.vn_2016 import VN_2016
from tests.plain.vn_2022 import VN_2022
from tests.plain.vn_2027 import VN_2027

STANDARDS = {standard.code: standard for standard in (VN_2016, VN_2022, VN_2027)}


def standard_named(code: str) -> Standard:
    """The plain standard of that code."""
    return STANDARDS[code]


def classify(
    standard_code: str,
    household: dict[str, Any],
    members: list[dict[str, Any]],
    as_of: date,
    *,
    with_missing: bool = True,
) -> dict[str, Any]:
    """The result table's row of one household. A blank is None or an absent key; numbers are numbers, 0/1 are
    ints, ``birth_date`` is ``YYYY-MM-DD`` or ``YYYY``; ``warnings`` are sorted.

    Raises ValueError for a household without members.
    """
    if not members:
        raise ValueError("a household without member rows is an error")
    standard = standard_named(standard_code)
    deprived = {each.code: each.deprived(household, members, as_of) for each in standard.indicators}
    surely = sum(reading is True for reading in deprived.values())
    possibly = sum(reading is not False for reading in deprived.values())
    result = verdict(standard, household, surely, possibly)
    warnings = set(result.warnings)
    if any(born_in_future(member, as_of) for member in members):
        warnings.add("birth_in_future")
    return {
        "household_id": household["household_id"],
        "standard": standard_code,
        "class": result.klass,
        "income_side": result.side,
        "deprivations_min": surely,
        "deprivations_max": possibly,
        **{code: shown(reading) for code, reading in deprived.items()},
        "warnings": ";".join(sorted(warnings)),
        "missing": ";".join(missing(standard, household, members, as_of)) if with_missing else "",
    }
