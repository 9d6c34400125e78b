"""Ages as dates: on one reference date, "n months old or more" is "born on or before a day"."""

from datetime import date, timedelta

from ansinh.kernel.dates import add_months


def born_by(as_of: date, months: int) -> date:
    """The last birth date whose ``months``-th month was reached on ``as_of``."""
    day = add_months(as_of, -months) + timedelta(days=3)
    while add_months(day, months) > as_of:
        day -= timedelta(days=1)
    return day


def retirement_months(sex: str, year: int) -> int:
    """Decree 135/2020, for the year of the reference date."""
    if sex == "m":
        return min(723 + 3 * (year - 2021), 744)
    return min(664 + 4 * (year - 2021), 720)
