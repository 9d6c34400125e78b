"""What people type of campaigns and of what a commune spread."""

from typing import Any

from django import forms

from ansinh.access.place_fields import PlaceField
from ansinh.kernel.dates import today
from ansinh.kernel.language import _
from ansinh.kernel.web.forms import DayField, NumberField, later
from ansinh.outreach.models.enums import MessageKind
from ansinh.outreach.words import message_words

_QUIET = {"autocomplete": "off"}


class CampaignForm(forms.Form):
    """A campaign of a place."""

    code = PlaceField(label=later("Địa bàn"))
    title = forms.CharField(
        label=later("Tên đợt vận động"), max_length=200, widget=forms.TextInput(attrs=_QUIET)
    )
    topic = forms.CharField(
        label=later("Chủ đề"), max_length=300, required=False, widget=forms.TextInput(attrs=_QUIET)
    )
    paper = forms.CharField(label=later("Văn bản"), max_length=160, widget=forms.TextInput(attrs=_QUIET))
    begins_on = DayField(label=later("Từ ngày"))
    ends_on = DayField(label=later("Đến ngày"))


class MessageForm(forms.Form):
    """What a commune spread on a day."""

    code = PlaceField(label=later("Xã"))
    kind = forms.ChoiceField(
        label=later("Hình thức"),
        choices=lambda: [(one.value, message_words(one.value)) for one in MessageKind],
    )
    title = forms.CharField(label=later("Nội dung"), max_length=200, widget=forms.TextInput(attrs=_QUIET))
    channel = forms.CharField(
        label=later("Ở đâu, qua kênh nào"),
        max_length=160,
        required=False,
        widget=forms.TextInput(attrs=_QUIET),
    )
    spread_on = DayField(label=later("Ngày"))
    times = NumberField(label=later("Số lần, số bản"), minimum=1, initial=1)
    attendance = NumberField(
        label=later("Số người dự"), minimum=1, required=False, help_text=later("Chỉ ghi cho buổi đối thoại.")
    )
    campaign_id = forms.TypedChoiceField(
        label=later("Trong đợt vận động"), required=False, coerce=int, empty_value=None
    )

    def __init__(self, *args: Any, campaigns: list[tuple[int, str]], **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["spread_on"].initial = today()
        self.fields["campaign_id"].choices = [("", _("không chọn")), *campaigns]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        for name in ("times", "attendance"):
            if given.get(name) is not None:
                given[name] = int(given[name])
        if "kind" in given:
            given["kind"] = MessageKind(given["kind"])
        return given
