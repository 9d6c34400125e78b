"""Changes of a household as verbs: a form each, the question again before what is hard to mend, the result on the page."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from ansinh.access.routes import route
from ansinh.accounts.permissions import Permission
from ansinh.households import actions
from ansinh.households.histories import household_by_id
from ansinh.households.models import Household, Membership, Placement
from ansinh.households.policies import check_living
from ansinh.households.spans import held, members_now
from ansinh.households.stamps import check_unchanged, stamp_of, standing_of
from ansinh.kernel.errors import NotFound
from ansinh.kernel.language import _
from ansinh.kernel.web.forms import later
from ansinh.kernel.web.pages import attempt, page, see_other
from ansinh.portal.households import forms, whole_forms, wording
from ansinh.portal.households.finding import Case

_HOME = "households/<uuid:household_id>"


@dataclass(frozen=True)
class Verb:
    """One verb: its words and what it means, its form and action; ``asks`` gives what it will do, where it asks once more;
    ``said`` what it did."""

    key: str
    words: Any
    lead: Any
    form: type[forms.VerbForm]
    action: Callable[..., Any]
    said: Callable[[forms.VerbForm, Any], str]
    icon: str = "edit"
    asks: Callable[[forms.VerbForm], Sequence[str]] | None = None
    placed: bool | None = True
    more: str = ""

    @property
    def route(self) -> str:
        return f"household-{self.key}"


def _names(form: forms.VerbForm, refs: Sequence[str]) -> str:
    known = {row.member_ref: row.person.full_name for row in form.case.members}
    return ", ".join(known.get(ref) or ref for ref in refs)


def _one(form: forms.VerbForm) -> str:
    return _names(form, [form.cleaned_data["member_ref"]])


def _death_asks(form: forms.VerbForm) -> list[str]:
    said = [_("{name} không còn là thành viên của hộ từ sau ngày mất.").format(name=_one(form))]
    if len(form.case.members) == 1:
        said.append(_("Đây là thành viên duy nhất: hộ cũng kết thúc."))
    return said


def _split_asks(form: forms.VerbForm) -> list[str]:
    into = form.cleaned_data["into"]
    who = _names(form, form.cleaned_data["member_refs"])
    if into:
        return [_("{names} vào hộ {head}.").format(names=who, head=wording.home_words(into))]
    head = _names(form, [form.cleaned_data["head_ref"]])
    return [
        _("{names} rời hộ này.").format(names=who),
        _("Một hộ mới được lập ở cùng thôn, chủ hộ là {head}.").format(head=head),
    ]


def _merge_asks(form: forms.VerbForm) -> list[str]:
    return [
        _("{count} thành viên của hộ này vào hộ {head}.").format(
            count=len(form.case.members), head=wording.home_words(form.cleaned_data["into"])
        ),
        _("Hộ này kết thúc; lịch sử vẫn được giữ."),
    ]


def _dissolve_asks(form: forms.VerbForm) -> list[str]:
    return [
        _("Hộ này kết thúc; lịch sử vẫn được giữ."),
        _("{count} thành viên không còn thuộc hộ nào cho đến khi được ghi vào hộ khác.").format(
            count=len(form.case.members)
        ),
    ]


VERBS = (
    Verb(
        "birth",
        later("Ghi sinh"),
        later("Thêm một trẻ mới sinh vào hộ."),
        forms.BirthForm,
        actions.record_birth,
        lambda form, born: _("Đã ghi sinh: thành viên số {number}.").format(number=born.member_ref),
        icon="plus",
        placed=None,
    ),
    Verb(
        "joins",
        later("Ghi người vào hộ"),
        later("Người đã rời hộ khác trong địa bàn, hoặc người hệ thống chưa biết."),
        forms.JoinForm,
        actions.member_joins,
        lambda form, joined: _("Đã ghi vào hộ: thành viên số {number}.").format(number=joined.member_ref),
        icon="enter",
        placed=None,
    ),
    Verb(
        "leaves",
        later("Ghi người rời hộ"),
        later("Một thành viên không còn thuộc hộ. Chủ hộ chỉ rời sau khi đã đổi chủ hộ."),
        forms.LeaveForm,
        actions.member_leaves,
        lambda form, left: _("Đã ghi {name} rời hộ.").format(name=_one(form)),
        icon="leave",
        placed=None,
    ),
    Verb(
        "death",
        later("Ghi mất"),
        later("Một thành viên đã mất."),
        forms.DeathForm,
        actions.record_death,
        lambda form, died: _("Đã ghi {name} mất.").format(name=_one(form)),
        icon="minus",
        asks=_death_asks,
        placed=None,
    ),
    Verb(
        "head",
        later("Đổi chủ hộ"),
        later("Một thành viên khác là chủ hộ từ ngày ghi ở dưới."),
        forms.HeadForm,
        actions.change_head,
        lambda form, chosen: _("Chủ hộ bây giờ là {name}.").format(name=_one(form)),
        icon="person",
        placed=None,
    ),
    Verb(
        "move",
        later("Ghi chuyển nơi ở"),
        later(
            "Cả hộ chuyển đến xã hoặc thôn khác. Nếu nơi ở đã ghi là sai, hãy sửa nơi ở ấy thay vì ghi chuyển."
        ),
        whole_forms.MoveForm,
        actions.move_household,
        lambda form, moved: _("Đã ghi hộ chuyển đến {place}.").format(place=form.cleaned_data["unit"].name),
        icon="move",
    ),
    Verb(
        "place",
        later("Xếp hộ vào xã"),
        later("Hộ này chưa biết ở xã nào: chọn xã để hộ vào danh sách của xã."),
        whole_forms.PlaceForm,
        actions.place_household,
        lambda form, placed: _("Đã xếp hộ vào {place}.").format(place=form.cleaned_data["unit"].name),
        icon="map",
        placed=False,
    ),
    Verb(
        "split",
        later("Tách hộ"),
        later("Một số thành viên ra ở riêng, thành hộ mới hoặc vào một hộ đã có."),
        whole_forms.SplitForm,
        actions.split_household,
        lambda form, new: _("Đã tách hộ: {names} nay ở hộ {head}.").format(
            names=_names(form, form.cleaned_data["member_refs"]), head=wording.home_words(new)
        ),
        icon="split",
        asks=_split_asks,
        placed=None,
    ),
    Verb(
        "merge",
        later("Nhập hộ"),
        later("Cả hộ này nhập vào một hộ khác trong địa bàn; hộ này kết thúc."),
        whole_forms.MergeForm,
        actions.join_households,
        lambda form, into: _("Đã nhập vào hộ {head}.").format(head=wording.home_words(into)),
        icon="merge",
        asks=_merge_asks,
        placed=None,
    ),
    Verb(
        "dissolve",
        later("Kết thúc hộ"),
        later("Hộ không còn: không ai còn ở, hoặc không còn là một hộ."),
        whole_forms.DissolveForm,
        actions.dissolve_household,
        lambda form, ended: _("Đã ghi hộ kết thúc."),
        icon="trash",
        asks=_dissolve_asks,
        placed=None,
    ),
)
CORRECT_PLACEMENT = Verb(
    "placement",
    later("Sửa nơi ở đã ghi"),
    later("Nơi ở hoặc ngày đã ghi là sai. Dòng cũ vẫn được giữ, dòng mới thay nó."),
    whole_forms.PlacementForm,
    actions.correct_placement,
    lambda form, new: _("Đã sửa nơi ở."),
    icon="map",
    more="placements/<int:placement_id>",
)
CORRECT_PERSON = Verb(
    "member",
    later("Sửa thông tin thành viên"),
    later("Điều đã ghi về một người là sai. Điều cũ vẫn được giữ và có thể hoàn tác."),
    forms.CorrectionForm,
    actions.correct_person,
    lambda form, corrected: _("Đã sửa thông tin của {name}.").format(name=form.cleaned_data["full_name"]),
    icon="person",
    placed=None,
    more="members/<str:member_ref>",
)


def offered(home: Household, members: Sequence[Membership]) -> list[Verb]:
    """The verbs the state of a household allows."""
    if home.dissolved_on is not None:
        return []
    alone = {"leaves", "head", "split"} if len(members) < 2 else set()
    nobody = {"death"} if not members else set()
    is_placed = home.unit_id is not None
    return [verb for verb in VERBS if verb.placed in (None, is_placed) and verb.key not in alone | nobody]


def page_of(verb: Verb) -> Callable[..., HttpResponse]:
    """The page of one verb."""

    @route(Permission.EDIT_HOUSEHOLDS, methods=("GET", "POST"))
    def view(request: HttpRequest, household_id: UUID, **named: Any) -> HttpResponse:
        home = household_by_id(request.scope, household_id)
        check_living(home)
        case = _case(home, request, named)
        if request.method != "POST":
            return _shown(request, verb, verb.form(case=case, initial=request.GET.dict() | _seen(case)))
        if "find" in request.POST:
            typed = {key: values if len(values) > 1 else values[0] for key, values in request.POST.lists()}
            return _shown(request, verb, verb.form(case=case, initial=typed), part="found")
        return _sent(request, verb, verb.form(request.POST, case=case))

    view.__name__ = f"household_{verb.key}"
    return view


def _case(home: Household, request: HttpRequest, named: Mapping[str, Any]) -> Case:
    members = members_now(home)
    case = Case(home, members, request.scope)
    if "placement_id" in named:
        rows = Placement.objects.everywhere().filter(household=home, in_force=True).select_related("unit")
        case.placement = _found(rows.filter(pk=named["placement_id"]).first())
    if "member_ref" in named:
        case.member = _found(next((row for row in members if row.member_ref == named["member_ref"]), None))
    return case


def _found(record: Any) -> Any:
    if record is None:
        raise NotFound(_("Không có mục này ở hộ này."))
    return record


def _seen(case: Case) -> dict[str, str]:
    return {"seen": stamp_of(standing_of(case.home, list(case.members)))}


def _shown(
    request: HttpRequest, verb: Verb, form: forms.VerbForm, *, part: str | None = None, **more: Any
) -> HttpResponse:
    template = "portal/households/verbs/verb.html"
    return page(
        request,
        template,
        part=part,
        verb=verb,
        form=form,
        home=form.case.home,
        words=wording,
        asks=(),
        **more,
    )


def _sent(request: HttpRequest, verb: Verb, form: forms.VerbForm) -> HttpResponse:
    if not form.is_valid():
        return _shown(request, verb, form)
    if verb.asks and "confirmed" not in request.POST:
        return page(
            request,
            "portal/households/verbs/confirm.html",
            verb=verb,
            form=form,
            home=form.case.home,
            words=wording,
            asks=verb.asks(form),
        )
    done = attempt(form, _do, verb=verb, filled=form, by=request.actor)
    if done is None:
        # What was changed meanwhile is told; who sends again has now seen it.
        form.data = form.data.copy()
        form.data["seen"] = _seen(Case(form.case.home, members_now(form.case.home), form.case.scope))["seen"]
        return _shown(request, verb, form)
    return _after(request, form, verb.said(form, done))


def _do(*, verb: Verb, filled: forms.VerbForm, by: Any) -> Any:
    named = filled.named()
    with transaction.atomic():
        home = held(filled.case.home)
        check_unchanged(home, filled.cleaned_data["seen"])
        if "placement" not in named:
            named["household"] = home
        return verb.action(by=by, **named)


def _after(request: HttpRequest, form: forms.VerbForm, said: str) -> HttpResponse:
    """The page of the household; the list where it now lives outside of the person's places."""
    now = Household.objects.everywhere().get(pk=form.case.home.pk)
    if not form.case.scope.covers(now.unit_id or now.placed_under_id, now.village):
        gone = _("Hộ nay ở ngoài địa bàn của bạn và không còn trong danh sách.")
        return see_other(request, "portal:households", said=f"{said} {gone}")
    return see_other(request, "portal:household", household_id=now.pk, said=said)


def urlpatterns() -> list[URLPattern]:
    """A page for each verb."""
    return [
        path(f"{_HOME}/{verb.more or verb.key}", page_of(verb), name=verb.route)
        for verb in (*VERBS, CORRECT_PLACEMENT, CORRECT_PERSON)
    ]
