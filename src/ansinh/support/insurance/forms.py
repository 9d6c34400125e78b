"""What people type into the pages of health insurance."""

from typing import Any

from django import forms

from ansinh.access.place_fields import PlaceField
from ansinh.kernel.dates import today
from ansinh.kernel.language import _
from ansinh.kernel.web.forms import DayField, NumberField, later
from ansinh.support.insurance.words import answer_words, month_words, refused_words, settled_words
from ansinh.support.models.health_card_enums import Answer, RefusedFor, Settled

_NO = {"autocomplete": "off"}
_MONTHS_BACK = 24


def _months() -> list[tuple[str, str]]:
    """The month that comes, this one and those before, newest first."""
    this = today()
    first = this.year * 12 + this.month
    codes = [f"{(one // 12):04d}-{one % 12 + 1:02d}" for one in range(first, first - _MONTHS_BACK, -1)]
    return [(code, month_words(code)) for code in codes]


class ListForm(forms.Form):
    """A list to make."""

    code = PlaceField(label=later("Địa bàn"))
    month = forms.ChoiceField(label=later("Danh sách của tháng"), choices=_months)


class ApproveForm(forms.Form):
    """How many lines, typed by who approves."""

    people = NumberField(
        label=later("Gõ lại số dòng của danh sách"), minimum=0,
        help_text=later("Người duyệt tự xem số người ở trên rồi gõ lại."),
    )  # fmt: skip

    def clean_people(self) -> int:
        return int(self.cleaned_data["people"])


class SettleForm(forms.Form):
    """What comes of a refusal."""

    settled = forms.ChoiceField(
        label=later("Danh sách sau"),
        choices=lambda: [(one.value, settled_words(one.value)[1]) for one in Settled],
    )
    reason = forms.CharField(
        label=later("Đã làm gì, vì sao"), max_length=200, widget=forms.Textarea(attrs={"rows": 2, **_NO})
    )


class CardForm(forms.Form):
    """A card as it really is."""

    number = forms.CharField(
        label=later("Số thẻ đúng (để trống nếu số không đổi)"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs=_NO),
    )
    valid_from = DayField(label=later("Từ ngày"))
    valid_until = DayField(label=later("Đến hết ngày"), required=False)
    reason = forms.CharField(
        label=later("Lý do"), max_length=300, widget=forms.Textarea(attrs={"rows": 2, **_NO})
    )


class EndForm(forms.Form):
    """The last day of a card."""

    last_day = DayField(label=later("Ngày cuối thẻ còn hạn"), initial=today)
    reason = forms.CharField(
        label=later("Lý do"), max_length=300, widget=forms.Textarea(attrs={"rows": 2, **_NO})
    )


class AnswerForm(forms.Form):
    """What the insurer says of one line."""

    result = forms.ChoiceField(
        label=later("Kết quả"), choices=lambda: [(one.value, answer_words(one.value)[1]) for one in Answer]
    )
    card_number = forms.CharField(
        label=later("Số thẻ"), max_length=20, required=False, widget=forms.TextInput(attrs=_NO)
    )
    valid_from = DayField(label=later("Từ ngày"), required=False)
    valid_until = DayField(label=later("Đến hết ngày"), required=False)
    refused_for = forms.ChoiceField(
        label=later("Vì sao không cấp"),
        required=False,
        choices=lambda: [("", "–"), *((one.value, refused_words(one.value)) for one in RefusedFor)],
    )
    reason = forms.CharField(
        label=later("Ghi thêm"), max_length=200, required=False, widget=forms.TextInput(attrs=_NO)
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("result"):
            given["result"] = Answer(given["result"])
        given["refused_for"] = RefusedFor(given["refused_for"]) if given.get("refused_for") else None
        if given.get("result") is Answer.REFUSED and given["refused_for"] is None:
            self.add_error("refused_for", _("Không cấp thẻ thì phải ghi vì sao."))
        return given
