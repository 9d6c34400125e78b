"""Training on pages: courses, who took part, a file of participants."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ansinh.access.doers import doer_words
from ansinh.access.place_fields import offer_places
from ansinh.access.policies import may
from ansinh.access.routes import Nothing, route
from ansinh.accounts.permissions import Permission as P
from ansinh.kernel.dates import shown_date, today
from ansinh.kernel.errors import NotFound
from ansinh.kernel.language import _
from ansinh.kernel.numbers import shown_number
from ansinh.kernel.web.forms import later
from ansinh.kernel.web.listing import Column, Filter, Listing
from ansinh.kernel.web.pages import attempt, page, see_other
from ansinh.kernel.web.uploads import check_size
from ansinh.outreach.arriving import as_path, told_of
from ansinh.outreach.fund.forms import ReasonForm
from ansinh.outreach.measures import trained_in
from ansinh.outreach.models import Course, Participant, TakenFile
from ansinh.outreach.models.enums import StaffRole
from ansinh.outreach.shown import Crumb, Way, by_place, by_standing, form_page, in_words, list_page
from ansinh.outreach.staff.forms import CourseForm, ParticipantForm, ParticipantsFileForm
from ansinh.outreach.staff.participants_file import read_participants
from ansinh.outreach.staff.queries import course_around, courses_around
from ansinh.outreach.staff.training import (
    Attending,
    record_participant,
    take_in_participants,
    withdraw_participant,
    write_course,
)
from ansinh.outreach.words import role_words, standing_words
from ansinh.support.delivery.views.shared import own_code, placed

COURSES = Listing(
    "courses",
    columns=(
        Column(
            "topic", later("Nội dung tập huấn"), lambda row: row.topic, order="topic",
            link=lambda row: reverse("outreach:course", kwargs={"course_id": row.pk}),
        ),
        Column("provider", later("Đơn vị tổ chức, giảng dạy"), lambda row: row.provider),
        Column("place", later("Địa bàn mở lớp"), lambda row: row.unit.name),
        Column("begins", later("Ngày mở lớp"), lambda row: row.begins_on, kind="day", order="begins_on"),
        Column("ends", later("Ngày bế giảng"), lambda row: row.ends_on, kind="day", order="ends_on"),
        Column("days", later("Số ngày học"), lambda row: row.days, kind="number", order="days"),
        Column("people", later("Người của địa bàn đã dự"), lambda row: row.people, kind="number", order="people"),
    ),
    filters=(Filter("q", later("Nội dung"), lambda rows, value: rows.filter(topic__icontains=value)),),
    sort="-begins",
)  # fmt: skip
PARTICIPANTS = Listing(
    "participants",
    columns=(
        Column(
            "name", later("Họ tên"), lambda row: row.person.full_name, order="person__name_sort",
            link=lambda row: reverse("outreach:participant", kwargs={"participant_id": row.pk}),
        ),
        Column("born", later("Năm sinh"), lambda row: str(row.person.birth_year or "")),
        Column("role", later("Việc"), lambda row: role_words(row.role), order="role"),
        Column("place", later("Địa bàn"), lambda row: row.unit.name),
        Column("topic", later("Nội dung tập huấn"), lambda row: row.course.topic),
        Column("ends", later("Ngày bế giảng"), lambda row: row.course.ends_on, kind="day", order="course__ends_on"),
        Column("days", later("Số ngày dự"), lambda row: row.days, kind="number", order="days"),
        Column("certificate", later("Số chứng nhận"), lambda row: row.certificate),
        Column("state", later("Tình trạng"), standing_words, kind="status"),
    ),
    filters=(
        Filter("q", later("Họ tên"), in_words("person__name_fold"), sealed=True),
        by_place(lambda request: Participant.objects.within(request.scope)),
        Filter(
            "role", later("Việc"), lambda rows, value: rows.filter(role=value),
            choices=lambda _r: [(one.value, role_words(one.value)) for one in StaffRole],
        ),
        Filter(
            "course", later("Lớp tập huấn"), lambda rows, value: rows.filter(course=int(value)),
            choices=lambda request: [
                (str(one.pk), one.topic) for one in courses_around(request.scope).order_by("-begins_on")[:200]
            ],
        ),
        by_standing(),
    ),
    sort="name",
)  # fmt: skip


def _crumbs(*more: Crumb) -> list[Crumb]:
    return [(_("Lớp tập huấn"), reverse("outreach:courses")), *more]


@route(P.SEE_HOUSEHOLDS, sees=Nothing.SUMS)
def courses(request: HttpRequest) -> HttpResponse:
    """Courses that places within the scope held or took part in."""
    return list_page(
        request,
        COURSES,
        courses_around(request.scope),
        name="courses",
        title=_("Lớp tập huấn"),
        lead=_("Lớp do địa bàn mở, hoặc lớp có người của địa bàn dự."),
        empty=_("Chưa ghi lớp tập huấn nào."),
        following=_("Ghi lớp đã mở, rồi ghi từng người dự hoặc nạp tệp người dự."),
        ways=(
            Way(_("Ghi lớp tập huấn"), reverse("outreach:new-course"), "plus", P.KEEP_OUTREACH, "primary"),
            Way(_("Người đã dự"), reverse("outreach:participants"), "person"),
            Way(_("Cán bộ đang giữ việc"), f"{reverse('outreach:staff')}?now=yes", "households"),
        ),
    )


@route(P.KEEP_OUTREACH, methods=("GET", "POST"), sees=Nothing.BLANK)
def new_course(request: HttpRequest) -> HttpResponse:
    """Write a course that was held."""
    form = CourseForm(request.POST or None, initial={"code": own_code(request, P.KEEP_OUTREACH)})
    offer_places(form, request, "code")
    if request.method == "POST" and form.is_valid():
        given = placed(form, request.scope)
        if given and (made := attempt(form, write_course, by=request.actor, **given)):
            return see_other(request, "outreach:course", course_id=made.pk, said=_("Đã ghi lớp tập huấn."))
    return form_page(
        request,
        form,
        title=_("Ghi lớp tập huấn"),
        button=_("Ghi lớp"),
        back=reverse("outreach:courses"),
        crumbs=_crumbs((_("Ghi mới"), None)),
    )


@route(P.SEE_HOUSEHOLDS, sees=Nothing.SUMS)
def course(request: HttpRequest, course_id: int) -> HttpResponse:
    """One course: its days, and how many took part from the places within the scope, by role."""
    one = course_around(request.scope, course_id)
    rows = Participant.objects.within(request.scope).filter(course=one, withdrawn_at=None).order_by()
    by_role: dict[str, tuple[int, int]] = {}
    for role, certificate in rows.values_list("role", "certificate"):
        people, certified = by_role.get(role, (0, 0))
        by_role[role] = (people + 1, certified + bool(certificate))
    return page(
        request,
        "outreach/staff/course.html",
        one=one,
        roles=[(role, role_words(role), *sums) for role, sums in sorted(by_role.items())],
        people=sum(people for people, _certified in by_role.values()),
        certified=sum(certified for _people, certified in by_role.values()),
        files=TakenFile.objects.within(request.scope).filter(course=one).order_by("-pk"),
        permission=P,
    )


@route(P.SEE_HOUSEHOLDS, methods=("GET", "POST"), decides=False)
def participants(request: HttpRequest) -> HttpResponse:
    """Who of the places within the scope took part; above the list persons and attendances of the year, counted apart."""
    reached = request.scope.unit_ids
    lead = _("Mỗi người dự một lớp là một lượt; một người dự hai lớp là một người, hai lượt.")
    if reached is not None:
        year = trained_in(reached, date(today().year, 1, 1), today())
        lead += " " + _("Năm nay: {persons} người, {attendances} lượt.").format(
            persons=shown_number(year.persons), attendances=shown_number(year.attendances)
        )
    return list_page(
        request,
        PARTICIPANTS,
        Participant.objects.within(request.scope).select_related("person", "unit", "course"),
        name="participants",
        title=_("Người đã dự tập huấn"),
        lead=lead,
        empty=_("Chưa ghi người dự nào theo bộ lọc này."),
        following=_("Mở một lớp tập huấn rồi ghi người dự."),
        crumbs=_crumbs((_("Người đã dự"), None)),
    )


def _course_crumb(one: Course) -> Crumb:
    return one.topic, reverse("outreach:course", kwargs={"course_id": one.pk})


@route(P.KEEP_OUTREACH, methods=("GET", "POST"))
def new_participant(request: HttpRequest, course_id: int) -> HttpResponse:
    """Write that somebody took part."""
    one = course_around(request.scope, course_id)
    form = ParticipantForm(request.POST or None, initial={"code": own_code(request, P.KEEP_OUTREACH)})
    offer_places(form, request, "code")
    if request.method == "POST" and form.is_valid():
        given = placed(form, request.scope)
        if given and attempt(form, record_participant, course=one, one=Attending(**given), by=request.actor):
            return see_other(request, "outreach:course", course_id=one.pk, said=_("Đã ghi người dự."))
    crumb = _course_crumb(one)
    return form_page(
        request,
        form,
        title=_("Ghi người dự"),
        lead=one.topic,
        button=_("Ghi người dự"),
        back=crumb[1] or "",
        crumbs=_crumbs(crumb, (_("Ghi người dự"), None)),
    )


@route(P.KEEP_OUTREACH, methods=("GET", "POST"))
def participants_file(request: HttpRequest, course_id: int) -> HttpResponse:
    """Take in a table of who took part: what is wrong is said by row, and then nothing is written."""
    check_size(request)
    one = course_around(request.scope, course_id)
    form = ParticipantsFileForm(request.POST or None, request.FILES or None)
    faults: list[str] = []
    if request.method == "POST" and form.is_valid():
        with as_path(form.cleaned_data["file"]) as path:
            read = attempt(form, read_participants, path=path, course=one, scope=request.scope)
            source = told_of(path)
        if isinstance(read, tuple):
            rows, faults = read
            if faults or not rows:
                form.add_error("file", _("Tệp có dòng chưa đúng hoặc không có dòng nào; chưa ghi dòng nào."))
            elif done := attempt(
                form, take_in_participants, course=one, rows=rows, by=request.actor, source=source
            ):
                said = _("Đã ghi {count} người dự.").format(count=shown_number(int(done)))
                return see_other(request, "outreach:course", course_id=one.pk, said=said)
    crumb = _course_crumb(one)
    return form_page(
        request,
        form,
        title=_("Nạp tệp người dự"),
        lead=one.topic,
        button=_("Kiểm tra và ghi"),
        back=crumb[1] or "",
        crumbs=_crumbs(crumb, (_("Nạp tệp"), None)),
        files=True,
        notes=faults[:50],
    )


@route(P.SEE_HOUSEHOLDS, methods=("GET", "POST"))
def participant(request: HttpRequest, participant_id: int) -> HttpResponse:
    """One who took part, and what it takes to withdraw the entry."""
    rows = Participant.objects.within(request.scope).select_related("person", "unit", "course")
    one = rows.filter(pk=participant_id).first()
    if one is None:
        raise NotFound(_("Không có người dự này trong địa bàn được giao."))
    form = ReasonForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, withdraw_participant, participant=one, by=request.actor, **form.cleaned_data)
    ):
        return see_other(request, "outreach:participant", participant_id=one.pk, said=_("Đã rút dòng này."))
    crumb = _course_crumb(one.course)
    withdrawn = one.withdrawn_at is not None
    return form_page(
        request,
        form,
        title=_("Rút người dự"),
        button=_("Rút dòng này"),
        back=crumb[1] or "",
        crumbs=_crumbs(crumb, (one.person.full_name, None)),
        facts=[
            (_("Họ tên"), one.person.full_name),
            (_("Năm sinh"), one.person.birth_year or ""),
            (_("Địa bàn"), one.unit.name),
            (_("Việc"), role_words(one.role)),
            (_("Nội dung tập huấn"), one.course.topic),
            (_("Ngày bế giảng"), shown_date(one.course.ends_on)),
            (_("Số ngày dự"), shown_number(one.days)),
            (_("Số chứng nhận"), one.certificate),
            (_("Từ tệp đã nạp số"), one.taken_id or ""),
            (_("Người ghi"), doer_words(one.recorded_by, one.recorded_at)),
            (_("Đã rút"), f"{doer_words(one.withdrawn_by, one.withdrawn_at)}: {one.withdrawn_reason}" if withdrawn else ""),
        ],
        danger=True,
        writes=not withdrawn and may(request.actor, P.KEEP_OUTREACH, one.unit_id),
    )  # fmt: skip
