"""What a person types about one place: its villages, its population."""

from typing import Any

from django import forms

from ansinh.kernel.language import _
from ansinh.kernel.text import clean
from ansinh.kernel.web.forms import DayField, NumberField, later
from ansinh.places.populations import COUNTS


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
