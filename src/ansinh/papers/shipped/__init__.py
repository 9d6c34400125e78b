"""The templates the system comes with, by kind: Word files built from the text beside this file."""

from functools import cache
from hashlib import sha256

from ansinh.papers.kinds import KindCode
from ansinh.papers.layout.decree_30 import foot
from ansinh.papers.layout.word import Section, word_file
from ansinh.papers.shipped import (
    answers,
    books,
    decisions,
    handover,
    inspections,
    meetings,
    postings,
    programme,
    reports,
    requests,
    support,
    support_records,
)

_SECTIONS = {
    KindCode.MEETING_INVITATION: meetings.invitation,
    KindCode.MEETING_MINUTES: meetings.minutes,
    KindCode.POSTING_NOTICE: postings.notice,
    KindCode.POSTING_LIST: postings.posted_list,
    KindCode.RECOGNITION_DECISION: decisions.recognition,
    KindCode.AVERAGE_DECISION: decisions.average,
    KindCode.CERTIFICATE: decisions.certificate,
    KindCode.REFUSAL: answers.refusal,
    KindCode.REQUEST_JOIN: requests.join,
    KindCode.REQUEST_LEAVE: requests.leave,
    KindCode.REQUEST_JOIN_2016: requests.join_2016,
    KindCode.REQUEST_LEAVE_2016: requests.leave_2016,
    KindCode.HOUSEHOLD_BOOK: books.household,
    KindCode.VILLAGE_BOOK: books.village,
    KindCode.ANSWER: answers.answer,
    KindCode.REPORT: reports.report,
    KindCode.SUBMISSION: reports.submission,
    KindCode.APPROVAL_DECISION: decisions.approval,
    KindCode.OPINION: answers.opinion,
    KindCode.PAY_DECISION: support.pay_decision,
    KindCode.HOUSEHOLD_PLAN: support.household_plan,
    KindCode.LOAN_REQUEST_LIST: support_records.loan_request_list,
    KindCode.HOUSE_ACCEPTANCE: support_records.house_acceptance,
    KindCode.DELIVERY_RECORD: support_records.delivery_record,
    KindCode.HANDOVER_LIST: handover.handover_list,
    KindCode.ANNUAL_REPORT: programme.annual_report,
    KindCode.SIX_MONTH_REPORT: programme.six_month_report,
    KindCode.YEAR_PLAN: programme.year_plan,
    KindCode.STEERING_DISPATCH: programme.dispatch,
    KindCode.INSPECTION_CONCLUSION: inspections.conclusion,
    KindCode.INSPECTION_HOUSEHOLDS: inspections.households,
}


def sections_of(code: str) -> list[Section]:
    """The pages of the shipped template of a kind."""
    return _SECTIONS[KindCode(code)]()


@cache
def shipped_template(code: str) -> bytes:
    """The shipped template of a kind as a Word file."""
    return word_file(sections_of(code), "", foot())


@cache
def shipped_digest(code: str) -> str:
    """Its SHA-256."""
    return sha256(shipped_template(code)).hexdigest()
