"""What people type of papers, made clean."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from ansinh.access.place_fields import PlaceField, PlacesField, code_in, codes_in
from ansinh.kernel.dates import today
from ansinh.kernel.errors import AnSinhError
from ansinh.kernel.language import _
from ansinh.kernel.web.forms import DayField, later
from ansinh.places.enums import UnitLevel
from ansinh.places.models import Unit
from ansinh.places.queries import unit_at
from ansinh.plans.entering import NATIONAL, Head
from ansinh.plans.enums import CitationKind, DocumentKind, DocumentState, IssuerKind
from ansinh.plans.models import Attachment, Document
from ansinh.plans.sending import units_below
from ansinh.plans.words import citation_words, document_kind_words, issuer_kind_words

QUIET = {"autocomplete": "off"}


class WhyForm(forms.Form):
    """The reason of a correction, where the paper is issued; a draft asks for none."""

    why = forms.CharField(
        label=later("Lý do đính chính"), max_length=300, widget=forms.TextInput(attrs=QUIET)
    )

    def __init__(self, *args: Any, paper: Document | None = None, **named: Any) -> None:
        super().__init__(*args, **named)
        if paper is None or paper.state != DocumentState.ISSUED.value:
            del self.fields["why"]
        else:
            self.order_fields([*(name for name in self.fields if name != "why"), "why"])

    @property
    def said_why(self) -> str:
        """The reason, blank where none is asked."""
        return self.cleaned_data.get("why", "")

    def unit_on(self, field: str, on: date) -> Unit | None:
        """The unit meant in ``field`` on a day; an error of that field where there is none, or several are."""
        code = code_in(self, field, Unit.objects.exclude(level=UnitLevel.VILLAGE.value).on(on))
        if not code:
            return None
        try:
            return unit_at(code, on)
        except AnSinhError as refusal:
            self.add_error(field, refusal.message)
            return None


class DropForm(forms.Form):
    """Why a draft is dropped."""

    why = forms.CharField(
        label=later("Lý do bỏ dự thảo"), max_length=300, widget=forms.TextInput(attrs=QUIET)
    )


class DocumentForm(WhyForm):
    """The head of a paper."""

    kind = forms.ChoiceField(
        label=later("Loại"),
        choices=lambda: [(one.value, document_kind_words(one.value)) for one in DocumentKind],
    )
    title = forms.CharField(
        label=later("Tên, trích yếu"), max_length=400, widget=forms.Textarea(attrs={"rows": 2})
    )
    number = forms.CharField(
        label=later("Số"),
        max_length=60,
        required=False,
        help_text=later("Như trong văn bản, ví dụ 12/KH-UBND. Dự thảo để trống: số ghi khi ban hành."),
        widget=forms.TextInput(attrs=QUIET),
    )
    issued_on = DayField(label=later("Ngày ban hành"), required=False)
    dated = forms.CharField(
        label=later("Chỗ ghi ngày (nếu văn bản để trống)"),
        max_length=60,
        required=False,
        help_text=later("Ví dụ: tháng 02 năm 2025."),
        widget=forms.TextInput(attrs=QUIET),
    )
    issuer_kind = forms.ChoiceField(
        label=later("Cấp ban hành"),
        choices=lambda: [(one.value, issuer_kind_words(one.value)) for one in IssuerKind],
    )
    issuer = forms.CharField(
        label=later("Cơ quan ban hành"), max_length=160, widget=forms.TextInput(attrs=QUIET)
    )
    issuer_unit = PlaceField(
        label=later("Địa bàn của cơ quan ban hành"),
        required=False,
        help_text=later("Cơ quan trung ương thì để trống."),
    )
    territory = PlaceField(
        label=later("Địa bàn áp dụng"), required=False, help_text=later("Để trống: cả nước.")
    )
    valid_from = DayField(label=later("Có hiệu lực từ"), required=False)
    valid_until = DayField(label=later("Hiệu lực đến"), required=False)
    source = forms.CharField(
        label=later("Nguồn của nguyên văn"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs=QUIET),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        day = given.get("issued_on") or min(given.get("valid_from") or today(), today())
        if given.get("issuer_kind") in NATIONAL and given.get("issuer_unit"):
            self.add_error("issuer_unit", _("Cơ quan trung ương thì để trống ô này."))
        elif (
            given.get("issuer_kind") and given["issuer_kind"] not in NATIONAL and not given.get("issuer_unit")
        ):
            self.add_error("issuer_unit", _("Hãy chọn địa bàn của cơ quan ban hành."))
        self.units = {name: self.unit_on(name, day) for name in ("issuer_unit", "territory")}
        return self.cleaned_data

    def head(self) -> Head:
        """What was typed."""
        given = self.cleaned_data
        return Head(
            **{name: given[name] for name in Head.__slots__ if name in given and name not in self.units},
            **self.units,
        )

    @staticmethod
    def told(paper: Document) -> dict[str, Any]:
        """What stands, for the form."""
        plain = {name: getattr(paper, name) for name in Head.__slots__}
        units = {name: str(plain[name]) if plain[name] else "" for name in ("issuer_unit", "territory")}
        return plain | units


class EnterForm(DocumentForm):
    """A new paper, whose people hold it, and whether it is a draft."""

    elsewhere = forms.ChoiceField(
        label=later("Văn bản này"),
        choices=lambda: [
            ("", _("của đơn vị mình: nhập dự thảo")),
            ("yes", _("do nơi khác đã ban hành")),
        ],
        required=False,
    )
    keeper = forms.ChoiceField(label=later("Đơn vị giữ văn bản"))
    field_order = ("elsewhere", "keeper")

    def __init__(self, *args: Any, units: Sequence[Unit], **named: Any) -> None:
        super().__init__(*args, **named)
        self._units = {str(one.pk): one for one in units}
        self.fields["keeper"].choices = [(key, one.name) for key, one in self._units.items()]

    def clean_keeper(self) -> Unit:
        return self._units[self.cleaned_data["keeper"]]


class IssueForm(forms.Form):
    """Number and day of a paper that is issued."""

    number = forms.CharField(label=later("Số"), max_length=60, widget=forms.TextInput(attrs=QUIET))
    issued_on = DayField(label=later("Ngày ban hành"))


class LinkForm(WhyForm):
    """What a paper is to another."""

    kind = forms.ChoiceField(
        label=later("Quan hệ"),
        choices=lambda: [(one.value, citation_words(one.value)) for one in CitationKind],
    )
    cited = forms.ChoiceField(label=later("Văn bản đang giữ"), required=False)
    words = forms.CharField(
        label=later("Hoặc lời dẫn như trong văn bản"),
        max_length=500,
        required=False,
        help_text=later(
            "Ví dụ: Quyết định số 90/QĐ-TTg ngày 18/01/2022. Lời dẫn được soi ngày, năm, ký hiệu."
        ),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, papers: Sequence[Document], **named: Any) -> None:
        super().__init__(*args, **named)
        self._papers = {str(one.pk): one for one in papers}
        self.fields["cited"].choices = [("", _("không chọn"))] + [
            (key, f"{one.number or _('số để trống')} · {one.title}"[:120])
            for key, one in self._papers.items()
        ]

    def clean_kind(self) -> CitationKind:
        return CitationKind(self.cleaned_data["kind"])

    def clean_cited(self) -> Document | None:
        return self._papers.get(self.cleaned_data["cited"])


class FileForm(forms.Form):
    """A file of a paper."""

    file = forms.FileField(label=later("Tệp"), help_text=later("PDF, DOCX, XLSX, PNG hoặc JPEG, đến 20 MB."))
    replaces = forms.ChoiceField(label=later("Thay cho tệp"), required=False)
    remark = forms.CharField(
        label=later("Ghi chú"), max_length=300, required=False, widget=forms.TextInput(attrs=QUIET)
    )

    def __init__(self, *args: Any, standing: Sequence[Attachment], **named: Any) -> None:
        super().__init__(*args, **named)
        self._standing = {str(one.pk): one for one in standing}
        self.fields["replaces"].choices = [("", _("không thay tệp nào"))] + [
            (key, one.titled) for key, one in self._standing.items()
        ]

    def clean_replaces(self) -> Attachment | None:
        return self._standing.get(self.cleaned_data["replaces"])


class SendForm(forms.Form):
    """To whom a paper goes."""

    level = forms.ChoiceField(label=later("Gửi cho"), required=False)
    codes = PlacesField(label=later("Các đơn vị khác"), required=False)
    others = forms.CharField(
        label=later("Nơi nhận ngoài hệ thống"),
        required=False,
        help_text=later("Mỗi dòng một nơi, không ghi tên người."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    sent_on = DayField(label=later("Ngày gửi"))

    def __init__(self, *args: Any, keeper: Unit | None, **named: Any) -> None:
        super().__init__(*args, **named)
        self._keeper = keeper
        levels = {
            UnitLevel.DISTRICT.value: _("tất cả các huyện của {place}"),
            UnitLevel.COMMUNE.value: _("tất cả các xã của {place}"),
        }
        below = [one for one in levels if keeper and keeper.level not in (one, UnitLevel.COMMUNE.value)]
        self.fields["level"].choices = [("", _("chỉ các đơn vị ghi dưới đây"))] + [
            (one, levels[one].format(place=keeper.name)) for one in below if keeper
        ]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        day = given.get("sent_on") or today()
        self.units: list[Unit] = []
        if given.get("level") and self._keeper is not None:
            self.units += units_below(self._keeper, given["level"], day)
            if not self.units:
                self.add_error("level", _("Ngày ấy không có đơn vị nào ở cấp này."))
        try:
            self.units += [unit_at(code, day) for code in codes_in(self, "codes", Unit.objects.on(day))]
        except AnSinhError as refusal:
            self.add_error("codes", refusal.message)
        self.units = list({one.pk: one for one in self.units}.values())
        return self.cleaned_data

    def said_others(self) -> list[str]:
        """The recipients outside of the system, one a line."""
        return str(self.cleaned_data.get("others", "")).splitlines()
