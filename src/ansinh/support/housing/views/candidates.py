"""Who lacks a house and is not in a programme yet, on pages: chosen among, surveyed."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ansinh.access.policies import may
from ansinh.access.routes import route
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission as P
from ansinh.households.histories import household_by_id
from ansinh.households.models import Household
from ansinh.kernel.dates import today
from ansinh.kernel.errors import NotFound
from ansinh.kernel.language import _
from ansinh.kernel.searching import with_name
from ansinh.kernel.text import fold
from ansinh.kernel.web.forms import later
from ansinh.kernel.web.listing import Column, Filter, Listing
from ansinh.kernel.web.pages import attempt, page, see_other
from ansinh.places.models import Unit
from ansinh.support.catalogue.adopted import policy_in_use
from ansinh.support.catalogue.words import state_words as entitled_words
from ansinh.support.entitling.one import state_shown
from ansinh.support.housing.forms import SurveyForm
from ansinh.support.housing.priorities import order
from ansinh.support.housing.programmes import (
    programme_called,
    programmes_at,
)
from ansinh.support.housing.surveying import NOT_COMPUTED, lacking, survey_dwelling
from ansinh.support.housing.words import work_words
from ansinh.support.models import HousingProgramme, HousingWork
from ansinh.support.models.housing_enums import WorkState
from ansinh.support.reached import communes_touched
from ansinh.work.downloads import answer_export


def commune_asked(request: HttpRequest, here: list[Unit]) -> Unit | None:
    """The commune of ``here`` that ``unit`` names; else the first, nothing where there is none."""
    asked = request.GET.get("unit") or request.POST.get("unit") or ""
    if not asked:
        return next(iter(here), None)
    found = next((one for one in here if str(one.pk) == asked), None)
    if found is None:
        raise NotFound(_("Không có xã này trong địa bàn được giao."))
    return found


def _state(row: dict[str, Any]) -> tuple[str, str]:
    if row["state"] == NOT_COMPUTED:
        return "neutral", _("chính sách chưa có quy tắc để máy xét")
    return state_shown(row["state"], row["missing"])


def _known(value: int | None, yes: str, no: str) -> str:
    return _("chưa rõ") if value is None else yes if value else no


def _lacking_list(told: dict[UUID, dict[str, Any]], programme: HousingProgramme, by: Actor) -> Listing:
    surveys = may(by, P.PROPOSE_SUPPORT)

    def survey(row: Household) -> str:
        """Who writes surveys down does so next; others see the household."""
        if surveys:
            return reverse("housing:survey", kwargs={"programme_id": programme.pk, "household_id": row.pk})
        return reverse("owed:household", kwargs={"household_id": row.pk})

    return Listing(
        "housing-lacking",
        columns=(
            Column(
                "name", later("Chủ hộ"), lambda row: row.head_name or _("(chưa có tên)"), order="head_name_sort",
                link=survey,
            ),
            Column("village", later("Thôn, tổ"), lambda row: row.village, order="village"),
            Column("place", later("Thứ tự ưu tiên"), lambda row: told[row.pk]["place"], kind="number"),
            Column(
                "deprived", later("Thiếu hụt chất lượng nhà ở"),
                lambda row: _known(told[row.pk]["deprived"], _("có"), _("không")),
            ),
            Column("needed", later("Đã ghi nhu cầu"), lambda row: _("có") if told[row.pk]["needed"] else _("chưa")),
            Column(
                "aided", later("Đã được hỗ trợ nhà ở"),
                lambda row: _known(told[row.pk]["aided_before"], _("đã được"), _("chưa")),
            ),
            Column("state", later("Theo quy tắc"), lambda row: _state(told[row.pk]), kind="status"),
        ),
        filters=(
            Filter("q", later("Tìm chủ hộ"), _by_head, sealed=True),
            Filter("village", later("Thôn, tổ"), lambda rows, value: with_name(rows, "village", value)),
            Filter(
                "state", later("Theo quy tắc"),
                lambda rows, value: rows.filter(pk__in=[key for key, one in told.items() if one["state"] == value]),
                choices=lambda _r: [
                    (one, entitled_words(one)) for one in ("entitled", "unknown", "not_entitled")
                ],
            ),
        ),
        sort="village",
    )  # fmt: skip


def _by_head(rows: Any, words: str) -> Any:
    for word in fold(words).split(" "):
        rows = rows.filter(head_name_fold__contains=word)
    return rows


@route(P.SEE_HOUSEHOLDS, methods=("GET", "POST"), decides=False)
def candidates(request: HttpRequest, programme_id: int) -> HttpResponse:
    """Who lacks a house in a commune and has no work yet."""
    found = programme_called(programme_id)
    here = communes_touched(request.scope)
    unit = commune_asked(request, here)
    units = [unit.pk] if unit else []
    told = {UUID(row["household_id"]): row for row in lacking(units, found, today()).iter_rows(named=True)}
    asked = _lacking_list(told, found, request.actor).asked(request)
    if answer := asked.sealed_away():
        return answer
    rows = Household.objects.within(request.scope).filter(pk__in=list(told))
    if asked.export:
        return answer_export(asked, rows, name="housing-lacking", by=request.actor)
    return page(
        request,
        "support/housing/lacking.html",
        part="list",
        one=found,
        unit=unit,
        communes=here,
        listing=asked.page(rows),
        order=order(),
    )


@route(P.PROPOSE_SUPPORT, methods=("GET", "POST"))
def survey(request: HttpRequest, programme_id: int, household_id: UUID) -> HttpResponse:
    """Write down what a visit found of a household's house."""
    found = programme_called(programme_id)
    home = household_by_id(request.scope, household_id)
    gone = HousingWork.objects.within(request.scope).filter(
        programme=found, unit_id=home.unit_id, state=WorkState.WITHDRAWN.value
    )
    free = gone.exclude(
        pk__in=HousingWork.objects.within(request.scope)
        .filter(replaces__isnull=False)
        .exclude(state=WorkState.WITHDRAWN.value)
        .values("replaces")
    )
    named = [
        (row.pk, row.household.head_name or _("(chưa có tên)"))
        for row in free.select_related("household").order_by("pk")
    ]
    form = SurveyForm(request.POST or None, withdrawn=named)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        given["replaces"] = free.filter(pk=given["replaces"]).first() if given["replaces"] else None
        if made := attempt(form, survey_dwelling, household=home, programme=found, by=request.actor, **given):
            return see_other(request, "housing:work", work_id=made.pk, said=_("Đã ghi khảo sát."))
    return page(
        request,
        "support/housing/survey.html",
        status=422 if form.errors else 200,
        form=form,
        one=found,
        home=home,
        computed=bool(policy_in_use(found.policy).law),
    )


@route(P.PROPOSE_SUPPORT)
def choose(request: HttpRequest, household_id: UUID) -> HttpResponse:
    """The programmes of the place where a household lives, to survey its house for one of them."""
    home = household_by_id(request.scope, household_id)
    found = programmes_at(home.unit) if home.unit else []
    works = HousingWork.objects.within(request.scope).filter(household=home).select_related("programme")
    return page(
        request,
        "support/housing/choose.html",
        home=home,
        programmes=found,
        works=[(one, work_words(one.state)) for one in works.order_by("-pk")],
    )
