"""What a person had before them when a change of a household was begun: two who change one household at once never overwrite
each other unseen.

A stamp holds places, numbers of members and relations, no names; it is signed, so that a page can carry it.
"""

from dataclasses import asdict, dataclass
from datetime import date

from django.core import signing

from ansinh.households.models import Household, Membership
from ansinh.households.spans import members_now
from ansinh.kernel.dates import shown_date
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.kernel.language import _

_SALT = "ansinh household stamp"


@dataclass(frozen=True)
class Standing:
    """A household as somebody saw it: unit, village, last day, ``(number, person, relation)`` of each member."""

    unit: int | None
    village: str
    ended: str
    members: tuple[tuple[str, str, str], ...]


class HouseholdChanged(Refused):
    """The household is no longer as it was seen. ``differences`` says in words what changed meanwhile."""

    code = "changed_meanwhile"

    def __init__(self, differences: list[str]) -> None:
        super().__init__(
            _(
                "Có người vừa sửa hộ này sau khi trang được mở: {differences} Hãy xem lại rồi ghi lần nữa nếu còn đúng."
            ).format(differences=" ".join(differences))
        )
        self.differences = differences


def standing_of(home: Household, members: list[Membership]) -> Standing:
    """What the household and its members now (open memberships) look like."""
    return Standing(
        home.unit_id,
        home.village,
        home.dissolved_on.isoformat() if home.dissolved_on else "",
        tuple(sorted((row.member_ref, row.person_id.hex, row.relation) for row in members)),
    )


def stamp_of(standing: Standing) -> str:
    """The standing as signed text for a form."""
    return signing.dumps(asdict(standing), salt=_SALT, compress=True)


def check_unchanged(home: Household, stamp: str) -> None:
    """Raise ``HouseholdChanged`` unless the household still is as ``stamp`` says; ``UnusableInput`` for no stamp of ours."""
    try:
        raw = signing.loads(stamp, salt=_SALT)
    except signing.BadSignature as stranger:
        raise UnusableInput(_("Trang này đã cũ. Hãy mở lại trang của hộ rồi ghi lại.")) from stranger
    seen = Standing(raw["unit"], raw["village"], raw["ended"], tuple(tuple(one) for one in raw["members"]))
    now = standing_of(home, members_now(home))
    if found := differences(seen, now):
        raise HouseholdChanged(found)


def differences(seen: Standing, now: Standing) -> list[str]:
    """What differs, a sentence each."""
    said = []
    if (seen.unit, seen.village) != (now.unit, now.village):
        said.append(_("Nơi ở đã được đổi."))
    if seen.ended != now.ended:
        said.append(
            _("Hộ đã được ghi kết thúc ngày {day}.").format(day=_day(now.ended))
            if now.ended
            else _("Việc kết thúc hộ đã được hoàn tác.")
        )
    was = {ref: (person, relation) for ref, person, relation in seen.members}
    are = {ref: (person, relation) for ref, person, relation in now.members}
    for ref in was.keys() - are.keys():
        said.append(_("Thành viên số {number} không còn trong hộ.").format(number=ref))
    for ref in are.keys() - was.keys():
        said.append(_("Có thêm thành viên số {number}.").format(number=ref))
    for ref in was.keys() & are.keys():
        if was[ref] != are[ref]:
            said.append(_("Quan hệ của thành viên số {number} đã được đổi.").format(number=ref))
    return sorted(said)


def _day(text: str) -> str:
    return shown_date(date.fromisoformat(text))
