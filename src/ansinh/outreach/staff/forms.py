"""What people type of posts, who holds them, courses and who took part."""

from typing import Any

from django import forms

from ansinh.access.place_fields import PlaceField
from ansinh.kernel.language import _
from ansinh.kernel.web.forms import DayField, NumberField, later
from ansinh.outreach.models.enums import StaffRole
from ansinh.outreach.words import role_words

_QUIET = {"autocomplete": "off"}


def _roles() -> list[tuple[str, str]]:
    return [(one.value, role_words(one.value)) for one in StaffRole]


class _OfAPlace(forms.Form):
    code = PlaceField(label=later("Địa bàn"))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        for name in ("posts", "days", "birth_year"):
            if given.get(name) is not None:
                given[name] = int(given[name])
        if "role" in given:
            given["role"] = StaffRole(given["role"]) if given["role"] else None
        return given


class PostsForm(_OfAPlace):
    """How many posts of a role a place has."""

    role = forms.ChoiceField(label=later("Việc"), choices=_roles)
    posts = NumberField(label=later("Số người được giao"), minimum=0)
    valid_from = DayField(label=later("Từ ngày"))
    paper = forms.CharField(label=later("Văn bản giao"), max_length=160, widget=forms.TextInput(attrs=_QUIET))


class PostingForm(_OfAPlace):
    """Somebody takes up a post."""

    full_name = forms.CharField(label=later("Họ tên"), max_length=120, widget=forms.TextInput(attrs=_QUIET))
    birth_year = forms.IntegerField(
        label=later("Năm sinh"), min_value=1900, max_value=2100, required=False,
        help_text=later("Để phân biệt người trùng tên ở cùng nơi."),
    )  # fmt: skip
    role = forms.ChoiceField(label=later("Việc"), choices=_roles)
    village = forms.CharField(
        label=later("Thôn, tổ"), max_length=120, required=False, widget=forms.TextInput(attrs=_QUIET),
        help_text=later("Chỉ ghi cho trưởng thôn, tổ trưởng."),
    )  # fmt: skip
    valid_from = DayField(label=later("Giữ việc từ ngày"))


class EndPostingForm(forms.Form):
    """Somebody leaves a post."""

    valid_until = DayField(label=later("Ngày cuối giữ việc"))
    reason = forms.CharField(label=later("Lý do"), max_length=200, widget=forms.TextInput(attrs=_QUIET))


class CourseForm(_OfAPlace):
    """A course that was held."""

    topic = forms.CharField(
        label=later("Nội dung tập huấn"), max_length=200, widget=forms.TextInput(attrs=_QUIET)
    )
    provider = forms.CharField(
        label=later("Đơn vị tổ chức, giảng dạy"), max_length=160, widget=forms.TextInput(attrs=_QUIET)
    )
    begins_on = DayField(label=later("Ngày mở lớp"))
    ends_on = DayField(label=later("Ngày bế giảng"))
    days = NumberField(label=later("Số ngày học"), minimum=1, initial=1)
    paper = forms.CharField(
        label=later("Văn bản mở lớp"), max_length=160, required=False, widget=forms.TextInput(attrs=_QUIET)
    )


class ParticipantForm(_OfAPlace):
    """Somebody took part."""

    full_name = forms.CharField(label=later("Họ tên"), max_length=120, widget=forms.TextInput(attrs=_QUIET))
    birth_year = forms.IntegerField(label=later("Năm sinh"), min_value=1900, max_value=2100, required=False)
    role = forms.ChoiceField(
        label=later("Việc"), required=False, choices=lambda: [("", _("như sổ cán bộ")), *_roles()]
    )
    days = NumberField(
        label=later("Số ngày dự"), minimum=1, required=False, help_text=later("Để trống: đủ số ngày của lớp.")
    )
    certificate = forms.CharField(
        label=later("Số chứng nhận"), max_length=60, required=False, widget=forms.TextInput(attrs=_QUIET)
    )


class ParticipantsFileForm(forms.Form):
    """A table of who took part."""

    file = forms.FileField(
        label=later("Tệp CSV hoặc XLSX"),
        help_text=later(
            "Các cột: unit_code, full_name, birth_year, role, days, certificate. Hai cột đầu phải có. Đủ mọi dòng đúng mới ghi."
        ),
    )
