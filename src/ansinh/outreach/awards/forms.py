"""What people type of awards and files."""

from typing import Any

from django import forms

from ansinh.access.place_fields import PlaceField
from ansinh.kernel.dates import today
from ansinh.kernel.language import _
from ansinh.kernel.web.forms import DayField, later
from ansinh.outreach.models.enums import HonouredKind
from ansinh.outreach.words import honoured_words

_QUIET = {"autocomplete": "off"}
_LONG = {"rows": 4}


class AwardForm(forms.Form):
    """An award of a place with its criteria."""

    code = PlaceField(label=later("Địa bàn"))
    title = forms.CharField(
        label=later("Danh hiệu, hình thức khen"), max_length=200, widget=forms.TextInput(attrs=_QUIET)
    )
    honours = forms.ChoiceField(
        label=later("Dành cho"),
        choices=lambda: [(one.value, honoured_words(one.value)) for one in HonouredKind],
    )
    criteria = forms.CharField(
        label=later("Tiêu chí"), max_length=4000, widget=forms.Textarea(attrs=_LONG),
        help_text=later("Như văn bản viết."),
    )  # fmt: skip
    paper = forms.CharField(label=later("Văn bản"), max_length=160, widget=forms.TextInput(attrs=_QUIET))
    valid_from = DayField(label=later("Từ ngày"))
    valid_until = DayField(label=later("Đến ngày"), required=False)

    def clean_honours(self) -> HonouredKind:
        return HonouredKind(self.cleaned_data["honours"])


class FileForm(forms.Form):
    """Somebody is proposed for an award."""

    code = PlaceField(label=later("Địa bàn lập hồ sơ"))
    award_id = forms.TypedChoiceField(label=later("Danh hiệu, hình thức khen"), coerce=int)
    year = forms.IntegerField(label=later("Năm"), min_value=2000, max_value=2100)
    full_name = forms.CharField(
        label=later("Họ tên người được đề nghị"), max_length=160, required=False, widget=forms.TextInput(attrs=_QUIET),
        help_text=later("Chỉ ghi khi hình thức khen dành cho cá nhân."),
    )  # fmt: skip
    achievements = forms.CharField(
        label=later("Thành tích"), max_length=4000, widget=forms.Textarea(attrs=_LONG)
    )
    proposed_on = DayField(label=later("Ngày đề nghị"))

    def __init__(self, *args: Any, awards: list[tuple[int, str]], **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["award_id"].choices = awards
        self.fields["year"].initial = today().year


class AppraisalForm(forms.Form):
    """Whether a file meets the criteria."""

    meets = forms.ChoiceField(
        label=later("Kết quả thẩm định"),
        choices=lambda: [("yes", _("đạt tiêu chí")), ("no", _("chưa đạt tiêu chí"))],
    )
    appraisal = forms.CharField(
        label=later("Ý kiến thẩm định"), max_length=4000, widget=forms.Textarea(attrs=_LONG)
    )

    def clean_meets(self) -> bool:
        return self.cleaned_data["meets"] == "yes"


class DecisionForm(forms.Form):
    """The decision by which an award is granted."""

    decision_no = forms.CharField(
        label=later("Số quyết định khen thưởng"), max_length=60, widget=forms.TextInput(attrs=_QUIET)
    )
    decided_on = DayField(label=later("Ngày quyết định"))
