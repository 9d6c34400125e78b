"""Words for the codes of budgets."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ansinh.agencies.kinds import agency_kind, agency_kinds
from ansinh.budgets.enums import ActKind, PaymentKind, Rule, Source, State
from ansinh.kernel.errors import NotFound
from ansinh.kernel.language import _, current_language


@dataclass(frozen=True, slots=True)
class Component:
    """What money is for, by a plan's heading. ``priority``: the rule by which plans hand it out first."""

    code: str
    vi: str
    en: str
    source: str
    priority: str

    @property
    def words(self) -> str:
        """The heading in the reader's language."""
        return self.en if current_language() == "en" else self.vi


@cache
def components() -> dict[str, Component]:
    """Every component by its code, in the order of the file."""
    text = (Path(__file__).parent / "components.toml").read_text(encoding="utf-8")
    return {
        code: Component(code, row["vi"], row["en"], row["source"], row.get("priority", ""))
        for code, row in tomllib.loads(text).items()
    }


def component(code: str) -> Component:
    """One component; raises ``NotFound``."""
    found = components().get(code)
    if found is None:
        raise NotFound(_("Không có nội dung chi «{code}».").format(code=code), code="unknown_component")
    return found


def component_words(code: str) -> str:
    return component(code).words


def source_words(code: str) -> str:
    """Where money comes from."""
    return {
        Source.CENTRAL.value: _("Ngân sách trung ương"),
        Source.COUNTERPART.value: _("Ngân sách địa phương đối ứng"),
        Source.RECURRENT.value: _("Chi thường xuyên của ngân sách địa phương"),
        Source.INTEGRATED.value: _("Lồng ghép chương trình, đề án, dự án"),
        Source.SOCIAL.value: _("Đóng góp của tổ chức, cá nhân"),
    }[code]


def agency_words(code: str) -> str:
    """The kind of agency that spends; a dash where none is named."""
    return agency_kind(code).words if code else "–"


def agency_choices() -> list[tuple[str, str]]:
    """Kinds of agencies that may spend: codes and words."""
    return [(one.code, one.words) for one in agency_kinds().values()]


def act_words(code: str) -> str:
    """What an act does."""
    return {
        ActKind.GRANT.value: _("Giao kinh phí"),
        ActKind.ADJUST.value: _("Điều chỉnh kinh phí"),
        ActKind.ALLOCATE.value: _("Phân bổ xuống dưới"),
        ActKind.PAY.value: _("Chứng từ chi"),
    }[code]


def state_words(code: str) -> tuple[str, str]:
    """A sign and words."""
    return {
        State.WAITING.value: ("waiting", _("chờ duyệt")),
        State.APPROVED.value: ("ok", _("đã duyệt")),
        State.REFUSED.value: ("error", _("không duyệt")),
    }[code]


def payment_words(code: str) -> str:
    """A kind of payment."""
    return {
        PaymentKind.ADVANCE.value: _("tạm ứng"),
        PaymentKind.PAYMENT.value: _("thanh toán"),
        PaymentKind.CORRECTION.value: _("giảm chi, thu hồi"),
    }[code]


def rule_words(code: str) -> str:
    """How an allocation came to its amounts."""
    return {
        Rule.BY_HAND.value: _("theo số của văn bản"),
        Rule.COMMUNE_RATE.value: _("ưu tiên xã có tỷ lệ hộ nghèo cao"),
        Rule.POOR_HOUSEHOLDS.value: _("theo số hộ nghèo"),
    }[code]
