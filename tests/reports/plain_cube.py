"""The cube counted household by household, as slowly and plainly as docs/building.md says it."""

from collections import Counter
from collections.abc import Iterator, Mapping

import polars as pl

_CHILDREN = {
    "children": "children",
    "children:health_insurance": "children_no_insurance",
    "children:nutrition": "children_malnourished",
    "children:school_attendance": "children_not_at_school",
}
_OWN_LIST = {
    "poor": ("stay_poor", "poor_to_near", "poor_out", "relapse_poor", "new_poor"),
    "near_poor": ("near_to_poor", "stay_near", "near_out", "relapse_near", "new_near"),
}


def plain_cube(outcome: pl.DataFrame, indicators: list[str], causes: list[str]) -> pl.DataFrame:
    """Rows of (unit, village, area type, standard, class, measure) with households and persons."""
    households, persons = Counter(), Counter()
    for row in outcome.iter_rows(named=True):
        for class_, measure, some, people in (*_by_class(row, indicators, causes), *_flows(row)):
            key = (row["unit_code"], row["village"], row["area_type"], row["standard"], class_, measure)
            households[key] += some
            persons[key] += people
    names = ["unit_code", "village", "area_type", "standard", "class", "measure", "households", "persons"]
    rows = [(*key, households[key], persons[key]) for key in sorted(households)]
    return pl.DataFrame(rows, schema=names, orient="row")


def _by_class(row: Mapping, indicators: list[str], causes: list[str]) -> Iterator[tuple[str, str, int, int]]:
    class_, people = row["class"], row["persons"]
    if class_ is None:
        return
    yield class_, "total", 1, people
    if class_ == "average" and row["primary_sector"] not in (None, "other"):
        yield class_, "agricultural", 1, people
    yield class_, "deprivations", sum(row[code] == 1 for code in indicators), 0
    yield class_, "kinh", int(row["minority"] == 0), row["persons_kinh"]
    yield class_, "minority", int(row["minority"] == 1), row["persons_minority"]
    flags = {"merit": row["merit"] == 1, "no_labour_capacity": row["no_labour_capacity"] == 1}
    flags["female_head"] = row["head_sex"] == "f"
    flags["other_group"] = not (flags["merit"] or flags["no_labour_capacity"] or row["minority"] == 1)
    flags |= {f"indicator:{code}": row[code] == 1 for code in indicators}
    flags |= {f"cause:{code}": code in row["causes"].split(";") for code in causes}
    flags[f"ethnicity:{row['head_ethnicity']}"] = True
    for measure, yes in flags.items():
        yield class_, measure, int(yes), people * yes
    for measure, column in _CHILDREN.items():
        yield class_, measure, int(row[column] > 0), row[column]


def _flows(row: Mapping) -> Iterator[tuple[str, str, int, int]]:
    movement = row["movement"]
    for list_, own in _OWN_LIST.items():
        if movement in own:
            yield list_, f"movement:{movement}", 1, row["persons"]
        if movement == "other_in" and row["class"] == list_:
            yield list_, "movement:other_in", 1, row["persons"]
        if row["opening_class"] != list_:
            continue
        yield list_, "opening", 1, row["opening_persons"]
        if movement == "other_out":
            yield list_, "movement:other_out", 1, row["opening_persons"]
        else:
            yield list_, "persons_gained", 0, row["persons_gained"]
            yield list_, "persons_lost", 0, row["persons_lost"]
