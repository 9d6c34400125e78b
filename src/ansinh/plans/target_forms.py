"""What people type of targets and of what is allotted below, made clean."""

from typing import Any

from django import forms

from ansinh.kernel.dates import today
from ansinh.kernel.language import _, current_language
from ansinh.kernel.web.forms import DayField, NumberField, later
from ansinh.outreach.models.enums import StaffRole
from ansinh.outreach.words import role_words
from ansinh.places.enums import UnitLevel
from ansinh.plans.cascading import LEVELS, basis_of
from ansinh.plans.enums import Basis, Relation, TargetKind, Unmeasured, ValueUnit
from ansinh.plans.grounds import FIRST, Grounds
from ansinh.plans.models import Plan, Target
from ansinh.plans.promising import Promise
from ansinh.plans.rule_shapes import CLASSES, SHAPES, Chosen, chosen_in, compose_rule, rule_name_words
from ansinh.plans.words import (
    basis_words,
    level_words,
    relation_words,
    target_kind_words,
    unit_choice_words,
    unmeasured_words,
)
from ansinh.standards.adopted import standard_in_use
from ansinh.support.catalogue.adopted import policies_in_use

_QUIET = {"autocomplete": "off"}
_ORDER = [UnitLevel.PROVINCE.value, UnitLevel.DISTRICT.value, UnitLevel.COMMUNE.value]


class TargetForm(forms.Form):
    """A target of any of the seven kinds."""

    indicator = forms.CharField(label=later("Chỉ tiêu"), max_length=300)
    kind = forms.ChoiceField(label=later("Loại chỉ tiêu"))
    relation = forms.ChoiceField(label=later("Mức so sánh"), required=False)
    value = NumberField(label=later("Con số"), decimals=2, minimum=0, required=False)
    unit = forms.ChoiceField(label=later("Đơn vị của con số"), required=False)
    deadline = DayField(label=later("Hạn"), required=False)
    level = forms.ChoiceField(label=later("Cấp"))
    denominator = forms.CharField(label=later("Mẫu số"), max_length=300, required=False)
    need_filter = forms.CharField(
        label=later("Lọc theo nhu cầu"),
        max_length=200,
        required=False,
        help_text=later("Ví dụ: có nhu cầu và đủ điều kiện."),
    )
    definition = forms.CharField(
        label=later("Cách hiểu"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    data_source = forms.CharField(label=later("Nguồn số liệu"), max_length=200, required=False)
    quote = forms.CharField(
        label=later("Lời của văn bản"),
        max_length=600,
        required=False,
        help_text=later("Chép nguyên văn; phải có trong kế hoạch nếu kế hoạch đã nhập lời."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    parent = forms.ChoiceField(label=later("Cụ thể hóa chỉ tiêu cấp trên"), required=False)
    rule = forms.ChoiceField(label=later("Cách tính"), required=False)
    classes = forms.MultipleChoiceField(
        label=later("Của diện hộ"), required=False, widget=forms.CheckboxSelectMultiple
    )
    indicators = forms.MultipleChoiceField(label=later("Chỉ số thiếu hụt"), required=False)
    policies = forms.MultipleChoiceField(label=later("Chính sách"), required=False)
    needed = forms.BooleanField(label=later("Chỉ tính người có nhu cầu đã ghi"), required=False)
    roles = forms.MultipleChoiceField(
        label=later("Việc đang giữ"), required=False, widget=forms.CheckboxSelectMultiple
    )
    baseline = forms.ChoiceField(label=later("Kỳ xuất phát"), required=False)
    unmeasured = forms.ChoiceField(label=later("Hoặc vì sao chưa tính được"), required=False)
    unmeasured_words = forms.CharField(label=later("Nói rõ thêm"), max_length=300, required=False)

    def __init__(self, *args: Any, plan: Plan, target: Target | None = None, **named: Any) -> None:
        self.plan, self.target = plan, target
        self.versions = {str(one.pk): one for one in Grounds(plan, today()).versions}
        super().__init__(*args, initial=_initial(plan, target), **named)
        for name, choices in self._choices().items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def _choices(self) -> dict[str, list[tuple[str, str]]]:
        none, language = [("", _("không"))], current_language()
        held, plan = self.target, self.plan
        periods = [(key, _version_words(one)) for key, one in reversed(self.versions.items())]
        periods.append((FIRST, _("kỳ đầu tiên được phê duyệt theo chuẩn của kế hoạch")))
        if held is not None and held.baseline and held.baseline_version is None and held.baseline != FIRST:
            periods.append((f"period:{held.baseline}", _("kỳ {period}").format(period=held.baseline)))
        above = plan.parent.targets.filter(withdrawn_on=None).order_by("position") if plan.parent else ()
        rules = standard_in_use(plan.standard)
        return {
            "kind": [(one.value, target_kind_words(one.value)) for one in TargetKind],
            "relation": [(one.value, relation_words(one.value)) for one in Relation],
            "unit": [(one.value, unit_choice_words(one.value)) for one in ValueUnit],
            "level": [(one, level_words(one)) for one in _ORDER[_ORDER.index(plan.unit.level) :]],
            "parent": none + [(str(one.pk), one.indicator) for one in above],
            "rule": none + [(name, rule_name_words(name)) for name in SHAPES],
            "classes": [
                (one, {"poor": _("hộ nghèo"), "near_poor": _("hộ cận nghèo")}[one]) for one in CLASSES
            ],
            "indicators": [(one.code, one.name.in_language(language)) for one in rules.indicators],
            "policies": [
                (one.code, f"{one.code} · {one.name.in_language(language)}") for one in policies_in_use()
            ],
            "roles": [(one.value, role_words(one.value)) for one in StaffRole],
            "baseline": none + periods,
            "unmeasured": none + [(one.value, unmeasured_words(one.value)) for one in Unmeasured],
        }

    def promise(self) -> Promise:
        """What was typed. Raises ``UnusableInput`` where the parts of the rule do not go together."""
        given = self.cleaned_data
        rule = ""
        if given["rule"]:
            parts = (
                given["classes"],
                given["indicators"],
                given["policies"],
                given["needed"],
                given["roles"],
            )
            rule = compose_rule(Chosen(given["rule"], *parts), self.plan.standard)
        parent = self.plan.parent.targets.get(pk=given["parent"]) if given["parent"] else None
        names = ("indicator", "level", "value", "definition", "need_filter", "denominator", "data_source")
        return Promise(
            kind=TargetKind(given["kind"]),
            relation=Relation(given["relation"]),
            unit=ValueUnit(given["unit"]),
            deadline=given["deadline"],
            rule=rule,
            baseline=self.versions.get(given["baseline"]),
            period=self._period(given["baseline"]),
            unmeasured=Unmeasured(given["unmeasured"]) if given["unmeasured"] else None,
            unmeasured_words=given["unmeasured_words"],
            quote=given["quote"],
            parent=parent,
            **{name: given[name] for name in names},
        )

    def _period(self, chosen: str) -> str:
        return "" if chosen in self.versions else chosen.removeprefix("period:")


def _version_words(version: Any) -> str:
    said = _("kỳ {period}, phiên bản {number}, ngày {day}")
    return said.format(period=version.period, number=version.number, day=version.as_of.strftime("%d/%m/%Y"))


def _initial(plan: Plan, target: Target | None) -> dict[str, Any]:
    if target is None:
        return {"level": plan.unit.level, "kind": TargetKind.LEVEL.value}
    chosen = chosen_in(target.rule) if target.rule else Chosen("")
    baseline = target.baseline if target.baseline in ("", FIRST) else f"period:{target.baseline}"
    if target.baseline_version is not None:
        baseline = str(target.baseline_version.pk)
    names = (
        "indicator", "kind", "relation", "value", "unit", "deadline", "level", "denominator", "need_filter", "definition",
        "data_source", "quote", "unmeasured", "unmeasured_words",
    )  # fmt: skip
    return {name: getattr(target, name) for name in names} | {
        "parent": str(target.parent_id or ""),
        "rule": chosen.name,
        "classes": list(chosen.classes),
        "indicators": list(chosen.indicators),
        "policies": list(chosen.policies),
        "needed": chosen.needed,
        "roles": list(chosen.roles),
        "baseline": baseline,
    }


class CorrectTargetForm(TargetForm):
    """A target typed anew, with why."""

    reason = forms.CharField(label=later("Lý do sửa"), max_length=300)
    seen = forms.IntegerField(widget=forms.HiddenInput)


class WhyForm(forms.Form):
    """A reason."""

    reason = forms.CharField(label=later("Lý do"), max_length=300, widget=forms.TextInput(attrs=_QUIET))


class AllotForm(forms.Form):
    """How a target is divided among the places below."""

    level = forms.ChoiceField(label=later("Giao cho cấp"))
    units_on = DayField(
        label=later("Theo địa bàn ngày"),
        help_text=later("Các đơn vị cấp dưới của ngày này được giao."),
    )
    basis = forms.ChoiceField(label=later("Chia theo tỷ lệ của"))

    def __init__(self, *args: Any, target: Target, **named: Any) -> None:
        place = target.plan.unit
        day = min(today(), place.valid_until or today())
        super().__init__(*args, initial={"units_on": day, "basis": basis_of(target).value}, **named)
        below = [one for one in LEVELS if _ORDER.index(one) > _ORDER.index(place.level)]
        self.fields["level"].choices = [(one, level_words(one)) for one in reversed(below)]  # type: ignore[attr-defined]
        self.fields["basis"].choices = [(one.value, basis_words(one.value)) for one in Basis]  # type: ignore[attr-defined]

    def clean_basis(self) -> Basis:
        return Basis(self.cleaned_data["basis"])


class ShareForm(forms.Form):
    """A share typed otherwise."""

    amount = NumberField(label=later("Phần giao"), minimum=0)
    reason = forms.CharField(label=later("Lý do"), max_length=300, widget=forms.TextInput(attrs=_QUIET))

    def clean_amount(self) -> int:
        return int(self.cleaned_data["amount"])


class DecideForm(forms.Form):
    """What the second person says of a draft."""

    words = forms.CharField(
        label=later("Lý do"),
        max_length=300,
        required=False,
        help_text=later("Bắt buộc khi trả lại, hoặc khi tổng các phần khác số phải giao."),
        widget=forms.TextInput(attrs=_QUIET),
    )
    seen = forms.CharField(widget=forms.HiddenInput)
    verdict = forms.ChoiceField(choices=[("approve", "approve"), ("refuse", "refuse")])


class ReceivedForm(forms.Form):
    """What a unit says of its share."""

    remark = forms.CharField(
        label=later("Ý kiến"), max_length=300, required=False, widget=forms.TextInput(attrs=_QUIET)
    )
