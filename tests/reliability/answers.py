"""Saving a household's survey from its page, as a browser does it."""

from html.parser import HTMLParser
from typing import Any

from tests.reliability.live import Live, Officer


class _Fields(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self.select = ""

    def handle_starttag(self, tag: str, attrs: list) -> None:
        at = dict(attrs)
        if tag == "input" and at.get("name") and at.get("type") not in ("checkbox", "submit"):
            self.found[at["name"]] = at.get("value", "")
        elif tag == "select":
            self.select = at["name"]
            self.found[self.select] = ""
        elif tag == "option" and "selected" in at:
            self.found[self.select] = at["value"]


def address(live: Live, household: str) -> str:
    return f"/rounds/{live.world['round']}/households/{household}/answers"


def form_of(page: str) -> dict[str, str]:
    """Every field of the survey's form as it stands."""
    fields = _Fields()
    fields.feed(page[page.index("answers/save") :])
    return fields.found


def saved(officer: Officer, where: str, form: dict[str, Any], score: int, reason: str) -> tuple[int, str]:
    """Post the form with another income score."""
    return officer.post(f"{where}/save", form | {"h-income_score": str(score), "reason": reason})
