"""Who issues: the head of a paper as Decree 30/2020/NĐ-CP (Annex I) lays it out, from the unit at its date."""

from dataclasses import dataclass
from datetime import date

from ansinh.places.enums import UnitLevel
from ansinh.places.models import Unit
from ansinh.places.queries import unit_above


@dataclass(frozen=True)
class Issuer:
    """``authority`` in two lines as it is printed, ``place`` where papers are dated, ``chair`` the office that decides,
    ``unit_words`` the unit within a sentence, ``within`` the unit with those above it."""

    authority: tuple[str, str]
    place: str
    chair: str
    unit_words: str
    within: str


def issuer_of(unit: Unit, on: date) -> Issuer:
    """The People's Committee of ``unit`` as it stands on a paper of ``on``."""
    name = unit.name
    above = [unit_above(unit, on, level) for level in (UnitLevel.DISTRICT, UnitLevel.PROVINCE)]
    lineage = [name, *(one.name for one in above if one is not None and one.pk != unit.pk)]
    return Issuer(
        authority=("ỦY BAN NHÂN DÂN", name.upper()),
        place=_bare(unit),
        chair=f"CHỦ TỊCH ỦY BAN NHÂN DÂN {name.upper()}",
        unit_words=_within_a_sentence(name),
        within=", ".join(_within_a_sentence(one) for one in lineage),
    )


def _bare(unit: Unit) -> str:
    """The proper name without the kind of unit: papers of ``Xã An Lư`` are dated ``An Lư, ngày …``. A name that is only a
    number keeps its kind: ``Phường 12``."""
    kind = next((one for one in (unit.type, "thành phố") if unit.name.casefold().startswith(f"{one} ")), "")
    bare = unit.name[len(kind) :].strip()
    return bare if bare and not bare[0].isdigit() else unit.name


def _within_a_sentence(name: str) -> str:
    return name[:1].lower() + name[1:]
