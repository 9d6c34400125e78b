"""Roles as code: a name, words for people, and what the role may do. More roles come with the procedure."""

from dataclasses import dataclass

from ansinh.accounts.permissions import Permission as P
from ansinh.kernel.language import _


@dataclass(frozen=True, slots=True)
class Role:
    """A role and its permissions. ``words`` gives its name in the current language."""

    code: str
    source: str
    permissions: frozenset[P]

    @property
    def words(self) -> str:
        return _(self.source)


_OFFICER = frozenset(
    {
        P.SEE_HOUSEHOLDS,
        P.EDIT_HOUSEHOLDS,
        P.DECIDE_DUPLICATES,
        P.IMPORT_FILES,
        P.OPEN_ROUNDS,
        P.RUN_CLASSIFICATION,
        P.RECOGNISE_CLASSES,
        P.PRINT_FORMS,
        P.RECORD_POPULATIONS,
    }
)
OFFICER = Role("officer", "Cán bộ giảm nghèo", _OFFICER)
APPROVER = Role("approver", "Người phê duyệt", frozenset({P.SEE_HOUSEHOLDS, P.APPROVE_ROUNDS, P.PRINT_FORMS}))
ADMINISTRATOR = Role("administrator", "Quản trị hệ thống", frozenset({P.EDIT_PLACES, P.RECORD_POPULATIONS}))

ROLES = {role.code: role for role in (OFFICER, APPROVER, ADMINISTRATOR)}
