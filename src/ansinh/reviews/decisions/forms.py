"""What people type into the pages of decisions and what follows them."""

from typing import Any

from django import forms

from ansinh.kernel.language import _
from ansinh.kernel.web.forms import DayField, NumberField, later
from ansinh.reviews.decisions.average_moves import MOVES, sector_words
from ansinh.reviews.decisions.enums import AverageSector, ListingDecision


class SignForm(forms.Form):
    """The paper of a decision and, where it is needed, the second confirmation and the reason."""

    number = forms.CharField(
        label=later("Số quyết định"),
        max_length=80,
        required=False,
        help_text=later(
            "Để trống: lấy số tiếp theo của sổ văn bản và in quyết định. Ghi số nếu văn bản đã ký ngoài hệ thống."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    day = DayField(label=later("Ngày quyết định"))
    signatory = forms.CharField(
        label=later("Người ký"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    reason = forms.CharField(
        label=later("Lý do đính chính"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
    )
    delisting_confirmed = forms.BooleanField(
        label=later("Tôi đã xem danh sách các hộ ra khỏi danh sách và xác nhận lần hai"), required=False
    )

    kin_confirmed = forms.BooleanField(
        label=later("Tôi đã xem các hộ của người từng chung hộ với tôi và xác nhận"), required=False
    )

    def __init__(
        self, *args: Any, again: bool = False, many_leave: bool = False, kin: bool = False, **named: Any
    ) -> None:
        super().__init__(*args, **named)
        if not kin:
            del self.fields["kin_confirmed"]
        self.fields["reason"].required = again
        if not again:
            del self.fields["reason"]
        if not many_leave:
            del self.fields["delisting_confirmed"]


class WhyForm(forms.Form):
    """A reason, for steps that need one."""

    reason = forms.CharField(
        label=later("Lý do"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class AverageRequestForm(forms.Form):
    requested_on = DayField(label=later("Ngày nhận đề nghị"))
    request_ref = forms.CharField(
        label=later("Số tiếp nhận"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class AccountForm(forms.Form):
    """The income of the last 12 months (QĐ 24/2021, articles 2 and 6)."""

    on = DayField(label=later("Ngày xác định"))
    sector = forms.ChoiceField(label=later("Ngành chính của hộ"))
    area_type = forms.ChoiceField(label=later("Khu vực"))
    persons = NumberField(label=later("Số người trong hộ"), minimum=1)
    sector_income = NumberField(
        label=later("Thu nhập từ ngành chính trong 12 tháng (đồng)"),
        minimum=0,
        help_text=later("Đã trừ chi phí sản xuất."),
    )
    other_income = NumberField(label=later("Thu nhập khác trong 12 tháng (đồng)"), minimum=0)
    allowances = NumberField(
        label=later("Trợ cấp xã hội từ ngân sách (đồng)"),
        minimum=0,
        help_text=later("Ghi để theo dõi; không tính vào thu nhập (Điều 2)."),
    )

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["sector"].choices = [(one.value, sector_words(one.value)) for one in AverageSector]
        self.fields["area_type"].choices = [("rural", _("Nông thôn")), ("urban", _("Thành thị"))]


class CaseMoveForm(forms.Form):
    """One step of a case: its day, and a reason or a paper where the step needs them."""

    on = DayField(label=later("Ngày"))
    reason = forms.CharField(
        label=later("Lý do, nội dung"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    paper_number = forms.CharField(
        label=later("Số văn bản"),
        required=False,
        max_length=80,
        help_text=later(
            "Để trống: lấy số tiếp theo của sổ văn bản và in văn bản. Ghi số nếu đã ký ngoài hệ thống."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, verb: str = "", **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["reason"].required = any(move.verb == verb and move.reason for move in MOVES)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


class ReportPaperForm(forms.Form):
    """What is written around the figures of a report; ``why`` only where a paper is replaced."""

    carried_out = forms.CharField(
        label=later("Tình hình thực hiện"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=later("Mỗi ý một dòng."),
    )
    difficulties = forms.CharField(
        label=later("Khó khăn, vướng mắc"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    proposals = forms.CharField(
        label=later("Kiến nghị"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    signatory = forms.CharField(label=later("Người ký"), required=False, max_length=120)
    why = forms.CharField(label=later("Lý do thay thế văn bản cũ"), max_length=300)

    def __init__(self, *args: Any, again: bool, **named: Any) -> None:
        super().__init__(*args, **named)
        if not again:
            del self.fields["why"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        return given | {
            name: _lines(given.get(name, "")) for name in ("carried_out", "difficulties", "proposals")
        }


class AveragePostForm(forms.Form):
    """The posting of several requests."""

    on = DayField(label=later("Niêm yết từ ngày"))
    feedback_to = forms.CharField(label=later("Nơi nhận ý kiến"), max_length=200)


class AverageDecisionForm(forms.Form):
    """The decision on several requests."""

    on = DayField(label=later("Ngày quyết định"))
    signatory = forms.CharField(label=later("Người ký"), required=False, max_length=120)


class ListingForm(forms.Form):
    """What is decided of a household listed in two places."""

    decision = forms.ChoiceField(label=later("Quyết định"))
    reason = forms.CharField(label=later("Lý do"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["decision"].choices = [
            (ListingDecision.HERE.value, _("Giữ trong danh sách của xã này")),
            (ListingDecision.ELSEWHERE.value, _("Giữ trong danh sách của xã kia")),
            (ListingDecision.DIFFERENT.value, _("Hai hộ khác nhau")),
        ]
