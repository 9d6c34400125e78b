"""What is known of a person: corrected with a reason, its citizen id shown on purpose."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from ansinh.accounts.actor import Actor
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.households.enums import Relation
from ansinh.households.models import Household, Membership, Person
from ansinh.households.policies import check_living, check_may_edit, check_reason
from ansinh.households.spans import held, member_now, show_head
from ansinh.households.undoing import kept
from ansinh.kernel.dates import today
from ansinh.kernel.errors import Refused
from ansinh.kernel.keys import keyring
from ansinh.kernel.language import _
from ansinh.kernel.text import clean, fold

CORRECTABLE = ("full_name", "sex", "birth_date", "birth_year", "ethnicity")


@action(EventName.PERSON_CORRECTED)
@kept
def correct_person(
    *,
    household: Household,
    member_ref: str,
    values: Mapping[str, Any],
    reason: str,
    by: Actor,
    relation: Relation | None = None,
    citizen_id: str = "",
    keys: Path | None = None,
) -> Membership:
    """What was written of a member was wrong: ``values`` (of ``CORRECTABLE``) and the relation are right; a ``citizen_id``
    replaces the one known. What was there before is kept with the change.

    Refused: no reason, no permission, a dissolved household, a name taken away, a day of birth to come, making or unmaking
    the head (another verb does that), nothing different.
    """
    reason = check_reason(reason)
    home = held(household)
    check_may_edit(by, home)
    check_living(home)
    membership = member_now(home, member_ref)
    person = membership.person
    before = (*(getattr(person, name) for name in CORRECTABLE), person.citizen_id_index, membership.relation)
    _write(person, values)
    if citizen_id:
        seal_citizen_id(person, citizen_id, keys)
    _relate(membership, relation)
    if before == (
        *(getattr(person, name) for name in CORRECTABLE),
        person.citizen_id_index,
        membership.relation,
    ):
        raise Refused(_("Không có gì khác với điều đang ghi; chưa sửa gì."), code="nothing_different")
    person.save()
    membership.save(update_fields=["relation"])
    if membership.relation == Relation.HEAD.value:
        show_head(home, person)
    note(subject=f"household:{home.pk}", reason=reason, member=member_ref)
    return membership


def _write(person: Person, values: Mapping[str, Any]) -> None:
    """The values onto the person; a day of birth gives its year."""
    for name in CORRECTABLE:
        if name in values:
            setattr(person, name, values[name])
    person.full_name = clean(person.full_name)
    person.full_name_fold = fold(person.full_name)
    if person.birth_date is not None:
        person.birth_year = person.birth_date.year
    if not person.full_name:
        raise Refused(_("Họ tên không được để trống."), code="name_missing")
    _check_birth(person.birth_date, person.birth_year)


def _check_birth(birth: date | None, year: int | None) -> None:
    if (birth is not None and birth > today()) or (year is not None and year > today().year):
        raise Refused(_("Ngày sinh còn ở tương lai. Hãy kiểm tra lại."), code="future_date")


def seal_citizen_id(person: Person, citizen_id: str, keys: Path | None) -> None:
    """The citizen id onto the person, bound to it; without saving."""
    if keys is None:
        raise ValueError("a citizen id needs the keys folder")
    ring = keyring(keys)
    index = ring.blind_index(citizen_id)
    # The same id again keeps its ciphertext: nothing changed.
    if person.citizen_id_index is None or bytes(person.citizen_id_index) != index:
        person.citizen_id_sealed = ring.seal_id(citizen_id, person.pk.hex)
        person.citizen_id_index = index


def _relate(membership: Membership, relation: Relation | None) -> None:
    if relation is None or relation.value == membership.relation:
        return
    if Relation.HEAD.value in {relation.value, membership.relation}:
        raise Refused(_("Chủ hộ chỉ thay đổi bằng việc «Đổi chủ hộ»."), code="is_head")
    membership.relation = relation.value


@action(EventName.CITIZEN_ID_REVEALED)
def reveal_citizen_id(*, household: Household, person: Person, reason: str, by: Actor, keys: Path) -> str:
    """The whole citizen id of somebody who is or was of the household; who saw it and why stays in the log.

    Refused: no reason, no permission, none known.
    """
    reason = check_reason(reason)
    check_may_edit(by, household)
    if person.citizen_id_sealed is None:
        raise Refused(_("Chưa có số định danh của người này."), code="no_citizen_id")
    note(subject=f"household:{household.pk}", reason=reason, person=str(person.pk))
    return keyring(keys).open_id(person.citizen_id_sealed, person.pk.hex)
