"""A place chosen by its name: one reads the places one may choose as one types, and may as well type a code.

Without a script the browser's own list does it; what was typed is read by ``places.naming``.
"""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from ansinh.access.scope import Scope
from ansinh.kernel.dates import shown_date, today
from ansinh.kernel.errors import AnSinhError
from ansinh.kernel.language import _
from ansinh.kernel.web.forms import later
from ansinh.places.enums import UnitLevel
from ansinh.places.models import Unit, UnitQuerySet
from ansinh.places.naming import code_named, codes_named

# A list of more is no help to who reads it and slows the page: of so many, those in force.
_MOST_OFFERED = 1_200
_LONGEST = 180
# Letters: the longest names of communes with their codes stand whole.
_WIDE = 30


class PlaceInput(forms.TextInput):
    """A line of text beside which the browser lists ``offered``: what is written and how it is told."""

    offered: Iterable[tuple[str, str]] = ()

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        key = f"{(attrs or {}).get('id') or name}-places"
        offered = list(self.offered)
        named = (attrs or {}) | ({"list": key} if offered else {})
        line = super().render(name, value, named, renderer)
        if not offered:
            return line
        options = format_html_join("", '<option value="{}" label="{}"></option>', offered)
        return format_html('{}<datalist id="{}">{}</datalist>', line, key, options)


class PlaceField(forms.CharField):
    """A place by name or code; what it gives is the text, read by the form's view within its scope."""

    def __init__(self, **named: Any) -> None:
        hint = named.pop("help_text", later("Gõ tên (có dấu hoặc không dấu) rồi chọn, hoặc ghi mã."))
        super().__init__(
            max_length=_LONGEST,
            help_text=hint,
            widget=PlaceInput(attrs={"autocomplete": "off", "spellcheck": "false", "size": _WIDE}),
            **named,
        )


class PlacesField(forms.CharField):
    """Several places, by names or codes."""

    def __init__(self, **named: Any) -> None:
        hint = named.pop("help_text", later("Tên hoặc mã; mỗi dòng một nơi, hoặc cách nhau bằng dấu phẩy."))
        super().__init__(
            max_length=20_000,
            help_text=hint,
            widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off", "spellcheck": "false"}),
            **named,
        )


def units_in(scope: Scope) -> UnitQuerySet:
    """Every unit but villages, of any day, that a scope reaches."""
    reached = scope.touched
    rows = Unit.objects.exclude(level=UnitLevel.VILLAGE.value)
    return rows if reached is None else rows.filter(pk__in=reached)


def offered_in(scope: Scope) -> list[Unit]:
    """The places a person chooses from: provinces for who sees the country, else what the scope reaches, each name of a code once,
    those in force first."""
    rows = units_in(scope)
    if scope.touched is None:
        rows = rows.filter(level=UnitLevel.PROVINCE.value).on(today())
    newest = {(one.code, one.name): one for one in rows.order_by("valid_from", "pk")}
    found = sorted(newest.values(), key=lambda one: (not one.holds_on(today()), one.sort_key, one.code))
    return found if len(found) <= _MOST_OFFERED else [one for one in found if one.holds_on(today())]


def offer_places(form: forms.BaseForm, request: HttpRequest, *names: str) -> None:
    """Offer the places within the scope in these fields of a form, and tell a code it begins with by its name."""
    offered = offered_in(request.scope)  # type: ignore[attr-defined]
    called = {one.code: str(one) for one in reversed(offered)}
    # Where all of them have ended, that each has tells nothing.
    standing = any(one.holds_on(today()) for one in offered)
    for name in names:
        field = form.fields[name]
        field.widget.offered = [(str(one), _told(one) if standing else one.name_fold) for one in offered]
        begun = form.get_initial_for_field(field, name)
        form.initial[name] = called.get(begun, begun)


def _told(unit: Unit) -> str:
    """The spelling without accents, which a browser does not find by itself, and when an ended place ended."""
    if unit.valid_until is None or unit.holds_on(today()):
        return unit.name_fold
    return _("{place}, đến {day}").format(place=unit.name_fold, day=shown_date(unit.valid_until))


def code_in(form: forms.BaseForm, name: str, among: UnitQuerySet) -> str:
    """The code of the place typed into a field, blank where nothing (readable) stands there; the field says what is wrong."""
    typed = form.cleaned_data.get(name) or ""
    try:
        return code_named(typed, among) if typed else ""
    except AnSinhError as refusal:
        form.add_error(name, refusal.message)
        return ""


def codes_in(form: forms.BaseForm, name: str, among: UnitQuerySet) -> list[str]:
    """The codes of the places typed into a field; the field says what is wrong."""
    try:
        return codes_named(form.cleaned_data.get(name) or "", among)
    except AnSinhError as refusal:
        form.add_error(name, refusal.message)
        return []


class _AskedForm(forms.Form):
    place = PlaceField(label=later("Địa bàn"), help_text="", required=False)


def place_asked(request: HttpRequest, name: str, unit: Unit | None, code: str = "") -> BoundField:
    """The field by which a page asks for one place in its address, under the name the address gives it."""
    form = _AskedForm(initial={"place": str(unit) if unit else code})
    offer_places(form, request, "place")
    form.fields[name] = form.fields.pop("place")
    form.initial[name] = form.initial.pop("place")
    return form[name]
