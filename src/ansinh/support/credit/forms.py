"""What people type into the pages of credit."""

from typing import Any
from uuid import UUID

from django import forms

from ansinh.access.place_fields import PlaceField
from ansinh.kernel.dates import today
from ansinh.kernel.language import _, current_language
from ansinh.kernel.web.forms import DayField, NumberField, later
from ansinh.support.catalogue.policy import Target
from ansinh.support.credit.answering import Said
from ansinh.support.credit.terms import credit_policies
from ansinh.support.credit.words import TRUSTEES, capital_words, trustee_words, use_words, verdict_words
from ansinh.support.models.loan_enums import CapitalKind, UseFinding, Verdict

_QUIET = {"autocomplete": "off"}


def programme_choices(target: Target | None = None) -> list[tuple[str, str]]:
    """The programmes of credit (for people, or for households): code and words."""
    return [
        (one.code, f"{one.code} · {one.name.in_language(current_language())}")
        for one in credit_policies()
        if target is None or one.target is target
    ]


class GroupForm(forms.Form):
    """A savings and loan group."""

    code = PlaceField(label=later("Xã"))
    village = forms.CharField(
        label=later("Thôn, tổ dân phố"), max_length=120, required=False, widget=forms.TextInput(attrs=_QUIET)
    )
    name = forms.CharField(label=later("Tên tổ"), max_length=120, widget=forms.TextInput(attrs=_QUIET))
    trustee = forms.ChoiceField(
        label=later("Hội, đoàn thể nhận ủy thác"),
        choices=lambda: [(one, trustee_words(one)) for one in TRUSTEES],
    )
    leader = forms.CharField(label=later("Tổ trưởng"), max_length=120, widget=forms.TextInput(attrs=_QUIET))
    founded_on = DayField(label=later("Thành lập ngày"))


class EndForm(forms.Form):
    """The end of a group."""

    on = DayField(label=later("Kết thúc ngày"))
    reason = forms.CharField(label=later("Lý do"), max_length=300, widget=forms.TextInput(attrs=_QUIET))


class ListForm(forms.Form):
    """The day of a list."""

    requested_on = DayField(label=later("Ngày lập danh sách"))

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["requested_on"].initial = today()


class AnswersForm(forms.Form):
    """The day on which the bank answers lines of a list; what it says to each stands in fields of the line."""

    on = DayField(label=later("Ngày ngân hàng trả lời"))

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["on"].initial = today()


class LineAnswerForm(AnswersForm):
    """What the bank says to one line."""

    verdict = forms.ChoiceField(
        label=later("Trả lời"), choices=lambda: [(one.value, verdict_words(one.value)[1]) for one in Verdict]
    )
    amount = NumberField(label=later("Số tiền duyệt (đồng)"), minimum=0, required=False)
    reason = forms.CharField(
        label=later("Lý do không cho vay"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs=_QUIET),
    )
    field_order = ("verdict", "amount", "reason", "on")

    def said(self, request_id: int) -> Said:
        """What was typed, of a line."""
        given = self.cleaned_data
        return Said(request_id, Verdict(given["verdict"]), int(given["amount"] or 0), given["reason"])


class LoanForm(forms.Form):
    """A loan as the bank gave it."""

    reference = forms.CharField(
        label=later("Số khoản vay của ngân hàng"), max_length=60, widget=forms.TextInput(attrs=_QUIET)
    )
    amount = NumberField(label=later("Số tiền vay (đồng)"), minimum=1)
    purpose = forms.CharField(
        label=later("Mục đích vay"), max_length=160, widget=forms.TextInput(attrs=_QUIET)
    )
    lent_on = DayField(label=later("Ngày vay"))
    term_months = NumberField(label=later("Thời hạn (tháng)"), minimum=1)
    rate = NumberField(label=later("Lãi suất (%/năm)"), minimum=0, decimals=3)
    capital = forms.TypedChoiceField(
        label=later("Nguồn vốn"), required=False, coerce=int, empty_value=None,
        help_text=later("Vốn trung ương của ngân hàng, hoặc vốn một ngân sách ủy thác."),
    )  # fmt: skip

    def __init__(self, *args: Any, accounts: list[tuple[int, str]], **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["capital"].choices = [("", _("vốn của ngân hàng")), *accounts]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        for name in ("amount", "term_months"):
            if given.get(name) is not None:
                given[name] = int(given[name])
        return given


class FreeLoanForm(LoanForm):
    """A loan that no list 03/TD of this system asked for."""

    policy = forms.ChoiceField(label=later("Chương trình"), choices=programme_choices)
    person_id = forms.TypedChoiceField(
        label=later("Người vay"), required=False, coerce=UUID, empty_value=None,
        help_text=later("Chỉ chọn với chương trình cho từng người."),
    )  # fmt: skip
    without_list = forms.CharField(
        label=later("Vì sao không có trong danh sách 03/TD"),
        max_length=300,
        widget=forms.TextInput(attrs=_QUIET),
    )
    field_order = ("policy", "person_id")

    def __init__(self, *args: Any, members: list[tuple[str, str]], **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["person_id"].choices = [("", _("cả hộ")), *members]


class StandingForm(forms.Form):
    """What is owed on a day."""

    on = DayField(label=later("Ngày sao kê"))
    balance = NumberField(label=later("Dư nợ gốc (đồng)"), minimum=0)
    overdue = NumberField(label=later("Trong đó quá hạn (đồng)"), minimum=0, initial=0)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        for name in ("balance", "overdue"):
            if given.get(name) is not None:
                given[name] = int(given[name])
        return given


class VisitForm(forms.Form):
    """How a loan is used."""

    visited_on = DayField(label=later("Ngày kiểm tra"))
    visitor_name = forms.CharField(
        label=later("Người kiểm tra"), max_length=120, widget=forms.TextInput(attrs=_QUIET)
    )
    finding = forms.ChoiceField(
        label=later("Kết quả"), choices=lambda: [(one.value, use_words(one.value)[1]) for one in UseFinding]
    )
    remark = forms.CharField(
        label=later("Đã thấy vốn dùng vào việc gì"), max_length=300, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def clean_finding(self) -> UseFinding:
        return UseFinding(self.cleaned_data["finding"])


class CapitalForm(forms.Form):
    """Capital of a budget."""

    code = PlaceField(label=later("Địa bàn"))
    kind = forms.ChoiceField(
        label=later("Việc"), choices=lambda: [(one.value, capital_words(one.value)) for one in CapitalKind]
    )
    year = forms.IntegerField(label=later("Năm ngân sách"), min_value=2000, max_value=2100)
    amount = NumberField(label=later("Số tiền (đồng)"), minimum=1)
    on = DayField(label=later("Ngày"))
    document = forms.CharField(label=later("Chứng từ"), max_length=160, widget=forms.TextInput(attrs=_QUIET))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("amount") is not None:
            given["amount"] = int(given["amount"])
        if given.get("kind"):
            given["kind"] = CapitalKind(given["kind"])
        return given
