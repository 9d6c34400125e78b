"""Communication on pages: the book of communes, which of them broadcast, campaigns."""

from datetime import date

from django.db.models import Count, Q, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ansinh.access.doers import doer_words
from ansinh.access.place_fields import offer_places
from ansinh.access.policies import may
from ansinh.access.routes import Nothing, route
from ansinh.access.scope import Scope
from ansinh.accounts.permissions import Permission as P
from ansinh.kernel.dates import shown_date, today
from ansinh.kernel.errors import NotFound, UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.numbers import shown_number
from ansinh.kernel.web.forms import later, read_day
from ansinh.kernel.web.listing import Column, Filter, Listing
from ansinh.kernel.web.pages import attempt, page, see_other
from ansinh.outreach.campaigns.coverage import coverage
from ansinh.outreach.campaigns.forms import CampaignForm, MessageForm
from ansinh.outreach.campaigns.spreading import record_message, withdraw_message, write_campaign
from ansinh.outreach.fund.forms import ReasonForm
from ansinh.outreach.models import Campaign, Message
from ansinh.outreach.models.enums import MessageKind
from ansinh.outreach.shown import Way, by_place, by_standing, form_page, list_page
from ansinh.outreach.words import message_words, standing_words
from ansinh.places.enums import UnitLevel
from ansinh.places.models import Unit
from ansinh.support.delivery.views.shared import own_code, placed

MESSAGES = Listing(
    "messages",
    columns=(
        Column(
            "title", later("Nội dung"), lambda row: row.title, order="title",
            link=lambda row: reverse("outreach:message", kwargs={"spread_id": row.pk}),
        ),
        Column("place", later("Xã"), lambda row: row.unit.name),
        Column("kind", later("Hình thức"), lambda row: message_words(row.kind), order="kind"),
        Column("channel", later("Ở đâu, qua kênh nào"), lambda row: row.channel, shown=False),
        Column("on", later("Ngày"), lambda row: row.spread_on, kind="day", order="spread_on"),
        Column("times", later("Số lần, số bản"), lambda row: row.times, kind="number", order="times"),
        Column("attendance", later("Số người dự"), lambda row: row.attendance, kind="number"),
        Column("campaign", later("Đợt vận động"), lambda row: row.campaign.title if row.campaign else ""),
        Column("state", later("Tình trạng"), standing_words, kind="status"),
    ),
    filters=(
        Filter("q", later("Nội dung"), lambda rows, value: rows.filter(title__icontains=value)),
        by_place(lambda request: Message.objects.touched_by(request.scope)),
        Filter(
            "kind", later("Hình thức"), lambda rows, value: rows.filter(kind=value),
            choices=lambda _r: [(one.value, message_words(one.value)) for one in MessageKind],
        ),
        Filter("campaign", later("Đợt vận động (mã)"), lambda rows, value: rows.filter(campaign=_number(value))),
        Filter("from", later("Từ ngày"), lambda rows, value: rows.filter(spread_on__gte=_day(value))),
        Filter("until", later("Đến ngày"), lambda rows, value: rows.filter(spread_on__lte=_day(value))),
        by_standing(),
    ),
    sort="-on",
)  # fmt: skip


def _number(value: str) -> int:
    if not value.isdecimal() or len(value) > 18:
        raise UnusableInput(_("Mã này là một số."))
    return int(value)


def _day(value: str) -> date:
    day = read_day(value)
    if day is None:
        raise UnusableInput(_("Ngày không đúng: viết ngày/tháng/năm."))
    return day


@route(P.SEE_HOUSEHOLDS)
def messages(request: HttpRequest) -> HttpResponse:
    """What the communes within the scope spread."""
    return list_page(
        request,
        MESSAGES,
        Message.objects.touched_by(request.scope).select_related("unit", "campaign"),
        name="messages",
        title=_("Sổ truyền thông theo xã"),
        lead=_("Buổi phát thanh, pa nô, tin bài, tờ rơi, đối thoại chính sách của từng xã."),
        empty=_("Chưa ghi hoạt động truyền thông nào theo bộ lọc này."),
        following=_("Ghi hoạt động đầu tiên của xã."),
        ways=(
            Way(_("Ghi hoạt động"), reverse("outreach:new-message"), "plus", P.KEEP_OUTREACH, "primary"),
            Way(_("Xã đã, chưa phát thanh"), reverse("outreach:coverage"), "check"),
            Way(_("Đợt vận động"), reverse("outreach:campaigns")),
        ),
    )


def _campaigns_around(scope: Scope) -> QuerySet[Campaign]:
    """The campaigns of places that the scope reaches, and of those above them: people below take part in them."""
    reached = scope.touched
    rows = Campaign.objects.select_related("unit")
    if reached is None:
        return rows
    paths = Unit.objects.filter(pk__in=reached).values_list("path", flat=True)
    above = {int(part) for path in paths for part in path.split("/") if part}
    return rows.filter(Q(unit__in=reached) | Q(unit__in=above))


@route(P.KEEP_OUTREACH, methods=("GET", "POST"), sees=Nothing.BLANK)
def new_message(request: HttpRequest) -> HttpResponse:
    """Write what a commune spread."""
    known = {row.pk: row for row in _campaigns_around(request.scope).order_by("-begins_on", "-pk")[:50]}
    form = MessageForm(
        request.POST or None,
        campaigns=[(key, f"{row.title}, {row.unit.name}") for key, row in known.items()],
        initial={"code": own_code(request, P.KEEP_OUTREACH)},
    )
    offer_places(form, request, "code")
    if request.method == "POST" and form.is_valid():
        given = placed(form, request.scope)
        if given:
            given["campaign"] = known.get(given.pop("campaign_id"))
            if attempt(form, record_message, by=request.actor, **given):
                return see_other(request, "outreach:messages", said=_("Đã ghi hoạt động truyền thông."))
    home = reverse("outreach:messages")
    return form_page(
        request,
        form,
        title=_("Ghi hoạt động truyền thông"),
        button=_("Ghi hoạt động"),
        back=home,
        crumbs=[(_("Sổ truyền thông theo xã"), home), (_("Ghi mới"), None)],
    )


@route(P.SEE_HOUSEHOLDS, methods=("GET", "POST"))
def message(request: HttpRequest, spread_id: int) -> HttpResponse:
    """One entry of the book, and what it takes to withdraw it."""
    one = (
        Message.objects.touched_by(request.scope)
        .select_related("unit", "campaign")
        .filter(pk=spread_id)
        .first()
    )
    if one is None:
        raise NotFound(_("Không có dòng này trong địa bàn được giao."))
    form = ReasonForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, withdraw_message, message=one, by=request.actor, **form.cleaned_data)
    ):
        return see_other(request, "outreach:message", spread_id=one.pk, said=_("Đã rút dòng này."))
    home = reverse("outreach:messages")
    withdrawn = one.withdrawn_at is not None
    return form_page(
        request,
        form,
        title=_("Rút hoạt động truyền thông"),
        button=_("Rút dòng này"),
        back=home,
        crumbs=[(_("Sổ truyền thông theo xã"), home), (one.title, None)],
        facts=[
            (_("Nội dung"), one.title),
            (_("Xã"), one.unit.name),
            (_("Hình thức"), message_words(one.kind)),
            (_("Ở đâu, qua kênh nào"), one.channel),
            (_("Ngày"), shown_date(one.spread_on)),
            (_("Số lần, số bản"), shown_number(one.times)),
            (_("Số người dự"), shown_number(one.attendance) if one.attendance else ""),
            (_("Đợt vận động"), one.campaign.title if one.campaign else ""),
            (_("Người ghi"), doer_words(one.recorded_by, one.recorded_at)),
            (_("Đã rút"), f"{doer_words(one.withdrawn_by, one.withdrawn_at)}: {one.withdrawn_reason}" if withdrawn else ""),
        ],
        danger=True,
        writes=not withdrawn and may(request.actor, P.KEEP_OUTREACH, one.unit_id),
    )  # fmt: skip


@route(P.SEE_HOUSEHOLDS, sees=Nothing.SUMS)
def covered(request: HttpRequest) -> HttpResponse:
    """Which communes of the places within the scope broadcast in a period, and which did not (``?first=&last=&lacking=``)."""
    reached = request.scope.touched
    last = _day(request.GET["last"]) if request.GET.get("last") else _last_day(reached)
    first = _day(request.GET["first"]) if request.GET.get("first") else date(last.year, 1, 1)
    if last < first:
        raise UnusableInput(_("Ngày kết thúc trước ngày bắt đầu."))
    rows = Unit.objects.on(last).filter(level=UnitLevel.COMMUNE.value)
    if reached is not None:
        rows = rows.filter(pk__in=reached)
    found = coverage(list(rows.select_related("parent").order_by("sort_key", "pk")), first, last)
    lacking = request.GET.get("lacking", "")
    shown = [one for one in found if not lacking or (one.times == 0) == (lacking == "yes")]
    return page(
        request,
        "outreach/campaigns/coverage.html",
        first=first,
        last=last,
        total=len(found),
        done=sum(one.times > 0 for one in found),
        lacking=lacking,
        # Of a whole country the numbers count all, and nobody reads ten thousand rows on a page.
        rows=shown[:_MOST],
        left_out=max(len(shown) - _MOST, 0),
    )


_MOST = 1_000


def _last_day(reached: frozenset[int] | None) -> date:
    """Today; of a place that is no more, the last day on which it had communes."""
    if reached is None:
        return today()
    ends = Unit.objects.filter(pk__in=reached, level=UnitLevel.COMMUNE.value).values_list(
        "valid_until", flat=True
    )
    return max((min(one or today(), today()) for one in ends), default=today())


CAMPAIGNS = Listing(
    "campaigns",
    columns=(
        Column(
            "title", later("Tên đợt vận động"), lambda row: row.title, order="title",
            link=lambda row: reverse("outreach:campaign", kwargs={"campaign_id": row.pk}),
        ),
        Column("place", later("Địa bàn"), lambda row: row.unit.name),
        Column("topic", later("Chủ đề"), lambda row: row.topic),
        Column("paper", later("Văn bản"), lambda row: row.paper),
        Column("begins", later("Từ ngày"), lambda row: row.begins_on, kind="day", order="begins_on"),
        Column("ends", later("Đến ngày"), lambda row: row.ends_on, kind="day", order="ends_on"),
    ),
    filters=(Filter("q", later("Tên, chủ đề"), lambda rows, value: rows.filter(title__icontains=value)),),
    sort="-begins",
)  # fmt: skip


@route(P.SEE_HOUSEHOLDS, sees=Nothing.SUMS)
def campaigns(request: HttpRequest) -> HttpResponse:
    """The campaigns of the places within the scope and above them."""
    return list_page(
        request,
        CAMPAIGNS,
        _campaigns_around(request.scope),
        name="campaigns",
        title=_("Đợt vận động"),
        lead=_("Mỗi đợt theo một văn bản, có địa bàn và thời gian; các xã ghi hoạt động của mình vào đợt."),
        empty=_("Chưa ghi đợt vận động nào."),
        following=_("Ghi đợt vận động theo văn bản của địa bàn."),
        ways=(
            Way(_("Ghi đợt vận động"), reverse("outreach:new-campaign"), "plus", P.KEEP_OUTREACH, "primary"),
        ),
        crumbs=[(_("Sổ truyền thông theo xã"), reverse("outreach:messages")), (_("Đợt vận động"), None)],
    )


@route(P.KEEP_OUTREACH, methods=("GET", "POST"), sees=Nothing.BLANK)
def new_campaign(request: HttpRequest) -> HttpResponse:
    """Write a campaign of a place."""
    form = CampaignForm(request.POST or None, initial={"code": own_code(request, P.KEEP_OUTREACH)})
    offer_places(form, request, "code")
    if request.method == "POST" and form.is_valid():
        given = placed(form, request.scope)
        if given and (made := attempt(form, write_campaign, by=request.actor, **given)):
            return see_other(
                request, "outreach:campaign", campaign_id=made.pk, said=_("Đã ghi đợt vận động.")
            )
    home = reverse("outreach:campaigns")
    return form_page(
        request,
        form,
        title=_("Ghi đợt vận động"),
        button=_("Ghi đợt vận động"),
        back=home,
        crumbs=[(_("Đợt vận động"), home), (_("Ghi mới"), None)],
    )


@route(P.SEE_HOUSEHOLDS, sees=Nothing.SUMS)
def campaign(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """One campaign, and what the places within the scope did in it, by kind."""
    one = _campaigns_around(request.scope).filter(pk=campaign_id).first()
    if one is None:
        raise NotFound(_("Không có đợt vận động này ở địa bàn được giao."))
    rows = Message.objects.touched_by(request.scope).filter(campaign=one, withdrawn_at=None)
    sums = rows.order_by().values("kind").annotate(
        entries=Count("pk"), all_times=Sum("times"), people=Sum("attendance"), places=Count("unit", distinct=True)
    )  # fmt: skip
    return page(
        request,
        "outreach/campaigns/campaign.html",
        one=one,
        kinds=[(row, message_words(row["kind"])) for row in sorted(sums, key=lambda row: row["kind"])],
    )
