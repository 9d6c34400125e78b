"""What people type of plans, their sections and tasks, made clean."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from ansinh.access.place_fields import PlaceField
from ansinh.agencies.kinds import agency_kinds
from ansinh.kernel.dates import today
from ansinh.kernel.language import _
from ansinh.kernel.web.forms import DayField, NumberField, later
from ansinh.plans.enums import AgencyRole
from ansinh.plans.models import Attachment, Plan, Section, Task
from ansinh.plans.paper_forms import QUIET, WhyForm
from ansinh.plans.tasking import Duty, Part
from ansinh.standards.registry import CODES


class PlanForm(WhyForm):
    """Of which place and years a plan is, and under which plan."""

    unit = PlaceField(label=later("Địa bàn của kế hoạch"))
    year_from = NumberField(label=later("Từ năm"), minimum=1990)
    year_until = NumberField(label=later("Đến năm"), minimum=1990)
    standard = forms.ChoiceField(label=later("Chuẩn nghèo"))
    parent = forms.ChoiceField(label=later("Kế hoạch cấp trên"), required=False)

    def __init__(self, *args: Any, parents: Sequence[Plan], **named: Any) -> None:
        super().__init__(*args, **named)
        self._parents = {str(one.pk): one for one in parents}
        self.fields["parent"].choices = [("", _("không có"))] + [
            (key, f"{one.document.title} ({one.unit.name})"[:140]) for key, one in self._parents.items()
        ]
        self.fields["standard"].choices = [(one, one) for one in CODES]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        for name in ("year_from", "year_until"):
            if given.get(name) is not None:
                given[name] = int(given[name])
        year = given.get("year_from")
        if year:
            self.found = self.unit_on("unit", min(date(year, 1, 1), today()))
        return self.cleaned_data

    def facts(self) -> dict[str, Any]:
        """What was typed, for the actions."""
        given = self.cleaned_data
        return {
            "unit": self.found,
            "year_from": given["year_from"],
            "year_until": given["year_until"],
            "standard": given["standard"],
            "parent": self._parents.get(given["parent"]),
        }


class WordTextForm(WhyForm):
    """From which file of the paper the sections are taken."""

    file = forms.ChoiceField(label=later("Tệp Word của văn bản"))

    def __init__(self, *args: Any, files: Sequence[Attachment], **named: Any) -> None:
        super().__init__(*args, **named)
        self._files = {str(one.pk): one for one in files}
        self.fields["file"].choices = [(key, one.titled) for key, one in self._files.items()]

    def clean_file(self) -> Attachment:
        return self._files[self.cleaned_data["file"]]


class SectionForm(WhyForm):
    """One section."""

    number = forms.CharField(
        label=later("Số mục"), max_length=20, required=False, widget=forms.TextInput(attrs=QUIET)
    )
    depth = NumberField(label=later("Cấp của mục"), minimum=1, help_text=later("1 là cấp cao nhất."))
    title = forms.CharField(
        label=later("Tên mục"), max_length=400, required=False, widget=forms.TextInput(attrs=QUIET)
    )
    text = forms.CharField(
        label=later("Nội dung"),
        required=False,
        max_length=60000,
        help_text=later("Chép nguyên văn; mỗi dòng là một đoạn."),
        widget=forms.Textarea(attrs={"rows": 12}),
    )
    after = forms.ChoiceField(label=later("Đứng sau mục"), required=False)

    def __init__(self, *args: Any, sections: Sequence[Section] = (), **named: Any) -> None:
        super().__init__(*args, **named)
        self._sections = {str(one.pk): one for one in sections}
        if not self._sections:
            del self.fields["after"]
            return
        self.fields["after"].choices = [("", _("cuối kế hoạch"))] + [
            (key, f"{one.number} {one.title}".strip()[:100]) for key, one in self._sections.items()
        ]

    def facts(self) -> dict[str, Any]:
        """What was typed, for the actions."""
        given = self.cleaned_data
        return {
            "number": given["number"],
            "depth": int(given["depth"]),
            "title": given["title"],
            "text": given["text"],
            "why": self.said_why,
        }

    def said_after(self) -> Section | None:
        """The section it stands behind; nothing: at the end."""
        return self._sections.get(self.cleaned_data.get("after", ""))


def _section_choices(sections: Sequence[Section]) -> list[tuple[str, str]]:
    return [(str(one.pk), f"{one.number} {one.title}".strip()[:100] or "–") for one in sections]


class TaskForm(WhyForm):
    """One task with its agencies."""

    section = forms.ChoiceField(label=later("Mục"))
    words = forms.CharField(
        label=later("Việc, theo lời của văn bản"), max_length=5000, widget=forms.Textarea(attrs={"rows": 4})
    )
    deadline = DayField(label=later("Hạn"), required=False)
    deadline_words = forms.CharField(
        label=later("Lời của văn bản về hạn"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs=QUIET),
    )
    lead = forms.MultipleChoiceField(
        label=later("Cơ quan chủ trì"), required=False, widget=forms.CheckboxSelectMultiple
    )
    joins = forms.MultipleChoiceField(
        label=later("Cơ quan phối hợp"), required=False, widget=forms.CheckboxSelectMultiple
    )
    plain = forms.CharField(
        label=later("Chủ trì không có trong danh sách"),
        max_length=160,
        required=False,
        widget=forms.TextInput(attrs=QUIET),
    )
    since = DayField(
        label=later("Cơ quan mới làm từ ngày"),
        required=False,
        help_text=later("Chỉ khi đổi cơ quan của việc đã ban hành; để trống: hôm nay."),
    )

    def __init__(
        self,
        *args: Any,
        sections: Sequence[Section],
        on: date,
        standing: frozenset[str] = frozenset(),
        **named: Any,
    ) -> None:
        """``on``: the day whose agencies are offered; ``standing``: kinds named already, offered too."""
        super().__init__(*args, **named)
        self._sections = {str(one.pk): one for one in sections}
        self.fields["section"].choices = _section_choices(sections)
        offered = sorted(
            (one.words, code) for code, one in agency_kinds().items() if one.holds_on(on) or code in standing
        )
        for name in ("lead", "joins"):
            self.fields[name].choices = [(code, words) for words, code in offered]
        if "why" not in self.fields:
            del self.fields["since"]

    def clean_section(self) -> Section:
        return self._sections[self.cleaned_data["section"]]

    def duty(self) -> Duty:
        """What was typed."""
        given = self.cleaned_data
        parts = [Part(AgencyRole.LEAD, kind) for kind in given["lead"]]
        parts += [Part(AgencyRole.JOINS, kind) for kind in given["joins"]]
        parts += [Part(AgencyRole.LEAD, words=given["plain"])] if given["plain"] else []
        return Duty(
            given["words"], given["deadline"], given["deadline_words"], tuple(parts), given.get("since")
        )

    @staticmethod
    def told(task: Task) -> dict[str, Any]:
        """What stands, for the form."""
        parts = list(task.agencies.filter(valid_until=None))
        return {
            "section": str(task.section_id),
            "words": task.words,
            "deadline": task.deadline,
            "deadline_words": task.deadline_words,
            "lead": [one.kind for one in parts if one.role == AgencyRole.LEAD.value and one.kind],
            "joins": [one.kind for one in parts if one.role == AgencyRole.JOINS.value and one.kind],
            "plain": next((one.office_words for one in parts if one.office_words), ""),
        }


class TakeOverForm(WhyForm):
    """Tasks of the plan above that go into a section."""

    section = forms.ChoiceField(label=later("Đưa vào mục"))
    tasks = forms.MultipleChoiceField(
        label=later("Việc của kế hoạch cấp trên"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, sections: Sequence[Section], tasks: Sequence[Task], **named: Any) -> None:
        super().__init__(*args, **named)
        self._sections = {str(one.pk): one for one in sections}
        self._tasks = {str(one.pk): one for one in tasks}
        self.fields["section"].choices = _section_choices(sections)
        self.fields["tasks"].choices = [(key, one.words[:200]) for key, one in self._tasks.items()]

    def clean_section(self) -> Section:
        return self._sections[self.cleaned_data["section"]]

    def clean_tasks(self) -> list[Task]:
        return [self._tasks[key] for key in self.cleaned_data["tasks"]]
