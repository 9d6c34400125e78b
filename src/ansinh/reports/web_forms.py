"""Files of published tables as they come from a page."""

from typing import Any

from django import forms

from ansinh.kernel.language import _
from ansinh.kernel.web.forms import later
from ansinh.standards.registry import CODES

MOST_BYTES = 20 * 1024 * 1024
_KINDS = (".csv", ".xlsx", ".xls", ".parquet")


class _ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class _Files(forms.FileField):
    widget = _ManyFiles(attrs={"accept": ",".join(_KINDS)})

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, list | tuple) else [data]
        if not given:
            given = [None]  # a required field says so
        files = [super(_Files, self).clean(one, initial) for one in given]
        names = [one.name for one in files]
        if len(set(names)) < len(names):
            raise forms.ValidationError(_("Hai tệp cùng tên; hãy đổi tên một tệp."))
        if sum(one.size for one in files) > MOST_BYTES:
            said = _("Các tệp lớn hơn {limit} MB. Hãy chia thành nhiều lần đối chiếu.")
            raise forms.ValidationError(said.format(limit=MOST_BYTES // 1024 // 1024))
        if not all(name.lower().endswith(_KINDS) for name in names):
            raise forms.ValidationError(_("Chỉ đọc được tệp csv, xlsx hoặc parquet."))
        return files


def _standards() -> list[tuple[str, str]]:
    return [("", _("Không rõ")), *((code, code) for code in CODES)]


class TablesForm(forms.Form):
    """Files to be reconciled, and under which standard they were made."""

    files = _Files(label=later("Tệp"))
    standard = forms.ChoiceField(
        label=later("Chuẩn của các biểu 4 đến 7"), choices=_standards, required=False
    )
