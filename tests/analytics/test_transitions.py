"""Who was what, and is what: a household that changed its commune is followed, and counted once."""

import polars as pl

from ansinh.analytics.transitions import states

COLUMNS = {
    "village": "",
    "movement": "",
    "persons": 2,
    "minority": 0,
    "head_sex": "m",
    "no_labour_capacity": 0,
}


def outcomes(*rows: tuple[str, str, str, str]) -> pl.DataFrame:
    told = [
        dict(zip(("household_id", "unit_code", "opening_class", "class"), row, strict=True)) | COLUMNS
        for row in rows
    ]
    return pl.DataFrame(told)


def test_who_moved_within_the_place_is_one_household_that_was_listed_where_it_left():
    found = states(
        outcomes(
            ("a", "11470", "poor", ""),
            ("a", "11473", "", "near_poor"),
            ("b", "11470", "poor", ""),
            ("c", "11473", "near_poor", "not_poor"),
        ),
        "after",
    )
    assert sorted(found.select("household_id", "unit_code", "opening_class", "after").rows()) == [
        ("a", "11473", "poor", "near_poor"),
        ("b", "11470", "poor", "absent"),
        ("c", "11473", "near_poor", "other"),
    ]
