"""What a person types to come in, to prove who it is, and to let others in."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from ansinh.access.roles import ROLES
from ansinh.accounts.models import User
from ansinh.agencies.kinds import agency_kinds
from ansinh.kernel import dates
from ansinh.kernel.language import _
from ansinh.kernel.web.forms import DayField, later
from ansinh.places.models import Unit
from ansinh.places.queries import search


class SignInForm(forms.Form):
    username = forms.CharField(
        label=later("Tên đăng nhập"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True}),
    )
    # No longer than anybody types: hashing takes time.
    password = forms.CharField(
        label=later("Mật khẩu"),
        strip=False,
        max_length=256,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class PasswordForm(forms.Form):
    """A new password; ``old`` is asked for where there is one and the person did not come in by a link."""

    old = forms.CharField(
        label=later("Mật khẩu hiện nay"),
        strip=False,
        max_length=256,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    password = forms.CharField(
        label=later("Mật khẩu mới"),
        help_text=later("Ít nhất 15 ký tự; một câu dễ nhớ tốt hơn một từ khó nhớ."),
        strip=False,
        max_length=256,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, asks_old: bool, **named: Any) -> None:
        super().__init__(*args, **named)
        if not asks_old:
            del self.fields["old"]


class CodeForm(forms.Form):
    code = forms.CharField(
        label=later("Mã xác thực"),
        help_text=later("Sáu chữ số của ứng dụng xác thực, hoặc một mã dự phòng."),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autofocus": True, "spellcheck": "false"}
        ),
    )


class AppForm(forms.Form):
    """The first code of an app that is being set up; ``sealed`` is the secret it was shown."""

    sealed = forms.CharField(widget=forms.HiddenInput, max_length=400)
    code = forms.CharField(
        label=later("Mã đang hiện trong ứng dụng"),
        max_length=10,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class PasskeyForm(forms.Form):
    """``answer`` is filled in by the page's script with what the browser says."""

    answer = forms.CharField(widget=forms.HiddenInput, max_length=20_000)
    name = forms.CharField(
        label=later("Tên để nhận ra"),
        help_text=later("Ví dụ: điện thoại của tôi, máy ở cơ quan."),
        max_length=80,
        required=False,
    )


class TokenForm(forms.Form):
    name = forms.CharField(
        label=later("Dùng vào việc gì"),
        help_text=later("Ví dụ: bảng tổng hợp của Sở."),
        max_length=80,
    )
    days = forms.TypedChoiceField(
        label=later("Có hạn"),
        coerce=int,
        choices=[
            (7, later("7 ngày")),
            (30, later("30 ngày")),
            (90, later("90 ngày")),
            (365, later("365 ngày")),
        ],
        initial=30,
    )


class DeviceForm(forms.Form):
    """A surveyor's device: whose, which, for how long."""

    user = forms.ModelChoiceField(label=later("Rà soát viên"), queryset=User.objects.none())
    name = forms.CharField(
        label=later("Thiết bị nào"), help_text=later("Ví dụ: máy tính bảng số 3 của xã."), max_length=80
    )
    days = forms.TypedChoiceField(
        label=later("Có hạn"),
        coerce=int,
        choices=[
            (7, later("7 ngày")),
            (14, later("14 ngày")),
            (30, later("30 ngày")),
            (90, later("90 ngày")),
        ],
        initial=14,
    )

    def __init__(self, *args: Any, people: QuerySet[User], **named: Any) -> None:
        super().__init__(*args, **named)
        field = self.fields["user"]
        field.queryset = people  # type: ignore[attr-defined]
        field.label_from_instance = lambda one: f"{one.full_name} ({one.username})"  # type: ignore[attr-defined]


class PersonForm(forms.Form):
    username = forms.CharField(
        label=later("Tên đăng nhập"),
        help_text=later("Chữ thường không dấu, ví dụ: lan.tran. Không đổi được về sau."),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    full_name = forms.CharField(label=later("Họ và tên"), max_length=120)


class RoleForm(forms.Form):
    """A role to give. ``unit`` of the cleaned data is the unit that ``place`` names on the first day."""

    role = forms.ChoiceField(label=later("Vai trò"))
    place = forms.CharField(
        label=later("Địa bàn"),
        help_text=later("Tên hoặc mã, ví dụ: Xã Kỳ Sơn, Hải Phòng. Để trống: cả nước."),
        required=False,
        max_length=160,
    )
    village = forms.CharField(
        label=later("Thôn, tổ dân phố"),
        help_text=later("Chỉ với rà soát viên và trưởng thôn; đúng tên ghi ở hộ."),
        required=False,
        max_length=120,
    )
    agency_kind = forms.ChoiceField(
        label=later("Loại cơ quan"),
        help_text=later("Chỉ với vai trò cơ quan ngành: người này chỉ xác nhận việc của loại cơ quan ấy."),
        required=False,
    )
    valid_from = DayField(label=later("Từ ngày"))
    valid_until = DayField(label=later("Đến hết ngày"), required=False)

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        kinds = [(one.code, one.words) for one in agency_kinds().values()]
        self.fields["agency_kind"].choices = [("", "—"), *kinds]  # type: ignore[attr-defined]
        self.fields["role"].choices = [("", "—"), *((role.code, role.words) for role in ROLES.values())]  # type: ignore[attr-defined]
        self.fields["valid_from"].initial = dates.today()

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        day, place = given.get("valid_from"), given.get("place")
        given["unit"] = self._unit(place, day) if day and place else None
        return given

    def _unit(self, text: str, day: date) -> Unit | None:
        found = search(text, day, limit=4)
        if len(found) == 1:
            return found[0]
        if not found:
            self.add_error("place", _("Ngày ấy không có địa bàn nào tên hoặc mã như vậy."))
            return None
        said = _("Có nhiều địa bàn trùng tên: {names}. Hãy ghi mã, hoặc thêm tên tỉnh sau dấu phẩy.")
        names = "; ".join(
            f"{one.name}{', ' + one.parent.name if one.parent else ''} ({one.code})" for one in found
        )
        self.add_error("place", said.format(names=names))
        return None


class EndRoleForm(forms.Form):
    when = forms.ChoiceField(
        label=later("Kết thúc"),
        choices=[("now", later("Ngay bây giờ")), ("day", later("Sau ngày cuối cùng dưới đây"))],
        widget=forms.RadioSelect,
        initial="now",
    )
    day = DayField(label=later("Ngày cuối cùng"), required=False)
    reason = forms.CharField(label=later("Lý do"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("when") == "day" and not given.get("day"):
            self.add_error("day", _("Hãy ghi ngày cuối cùng."))
        return given


class OfficerLinkForm(forms.Form):
    """Which person of the registry an account is, by citizen id; nothing of the person is shown."""

    citizen_id = forms.CharField(
        label=later("Số định danh cá nhân"),
        help_text=later("12 chữ số. Không hiện lại ở đâu."),
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )
    reason = forms.CharField(label=later("Lý do"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=later("Lý do"),
        help_text=later("Ghi vào nhật ký."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
