"""Forms of needs."""

from typing import Any
from uuid import UUID

from django import forms

from ansinh.kernel.dates import today
from ansinh.kernel.language import current_language
from ansinh.kernel.web.forms import DayField, later
from ansinh.support.catalogue.adopted import policies_in_use
from ansinh.support.models.planning_enums import NeedSource


def policy_choices() -> list[tuple[str, str]]:
    """Policies that somebody can receive, with their names."""
    language = current_language()
    return [
        (one.code, f"{one.code} – {one.name.in_language(language)}")
        for one in policies_in_use()
        if one.benefit != "programme"
    ]


class NeedForm(forms.Form):
    """What a household or one of its members needs."""

    policy = forms.ChoiceField(label=later("Chính sách"))
    person = forms.TypedChoiceField(
        label=later("Của ai"),
        help_text=later("Chính sách cho từng người thì chọn người ấy."),
        required=False,
        coerce=UUID,
        empty_value=None,
    )
    source = forms.ChoiceField(
        label=later("Biết từ đâu"),
        choices=[
            (NeedSource.SURVEY.value, later("khi khảo sát")),
            (NeedSource.REQUEST.value, later("hộ đề nghị")),
            (NeedSource.VISIT.value, later("khi đến thăm")),
        ],
    )
    since = DayField(label=later("Từ ngày"), initial=today)
    until = DayField(label=later("Đến hết ngày"), required=False)
    remark = forms.CharField(
        label=later("Ghi chú"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, members: dict[UUID, str], **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["policy"].choices = [("", "—"), *policy_choices()]  # type: ignore[attr-defined]
        people = [(str(key), name) for key, name in members.items()]
        self.fields["person"].choices = [("", later("Cả hộ")), *people]  # type: ignore[attr-defined]

    def clean_source(self) -> NeedSource:
        return NeedSource(self.cleaned_data["source"])


class WithdrawForm(forms.Form):
    on = DayField(label=later("Không còn nhu cầu từ ngày"), initial=today)
    reason = forms.CharField(
        label=later("Lý do"), max_length=500, widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"})
    )
