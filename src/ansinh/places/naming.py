"""Which place a person means by what was typed: a code, ``Xã An Lư (11473)``, or a name with or without its accents."""

import re

from ansinh.kernel.dates import shown_date, today
from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.text import clean
from ansinh.places.errors import UnknownPlace
from ansinh.places.models import Unit, UnitQuerySet
from ansinh.places.spelling import place_fold

_TOLD = re.compile(r"(?P<name>.*\S)\s*\(\s*(?P<code>\d+)\s*\)")
_PARTS = re.compile(r"[\n,;]")
_FEW = 8


def code_named(text: str, among: UnitQuerySet) -> str:
    """The code of the place that is meant. Digits are a code as they stand: whether there is such a place is told by who asks
    for it on a day. Raises as ``place_named``."""
    typed = clean(text)
    return typed if typed.isdecimal() else place_named(typed, among).code


def place_named(text: str, among: UnitQuerySet) -> Unit:
    """The place of ``among`` that is meant by a name, whole, with its type or without, or by a name and its code. Places in force
    come before ended ones; a code lives on in other places, so a name beside it tells which of them.

    Raises ``UnusableInput`` for a name that several places bear, or that stands beside another's code; ``UnknownPlace`` for a name
    none bears. Both name the places that may be meant.
    """
    typed = clean(text)
    if told := _TOLD.fullmatch(typed):
        return _checked(told["name"], told["code"], among)
    wanted = place_fold(typed)
    near = list(among.filter(name_fold__contains=wanted).order_by("sort_key", "code")) if wanted else []
    whole = [one for one in near if wanted in _spellings(one)]
    standing = [one for one in whole if one.holds_on(today())] or whole
    if len({one.code for one in standing}) == 1:
        return max(standing, key=lambda one: one.valid_from)
    if standing:
        said = _("Có nhiều nơi tên «{name}»: {places}. Hãy chọn một nơi, hoặc ghi mã.")
        raise UnusableInput(said.format(name=typed, places=_listed(standing)), code="ambiguous_place")
    if near:
        said = _("Không có nơi nào tên đúng là «{name}». Có phải: {places}?")
        raise UnknownPlace(said.format(name=typed, places=_listed(near)))
    said = _("Không có nơi nào tên «{name}» trong phạm vi chọn được. Hãy ghi tên đầy đủ hoặc mã.")
    raise UnknownPlace(said.format(name=typed))


def codes_named(text: str, among: UnitQuerySet) -> list[str]:
    """The codes of several places, each once: parted by commas, semicolons or lines; codes alone also by spaces."""
    found: dict[str, None] = {}
    for part in filter(None, map(clean, _PARTS.split(text))):
        words = part.split(" ")
        pieces = words if all(word.isdecimal() for word in words) else [part]
        found |= dict.fromkeys(code_named(piece, among) for piece in pieces)
    return list(found)


def _checked(name: str, code: str, among: UnitQuerySet) -> Unit:
    """The newest place of the code that bears, or bore, the name beside it."""
    bearers = list(among.filter(code=code).order_by("valid_from"))
    for one in reversed(bearers):
        if place_fold(name) in _spellings(one):
            return one
    if not bearers:
        said = _("Không có nơi nào mang mã {code} trong phạm vi chọn được.")
        raise UnknownPlace(said.format(code=code), place=code)
    said = _("Mã {code} là {places}, không phải «{name}». Hãy chọn lại, hoặc chỉ ghi mã.")
    told = ", ".join(dict.fromkeys(one.name for one in bearers))
    raise UnusableInput(said.format(code=code, places=told, name=name), code="name_and_code_differ")


def _spellings(unit: Unit) -> set[str]:
    """The name with its type and without."""
    kind = place_fold(unit.type.removesuffix(" trung ương"))
    return {unit.name_fold, unit.name_fold.removeprefix(kind).strip()}


def _listed(units: list[Unit]) -> str:
    newest = {one.code: one for one in units}
    said = [_with_end(one) for one in list(newest.values())[:_FEW]]
    told = "; ".join(said)
    return _("{places} và nơi khác").format(places=told) if len(newest) > _FEW else told


def _with_end(unit: Unit) -> str:
    if unit.valid_until is None:
        return str(unit)
    return _("{place}, đến {day}").format(place=unit, day=shown_date(unit.valid_until))
