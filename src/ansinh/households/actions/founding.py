"""A household written down by hand: one that no file brought."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ansinh.access.policies import check_may
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.households.actions.members import NewPerson, registered
from ansinh.households.actions.wholes import REGISTRY
from ansinh.households.enums import Relation
from ansinh.households.models import Household, Membership
from ansinh.households.policies import check_commune_on
from ansinh.households.spans import begin_placement, show_head
from ansinh.households.undoing import kept
from ansinh.kernel.dates import now, shown_date, today
from ansinh.kernel.errors import Refused
from ansinh.kernel.identifiers import mint_id
from ansinh.kernel.language import _
from ansinh.kernel.text import clean
from ansinh.places.models import Unit


@dataclass(frozen=True, slots=True)
class NewMember:
    """Somebody of a household that is written down: who, and the relation to its head."""

    person: NewPerson
    relation: Relation


@action(EventName.HOUSEHOLD_REGISTERED)
@kept
def register_household(
    *, unit: Unit, village: str, members: Sequence[NewMember], by: Actor, day: date | None = None
) -> Household:
    """A household with its people, at ``unit``; formed on ``day``, or there since before we knew.

    Refused: no permission at the commune, a unit that is no commune of that day, a day to come, nobody, people without a
    name, none or several heads, somebody born after ``day``.
    """
    check_may(by, Permission.EDIT_HOUSEHOLDS, unit.pk)
    if day is not None and day > today():
        raise Refused(
            _("Ngày {day} còn ở tương lai. Hãy ghi biến động khi đã xảy ra.").format(day=shown_date(day)),
            code="future_date",
        )
    check_commune_on(unit, day or today())
    _check_people(members, day)
    identity = mint_id()
    # Written at its place from the first: what lies nowhere is beyond the reach of who writes it.
    home = Household.objects.create(
        id=identity,
        source=REGISTRY,
        source_ref=identity.hex,
        unit=unit,
        village=clean(village),
        formed_on=day,
        recorded_at=now(),
    )
    begin_placement(home, unit, clean(village), day, by)
    for number, member in enumerate(members, start=1):
        person = registered(member.person)
        Membership.objects.create(
            household=home,
            person=person,
            member_ref=str(number),
            relation=member.relation.value,
            valid_from=day,
            recorded_at=now(),
            recorded_by=by.label,
        )
        if member.relation is Relation.HEAD:
            show_head(home, person)
    note(subject=f"household:{home.pk}", place=unit.code, members=len(members))
    return home


def _check_people(members: Sequence[NewMember], day: date | None) -> None:
    heads = sum(member.relation is Relation.HEAD for member in members)
    if heads != 1:
        raise Refused(_("Hộ có đúng một chủ hộ. Hãy chọn quan hệ «chủ hộ» cho một người."), code="one_head")
    if not all(clean(member.person.full_name) for member in members):
        raise Refused(_("Mỗi thành viên của hộ mới cần có họ tên."), code="name_missing")
    born = [member.person.birth_date for member in members if member.person.birth_date]
    if born and max(born) > (day or today()):
        raise Refused(
            _("Có thành viên sinh sau ngày lập hộ hoặc ở tương lai. Hãy kiểm tra lại ngày sinh."),
            code="born_after",
        )
