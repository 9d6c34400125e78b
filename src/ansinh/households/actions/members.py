"""Members come and go: births, deaths, joining, leaving, another head."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ansinh.accounts.actor import Actor
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.households.enums import LifeEventKind, Relation
from ansinh.households.models import Household, Membership, Person
from ansinh.households.policies import check_changeable, check_not_head
from ansinh.households.spans import (
    begin_membership,
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
from ansinh.kernel.dates import now, shown_date
from ansinh.kernel.errors import Refused
from ansinh.kernel.identifiers import mint_id
from ansinh.kernel.keys import keyring
from ansinh.kernel.language import _
from ansinh.kernel.text import clean, fold


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody the registry does not know yet. Every part may be blank; ``keys`` is needed with a citizen
    id."""

    full_name: str = ""
    sex: str = ""
    birth_date: date | None = None
    birth_year: int | None = None
    ethnicity: str = ""
    citizen_id: str = ""
    keys: Path | None = None


def registered(new: NewPerson) -> Person:
    """The person written to the registry, the citizen id sealed."""
    person = Person(
        id=mint_id(),
        full_name=clean(new.full_name),
        full_name_fold=fold(new.full_name),
        sex=new.sex,
        birth_date=new.birth_date,
        birth_year=new.birth_date.year if new.birth_date else new.birth_year,
        ethnicity=new.ethnicity,
        recorded_at=now(),
    )
    if new.citizen_id:
        if new.keys is None:
            raise ValueError("a citizen id needs the keys folder")
        keys = keyring(new.keys)
        person.citizen_id_sealed = keys.seal_id(new.citizen_id, person.pk.hex)
        person.citizen_id_index = keys.blind_index(new.citizen_id)
    person.save(force_insert=True)
    return person


@action(EventName.MEMBER_BORN)
@kept
def record_birth(
    *, household: Household, day: date, by: Actor, child: NewPerson, relation: Relation = Relation.CHILD
) -> Membership:
    """A child is born into the household on ``day``, which is its birth date whatever ``child`` says."""
    home = held(household)
    check_changeable(by, home, day)
    person = registered(
        NewPerson(child.full_name, child.sex, day, None, child.ethnicity, child.citizen_id, child.keys)
    )
    membership = begin_membership(home, person, next_refs(home, 1)[0], relation, day=day, by=by)
    tell(home, LifeEventKind.BORN, day, by, member=membership)
    note(subject=f"household:{home.pk}", member=membership.member_ref)
    return membership


@action(EventName.MEMBER_DIED)
@kept
def record_death(
    *, household: Household, member_ref: str, day: date, by: Actor, reason: str = ""
) -> Membership:
    """A member dies on ``day``. The death of who lived alone dissolves the household, with an event of its
    own."""
    home = held(household)
    check_changeable(by, home, day)
    membership = member_now(home, member_ref)
    person = membership.person
    if person.birth_date is not None and day < person.birth_date:
        raise Refused(
            _("Ngày mất {day} trước ngày sinh của thành viên số {number}. Hãy kiểm tra lại.").format(
                day=shown_date(day), number=member_ref
            ),
            code="death_before_birth",
        )
    end_membership(membership, day, LifeEventKind.DIED)
    person.died_on = day
    person.save(update_fields=["died_on"])
    tell(home, LifeEventKind.DIED, day, by, member=membership, reason=reason)
    alone = not members_now(home)
    if alone:
        end_household(home, day, [], LifeEventKind.DISSOLVED)
        tell(home, LifeEventKind.DISSOLVED, day, by)
    note(subject=f"household:{home.pk}", member=member_ref, dissolved=alone)
    return membership


@action(EventName.MEMBER_JOINED)
@kept
def member_joins(
    *,
    household: Household,
    person: Person | NewPerson,
    day: date,
    by: Actor,
    relation: Relation = Relation.OTHER,
    reason: str = "",
) -> Membership:
    """Somebody joins from ``day`` on: new to the registry, or known and no longer a member anywhere.

    Refused for someone who died, or is still a member of a household: that one is left first.
    """
    home = held(household)
    check_changeable(by, home, day)
    if relation is Relation.HEAD:
        raise Refused(
            _("Người mới vào hộ chưa thể là chủ hộ. Hãy ghi vào hộ, rồi đổi chủ hộ."), code="is_head"
        )
    known = registered(person) if isinstance(person, NewPerson) else person
    _check_free(known, day)
    membership = begin_membership(home, known, next_refs(home, 1)[0], relation, day=day, by=by)
    tell(home, LifeEventKind.JOINED, day, by, member=membership, reason=reason)
    note(subject=f"household:{home.pk}", member=membership.member_ref, reason=reason)
    return membership


def _check_free(person: Person, day: date) -> None:
    if person.died_on is not None:
        raise Refused(_("Người này đã được ghi là đã mất; không thể vào hộ khác."), code="person_died")
    for other in Membership.objects.everywhere().filter(person=person):
        if other.valid_until is None or other.valid_until >= day:
            raise Refused(
                _("Người này còn là thành viên của một hộ vào ngày {day}. Hãy ghi rời hộ ấy trước.").format(
                    day=shown_date(day)
                ),
                code="still_a_member",
            )


@action(EventName.MEMBER_LEFT)
@kept
def member_leaves(
    *, household: Household, member_ref: str, day: date, by: Actor, reason: str = ""
) -> Membership:
    """A member no longer belongs from ``day`` on. The head leaves only after another head is named."""
    home = held(household)
    check_changeable(by, home, day)
    members = members_now(home)
    membership = member_now(home, member_ref)
    if len(members) == 1:
        raise Refused(
            _("Đây là thành viên cuối cùng của hộ. Hãy ghi hộ chuyển đi, nhập hộ hoặc kết thúc hộ."),
            code="last_member",
        )
    check_not_head(membership)
    end_membership(membership, day, LifeEventKind.LEFT)
    tell(home, LifeEventKind.LEFT, day, by, member=membership, reason=reason)
    note(subject=f"household:{home.pk}", member=member_ref, reason=reason)
    return membership


@action(EventName.HEAD_CHANGED)
@kept
def change_head(
    *,
    household: Household,
    member_ref: str,
    day: date,
    by: Actor,
    former_relation: Relation = Relation.OTHER,
    reason: str = "",
) -> Membership:
    """Another member is the head from ``day`` on; the former head, if still there, is ``former_relation``
    to the new."""
    home = held(household)
    check_changeable(by, home, day)
    chosen = member_now(home, member_ref)
    if chosen.relation == Relation.HEAD.value:
        raise Refused(_("Thành viên này đang là chủ hộ; không có gì thay đổi."), code="already_head")
    for former in members_now(home):
        if former.relation == Relation.HEAD.value:
            former.relation = former_relation.value
            former.save(update_fields=["relation"])
    chosen.relation = Relation.HEAD.value
    chosen.save(update_fields=["relation"])
    show_head(home, chosen.person)
    tell(home, LifeEventKind.HEAD_CHANGED, day, by, member=chosen, reason=reason)
    note(subject=f"household:{home.pk}", member=member_ref, reason=reason)
    return chosen
