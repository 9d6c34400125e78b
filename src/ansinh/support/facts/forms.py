"""Forms of facts: each gives the arguments of its action."""

from typing import Any
from uuid import UUID

from django import forms

from ansinh.kernel.dates import today
from ansinh.kernel.language import _
from ansinh.kernel.web.forms import DayField, later
from ansinh.support.facts.registry import FactKind, choices_of, fact_kinds

_NO = {"autocomplete": "off"}


def _value_field(kind: FactKind) -> forms.Field:
    if kind.type in {"yes_no", "code"}:
        yes_no = [("1", later("có")), ("0", later("không"))]
        return forms.ChoiceField(
            label=later("Giá trị"), choices=yes_no if kind.type == "yes_no" else choices_of(kind)
        )
    return forms.CharField(label=later("Giá trị"), max_length=80, widget=forms.TextInput(attrs=_NO))


class ChooseFactForm(forms.Form):
    """Of whom, and which fact: the next form asks for its value."""

    subject = forms.ChoiceField(label=later("Của ai"))
    code = forms.ChoiceField(label=later("Dữ kiện"))

    def __init__(self, *args: Any, members: dict[UUID, str], **named: Any) -> None:
        super().__init__(*args, **named)
        people = [(str(key), name) for key, name in members.items()]
        kinds = fact_kinds().values()
        self.fields["subject"].choices = [("", later("Cả hộ")), *people]  # type: ignore[attr-defined]
        self.fields["subject"].required = False
        self.fields["code"].choices = [  # type: ignore[attr-defined]
            (later("Của một người"), [(one.code, one.words) for one in kinds if one.of == "person"]),
            (later("Của cả hộ"), [(one.code, one.words) for one in kinds if one.of == "household"]),
        ]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        kind = fact_kinds().get(given.get("code", ""))
        if kind is not None and "subject" in given and (kind.of == "person") != bool(given["subject"]):
            said = (
                _("«{fact}» là của một người: hãy chọn thành viên.")
                if kind.of == "person"
                else _("«{fact}» là của cả hộ, không của một thành viên.")
            )
            self.add_error("subject", said.format(fact=kind.words))
        return given


class FactForm(forms.Form):
    """The value of a fact over a span, and what it rests on."""

    valid_from = DayField(label=later("Từ ngày"))
    valid_until = DayField(label=later("Đến hết ngày"), required=False)
    source = forms.CharField(
        label=later("Căn cứ"),
        help_text=later("Số giấy xác nhận, quyết định, danh sách hoặc người cung cấp."),
        max_length=200,
        widget=forms.TextInput(attrs=_NO),
    )
    field_order = ("value", "valid_from", "valid_until", "source", "reason")

    def __init__(self, *args: Any, kind: FactKind, corrects: bool = False, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["value"] = _value_field(kind)
        if corrects:
            self.fields["reason"] = forms.CharField(
                label=later("Vì sao sửa"), max_length=500, widget=forms.Textarea(attrs={"rows": 2, **_NO})
            )
        self.order_fields(self.field_order)


class EndFactForm(forms.Form):
    valid_until = DayField(label=later("Ngày cuối còn đúng"), initial=today)


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=later("Lý do"), max_length=500, widget=forms.Textarea(attrs={"rows": 2, **_NO})
    )


class CompleteListForm(forms.Form):
    """A commune's list of a fact is complete."""

    unit = forms.ChoiceField(label=later("Xã, phường, đặc khu"))
    code = forms.ChoiceField(label=later("Dữ kiện"))
    since = DayField(label=later("Đủ từ ngày"), initial=today)
    source = forms.CharField(
        label=later("Căn cứ"),
        help_text=later("Danh sách nào, của cơ quan nào, số và ngày."),
        max_length=200,
        widget=forms.TextInput(attrs=_NO),
    )

    def __init__(self, *args: Any, units: list[tuple[str, str]], **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["unit"].choices = units  # type: ignore[attr-defined]
        self.fields["code"].choices = [  # type: ignore[attr-defined]
            (one.code, one.words) for one in fact_kinds().values() if one.listed
        ]
