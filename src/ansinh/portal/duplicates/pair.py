"""Two people side by side: what agrees, what differs, and the decision field by field."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse

from ansinh.access.routes import route
from ansinh.accounts.permissions import Permission
from ansinh.households.actions import decide_duplicate
from ansinh.households.enums import DuplicateDecision
from ansinh.households.models import Person
from ansinh.kernel.keys import keys_folder
from ansinh.kernel.language import _
from ansinh.kernel.web.forms import DayField, later
from ansinh.kernel.web.pages import attempt, page, see_other
from ansinh.portal.duplicates.reading import Pair, Side, pair_within
from ansinh.portal.duplicates.suspected import basis_words, decision_status
from ansinh.portal.households import wording


@dataclass(frozen=True)
class Row:
    """One line of the comparison, for ``ui.side_by_side``; ``choice`` names the radio of a value that can be chosen."""

    words: str
    left: Any
    right: Any
    same: bool
    choice: str | None = None
    chosen: str | None = None


class DecisionForm(forms.Form):
    """One and the same person (who stays, and whose value of each field), or two."""

    decision = forms.ChoiceField(
        label=later("Quyết định"),
        choices=[
            ("same", later("Cùng một người: gộp lại")),
            ("different", later("Hai người khác nhau: không hỏi lại nữa")),
        ],
        widget=forms.RadioSelect,
    )
    keep = forms.ChoiceField(label=later("Giữ lại ở hộ của"), required=False, widget=forms.RadioSelect)
    day = DayField(
        label=later("Người kia rời hộ từ ngày"), required=False, help_text=later("Để trống: hôm nay.")
    )
    reason = forms.CharField(
        label=later("Lý do hoặc căn cứ"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, pair: Pair, **named: Any) -> None:
        super().__init__(*args, **named)
        self.pair = pair
        self.fields["keep"].choices = [
            ("left", _keep_words(pair.left, _("Người thứ nhất"))),
            ("right", _keep_words(pair.right, _("Người thứ hai"))),
        ]

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("decision") == "same" and not given.get("keep"):
            self.add_error("keep", _("Hãy chọn một trong hai người để giữ lại."))
        return given

    def named(self) -> dict[str, Any]:
        """The arguments of the action."""
        given = self.cleaned_data
        if given["decision"] != "same":
            return {"decision": DuplicateDecision.DIFFERENT, "reason": given["reason"]}
        other = "right" if given["keep"] == "left" else "left"
        chosen = [row.choice for row in compared(self.pair) if row.choice]
        return {
            "decision": DuplicateDecision.SAME,
            "reason": given["reason"],
            "keep": getattr(self.pair, given["keep"]).person,
            "day": given["day"],
            "taken": [name for name in chosen if self.data.get(name) == other],
            "keys": keys_folder(),
        }


def _keep_words(side: Side, which: str) -> str:
    if side.membership is None or side.membership.valid_until is not None:
        return _("{which} (không ở hộ nào)").format(which=which)
    home = side.membership.household
    return _("{which}: hộ {head}, {place}").format(
        which=which, head=wording.home_words(home), place=wording.place_words(home)
    )


def compared(pair: Pair, sent: Mapping[str, str] | None = None) -> list[Row]:
    """The lines of a whole pair: what a person is, which can be chosen, then where each belongs."""
    left, right = pair.left.person, pair.right.person
    assert left is not None and right is not None
    said = sent or {}
    rows = [
        _chosen(name, words, one(left), one(right), same, said)
        for name, words, one, same in (
            ("full_name", _("Họ và tên"), lambda who: who.full_name, left.full_name == right.full_name),
            ("sex", _("Giới tính"), lambda who: wording.sex_words(who.sex), left.sex == right.sex),
            ("birth", _("Ngày sinh"), wording.birth_words, _born(left) == _born(right)),
            ("ethnicity", _("Dân tộc"), lambda who: who.ethnicity, left.ethnicity == right.ethnicity),
            ("citizen_id", _("Số định danh"), _known, _index(left) == _index(right)),
        )
    ]
    return rows + [
        Row(words, one, other, one == other) for words, one, other in _belonging(pair.left, pair.right)
    ]


def _chosen(name: str, words: str, left: str, right: str, same: bool, sent: Mapping[str, str]) -> Row:
    """A line one can choose in; what only one side knows is chosen from there."""
    known = "left" if left and not right else "right" if right and not left else "left"
    return Row(words, left, right, same, None if same else name, sent.get(name) or known)


def _born(person: Person) -> tuple[Any, Any]:
    return person.birth_date, person.birth_year


def _index(person: Person) -> bytes | None:
    return None if person.citizen_id_index is None else bytes(person.citizen_id_index)


def _known(person: Person) -> str:
    return "" if person.citizen_id_index is None else _("đã có")


def _belonging(left: Side, right: Side) -> list[tuple[str, str, str]]:
    one, other = _belongs(left), _belongs(right)
    return [(words, one[words], other[words]) for words in one]


def _belongs(side: Side) -> dict[str, str]:
    row = side.membership
    return {
        _("Chủ hộ"): wording.home_words(row.household) if row else "",
        _("Nơi ở"): wording.place_words(row.household) if row else "",
        _("Quan hệ với chủ hộ"): wording.relation_words(row.relation) if row else "",
        _("Trong hộ"): wording.span_words(row.valid_from, row.valid_until) if row else "",
        _("Nguồn và mã hộ"): f"{row.household.source} {row.household.source_ref}" if row else "",
    }


@route(Permission.DECIDE_DUPLICATES)
def duplicate(request: HttpRequest, pair_id: int) -> HttpResponse:
    """A pair; of somebody who lives elsewhere nothing but where."""
    return _shown(request, pair_within(request.scope, pair_id))


def _shown(
    request: HttpRequest, pair: Pair, form: DecisionForm | None = None, asking: bool = False
) -> HttpResponse:
    sent = request.POST.dict() if form else None
    return page(
        request,
        "portal/duplicates/pair.html",
        pair=pair,
        words=wording,
        basis=basis_words(pair.suspicion.basis),
        state=decision_status(pair.suspicion.decision),
        rows=compared(pair, sent) if pair.whole else [],
        plain=[replace(row, choice=None) for row in compared(pair)] if pair.whole else [],
        form=form or (DecisionForm(pair=pair) if pair.whole else None),
        asking=asking,
    )


@route(Permission.DECIDE_DUPLICATES, methods=("POST",))
def decide(request: HttpRequest, pair_id: int) -> HttpResponse:
    """Decide; merging asks once more and says what it will do."""
    pair = pair_within(request.scope, pair_id)
    if not pair.whole:
        return _shown(request, pair)
    form = DecisionForm(request.POST, pair=pair)
    if not form.is_valid():
        return _shown(request, pair, form)
    if form.cleaned_data["decision"] == "same" and "confirmed" not in request.POST:
        return _shown(request, pair, form, asking=True)
    if not attempt(form, decide_duplicate, suspicion=pair.suspicion, by=request.actor, **form.named()):
        return _shown(request, pair, form)
    return see_other(request, "portal:duplicate", pair_id=pair.suspicion.pk, said=_("Đã ghi quyết định."))
