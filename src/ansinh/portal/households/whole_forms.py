"""The forms of the verbs about a whole household: where it lives, what it parts into, what it goes into, its end."""

from typing import Any

from django import forms

from ansinh.households.models import Household
from ansinh.kernel.language import _
from ansinh.kernel.text import clean
from ansinh.kernel.web.forms import DayField, later
from ansinh.places.models import Unit
from ansinh.portal.households import finding
from ansinh.portal.households.forms import Picker, VerbForm, note_field, text_field

_UNIT = Picker(
    "unit",
    later("Xã, phường, đặc khu"),
    later("Gõ tên hoặc mã, không cần dấu; thêm tên huyện hoặc tỉnh sau dấu phẩy nếu trùng tên."),
    finding.communes,
)


class _PlaceForm(VerbForm):
    village = text_field(later("Thôn, bản, tổ dân phố"))
    picker: Picker | None = _UNIT

    def clean_unit(self) -> Unit:
        unit = finding.commune_named(self.cleaned_data["unit"])
        if unit is None:
            raise forms.ValidationError(_("Không có xã này. Hãy tìm lại."))
        return unit

    def named(self) -> dict[str, Any]:
        given = self.cleaned_data
        return super().named() | {"unit": given["unit"], "village": clean(given["village"])}


class MoveForm(_PlaceForm):
    day = DayField(label=later("Chuyển từ ngày"))
    reason = note_field()
    field_order = ("village", "day", "reason")


class PlaceForm(_PlaceForm):
    day = DayField(label=later("Ở đó từ ngày"), required=False, help_text=later("Để trống nếu không rõ."))


class PlacementForm(_PlaceForm):
    """A placement written wrong."""

    valid_from = DayField(label=later("Từ ngày"), required=False, help_text=later("Để trống nếu không rõ."))
    valid_until = DayField(
        label=later("Đến hết ngày"), required=False, help_text=later("Để trống nếu vẫn đang ở đó.")
    )
    reason = note_field(required=True)

    def prepare(self) -> None:
        placement = self.case.placement
        assert placement is not None
        self.initial = {
            "unit": str(placement.unit_id),
            "village": placement.village,
            "valid_from": placement.valid_from,
            "valid_until": placement.valid_until,
        } | self.initial

    def named(self) -> dict[str, Any]:
        given = self.cleaned_data
        return super().named() | {
            "placement": self.case.placement,
            "valid_from": given["valid_from"],
            "valid_until": given["valid_until"],
        }


def _home_of(form: VerbForm) -> Household | None:
    chosen = form.cleaned_data["into"]
    if not chosen:
        return None
    home = finding.household_named(form.case, chosen)
    if home is None:
        raise forms.ValidationError(_("Không có hộ này trong địa bàn được giao. Hãy tìm lại."))
    return home


class SplitForm(VerbForm):
    member_refs = forms.MultipleChoiceField(
        label=later("Những người tách đi"), widget=forms.CheckboxSelectMultiple
    )
    head_ref = forms.ChoiceField(label=later("Chủ hộ mới"), help_text=later("Một trong những người tách đi."))
    day = DayField(label=later("Tách từ ngày"))
    reason = note_field()
    picker = Picker(
        "into",
        later("Vào một hộ đã có"),
        later("Để trống thì lập hộ mới ở cùng thôn. Gõ tên chủ hộ, không cần dấu."),
        finding.households,
        required=False,
    )

    def prepare(self) -> None:
        self.choose_members("member_refs", but_head=True)
        self.choose_members("head_ref", but_head=True)

    def clean_into(self) -> Household | None:
        return _home_of(self)

    def named(self) -> dict[str, Any]:
        given = self.cleaned_data
        return super().named() | {name: given[name] for name in ("member_refs", "head_ref", "into")}


class MergeForm(VerbForm):
    day = DayField(label=later("Nhập từ ngày"))
    reason = note_field(required=True)
    picker = Picker(
        "into",
        later("Nhập vào hộ"),
        later("Gõ tên chủ hộ hoặc tên thành viên, không cần dấu."),
        finding.households,
    )

    def clean_into(self) -> Household | None:
        return _home_of(self)

    def named(self) -> dict[str, Any]:
        return super().named() | {"into": self.cleaned_data["into"]}


class DissolveForm(VerbForm):
    day = DayField(label=later("Kết thúc từ ngày"))
    reason = note_field(required=True)
