"""What changed between the oldest snapshot and the one before 1 July 2025, as far as codes and names tell.

Same code, name, type and parent: the same unit. Same code, something else: the old unit is wholly in the new
one. A code that went: told only where a new name is put together from its name and its neighbour's.
"""

from collections import defaultdict
from datetime import date

from ansinh.kernel.text import same_spelling
from ansinh.places.sources.history import DAY, History
from ansinh.places.sources.vintages import Place, Snapshot, same_name, spelt_alike

# The later snapshot holds as a whole from here at the earliest: it has Mộc Châu as a town, Phú Mỹ as a city.
LATER_SNAPSHOT = date(2025, 3, 1)
# Provinces whose one resolution on communes and its date of effect were seen.
KNOWN = {"30": (date(2024, 12, 1), "nq-1250-ubtvqh15"), "31": (date(2025, 1, 1), "nq-1232-ubtvqh15")}


def province_of(snapshot: Snapshot, place: Place) -> str:
    """The code of the province a place of the snapshot lies in."""
    while place.parent_code:
        level = "province" if len(place.parent_code) == 2 else "district"
        place = snapshot[level, place.parent_code]
    return place.code


def compare(history: History, old: Snapshot, new: Snapshot) -> None:
    """Add to ``history`` what differs between the snapshots, from the province down."""
    for level in ("province", "district", "commune"):
        gone = {key for key in old if key[0] == level and key not in new}
        merged_under = {old[key].parent_code for key in gone}
        for key in sorted(key for key in old if key[0] == level and key in new):
            _one(history, old, new, key, merged_under)
        for key in sorted(gone):
            when, _, _ = _when(old, old[key])
            history.end(key, when)
        for key in sorted(key for key in new if key[0] == level and key not in old):
            when, known, act = _when(new, new[key])
            history.begin(new[key], when, date_known=known)
            history.link(
                "create", None, key, when, act=act, share="", basis="", default=False, date_known=known
            )
        _trace(history, old, new, gone)
    history.learn(new)


def _when(snapshot: Snapshot, place: Place) -> tuple[date, bool, str]:
    province = province_of(snapshot, place)
    if province in KNOWN:
        return (KNOWN[province][0], True, KNOWN[province][1])
    return (LATER_SNAPSHOT, False, "")


def _one(
    history: History, old: Snapshot, new: Snapshot, key: tuple[str, str], merged_under: set[str]
) -> None:
    before, after = old[key], new[key]
    renamed = not spelt_alike(before.name, after.name)
    moved = before.parent_code != after.parent_code
    if not renamed and not moved:
        return
    when, known, act = _when(old, before)
    grown = renamed and before.level == "commune" and before.parent_code in merged_under
    kind = "move" if moved else "merge" if grown else "rename"
    history.end(key, when)
    history.begin(after, when, date_known=known)
    history.link(kind, key, key, when, act=act, date_known=known)


def _trace(history: History, old: Snapshot, new: Snapshot, gone: set[tuple[str, str]]) -> None:
    children = defaultdict(list)
    for place in old.values():
        children[place.level, place.parent_code].append(place)
    by_name: dict[str, str] = {}
    for parent in sorted({old[key].parent_code for key in gone if key[0] == "commune"}):
        by_name |= names_put_together(children["commune", parent], new)
    for key in sorted(gone):
        place = old[key]
        if place.level == "district":
            targets, basis = _districts_of_children(children["commune", place.code], new), "whole"
        else:
            targets, basis = [by_name[place.code]] if place.code in by_name else [], "name"
        _link_gone(history, old, place, targets, basis)


def _link_gone(history: History, old: Snapshot, place: Place, targets: list[str], basis: str) -> None:
    when, known, act = _when(old, place)
    key = (place.level, place.code)
    if len(targets) == 1:
        history.link("merge", key, (place.level, targets[0]), when, act=act, basis=basis, date_known=known)
    for code in targets if len(targets) > 1 else []:
        history.link(
            "split",
            key,
            (place.level, code),
            when,
            act=act,
            share="",
            basis="",
            default=False,
            date_known=known,
        )
    if not targets:
        history.unknown.append(
            {
                "level": place.level,
                "code": place.code,
                "name": place.name,
                "parent_code": place.parent_code,
                "until": (when - DAY).isoformat(),
                "date_known": str(int(known)),
                "what": "successor",
            }
        )


def _districts_of_children(communes: list[Place], new: Snapshot) -> list[str]:
    return sorted({new["commune", c.code].parent_code for c in communes if ("commune", c.code) in new})


def names_put_together(communes: list[Place], new: Snapshot) -> dict[str, str]:
    """In one district: code of a commune that went → code of the neighbour whose new name shows it took it.

    A new name that is the lost commune's own tells it at once. Else the new name must be put together from
    syllables of the neighbour's old name and of the lost one's, with a syllable no other lost commune of the
    district could have given; each find removes one lost commune and may settle the next.
    """
    kept = [c for c in communes if ("commune", c.code) in new]
    changed = [
        (c, new["commune", c.code]) for c in kept if not spelt_alike(c.name, new["commune", c.code].name)
    ]
    lost = {c.code: c for c in communes if ("commune", c.code) not in new}
    found: dict[str, str] = {}
    while True:
        settled = {code: target for code in lost if (target := _taker(lost, code, changed))}
        if not settled:
            return found
        found |= settled
        lost = {code: place for code, place in lost.items() if code not in settled}


def _taker(lost: dict[str, Place], code: str, changed: list[tuple[Place, Place]]) -> str | None:
    own_name = [
        before.code for before, after in changed if same_name(_bare_name(after), _bare_name(lost[code]))
    ]
    if own_name:
        return own_name[0] if len(own_name) == 1 else None
    mine = _syllables(lost[code])
    others = set().union(*(_syllables(place) for other, place in lost.items() if other != code))
    takers = []
    for before, after in changed:
        theirs, later = _syllables(before), _syllables(after)
        if later <= mine | theirs and later & (mine - theirs - others) and later & (theirs - mine):
            takers.append(before.code)
    return takers[0] if len(takers) == 1 else None


def _bare_name(place: Place) -> str:
    return place.name[len(place.type) :].strip()


def _syllables(place: Place) -> set[str]:
    return set(same_spelling(_bare_name(place)).split())
