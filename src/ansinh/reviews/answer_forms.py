"""The survey of one household as a form: fields made from the questionnaire itself, in the order of the official form."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict

from ansinh.kernel.language import _, current_language
from ansinh.kernel.web.forms import DayField, NumberField, later, read_day
from ansinh.reviews.forms import shown_birth
from ansinh.standards.causes import causes_of
from ansinh.standards.ethnicities import NAMES, OTHER
from ansinh.standards.questions import HOUSEHOLDS, MEMBERS, Kind, Question
from ansinh.surveys.answers import HOUSEHOLD_COLUMNS, MEMBER_COLUMNS
from ansinh.surveys.entering import Respondent, Sheet

# Kept as they are: changed by the verbs of the household, not by its survey.
KEPT_COLUMNS = ("review_year", "village", "head_name")
# Asked under the standard of 2016-2021 alone.
ONLY_2016 = {"hears_loudspeaker", "ill_untreated"}
GROUPS = (
    (later("Thu nhập"), ("area_type", "income_month_per_capita", "income_score")),
    (later("Nhà ở"), ("wall_durable", "column_durable", "roof_durable", "floor_area_m2")),
    (later("Nước sinh hoạt và vệ sinh"), ("water_source", "toilet")),
    (
        later("Tiếp cận thông tin"),
        (
            "has_tv",
            "has_radio",
            "has_desktop",
            "has_phone",
            "has_laptop",
            "has_tablet",
            "has_smartphone",
            "hears_loudspeaker",
        ),
    ),
    (later("Lao động, sinh kế và nguyên nhân"), ("labour_capacity", "primary_sector", "causes")),
)
MEMBER_GROUPS = (
    (later("Nhân thân"), ("relation", "sex", "birth_date", "ethnicity", "merit")),
    (
        later("Lao động, trợ cấp, y tế"),
        (
            "able_to_work",
            "employment",
            "monthly_allowance",
            "health_insurance",
            "malnourished",
            "ill_untreated",
        ),
    ),
    (
        later("Giáo dục, đào tạo, thông tin"),
        ("school_level", "highest_level", "trained_on_job", "uses_internet", "uses_phone"),
    ),
)


class _Choice(forms.TypedChoiceField):
    """One of a closed list, or not answered."""

    def __init__(self, choices: Sequence[tuple[Any, str]], coerce: type = str, **named: Any) -> None:
        super().__init__(
            choices=[("", "–"), *choices], coerce=coerce, empty_value=None, required=False, **named
        )


class _Birth(forms.Field):
    """A birth date ``dd/mm/yyyy``, or the year alone where only that is known; stored as the survey spells it."""

    widget = forms.TextInput(
        attrs={"inputmode": "numeric", "placeholder": "dd/mm/yyyy", "autocomplete": "off"}
    )

    def to_python(self, value: Any) -> str | None:
        text = (value or "").strip()
        if not text:
            return None
        if len(text) == 4 and text.isdigit():
            return text
        day = read_day(text)
        if day is None:
            said = _("«{value}» không phải ngày sinh: viết ngày/tháng/năm, hoặc chỉ năm nếu không rõ ngày.")
            raise forms.ValidationError(said.format(value=value))
        return day.isoformat()

    def prepare_value(self, value: Any) -> Any:
        return shown_birth(value) if value and "-" in str(value) else value


class _Whole(NumberField):
    def to_python(self, value: Any) -> int | None:
        number = super().to_python(value)
        if number is not None and number != number.to_integral_value():
            raise forms.ValidationError(_("Số này phải là số nguyên."))
        return None if number is None else int(number)


class _Measured(NumberField):
    """A measured number with every decimal it has: showing it must not change it."""

    def to_python(self, value: Any) -> float | None:
        number = super().to_python(value)
        return None if number is None else float(number)

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, int | float | Decimal):
            return value
        return f"{value:g}".replace(".", ",")


class _Causes(forms.MultipleChoiceField):
    """Causes joined by ``;``. A code the list does not have is kept as it came."""

    widget = forms.CheckboxSelectMultiple

    def clean(self, value: Any) -> str | None:
        return ";".join(super().clean(value)) or None

    def prepare_value(self, value: Any) -> Any:
        return [code for code in value.split(";") if code] if isinstance(value, str) else value


def _field_of(question: Question, value: Any, standard: str) -> forms.Field:
    """The field of one question; ``value`` is what it holds now, so that nothing strange is lost."""
    language = current_language()
    label = question.label(language)
    if question.name == "causes":
        listed = [(code, vi if language == "vi" else en) for code, vi, en in causes_of(standard).causes]
        known = {code for code, _words in listed}
        strange = [code for code in (value or "").split(";") if code and code not in known]
        return _Causes(choices=[*listed, *((code, code) for code in strange)], label=label, required=False)
    if question.name == "ethnicity":
        names = [*NAMES, OTHER]
        return _Choice(
            [(name, name) for name in (names if value in (None, *names) else [value, *names])], label=label
        )
    if question.kind is Kind.YES_NO:
        return _Choice([(1, _("Có")), (0, _("Không"))], int, label=label)
    if question.kind is Kind.CODE:
        return _Choice([(code, question.code_label(code, language)) for code in question.codes], label=label)
    if question.kind is Kind.DATE:
        return _Birth(label=label, required=False)
    if question.kind is Kind.INTEGER:
        return _Whole(label=label, required=False, minimum=0)
    return _Measured(label=label, required=False, minimum=0)


class _Part(forms.Form):
    """The household's part or a member's: one field a question that is asked."""

    # Labels stand in small print beside dense fields; a blank is an answer not given, never a fault.
    use_required_attribute = False

    def __init__(
        self,
        data: QueryDict | None,
        prefix: str,
        questions: Mapping[str, Question],
        columns: Sequence[str],
        values: Mapping[str, Any],
        standard: str,
    ) -> None:
        super().__init__(data, prefix=prefix, initial=dict(values), label_suffix="")
        self.kept = dict(values)
        for name in columns:
            self.fields[name] = _field_of(questions[name], values.get(name), standard)

    @property
    def values(self) -> dict[str, Any]:
        """Typed values of every column: those asked as they were typed (blank where they cannot be read), the others kept."""
        typed = {name: self.cleaned_data.get(name) for name in self.fields}
        return {**self.kept, **typed}


@dataclass(frozen=True)
class MemberPart:
    """A member's part: who, and the form."""

    respondent: Respondent
    form: _Part

    @property
    def groups(self) -> Iterator[tuple[Any, list[forms.BoundField]]]:
        yield from _grouped(self.form, MEMBER_GROUPS)


class AnswersForm:
    """The whole survey of a household: the revision it was opened on, its own part, its members', why it is corrected."""

    def __init__(
        self,
        sheet: Sheet,
        standards: Sequence[str],
        data: QueryDict | None = None,
        *,
        surveyed: tuple[date, str] | None = None,
    ) -> None:
        """``surveyed``: the day and the surveyor that stand in the form, where the law's work list keeps them."""
        self.sheet = sheet
        hidden = set() if any(code.startswith("vn-2016") for code in standards) else ONLY_2016
        asked = [n for n in HOUSEHOLD_COLUMNS if n not in KEPT_COLUMNS and n not in hidden]
        of_members = [n for n in MEMBER_COLUMNS if n not in hidden]
        self.home = _Part(data, "h", HOUSEHOLDS, asked, sheet.answers, standards[0])
        self.members = [
            MemberPart(one, _Part(data, prefix_of(one), MEMBERS, of_members, one.answers, standards[0]))
            for one in sheet.respondents
        ]
        self.paper = PaperForm(
            data, initial={"seen": sheet.revision}, corrects=bool(sheet.revision), surveyed=surveyed
        )

    @property
    def parts(self) -> list[forms.Form]:
        return [self.home, *(one.form for one in self.members), self.paper]

    @property
    def groups(self) -> Iterator[tuple[Any, list[forms.BoundField]]]:
        yield from _grouped(self.home, GROUPS)

    def is_valid(self) -> bool:
        # Every part is looked at, so that every fault is shown at once.
        return not [part for part in self.parts if not part.is_valid()]

    @property
    def home_values(self) -> dict[str, Any]:
        return self.home.values

    @property
    def people_values(self) -> dict[str, dict[str, Any]]:
        return {one.respondent.member_ref: one.form.values for one in self.members}


class PaperForm(forms.Form):
    """What stands beside the answers: on which revision they were typed, and why a correction is made."""

    # The browser must not hold back what is only looked at while it is typed; saving asks for the reason.
    use_required_attribute = False

    seen = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=later("Lý do sửa"),
        max_length=500,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    surveyed_on = DayField(label=later("Ngày khảo sát"))
    surveyed_by = forms.CharField(
        label=later("Người khảo sát"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(
        self, *args: Any, corrects: bool, surveyed: tuple[date, str] | None = None, **named: Any
    ) -> None:
        super().__init__(*args, **named)
        if not corrects:
            del self.fields["reason"]
        if surveyed is None:
            del self.fields["surveyed_on"], self.fields["surveyed_by"]
        else:
            self.initial |= {"surveyed_on": surveyed[0], "surveyed_by": surveyed[1]}


def prefix_of(respondent: Respondent) -> str:
    """What names a member's fields: nothing personal, and the same whoever else is asked."""
    return f"m{respondent.person_id.hex}"


def _grouped(
    form: forms.Form, groups: Sequence[tuple[Any, Sequence[str]]]
) -> Iterator[tuple[Any, list[forms.BoundField]]]:
    for words, names in groups:
        fields = [form[name] for name in names if name in form.fields]
        if fields:
            yield words, fields
