"""What can be done to the registry: verbs, each audited in the transaction that writes it."""

from ansinh.households.actions.duplicates import decide_duplicate, seek_duplicates
from ansinh.households.actions.imported import EventsApplied, apply_events
from ansinh.households.actions.members import (
    NewPerson,
    change_head,
    member_joins,
    member_leaves,
    record_birth,
    record_death,
)
from ansinh.households.actions.places import correct_placement, move_household, place_household
from ansinh.households.actions.wholes import dissolve_household, join_households, split_household

__all__ = [
    "EventsApplied",
    "NewPerson",
    "apply_events",
    "change_head",
    "correct_placement",
    "decide_duplicate",
    "dissolve_household",
    "join_households",
    "member_joins",
    "member_leaves",
    "move_household",
    "place_household",
    "record_birth",
    "record_death",
    "seek_duplicates",
    "split_household",
]
