"""One household as a device sends it, into the registry, as plain rows.

``registering.register`` takes a file as sets; for a single household that costs more than everything else of a submission.
So the two cases that nearly all are (a household nobody knows, and one whose people are as the registry has them) are
written here row by row, to the very same rows (a test compares them); everything else goes through ``register``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import polars as pl

from ansinh.households.lines import KINH
from ansinh.households.models import (
    Household,
    HouseholdLine,
    HouseholdName,
    Membership,
    NameWord,
    Person,
    Placement,
)
from ansinh.households.registering import Recording, register
from ansinh.kernel.bulk import insert_missing
from ansinh.kernel.identifiers import mint_ids
from ansinh.kernel.single_rows import add_rows
from ansinh.kernel.text import fold, name_sort_key

_REGISTERED = (
    "household_id",
    "member_id",
    "full_name",
    "relation",
    "sex",
    "birth_date",
    "ethnicity",
    "citizen_id",
)


@dataclass(frozen=True)
class RegisteredOne:
    """The household, its people by member id, and whether it is new to the registry."""

    household: UUID
    people: Mapping[str, UUID]
    new: bool


def register_one(
    *,
    known: Household | None,
    ref: str,
    unit_id: int,
    home: Mapping[str, Any],
    members: Sequence[Mapping[str, Any]],
    how: Recording,
) -> RegisteredOne:
    """Register one answered household in the current transaction. ``known`` is its row where there is one; ``home`` has
    ``village`` and ``head_name``, each of ``members`` the columns of a member (null where blank)."""
    if known is None:
        return _add(ref, unit_id, home, members, how)
    there = dict(
        Membership.objects.everywhere()
        .filter(household=known, valid_until__isnull=True)
        .values_list("member_ref", "person_id")
    )
    same_people = there.keys() == {one["member_id"] for one in members}
    if same_people and known.unit_id == unit_id and not _told_anew(known, home):
        return RegisteredOne(known.pk, there, new=False)
    return _by_sets(known, unit_id, home, members, how)


def _told_anew(known: Household, home: Mapping[str, Any]) -> bool:
    return any(home.get(name) not in {None, getattr(known, name)} for name in ("village", "head_name"))


def _by_sets(
    known: Household,
    unit_id: int,
    home: Mapping[str, Any],
    members: Sequence[Mapping[str, Any]],
    how: Recording,
) -> RegisteredOne:
    ref = known.source_ref
    homes = pl.DataFrame(
        [(ref, unit_id, None, home.get("village"), home.get("head_name"))],
        schema={
            "household_id": pl.String,
            "unit_id": pl.Int64,
            "placed_under": pl.Int64,
            "village": pl.String,
            "head_name": pl.String,
        },
        orient="row",
    )
    rows = [(ref, *(one.get(name) for name in _REGISTERED[1:])) for one in members]
    people = pl.DataFrame(rows, schema=dict.fromkeys(_REGISTERED, pl.String), orient="row")
    found = register(homes, people, how)
    return RegisteredOne(
        known.pk,
        {ref: UUID(person) for ref, person in found.members.select("member_id", "person").iter_rows()},
        new=False,
    )


def _add(
    ref: str,
    unit_id: int,
    home: Mapping[str, Any],
    members: Sequence[Mapping[str, Any]],
    how: Recording,
) -> RegisteredOne:
    household, *persons = map(UUID, mint_ids(len(members) + 1))
    village, head = home.get("village") or "", home.get("head_name") or ""
    add_rows(
        [
            Household(
                id=household,
                source=how.source,
                source_ref=ref,
                unit_id=unit_id,
                village=village,
                head_name=head,
                head_name_fold=fold(head) if head else "",
                head_name_sort=name_sort_key(head) if head else "",
                recorded_at=how.at,
                batch_id=how.batch,
            )
        ]
    )
    add_rows(
        [
            Placement(
                household_id=household,
                unit_id=unit_id,
                village=village,
                recorded_at=how.at,
                recorded_by=how.by,
            )
        ]
    )
    add_rows([_person(key, one, how) for key, one in zip(persons, members, strict=True)])
    add_rows(
        [
            Membership(
                household_id=household,
                person_id=key,
                member_ref=one["member_id"],
                relation=one.get("relation") or "",
                recorded_at=how.at,
                recorded_by=how.by,
            )
            for key, one in zip(persons, members, strict=True)
        ]
    )
    _add_line(household, ref, unit_id, village, head, members)
    return RegisteredOne(
        household, {one["member_id"]: key for key, one in zip(persons, members, strict=True)}, new=True
    )


def _person(key: UUID, one: Mapping[str, Any], how: Recording) -> Person:
    name, citizen_id, born = one.get("full_name") or "", one.get("citizen_id"), one.get("birth_date") or ""
    return Person(
        id=key,
        full_name=name,
        full_name_fold=fold(name) if name else "",
        sex=one.get("sex") or "",
        birth_date=date.fromisoformat(born) if len(born) == 10 else None,
        birth_year=int(born[:4]) if born else None,
        ethnicity=one.get("ethnicity") or "",
        citizen_id_sealed=how.keys.seal_id(citizen_id, key.hex) if citizen_id else None,
        citizen_id_index=how.keys.blind_index(citizen_id) if citizen_id else None,
        recorded_at=how.at,
    )


def _add_line(
    household: UUID,
    ref: str,
    unit_id: int,
    village: str,
    head: str,
    members: Sequence[Mapping[str, Any]],
) -> None:
    """What ``lines.renew_lines`` would write for a household that has just come."""
    folded = {fold(text) for text in (head, *(one.get("full_name") or "" for one in members)) if text}
    names = sorted(f" {one}" for one in folded if one)
    groups = [one["ethnicity"] for one in members if one.get("relation") == "head" and one.get("ethnicity")]
    add_rows(
        [
            HouseholdLine(
                household_id=household,
                unit_id=unit_id,
                source_ref=ref,
                village=village,
                head_name=head,
                name_sort=name_sort_key(head) if head else "",
                names="".join(f"|{one}" for one in names),
                persons=len(members),
                minority=groups[0].lower() != KINH if groups else None,
            )
        ]
    )
    add_rows([HouseholdName(household_id=household, unit_id=unit_id, name=one) for one in names])
    words = sorted({(word, one) for one in names for word in one.lstrip(" ").split(" ")})
    insert_missing(NameWord, pl.DataFrame(words, schema={"word": pl.String, "name": pl.String}, orient="row"))
