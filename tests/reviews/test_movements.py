"""Movements of small histories against the plain twin; column 9 of forms 2 and 3 closes for every commune."""

from random import Random

import polars as pl
import pytest
from tests.reviews.plain_movements import Story, Told, movements, on_list

from ansinh.reviews.histories import left_by_decision
from ansinh.reviews.outcomes import Past, join_histories

HERE, THERE, FAR = 1, 2, 9
_EVENTS = {
    "household": pl.String,
    "member_ref": pl.String,
    "kind": pl.String,
    "date": pl.String,
    "other_household": pl.String,
    "from_unit": pl.Int64,
    "to_unit": pl.Int64,
}


def past_of(stories: list[Story], *, first_list: bool = False) -> Past:
    listed = [(s.name, s.listed[0], "", on_list(s.listed[1]), s.listed[2]) for s in stories if s.listed]
    told = [
        (s.name, e.member, e.kind, e.day, e.other or None, e.source, e.target)
        for s in stories
        for e in s.events
    ]
    spans = [(s.name, s.members_then, s.gained, s.lost) for s in stories]
    rows = [(s.name, year, cls, kind, no) for s in stories for year, cls, kind, no in s.earlier]
    return Past(
        pl.DataFrame(
            listed,
            schema={
                "household": pl.String,
                "unit_id": pl.Int64,
                "village": pl.String,
                "opening_class": pl.String,
                "listed_persons": pl.Int64,
            },
            orient="row",
        ),
        left_by_decision(
            pl.DataFrame(
                rows,
                schema={
                    "household": pl.String,
                    "list_year": pl.Int64,
                    "list_class": pl.String,
                    "kind": pl.String,
                    "decision_no": pl.String,
                },
                orient="row",
            )
        ),
        pl.DataFrame(told, schema=_EVENTS, orient="row").sort("date", maintain_order=True),
        pl.DataFrame(
            spans,
            schema={
                "household": pl.String,
                "opening_members": pl.Int64,
                "gained": pl.Int64,
                "lost": pl.Int64,
            },
            orient="row",
        ),
        pl.DataFrame(
            {"household": [s.name for s in stories if s.elsewhere]}, schema={"household": pl.String}
        ),
        {HERE: HERE, THERE: THERE},
        first_list=first_list,
    )


def results_of(stories: list[Story]) -> pl.DataFrame:
    rows = [
        (s.name, s.found[0], "", s.found[2], s.found[1], on_list(s.found[1]), True)
        for s in stories
        if s.found
    ]
    return pl.DataFrame(
        rows,
        schema={
            "household": pl.String,
            "commune": pl.Int64,
            "village": pl.String,
            "persons": pl.Int64,
            "recognised_class": pl.String,
            "closing_class": pl.String,
            "answered": pl.Boolean,
        },
        orient="row",
    )


def moved(stories: list[Story], **more) -> pl.DataFrame:
    return join_histories(results_of(stories), past_of(stories, **more))


def only(*stories: Story, at: int = HERE, name: str = "a", **more) -> tuple[str, str]:
    rows = moved(list(stories), **more).filter((pl.col("household") == name) & (pl.col("commune") == at))
    return rows.select("movement", "movement_reason").row(0)


SPLIT = Told("split", other="b")
DECIDED = (2019, "not_poor", "", "12/QĐ-UBND")
CASES = {
    "stays poor": (Story("a", (HERE, "poor", 3), (HERE, "poor", 3)), "stay_poor"),
    "poor by income stays poor": (
        Story("a", (HERE, "poor_income", 3), (HERE, "poor_deprivation", 3)),
        "stay_poor",
    ),
    "falls to near": (Story("a", (HERE, "poor", 3), (HERE, "near_poor", 3)), "poor_to_near"),
    "leaves poverty": (Story("a", (HERE, "poor", 3), (HERE, "average", 3)), "poor_out"),
    "near becomes poor": (Story("a", (HERE, "near_poor", 3), (HERE, "poor", 3)), "near_to_poor"),
    "near leaves": (Story("a", (HERE, "near_poor", 3), (HERE, "not_poor", 3)), "near_out"),
    "new poor": (Story("a", None, (HERE, "poor", 3)), "new_poor"),
    "never listed": (Story("a", None, (HERE, "not_poor", 3)), ""),
    "relapse after a decision": (
        Story("a", None, (HERE, "poor", 3), earlier=((2017, "poor_income", "", ""), DECIDED)),
        "relapse_poor",
    ),
    "relapse after a named departure thirty years ago": (
        Story("a", None, (HERE, "poor", 3), earlier=((1992, "not_poor", "poor_out", ""),)),
        "relapse_poor",
    ),
    "absence without a decision is no relapse": (
        Story("a", None, (HERE, "poor", 3), earlier=((2017, "poor_income", "new_poor", "1/QĐ"),)),
        "new_poor",
    ),
    "off the list without a decision is no relapse": (
        Story("a", None, (HERE, "poor", 3), earlier=((2017, "poor", "", ""), (2018, "not_poor", "", ""))),
        "new_poor",
    ),
    "left the near list, now poor": (
        Story("a", None, (HERE, "poor", 3), earlier=((2018, "not_poor", "near_out", ""),)),
        "new_poor",
    ),
    "left the poor list, now near": (
        Story("a", None, (HERE, "near_poor", 3), earlier=((2018, "average", "poor_out", ""),)),
        "relapse_near",
    ),
    "left the poor list for the near list, then absent": (
        Story("a", None, (HERE, "poor", 3), earlier=((2018, "near_poor", "poor_to_near", ""),)),
        "relapse_poor",
    ),
    "moved in from outside": (
        Story("a", None, (HERE, "poor", 3), (Told("moved", source=FAR, target=HERE),)),
        "other_in",
    ),
    "moved within the commune": (
        Story("a", None, (HERE, "poor", 3), (Told("moved", source=HERE, target=HERE),)),
        "new_poor",
    ),
    "moved away and back": (
        Story(
            "a",
            None,
            (HERE, "poor", 3),
            (
                Told("moved", "2022-02-01", source=HERE, target=THERE),
                Told("moved", "2022-08-01", source=THERE, target=HERE),
            ),
        ),
        "new_poor",
    ),
    "listed and moved within the commune": (
        Story("a", (HERE, "poor", 3), (HERE, "poor", 3), (Told("moved", source=HERE, target=HERE),)),
        "stay_poor",
    ),
    "a member who moved does not move the household": (
        Story("a", None, (HERE, "poor", 3), (Told("moved", member="2", target=HERE),)),
        "new_poor",
    ),
    "dissolved": (Story("a", (HERE, "poor", 1), None, (Told("dissolved"),)), "other_out"),
    "not found and nothing told": (Story("a", (HERE, "poor", 1)), "other_out"),
    "one of four died and nobody came to ask": (
        Story("a", (HERE, "poor", 4), None, (Told("died", member="3"),), members_then=4, lost=1),
        "other_out",
    ),
    "nobody decided yet": (Story("a", (HERE, "poor", 2), (HERE, "", 2)), "stay_poor"),
}


@pytest.mark.parametrize("name", CASES)
def test_a_history_gives_its_movement_as_the_twin_says(name):
    story, expected = CASES[name]
    assert (only(story)[0], movements([story])["a", HERE].movement) == (expected, expected)


def test_the_reason_says_what_became_of_a_household_that_is_gone():
    alone = Story("a", (HERE, "poor", 1), None, (Told("died", member="1"),), members_then=1, lost=1)
    left_over = CASES["one of four died and nobody came to ask"][0]
    assert [only(alone)[1], only(left_over)[1], only(Story("a", (HERE, "poor", 1)))[1]] == [
        "died",
        "not_reviewed",
        "not_reviewed",
    ]


def test_between_communes_of_the_round_it_goes_out_there_and_in_here_even_where_no_event_tells():
    story = Story("a", (THERE, "poor", 3), (HERE, "poor", 4))
    assert (only(story), only(story, at=THERE)) == (("other_in", "moved"), ("other_out", "moved"))


def test_a_household_answered_outside_of_what_is_looked_at_has_moved():
    assert only(Story("a", (HERE, "poor", 3), elsewhere=True)) == ("other_out", "moved")


@pytest.mark.parametrize("told_by", ["a", "b"])
def test_a_new_household_of_a_split_comes_in_whichever_end_tells(told_by):
    other = "b" if told_by == "a" else "a"
    event = (Told("split", other=other),)
    old = Story("b", (HERE, "poor", 5), (HERE, "poor", 3), event if told_by == "b" else (), lost=2)
    new = Story("a", None, (HERE, "poor", 2), event if told_by == "a" else ())
    assert (only(old, new), only(old, new, name="b")) == (("other_in", "split"), ("stay_poor", ""))


@pytest.mark.parametrize("told_by", ["a", "b"])
def test_a_merged_household_goes_out_whichever_end_tells(told_by):
    other = "b" if told_by == "a" else "a"
    event = (Told("merged", other=other),)
    ended = Story("a", (HERE, "poor", 2), None, event if told_by == "a" else ())
    kept = Story(
        "b", (HERE, "near_poor", 3), (HERE, "near_poor", 5), event if told_by == "b" else (), gained=2
    )
    assert (only(ended, kept), only(ended, kept, name="b")) == (("other_out", "merged"), ("stay_near", ""))


def test_the_first_list_of_a_standard_calls_nobody_new():
    story = Story("a", None, (HERE, "poor", 2), earlier=((2019, "not_poor", "poor_out", "1"),))
    assert only(story, first_list=True) == ("other_in", "new_standard")


def test_people_of_a_divided_commune_are_opened_where_they_were_found():
    story = Story("a", (HERE, "poor", 3), (THERE, "poor", 3))
    past = past_of([story])
    divided = Past(**{**vars(past), "commune_of": {THERE: THERE}, "divided": {HERE}})
    rows = join_histories(results_of([story]), divided).filter(pl.col("commune").is_not_null())
    assert rows.select("commune", "movement").rows() == [(THERE, "stay_poor")]


def drawn(dice: Random) -> list[Story]:
    """A few households of two communes whose histories are drawn at random."""
    stories = []
    for number in range(dice.randint(1, 12)):
        listed = found = None
        if dice.random() < 0.7:
            listed = (dice.choice((HERE, THERE)), dice.choice(("poor", "poor_income", "near_poor")), None)
            if dice.random() < 0.5:
                listed = (*listed[:2], dice.randint(1, 6))
        if listed is None or dice.random() < 0.7:
            home = listed[0] if listed and dice.random() < 0.8 else dice.choice((HERE, THERE))
            classes = ("poor", "near_poor", "average", "not_poor", "")
            found = (home, dice.choice(classes), dice.randint(1, 7))
        then = dice.randint(1, 6)
        gained = dice.randint(0, min(2, found[2])) if found else 0
        lost = dice.randint(0, then)
        stories.append(
            Story(
                f"h{number}",
                listed,
                found,
                tuple(event_of(dice, number) for _ in range(dice.randint(0, 2))),
                tuple(row_of(dice) for _ in range(dice.randint(0, 3))),
                then,
                gained,
                lost,
                elsewhere=found is None and dice.random() < 0.2,
            )
        )
    return [one_of_a_year(story) for story in stories]


def event_of(dice: Random, number: int) -> Told:
    kind = dice.choice(("moved", "split", "merged", "dissolved", "died", "left", "born"))
    whole = kind in {"dissolved", "merged", "moved", "split"} and dice.random() < 0.7
    day = f"2022-{dice.randint(1, 12):02d}-{dice.randint(1, 28):02d}"
    other = f"h{number + dice.choice((-1, 1))}" if kind in {"split", "merged"} else ""
    places = (
        (dice.choice((HERE, THERE, FAR)), dice.choice((HERE, THERE))) if kind == "moved" else (None, None)
    )
    return Told(kind, day, "" if whole else "2", other, *places)


def row_of(dice: Random) -> tuple[int, str, str, str]:
    class_name = dice.choice(("poor", "near_poor", "average", "not_poor"))
    kinds = {"poor": ("", "new_poor"), "near_poor": ("", "poor_to_near")}.get(
        class_name, ("", "poor_out", "near_out")
    )
    return dice.randint(2010, 2021), class_name, dice.choice(kinds), dice.choice(("", "7/QĐ"))


def one_of_a_year(story: Story) -> Story:
    """Events in the order of their days, none on the same; one list row a year."""
    days = {event.day: event for event in sorted(story.events, key=lambda event: event.day)}
    years = {row[0]: row for row in story.earlier}
    return Story(**{**vars(story), "events": tuple(days.values()), "earlier": tuple(years.values())})


@pytest.mark.parametrize("seed", range(200))
def test_drawn_histories_close_and_agree_with_the_twin(seed):
    stories = drawn(Random(seed))
    rows = moved(stories)
    expected = movements(stories)
    got = {
        (row["household"], row["commune"]): (
            row["movement"],
            row["movement_reason"],
            row["opening_class"],
            row["opening_persons"] if row["opening_class"] else 0,
            row["persons_gained"] if row["opening_class"] else 0,
            row["persons_lost"] if row["opening_class"] else 0,
        )
        for row in rows.iter_rows(named=True)
    }
    assert got == {
        key: (one.movement, one.reason, one.opening, one.opening_persons, one.gained, one.lost)
        for key, one in expected.items()
    }
    for commune in (HERE, THERE):
        here = rows.filter(pl.col("commune") == commune)
        for class_name, other in (("poor", "near_poor"), ("near_poor", "poor")):
            assert closing(here, class_name, other) == counted(here, class_name)


def counted(rows: pl.DataFrame, class_name: str) -> tuple[int, int]:
    listed = rows.filter((pl.col("closing_class") == class_name) & pl.col("here"))
    return listed.height, listed["persons"].sum()


def closing(rows: pl.DataFrame, class_name: str, other: str) -> tuple[int, int]:
    """Column 9 as the form has it: opening − 2 − 3 − 4 + 5 + 6 + 7 + 8, of households and of persons."""
    opened = rows.filter(pl.col("opening_class") == class_name)
    gone = opened.filter(pl.col("movement") == "other_out")
    went = opened.filter((pl.col("closing_class") != class_name) & (pl.col("movement") != "other_out"))
    crossed = rows.filter((pl.col("opening_class") == other) & (pl.col("closing_class") == class_name))
    came = rows.filter((pl.col("opening_class") == "") & (pl.col("closing_class") == class_name))
    assert set(came["movement"]) <= {"new_poor", "new_near", "relapse_poor", "relapse_near", "other_in"}
    households = opened.height - gone.height - went.height + crossed.height + came.height
    persons = (
        opened["opening_persons"].sum()
        - gone["opening_persons"].sum()
        - went["persons"].sum()
        + crossed["persons"].sum()
        + came["persons"].sum()
        + opened["persons_gained"].sum()
        - opened["persons_lost"].sum()
    )
    return households, persons
