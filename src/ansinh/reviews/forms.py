"""What people type into the pages of a round."""

from datetime import date
from typing import Any

from django import forms

from ansinh.access.place_fields import PlaceField
from ansinh.kernel.errors import AnSinhError
from ansinh.kernel.language import _, current_language
from ansinh.kernel.web.forms import DayField, later
from ansinh.reviews.procedure.regime import RECORDED, regimes
from ansinh.reviews.queries import period_of
from ansinh.reviews.recognising import AS_COMPUTED, WITHDRAWN
from ansinh.standards.classes import Class
from ansinh.standards.standard import Standard


class OpenRoundForm(forms.Form):
    """Place and period of a round; the rest follows from the law unless somebody says otherwise."""

    code = PlaceField(
        label=later("Địa bàn"),
        help_text=later("Tên hoặc mã tỉnh, huyện hoặc xã; mỗi xã thuộc địa bàn có một hồ sơ."),
    )
    period = forms.CharField(
        label=later("Kỳ rà soát"),
        max_length=7,
        help_text=later("Năm (2022) cho rà soát định kỳ, năm-tháng (2022-03) cho rà soát trong năm."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    as_of = DayField(
        label=later("Ngày tham chiếu"),
        required=False,
        help_text=later(
            "Ngày tính tuổi và địa giới; để trống: 14/12 của năm, ngày 15 của tháng, không quá hôm nay."
        ),
    )

    procedure = forms.ChoiceField(
        label=later("Quy trình"),
        required=False,
        help_text=later(
            "Quy trình có hiệu lực khi kỳ bắt đầu; chọn nhập kết quả đã có cho kỳ đã làm trên giấy."
        ),
    )

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["procedure"].choices = [(one.code, one.said) for one in regimes().values()]  # type: ignore[attr-defined]

    def clean_procedure(self) -> str:
        return self.cleaned_data["procedure"] or RECORDED

    def clean_period(self) -> str:
        try:
            return period_of(self.cleaned_data["period"].strip())
        except AnSinhError as wrong:
            raise forms.ValidationError(wrong.message) from wrong


class DecisionForm(forms.Form):
    """The papers of an approval."""

    number = forms.CharField(
        label=later("Số quyết định"), max_length=80, help_text=later("Ví dụ 1234/QĐ-UBND; in trên danh sách.")
    )
    day = DayField(label=later("Ngày quyết định"))
    reason = forms.CharField(
        label=later("Lý do đính chính"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=later("Bắt buộc khi địa bàn đã có bản niêm phong trước; bản trước vẫn được giữ."),
    )

    def __init__(self, *args: Any, again: bool = False, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["reason"].required = again
        if not again:
            del self.fields["reason"]


class ReasonForm(forms.Form):
    """Why an approved dossier is opened again."""

    reason = forms.CharField(
        label=later("Lý do mở lại"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=later(
            "Ghi căn cứ: đơn kiến nghị, kết quả phúc tra, sai sót phát hiện. Lý do được lưu cùng bản đính chính."
        ),
    )


class RecogniseForm(forms.Form):
    """What the commune recognises for the chosen households."""

    decided = forms.ChoiceField(label=later("Công nhận"))
    reason = forms.CharField(
        label=later("Lý do"),
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=later("Bắt buộc khi công nhận một loại khác kết quả tính."),
    )

    def __init__(self, *args: Any, standard: Standard, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["decided"].choices = [(AS_COMPUTED, _("Theo kết quả tính")), *other_choices(standard)]


def other_choices(standard: Standard) -> list[tuple[str, str]]:
    """The classes that may be recognised under a standard, and taking a decision back."""
    language = current_language()
    classes = [
        (one.value, words.in_language(language))
        for one, words in standard.class_words.items()
        if one is not Class.UNDETERMINED
    ]
    return [*classes, (WITHDRAWN, _("Bỏ công nhận trước đây"))]


def shown_birth(text: str | None) -> str:
    """A birth date of the survey (``YYYY-MM-DD`` or ``YYYY``) as people write it."""
    if not text or len(text) == 4:
        return text or ""
    day = date.fromisoformat(text)
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"
