"""The forms of the verbs: each gives the arguments of its action, nothing more. Those about a whole household are in ``whole_forms``."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django import forms

from ansinh.households.actions import NewPerson
from ansinh.households.enums import Relation
from ansinh.households.models import Person
from ansinh.kernel.dates import today
from ansinh.kernel.keys import keys_folder
from ansinh.kernel.language import _
from ansinh.kernel.text import clean
from ansinh.kernel.web.forms import DayField, later, read_day
from ansinh.portal.households import finding
from ansinh.portal.households.finding import Case, Found
from ansinh.portal.households.wording import birth_words, member_words, relation_words
from ansinh.standards.ethnicities import NAMES, OTHER


class BirthField(forms.Field):
    """A day of birth, or the year alone where only that is known: ``(date, year)``."""

    widget = forms.TextInput(
        attrs={"inputmode": "numeric", "placeholder": "dd/mm/yyyy", "autocomplete": "off"}
    )

    def to_python(self, value: Any) -> tuple[date | None, int | None]:
        text = str(value or "").strip()
        if not text:
            return None, None
        if len(text) == 4 and text.isdigit():
            return None, int(text)
        day = read_day(text)
        if day is None:
            said = _("«{value}» không phải ngày sinh: viết ngày/tháng/năm, hoặc chỉ năm nếu không rõ ngày.")
            raise forms.ValidationError(said.format(value=text))
        return day, day.year


class ReasonForm(forms.Form):
    """A reason and nothing else."""

    reason = forms.CharField(
        label=later("Lý do"), max_length=500, widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"})
    )


def note_field(required: bool = False) -> forms.CharField:
    """Why, or by which paper."""
    return forms.CharField(
        label=later("Lý do hoặc căn cứ"),
        required=required,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
    )


def _relations(*but: Relation) -> list[tuple[str, str]]:
    return [(one.value, relation_words(one.value)) for one in Relation if one not in but]


def text_field(label: Any, *, required: bool = False, length: int = 120, **attrs: str) -> forms.CharField:
    """A line of text that the browser offers nothing for."""
    return forms.CharField(
        label=label,
        required=required,
        max_length=length,
        widget=forms.TextInput(attrs={"autocomplete": "off", **attrs}),
    )


@dataclass(frozen=True)
class Picker:
    """A record found by searching: ``name`` of the field that takes the choice; typed words go in ``<name>_words``."""

    name: str
    words: Any
    hint: Any
    find: Any = field(repr=False)
    required: bool = True


class VerbForm(forms.Form):
    """Fields of a verb; ``seen`` carries what the person had before them. ``named`` gives the arguments of the action."""

    seen = forms.CharField(widget=forms.HiddenInput)
    picker: Picker | None = None

    def __init__(self, *args: Any, case: Case, **named: Any) -> None:
        super().__init__(*args, **named)
        self.case = case
        if self.picker:
            self.fields[self.picker.name] = forms.CharField(
                label=self.picker.words, required=self.picker.required, widget=forms.HiddenInput
            )
        self.prepare()

    def prepare(self) -> None:
        """Make the choices that depend on the household."""

    def choose_members(self, name: str, but_head: bool = False) -> None:
        """Offer the members now as the choices of a field."""
        members = [row for row in self.case.members if not (but_head and row.relation == Relation.HEAD.value)]
        self.fields[name].choices = [(row.member_ref, member_words(row)) for row in members]

    @property
    def typed_words(self) -> str:
        """What was typed to search for."""
        name = f"{self.picker.name}_words" if self.picker else ""
        return str(self.data.get(name, "") if self.is_bound else self.initial.get(name, "")).strip()

    @property
    def picked(self) -> str:
        """What was chosen of the records found."""
        name = self.picker.name if self.picker else ""
        return str(self.data.get(name, "") if self.is_bound else self.initial.get(name, "")).strip()

    @property
    def typed_day(self) -> date:
        """The day typed so far, on which places are looked for; today where there is none."""
        given = self.data if self.is_bound else self.initial
        typed = (read_day(str(given.get(name) or "")) for name in ("day", "valid_from", "valid_until"))
        return next(filter(None, typed), None) or today()

    @property
    def options(self) -> list[Found]:
        """The records found for the typed words, what was chosen among them."""
        return (
            self.picker.find(self.case, self.typed_words, self.picked, self.typed_day) if self.picker else []
        )

    def shown_fields(self) -> list[forms.BoundField]:
        """The fields to lay out, the search apart."""
        apart = {"seen", self.picker.name if self.picker else ""}
        return [bound for bound in self if bound.name not in apart]

    def named(self) -> dict[str, Any]:
        """The arguments of the action."""
        return {name: self.cleaned_data[name] for name in ("day", "reason") if name in self.cleaned_data}

    def carried(self) -> list[tuple[str, str]]:
        """Everything sent, for the page that asks once more."""
        return [
            (name, value)
            for name in self.data
            if name not in {"csrfmiddlewaretoken", "confirmed", "find"}
            for value in self.data.getlist(name)
        ]


class PersonFields(forms.Form):
    """Somebody the registry does not know yet."""

    full_name = text_field(later("Họ và tên"))
    sex = forms.ChoiceField(
        label=later("Giới tính"),
        required=False,
        choices=[("", "–"), ("f", later("nữ")), ("m", later("nam"))],
    )
    birth = BirthField(
        label=later("Ngày sinh"), required=False, help_text=later("Không rõ ngày thì ghi năm.")
    )
    ethnicity = forms.ChoiceField(
        label=later("Dân tộc"), required=False, choices=[("", "–"), *((one, one) for one in (*NAMES, OTHER))]
    )
    citizen_id = text_field(
        later("Số định danh cá nhân"), length=12, inputmode="numeric", pattern="[0-9]{12}"
    )

    def clean_citizen_id(self) -> str:
        value = self.cleaned_data["citizen_id"].strip()
        if value and not (len(value) == 12 and value.isascii() and value.isdigit()):
            raise forms.ValidationError(_("Số định danh cá nhân có đúng 12 chữ số; chưa có thì để trống."))
        return value

    def new_person(self) -> NewPerson:
        """The person as typed."""
        given = self.cleaned_data
        birth = given.get("birth") or (None, None)
        return NewPerson(
            full_name=clean(given["full_name"]),
            sex=given["sex"],
            birth_date=birth[0],
            birth_year=birth[1],
            ethnicity=given["ethnicity"],
            citizen_id=given["citizen_id"],
            keys=keys_folder(),
        )


class BirthForm(VerbForm, PersonFields):
    day = DayField(label=later("Ngày sinh"))
    relation = forms.ChoiceField(label=later("Quan hệ với chủ hộ"))
    field_order = ("full_name", "day", "sex", "relation", "ethnicity", "citizen_id")

    def prepare(self) -> None:
        del self.fields["birth"]
        self.fields["full_name"].required = True
        self.fields["relation"].choices = _relations(Relation.HEAD, Relation.SPOUSE, Relation.PARENT)
        self.fields["relation"].initial = Relation.CHILD.value

    def named(self) -> dict[str, Any]:
        return super().named() | {
            "child": self.new_person(),
            "relation": Relation(self.cleaned_data["relation"]),
        }


class _OneMember(VerbForm):
    member_ref = forms.ChoiceField(label=later("Thành viên"), widget=forms.RadioSelect)
    day = DayField(label=later("Ngày xảy ra"))
    reason = note_field()
    but_head = False

    def prepare(self) -> None:
        self.choose_members("member_ref", self.but_head)

    def named(self) -> dict[str, Any]:
        return super().named() | {"member_ref": self.cleaned_data["member_ref"]}


class DeathForm(_OneMember):
    day = DayField(label=later("Ngày mất"))


class LeaveForm(_OneMember):
    day = DayField(label=later("Rời hộ từ ngày"))
    but_head = True


class HeadForm(_OneMember):
    member_ref = forms.ChoiceField(label=later("Chủ hộ mới"), widget=forms.RadioSelect)
    day = DayField(label=later("Từ ngày"))
    former_relation = forms.ChoiceField(label=later("Chủ hộ cũ là gì của chủ hộ mới"))
    but_head = True
    field_order = ("member_ref", "former_relation", "day", "reason")

    def prepare(self) -> None:
        super().prepare()
        self.fields["former_relation"].choices = _relations(Relation.HEAD)
        self.fields["former_relation"].initial = Relation.OTHER.value

    def named(self) -> dict[str, Any]:
        return super().named() | {"former_relation": Relation(self.cleaned_data["former_relation"])}


class JoinForm(VerbForm, PersonFields):
    """A person known and free, found by searching, or somebody new."""

    relation = forms.ChoiceField(label=later("Quan hệ với chủ hộ"))
    day = DayField(label=later("Vào hộ từ ngày"))
    reason = note_field()
    picker = Picker(
        "person",
        later("Người đã có trong hệ thống"),
        later(
            "Người đã rời một hộ trong địa bàn của bạn. Gõ tên, không cần dấu. Người chưa có thì ghi ở dưới."
        ),
        finding.free_people,
        required=False,
    )
    field_order = ("full_name", "birth", "sex", "ethnicity", "citizen_id", "relation", "day", "reason")

    def prepare(self) -> None:
        self.fields["relation"].choices = _relations(Relation.HEAD)
        self.fields["relation"].initial = Relation.OTHER.value

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if not given.get("person") and not given.get("full_name"):
            self.add_error("full_name", _("Hãy chọn người đã có, hoặc ghi họ tên người mới."))
        return given

    def clean_person(self) -> Person | None:
        chosen = self.cleaned_data["person"]
        if not chosen:
            return None
        person = finding.free_person(self.case, chosen)
        if person is None:
            raise forms.ValidationError(_("Không có người này trong địa bàn được giao. Hãy tìm lại."))
        return person

    def named(self) -> dict[str, Any]:
        return super().named() | {
            "person": self.cleaned_data["person"] or self.new_person(),
            "relation": Relation(self.cleaned_data["relation"]),
        }


class CorrectionForm(VerbForm, PersonFields):
    """A member written wrong."""

    relation = forms.ChoiceField(label=later("Quan hệ với chủ hộ"), required=False)
    reason = note_field(required=True)
    field_order = ("full_name", "birth", "sex", "ethnicity", "relation", "citizen_id", "reason")

    def prepare(self) -> None:
        member = self.case.member
        assert member is not None
        person = member.person
        self.fields["full_name"].required = True
        is_head = member.relation == Relation.HEAD.value
        self.fields["relation"].choices = (
            _relations()[:1] if is_head else [("", "–"), *_relations(Relation.HEAD)]
        )
        if person.ethnicity and person.ethnicity not in (*NAMES, OTHER):
            self.fields["ethnicity"].choices = [
                *self.fields["ethnicity"].choices,
                (person.ethnicity, person.ethnicity),
            ]
        known = _("Đã có; chỉ ghi khi cần thay.") if person.citizen_id_index is not None else _("Chưa có.")
        self.fields["citizen_id"].help_text = known
        self.initial = {
            "full_name": person.full_name,
            "sex": person.sex,
            "birth": birth_words(person),
            "ethnicity": person.ethnicity,
            "relation": member.relation,
        } | self.initial

    def named(self) -> dict[str, Any]:
        given = self.cleaned_data
        born = given["birth"]
        assert self.case.member is not None
        return {
            "member_ref": self.case.member.member_ref,
            "values": {
                "full_name": given["full_name"],
                "sex": given["sex"],
                "birth_date": born[0],
                "birth_year": born[1],
                "ethnicity": given["ethnicity"],
            },
            "relation": Relation(given["relation"]) if given["relation"] else None,
            "citizen_id": given["citizen_id"],
            "keys": keys_folder(),
            "reason": given["reason"],
        }
