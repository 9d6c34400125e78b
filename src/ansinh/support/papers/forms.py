"""What is written around a paper of support."""

from typing import Any

from django import forms

from ansinh.kernel.web.forms import later


class SigningForm(forms.Form):
    """Who signs; ``why`` only where a paper is replaced."""

    signatory = forms.CharField(label=later("Người ký"), required=False, max_length=120)
    why = forms.CharField(label=later("Lý do thay thế văn bản cũ"), max_length=300)

    def __init__(self, *args: Any, again: bool, **named: Any) -> None:
        super().__init__(*args, **named)
        if not again:
            del self.fields["why"]


class PayDecisionForm(SigningForm):
    grounds = forms.CharField(
        label=later("Căn cứ"),
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=later(
            "Mỗi căn cứ một dòng. Hãy xem lại: dòng có sẵn lấy từ điều khoản mà từng người được hưởng."
        ),
    )
    proposer = forms.CharField(label=later("Theo đề nghị của"), max_length=200)
    field_order = ("grounds", "proposer", "signatory", "why")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        lines = (line.strip().rstrip(";.") for line in given.get("grounds", "").splitlines())
        return given | {"grounds": tuple(line for line in lines if line)}
