"""What a page of a place shows: the unit then, what is above and below, where its people came from and went, its people."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse

from ansinh.access.models import RoleHolding
from ansinh.access.queries import scope_of
from ansinh.access.roles import ROLES
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission
from ansinh.datasets.models import Version
from ansinh.kernel.dates import shown_date, today
from ansinh.kernel.language import _
from ansinh.places.designations import grounds_of
from ansinh.places.grounds import paths_above
from ansinh.places.models import Act, Change, Designation, Population, Unit
from ansinh.places.queries import population_at, successors, unit_at, units_with_code
from ansinh.places.summed_populations import populations_with_sums
from ansinh.portal.places.listing import place_href
from ansinh.portal.places.maps.making import map_of
from ansinh.portal.places.maps.picture import Map
from ansinh.portal.places.words import basis_words, kind_words
from ansinh.reviews.models import Round
from ansinh.reviews.queries import rounds_within


def unit_asked(code: str, on: date, *, told: bool) -> Unit:
    """The unit of that code on a day; where no day was told and none holds today, the last that had the code.

    Raises ``UnknownPlace``."""
    if not told:
        held = units_with_code(code)
        if held and not any(unit.holds_on(on) for unit in held):
            return held[-1]
    return unit_at(code, on)


def chain(unit: Unit, on: date) -> list[Unit]:
    """The units above on a day, the province first."""
    paths = paths_above(unit.path)[:-1]
    return list(Unit.objects.on(on).filter(path__in=paths).order_by("path"))


def children(unit: Unit, on: date) -> list[Unit]:
    """The units of the next level below on a day, in the order of their names."""
    rows = Unit.objects.on(on).filter(parent__path=unit.path)
    return list(rows.order_by("sort_key", "code"))


@dataclass(frozen=True)
class Link:
    """A unit whose people came here or went there: the change, the unit, and the words of its share."""

    unit: Unit | None
    kind: str
    share: str
    default: bool
    day: date
    known: bool
    act: Any
    href: str | None


def links(unit: Unit, side: str) -> list[Link]:
    """Where its people came from (``old``) or went (``new``), one change each."""
    mine = {"old": "new", "new": "old"}[side]
    rows = Change.objects.filter(**{mine: unit}).select_related("act", side).order_by("effect", "id")
    return [_link(row, getattr(row, side)) for row in rows]


def _link(row: Change, unit: Unit | None) -> Link:
    share = basis_words(row.share_basis)
    if row.share is not None and row.share != 1:
        share = f"{_percent(float(row.share))} ({share})"
    href = place_href(unit, unit.valid_from) if unit else None
    default = row.is_default and row.share != 1
    return Link(unit, kind_words(row.kind), share, default, row.effect, row.date_known, row.act, href)


@dataclass(frozen=True)
class Told:
    """One change of an act: both units and the words between them."""

    old: Unit | None
    new: Unit | None
    link: Link
    old_href: str | None
    new_href: str | None


def links_of_act(act: Act) -> list[Told]:
    """Every change of an act, in the order of the units' names."""
    rows = Change.objects.filter(act=act).select_related("act", "old", "new")
    ordered = sorted(rows, key=lambda row: ((row.new or row.old).sort_key, row.pk))
    return [
        Told(
            row.old,
            row.new,
            _link(row, row.new),
            place_href(row.old, row.old.valid_until) if row.old else None,
            place_href(row.new, row.new.valid_from) if row.new else None,
        )
        for row in ordered
    ]


def _percent(share: float) -> str:
    return f"{share * 100:.2f} %".replace(".", ",")


@dataclass(frozen=True)
class Heir:
    """A unit that holds the people of another on a day."""

    unit: Unit
    share: str
    default: bool
    known: bool
    href: str


def heirs(unit: Unit, on: date) -> list[Heir]:
    """Where the people of a unit that ended are on a day, followed through every change."""
    found = []
    for one in successors(unit, on):
        share = basis_words(one.share_basis)
        if one.share is not None and one.share != 1:
            share = f"{_percent(one.share)} ({share})"
        found.append(
            Heir(one.unit, share, one.is_default and one.share != 1, one.date_known, place_href(one.unit, on))
        )
    return found


def timeline(unit: Unit) -> list[dict[str, Any]]:
    """What happened to the ground of a unit, newest first: every row on it, and the acts that changed it."""
    rows = list(Unit.objects.filter(path=unit.path).order_by("-valid_from"))
    changes = Change.objects.filter(Q(old__in=rows) | Q(new__in=rows)).select_related("act", "old", "new")
    items: list[tuple[date, str, dict[str, Any]]] = []
    for row in changes:
        old, new = row.old.name if row.old else "", row.new.name if row.new else ""
        title = " ".join(part for part in (old, kind_words(row.kind), new) if part)
        items.append((row.effect, title, _told(row, title)))
    if rows and not any(row.new_id == rows[-1].pk for row in changes):
        first = rows[-1]
        said = _("Có trong danh mục từ ngày này")
        items.append(
            (
                first.valid_from,
                said,
                {"when": shown_date(first.valid_from), "title": said, "text": first.name},
            )
        )
    return [item for _day, _title, item in sorted(items, key=lambda one: (one[0], one[1]), reverse=True)]


def _told(row: Change, title: str) -> dict[str, Any]:
    item: dict[str, Any] = {
        "when": shown_date(row.effect),
        "title": title,
        "kind": "info" if row.act else "neutral",
    }
    if not row.date_known:
        item |= {"kind": "warning", "text": _("Ngày quy ước: chưa có văn bản.")}
    if row.act:
        item |= {"href": reverse("places:act", kwargs={"act_id": row.act_id}), "text": str(row.act)}
    return item


def populations(unit: Unit) -> list[Population]:
    """Every count recorded for the ground, newest first; those that a later row corrects are marked by ``replaced_by``."""
    rows = Population.objects.filter(unit__path=unit.path).select_related("replaced_by")
    return list(rows.order_by("-date", "-recorded_at", "-id"))


def designations(unit: Unit) -> list[Designation]:
    """Everything that lists say of the ground, of what it was made of and of their villages, newest first; what a later row
    corrects is marked by ``replaced_by``."""
    rows = Designation.objects.filter(unit__path__in=grounds_of(unit)).select_related("replaced_by", "unit")
    return list(rows.order_by("-valid_from", "kind", "village", "-id"))


def summed_population(unit: Unit, on: date) -> dict[str, Any] | None:
    """The population of a district or province on a day as the sum of its communes; nothing where one is not known."""
    rows = populations_with_sums([unit], on)
    return rows.row(0, named=True) if rows.height else None


def people_of(units: Iterable[Unit], on: date) -> dict[str, int]:
    """Persons by code on a day (households where persons are not counted), of those who are known."""
    frame = population_at(units, on)
    return {
        code: count
        for code, households, persons in frame.select("unit_code", "households", "persons").iter_rows()
        if (count := persons if persons is not None else households) is not None
    }


@dataclass(frozen=True)
class Below:
    """The units below on a day, with what is known of their people, and their map."""

    units: list[Unit]
    counts: dict[str, dict[str, Any]]
    picture: Map | None


def below(unit: Unit, on: date) -> Below:
    """The next level below, its populations and its map."""
    units = children(unit, on)
    counts = {row["unit_code"]: row for row in population_at(units, on).iter_rows(named=True)}
    people = {
        code: row["persons"] if row["persons"] is not None else row["households"] or 0
        for code, row in counts.items()
    }
    return Below(units, counts, map_of(units, on, people, above=unit) if units else None)


def rounds_at(unit: Unit, actor: Actor) -> list[Round]:
    """The rounds that the place belongs to or that belong to it, of those the person sees."""
    seen = rounds_within(scope_of(actor, Permission.SEE_HOUSEHOLDS))
    return list(
        seen.filter(Q(unit__path__in=paths_above(unit.path)) | Q(unit__path__startswith=unit.path)).order_by(
            "-period"
        )[:20]
    )


def versions_at(unit: Unit, actor: Actor) -> list[Version]:
    """Sealed versions of the place itself, where the person sees its households."""
    scope = scope_of(actor, Permission.SEE_HOUSEHOLDS)
    same = list(Unit.objects.filter(path=unit.path).values_list("pk", flat=True))
    rows = Version.objects.filter(unit__in=[pk for pk in same if scope.covers(pk)])
    return list(rows.order_by("-period", "standard", "-number")[:20])


def officers_at(unit: Unit, actor: Actor) -> list[tuple[str, str, date]]:
    """Who holds which role at exactly this place today, for those who work there or keep the places."""
    if not any(
        scope_of(actor, one).covers(unit.pk) for one in (Permission.SEE_HOUSEHOLDS, Permission.EDIT_PLACES)
    ):
        return []
    rows = (
        RoleHolding.objects.filter(unit__path=unit.path, valid_from__lte=today())
        .filter(Q(valid_until__isnull=True) | Q(valid_until__gte=today()))
        .select_related("user")
        .order_by("role", "user__full_name")
    )
    return [(row.user.full_name, ROLES[row.role].words, row.valid_from) for row in rows]
