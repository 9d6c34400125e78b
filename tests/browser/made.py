"""What nothing in the demonstrated data leads to until somebody makes it: a correction, a conflict of two surveys, an answered
request, a household listed twice, a second factor. Made by the program's verbs as its people would, so that the pages of each
are walked; ``made.json`` in the data folder says which page is whose and which page leads there.
"""

import json
import uuid
from collections.abc import Iterator
from datetime import date

from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import reverse
from tests.browser.budgets_made import make_budgets
from tests.browser.made_monitoring import made_monitoring
from tests.browser.made_plans import drafted_plans
from tests.browser.outreach_made import make_outreach
from tests.journeys.year import Year
from tests.pages.api.conftest import payload, send

from ansinh.access.actions import give_role
from ansinh.accounts.actions import register_user
from ansinh.accounts.actor import CONSOLE, Actor, actor_of
from ansinh.accounts.models import User
from ansinh.accounts.second_factors import add_one_time_codes, code_at, new_secret, step_at
from ansinh.agencies.actions import enter_agency
from ansinh.datasets.actions import Sealing, prepare_whole, seal
from ansinh.datasets.models import Version
from ansinh.datasets.queries import cube_of
from ansinh.grievances.actions import (
    answer_in_writing,
    check_request,
    decide_request,
    receive_request,
    take_up_request,
)
from ansinh.grievances.enums import Channel, GrievanceKind, Outcome
from ansinh.grievances.models import Grievance
from ansinh.households.actions import correct_person, move_household
from ansinh.households.models import Household, Membership
from ansinh.kernel.dates import now, today
from ansinh.kernel.keys import keys_folder
from ansinh.papers.actions import accept_template
from ansinh.papers.kinds import KINDS, KindCode
from ansinh.papers.shipped import shipped_template
from ansinh.places.queries import unit_at
from ansinh.plans.allotting import propose_allotment
from ansinh.plans.enums import Basis
from ansinh.plans.models import Target, Task
from ansinh.reports.models import PublishedFigure
from ansinh.reviews.actions import classify_round
from ansinh.reviews.approving import Decision as Approval
from ansinh.reviews.approving import approve
from ansinh.reviews.decisions.average import request_average
from ansinh.reviews.decisions.enums import ReportKind
from ansinh.reviews.decisions.listed_twice import seek_double_listings
from ansinh.reviews.decisions.lists import list_on
from ansinh.reviews.decisions.models import DoubleListingSide
from ansinh.reviews.decisions.reporting import make_report
from ansinh.reviews.models import Round
from ansinh.reviews.procedure.queries import AT_WORK, items_of
from ansinh.reviews.procedure.surveying import enter_marker
from ansinh.support.facts.actions import Span, record_fact
from ansinh.support.models import Enrolment
from ansinh.support.policies.actions import write_version
from ansinh.surveys.models import SubmissionConflict
from ansinh.work.queue import ask
from ansinh.work.saved_views import save_view

# Route, who opens it, the page that leads there (blank: none does), its address.
Made = tuple[str, str, str, str]
LISTED = date(2023, 6, 1)
# While the communes of the demonstration stood.
MOVED = date(2024, 12, 2)


def make_all(decided: Year, posted: Year, listing: Year) -> None:
    """Make one of each; ``decided``, ``posted`` and ``listing`` are communes of the walked round in these states."""
    maker, chair = decided.maker, decided.chair
    found = [
        *_second_factor(),
        *_average(decided, maker),
        *_correction(listing, maker),
        *_listed_twice(decided, posted),
        *_report(decided, maker),
        *_conflict(listing),
        *_appeal(decided, maker, chair),
        *_restriction(decided, maker, chair),
        *_template(decided, maker),
        *_marker(decided, maker),
        *_of_ones_own(maker),
        *_dashboards(),
        *_support(decided, maker),
        *made_monitoring(decided.dossier.unit, unit_at("311", LISTED), maker),
        *drafted_plans(),
        *make_outreach(decided.dossier.unit, _listed_head(decided).household, maker),
        *make_budgets(decided.dossier.unit, maker, chair),
    ]
    (settings.DATA_FOLDER / "made.json").write_text(json.dumps(found), encoding="utf-8")


def _page(route: str, **named: object) -> str:
    return reverse(route, kwargs=named)


def _second_factor() -> Iterator[Made]:
    """Somebody with an authenticator app, who shows a code when signing in."""
    user = register_user(username="khoa", full_name="Trương Văn Khóa", by=CONSOLE)
    secret = new_secret()
    add_one_time_codes(user=user, secret=secret, code=code_at(secret, step_at(now())), by=actor_of(user))
    yield "accounts:confirm", "khoa", "", _page("accounts:confirm")
    yield "accounts:new-passkey", "quantri", "", _page("accounts:new-passkey")
    person = _page("accounts:person", user_id=user.pk)
    yield "accounts:person-reset", "quantri", person, _page("accounts:person-reset", user_id=user.pk)


def _average(year: Year, maker: Actor) -> Iterator[Made]:
    household = Household.objects.everywhere().filter(unit=year.dossier.unit, dissolved_on=None).last()
    case = request_average(household=household, requested_on=today(), request_ref="12/TN", by=maker)
    yield (
        "decisions:average-case",
        "canboxa",
        "/average-households",
        _page("decisions:average-case", case_id=case.pk),
    )


def _correction(year: Year, maker: Actor) -> Iterator[Made]:
    """The commune's first review is opened again and sealed as its second version; the officer has its seal looked at."""
    campaign, unit = Round.objects.get(period="2022", unit__code="311"), year.dossier.unit
    classify_round(campaign=campaign, unit=unit, by=CONSOLE, correcting="Thanh tra đề nghị soát lại")
    (version,) = approve(
        campaign=campaign,
        unit=unit,
        by=actor_of(User.objects.get(username="duyet")),
        decision=Approval(number="14/QĐ-UBND", day=today(), reason="Soát lại theo kết luận thanh tra"),
    )
    yield (
        "decisions:changes",
        "canboxa",
        _page("reviews:version", version_id=version.pk),
        _page("decisions:changes", version_id=version.pk),
    )
    job = ask("reviews.verify", {"version": version.pk}, by=maker, unit=unit)
    yield "work:job", "canboxa", _page("work:jobs"), _page("work:job", job_id=job.pk)


def _dashboards() -> Iterator[Made]:
    """A province's version over its district's, and somebody of the ministry, who works for the whole country."""
    below = Version.objects.filter(unit__code="311", period="2022").latest("number")
    sealing = Sealing(
        unit=unit_at("31", below.as_of),
        period=below.period,
        list_year=below.list_year,
        standard=below.standard,
        as_of=below.as_of,
    )
    with transaction.atomic():
        seal(prepare_whole(sealing, cube_of(below), [below]), CONSOLE)
    user = register_user(username="trunguong", full_name="Đinh Thị Trung", by=CONSOLE)
    give_role(user=user, role="ministry", unit=None, valid_from=date(2022, 1, 1), by=CONSOLE)
    yield "dashboards:country", "trunguong", "/dashboards", _page("dashboards:country")
    number = _page("dashboards:country-number")
    yield "dashboards:country-number", "trunguong", _page("dashboards:country"), number
    public = _page("dashboards:public-province", code="31")
    yield "dashboards:public-province", "trunguong", _page("dashboards:public"), public


def _listed_twice(one: Year, other: Year) -> Iterator[Made]:
    """The heads of two listed households turn out to have one citizen id."""
    first, second = (_listed_head(year) for year in (one, other))
    for head in (first, second):
        correct_person(
            household=head.household,
            member_ref=head.member_ref,
            values={},
            citizen_id="031157000123",
            keys=keys_folder(),
            reason="Theo căn cước",
            by=CONSOLE,
        )
    assert seek_double_listings(on=LISTED, by=CONSOLE) >= 1
    side = DoubleListingSide.objects.everywhere().filter(household=first.household).get()
    yield (
        "decisions:listed-twice",
        "canboxa",
        "/lists/twice",
        _page("decisions:listed-twice", side_id=side.pk),
    )


def _listed_head(year: Year) -> Membership:
    (household, *_others) = list_on([year.dossier.unit_id], LISTED)["household"].to_list()
    rows = Membership.objects.everywhere().select_related("household", "person")
    return rows.get(household=household, relation="head", valid_until=None)


def _report(year: Year, maker: Actor) -> Iterator[Made]:
    report = make_report(unit=year.dossier.unit, kind=ReportKind.MONTHLY, year=2023, month=3, by=maker)
    yield (
        "decisions:report",
        "canboxa",
        "/periodic-reports?year=2023",
        _page("decisions:report", report_id=report.pk),
    )


def _conflict(year: Year) -> Iterator[Made]:
    """A device sends a survey, and another of the same number with other answers."""
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(User.objects.get(username="canboxa"))
    ref = items_of(year.again()).filter(AT_WORK).order_by("pk").first().household.source_ref
    told = payload(ref, commune=year.dossier.unit.code, round=year.campaign.period)
    first = send(client, told, key=str(uuid.uuid4()))
    assert first.status_code == 201, first.content.decode()
    told["household"]["has_tv"] = 1
    assert send(client, told, key=str(uuid.uuid4())).status_code == 409
    conflict = SubmissionConflict.objects.everywhere().get()
    yield (
        "exchange:conflict",
        "canboxa",
        _page("exchange:conflicts"),
        _page("exchange:conflict", conflict_id=conflict.pk),
    )


def _appeal(year: Year, maker: Actor, chair: Actor) -> Iterator[Made]:
    """A request that was answered, which somebody may appeal against."""
    row = receive_request(
        unit=year.dossier.unit,
        kind=GrievanceKind.COMPLAINT,
        channel=Channel.DESK,
        asker_name="Bùi Thị Hoa",
        content="Không đồng ý với cách làm của tổ rà soát.",
        by=maker,
    )
    check_request(grievance=row, by=maker)
    take_up_request(grievance=_again(row), by=maker)
    decide_request(grievance=_again(row), outcome=Outcome.REFUSED, reasons="Đã làm đúng", by=chair)
    answer_in_writing(grievance=_again(row), paper="9/UBND", handed="Trao tận tay", by=maker)
    at = _page("grievances:request", request_id=row.pk)
    yield "grievances:appeal", "canboxa", at, _page("grievances:appeal", request_id=row.pk)


def _restriction(year: Year, maker: Actor, chair: Actor) -> Iterator[Made]:
    """A household asked that its data go nowhere else, and the chair granted it."""
    household = Household.objects.everywhere().filter(unit=year.dossier.unit, dissolved_on=None).first()
    row = receive_request(
        unit=year.dossier.unit,
        kind=GrievanceKind.DATA_RESTRICT,
        channel=Channel.DESK,
        asker_name=household.head_name,
        content="Đề nghị không đưa thông tin của hộ vào các tệp gửi nơi khác.",
        household=household,
        by=maker,
    )
    check_request(grievance=row, by=maker)
    take_up_request(grievance=_again(row), by=maker)
    decide_request(grievance=_again(row), outcome=Outcome.UPHELD, reasons="Có cơ sở", by=chair)
    who, at = User.objects.get(pk=chair.user_id).username, _page("grievances:request", request_id=row.pk)
    yield "grievances:restriction", who, at, _page("grievances:restriction", request_id=row.pk)


def _again(row: Grievance) -> Grievance:
    return Grievance.objects.everywhere().select_related("unit").get(pk=row.pk)


def _template(year: Year, maker: Actor) -> Iterator[Made]:
    """The commune's own template of a paper."""
    kind = KINDS[KindCode.POSTING_LIST]
    template = accept_template(
        unit=year.dossier.unit,
        kind=kind,
        content=shipped_template(kind.code),
        file_name="niem-yet.docx",
        valid_from=today(),
        why="Thêm tên phòng",
        by=maker,
    )
    at = _page("papers:template", kind=kind.code)
    yield (
        "papers:version-take-back",
        "canboxa",
        at,
        _page("papers:version-take-back", template_id=template.pk),
    )


def _marker(year: Year, maker: Actor) -> Iterator[Made]:
    marker = enter_marker(
        unit=year.dossier.unit, words="Nhà dột nát", source="Phụ lục I", verified=False, by=maker
    )
    at = _page("reviews:markers")
    yield "reviews:marker-end", "canboxa", at, _page("reviews:marker-end", marker_id=marker.pk)


def _support(year: Year, maker: Actor) -> Iterator[Made]:
    """What the demonstrated year of support leads to only where somebody made it: a covered fact, a household that came while it
    was paid elsewhere, an enterprise, a policy of the place."""
    unit = year.dossier.unit
    head = _listed_head(year)
    home = head.household
    fact = record_fact(
        household=home, person=head.person_id, code="disability", value="severe", span=Span(LISTED),
        source="Giấy xác nhận khuyết tật 12/GXN-UBND", by=maker,
    )  # fmt: skip
    owed = _page("owed:household", household_id=home.pk)
    yield "facts:reveal", "canboxa", owed, _page("facts:reveal", household_id=home.pk, fact_id=fact.pk)
    yield "facts:record", "canboxa", "", _page("facts:record", household_id=home.pk, code="land_taken")
    paid = Enrolment.objects.everywhere().filter(state="active").exclude(unit=unit).order_by("pk")
    came = Household.objects.everywhere().get(pk=paid.values_list("household_id", flat=True)[0])
    move_household(household=came, unit=unit, village=home.village, day=MOVED, by=CONSOLE)
    yield "delivery:arrivals", "canboxa", _page("delivery:enrolments"), _page("delivery:arrivals")
    firm = enter_agency(
        kind="enterprise", name="Công ty Thử May", unit=unit, valid_from=date(2022, 1, 1), by=CONSOLE
    )
    yield "agencies:end", "canboxa", _page("agencies:list"), _page("agencies:end", agency_id=firm.pk)
    version = write_version(
        unit=unit_at("311", LISTED),
        code="TET-1",
        template="household_once",
        content={
            "name": "Quà Tết hộ nghèo",
            "group": "assistance",
            "agency": "fatherland_front",
            "purpose": "local:TET-1",
            "rules": [{"when": ["class in poor near_poor"], "amount": 300_000}],
        },
        samples=[
            {
                "name": "1",
                "on": "2023-12-20",
                "given": {"class": "poor"},
                "state": "entitled",
                "amount": 300_000,
            },
            {
                "name": "2",
                "on": "2023-12-20",
                "given": {"class": "none"},
                "state": "not_entitled",
                "amount": None,
            },
        ],
        act="Nghị quyết thử 1/2023",
        verified=True,
        valid_from=LISTED,
        valid_until=None,
        by=CONSOLE,
    )
    yield (
        "policies:version",
        "huyen",
        _page("policies:local"),
        _page("policies:version", version_id=version.pk),
    )
    # A plan's tasks are another view of its page: the walk looks at one page of each kind.
    task = Task.objects.filter(plan__code="TN23").order_by("position")[0]
    tasks = _page("plans:plan", steering_plan_id=task.plan_id) + "?view=tasks"
    yield "plans:task", "huyen", tasks, _page("plans:task", task_id=task.pk)
    yield from _allotted()


def _allotted() -> Iterator[Made]:
    """A target's count among the communes of its day: a draft, of which the shares can be corrected."""
    target = Target.objects.get(code="TN23-1")
    drafted = propose_allotment(
        target=target, level="commune", units_on=MOVED, basis=Basis.NUMERATOR, by=CONSOLE
    )
    share = drafted.shares.order_by("pk")[0]
    whole = _page("plans:allotment", allotment_id=drafted.pk)
    part = _page("plans:share", share_id=share.pk)
    yield "plans:allotment", "huyen", _page("plans:target", target_id=target.pk), whole
    yield "plans:share", "huyen", whole, part
    yield "plans:share-correct", "huyen", part, _page("plans:share-correct", share_id=share.pk)
    # Of the own plan only: the walk looks at one target, which may be another's.
    own = Target.objects.get(code="TN23-2")
    shown = _page("plans:target", target_id=own.pk)
    for route in ("plans:target-correct", "plans:target-allot", "plans:target-withdraw"):
        yield route, "huyen", shown, _page(route, target_id=own.pk)
    targets = _page("plans:plan", steering_plan_id=own.plan_id) + "?view=targets"
    yield "plans:target-new", "huyen", targets, _page("plans:target-new", steering_plan_id=own.plan_id)
    figure = PublishedFigure.objects.filter(unit=own.plan.unit).order_by("pk")[0]
    printed = _page("reports:figure", figure_id=figure.pk)
    yield "reports:figure-correct", "huyen", printed, _page("reports:figure-correct", figure_id=figure.pk)


def _of_ones_own(maker: Actor) -> Iterator[Made]:
    """A filter that somebody keeps."""
    save_view(listing="households", name="Hộ nghèo thôn 2", query="class=poor", by=maker)
    yield "portal:household-views", "canboxa", _page("portal:households"), _page("portal:household-views")
