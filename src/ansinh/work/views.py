"""Jobs: the list, and one with its progress, which can be left and come back to."""

from collections.abc import Sequence

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ansinh.access.doers import doer_column
from ansinh.access.routes import Nothing, Open, route
from ansinh.kernel.dates import now
from ansinh.kernel.language import _
from ansinh.kernel.progress import stage_words
from ansinh.kernel.web.forms import later
from ansinh.kernel.web.listing import Column, Filter, Listing
from ansinh.kernel.web.pages import page, see_other
from ansinh.work.downloads import answer_export
from ansinh.work.job_files import progress_of, stop_asked_by
from ansinh.work.models import Job
from ansinh.work.queries import job_for, jobs_for
from ansinh.work.queue import kind_of, kinds, stop


def kind_words(one: Job) -> str:
    """The kind of a job for people; one of the command line is shown by its name."""
    kind = kind_of(one.kind)
    return kind.words() if kind else one.kind


def state_words(one: Job) -> tuple[str, str]:
    """The state of a job: its sign and words."""
    return {
        Job.State.WAITING: ("waiting", _("đang chờ")),
        Job.State.RUNNING: ("info", _("đang chạy")),
        Job.State.DONE: ("ok", _("đã xong")),
        Job.State.FAILED: ("error", _("không thành")),
        Job.State.STOPPED: ("neutral", _("đã dừng")),
    }[Job.State(one.state)]


def _page(one: Job) -> str:
    return reverse("work:job", kwargs={"job_id": one.pk})


def _states(_request: HttpRequest) -> Sequence[tuple[str, str]]:
    return [(state.value, state_words(Job(state=state))[1]) for state in Job.State]


def _kinds(_request: HttpRequest) -> Sequence[tuple[str, str]]:
    return sorted(((name, kind.words()) for name, kind in kinds().items()), key=lambda pair: pair[1])


JOBS = Listing(
    "jobs",
    columns=(
        Column("number", later("Số"), lambda one: one.pk, kind="number", order="id", link=_page),
        Column("kind", later("Công việc"), kind_words, order="kind", link=_page),
        Column("state", later("Trạng thái"), state_words, kind="status", order="state"),
        Column("place", later("Địa bàn"), lambda one: one.unit.name if one.unit else ""),
        doer_column(
            "asked_by",
            later("Người yêu cầu"),
            lambda one: one.asked_by,
            lambda one: one.asked_at,
            order="asked_by",
        ),
        Column("asked_at", later("Yêu cầu lúc"), lambda one: one.asked_at or one.started_at, kind="moment"),
        Column("ended_at", later("Kết thúc lúc"), lambda one: one.ended_at, kind="moment"),
        Column("error", later("Lý do"), lambda one: one.error, shown=False),
    ),
    filters=(
        Filter("kind", later("Công việc"), lambda rows, kind: rows.filter(kind=kind), choices=_kinds),
        Filter("state", later("Trạng thái"), lambda rows, state: rows.filter(state=state), choices=_states),
        Filter(
            "who", later("Người yêu cầu"), lambda rows, who: rows.filter(asked_by__icontains=who), sealed=True
        ),
    ),
    sort="-number",
)


@route(Open.SIGNED_IN, methods=("GET", "POST"), sees=Nothing.OWN)
def jobs(request: HttpRequest) -> HttpResponse:
    """The jobs this person may see, the newest first."""
    asked = JOBS.asked(request)
    if answer := asked.sealed_away():
        return answer
    rows: QuerySet[Job] = jobs_for(request.actor)
    if asked.export:
        return answer_export(asked, rows, name="jobs", by=request.actor)
    return page(request, "work/jobs.html", listing=asked.page(rows))


@route(Open.SIGNED_IN, sees=Nothing.OWN)
def job(request: HttpRequest, job_id: int) -> HttpResponse:
    """One job: how far it is, asked for again each second while it lives."""
    one = job_for(request.actor, job_id)
    return page(request, "work/job.html", part="state", job=one, **shown(one))


@route(Open.SIGNED_IN, methods=("POST",), sees=Nothing.OWN)
def stop_job(request: HttpRequest, job_id: int) -> HttpResponse:
    """Stop a job before it writes."""
    one = job_for(request.actor, job_id)
    if "confirmed" not in request.POST:
        return page(request, "work/stop.html", job=one, **shown(one))
    stop(one=one, by=request.actor)
    said = _("Đã ghi yêu cầu dừng. Công việc dừng ở bước tiếp theo, trước khi ghi dữ liệu.")
    return see_other(request, "work:job", job_id=one.pk, said=said, kind="info")


def shown(one: Job) -> dict[str, object]:
    """What a page shows of a job."""
    told = progress_of(one.pk)
    kind = kind_of(one.kind)
    began = one.started_at or one.asked_at or now()
    return {
        "words": kind_words(one),
        "state": state_words(one),
        "stage": stage_words(told["stage"]) if told else "",
        "done": int(told.get("done", 0)),
        "total": int(told.get("total", 0)),
        "stopping": one.is_live and stop_asked_by(one.pk) is not None,
        "seconds": int(((one.ended_at or now()) - began).total_seconds()),
        "result_href": kind.leads_to(one) if kind and one.state == Job.State.DONE else None,
    }
