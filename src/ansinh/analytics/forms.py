"""What is asked of a measuring page, made clean."""

from collections.abc import Mapping
from typing import Any

from django import forms

from ansinh.analytics.questions import COUNTED, GROUPS, RULES
from ansinh.kernel.language import current_language
from ansinh.kernel.web.forms import later
from ansinh.standards.standard import Standard

_WEIGHT = "w-"


class QuestionForm(forms.Form):
    """Cutoff, weights and groups; one field of a weight for each indicator of the standard."""

    k = forms.CharField(label=later("Ngưỡng nghèo k"), max_length=40)
    by = forms.ChoiceField(label=later("Chia theo"), required=False)
    count = forms.ChoiceField(label=later("Đếm"))
    missing = forms.ChoiceField(label=later("Chỉ tiêu chưa rõ"))

    def __init__(self, standard: Standard, given: Mapping[str, str], **named: Any) -> None:
        super().__init__(given, **named)
        choices: dict[str, list[tuple[str, Any]]] = {
            "by": [("", later("Không chia")), *GROUPS.items()],
            "count": list(COUNTED.items()),
            "missing": [(one.value, words) for one, words in RULES.items()],
        }
        for name, chosen in choices.items():
            self.fields[name].choices = chosen  # type: ignore[attr-defined]
        for indicator in standard.indicators:
            label = indicator.name.in_language(current_language())
            self.fields[_WEIGHT + indicator.code] = forms.CharField(label=label, max_length=20)

    @property
    def weight_fields(self) -> list[forms.BoundField]:
        """The fields of the weights, in the order of the indicators."""
        return [self[name] for name in self.fields if name.startswith(_WEIGHT)]


def given_of(standard: Standard, query: Mapping[str, str], cutoff: str) -> dict[str, str]:
    """What the form shows for ``query``: an address with ``weights``, the form's own fields, or nothing yet (as the law has it)."""
    texts = query["weights"].split(",") if query.get("weights") else []
    if len(texts) != len(standard.codes):
        texts = ["1"] * len(standard.codes)
    weights = {
        _WEIGHT + code: query.get(_WEIGHT + code, text)
        for code, text in zip(standard.codes, texts, strict=True)
    }
    return {
        "k": query.get("k") or cutoff,
        "by": query.get("by", ""),
        "count": query.get("count") or "households",
        "missing": query.get("missing") or "drop",
    } | weights


def asked_weights(standard: Standard, cleaned: Mapping[str, str]) -> str:
    """The weights of a clean form as one text; a comma within a number is a point."""
    return ",".join(cleaned[_WEIGHT + code].replace(",", ".") for code in standard.codes)
