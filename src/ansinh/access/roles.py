"""Roles as code: a name, words for people, the level of the office, and what the role may do.

Who makes does not approve: no role holds both a permission of ``MAKING`` and one of ``APPROVING`` (a test holds it),
and nobody holds two roles that would (``access.actions``). An administrator sees no household by that role.
"""

from dataclasses import dataclass
from enum import StrEnum

from ansinh.accounts.permissions import Permission as P
from ansinh.kernel.language import _


class Office(StrEnum):
    """Whose office a role belongs to. A province's and the ministry's people may be in charge of a part of their area."""

    VILLAGE = "village"
    COMMUNE = "commune"
    DISTRICT = "district"
    PROVINCE = "province"
    NATION = "nation"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Role:
    """A role and its permissions. ``words`` gives its name in the current language."""

    code: str
    source: str
    office: Office
    permissions: frozenset[P]

    @property
    def words(self) -> str:
        return _(self.source)


MAKING = frozenset(
    {
        P.ENTER_ANSWERS,
        P.RECOGNISE_CLASSES,
        P.PREPARE_DOSSIERS,
        P.EDIT_HOUSEHOLDS,
        P.IMPORT_FILES,
        P.PLAN_SUPPORT,
        P.PROPOSE_SUPPORT,
        P.KEEP_PLANS,
        P.KEEP_OUTREACH,
        P.MAKE_BUDGETS,
    }
)
APPROVING = frozenset(
    {
        P.DECIDE_LISTS,
        P.APPROVE_ROUNDS,
        P.GIVE_OPINION,
        P.HEAR_APPEALS,
        P.APPROVE_SUPPORT,
        P.APPROVE_REPORTS,
        P.APPROVE_PLANS,
        P.APPROVE_OUTREACH,
        P.APPROVE_BUDGETS,
    }
)

_SEEING = frozenset({P.SEE_HOUSEHOLDS, P.PRINT_FORMS, P.WATCH_PROGRESS})
_REGISTRY = _SEEING | {
    P.EDIT_HOUSEHOLDS,
    P.DECIDE_DUPLICATES,
    P.IMPORT_FILES,
    P.EXPORT_LISTS,
    P.OPEN_ROUNDS,
    P.ENTER_ANSWERS,
    P.RUN_CLASSIFICATION,
    P.RECOGNISE_CLASSES,
    P.RECORD_POPULATIONS,
    P.SEND_REPORTS,
    P.ISSUE_PAPERS,
    P.PLAN_SUPPORT,
    P.PROPOSE_SUPPORT,
    P.KEEP_PLANS,
    P.KEEP_OUTREACH,
    P.VIEW_BUDGETS,
    P.MAKE_BUDGETS,
}
_CHAIR = _SEEING | {
    P.ISSUE_PAPERS,
    P.SEE_REQUESTS,
    P.APPROVE_SUPPORT,
    P.APPROVE_PLANS,
    P.APPROVE_OUTREACH,
    P.APPROVE_REPORTS,
    P.VIEW_BUDGETS,
    P.APPROVE_BUDGETS,
}

# QĐ 24/2021 art. 4.1-4.2: reviewers collect information; they see the households of their villages only.
SURVEYOR = Role(
    "surveyor",
    "Rà soát viên",
    Office.VILLAGE,
    frozenset({P.SEE_HOUSEHOLDS, P.WATCH_PROGRESS, P.ENTER_ANSWERS}),
)
# Art. 4.3: the village head chairs the meeting.
VILLAGE_HEAD = Role(
    "village_head",
    "Trưởng thôn, tổ trưởng tổ dân phố",
    Office.VILLAGE,
    frozenset(
        {
            P.SEE_HOUSEHOLDS,
            P.WATCH_PROGRESS,
            P.ENTER_ANSWERS,
            P.HOLD_MEETINGS,
            P.SEE_REQUESTS,
            P.RECEIVE_REQUESTS,
        }
    ),
)
COMMUNE_OFFICER = Role(
    "commune_officer",
    "Cán bộ giảm nghèo cấp xã",
    Office.COMMUNE,
    _REGISTRY | {P.PREPARE_DOSSIERS, P.HOLD_MEETINGS, P.SEE_REQUESTS, P.RECEIVE_REQUESTS, P.EDIT_TEMPLATES},
)
# Art. 4.6: the chair of the commune decides; requests are answered in the chair's name.
COMMUNE_CHAIR = Role(
    "commune_chair",
    "Chủ tịch Ủy ban nhân dân cấp xã",
    Office.COMMUNE,
    _CHAIR | {P.DECIDE_LISTS, P.DECIDE_REQUESTS},
)
# Districts ended on 30 June 2025: so do their roles.
DISTRICT_OFFICER = Role(
    "district_officer", "Cán bộ giảm nghèo cấp huyện", Office.DISTRICT, _REGISTRY | {P.INSPECT}
)
DISTRICT_CHAIR = Role(
    "district_chair",
    "Chủ tịch Ủy ban nhân dân cấp huyện",
    Office.DISTRICT,
    _CHAIR | {P.GIVE_OPINION, P.HEAR_APPEALS},
)
PROVINCE_OFFICER = Role(
    "province_officer",
    "Cán bộ giảm nghèo cấp tỉnh",
    Office.PROVINCE,
    _REGISTRY | {P.EDIT_TEMPLATES, P.SET_LOCAL_CLOCKS, P.INSPECT},
)
PROVINCE_CHAIR = Role(
    "province_chair",
    "Chủ tịch Ủy ban nhân dân cấp tỉnh",
    Office.PROVINCE,
    _CHAIR | {P.APPROVE_ROUNDS, P.HEAR_APPEALS},
)
# Figures, not people: a ministry or an agency needs no name to guide or to plan.
MINISTRY = Role(
    "ministry",
    "Cơ quan trung ương",
    Office.NATION,
    frozenset({P.PRINT_FORMS, P.WATCH_PROGRESS, P.VIEW_BUDGETS}),
)
SECTOR_AGENCY = Role(
    "sector_agency",
    "Cơ quan ngành",
    Office.ANY,
    frozenset({P.PRINT_FORMS, P.WATCH_PROGRESS, P.CONFIRM_DELIVERIES, P.VIEW_BUDGETS}),
)
# Art. 4.3: the Fatherland Front is invited to supervise. The fund for the poor is the Front's own: it writes its books.
FRONT_OBSERVER = Role(
    "front_observer",
    "Mặt trận Tổ quốc giám sát",
    Office.ANY,
    _SEEING | {P.SUPERVISE_REVIEWS, P.KEEP_OUTREACH},
)
AUDITOR = Role(
    "auditor",
    "Thanh tra, kiểm tra",
    Office.ANY,
    _SEEING | {P.READ_LOG, P.SEE_REQUESTS, P.INSPECT, P.VIEW_BUDGETS},
)
ADMINISTRATOR = Role(
    "administrator",
    "Quản trị hệ thống",
    Office.ANY,
    frozenset({P.MANAGE_PEOPLE, P.EDIT_PLACES, P.RECORD_POPULATIONS}),
)

ROLES = {
    role.code: role
    for role in (
        SURVEYOR,
        VILLAGE_HEAD,
        COMMUNE_OFFICER,
        COMMUNE_CHAIR,
        DISTRICT_OFFICER,
        DISTRICT_CHAIR,
        PROVINCE_OFFICER,
        PROVINCE_CHAIR,
        MINISTRY,
        SECTOR_AGENCY,
        FRONT_OBSERVER,
        AUDITOR,
        ADMINISTRATOR,
    )
}
