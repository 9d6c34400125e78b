"""The tables of support, by concept."""

from ansinh.support.models.card_settlements import CardSettlement, InsurerFigure, SettledCard, SettledSpan
from ansinh.support.models.caring import (
    BoardMember,
    HouseholdPlan,
    PlanAssignment,
    PlanSolution,
    SolutionMove,
    Sponsor,
    Visit,
)
from ansinh.support.models.decision_asks import PayDecisionAsk
from ansinh.support.models.deliveries import Delivery
from ansinh.support.models.enrolments import (
    Enrolment,
    EnrolmentAsk,
    EnrolmentMove,
    EnrolmentProposal,
    EnrolmentSuspension,
    PayeeRecord,
)
from ansinh.support.models.facts import Fact, FactList
from ansinh.support.models.gaps import Gap, GapAnswer, GapCount, GapSearch
from ansinh.support.models.health_cards import CardLine, CardList, HealthCard
from ansinh.support.models.housing import (
    HousingDeadline,
    HousingMoney,
    HousingPhoto,
    HousingProgramme,
    HousingProposal,
    HousingStep,
    HousingWork,
)
from ansinh.support.models.legal_aid import LegalAidCase
from ansinh.support.models.loans import (
    CapitalMove,
    EntrustedAccount,
    Loan,
    LoanAnswer,
    LoanList,
    LoanRequest,
    LoanStanding,
    LoanVisit,
    SavingsGroup,
)
from ansinh.support.models.needs import Need
from ansinh.support.models.payments import (
    PayCorrection,
    PayDeduction,
    PayLine,
    PayRun,
    PayRunMove,
    PayRunTotal,
)
from ansinh.support.models.policies import PolicyApproval, PolicyTrial, PolicyVersion

__all__ = [
    "BoardMember",
    "CapitalMove",
    "CardLine",
    "CardList",
    "CardSettlement",
    "Delivery",
    "Enrolment",
    "EnrolmentAsk",
    "EnrolmentMove",
    "EnrolmentProposal",
    "EnrolmentSuspension",
    "EntrustedAccount",
    "Fact",
    "FactList",
    "Gap",
    "GapAnswer",
    "GapCount",
    "GapSearch",
    "HealthCard",
    "HouseholdPlan",
    "HousingDeadline",
    "HousingMoney",
    "HousingPhoto",
    "HousingProgramme",
    "HousingProposal",
    "HousingStep",
    "HousingWork",
    "InsurerFigure",
    "LegalAidCase",
    "Loan",
    "LoanAnswer",
    "LoanList",
    "LoanRequest",
    "LoanStanding",
    "LoanVisit",
    "Need",
    "PayCorrection",
    "PayDecisionAsk",
    "PayDeduction",
    "PayLine",
    "PayRun",
    "PayRunMove",
    "PayRunTotal",
    "PayeeRecord",
    "PlanAssignment",
    "PlanSolution",
    "PolicyApproval",
    "PolicyTrial",
    "PolicyVersion",
    "SavingsGroup",
    "SettledCard",
    "SettledSpan",
    "SolutionMove",
    "Sponsor",
    "Visit",
]
