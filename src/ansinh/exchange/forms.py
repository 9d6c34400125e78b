"""What a person says about files to be taken in."""

from typing import Any

from django import forms

from ansinh.access.place_fields import PlaceField, units_in
from ansinh.access.scope import Scope
from ansinh.exchange.kinds import FileKind, ImportKind
from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.web.forms import later
from ansinh.places.errors import UnknownPlace
from ansinh.places.models import Unit
from ansinh.places.naming import code_named
from ansinh.places.queries import unit_at
from ansinh.reviews.queries import closing_day, rounds_within
from ansinh.work.batches import stated_encoding
from ansinh.work.tables.encodings import NAMES

# As people know them; the rest by their own names.
_ENCODINGS = {
    "utf-8": "Unicode (UTF-8)",
    "utf-16": "Unicode (UTF-16)",
    "cp1258": "Windows-1258",
    "tcvn3": "TCVN3 (ABC, .VnTime)",
    "vni": "VNI (VNI-Times)",
    "viqr": "VIQR",
}
_SUFFIXES = ".xlsx,.xlsm,.xls,.csv,.txt,.parquet"


def round_choices(scope: Scope) -> list[tuple[str, str]]:
    """The rounds that a person's files may belong to: period and words, the newest first."""
    found: dict[str, list[str]] = {}
    for campaign in rounds_within(scope).order_by("-period", "pk"):
        found.setdefault(campaign.period, []).append(campaign.unit.name)
    return [(period, f"{period} · {', '.join(names[:3])}") for period, names in found.items()]


def _file(kind: FileKind) -> forms.FileField:
    return forms.FileField(
        label=kind.words,
        widget=forms.FileInput(attrs={"accept": _SUFFIXES}),
        allow_empty_file=True,
        max_length=200,
        help_text=later("XLSX, CSV hoặc Parquet; tên cột ở dòng đầu."),
    )


class UploadForm(forms.Form):
    """Files of one kind, and for kinds of a round its period and place."""

    def __init__(self, kind: ImportKind, scope: Scope, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.kind, self.scope = kind, scope
        if kind.of_round:
            self.fields["round"] = forms.ChoiceField(
                label=later("Kỳ rà soát"), choices=[("", "—"), *round_choices(scope)]
            )
            self.fields["area"] = PlaceField(
                label=later("Địa bàn"),
                required=kind.key == "review-export",
                help_text=later("Tên hoặc mã của xã, huyện vào ngày rà soát.")
                if kind.key == "review-export"
                else later("Chỉ cần khi tệp không có cột mã xã: mọi hộ được xếp vào địa bàn này."),
            )
        for one in kind.files:
            self.fields[one.role] = _file(one)
        if kind.header_rows == 1:
            self.fields["encoding"] = forms.ChoiceField(
                label=later("Bảng mã chữ Việt của tệp CSV"),
                required=False,
                choices=[
                    ("", later("Tự nhận biết")),
                    *((name, _ENCODINGS.get(name, name)) for name in NAMES),
                ],
                help_text=later(
                    "Chỉ chọn khi tệp cũ bị báo là không xác định được bảng mã, hoặc chữ đọc ra sai."
                ),
            )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        code, period = given.get("area"), given.get("round")
        if code and period:
            given["unit"] = self._unit(code, period)
        return given

    def _unit(self, code: str, period: str) -> Unit | None:
        try:
            unit = unit_at(code_named(code, units_in(self.scope)), closing_day(period))
        except (UnknownPlace, UnusableInput) as unknown:
            self.add_error("area", unknown.message)
            return None
        if not self.scope.covers(unit.pk):
            self.add_error("area", _("Địa bàn này ngoài phạm vi được giao cho anh/chị."))
            return None
        return unit

    def options(self) -> dict[str, str]:
        """The options as the check takes them."""
        told = stated_encoding(self.cleaned_data.get("encoding"))
        if not self.kind.of_round:
            return told
        unit = self.cleaned_data.get("unit")
        return {"round": self.cleaned_data["round"], "area": unit.code if unit else ""} | told


class TakeBackForm(forms.Form):
    """Why a batch is taken back."""

    reason = forms.CharField(
        label=later("Lý do rút lại"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=later("Ghi vào nhật ký. Không ghi tên người."),
    )
