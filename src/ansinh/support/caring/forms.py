"""Forms of plans of households."""

from collections.abc import Sequence
from typing import Any

from django import forms

from ansinh.agencies.kinds import agency_kinds
from ansinh.agencies.models import Agency
from ansinh.kernel.dates import today
from ansinh.kernel.language import _
from ansinh.kernel.web.forms import DayField, later
from ansinh.places.models import Unit
from ansinh.support.caring.people import sponsor_kind_words, sponsor_words
from ansinh.support.models import BoardMember, Sponsor
from ansinh.support.models.planning_enums import SponsorKind

_TYPED = {"autocomplete": "off"}


class DrawUpForm(forms.Form):
    unit = forms.ChoiceField(label=later("Xã, phường, đặc khu"))
    year = forms.IntegerField(label=later("Năm của kế hoạch"), min_value=2016, max_value=2100)
    on = DayField(
        label=later("Theo danh sách của ngày"),
        help_text=later("Hộ nghèo, hộ cận nghèo có tên trong danh sách ngày này."),
        initial=today,
    )

    def __init__(self, *args: Any, units: Sequence[Unit], **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["unit"].choices = [(str(one.pk), one.name) for one in units]  # type: ignore[attr-defined]
        self.fields["year"].initial = today().year


class AssignForm(forms.Form):
    """Who becomes responsible, who helps, from when on."""

    member = forms.ChoiceField(label=later("Thành viên phụ trách"), required=False)
    sponsor = forms.ChoiceField(label=later("Người đỡ đầu"), required=False)
    on = DayField(label=later("Từ ngày"), initial=today)

    def __init__(
        self, *args: Any, members: Sequence[BoardMember], sponsors: Sequence[Sponsor], **named: Any
    ) -> None:
        super().__init__(*args, **named)
        self.members = {str(one.pk): one for one in members}
        self.sponsors = {str(one.pk): one for one in sponsors}
        self.fields["member"].choices = [  # type: ignore[attr-defined]
            ("", _("giữ như cũ")),
            *(
                (key, f"{one.full_name}, {one.office}" + (f" ({one.village})" if one.village else ""))
                for key, one in self.members.items()
            ),
        ]
        self.fields["sponsor"].choices = [  # type: ignore[attr-defined]
            ("", _("giữ như cũ")),
            *((key, sponsor_words(one)) for key, one in self.sponsors.items()),
        ]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        given["member"] = self.members.get(given.get("member") or "")
        given["sponsor"] = self.sponsors.get(given.get("sponsor") or "")
        return given


class StepForm(forms.Form):
    """One step of a solution."""

    on = DayField(label=later("Ngày"), initial=today)
    due = DayField(label=later("Hạn xong"), required=False)
    reason = forms.CharField(
        label=later("Lý do"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, **_TYPED}),
    )


class AddSolutionForm(forms.Form):
    words = forms.CharField(label=later("Giải pháp"), max_length=200, widget=forms.TextInput(attrs=_TYPED))
    due = DayField(label=later("Hạn xong"), required=False)


class VisitForm(forms.Form):
    on = DayField(label=later("Ngày đến thăm"), initial=today)
    result = forms.CharField(
        label=later("Kết quả"),
        help_text=later("Thấy gì, thống nhất gì, hộ còn cần gì."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4, **_TYPED}),
    )
    next_on = DayField(label=later("Hẹn lần sau"), required=False)
    with_sponsor = forms.BooleanField(label=later("Người đỡ đầu cùng đến"), required=False)


class _OfUnit(forms.Form):
    unit = forms.ChoiceField(label=later("Xã, phường, đặc khu"))

    def __init__(self, *args: Any, units: Sequence[Unit], **named: Any) -> None:
        super().__init__(*args, **named)
        self.units = {str(one.pk): one for one in units}
        self.fields["unit"].choices = [(key, one.name) for key, one in self.units.items()]  # type: ignore[attr-defined]

    def clean_unit(self) -> Unit:
        return self.units[self.cleaned_data["unit"]]


class BoardMemberForm(_OfUnit):
    full_name = forms.CharField(
        label=later("Họ và tên"), max_length=120, widget=forms.TextInput(attrs=_TYPED)
    )
    office = forms.CharField(label=later("Chức vụ"), max_length=120, widget=forms.TextInput(attrs=_TYPED))
    village = forms.CharField(
        label=later("Thôn, tổ dân phố phụ trách"),
        help_text=later("Đúng tên ghi ở hộ; để trống nếu không phụ trách thôn nào."),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs=_TYPED),
    )
    valid_from = DayField(label=later("Từ ngày"), initial=today)


class SponsorForm(_OfUnit):
    kind = forms.ChoiceField(label=later("Loại"))
    agency = forms.ModelChoiceField(
        label=later("Doanh nghiệp, tổ chức đã nhập"), queryset=Agency.objects.none(), required=False
    )
    office_kind = forms.ChoiceField(label=later("Cơ quan, đoàn thể của xã"), required=False)
    full_name = forms.CharField(
        label=later("Họ tên (hộ khá, giàu hoặc cá nhân)"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs=_TYPED),
    )
    valid_from = DayField(label=later("Từ ngày"), initial=today)

    def __init__(self, *args: Any, agencies: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["kind"].choices = [(one.value, sponsor_kind_words(one.value)) for one in SponsorKind]  # type: ignore[attr-defined]
        self.fields["agency"].queryset = agencies  # type: ignore[attr-defined]
        kinds = [one for one in agency_kinds().values() if one.levels]
        self.fields["office_kind"].choices = [("", "—"), *((one.code, one.words) for one in kinds)]  # type: ignore[attr-defined]

    def clean_kind(self) -> SponsorKind:
        return SponsorKind(self.cleaned_data["kind"])


class EndForm(forms.Form):
    valid_until = DayField(label=later("Ngày cuối"), initial=today)
    reason = forms.CharField(label=later("Lý do"), max_length=200, widget=forms.TextInput(attrs=_TYPED))
