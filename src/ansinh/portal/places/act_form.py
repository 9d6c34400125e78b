"""The form of an act: its facts and rows of changes, written as the file that ``places enter-act`` takes, so that form, file
and command line are one way in."""

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django import forms
from django.forms import formset_factory

from ansinh.kernel.language import _
from ansinh.kernel.web.forms import DayField, NumberField, later
from ansinh.places.acts import read_act
from ansinh.places.entering import ActPlan, plan_act
from ansinh.places.enums import AreaType, ChangeKind, ShareBasis, UnitLevel, UnitType
from ansinh.portal.places.words import area_words, basis_words, kind_words, type_words

# The level of a unit is told by the length of its code.
_LEVELS = {2: UnitLevel.PROVINCE, 3: UnitLevel.DISTRICT, 5: UnitLevel.COMMUNE}
_BASES = (ShareBasis.ACT, ShareBasis.POPULATION, ShareBasis.AREA)
_TYPES = [one for one in UnitType if one not in (UnitType.THON, UnitType.TO_DAN_PHO, UnitType.OTHER)]


class CodeField(forms.CharField):
    """The code of a unit of state: two, three or five digits."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})

    def clean(self, value: Any) -> str:
        code = super().clean(value).strip()
        if code and not (code.isascii() and code.isdigit() and len(code) in _LEVELS):
            said = _("Mã có 2 chữ số (tỉnh), 3 chữ số (huyện) hoặc 5 chữ số (xã).")
            raise forms.ValidationError(said)
        return code


class ActForm(forms.Form):
    """The facts of an act."""

    number = forms.CharField(label=later("Số, ký hiệu"), max_length=80, required=False)
    title = forms.CharField(label=later("Trích yếu"), max_length=300)
    issuer = forms.CharField(label=later("Cơ quan ban hành"), max_length=120, required=False)
    date = DayField(label=later("Ngày ban hành"), required=False)
    effect = DayField(
        label=later("Ngày có hiệu lực"),
        help_text=later("Ngày đầu tiên của đơn vị mới; đơn vị cũ hết vào hôm trước."),
    )
    source = forms.CharField(
        label=later("Nguồn"), max_length=300, required=False, help_text=later("Đã xem văn bản ở đâu.")
    )
    verified = forms.BooleanField(label=later("Đã đọc chính văn bản này"), required=False)


class ChangeForm(forms.Form):
    """One change. The new unit is described only where it begins with this act."""

    kind = forms.ChoiceField(label=later("Thay đổi"))
    old = CodeField(
        label=later("Mã đơn vị cũ"), required=False, help_text=later("Bỏ trống khi thành lập mới.")
    )
    new = CodeField(label=later("Mã đơn vị mới"), required=False, help_text=later("Bỏ trống khi giải thể."))
    name = forms.CharField(
        label=later("Tên đơn vị mới"),
        max_length=160,
        required=False,
        help_text=later("Chỉ ghi khi đơn vị bắt đầu từ văn bản này, một lần."),
    )
    type = forms.ChoiceField(label=later("Loại đơn vị mới"), required=False)
    area_type = forms.ChoiceField(
        label=later("Khu vực"), required=False, help_text=later("Của xã, phường, thị trấn.")
    )
    parent = CodeField(
        label=later("Mã cấp trên"),
        required=False,
        help_text=later("Cấp trên của đơn vị mới vào ngày hiệu lực."),
    )
    share = NumberField(
        label=later("Phần dân số chuyển (%)"),
        decimals=2,
        minimum=0,
        required=False,
        help_text=later("Chỉ khi chia tách, nếu biết."),
    )
    share_basis = forms.ChoiceField(label=later("Căn cứ của phần chia"), required=False)
    default = forms.BooleanField(label=later("Phần mặc định khi không biết tỷ lệ"), required=False)

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        choices = {
            "kind": [(one.value, kind_words(one)) for one in ChangeKind],
            "type": [("", "–"), *((one.value, type_words(one)) for one in _TYPES)],
            "area_type": [("", "–"), *((one.value, area_words(one)) for one in AreaType)],
            "share_basis": [("", "–"), *((one.value, basis_words(one)) for one in _BASES)],
        }
        for name, pairs in choices.items():
            self.fields[name].choices = pairs

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("name") and not cleaned.get("new"):
            self.add_error("new", _("Đơn vị mới cần có mã."))
        return cleaned


ChangeForms = formset_factory(
    ChangeForm, extra=0, min_num=1, validate_min=True, max_num=600, absolute_max=600
)


def act_text(facts: ActForm, changes: Any) -> str:
    """The forms (valid) as the text of an act's file."""
    lines = [
        "[act]",
        *_pairs({name: value for name, value in facts.cleaned_data.items() if value not in (None, "")}),
    ]
    for row in changes:
        lines += ["", "[[change]]", *_pairs(_change(row.cleaned_data))]
    return "\n".join(lines) + "\n"


def _change(row: dict[str, Any]) -> dict[str, Any]:
    kind = row["kind"]
    found: dict[str, Any] = {"kind": kind}
    if row["old"]:
        found["old"] = _ref(row["old"])
    if row["new"]:
        described = {
            name: row[name] for name in ("name", "type", "area_type", "parent") if row["name"] and row[name]
        }
        found["new"] = _ref(row["new"]) | described
    if kind == ChangeKind.SPLIT and row["share"]:
        found["share"] = format((row["share"] / Decimal(100)).normalize(), "f")
        if row["share_basis"]:
            found["share_basis"] = row["share_basis"]
    if row["default"]:
        found["default"] = True
    return found


def _ref(code: str) -> dict[str, str]:
    return {"level": _LEVELS[len(code)].value, "code": code}


def _pairs(values: dict[str, Any]) -> Iterator[str]:
    for name, value in values.items():
        yield f"{name} = {_toml(value)}"


def _toml(value: Any) -> str:
    """A value as TOML writes it: its strings escape as JSON's do."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return "{ " + ", ".join(_pairs(value)) + " }"
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")


@contextmanager
def act_file(text: str) -> Iterator[Path]:
    """The text as a file, while the block runs: acts are read from files."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "act.toml"
        path.write_text(text, encoding="utf-8")
        yield path


def plan_of(text: str) -> ActPlan:
    """What the act in ``text`` would do. Raises ``UnusableAct``."""
    with act_file(text) as path:
        return plan_act(read_act(path))


class UploadActForm(forms.Form):
    """The file of an act."""

    file = forms.FileField(label=later("Tệp văn bản (TOML)"))

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > 2_000_000:
            raise forms.ValidationError(_("Tệp văn bản quá lớn: tối đa 2 MB."))
        return file
