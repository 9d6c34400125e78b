"""Which forms somebody may have: sums by the right to print, lists that name households by the right to see them too."""

from ansinh.access.policies import check_may, may
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission
from ansinh.datasets.models import Version
from ansinh.reports.layouts import FORM_NUMBERS, LIST_CLASSES


def check_may_have(by: Actor, version: Version, number: int) -> None:
    """Raise ``Refused`` where the form ``number`` names households and ``by`` does not see those of the version's place."""
    if number in LIST_CLASSES:
        check_may(by, Permission.SEE_HOUSEHOLDS, version.unit_id)


def forms_for(by: Actor, version: Version) -> list[int]:
    """The numbers of the forms of a version that ``by`` may have, of those who may print at all."""
    sees = may(by, Permission.SEE_HOUSEHOLDS, version.unit_id)
    return [number for number in FORM_NUMBERS if sees or number not in LIST_CLASSES]
