"""Suspected duplicates: sought as a set, decided one by one, with a reason."""

from collections.abc import Collection
from datetime import date
from pathlib import Path

import polars as pl

from ansinh.access.scope import Scope
from ansinh.accounts.actor import Actor
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note, nothing_changed
from ansinh.households.actions.people import seal_citizen_id
from ansinh.households.duplicates import people_within, suspected_pairs
from ansinh.households.enums import DuplicateDecision, LifeEventKind, Relation
from ansinh.households.models import Membership, Person, SuspectedDuplicate
from ansinh.households.policies import (
    check_day,
    check_may_decide,
    check_not_head,
    check_reason,
    check_undecided,
)
from ansinh.households.queries import communes_now, known_pairs
from ansinh.households.spans import end_household, end_membership, members_now, show_head, tell
from ansinh.households.undoing import kept
from ansinh.kernel.bulk import insert_frame
from ansinh.kernel.dates import now, today
from ansinh.kernel.errors import Refused
from ansinh.kernel.keys import keyring
from ansinh.kernel.language import _

# What a kept person may take over from the other, and the columns that hold it.
MERGEABLE = {
    "full_name": ("full_name", "full_name_fold"),
    "sex": ("sex",),
    "birth": ("birth_date", "birth_year"),
    "ethnicity": ("ethnicity",),
    "citizen_id": (),
}


@action(EventName.DUPLICATES_SOUGHT)
def seek_duplicates(*, scope: Scope, by: Actor) -> int:
    """Look through the members at the places of ``scope``; the number of pairs that were not proposed
    before.

    A pair is proposed once, whatever was decided about it. The number of queries does not grow with the
    people.
    """
    people = people_within(scope)
    pairs = suspected_pairs(people, communes_now(people["unit_id"].drop_nulls().unique().to_list()))
    fresh = pairs.join(known_pairs(), on=["left", "right"], how="anti", maintain_order="left")
    if fresh.is_empty():
        nothing_changed()
        return 0
    insert_frame(
        SuspectedDuplicate,
        fresh.select(
            pl.col("left").alias("left_id"),
            pl.col("right").alias("right_id"),
            "basis",
            "score",
            pl.lit(DuplicateDecision.OPEN.value).alias("decision"),
            pl.lit("").alias("decided_by"),
            pl.lit("").alias("reason"),
            pl.lit(now()).alias("found_at"),
        ),
    )
    note(people=people.height, found=fresh.height)
    return fresh.height


@action(EventName.DUPLICATE_DECIDED)
@kept
def decide_duplicate(
    *,
    suspicion: SuspectedDuplicate,
    decision: DuplicateDecision,
    reason: str,
    by: Actor,
    keep: Person | None = None,
    day: date | None = None,
    taken: Collection[str] = (),
    keys: Path | None = None,
) -> SuspectedDuplicate:
    """Decide a suspicion, with a reason. ``different`` is remembered and never proposed again.

    ``same``: ``keep`` stays a member where it is; the other's membership ends on ``day`` (default
    today) with a life event that names the kept person. Nobody is deleted. A household that has no
    member left is dissolved. ``taken`` names the values (``MERGEABLE``) that the kept person takes over
    from the other; what they replace stays with the change (``RegistryChange``), which can be taken back.
    Refused: decided before, no reason, nobody or a stranger to keep, the other is the head of people who
    stay.
    """
    reason = check_reason(reason)
    pair = SuspectedDuplicate.objects.select_for_update().select_related("left", "right").get(pk=suspicion.pk)
    check_undecided(pair)
    rows = Membership.objects.everywhere().filter(person__in=[pair.left, pair.right], valid_until=None)
    memberships = {row.person_id: row for row in rows.select_related("household", "person")}
    check_may_decide(
        by, {row.household.unit_id or row.household.placed_under_id for row in memberships.values()} or {None}
    )
    if decision is DuplicateDecision.OPEN:
        raise Refused(_("Hãy quyết định: cùng một người, hay hai người khác nhau."), code="decision_missing")
    if decision is DuplicateDecision.SAME:
        stays, other = _sides(pair, keep)
        if other.pk in memberships:
            _leave_out(memberships[other.pk], stays, day or today(), reason, by)
        _take_over(stays, other, taken, memberships.get(stays.pk), keys)
    pair.decision, pair.reason, pair.decided_by, pair.decided_at = decision.value, reason, by.label, now()
    pair.save(update_fields=["decision", "reason", "decided_by", "decided_at"])
    note(
        subject=f"suspicion:{pair.pk}",
        reason=reason,
        decision=decision.value,
        kept=str(keep.pk) if keep else "",
        **({"taken": sorted(taken)} if taken else {}),
    )
    return pair


def _sides(pair: SuspectedDuplicate, keep: Person | None) -> tuple[Person, Person]:
    if keep is None or keep.pk not in {pair.left_id, pair.right_id}:
        raise Refused(_("Hãy chọn một trong hai người để giữ lại."), code="keep_missing")
    return (pair.left, pair.right) if keep.pk == pair.left_id else (pair.right, pair.left)


def _take_over(
    stays: Person, other: Person, taken: Collection[str], membership: Membership | None, keys: Path | None
) -> None:
    """The chosen values of the other onto the one who stays; a day of birth comes with its year."""
    if not taken:
        return
    for name, columns in MERGEABLE.items():
        if name in taken:
            for column in columns:
                setattr(stays, column, getattr(other, column))
    if "citizen_id" in taken and other.citizen_id_sealed is not None:
        if keys is None:
            raise ValueError("a citizen id needs the keys folder")
        # A ciphertext is bound to its person, so it is opened there and sealed here.
        seal_citizen_id(stays, keyring(keys).open_id(other.citizen_id_sealed, other.pk.hex), keys)
    stays.save()
    if "full_name" in taken and membership is not None and membership.relation == Relation.HEAD.value:
        show_head(membership.household, stays)


def _leave_out(membership: Membership, stays: Person, day: date, reason: str, by: Actor) -> None:
    home = membership.household
    check_day(home, day)
    others = [row for row in members_now(home) if row.pk != membership.pk]
    if others:
        check_not_head(membership)
    end_membership(membership, day, LifeEventKind.LEFT)
    trace = _("Trùng với nhân khẩu {person}: {reason}").format(person=stays.pk, reason=reason)
    tell(home, LifeEventKind.LEFT, day, by, member=membership, reason=trace)
    if not others:
        end_household(home, day, [], LifeEventKind.DISSOLVED)
        tell(home, LifeEventKind.DISSOLVED, day, by, reason=trace)
