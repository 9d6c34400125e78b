"""What a person reads of the registry: one household's past, the suspicions that wait; always within a
scope."""

from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from ansinh.access.scope import Scope
from ansinh.households.models import Household, LifeEvent, Membership, Person, Placement, SuspectedDuplicate
from ansinh.kernel.errors import NotFound
from ansinh.kernel.keys import keyring
from ansinh.kernel.language import _

_SHOWN_DIGITS = 4
_FEW = 500


def household_within(scope: Scope, source: str, source_ref: str) -> Household:
    """The household known at ``source`` under that id; raises ``NotFound`` also where it is out of scope."""
    home = Household.objects.within(scope).filter(source=source, source_ref=source_ref).first()
    if home is None:
        raise NotFound(
            _("Không có hộ này trong địa bàn được giao. Hãy kiểm tra mã hộ và nguồn."),
            code="no_such_household",
        )
    return home


def household_by_id(scope: Scope, key: UUID) -> Household:
    """The household of that id, places loaded; one that waits to be placed is reached through the place it waits under.
    Raises ``NotFound`` also where it is out of scope."""
    homes = Household.objects.everywhere().select_related("unit__parent__parent", "placed_under")
    home = homes.filter(pk=key).first()
    if home is None or not scope.covers(home.unit_id or home.placed_under_id, home.village):
        raise NotFound(
            _("Không có hộ này trong địa bàn được giao. Hãy tìm lại trong danh sách hộ."),
            code="no_such_household",
        )
    return home


def masked(person: Person, keys: Path) -> str:
    """The citizen id with all but its last four digits covered; blank where there is none."""
    if person.citizen_id_sealed is None:
        return ""
    value = keyring(keys).open_id(person.citizen_id_sealed, person.pk.hex)
    return "•" * (len(value) - _SHOWN_DIGITS) + value[-_SHOWN_DIGITS:]


def history_of(home: Household, keys: Path) -> dict[str, Any]:
    """One household's past: ``placements``, ``members`` (citizen ids masked) and ``events``, oldest first."""
    placements = Placement.objects.everywhere().filter(household=home, in_force=True).select_related("unit")
    members = Membership.objects.everywhere().filter(household=home).select_related("person").order_by("id")
    events = LifeEvent.objects.everywhere().filter(household=home).select_related("other_household")
    return {
        "source": home.source,
        "source_id": home.source_ref,
        "head_name": home.head_name,
        "formed_on": home.formed_on,
        "dissolved_on": home.dissolved_on,
        "placements": [
            {
                "unit_code": row.unit.code,
                "unit_name": row.unit.name,
                "village": row.village,
                "from": row.valid_from,
                "until": row.valid_until,
            }
            for row in sorted(placements, key=lambda row: (row.valid_until or date.max, row.pk))
        ],
        "members": [
            {
                "member": row.member_ref,
                "person": row.person_id.hex,
                "full_name": row.person.full_name,
                "relation": row.relation,
                "citizen_id": masked(row.person, keys),
                "from": row.valid_from,
                "until": row.valid_until,
                "ended_by": row.ended_by,
            }
            for row in members
        ],
        "events": [
            {
                "event": row.kind,
                "date": row.date,
                "member": row.member_ref,
                "other_household": row.other_household.source_ref if row.other_household else "",
                "reason": row.reason,
            }
            for row in events.order_by("date", "id")
        ],
    }


def open_suspicions(scope: Scope) -> list[dict[str, Any]]:
    """Pairs that wait for a decision and of which both people live within ``scope``, the likeliest first."""
    pairs = list(
        SuspectedDuplicate.objects.filter(decision="open")
        .select_related("left", "right")
        .order_by("-score", "id")
    )
    homes = _homes({person for pair in pairs for person in (pair.left_id, pair.right_id)}, scope)
    return [
        {
            "id": pair.pk,
            "basis": pair.basis,
            "score": pair.score,
            "left": pair.left_id.hex,
            "left_name": pair.left.full_name,
            "left_household": homes[pair.left_id],
            "right": pair.right_id.hex,
            "right_name": pair.right.full_name,
            "right_household": homes[pair.right_id],
        }
        for pair in pairs
        if pair.left_id in homes and pair.right_id in homes
    ]


def _homes(people: set, scope: Scope) -> dict:
    """The household id at its source of each person who lives within ``scope``."""
    rows = Membership.objects.within(scope).filter(valid_until=None)
    if len(people) <= _FEW:
        rows = rows.filter(person__in=people)
    return dict(rows.values_list("person_id", "household__source_ref"))


def suspicion_within(scope: Scope, number: int) -> SuspectedDuplicate:
    """The suspicion of that number; raises ``NotFound`` also where one of the two is out of scope."""
    pair = SuspectedDuplicate.objects.select_related("left", "right").filter(pk=number).first()
    people = {pair.left_id, pair.right_id} if pair else set()
    if pair is None or len(_homes(people, scope).keys() & people) < len(people):
        raise NotFound(
            _("Không có cặp nghi trùng số {number}.").format(number=number), code="no_such_suspicion"
        )
    return pair
