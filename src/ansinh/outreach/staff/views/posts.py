"""Staff on pages: who holds a post, who left, how many posts there are and how many are vacant."""

from datetime import date

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ansinh.access.doers import doer_words
from ansinh.access.place_fields import offer_places
from ansinh.access.policies import may
from ansinh.access.routes import Nothing, route
from ansinh.accounts.permissions import Permission as P
from ansinh.kernel.dates import shown_date, today
from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.web.forms import later, read_day
from ansinh.kernel.web.listing import Column, Filter, Listing
from ansinh.kernel.web.pages import attempt, page, see_other
from ansinh.outreach.models import StaffPosting
from ansinh.outreach.models.enums import StaffRole
from ansinh.outreach.shown import Way, by_place, form_page, in_words, list_page
from ansinh.outreach.staff.forms import EndPostingForm, PostingForm, PostsForm
from ansinh.outreach.staff.posting import end_posting, post_person, set_posts
from ansinh.outreach.staff.queries import filled_on, posting_within, postings_within
from ansinh.outreach.words import role_words
from ansinh.support.delivery.views.shared import own_code, placed

STAFF = Listing(
    "staff",
    columns=(
        Column(
            "name", later("Họ tên"), lambda row: row.person.full_name, order="person__name_sort",
            link=lambda row: reverse("outreach:posting", kwargs={"staff_posting_id": row.pk}),
        ),
        Column("born", later("Năm sinh"), lambda row: str(row.person.birth_year or "")),
        Column("role", later("Việc"), lambda row: role_words(row.role), order="role"),
        Column("place", later("Địa bàn"), lambda row: row.unit.name),
        Column("village", later("Thôn, tổ"), lambda row: row.village),
        Column("since", later("Từ ngày"), lambda row: row.valid_from, kind="day", order="valid_from"),
        Column("until", later("Đến ngày"), lambda row: row.valid_until, kind="day"),
        Column(
            "trained", later("Tập huấn"),
            lambda row: ("ok", _("đã tập huấn")) if row.trained else ("warning", _("chưa tập huấn")), kind="status",
        ),
    ),
    filters=(
        Filter("q", later("Họ tên"), in_words("person__name_fold"), sealed=True),
        by_place(lambda request: StaffPosting.objects.within(request.scope)),
        Filter(
            "role", later("Việc"), lambda rows, value: rows.filter(role=value),
            choices=lambda _r: [(one.value, role_words(one.value)) for one in StaffRole],
        ),
        Filter(
            "now", later("Giữ việc"),
            lambda rows, value: rows.filter(Q(valid_until=None) | Q(valid_until__gte=today())) if value == "yes" else rows.filter(valid_until__lt=today()),
            choices=lambda _r: [("yes", _("đang giữ việc")), ("no", _("đã thôi"))],
        ),
        Filter(
            "trained", later("Tập huấn"), lambda rows, value: rows.filter(trained=value == "yes"),
            choices=lambda _r: [("yes", _("đã tập huấn")), ("no", _("chưa tập huấn"))],
        ),
    ),
    sort="name",
)  # fmt: skip


@route(P.SEE_HOUSEHOLDS, methods=("GET", "POST"), decides=False)
def staff(request: HttpRequest) -> HttpResponse:
    """Who does the work of poverty reduction at the places within the scope."""
    return list_page(
        request,
        STAFF,
        postings_within(request.scope),
        name="staff",
        title=_("Cán bộ làm công tác giảm nghèo"),
        lead=_("Ai giữ việc gì ở đâu, từ ngày nào; đã được tập huấn hay chưa."),
        empty=_("Chưa ghi cán bộ nào theo bộ lọc này."),
        following=_("Ghi người đang giữ việc, hoặc nạp tệp người dự của một lớp tập huấn."),
        ways=(
            Way(_("Ghi người giữ việc"), reverse("outreach:new-posting"), "plus", P.KEEP_OUTREACH, "primary"),
            Way(_("Số được giao, còn thiếu"), reverse("outreach:posts"), "table"),
            Way(_("Lớp tập huấn"), reverse("outreach:courses"), "book"),
        ),
    )


@route(P.KEEP_OUTREACH, methods=("GET", "POST"), sees=Nothing.BLANK)
def new_posting(request: HttpRequest) -> HttpResponse:
    """Somebody takes up a post."""
    form = PostingForm(request.POST or None, initial={"code": own_code(request, P.KEEP_OUTREACH)})
    offer_places(form, request, "code")
    if request.method == "POST" and form.is_valid():
        given = placed(form, request.scope)
        if given and attempt(form, post_person, by=request.actor, **given):
            return see_other(request, "outreach:staff", said=_("Đã ghi người giữ việc."))
    home = reverse("outreach:staff")
    return form_page(
        request,
        form,
        title=_("Ghi người giữ việc"),
        button=_("Ghi"),
        back=home,
        crumbs=[(_("Cán bộ làm công tác giảm nghèo"), home), (_("Ghi mới"), None)],
    )


@route(P.SEE_HOUSEHOLDS, methods=("GET", "POST"))
def posting(request: HttpRequest, staff_posting_id: int) -> HttpResponse:
    """One posting, and what it takes to end it."""
    one = posting_within(request.scope, staff_posting_id)
    form = EndPostingForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, end_posting, posting=one, by=request.actor, **form.cleaned_data)
    ):
        return see_other(
            request, "outreach:posting", staff_posting_id=one.pk, said=_("Đã ghi ngày thôi việc.")
        )
    home = reverse("outreach:staff")
    return form_page(
        request,
        form,
        title=_("Thôi giữ việc"),
        button=_("Ghi ngày thôi việc"),
        back=home,
        crumbs=[(_("Cán bộ làm công tác giảm nghèo"), home), (one.person.full_name, None)],
        facts=[
            (_("Họ tên"), one.person.full_name),
            (_("Năm sinh"), one.person.birth_year or ""),
            (_("Việc"), role_words(one.role)),
            (_("Địa bàn"), one.unit.name),
            (_("Thôn, tổ"), one.village),
            (_("Từ ngày"), shown_date(one.valid_from)),
            (_("Đến ngày"), shown_date(one.valid_until) if one.valid_until else ""),
            (_("Lý do"), one.end_reason),
            (_("Người ghi"), doer_words(one.recorded_by, one.recorded_at)),
        ],
        writes=one.valid_until is None and may(request.actor, P.KEEP_OUTREACH, one.unit_id),
    )


def _asked(request: HttpRequest, name: str, otherwise: date) -> date:
    given = request.GET.get(name, "")
    if not given:
        return otherwise
    day = read_day(given)
    if day is None:
        raise UnusableInput(_("Ngày không đúng: viết ngày/tháng/năm."))
    return day


@route(P.SEE_HOUSEHOLDS, sees=Nothing.SUMS)
def posts(request: HttpRequest) -> HttpResponse:
    """Posts, people in them and vacancies of the places within the scope on a day (``?on=&since=``)."""
    on = _asked(request, "on", today())
    since = _asked(request, "since", date(on.year, 1, 1))
    rows = filled_on(request.scope, on, since)
    known = [one for one in rows if one.posts is not None]
    return page(
        request,
        "outreach/staff/posts.html",
        on=on,
        since=since,
        rows=[(one, role_words(one.role)) for one in rows],
        given=sum(one.posts or 0 for one in known),
        vacant=sum(one.vacant or 0 for one in known),
        persons=sum(one.persons for one in rows),
        trained=sum(one.trained for one in rows),
        permission=P,
    )


@route(P.KEEP_OUTREACH, methods=("GET", "POST"), sees=Nothing.BLANK)
def new_posts(request: HttpRequest) -> HttpResponse:
    """Say how many posts a place has."""
    form = PostsForm(request.POST or None, initial={"code": own_code(request, P.KEEP_OUTREACH)})
    offer_places(form, request, "code")
    if request.method == "POST" and form.is_valid():
        given = placed(form, request.scope)
        if given and attempt(form, set_posts, by=request.actor, **given):
            return see_other(request, "outreach:posts", said=_("Đã ghi số người được giao."))
    home = reverse("outreach:posts")
    return form_page(
        request,
        form,
        title=_("Ghi số người được giao"),
        button=_("Ghi"),
        back=home,
        crumbs=[
            (_("Cán bộ làm công tác giảm nghèo"), reverse("outreach:staff")),
            (_("Số được giao, còn thiếu"), home),
            (_("Ghi mới"), None),
        ],
    )
