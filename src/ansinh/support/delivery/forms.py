"""What people type into the pages of enrolments and pay runs."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms

from ansinh.access.place_fields import PlaceField
from ansinh.kernel.dates import today
from ansinh.kernel.language import _, current_language
from ansinh.kernel.web.forms import DayField, NumberField, later
from ansinh.support.catalogue.adopted import policies_in_use
from ansinh.support.delivery.giving import given_policies
from ansinh.support.delivery.kinds import ASKABLE, DeliveryKind, kinds_of, result_words, results
from ansinh.support.delivery.periods import periods_between
from ansinh.support.delivery.policies import rhythm_of
from ansinh.support.delivery.words import asked_words, method_words, rhythm_words
from ansinh.support.models.delivery_enums import AskedVerb, PayMethod, Rhythm

_YEARS_BACK = 2


def paid_policies(rhythm: Rhythm | None = None) -> list[tuple[str, str]]:
    """The policies paid in runs (of one rhythm): code and words."""
    return [
        (one.code, f"{one.code} · {one.name.in_language(current_language())}")
        for one in policies_in_use()
        if rhythm_of(one) is not None and rhythm in (None, rhythm_of(one))
    ]


def _periods() -> list[tuple[str, list[tuple[str, str]]]]:
    """The periods that have begun, newest first, by rhythm."""
    last = today()
    first = last.replace(year=last.year - _YEARS_BACK, month=1, day=1)
    return [
        (
            rhythm_words(rhythm.value),
            [(one.code, one.words) for one in reversed(list(periods_between(rhythm, first, last)))],
        )
        for rhythm in Rhythm
    ]


class WhyForm(forms.Form):
    """A reason."""

    reason = forms.CharField(label=later("Lý do"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class ChooseForm(forms.Form):
    """Where, and for which policy."""

    code = PlaceField(label=later("Địa bàn"))
    policy = forms.ChoiceField(label=later("Chính sách"), choices=paid_policies)


class ProposeForm(forms.Form):
    """From when the chosen are to be on the policy."""

    valid_from = DayField(label=later("Hưởng từ ngày"))
    paid_until = DayField(
        label=later("Đã chi trả đến hết ngày"),
        required=False,
        help_text=later("Nếu trước đây đã chi ngoài hệ thống: các kỳ đến hết ngày này không chi lại."),
    )


class DecisionForm(forms.Form):
    """The number of the decision by which a proposal is approved."""

    decision_no = forms.CharField(
        label=later("Số quyết định"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


class AskForm(forms.Form):
    """What is to change with an enrolment."""

    verb = forms.ChoiceField(
        label=later("Việc đề nghị"),
        choices=lambda: [(one.value, asked_words(one.value)) for one in AskedVerb],
    )
    on = DayField(
        label=later("Ngày"),
        help_text=later("Tạm dừng, hưởng lại: từ ngày này. Thôi hưởng: ngày này là ngày hưởng cuối cùng."),
    )
    until = DayField(label=later("Tạm dừng đến hết ngày"), required=False)
    reason = forms.CharField(label=later("Lý do"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class PayeeForm(forms.Form):
    """How somebody is to be paid."""

    method = forms.ChoiceField(
        label=later("Hình thức chi trả"),
        choices=lambda: [(one.value, method_words(one.value)) for one in PayMethod],
    )
    receiver_name = forms.CharField(
        label=later("Người nhận thay (nếu có)"), max_length=120, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    bank = forms.CharField(
        label=later("Ngân hàng"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    account = forms.CharField(
        label=later("Số tài khoản"), max_length=30, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )  # fmt: skip
    reason = forms.CharField(
        label=later("Căn cứ, lý do"), max_length=300, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


class RunForm(forms.Form):
    """A run to prepare."""

    code = PlaceField(label=later("Địa bàn"))
    period = forms.ChoiceField(label=later("Kỳ chi trả"), choices=_periods)
    policies = forms.MultipleChoiceField(
        label=later("Chính sách"), choices=paid_policies, widget=forms.CheckboxSelectMultiple,
        help_text=later("Chọn các chính sách cùng nhịp với kỳ."),
    )  # fmt: skip
    arrears = forms.BooleanField(
        label=later("Kèm truy lĩnh các kỳ trước chưa chi"), required=False, initial=True
    )


class ReleaseForm(forms.Form):
    """The total, typed by who releases."""

    total = NumberField(
        label=later("Gõ lại tổng số tiền (đồng)"), minimum=0,
        help_text=later("Người phát hành tự xem tổng số ở trên rồi gõ lại."),
    )  # fmt: skip

    def clean_total(self) -> int:
        return int(self.cleaned_data["total"])


class CorrectionForm(forms.Form):
    """What should have been due."""

    right_amount = NumberField(label=later("Số tiền đúng của kỳ này (đồng)"), minimum=0)
    reason = forms.CharField(label=later("Lý do"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("right_amount") is not None:
            given["right_amount"] = int(given["right_amount"])
        return given


def of_asked(verb: str) -> str:
    """The words of a confirmed change, for a notice."""
    return _("Đã xác nhận: {verb}.").format(verb=asked_words(verb))


def given_choices() -> list[tuple[str, str]]:
    """The policies given in kind: code and words."""
    return [
        (one.code, f"{one.code} · {one.name.in_language(current_language())}") for one in given_policies()
    ]


class WhatForm(forms.Form):
    """Of which policy and kind something was given: the form of it follows."""

    policy = forms.ChoiceField(label=later("Chính sách"), choices=given_choices)
    kind = forms.ChoiceField(label=later("Loại hỗ trợ"))

    def __init__(self, *args: Any, policy: str, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["kind"].choices = [(one.code, one.words) for one in kinds_of(policy)]  # type: ignore[attr-defined]


class GiveForm(forms.Form):
    """What was given to a household or to one of its people; the fields follow the kind."""

    policy = forms.CharField(widget=forms.HiddenInput)
    kind = forms.CharField(widget=forms.HiddenInput, required=False)
    person_id = forms.TypedChoiceField(
        label=later("Người nhận"), required=False, coerce=UUID, empty_value=None,
        help_text=later("Để trống với chính sách cho cả hộ."),
    )  # fmt: skip
    given_on = DayField(label=later("Ngày giao, ngày bắt đầu"))
    valid_until = DayField(label=later("Đến hết ngày (nếu kéo dài)"), required=False)
    quantity = NumberField(label=later("Số lượng"), minimum=1, initial=1)
    course = forms.CharField(
        label=later("Khóa, lớp"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    hours = NumberField(label=later("Số giờ"), minimum=1, required=False)
    term = forms.CharField(
        label=later("Học kỳ, năm học"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    result = forms.ChoiceField(
        label=later("Kết quả"),
        required=False,
        choices=lambda: [("", "–"), *((code, result_words(code)) for code in results())],
    )
    area = NumberField(label=later("Diện tích (m²)"), minimum=1, required=False)
    amount = NumberField(label=later("Trị giá (đồng), nếu biết"), minimum=0, required=False)
    document = forms.CharField(
        label=later("Căn cứ (biên bản, danh sách ký nhận…)"), max_length=160,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip

    def __init__(
        self, *args: Any, members: Sequence[tuple[str, str]], kind: DeliveryKind, **named: Any
    ) -> None:
        super().__init__(*args, **named)
        for name in ASKABLE:
            if name not in kind.asks:
                del self.fields[name]
            elif name in kind.needs:
                self.fields[name].required = True
        self.fields["quantity"].label = _("Số lượng ({counts})").format(counts=kind.counted_words)
        self.fields["person_id"].choices = [("", _("cả hộ")), *members]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        for name in ("quantity", "amount", "hours", "area"):
            if given.get(name) is not None:
                given[name] = int(given[name])
        return given
