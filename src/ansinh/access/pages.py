"""The templates of pages, with who did something in words (``{{ row.decided_by | doer(row.decided_at) }}``)."""

from typing import Any

from jinja2 import Environment

from ansinh.access.doers import doer_words, know_doers
from ansinh.kernel.web import templates


def environment(**options: Any) -> Environment:
    """The kernel's environment; ``know_doers`` looks up the accounts of many rows at once before they are shown."""
    made = templates.environment(**options)
    made.filters["doer"] = doer_words
    made.globals["know_doers"] = know_doers
    return made
