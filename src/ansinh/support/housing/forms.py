"""What people type into the pages of housing works."""

from typing import Any

from django import forms

from ansinh.access.place_fields import PlaceField
from ansinh.kernel.dates import today
from ansinh.kernel.language import _, current_language
from ansinh.kernel.web.forms import DayField, NumberField, later
from ansinh.support.housing.programmes import housing_policies
from ansinh.support.housing.words import dwelling_words, kind_words, source_title, source_words, work_words
from ansinh.support.models.housing_enums import DwellingState, MoneySource, WorkKind, WorkState

WORKED = (MoneySource.HOUSEHOLD, MoneySource.KIN, MoneySource.COMMUNITY)
"""Who gives days of work."""
_QUIET = {"autocomplete": "off"}


def _whole(value: Any) -> int | None:
    return None if value is None else int(value)


class ProgrammeForm(forms.Form):
    """A programme of a place."""

    code = PlaceField(label=later("Địa bàn"))
    policy = forms.ChoiceField(
        label=later("Chính sách"),
        choices=lambda: [
            (one.code, f"{one.code} · {one.name.in_language(current_language())}")
            for one in housing_policies()
        ],
    )
    name = forms.CharField(
        label=later("Tên chương trình"), max_length=160, widget=forms.TextInput(attrs=_QUIET)
    )
    act = forms.CharField(
        label=later("Kế hoạch, nghị quyết số"), max_length=160, widget=forms.TextInput(attrs=_QUIET)
    )
    begins_on = DayField(label=later("Bắt đầu từ ngày"))
    deadline = DayField(label=later("Hạn hoàn thành"))
    new_amount = NumberField(
        label=later("Mức xây mới (đồng)"), minimum=1, required=False,
        help_text=later("Theo văn bản; để trống nếu văn bản không nêu. Mức có trong danh mục chính sách thì lấy ở đó."),
    )  # fmt: skip
    repair_amount = NumberField(label=later("Mức sửa chữa (đồng)"), minimum=1, required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        for name in ("new_amount", "repair_amount"):
            given[name] = _whole(given.get(name))
        return given


class DeadlineForm(forms.Form):
    """Another deadline."""

    deadline = DayField(label=later("Hạn mới"))
    reason = forms.CharField(
        label=later("Văn bản, lý do"), max_length=300, widget=forms.TextInput(attrs=_QUIET)
    )


class SurveyForm(forms.Form):
    """What a visit found."""

    kind = forms.ChoiceField(
        label=later("Việc cần làm"), choices=lambda: [(one.value, kind_words(one.value)) for one in WorkKind]
    )
    dwelling = forms.ChoiceField(
        label=later("Nhà hiện nay"),
        choices=lambda: [(one.value, dwelling_words(one.value)) for one in DwellingState],
    )
    surveyed_on = DayField(label=later("Ngày khảo sát"))
    finding = forms.CharField(
        label=later("Hiện trạng"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    ground = forms.CharField(
        label=later("Thuộc đối tượng nào, theo điều khoản nào"), max_length=160, required=False,
        widget=forms.TextInput(attrs=_QUIET),
        help_text=later("Chỉ cần khi chính sách chưa có quy tắc để máy xét."),
    )  # fmt: skip
    cost = NumberField(label=later("Dự toán (đồng), nếu đã có"), minimum=1, required=False)
    again = forms.CharField(
        label=later("Vì sao được hỗ trợ lại"), max_length=300, required=False,
        widget=forms.TextInput(attrs=_QUIET),
        help_text=later("Chỉ ghi khi hộ đã từng được hỗ trợ nhà ở (thiên tai làm mất nhà, quá thời hạn theo văn bản)."),
    )  # fmt: skip
    replaces = forms.TypedChoiceField(
        label=later("Thay cho hộ đã rút"), required=False, coerce=int, empty_value=None
    )

    def __init__(self, *args: Any, withdrawn: list[tuple[int, str]], **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["replaces"].choices = [("", _("không thay hộ nào")), *withdrawn]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        given["cost"] = _whole(given.get("cost"))
        for name, kind in (("kind", WorkKind), ("dwelling", DwellingState)):
            if given.get(name):
                given[name] = kind(given[name])
        return given


class StageForm(forms.Form):
    """A stage that a work came to."""

    stage = forms.ChoiceField(label=later("Bước"))
    on = DayField(label=later("Ngày"))

    def __init__(self, *args: Any, stages: list[WorkState], **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["stage"].choices = [(one.value, work_words(one.value)[1]) for one in stages]
        self.fields["on"].initial = today()

    def clean_stage(self) -> WorkState:
        return WorkState(self.cleaned_data["stage"])


class PlanForm(forms.Form):
    """What a house costs and who gives what."""

    cost = NumberField(label=later("Dự toán (đồng)"), minimum=1)

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        for one in MoneySource:
            self.fields[f"amount_{one.value}"] = NumberField(
                label=f"{source_title(one.value)} ({_('đồng')})", minimum=0, required=False
            )
        for one in WORKED:
            self.fields[f"days_{one.value}"] = NumberField(
                label=f"{source_title(one.value)} ({_('ngày công')})", minimum=0, required=False
            )

    @property
    def told(self) -> dict[str, Any]:
        """The arguments of the action."""
        given = self.cleaned_data
        sources = {
            one: (int(given.get(f"amount_{one.value}") or 0), int(given.get(f"days_{one.value}") or 0))
            for one in MoneySource
        }
        return {"cost": int(given["cost"]), "sources": sources}


class ReceiveForm(forms.Form):
    """Money or days of work that came."""

    source = forms.ChoiceField(
        label=later("Nguồn"), choices=lambda: [(one.value, source_words(one.value)) for one in MoneySource]
    )
    amount = NumberField(label=later("Số tiền, trị giá vật liệu (đồng)"), minimum=0, required=False)
    labour_days = NumberField(label=later("Ngày công"), minimum=0, required=False)
    on = DayField(label=later("Ngày nhận"))
    document = forms.CharField(label=later("Chứng từ"), max_length=160, widget=forms.TextInput(attrs=_QUIET))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        for name in ("amount", "labour_days"):
            given[name] = _whole(given.get(name)) or 0
        if given.get("source"):
            given["source"] = MoneySource(given["source"])
        return given


class AcceptForm(forms.Form):
    """The record of an acceptance."""

    on = DayField(label=later("Ngày nghiệm thu"))
    record_no = forms.CharField(
        label=later("Số biên bản nghiệm thu"), max_length=80, widget=forms.TextInput(attrs=_QUIET)
    )


class PhotoForm(forms.Form):
    """A photo of a house."""

    photo = forms.FileField(
        label=later("Ảnh"), widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png"}), max_length=200,
        help_text=later("JPEG hoặc PNG, tối đa 8 MB. Vị trí và thông tin máy ảnh ghi kèm được bỏ đi."),
    )  # fmt: skip
    taken_on = DayField(label=later("Ngày chụp"))
