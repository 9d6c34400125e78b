"""What people type of printed figures, made clean."""

from typing import Any

from django import forms

from ansinh.access.place_fields import PlaceField, code_in
from ansinh.kernel.language import _
from ansinh.kernel.web.forms import DayField, later
from ansinh.places.enums import UnitLevel
from ansinh.places.models import Unit
from ansinh.reports.published.figures import Figure, figure_of
from ansinh.reports.published.held import known_statistics
from ansinh.reports.published.rounding import WAYS, words_of_way
from ansinh.standards.registry import CODES

_QUIET = {"autocomplete": "off"}
_MOST_BYTES = 5 * 1024 * 1024
_KINDS = (".csv", ".xlsx")


def _ways() -> list[tuple[str, str]]:
    return [("", _("văn bản không nói")), *((one, words_of_way(one)) for one in WAYS)]


class HeadForm(forms.Form):
    """What the figures of one table have in common."""

    paper = forms.CharField(
        label=later("Văn bản"),
        max_length=60,
        help_text=later("Mã hoặc số của văn bản, ví dụ HD25."),
        widget=forms.TextInput(attrs=_QUIET),
    )
    unit_code = PlaceField(label=later("Địa bàn"))
    on = DayField(
        label=later("Bộ địa bàn ngày"), help_text=later("Ngày của số liệu: địa bàn và mã theo ngày này.")
    )
    list_year = forms.IntegerField(label=later("Danh sách năm"), min_value=2000, max_value=2100)
    standard = forms.ChoiceField(label=later("Chuẩn"), choices=lambda: [(one, one) for one in CODES])
    rounding = forms.ChoiceField(label=later("Cách làm tròn văn bản ghi"), choices=_ways, required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("unit_code") and given.get("on"):
            there = Unit.objects.exclude(level=UnitLevel.VILLAGE.value).on(given["on"])
            given["unit_code"] = code_in(self, "unit_code", there)
        return given


class FigureRowForm(forms.Form):
    """One figure of a table; a row without a printed number is no row."""

    line = forms.CharField(max_length=20, required=False, widget=forms.TextInput(attrs=_QUIET | {"size": 4}))
    statistic = forms.CharField(
        max_length=80, required=False, widget=forms.TextInput(attrs=_QUIET | {"list": "statistics"})
    )
    printed = forms.CharField(
        max_length=40, required=False, widget=forms.TextInput(attrs=_QUIET | {"inputmode": "decimal"})
    )
    definition = forms.CharField(max_length=300, required=False, widget=forms.TextInput(attrs=_QUIET))

    def figure(self, head: dict[str, Any], at: int) -> Figure | None:
        """The row as a figure; its faults become errors of its fields."""
        given = self.cleaned_data
        # A row left as it was has nothing cleaned.
        if not given.get("printed") and not given.get("statistic"):
            return None
        texts = {
            name: str(head[name]) for name in ("paper", "unit_code", "list_year", "standard", "rounding")
        }
        texts |= {"on": head["on"].isoformat()} | {
            name: given[name].strip() for name in ("line", "statistic", "printed", "definition")
        }
        found = figure_of(texts, at)
        if isinstance(found, Figure):
            return found
        for one in found:
            self.add_error(one.column if one.column in self.fields else "printed", one.message)
        return None


FigureRows = forms.formset_factory(FigureRowForm, extra=8, max_num=60)


def statistic_choices() -> list[tuple[str, str]]:
    """Every statistic of every standard with its words, to be chosen from while one types."""
    found: dict[str, str] = {}
    for code in reversed(CODES):
        for name, words in known_statistics(code).items():
            found.setdefault(name, words)
    return list(found.items())


class FigureFileForm(forms.Form):
    """A table of figures as a file."""

    file = forms.FileField(
        label=later("Tệp"), widget=forms.ClearableFileInput(attrs={"accept": ",".join(_KINDS)})
    )

    def clean_file(self) -> Any:
        given = self.cleaned_data["file"]
        if not given.name.lower().endswith(_KINDS):
            raise forms.ValidationError(_("Chỉ đọc được tệp csv hoặc xlsx."))
        if given.size > _MOST_BYTES:
            raise forms.ValidationError(_("Tệp lớn hơn 5 MB. Hãy chia thành nhiều tệp."))
        return given


class CorrectFigureForm(forms.Form):
    """A printed figure read otherwise."""

    printed = forms.CharField(label=later("Đã in"), max_length=40, widget=forms.TextInput(attrs=_QUIET))
    rounding = forms.ChoiceField(label=later("Cách làm tròn văn bản ghi"), choices=_ways, required=False)
    definition = forms.CharField(label=later("Định nghĩa của văn bản"), max_length=300, required=False)
    reason = forms.CharField(label=later("Lý do sửa"), max_length=300, widget=forms.TextInput(attrs=_QUIET))


class WithdrawFigureForm(forms.Form):
    """Why a figure is taken back."""

    why = forms.CharField(label=later("Lý do"), max_length=300, widget=forms.TextInput(attrs=_QUIET))
