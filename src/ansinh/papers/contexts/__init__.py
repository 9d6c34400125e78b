"""What each kind of paper is told: every field a template may use, with an invented example.

Who fills a context writes words as they are printed (a class is "Hộ nghèo", not ``poor``). Grounds stand without the
semicolon: the template sets it.
"""

from ansinh.papers.contexts.books import FollowedYear, HouseholdBook, VillageBook
from ansinh.papers.contexts.certificates import Certificate, CertifiedMember, CertifiedYear
from ansinh.papers.contexts.decisions import (
    ApprovalDecision,
    AverageDecision,
    Opinion,
    RecognitionDecision,
    Submission,
)
from ansinh.papers.contexts.handover import HandoverLine, HandoverList, HandoverVillage
from ansinh.papers.contexts.inspections import (
    DrawnHousehold,
    InspectedPlace,
    InspectionConclusion,
    InspectionFinding,
    InspectionHouseholds,
)
from ansinh.papers.contexts.meetings import MeetingInvitation, MeetingMinutes, Participant, Vote
from ansinh.papers.contexts.posting import ListedHousehold, PostingList, PostingNotice
from ansinh.papers.contexts.programme import ProgrammeLine, ProgrammePaper
from ansinh.papers.contexts.reports import Report, ReportedUnit
from ansinh.papers.contexts.requests import Answer, Refusal, Request, RequestedMember
from ansinh.papers.contexts.signed import Signed
from ansinh.papers.contexts.support import (
    HouseholdPlan,
    PaidLine,
    PaidPolicy,
    PayDecision,
    PlannedSolution,
    PlanVisit,
)
from ansinh.papers.contexts.support_records import (
    DeliveryRecord,
    HouseAcceptance,
    HouseMoney,
    LoanRequestList,
    LoanWish,
)

__all__ = [
    "Answer",
    "ApprovalDecision",
    "AverageDecision",
    "Certificate",
    "CertifiedMember",
    "CertifiedYear",
    "DeliveryRecord",
    "DrawnHousehold",
    "FollowedYear",
    "HandoverLine",
    "HandoverList",
    "HandoverVillage",
    "HouseAcceptance",
    "HouseMoney",
    "HouseholdBook",
    "HouseholdPlan",
    "InspectedPlace",
    "InspectionConclusion",
    "InspectionFinding",
    "InspectionHouseholds",
    "ListedHousehold",
    "LoanRequestList",
    "LoanWish",
    "MeetingInvitation",
    "MeetingMinutes",
    "Opinion",
    "PaidLine",
    "PaidPolicy",
    "Participant",
    "PayDecision",
    "PlanVisit",
    "PlannedSolution",
    "PostingList",
    "PostingNotice",
    "ProgrammeLine",
    "ProgrammePaper",
    "RecognitionDecision",
    "Refusal",
    "Report",
    "ReportedUnit",
    "Request",
    "RequestedMember",
    "Signed",
    "Submission",
    "VillageBook",
    "Vote",
]
