"""Codes of enrolments, runs and lines for people."""

from ansinh.kernel.language import _, current_language
from ansinh.support.catalogue.adopted import policy_in_use
from ansinh.support.delivery.capping import BEYOND, SAME_PAID
from ansinh.support.delivery.periods import period_called
from ansinh.support.models.delivery_enums import (
    AnswerState,
    AskedVerb,
    DeliveryState,
    EnrolmentState,
    LineKind,
    Outcome,
    PayMethod,
    Rhythm,
    RunState,
)


def policy_words(code: str) -> str:
    """A policy's name in the reader's language, after its code."""
    return f"{code} · {policy_in_use(code).name.in_language(current_language())}"


def rule_words(code: str, rule: str) -> str:
    """By which ground of a policy somebody receives it, with its article; of a rule that is no more its name."""
    for one in policy_in_use(code).rules:
        if one.id == rule:
            language = current_language()
            return f"{one.words.in_language(language)} ({one.article.in_language(language)})"
    return rule


def period_words(code: str) -> str:
    return period_called(code).words


def left_out_words(why: str) -> str:
    """Why somebody who is enrolled has no line in a run."""
    return {
        SAME_PAID: _("nay là cùng một người hoặc cùng hộ với người đã có khoản của kỳ"),
        BEYOND: _("đã hưởng đủ số tháng tối đa của chính sách"),
    }[why]


def enrolment_words(state: str) -> tuple[str, str]:
    """Kind of sign and words of an enrolment's state."""
    return {
        EnrolmentState.PROPOSED: ("waiting", _("chờ duyệt")),
        EnrolmentState.ACTIVE: ("ok", _("đang hưởng")),
        EnrolmentState.STOPPED: ("neutral", _("thôi hưởng")),
        EnrolmentState.REFUSED: ("error", _("không được duyệt")),
    }[EnrolmentState(state)]


def answer_words(state: str) -> tuple[str, str]:
    return {
        AnswerState.WAITING: ("waiting", _("chờ duyệt")),
        AnswerState.CONFIRMED: ("ok", _("đã duyệt")),
        AnswerState.REFUSED: ("error", _("từ chối")),
    }[AnswerState(state)]


def asked_words(verb: str) -> str:
    return {
        AskedVerb.SUSPEND: _("tạm dừng"),
        AskedVerb.RESUME: _("hưởng lại"),
        AskedVerb.STOP: _("thôi hưởng"),
    }[AskedVerb(verb)]


def move_words(verb: str) -> str:
    """A step of an enrolment or a run."""
    return {
        "approve": _("Duyệt hưởng"),
        "refuse": _("Từ chối"),
        "replace": _("Thay bằng mức mới"),
        "suspend": _("Tạm dừng"),
        "resume": _("Hưởng lại"),
        "stop": _("Thôi hưởng"),
        "hand_over": _("Xã mới tiếp nhận"),
        "prepare": _("Lập đợt"),
        "sign": _("Ký"),
        "give_back": _("Trả lại"),
        "release": _("Phát hành"),
        "drop": _("Bỏ đợt"),
    }[verb]


def run_words(state: str) -> tuple[str, str]:
    return {
        RunState.PREPARED: ("waiting", _("đã lập, chờ ký")),
        RunState.SIGNED: ("waiting", _("đã ký, chờ phát hành")),
        RunState.RELEASED: ("ok", _("đã phát hành")),
        RunState.DROPPED: ("neutral", _("đã bỏ")),
    }[RunState(state)]


def line_words(kind: str) -> str:
    return {
        LineKind.REGULAR: _("của kỳ"),
        LineKind.ARREARS: _("truy lĩnh"),
        LineKind.CARRIED: _("chuyển từ đợt trước"),
        LineKind.CORRECTION: _("đính chính"),
    }[LineKind(kind)]


def outcome_words(outcome: str) -> tuple[str, str]:
    return {
        Outcome.OPEN: ("waiting", _("chưa có kết quả")),
        Outcome.PAID: ("ok", _("đã chi")),
        Outcome.RETURNED: ("warning", _("trả lại")),
        Outcome.DROPPED: ("neutral", _("đã bỏ")),
    }[Outcome(outcome)]


def method_words(method: str) -> str:
    return {
        PayMethod.CASH: _("tiền mặt tại xã"),
        PayMethod.POST: _("bưu điện"),
        PayMethod.BANK: _("ngân hàng"),
    }[PayMethod(method)]


def rhythm_words(rhythm: str) -> str:
    return {Rhythm.MONTH: _("hằng tháng"), Rhythm.QUARTER: _("hằng quý"), Rhythm.TERM: _("theo học kỳ")}[
        Rhythm(rhythm)
    ]


def per_words(per: str) -> str:
    return {
        "month": _("một tháng"),
        "quarter": _("một quý"),
        "term": _("một học kỳ"),
        "year": _("một năm"),
        "once": _("một lần"),
    }[per]


def delivery_words(state: str) -> tuple[str, str]:
    return {
        DeliveryState.REPORTED: ("waiting", _("chờ cơ quan xác nhận")),
        DeliveryState.CONFIRMED: ("ok", _("đã xác nhận")),
        DeliveryState.WITHDRAWN: ("neutral", _("đã rút")),
    }[DeliveryState(state)]
