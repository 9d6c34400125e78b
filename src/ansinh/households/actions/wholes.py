"""Whole households: split, joined, dissolved."""

from collections.abc import Sequence
from datetime import date

from ansinh.accounts.actor import Actor
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.households.enums import LifeEventKind, Relation
from ansinh.households.models import Household, LifeEvent, Membership
from ansinh.households.policies import check_changeable, check_not_head
from ansinh.households.spans import (
    begin_membership,
    begin_placement,
    end_household,
    end_membership,
    held,
    member_now,
    members_now,
    next_refs,
    show_head,
    tell,
)
from ansinh.households.undoing import kept
from ansinh.kernel.dates import now
from ansinh.kernel.errors import Refused
from ansinh.kernel.identifiers import mint_id
from ansinh.kernel.language import _

REGISTRY = "registry"


@action(EventName.HOUSEHOLD_SPLIT)
@kept
def split_household(
    *,
    household: Household,
    member_refs: Sequence[str],
    head_ref: str,
    day: date,
    by: Actor,
    into: Household | None = None,
    reason: str = "",
) -> Household:
    """Some members go from ``day`` on: into a household made here with ``head_ref`` as head, or into a
    known one.

    Refused: nobody named, nobody left behind, the head among those who go, a new head who does not go.
    """
    home = held(household)
    check_changeable(by, home, day)
    going = [member_now(home, ref) for ref in dict.fromkeys(member_refs)]
    _check_split(going, len(members_now(home)), head_ref)
    new = _formed(home, day, by) if into is None else held(into)
    if into is not None:
        check_changeable(by, new, day)
    # Several may split off on one day: the household's own row names the first, the members' rows each.
    if (
        not LifeEvent.objects.everywhere()
        .filter(household=home, kind="split", date=day, member_ref="")
        .exists()
    ):
        tell(home, LifeEventKind.SPLIT, day, by, other=new, reason=reason)
    for member in going:
        end_membership(member, day, LifeEventKind.SPLIT)
        tell(home, LifeEventKind.SPLIT, day, by, member=member, other=new, reason=reason)
    _take_in(new, going, day, by, head_ref if into is None else "")
    note(subject=f"household:{home.pk}", reason=reason, members=len(going), new=str(new.pk))
    return new


def _check_split(going: Sequence[Membership], members: int, head_ref: str) -> None:
    if not going or len(going) == members:
        raise Refused(
            _("Tách hộ cần ít nhất một người đi và một người ở lại. Nếu cả hộ đi, hãy ghi chuyển nơi ở."),
            code="split_needs_both",
        )
    for member in going:
        check_not_head(member)
    if head_ref not in {member.member_ref for member in going}:
        raise Refused(
            _("Chủ hộ mới (số {number}) không có trong những người tách đi.").format(number=head_ref),
            code="head_stays",
        )


def _formed(home: Household, day: date, by: Actor) -> Household:
    identity = mint_id()
    new = Household.objects.create(
        id=identity,
        source=REGISTRY,
        source_ref=identity.hex,
        unit=home.unit,
        placed_under=home.placed_under,
        village=home.village,
        formed_on=day,
        recorded_at=now(),
    )
    if home.unit is not None:
        begin_placement(new, home.unit, home.village, day, by)
    return new


def _take_in(
    home: Household, coming: Sequence[Membership], day: date, by: Actor, head_ref: str = ""
) -> list[Membership]:
    """Members of another household belong to ``home`` from ``day`` on, under numbers of their own."""
    taken = []
    for member, ref in zip(coming, next_refs(home, len(coming)), strict=True):
        head = member.member_ref == head_ref
        relation = Relation.HEAD if head else Relation.OTHER
        taken.append(begin_membership(home, member.person, ref, relation, day=day, by=by))
        if head:
            show_head(home, member.person)
    return taken


@action(EventName.HOUSEHOLDS_JOINED)
@kept
def join_households(
    *, household: Household, into: Household, day: date, by: Actor, reason: str = ""
) -> Household:
    """``household`` merges into another from ``day`` on and is dissolved; its members belong to that one."""
    ending, staying = held(household), held(into)
    if ending.pk == staying.pk:
        raise Refused(
            _("Một hộ không thể nhập vào chính nó. Hãy chọn hai hộ khác nhau."), code="same_household"
        )
    check_changeable(by, ending, day)
    check_changeable(by, staying, day)
    members = members_now(ending)
    end_household(ending, day, members, LifeEventKind.MERGED)
    tell(ending, LifeEventKind.MERGED, day, by, other=staying, reason=reason)
    for taken in _take_in(staying, members, day, by):
        tell(staying, LifeEventKind.JOINED, day, by, member=taken, other=ending, reason=reason)
    note(subject=f"household:{ending.pk}", reason=reason, into=str(staying.pk), members=len(members))
    return staying


@action(EventName.HOUSEHOLD_DISSOLVED)
@kept
def dissolve_household(*, household: Household, day: date, by: Actor, reason: str = "") -> Household:
    """The household is no more from ``day`` on; its members belong to no household until they join one."""
    home = held(household)
    check_changeable(by, home, day)
    members = members_now(home)
    end_household(home, day, members, LifeEventKind.DISSOLVED)
    tell(home, LifeEventKind.DISSOLVED, day, by, reason=reason)
    note(subject=f"household:{home.pk}", reason=reason, members=len(members))
    return home
