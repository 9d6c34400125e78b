"""Local policies on pages: written from a template, tried on the whole registry of the place, approved by another person."""

from django.db.models import Q
from django.http import HttpRequest, HttpResponse

from ansinh.access.policies import may
from ansinh.access.queries import scope_of
from ansinh.access.routes import Nothing, Open, route
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission as P
from ansinh.agencies.kinds import agency_kinds
from ansinh.households.search import inhabited
from ansinh.kernel.errors import NotFound
from ansinh.kernel.language import _, current_language
from ansinh.kernel.web.pages import attempt, page, see_other
from ansinh.places.models import Unit
from ansinh.support.catalogue.inputs import inputs
from ansinh.support.catalogue.telling import amount_words, span_words
from ansinh.support.catalogue.templates import TEMPLATES, local_policy
from ansinh.support.catalogue.words import GROUPS, PER, state_words
from ansinh.support.models import PolicyVersion
from ansinh.support.policies.actions import approve_version, write_version
from ansinh.support.policies.forms import VersionForm
from ansinh.support.policies.samples import said_of
from ansinh.work.queue import ask


@route(Open.SIGNED_IN, sees=Nothing.LAW)
def versions(request: HttpRequest) -> HttpResponse:
    """Every version of every local policy, the newest first: law of places, and public."""
    rows = PolicyVersion.objects.select_related("unit", "approval").order_by("code", "-number")
    return page(
        request,
        "support/policies/versions.html",
        rows=[(row, hasattr(row, "approval"), span_words(row.valid_from, row.valid_until)) for row in rows],
        may_write=may(request.actor, P.PROPOSE_SUPPORT),
    )


def _units(by: Actor) -> list[Unit]:
    """Places at which one may write: those of one's role that stand today, or where households still are."""
    scope = scope_of(by, P.PROPOSE_SUPPORT)
    lived_in = inhabited(scope).unit_ids or frozenset()
    rows = Unit.objects.filter(Q(valid_until=None) | Q(pk__in=lived_in)).exclude(level="village")
    if scope.unit_ids is not None:
        rows = rows.filter(pk__in=scope.unit_ids)
    return list(rows.order_by("level", "sort_key")[:200])


def _version(key: int) -> PolicyVersion:
    found = PolicyVersion.objects.select_related("unit", "approval").filter(pk=key).first()
    if found is None:
        raise NotFound(_("Không có bản chính sách này."), code="no_such_version")
    return found


@route(P.PROPOSE_SUPPORT, methods=("GET", "POST"), sees=Nothing.BLANK)
def new_version(request: HttpRequest) -> HttpResponse:
    """A new local policy, or the next version of one."""
    agencies = [(one.code, one.words) for one in agency_kinds().values()]
    form = VersionForm(request.POST or None, units=_units(request.actor), agencies=agencies)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        unit = next(one for one in _units(request.actor) if str(one.pk) == data["unit"])
        made = attempt(
            form,
            lambda: write_version(
                unit=unit,
                code=data["code"],
                template=data["template"],
                content=form.content(),
                samples=form.samples(),
                act=data["act"],
                verified=data["verified"],
                valid_from=data["valid_from"],
                valid_until=data["valid_until"],
                by=request.actor,
            ),
        )
        if made is not None:
            return see_other(
                request,
                "policies:version",
                said=_("Đã lưu bản {number}.").format(number=made.number),
                version_id=made.pk,
            )
    language = current_language()
    return page(
        request,
        "support/policies/new.html",
        status=422 if form.errors else 200,
        form=form,
        inputs=[
            (name, str(one.kind), one.label.in_language(language), ", ".join(one.codes))
            for name, one in inputs().items()
        ],
    )


@route(Open.SIGNED_IN, sees=Nothing.LAW)
def version(request: HttpRequest, version_id: int) -> HttpResponse:
    """One version: its conditions in words, its samples and what they come to, its trials, its approval."""
    row = _version(version_id)
    found = local_policy(row)
    trial = row.trials.order_by("-pk").first()
    return page(
        request,
        "support/policies/version.html",
        row=row,
        name=found.name.in_language(current_language()),
        template=str(TEMPLATES[row.template].words),
        group=str(GROUPS[found.group]),
        span=span_words(row.valid_from, row.valid_until),
        rules=[
            (
                [one.words() for one in rule.conditions],
                amount_words(rule.amount) if rule.amount else "",
                str(PER[rule.per]) if rule.per else "",
            )
            for rule in found.rules
        ],
        samples=[
            (
                one,
                state_words(one["state"]),
                state_words(said_of(found, one)[0]),
                said_of(found, one) == (one["state"], one.get("amount")),
            )
            for one in row.samples
        ],
        trial=trial,
        approved=row.approval if hasattr(row, "approval") else None,
        may_try=may(request.actor, P.PROPOSE_SUPPORT, row.unit_id),
        may_approve=may(request.actor, P.APPROVE_SUPPORT, row.unit_id),
    )


@route(P.PROPOSE_SUPPORT, methods=("POST",), sees=Nothing.RECEIPT)
def try_version(request: HttpRequest, version_id: int) -> HttpResponse:
    """Ask for the version to be tried on the whole registry of its place."""
    row = _version(version_id)
    ask("support.try_policy", {"version": row.pk}, by=request.actor, unit=row.unit)
    return see_other(
        request, "policies:version", said=_("Đang thử; kết quả hiện ở trang này khi xong."), version_id=row.pk
    )


@route(P.APPROVE_SUPPORT, methods=("POST",), sees=Nothing.RECEIPT)
def approve(request: HttpRequest, version_id: int) -> HttpResponse:
    """Let a version take effect."""
    row = _version(version_id)
    approve_version(version=row, by=request.actor)
    return see_other(
        request, "policies:version", said=_("Đã duyệt; có hiệu lực theo ngày ghi."), version_id=row.pk
    )
