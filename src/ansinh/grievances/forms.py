"""What is typed about a request, made clean."""

import re
from typing import Any

from django import forms

from ansinh.access.scope import Scope
from ansinh.accounts.models import User
from ansinh.grievances.enums import VILLAGE_KINDS, Channel, GrievanceKind, Outcome
from ansinh.kernel.dates import today
from ansinh.kernel.language import _
from ansinh.kernel.web.forms import DayField, later
from ansinh.places.models import Unit

_ABOUT = re.compile(r"[a-z_]+:\d+")


def _text(label: Any, *, required: bool = True, length: int = 200, **attrs: str) -> forms.CharField:
    return forms.CharField(
        label=label, required=required, max_length=length,
        widget=forms.TextInput(attrs={"autocomplete": "off", **attrs}),
    )  # fmt: skip


def _long(label: Any, *, required: bool = True, rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=label, required=required, max_length=4000,
        widget=forms.Textarea(attrs={"rows": rows, "autocomplete": "off"}),
    )  # fmt: skip


class ReceiveForm(forms.Form):
    """A request as it comes to the desk. Only who asks, what is asked and where are needed."""

    kind = forms.ChoiceField(label=later("Loại đơn"))
    channel = forms.ChoiceField(label=later("Nhận qua"))
    received_on = DayField(label=later("Ngày nhận"))
    unit = forms.ChoiceField(label=later("Xã, phường, đặc khu"))
    village = _text(later("Thôn, bản, tổ dân phố"), required=False, length=120)
    asker_name = _text(later("Họ tên người gửi"), length=120)
    asker_contact = _text(later("Điện thoại, liên hệ"), required=False)
    asker_address = _text(later("Địa chỉ"), required=False)
    content = _long(later("Nội dung trình bày"), rows=4)
    missing_papers = _long(later("Giấy tờ còn thiếu và lý do"), required=False, rows=2)
    household = forms.CharField(required=False, widget=forms.HiddenInput())
    about = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput())

    def __init__(self, *args: Any, scope: Scope, **named: Any) -> None:
        super().__init__(*args, **named)
        whole = scope.unit_ids is None or bool(scope.unit_ids)
        kinds = [kind for kind in GrievanceKind if kind is not GrievanceKind.APPEAL]
        self.fields["kind"].choices = [
            (kind.value, kind.words) for kind in kinds if whole or kind in VILLAGE_KINDS
        ]
        self.fields["channel"].choices = [(one.value, one.words) for one in Channel]
        self.fields["unit"].choices = [(str(one.pk), one.name) for one in communes_of(scope)]
        if not whole:
            names = sorted({village for _unit, village in scope.villages})
            self.fields["village"] = forms.ChoiceField(
                label=later("Thôn, bản, tổ dân phố"), choices=[(name, name) for name in names]
            )
        self.fields["received_on"].initial = today()

    def clean_about(self) -> str:
        about = self.cleaned_data["about"]
        if about and not _ABOUT.fullmatch(about):
            raise forms.ValidationError(_("Liên kết tới hồ sơ không đúng. Hãy mở lại từ trang của hồ sơ."))
        return str(about)

    def arguments(self) -> dict[str, Any]:
        """Those of the action, but the household."""
        given = dict(self.cleaned_data)
        given.pop("household")
        return given | {
            "kind": GrievanceKind(given["kind"]),
            "channel": Channel(given["channel"]),
            "unit": Unit.objects.get(pk=given["unit"]),
        }


class AppealForm(forms.Form):
    """An appeal against an answer: who appeals and where stand in the request."""

    channel = forms.ChoiceField(label=later("Nhận qua"))
    received_on = DayField(label=later("Ngày nhận"))
    content = _long(later("Nội dung khiếu nại"), rows=4)
    late_reason = _long(later("Lý do gửi muộn, nếu đã quá hạn khiếu nại"), required=False, rows=2)

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["channel"].choices = [(one.value, one.words) for one in Channel]
        self.fields["received_on"].initial = today()


class NothingForm(forms.Form):
    """A step that needs no words."""


class ReasonForm(forms.Form):
    reason = _long(later("Nội dung, lý do"))


class DecideForm(forms.Form):
    outcome = forms.ChoiceField(label=later("Kết quả"), widget=forms.RadioSelect())
    reasons = _long(later("Lý do (ghi vào văn bản trả lời)"), rows=4)

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["outcome"].choices = [(one.value, one.words) for one in Outcome]


class AnswerForm(forms.Form):
    paper = _text(
        later("Số văn bản đã có"),
        required=False,
        length=80,
        placeholder="12/UBND-VX",
    )
    day = DayField(label=later("Ngày trả lời"))
    handed = _text(later("Giao cho ai, bằng cách nào"))
    checked = _long(later("Việc đã kiểm tra, xác minh (mỗi dòng một việc)"), required=False, rows=3)

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["day"].initial = today()
        self.fields["paper"].help_text = _("Để trống thì hệ thống lập văn bản trả lời và cấp số.")


class AssignForm(forms.Form):
    to = forms.ModelChoiceField(label=later("Người xử lý"), queryset=User.objects.none())

    def __init__(self, *args: Any, people: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["to"].queryset = people
        self.fields["to"].label_from_instance = lambda user: user.full_name or user.username


def communes_of(scope: Scope) -> list[Unit]:
    """The communes where requests are taken in: those of today, or, where a place lives on in none, those that were."""
    rows = Unit.objects.filter(level="commune")
    if scope.touched is not None:
        rows = rows.filter(pk__in=scope.touched)
    now = list(rows.on(today()).order_by("sort_key", "code"))
    return now or list(rows.order_by("sort_key", "code"))
