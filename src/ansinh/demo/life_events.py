"""Births, deaths, comings and goings of a year, as rows of ``events``.

How the columns are used: ``household_id`` is the household that the event changes. ``split``: the new
household, ``other_household_id`` the one it came from. ``merged``: the one that ended,
``other_household_id`` the one it went into. A row without ``member_id`` speaks of the whole household;
households that are no longer there have, besides, one row of the same event for each of their members, so
that persons can be counted.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ansinh.demo.people import People

EVENT_SCHEMA = {
    "household_id": pl.String, "member_id": pl.String, "event": pl.String, "date": pl.Date,
    "other_household_id": pl.String, "from_area": pl.String, "to_area": pl.String,
}  # fmt: skip


def newborn(people: People, as_of: date) -> NDArray[np.bool_]:
    """Members born in the year of ``as_of``, after the day on which its list took effect; shape
    (members,)."""
    return people.born > np.datetime64(date(as_of.year, 1, 1))


def births_frame(
    household_id: pl.Series, people: People, listed: NDArray[np.bool_], as_of: date
) -> pl.DataFrame:
    """A ``born`` row for everybody born in the year of ``as_of`` into a household that was ``listed``."""
    parts = people.segments
    rows = np.flatnonzero(newborn(people, as_of) & listed[parts.owner])
    born = pl.DataFrame(
        {
            "household_id": household_id.gather(pl.Series(parts.owner[rows])),
            "member_id": pl.Series(parts.number[rows] + 1).cast(pl.String),
            "date": pl.Series(people.born[rows].astype("datetime64[D]")).cast(pl.Date),
        }
    ).with_columns(
        pl.lit("born").alias("event"),
        *(
            pl.lit(None, dtype=pl.String).alias(name)
            for name in ("other_household_id", "from_area", "to_area")
        ),
    )
    return born.select(*EVENT_SCHEMA).sort("date", "household_id", "member_id")


@dataclass(slots=True)
class LifeEvents:
    """Rows gathered for one year, ``first`` to ``last`` day, and the ``births`` that the survey shows."""

    rng: np.random.Generator
    first: date
    last: date
    births: pl.DataFrame
    rows: list[dict[str, object]] = field(default_factory=list)

    def some_day(self) -> date:
        """A day of the year's part that has passed."""
        return self.first + timedelta(days=int(self.rng.integers(0, (self.last - self.first).days + 1)))

    def add(
        self,
        household_id: str,
        event: str,
        day: date,
        *,
        member: int | None = None,
        other: str | None = None,
        from_area: str | None = None,
        to_area: str | None = None,
    ) -> None:
        """One row of ``events``."""
        self.rows.append(
            {
                "household_id": household_id,
                "member_id": None if member is None else str(member),
                "event": event,
                "date": day,
                "other_household_id": other,
                "from_area": from_area,
                "to_area": to_area,
            }
        )

    def died_out(self, household_id: str) -> None:
        """A person who lived alone died."""
        day = self.some_day()
        self.add(household_id, "died", day, member=1)
        self.add(household_id, "dissolved", day)

    def moved_away(self, household_id: str, persons: int, from_area: str, to_area: str) -> None:
        """A household left for a place outside."""
        day = self.some_day()
        for member in (None, *range(1, persons + 1)):
            self.add(household_id, "moved", day, member=member, from_area=from_area, to_area=to_area)

    def moved(self, household_id: str, from_area: str | None, to_area: str) -> None:
        """A household came to ``to_area``, where it is asked."""
        self.add(household_id, "moved", self.some_day(), from_area=from_area, to_area=to_area)

    def merged(self, household_id: str, into: str, member_there: int) -> None:
        """A person who lived alone joined another household and is ``member_there`` in it."""
        day = self.some_day()
        for member in (None, 1):
            self.add(household_id, "merged", day, member=member, other=into)
        self.add(into, "joined", day, member=member_there, other=household_id)

    def split(self, household_id: str, out_of: str, persons: int, first_left: int) -> None:
        """A new household of ``persons``, who were members ``first_left`` and on in the old one."""
        day = self.some_day()
        self.add(household_id, "split", day, other=out_of)
        for member in range(persons):
            self.add(out_of, "left", day, member=first_left + member, other=household_id)

    def frame(self) -> pl.DataFrame:
        """The rows in the columns of the format, by date."""
        told = pl.DataFrame(self.rows, schema=EVENT_SCHEMA)
        return pl.concat([told, self.births]).sort("date", "household_id", "event", "member_id")
