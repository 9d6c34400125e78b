"""Forms of papers."""

from collections.abc import Sequence
from typing import Any

from django import forms

from ansinh.kernel.dates import today
from ansinh.kernel.web.forms import DayField, NumberField, later
from ansinh.papers.kinds import KINDS
from ansinh.places.models import Unit


def _units(units: Sequence[Unit]) -> list[tuple[str, str]]:
    return [(str(unit.pk), unit.name) for unit in units]


class UnitForm(forms.Form):
    """A form that asks for which of one's own places."""

    unit = forms.ChoiceField(label=later("Đơn vị"))

    def __init__(self, *args: Any, units: Sequence[Unit], **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["unit"].choices = _units(units)  # type: ignore[attr-defined]

    def clean_unit(self) -> int:
        return int(self.cleaned_data["unit"])


class TemplateForm(UnitForm):
    file = forms.FileField(label=later("Tệp Word (.docx)"))
    valid_from = DayField(label=later("Áp dụng từ ngày"), initial=today)
    why = forms.CharField(label=later("Ghi chú"), required=False, max_length=300)
    field_order = ["file", "unit", "valid_from", "why"]


class WhyForm(forms.Form):
    why = forms.CharField(label=later("Lý do"), max_length=300)


class AdvanceForm(UnitForm):
    suffix = forms.ChoiceField(label=later("Sổ"))
    year = NumberField(label=later("Năm"), minimum=2016)
    until = NumberField(label=later("Số cuối cùng đã cấp ở nơi khác"), minimum=1)
    why = forms.CharField(label=later("Lý do"), max_length=300)
    field_order = ["unit", "suffix", "year", "until", "why"]

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        suffixes = dict.fromkeys(one.suffix for one in KINDS.values() if one.suffix)
        self.fields["suffix"].choices = [(one, one) for one in suffixes]  # type: ignore[attr-defined]
        self.fields["year"].initial = str(today().year)


class BundleForm(UnitForm):
    kind = forms.ChoiceField(label=later("Loại giấy tờ"))
    first = DayField(label=later("Ban hành từ ngày"))
    last = DayField(label=later("đến hết ngày"))
    shape = forms.ChoiceField(label=later("Dạng tệp"))
    field_order = ["kind", "unit", "first", "last", "shape"]

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["kind"].choices = [(code, one.words) for code, one in KINDS.items()]  # type: ignore[attr-defined]
        self.fields["shape"].choices = [  # type: ignore[attr-defined]
            ("pdf", later("PDF, in gộp 50 giấy tờ một tệp")),
            ("docx", later("Word, mỗi giấy tờ một tệp")),
        ]


class CheckForm(forms.Form):
    code = forms.CharField(
        label=later("Mã kiểm tra"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
