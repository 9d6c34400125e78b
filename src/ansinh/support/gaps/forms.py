"""Forms of gaps."""

from typing import Any

from django import forms

from ansinh.agencies.kinds import agency_kinds
from ansinh.kernel.dates import today
from ansinh.kernel.web.forms import DayField, later
from ansinh.support.gaps.words import reply_words
from ansinh.support.models.planning_enums import GapReply


class AnswerForm(forms.Form):
    """What is answered to a gap."""

    reply = forms.ChoiceField(label=later("Trả lời"))
    agency = forms.ChoiceField(label=later("Cơ quan thực hiện"), required=False)
    due = DayField(label=later("Hạn thực hiện"), required=False)
    reason = forms.CharField(
        label=later("Lý do"),
        help_text=later("Cần ghi khi không thực hiện hoặc khi dữ liệu sai."),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["reply"].choices = [(one.value, reply_words(one.value)[1]) for one in GapReply]  # type: ignore[attr-defined]
        kinds = [one for one in agency_kinds().values() if one.holds_on(today())]
        self.fields["agency"].choices = [("", "—"), *((one.code, one.words) for one in kinds)]  # type: ignore[attr-defined]

    def clean_reply(self) -> GapReply:
        return GapReply(self.cleaned_data["reply"])
