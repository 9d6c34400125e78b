"""Officers who are people of the registry: nobody surveys, recognises or decides about the own household, or about kin.

Kin are the households in which somebody lives now who ever shared a household with the officer: all the registry knows of
kinship. An account that nobody linked stands close to nobody.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from ansinh.access.doers import actor_words
from ansinh.access.policies import check_manages_person
from ansinh.access.walls import beyond_walls
from ansinh.accounts.actor import Actor
from ansinh.accounts.models import User
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.households.models import Household, Membership, OfficerLink, Person
from ansinh.kernel.dates import now
from ansinh.kernel.errors import NotFound, Refused, UnusableInput
from ansinh.kernel.identifiers import citizen_id_wellformed
from ansinh.kernel.keys import keyring, keys_folder
from ansinh.kernel.language import _


@dataclass(frozen=True)
class Close:
    """The households close to an officer: the own ones, and those of kin."""

    own: frozenset[UUID] = frozenset()
    kin: frozenset[UUID] = frozenset()

    @property
    def all(self) -> frozenset[UUID]:
        return self.own | self.kin


def link_of(user: User) -> OfficerLink | None:
    """The link of an account that holds now."""
    return OfficerLink.objects.filter(user=user, ended_at=None).first()


@action(EventName.OFFICER_LINKED)
def link_officer(*, user: User, citizen_id: str, reason: str, by: Actor) -> OfficerLink:
    """Say that an account is the person with that citizen id. Who links need not see the person: nothing of it is shown.

    Raises ``Refused`` for one's own account, or where ``by`` does not manage the person; ``NotFound`` where nobody in the
    registry has the number; ``UnusableInput`` for a number that is none, or without a reason.
    """
    check_manages_person(by, user)
    if by.user_id == user.pk:
        raise Refused(
            _("Không ai tự gắn mình với người trong sổ. Hãy nhờ người quản trị khác."), code="own_link"
        )
    number = citizen_id.strip()
    if not citizen_id_wellformed(number):
        raise UnusableInput(_("Số định danh gồm 12 chữ số. Hãy kiểm tra lại."), code="citizen_id_wrong")
    if not reason.strip():
        raise UnusableInput(_("Hãy ghi lý do."), code="no_reason")
    if link_of(user) is not None:
        raise Refused(_("Tài khoản này đã được gắn với một người. Hãy gỡ trước."), code="linked_already")
    with beyond_walls():
        rows = Person.objects.filter(citizen_id_index=keyring(keys_folder()).blind_index(number))
        found = list(rows.values_list("pk", flat=True)[:2])
    if len(found) != 1:
        raise NotFound(
            _("Sổ hộ không có đúng một người mang số này, nên không có hộ nào phải tránh theo số này."),
            code="no_such_person",
        )
    note(subject=f"user:{user.pk}", reason=reason.strip())
    return OfficerLink.objects.create(
        user=user, person_id=found[0], reason=reason.strip(), linked_at=now(), linked_by=by.label
    )


@action(EventName.OFFICER_UNLINKED)
def unlink_officer(*, user: User, reason: str, by: Actor) -> None:
    """End the link of an account, with a reason: a mistake. Raises ``Refused`` for one's own, ``NotFound`` without one."""
    check_manages_person(by, user)
    if by.user_id == user.pk:
        raise Refused(_("Không ai tự gỡ liên kết của mình. Hãy nhờ người quản trị khác."), code="own_link")
    if not reason.strip():
        raise UnusableInput(_("Hãy ghi lý do."), code="no_reason")
    if not OfficerLink.objects.filter(user=user, ended_at=None).update(
        ended_at=now(), ended_by=by.label, end_reason=reason.strip()
    ):
        raise NotFound(_("Tài khoản này chưa được gắn với ai."), code="not_linked")
    note(subject=f"user:{user.pk}", reason=reason.strip())


def close_to(user_id: int | None) -> Close:
    """The households close to an officer, wherever they are: ids alone, for who keeps the officer from them."""
    if user_id is None:
        return Close()
    link = OfficerLink.objects.filter(user_id=user_id, ended_at=None).values_list("person_id", flat=True)
    person = link.first()
    if person is None:
        return Close()
    with beyond_walls():
        rows = Membership.objects.everywhere()
        shared = rows.filter(person=person).values_list("household_id", "valid_until")
        ever = {household for household, _until in shared}
        own = {household for household, until in shared if until is None}
        people = rows.filter(household__in=ever).exclude(person=person).values("person")
        kin = set(rows.filter(person__in=people, valid_until=None).values_list("household_id", flat=True))
    return Close(frozenset(own), frozenset(kin - own))


def refs_close_to(user_id: int | None, source: str) -> dict[UUID, str]:
    """The households close to an officer by which files of a source name them; for who keeps such rows out."""
    close = close_to(user_id).all
    if not close:
        return {}
    with beyond_walls():
        rows = Household.objects.everywhere().filter(pk__in=close, source=source)
        return dict(rows.values_list("pk", "source_ref"))


def check_not_close(households: Iterable[UUID], by: Actor) -> None:
    """Raise ``Refused`` where one of the households is the actor's own or of kin."""
    close = close_to(by.user_id).all
    if close and not close.isdisjoint(households):
        raise Refused(
            _(
                "{name} là người của hộ này, hoặc từng chung hộ với người của hộ này, nên không được khảo sát, công nhận hay quyết "
                "định. Hãy để người khác làm."
            ).format(name=actor_words(by)),
            code="own_household",
        )
