"""Jinja2 for Django: undefined names fail, everything is escaped, formats are Vietnam's."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.middleware.csrf import get_token
from django.template.backends.jinja2 import Jinja2
from django.templatetags.static import static
from django.urls import reverse
from jinja2 import Environment, StrictUndefined

from ansinh.kernel.dates import VIETNAM, shown_date
from ansinh.kernel.language import _, current_language
from ansinh.kernel.numbers import shown_number


class Pages(Jinja2):
    """Templates lie in ``templates/`` of each domain."""

    app_dirname = "templates"


def shown_moment(moment: datetime | None) -> str:
    """``dd/mm/yyyy HH:MM`` in Vietnam, or an empty string."""
    if moment is None:
        return ""
    here = moment.astimezone(VIETNAM)
    return f"{shown_date(here.date())} {here:%H:%M}"


def shown_percent(value: Decimal | float | None, decimals: int = 2) -> str:
    """``1,01 %``, or an empty string."""
    return "" if value is None else f"{shown_number(value, decimals)} %"


def shown_money(value: Decimal | int | None) -> str:
    """``1.500.000 đ``, or an empty string."""
    return "" if value is None else f"{shown_number(value)} đ"


def _day(value: date | datetime | None) -> str:
    if isinstance(value, datetime):
        return shown_date(value.astimezone(VIETNAM).date())
    return shown_date(value)


def _url(name: str, /, **named: Any) -> str:
    return reverse(name, kwargs=named or None)


class _Components:
    """The named components, in every template as ``ui``; read when first used."""

    def __init__(self, templates: Environment) -> None:
        self._templates = templates

    def __getattr__(self, name: str) -> Any:
        return getattr(self._templates.get_template("portal/components.html").module, name)

    def kept(self, name: str, code: str) -> Any:
        """A component that depends on a code and the language alone, made once: lists show some hundred of them a page."""
        return self._made(name, code, current_language())

    @lru_cache(maxsize=512)  # noqa: B019 - there is one of these as long as the program runs
    def _made(self, name: str, code: str, _language: str) -> Any:
        return getattr(self, name)(code)


def environment(**options: Any) -> Environment:
    """The environment of every page."""
    made = Environment(
        **{**options, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    )
    filters: dict[str, Callable[..., str]] = {
        "number": shown_number,
        "percent": shown_percent,
        "money": shown_money,
        "day": _day,
        "moment": shown_moment,
    }
    made.filters.update(filters)
    made.globals.update(_=_, url=_url, static=static, language=current_language, csrf_of=get_token)
    components = _Components(made)
    made.globals.update(ui=components, kept=components.kept)
    return made
