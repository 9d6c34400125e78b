"""What people type into the pages of settlements."""

from typing import Any

from django import forms

from ansinh.access.place_fields import PlaceField
from ansinh.kernel.dates import today
from ansinh.kernel.language import _
from ansinh.kernel.web.forms import NumberField, later
from ansinh.support.delivery.words import policy_words
from ansinh.support.insurance.owing import card_policies
from ansinh.support.insurance.words import month_words

_NO = {"autocomplete": "off"}
_MONTHS_BACK = 60


def ended_months() -> list[tuple[str, str]]:
    """The months that are over, the newest first."""
    this = today()
    last = this.year * 12 + this.month - 2
    codes = [f"{one // 12:04d}-{one % 12 + 1:02d}" for one in range(last, last - _MONTHS_BACK, -1)]
    return [(code, month_words(code)) for code in codes]


class SettlementForm(forms.Form):
    """A settlement to draw up."""

    code = PlaceField(label=later("Địa bàn"))
    first = forms.ChoiceField(label=later("Từ tháng"), choices=ended_months)
    last = forms.ChoiceField(label=later("Đến hết tháng"), choices=ended_months)
    since = forms.ChoiceField(
        label=later("Tính cả các tháng trước kỳ, từ tháng"),
        help_text=later(
            "Cho bản quyết toán đầu tiên: thẻ cấp ở đây đã có hiệu lực trước kỳ mà chưa quyết toán ở đâu. Tháng đã quyết toán ở đây không "
            "tính lần nữa."
        ),
        choices=lambda: [("", _("không tính")), *ended_months()],
        required=False,
    )


class CloseForm(forms.Form):
    """The total, typed by who closes it; words only where the insurer says otherwise, or nothing."""

    total = NumberField(
        label=later("Gõ lại tổng số tiền (đồng)"),
        help_text=later("Người duyệt tự xem tổng của các nguồn ở trên rồi gõ lại."),
    )
    explained = forms.CharField(
        label=later("Vì sao duyệt khi số của bảo hiểm còn khác hoặc chưa có"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, **_NO}),
    )

    def __init__(self, *args: Any, agreed: bool, **named: Any) -> None:
        super().__init__(*args, **named)
        if agreed:
            del self.fields["explained"]

    def clean_total(self) -> int:
        return int(self.cleaned_data["total"])


class FigureForm(forms.Form):
    """What the insurer's paper says of one group."""

    policy = forms.ChoiceField(
        label=later("Nhóm"), choices=lambda: [(one.code, policy_words(one.code)) for one in card_policies()]
    )
    people = NumberField(label=later("Số người"), minimum=0)
    state_amount = NumberField(label=later("Nhà nước (đồng)"))
    local_amount = NumberField(label=later("Địa phương (đồng)"))
    own_amount = NumberField(label=later("Tự đóng (đồng)"))
    document = forms.CharField(
        label=later("Văn bản của cơ quan bảo hiểm"), max_length=160, widget=forms.TextInput(attrs=_NO)
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        return given | {
            name: int(given[name])
            for name in ("people", "state_amount", "local_amount", "own_amount")
            if given.get(name) is not None
        }
