"""What people type into the pages of the fund."""

from typing import Any

from django import forms

from ansinh.access.place_fields import PlaceField
from ansinh.kernel.dates import today
from ansinh.kernel.language import _
from ansinh.kernel.web.forms import DayField, NumberField, later
from ansinh.outreach.models.enums import DonorKind, UsePurpose
from ansinh.outreach.words import donor_words, purpose_words

_QUIET = {"autocomplete": "off"}
_NOT_WHOLE = ("amount", "opening")


class _Whole(forms.Form):
    """Money is whole đồng."""

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        for name in _NOT_WHOLE:
            if given.get(name) is not None:
                given[name] = int(given[name])
        return given


class YearForm(_Whole):
    """A year of a place's fund."""

    code = PlaceField(label=later("Địa bàn"))
    year = forms.IntegerField(label=later("Năm"), min_value=2000, max_value=2100)
    opening = NumberField(
        label=later("Số dư đầu năm (đồng)"), minimum=0, initial=0,
        help_text=later("Chỉ hỏi ở năm đầu; sau đó là số dư năm trước để lại."),
    )  # fmt: skip
    growth_percent = NumberField(
        label=later("Mức tăng thu so với năm trước (%)"), decimals=2, required=False,
        help_text=later("Như kế hoạch của địa bàn đặt ra; để trống nếu không đặt."),
    )  # fmt: skip
    growth_source = forms.CharField(
        label=later("Văn bản đặt ra mức tăng"),
        max_length=160,
        required=False,
        widget=forms.TextInput(attrs=_QUIET),
    )

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["year"].initial = today().year


class _DonorForm(_Whole):
    donor_kind = forms.ChoiceField(
        label=later("Ai ủng hộ"), choices=lambda: [(one.value, donor_words(one.value)) for one in DonorKind]
    )
    donor_name = forms.CharField(
        label=later("Tên người, đơn vị"), max_length=160, required=False, widget=forms.TextInput(attrs=_QUIET)
    )
    agency_id = forms.TypedChoiceField(
        label=later("Hoặc chọn đơn vị đã ghi"), required=False, coerce=int, empty_value=None
    )
    amount = NumberField(label=later("Số tiền (đồng)"), minimum=1)

    def __init__(self, *args: Any, agencies: list[tuple[int, str]], **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["agency_id"].choices = [("", _("không chọn")), *agencies]

    def clean_donor_kind(self) -> DonorKind:
        return DonorKind(self.cleaned_data["donor_kind"])


class PledgeForm(_DonorForm):
    """What a donor promised."""

    pledged_on = DayField(label=later("Ngày đăng ký"))
    due_on = DayField(label=later("Hạn đóng góp"), required=False)


class ReceiptForm(_DonorForm):
    """Money that came."""

    number = forms.CharField(label=later("Số phiếu thu"), max_length=40, widget=forms.TextInput(attrs=_QUIET))
    received_on = DayField(label=later("Ngày thu"))
    pledge_id = forms.TypedChoiceField(
        label=later("Theo khoản đăng ký"), required=False, coerce=int, empty_value=None
    )
    field_order = ("number", "received_on", "pledge_id")

    def __init__(self, *args: Any, pledges: list[tuple[int, str]], **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["pledge_id"].choices = [("", _("không theo khoản nào")), *pledges]


class ReceiptsFileForm(forms.Form):
    """A table of receipts."""

    file = forms.FileField(
        label=later("Tệp CSV hoặc XLSX"),
        help_text=later(
            "Các cột: number, received_on, donor_kind, donor_name, amount. Đủ mọi dòng đúng mới ghi."
        ),
    )


class UseForm(_Whole):
    """Money that is to go out."""

    purpose = forms.ChoiceField(
        label=later("Mục đích"), choices=lambda: [(one.value, purpose_words(one.value)) for one in UsePurpose]
    )
    words = forms.CharField(
        label=later("Chi cho việc gì"), max_length=300, widget=forms.TextInput(attrs=_QUIET)
    )
    amount = NumberField(label=later("Số tiền (đồng)"), minimum=1)
    on = DayField(label=later("Ngày chi"))

    def clean_purpose(self) -> UsePurpose:
        return UsePurpose(self.cleaned_data["purpose"])


class HouseholdUseForm(UseForm):
    """Money that is to go to a household; its house and its plan may be named."""

    work_id = forms.TypedChoiceField(label=later("Cho nhà"), required=False, coerce=int, empty_value=None)
    plan_id = forms.TypedChoiceField(
        label=later("Theo kế hoạch của hộ"), required=False, coerce=int, empty_value=None
    )

    def __init__(
        self, *args: Any, works: list[tuple[int, str]], plans: list[tuple[int, str]], **named: Any
    ) -> None:
        super().__init__(*args, **named)
        self.fields["work_id"].choices = [("", _("không chọn")), *works]
        self.fields["plan_id"].choices = [("", _("không chọn")), *plans]


class ApproveForm(forms.Form):
    """The paper by which money goes out."""

    decision_no = forms.CharField(
        label=later("Số quyết định, phiếu chi"), max_length=60, widget=forms.TextInput(attrs=_QUIET)
    )


class ReasonForm(forms.Form):
    """Why something is refused, withdrawn or given back."""

    reason = forms.CharField(label=later("Lý do"), max_length=300, widget=forms.TextInput(attrs=_QUIET))
