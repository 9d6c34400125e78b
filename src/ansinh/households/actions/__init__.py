"""What can be done to the registry: verbs, each audited in the transaction that writes it."""

from ansinh.households.actions.duplicates import decide_duplicate, seek_duplicates
from ansinh.households.actions.founding import NewMember, register_household
from ansinh.households.actions.imported import EventsApplied, apply_events
from ansinh.households.actions.members import (
    NewPerson,
    change_head,
    member_joins,
    member_leaves,
    record_birth,
    record_death,
)
from ansinh.households.actions.people import correct_person, reveal_citizen_id
from ansinh.households.actions.places import correct_placement, move_household, place_household
from ansinh.households.actions.taking_back import take_back_change
from ansinh.households.actions.wholes import dissolve_household, join_households, split_household

__all__ = [
    "EventsApplied",
    "NewMember",
    "NewPerson",
    "apply_events",
    "change_head",
    "correct_person",
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
    "register_household",
    "reveal_citizen_id",
    "seek_duplicates",
    "split_household",
    "take_back_change",
]
