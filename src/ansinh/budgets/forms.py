"""What people type into the pages of budgets."""

from collections.abc import Iterable
from typing import Any

from django import forms

from ansinh.access.place_fields import PlaceField
from ansinh.budgets.enums import PaymentKind, Rule, Source
from ansinh.budgets.lines import Purpose
from ansinh.budgets.paying import Paid
from ansinh.budgets.policies import PaperRef
from ansinh.budgets.words import agency_choices, components, payment_words, rule_words, source_words
from ansinh.datasets.models import Version
from ansinh.kernel.dates import today
from ansinh.kernel.language import _, current_language
from ansinh.kernel.web.forms import DayField, NumberField, later
from ansinh.plans.models import Document, Plan
from ansinh.support.catalogue.registry import all_policies

_QUIET = {"autocomplete": "off"}


class PaperForm(forms.Form):
    """The paper an act rests on, and why."""

    document = forms.ChoiceField(label=later("Văn bản đã có trong hệ thống"), required=False)
    paper_no = forms.CharField(
        label=later("Hoặc số văn bản"), max_length=80, required=False, widget=forms.TextInput(attrs=_QUIET)
    )
    paper_on = DayField(label=later("Ngày văn bản"), required=False)
    remark = forms.CharField(
        label=later("Lý do, ghi chú"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, documents: Iterable[Document], **named: Any) -> None:
        super().__init__(*args, **named)
        self.documents = {str(one.pk): one for one in documents}
        self.fields["document"].choices = [("", "–")] + [
            (key, f"{one.number or one.dated or '–'} · {one.title[:80]}")
            for key, one in self.documents.items()
        ]

    def paper(self) -> PaperRef:
        """What was typed."""
        given = self.cleaned_data
        return PaperRef(self.documents.get(given["document"]), given["paper_no"], given["paper_on"])


class MoneyForm(PaperForm):
    """Money of a purpose for a place and year."""

    code = PlaceField(label=later("Địa bàn"))
    year = forms.IntegerField(label=later("Năm ngân sách"), min_value=2000, max_value=2100)
    source = forms.ChoiceField(
        label=later("Nguồn"), choices=lambda: [(one.value, source_words(one.value)) for one in Source]
    )
    component = forms.ChoiceField(
        label=later("Nội dung chi"), choices=lambda: [(one.code, one.words) for one in components().values()]
    )
    project = forms.CharField(
        label=later("Dự án, công trình (như văn bản giao ghi)"),
        max_length=160,
        required=False,
        widget=forms.TextInput(attrs=_QUIET),
    )
    agency = forms.ChoiceField(
        label=later("Cơ quan sử dụng"), required=False, choices=lambda: [("", "–"), *agency_choices()]
    )
    policy = forms.ChoiceField(
        label=later("Chính sách"), required=False, choices=lambda: [("", "–"), *_policies()]
    )
    plan = forms.ChoiceField(label=later("Theo kế hoạch"), required=False)
    amount = NumberField(
        label=later("Số tiền (đồng)"),
        help_text=later("Số âm: giảm kinh phí đã giao, theo văn bản điều chỉnh."),
    )
    field_order = ("code", "year", "source", "component", "project", "agency", "policy", "plan", "amount")

    def __init__(self, *args: Any, plans: Iterable[Plan], **named: Any) -> None:
        super().__init__(*args, **named)
        self.plans = {str(one.pk): one for one in plans}
        self.fields["plan"].choices = [("", "–")] + [
            (key, f"{one.document.number or one.document.dated or '–'} · {one.unit.name} {one.year_from}–{one.year_until}")
            for key, one in self.plans.items()
        ]  # fmt: skip

    def purpose(self) -> Purpose:
        """What was typed."""
        given = self.cleaned_data
        return Purpose(
            Source(given["source"]),
            given["component"],
            given["project"],
            given["agency"],
            given["policy"],
            self.plans.get(given["plan"]),
        )


def _policies() -> list[tuple[str, str]]:
    language = current_language()
    return [(code, f"{code} · {one.name.in_language(language)}") for code, one in all_policies().items()]


class AdjustForm(PaperForm):
    """More or less money for a line that is there."""

    amount = NumberField(
        label=later("Tăng, giảm (đồng)"),
        help_text=later("Số âm: giảm kinh phí đã giao, theo văn bản điều chỉnh."),
    )
    field_order = ("amount",)


class AllocateForm(PaperForm):
    """How money of a line goes on; amounts typed by place stand in fields of the table."""

    rule = forms.ChoiceField(
        label=later("Cách phân bổ"), choices=lambda: [(one.value, rule_words(one.value)) for one in Rule]
    )
    version = forms.ChoiceField(
        label=later("Phiên bản đã phê duyệt"),
        required=False,
        help_text=later("Khi phân bổ theo tỷ lệ hoặc số hộ nghèo."),
    )
    amount = NumberField(label=later("Tổng số phân bổ (đồng)"), minimum=0, required=False)
    each = NumberField(
        label=later("Mức mỗi xã (đồng)"), minimum=0, required=False,
        help_text=later("Khi ưu tiên xã có tỷ lệ hộ nghèo cao: lần lượt từ xã cao nhất đến hết tổng số."),
    )  # fmt: skip
    field_order = ("rule", "version", "amount", "each")

    def __init__(self, *args: Any, versions: Iterable[Version], **named: Any) -> None:
        super().__init__(*args, **named)
        self.versions = {str(one.pk): one for one in versions}
        said = _("kỳ {period}, {standard}, bản {number}")
        self.fields["version"].choices = [("", "–")] + [
            (key, said.format(period=one.period, standard=one.standard, number=one.number))
            for key, one in self.versions.items()
        ]

    def ruled(self) -> dict[str, Any]:
        """Rule, version and amounts as the action takes them."""
        given = self.cleaned_data
        return {
            "rule": Rule(given["rule"]),
            "version": self.versions.get(given["version"]),
            "amount": int(given["amount"] or 0),
            "each": int(given["each"]) if given["each"] else None,
        }


class PaymentForm(forms.Form):
    """One line of a document of payment."""

    kind = forms.ChoiceField(
        label=later("Loại"),
        choices=lambda: [
            (one.value, payment_words(one.value)) for one in (PaymentKind.PAYMENT, PaymentKind.ADVANCE)
        ],
    )
    amount = NumberField(label=later("Số tiền (đồng)"), minimum=1)
    paper_no = forms.CharField(
        label=later("Số chứng từ"), max_length=80, widget=forms.TextInput(attrs=_QUIET)
    )
    paper_on = DayField(label=later("Ngày chứng từ"))
    paper_line = forms.IntegerField(
        label=later("Dòng của chứng từ"), min_value=1, max_value=9999, initial=1,
        help_text=later("Chứng từ có nhiều dòng: mỗi dòng ghi một lần."),
    )  # fmt: skip
    content = forms.CharField(
        label=later("Nội dung"), max_length=300, required=False, widget=forms.TextInput(attrs=_QUIET),
        help_text=later("Không ghi tên người hưởng."),
    )  # fmt: skip
    remark = forms.CharField(
        label=later("Lý do, nếu năm đã quyết toán"), max_length=400, required=False, widget=forms.TextInput(attrs=_QUIET),
    )  # fmt: skip

    def paid(self, line_id: int) -> Paid:
        """What was typed, of a line."""
        given = self.cleaned_data
        return Paid(
            line_id, PaymentKind(given["kind"]), int(given["amount"]), given["paper_no"], given["paper_on"],
            given["paper_line"], given["content"],
        )  # fmt: skip


class CorrectForm(forms.Form):
    """What is taken back of a payment."""

    amount = NumberField(label=later("Giảm (đồng)"), minimum=1)
    paper_no = forms.CharField(
        label=later("Số chứng từ giảm chi"), max_length=80, widget=forms.TextInput(attrs=_QUIET)
    )
    paper_on = DayField(label=later("Ngày chứng từ"))
    reason = forms.CharField(label=later("Lý do"), max_length=300, widget=forms.TextInput(attrs=_QUIET))

    def clean_amount(self) -> int:
        return int(self.cleaned_data["amount"])


class FileForm(forms.Form):
    """A file of payments."""

    file = forms.FileField(label=later("Tệp CSV hoặc XLSX"))


class AnswerForm(forms.Form):
    """The answer to an act: an approval may say something, a refusal must."""

    answer = forms.CharField(
        label=later("Ý kiến, lý do"), max_length=400, required=False, widget=forms.TextInput(attrs=_QUIET)
    )


class PrepareForm(forms.Form):
    """Which year of which place is settled."""

    code = PlaceField(label=later("Địa bàn"))
    year = forms.IntegerField(label=later("Năm ngân sách"), min_value=2000, max_value=2100)
    remark = forms.CharField(
        label=later("Lý do (khi điều chỉnh quyết toán)"), max_length=400, required=False, widget=forms.TextInput(attrs=_QUIET),
    )  # fmt: skip

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["year"].initial = today().year - 1


class CloseForm(forms.Form):
    """The paper that closes a settlement."""

    paper_no = forms.CharField(
        label=later("Số văn bản phê duyệt quyết toán"), max_length=80, widget=forms.TextInput(attrs=_QUIET)
    )
    paper_on = DayField(label=later("Ngày văn bản"))


class WhyForm(forms.Form):
    """Why something is not approved."""

    reason = forms.CharField(label=later("Lý do"), max_length=300, widget=forms.TextInput(attrs=_QUIET))
