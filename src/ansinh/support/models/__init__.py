"""The tables of support, by concept."""

from ansinh.support.models.enrolments import (
    Enrolment,
    EnrolmentAsk,
    EnrolmentMove,
    EnrolmentProposal,
    EnrolmentSuspension,
    PayeeRecord,
)
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
    "Enrolment",
    "EnrolmentAsk",
    "EnrolmentMove",
    "EnrolmentProposal",
    "EnrolmentSuspension",
    "PayCorrection",
    "PayDeduction",
    "PayLine",
    "PayRun",
    "PayRunMove",
    "PayRunTotal",
    "PayeeRecord",
    "PolicyApproval",
    "PolicyTrial",
    "PolicyVersion",
]
