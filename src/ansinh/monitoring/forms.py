"""What people enter of papers, of what they ask for, and of inspections, made clean."""

from collections.abc import Sequence
from typing import Any

from django import forms

from ansinh.access.place_fields import PlacesField, codes_in
from ansinh.kernel.dates import today
from ansinh.kernel.web.forms import DayField, later
from ansinh.monitoring.actions import Head
from ansinh.monitoring.enums import FINDING_MOVES, INSPECTORS, FindingState, PaperKind
from ansinh.monitoring.models import Finding, WrittenReport, WrittenSection
from ansinh.monitoring.sections import WRITTEN, written
from ansinh.monitoring.words import finding_words
from ansinh.places.models import Unit

_AREA = {"rows": 4}
_HEAD = ("title", "sent_to", "grounds", "recipients", "position", "signatory")


def _area(rows: int = 4) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def _unit_choices(units: Sequence[Unit]) -> list[tuple[str, str]]:
    return [(str(one.pk), one.name) for one in units]


def _with_codes(form: forms.Form) -> dict[str, Any]:
    """What was typed, the places of ``codes`` as codes: looked for among those of the chosen office, itself among them."""
    unit = form.cleaned_data.get("unit")
    if isinstance(unit, Unit):
        below = Unit.objects.within([unit.path]).on(min(today(), unit.valid_until or today()))
        form.cleaned_data["codes"] = tuple(codes_in(form, "codes", below))
    return form.cleaned_data


class NewForm(forms.Form):
    """Which paper of which place and time."""

    unit = forms.ChoiceField(label=later("Nơi ban hành"))
    kind = forms.ChoiceField(
        label=later("Loại văn bản"),
        choices=lambda: [(kind.value, str(one.words)) for kind, one in WRITTEN.items()],
    )
    year = forms.IntegerField(
        label=later("Năm có số liệu"),
        min_value=2016,
        max_value=2100,
        help_text=later("Kế hoạch năm sau lấy số liệu của năm này."),
    )
    part = forms.ChoiceField(
        label=later("Sáu tháng"),
        required=False,
        choices=lambda: [
            ("", "–"),
            ("1", str(later("6 tháng đầu năm"))),
            ("2", str(later("6 tháng cuối năm"))),
        ],
        help_text=later("Chỉ chọn khi lập báo cáo sáu tháng."),
    )
    why = forms.CharField(
        label=later("Lý do lập bản thay thế"),
        required=False,
        max_length=300,
        help_text=later("Chỉ ghi khi văn bản cùng loại, cùng năm đã ban hành."),
    )

    def __init__(self, *args: Any, units: Sequence[Unit], **named: Any) -> None:
        super().__init__(*args, **named)
        self.units = {str(one.pk): one for one in units}
        self.fields["unit"].choices = _unit_choices(units)  # type: ignore[attr-defined]

    def clean_unit(self) -> Unit:
        return self.units[self.cleaned_data["unit"]]

    def clean_kind(self) -> PaperKind:
        return PaperKind(self.cleaned_data["kind"])

    def clean_part(self) -> int:
        return int(self.cleaned_data["part"] or 0)


class WriteForm(forms.Form):
    """The head of a paper and the text of its sections."""

    title = forms.CharField(label=later("Trích yếu"), max_length=300)
    sent_to = forms.CharField(
        label=later("Kính gửi"), required=False, widget=_area(2), help_text=later("Mỗi nơi một dòng.")
    )
    grounds = forms.CharField(
        label=later("Căn cứ"),
        required=False,
        widget=_area(),
        help_text=later("Mỗi căn cứ một dòng. Hãy xem lại từng căn cứ."),
    )
    recipients = forms.CharField(
        label=later("Nơi nhận"), required=False, widget=_area(3), help_text=later("Mỗi nơi một dòng.")
    )
    position = forms.CharField(label=later("Chức vụ người ký"), required=False, max_length=120)
    signatory = forms.CharField(label=later("Người ký"), required=False, max_length=120)

    def __init__(
        self, *args: Any, report: WrittenReport, sections: Sequence[WrittenSection], **named: Any
    ) -> None:
        start = {name: getattr(report, name) for name in _HEAD}
        start |= {f"text_{one.code}": one.text for one in sections}
        super().__init__(*args, initial=start, **named)
        self.codes = [one.code for one in sections]
        asks = {one.code: one.asks for one in written(report.kind).sections}
        for one in sections:
            self.fields[f"text_{one.code}"] = forms.CharField(
                label=f"{one.code}. {one.heading}",
                required=False,
                widget=_area(6),
                help_text=asks.get(one.code, ""),
            )

    def given(self) -> tuple[Head, dict[str, str]]:
        """What was written: the head, and the texts by section."""
        data = self.cleaned_data
        return Head(**{name: data[name] for name in _HEAD}), {
            code: data[f"text_{code}"] for code in self.codes
        }


class ReasonForm(forms.Form):
    """Why something is given back or done anew."""

    reason = forms.CharField(label=later("Lý do"), required=False, max_length=300)


class AskForm(forms.Form):
    """What an office asks places below it to report."""

    unit = forms.ChoiceField(label=later("Nơi yêu cầu"))
    title = forms.CharField(label=later("Yêu cầu"), max_length=300)
    content = forms.CharField(label=later("Nội dung phải báo cáo"), widget=_area())
    document_no = forms.CharField(label=later("Số văn bản yêu cầu"), required=False, max_length=80)
    due = DayField(label=later("Hạn gửi"))
    codes = PlacesField(
        label=later("Các xã, huyện phải báo cáo"),
        required=False,
        help_text=later(
            "Tên hoặc mã; mỗi dòng một nơi, hoặc cách nhau bằng dấu phẩy. Để trống: mọi nơi trực thuộc."
        ),
    )

    def __init__(self, *args: Any, units: Sequence[Unit], **named: Any) -> None:
        super().__init__(*args, **named)
        self.units = {str(one.pk): one for one in units}
        self.fields["unit"].choices = _unit_choices(units)  # type: ignore[attr-defined]

    def clean_unit(self) -> Unit:
        return self.units[self.cleaned_data["unit"]]

    def clean(self) -> dict[str, Any]:
        return _with_codes(self)


class AnswerForm(forms.Form):
    """What a place that was asked answers, with the number of its paper where it wrote one here."""

    answer = forms.CharField(label=later("Trả lời"), widget=_area(6))
    report = forms.ChoiceField(label=later("Văn bản kèm theo"), required=False)

    def __init__(self, *args: Any, reports: Sequence[WrittenReport], **named: Any) -> None:
        super().__init__(*args, **named)
        self.reports = {str(one.pk): one for one in reports}
        self.fields["report"].choices = [("", "–")] + [(key, one.title) for key, one in self.reports.items()]  # type: ignore[attr-defined]

    def clean_report(self) -> WrittenReport | None:
        return self.reports.get(self.cleaned_data["report"])


class InspectionForm(forms.Form):
    """What is inspected where, and how many households are drawn."""

    unit = forms.ChoiceField(label=later("Cơ quan kiểm tra"))
    title = forms.CharField(label=later("Tên cuộc kiểm tra"), max_length=300)
    purpose = forms.CharField(label=later("Nội dung kiểm tra"), widget=_area())
    decision_no = forms.CharField(label=later("Số quyết định, kế hoạch"), required=False, max_length=80)
    first_day = DayField(label=later("Từ ngày"), initial=today)
    last_day = DayField(label=later("Đến ngày"))
    year = forms.IntegerField(label=later("Kết quả rà soát năm"), min_value=2016, max_value=2100)
    codes = PlacesField(label=later("Các xã được kiểm tra"))
    draw = forms.IntegerField(label=later("Số hộ rút ở mỗi xã"), min_value=1, max_value=200, initial=10)
    seed = forms.IntegerField(
        label=later("Số mầm rút thăm"),
        min_value=0,
        max_value=2_000_000_000,
        help_text=later("Cùng phiên bản, cùng số này thì rút ra đúng những hộ ấy."),
    )

    def __init__(self, *args: Any, units: Sequence[Unit], **named: Any) -> None:
        super().__init__(*args, **named)
        self.units = {str(one.pk): one for one in units}
        self.fields["unit"].choices = _unit_choices(units)  # type: ignore[attr-defined]

    def clean_unit(self) -> Unit:
        return self.units[self.cleaned_data["unit"]]

    def clean(self) -> dict[str, Any]:
        return _with_codes(self)


class FindingForm(forms.Form):
    """What was found, at a place or a drawn household of it."""

    where = forms.ChoiceField(label=later("Nơi có vấn đề"))
    words = forms.CharField(label=later("Phát hiện"), widget=_area())
    found_on = DayField(label=later("Ngày phát hiện"), initial=today)
    due = DayField(label=later("Hạn khắc phục"))

    def __init__(self, *args: Any, places: Sequence[tuple[str, str]], **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["where"].choices = list(places)  # type: ignore[attr-defined]


class ConclusionForm(forms.Form):
    """What an officer writes of an inspection."""

    conclusion = forms.CharField(label=later("Kết luận"), widget=_area(6))
    requests = forms.CharField(
        label=later("Kiến nghị"), required=False, widget=_area(), help_text=later("Mỗi kiến nghị một dòng.")
    )
    grounds = forms.CharField(
        label=later("Căn cứ"), required=False, widget=_area(), help_text=later("Mỗi căn cứ một dòng.")
    )
    recipients = forms.CharField(
        label=later("Nơi nhận"), required=False, widget=_area(3), help_text=later("Mỗi nơi một dòng.")
    )
    position = forms.CharField(label=later("Chức vụ người ký"), required=False, max_length=120)
    signatory = forms.CharField(label=later("Người ký"), required=False, max_length=120)
    why = forms.CharField(label=later("Lý do lập bản thay thế"), max_length=300)

    def __init__(self, *args: Any, again: bool, **named: Any) -> None:
        super().__init__(*args, **named)
        if not again:
            del self.fields["why"]


class FindingMoveForm(forms.Form):
    """The next state of a finding and by what evidence. Who was inspected is offered no more than is theirs."""

    to = forms.ChoiceField(label=later("Tình trạng"))
    evidence = forms.CharField(label=later("Đã làm gì, bằng chứng"), widget=_area(3))

    def __init__(self, *args: Any, finding: Finding, inspects: bool, mends: bool, **named: Any) -> None:
        super().__init__(*args, **named)
        moves = [
            one
            for one in FINDING_MOVES[FindingState(finding.state)]
            if (inspects if one in INSPECTORS else mends)
        ]
        self.fields["to"].choices = [(one.value, finding_words(one.value)[1]) for one in moves]  # type: ignore[attr-defined]

    def clean_to(self) -> FindingState:
        return FindingState(self.cleaned_data["to"])
