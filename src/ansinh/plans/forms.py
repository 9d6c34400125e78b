"""What people enter of plans, made clean."""

from typing import Any

from django import forms

from ansinh.kernel.web.forms import DayField, later
from ansinh.plans.enums import TaskState
from ansinh.plans.words import task_state_words


class MoveForm(forms.Form):
    """A task's next state."""

    to = forms.ChoiceField(label=later("Tình trạng"))
    on = DayField(label=later("Ngày"))
    evidence = forms.CharField(
        label=later("Bằng chứng hoặc lý do"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, state: str, **named: Any) -> None:
        super().__init__(*args, **named)
        others = [one for one in TaskState if one.value != state]
        self.fields["to"].choices = [(one.value, task_state_words(one.value)) for one in others]

    def clean_to(self) -> TaskState:
        return TaskState(self.cleaned_data["to"])
