"""Forms of local policies and drafts."""

from collections.abc import Sequence
from typing import Any

from django import forms

from ansinh.kernel.dates import today
from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.language import _, current_language
from ansinh.kernel.web.forms import DayField, later
from ansinh.places.models import Unit
from ansinh.support.catalogue.inputs import inputs
from ansinh.support.catalogue.policy import Policy
from ansinh.support.catalogue.templates import TEMPLATES, read_conditions
from ansinh.support.catalogue.words import GROUPS, state_words
from ansinh.support.policies.samples import STATES

_TYPED = {"autocomplete": "off"}
_CLASSES = ("poor", "near_poor", "escaped_poor", "escaped_near_poor", "none")


class VersionForm(forms.Form):
    """A local policy from a template: words, conditions of the vocabulary, amount, span, act, one sample that holds and one
    that does not."""

    unit = forms.ChoiceField(label=later("Địa bàn áp dụng"))
    code = forms.RegexField(
        r"^[A-ZĐ0-9][A-ZĐ0-9./-]{1,19}$",
        label=later("Mã chính sách"),
        help_text=later("Chữ in hoa, số và dấu gạch, ví dụ HP-TET-1; mã đã có thì thành bản mới của nó."),
        widget=forms.TextInput(attrs=_TYPED),
    )
    template = forms.ChoiceField(label=later("Mẫu"))
    name = forms.CharField(
        label=later("Tên chính sách"), max_length=200, widget=forms.TextInput(attrs=_TYPED)
    )
    group = forms.ChoiceField(label=later("Nhóm"))
    agency = forms.ChoiceField(label=later("Cơ quan thực hiện"))
    when = forms.CharField(
        label=later("Điều kiện, mỗi dòng một điều; phải đúng tất cả"),
        help_text=later(
            "Ví dụ: class in poor near_poor · age >= 60 · not labour_capacity. Xem danh mục bên dưới."
        ),
        widget=forms.Textarea(attrs={"rows": 4, **_TYPED}),
    )
    amount = forms.IntegerField(label=later("Mức (đồng)"), min_value=0, max_value=10**12, required=False)
    act = forms.CharField(
        label=later("Văn bản ban hành (số, ngày)"), max_length=200, widget=forms.TextInput(attrs=_TYPED)
    )
    verified = forms.BooleanField(label=later("Đã đối chiếu với văn bản"), required=False)
    valid_from = DayField(label=later("Có hiệu lực từ"), initial=today)
    valid_until = DayField(label=later("Đến hết ngày"), required=False)
    sample_given = forms.CharField(
        label=later("Trường hợp mẫu: mỗi dòng một dữ kiện"),
        help_text=later(
            "Ví dụ: class = poor · birth_date = 1950-03-01. Kết quả phải ra như ghi bên dưới thì mới duyệt được."
        ),
        widget=forms.Textarea(attrs={"rows": 3, **_TYPED}),
    )
    sample_state = forms.ChoiceField(label=later("Kết quả mong đợi"))
    counter_given = forms.CharField(
        label=later("Trường hợp mẫu thứ hai"),
        help_text=later("Nên là một hộ không được hưởng."),
        widget=forms.Textarea(attrs={"rows": 3, **_TYPED}),
    )
    counter_state = forms.ChoiceField(
        label=later("Kết quả mong đợi của trường hợp thứ hai"), initial="not_entitled"
    )

    def __init__(
        self, *args: Any, units: Sequence[Unit], agencies: Sequence[tuple[str, str]], **named: Any
    ) -> None:
        super().__init__(*args, **named)
        states = [(one, state_words(one)) for one in STATES]
        choices = {
            "unit": [(str(one.pk), one.name) for one in units],
            "template": [(one.code, str(one.words)) for one in TEMPLATES.values()],
            "group": [(code, str(words)) for code, words in GROUPS.items()],
            "agency": list(agencies),
            "sample_state": states,
            "counter_state": states,
        }
        for name, given in choices.items():
            self.fields[name].choices = given  # type: ignore[attr-defined]

    def content(self) -> dict[str, Any]:
        """What the version holds."""
        data = self.cleaned_data
        return {
            "name": data["name"],
            "group": data["group"],
            "agency": data["agency"],
            "purpose": f"local:{data['code']}",
            "rules": [{"when": list(read_conditions(data["when"])), "amount": data["amount"]}],
        }

    def samples(self) -> list[dict[str, Any]]:
        """The sample cases; raises ``UnusableInput``."""
        data = self.cleaned_data
        return [
            self._sample("1", data["sample_given"], data["sample_state"]),
            self._sample("2", data["counter_given"], data["counter_state"]),
        ]

    def _sample(self, name: str, text: str, state: str) -> dict[str, Any]:
        amount = self.cleaned_data["amount"] if state == "entitled" else None
        return {
            "name": name,
            "on": self.cleaned_data["valid_from"].isoformat(),
            "given": dict(_pair(line) for line in text.splitlines() if line.strip()),
            "state": state,
            "amount": amount or None,
        }


def _pair(line: str) -> tuple[str, str]:
    name, sign, value = line.partition("=")
    if not sign or not value.strip():
        raise UnusableInput(
            _("Trường hợp mẫu: viết «dữ kiện = giá trị», mỗi dòng một dữ kiện."), code="sample_line"
        )
    return name.strip(), value.strip()


class WhatIfForm(forms.Form):
    """A draft: which policy, at which commune, and what is changed."""

    code = forms.ChoiceField(label=later("Chính sách"))
    unit = forms.ChoiceField(label=later("Ở"), required=False)
    amount = forms.IntegerField(label=later("Mức mới (đồng)"), min_value=0, max_value=10**12, required=False)
    times = forms.FloatField(
        label=later("Hoặc gấp mấy lần mức đang có"), min_value=0, max_value=100, required=False
    )
    classes = forms.MultipleChoiceField(
        label=later("Hoặc cho diện hộ"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, units: Sequence[Unit], policies: Sequence[Policy], **named: Any) -> None:
        super().__init__(*args, **named)
        language = current_language()
        self.fields["code"].choices = [  # type: ignore[attr-defined]
            (one.code, f"{one.code} – {one.name.in_language(language)}") for one in policies if one.law
        ]
        everywhere = [("", _("mọi xã trong địa bàn được giao"))]
        self.fields["unit"].choices = everywhere + [(str(one.pk), one.name) for one in units]  # type: ignore[attr-defined]
        codes = inputs()["class"].codes
        self.fields["classes"].choices = [  # type: ignore[attr-defined]
            (code, codes[code].in_language(language)) for code in _CLASSES
        ]
