"""What people type of a gift or a visit."""

from typing import Any

from django import forms

from ansinh.kernel.dates import today
from ansinh.kernel.language import _
from ansinh.kernel.web.forms import DayField, NumberField, later
from ansinh.outreach.models.enums import GiftKind, GiftSource, Occasion
from ansinh.outreach.words import gift_words, occasion_words, source_words

_QUIET = {"autocomplete": "off"}


class GiftForm(forms.Form):
    """A gift to a household."""

    occasion = forms.ChoiceField(
        label=later("Dịp"), choices=lambda: [(one.value, occasion_words(one.value)) for one in Occasion]
    )
    year = forms.IntegerField(label=later("Năm của dịp"), min_value=2000, max_value=2100)
    kind = forms.ChoiceField(
        label=later("Loại"), choices=lambda: [(one.value, gift_words(one.value)) for one in GiftKind]
    )
    what = forms.CharField(
        label=later("Tặng gì, thăm thế nào"), max_length=200, widget=forms.TextInput(attrs=_QUIET)
    )
    value = NumberField(
        label=later("Trị giá (đồng)"), minimum=0, initial=0, help_text=later("Thăm hỏi thì để 0.")
    )
    given_on = DayField(label=later("Ngày tặng, ngày thăm"))
    source = forms.ChoiceField(
        label=later("Nguồn"), choices=lambda: [(one.value, source_words(one.value)) for one in GiftSource]
    )
    giver_name = forms.CharField(label=later("Ai tặng"), max_length=160, widget=forms.TextInput(attrs=_QUIET))
    use_id = forms.TypedChoiceField(
        label=later("Theo khoản chi của quỹ"), required=False, coerce=int, empty_value=None
    )
    sponsor_id = forms.TypedChoiceField(
        label=later("Người đỡ đầu đã ghi"), required=False, coerce=int, empty_value=None
    )
    visitors = forms.CharField(
        label=later("Ai đến thăm"), max_length=300, required=False, widget=forms.TextInput(attrs=_QUIET)
    )
    again = forms.CharField(
        label=later("Vì sao tặng lần nữa"), max_length=300, required=False, widget=forms.TextInput(attrs=_QUIET),
        help_text=later("Chỉ ghi khi hộ đã được tặng loại này trong dịp này."),
    )  # fmt: skip

    def __init__(
        self, *args: Any, uses: list[tuple[int, str]], sponsors: list[tuple[int, str]], **named: Any
    ) -> None:
        super().__init__(*args, **named)
        self.fields["year"].initial = today().year
        self.fields["use_id"].choices = [("", _("không chọn")), *uses]
        self.fields["sponsor_id"].choices = [("", _("không chọn")), *sponsors]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        for name, enum in (("occasion", Occasion), ("kind", GiftKind), ("source", GiftSource)):
            if name in given:
                given[name] = enum(given[name])
        if given.get("value") is not None:
            given["value"] = int(given["value"])
        return given
