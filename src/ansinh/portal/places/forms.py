"""What a person types about one place: its villages, its population."""

from typing import Any

from django import forms

from ansinh.kernel.language import _
from ansinh.kernel.text import clean
from ansinh.kernel.web.forms import DayField, NumberField, later
from ansinh.places.enums import DesignationKind
from ansinh.places.populations import COUNTS
from ansinh.portal.places.words import designation_words


class VillagesForm(forms.Form):
    """Names of villages, one a line."""

    names = forms.CharField(
        label=later("Tên thôn, tổ dân phố"),
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=later("Mỗi dòng một tên. Tên đã có thì giữ nguyên."),
    )
    on = DayField(
        label=later("Có từ ngày"), required=False, help_text=later("Bỏ trống: từ ngày đầu tiên của xã.")
    )

    def clean_names(self) -> list[str]:
        names = [clean(line) for line in self.cleaned_data["names"].splitlines() if clean(line)]
        if any(len(name) > 120 for name in names):
            raise forms.ValidationError(_("Có tên dài quá 120 ký tự."))
        return names


def designation_choices() -> list[tuple[str, str]]:
    return [(kind.value, designation_words(kind.value)) for kind in DesignationKind]


class PopulationForm(forms.Form):
    """Households and persons of a place on a day, as one source counts them."""

    date = DayField(label=later("Ngày của số liệu"))
    source = forms.CharField(
        label=later("Nguồn"), max_length=200, help_text=later("Cơ quan, tài liệu nêu số liệu.")
    )
    households = NumberField(label=later("Số hộ"), minimum=0, required=False)
    persons = NumberField(label=later("Số người"), minimum=0, required=False)
    households_kinh = NumberField(label=later("Số hộ dân tộc Kinh"), minimum=0, required=False)
    households_minority = NumberField(label=later("Số hộ dân tộc thiểu số"), minimum=0, required=False)
    persons_kinh = NumberField(label=later("Số người dân tộc Kinh"), minimum=0, required=False)
    persons_minority = NumberField(label=later("Số người dân tộc thiểu số"), minimum=0, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and all(cleaned.get(name) is None for name in COUNTS):
            raise forms.ValidationError(_("Hãy ghi ít nhất một số đếm."))
        return cleaned

    def counts(self) -> dict[str, int | None]:
        """The six counts."""
        found = {name: self.cleaned_data[name] for name in COUNTS}
        return {name: None if value is None else int(value) for name, value in found.items()}


class DesignationForm(forms.Form):
    """What a list says of a commune or of a village of it."""

    kind = forms.ChoiceField(label=later("Loại địa bàn"), choices=designation_choices)
    village = forms.CharField(
        label=later("Thôn, tổ"), max_length=120, required=False, help_text=later("Để trống: cả xã.")
    )
    holds = forms.ChoiceField(
        label=later("Danh sách nói"),
        choices=[("yes", later("thuộc loại này")), ("no", later("không thuộc loại này"))],
    )
    valid_from = DayField(label=later("Từ ngày"))
    valid_until = DayField(
        label=later("Đến hết ngày"), required=False, help_text=later("Để trống nếu văn bản còn hiệu lực.")
    )
    source = forms.CharField(
        label=later("Văn bản"), max_length=200, help_text=later("Số, ngày, cơ quan ban hành danh sách.")
    )
