"""The plain twin of movements: one household at a time, as the forms' rules read, in ordinary Python.

A story: ``listed`` (commune and class on the opening list, with the persons the list printed), ``found`` (commune and
recognised class now, with persons), ``events`` since the opening, ``earlier`` rows of lists. It shares no code with the
product.
"""

from dataclasses import dataclass, field

POOR = {"poor", "poor_income", "poor_deprivation"}


@dataclass(frozen=True)
class Told:
    """A life event; blank ``member`` means the whole household."""

    kind: str
    day: str = "2022-06-01"
    member: str = ""
    other: str = ""
    source: int | None = None
    target: int | None = None


@dataclass(frozen=True)
class Story:
    name: str
    listed: tuple[int, str, int | None] | None = None
    found: tuple[int, str, int] | None = None
    events: tuple[Told, ...] = ()
    earlier: tuple[tuple[int, str, str, str], ...] = ()  # year, class, kind, decision
    members_then: int = 0
    gained: int = 0
    lost: int = 0
    elsewhere: bool = False


@dataclass
class Moved:
    movement: str = ""
    reason: str = ""
    opening: str = ""
    opening_persons: int = 0
    gained: int = 0
    lost: int = 0
    facts: dict = field(default_factory=dict)


def on_list(class_name: str) -> str:
    if class_name in POOR:
        return "poor"
    return "near_poor" if class_name == "near_poor" else ""


def once_left(story: Story) -> set[str]:
    """The lists that decisions once took the household off."""
    left, on = set(), ""
    for _year, class_name, kind, decision in sorted(story.earlier, key=lambda row: row[0]):
        if kind in {"poor_out", "near_out"}:
            left.add({"poor_out": "poor", "near_out": "near_poor"}[kind])
            continue
        if kind == "poor_to_near":
            left.add("poor")
        if class_name in {"average", "not_poor"} and decision and on:
            left.add(on)
        on = on_list(class_name) or on
    return left


def how_came(story: Story, everyone: dict[str, Story]) -> str:
    commune = story.found[0]
    if story.listed is not None:
        return "moved"
    moves = [one for one in story.events if one.kind == "moved" and not one.member]
    if moves and moves[-1].target == commune and moves[0].source != commune:
        return "moved"
    touching = [
        (one.day, one.kind)
        for other in everyone.values()
        for one in other.events
        if one.kind in {"split", "merged"} and one.other and story.name in {other.name, one.other}
    ]
    return max(touching)[1] if touching else ""


def how_went(story: Story, everyone: dict[str, Story]) -> str:
    whole = [
        one for one in story.events if not one.member and one.kind in {"moved", "merged", "dissolved", "died"}
    ]
    if whole:
        return whole[-1].kind
    if story.found is not None or story.elsewhere:
        return "moved"
    if any(
        one.kind == "merged" and not one.member and one.other == story.name
        for other in everyone.values()
        for one in other.events
    ):
        return "merged"
    going = {"died", "left", "moved", "split", "merged", "dissolved"}
    people = [one for one in story.events if one.member and one.kind in going]
    there = story.listed[2] if story.listed[2] is not None else story.members_then
    if people and story.lost and story.lost >= there:
        return people[-1].kind
    return "not_reviewed"


def movements(stories: list[Story]) -> dict[tuple[str, int], Moved]:
    """By household and commune."""
    everyone = {story.name: story for story in stories}
    told: dict[tuple[str, int], Moved] = {}
    for story in stories:
        for commune in {place[0] for place in (story.listed, story.found) if place is not None}:
            told[story.name, commune] = _moved(story, commune, everyone)
    return told


def _moved(story: Story, commune: int, everyone: dict[str, Story]) -> Moved:
    listed = story.listed if story.listed and story.listed[0] == commune else None
    found = story.found if story.found and story.found[0] == commune else None
    if listed is None:
        # Nobody decided: who was listed anywhere keeps that class, who was not is on no list.
        undecided = found[1] == "" and story.listed is not None
        closing = on_list(story.listed[1] if undecided and story.listed else found[1])
        if not closing:
            return Moved()
        came = how_came(story, everyone)
        if came:
            return Moved("other_in", came)
        left = once_left(story)
        if closing == "poor":
            return Moved("relapse_poor" if "poor" in left else "new_poor")
        return Moved("relapse_near" if left else "new_near")
    opening = on_list(listed[1])
    if found is None:
        persons = listed[2] if listed[2] is not None else story.members_then
        return Moved("other_out", how_went(story, everyone), opening, persons)
    told = found[2] - story.gained + story.lost
    persons = listed[2] if listed[2] is not None else told
    stays = {
        ("poor", "poor"): "stay_poor",
        ("poor", "near_poor"): "poor_to_near",
        ("poor", ""): "poor_out",
        ("near_poor", "poor"): "near_to_poor",
        ("near_poor", "near_poor"): "stay_near",
        ("near_poor", ""): "near_out",
    }
    gap = persons - told
    return Moved(
        stays[opening, on_list(found[1]) if found[1] else opening],
        "",
        opening,
        persons,
        story.gained + max(-gap, 0),
        story.lost + max(gap, 0),
    )
