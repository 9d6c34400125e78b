"""Fields as Vietnam writes them, and labels that are translated when they are shown."""

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.functional import lazy

from ansinh.kernel.dates import shown_date
from ansinh.kernel.language import _
from ansinh.kernel.numbers import shown_number

# For what is evaluated at import (labels, choices): the text is looked up each time it is shown.
later = lazy(_, str)
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


def read_day(text: str) -> date | None:
    """The day written ``dd/mm/yyyy`` (or ISO); nothing for another text or a day that does not exist."""
    written = text.strip()
    if found := _DAY.fullmatch(written):
        day, month, year = map(int, found.groups())
    elif found := _ISO.fullmatch(written):
        year, month, day = map(int, found.groups())
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def read_number(text: str) -> Decimal | None:
    """The number written ``1.234,5``; nothing for another text. Dots part thousands and nothing else."""
    written = text.strip().replace("\u00a0", "").replace(" ", "")
    whole, _comma, part = written.partition(",")
    if not re.fullmatch(r"-?(\d+|\d{1,3}(\.\d{3})+)", whole) or (_comma and not part.isdigit()):
        return None
    try:
        return Decimal(whole.replace(".", "") + (f".{part}" if part else ""))
    except InvalidOperation:
        return None


class DayField(forms.Field):
    """A day, typed ``dd/mm/yyyy``."""

    widget = forms.TextInput(
        attrs={"inputmode": "numeric", "placeholder": "dd/mm/yyyy", "autocomplete": "off"}
    )

    def to_python(self, value: Any) -> date | None:
        if isinstance(value, date) or not value:
            return value or None
        day = read_day(str(value))
        if day is None:
            said = _("«{value}» không phải là ngày: viết ngày/tháng/năm, ví dụ 15/09/2022.")
            raise forms.ValidationError(said.format(value=value))
        return day

    def prepare_value(self, value: Any) -> Any:
        return shown_date(value) if isinstance(value, date) else value


class NumberField(forms.Field):
    """A number, typed ``1.234,5``."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def __init__(self, *, decimals: int = 0, minimum: int | None = None, **named: Any) -> None:
        super().__init__(**named)
        self.decimals, self.minimum = decimals, minimum

    def to_python(self, value: Any) -> Decimal | None:
        if isinstance(value, int | Decimal) or value in (None, ""):
            return None if value in (None, "") else Decimal(value)
        number = read_number(str(value))
        if number is None:
            raise forms.ValidationError(_("«{value}» không phải là số, ví dụ 1.234,5.").format(value=value))
        if self.minimum is not None and number < self.minimum:
            raise forms.ValidationError(_("Số nhỏ nhất là {least}.").format(least=shown_number(self.minimum)))
        return number

    def prepare_value(self, value: Any) -> Any:
        return shown_number(value, self.decimals) if isinstance(value, int | float | Decimal) else value
