"""1 July 2025: 63 provinces become 34, districts end, 10,035 communes and five islands become 3,321."""

from collections import Counter, defaultdict
from datetime import date
from math import cos, hypot, radians

from ansinh.places.sources.history import History
from ansinh.places.sources.vintages import Place, Snapshot

EFFECT = date(2025, 7, 1)
PROVINCES_ACT = "nq-202-2025-qh15"
# Resolutions of the Standing Committee, one a province (16/6/2025), where the number was seen.
COMMUNES_ACTS = {"31": "nq-1669-ubtvqh15", "75": "nq-1662-ubtvqh15", "22": "nq-1679-ubtvqh15"}
FAR_KM = 15
COMMUNES_ACT = "nq-ubtvqh15-2025-06-16"


def arrange(history: History, old: Snapshot, new: Snapshot, converter: dict) -> None:
    """Add the arrangement of 2025 to ``history``: every old unit ends, except provinces left as they were."""
    provinces = _by_key(old, "province"), _by_key(new, "province")
    merged = {
        provinces[1][target]: [provinces[0][source] for source in sources]
        for target, sources in converter["DICT_PROVINCE"].items()
    }
    kept = {code for code, sources in merged.items() if sources == [code]}
    for key in sorted(history.open):
        if key[0] != "province" or key[1] not in kept:
            history.end(key, EFFECT)
    for key, place in sorted(new.items()):
        if key not in history.open:
            history.begin(place, EFFECT, date_known=True)
    for target, sources in sorted(merged.items()):
        if target not in kept:
            for source in sources:
                history.link("merge", ("province", source), ("province", target), EFFECT, act=PROVINCES_ACT)
    _communes(history, old, new, converter)


def _by_key(snapshot: Snapshot, level: str) -> dict[str, str]:
    return {place.key: place.code for place in snapshot.values() if place.level == level}


def _communes(history: History, old: Snapshot, new: Snapshot, converter: dict) -> None:
    old_units = {place.key: key for key, place in old.items() if place.level != "province"}
    new_units = _by_key(new, "commune")
    whole = [
        (old_units[source], new_units[f"{province}_{target}"])
        for province, targets in converter["DICT_PROVINCE_WARD_NO_DIVIDED"].items()
        for target, sources in targets.items()
        for source in sources
    ]
    alone, parts = _divided(old, old_units, new, new_units, converter)
    whole += alone
    sources_of = Counter(code for _, code in whole) + Counter(code for _, code, _ in parts)
    for source, code in whole:
        kind = "merge" if sources_of[code] > 1 else "move"
        history.link(kind, source, ("commune", code), EFFECT, act=_act(new, code))
    for source, code, default in parts:
        history.link(
            "split",
            source,
            ("commune", code),
            EFFECT,
            act=_act(new, code),
            share="",
            basis="",
            default=default,
        )
    _abolished_districts(history, old, {source for source, _ in whole})


Divided = list[tuple[tuple[str, str], str, bool]]


def _divided(
    old: Snapshot, old_units: dict, new: Snapshot, new_units: dict, converter: dict
) -> tuple[list[tuple[tuple[str, str], str]], Divided]:
    """Communes that went in parts: those left with one part only, and the rest with their parts."""
    alone, divided = [], []
    for province, sources in converter["DICT_PROVINCE_WARD_DIVIDED"].items():
        namesakes = defaultdict(list)
        for source in sources:
            namesakes[source.rsplit("_", 1)[1]].append(old[old_units[source]])
        for source, targets in sources.items():
            parts = [(new_units[f"{province}_{t['newWardKey']}"], t["isDefaultNewWard"]) for t in targets]
            others = namesakes[source.rsplit("_", 1)[1]]
            own = [
                part
                for part in parts
                if not _a_namesakes(old[old_units[source]], new["commune", part[0]], others)
            ]
            if len(own) == 1:
                alone.append((old_units[source], own[0][0]))
            else:
                divided += [(old_units[source], code, default) for code, default in own]
    return alone, divided


def _a_namesakes(place: Place, part: Place, namesakes: list[Place]) -> bool:
    """Whether ``part`` belongs to another commune of the same name in the new province: the converter tells
    communes by name there and gives each the parts of all. Far from this one and much nearer to the other
    settles it."""
    away = _km(place, part)
    return away > FAR_KM and any(_km(other, part) * 3 < away for other in namesakes if other != place)


def _km(one: Place, other: Place) -> float:
    if one.lat is None or one.lon is None or other.lat is None or other.lon is None:
        return 0.0
    return hypot(one.lat - other.lat, (one.lon - other.lon) * cos(radians(one.lat))) * 111.2


def _abolished_districts(history: History, old: Snapshot, linked: set[tuple[str, str]]) -> None:
    """Districts end without a successor of their own; their communes say where the people went."""
    for key in sorted(old):
        if key[0] == "district" and key not in linked:
            history.link("abolish", key, None, EFFECT, act=PROVINCES_ACT, share="", basis="", default=False)


def _act(new: Snapshot, code: str) -> str:
    return COMMUNES_ACTS.get(new["commune", code].parent_code, COMMUNES_ACT)
