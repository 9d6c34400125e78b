"""Long work of a round: run the rules, seal, open again, verify."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.urls import reverse

from ansinh.access.policies import check_may
from ansinh.accounts.actor import SYSTEM, Actor
from ansinh.accounts.permissions import Permission
from ansinh.datasets.checking import faults_of
from ansinh.datasets.models import Version
from ansinh.datasets.orphans import clear_orphans
from ansinh.kernel.dates import today
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.progress import Progress
from ansinh.kernel.web.sealed import open_words
from ansinh.places.models import Unit
from ansinh.reviews.actions import classify_round
from ansinh.reviews.approving import Decision, approve
from ansinh.reviews.decisions.certifying import issue_certificates
from ansinh.reviews.decisions.listed_twice import seek_double_listings
from ansinh.reviews.decisions.models import Decision as Recognised
from ansinh.reviews.models import Round
from ansinh.work.models import Job
from ansinh.work.queue import job


def _round_of(arguments: Mapping[str, Any], by: Actor, needs: Permission) -> tuple[Round, Unit]:
    """The round and place of a job; the right is asked again when it runs."""
    unit = Unit.objects.get(pk=arguments["unit"])
    check_may(by, needs, unit.pk)
    return Round.objects.select_related("unit").get(pk=arguments["round"]), unit


def _words(sealed: str) -> str:
    """Free words as they were typed. Raises ``UnusableInput`` where the key of this system is no more the same."""
    words = open_words(sealed) if sealed else ""
    if words is None:
        raise UnusableInput(_("Không đọc lại được lý do đã ghi. Hãy thực hiện lại từ trang của kỳ rà soát."))
    return words


def _to_round(one: Job) -> str | None:
    """A job of the command line carries no arguments: it leads nowhere."""
    campaign = one.arguments.get("round")
    return reverse("reviews:round", kwargs={"round_id": campaign}) if campaign else None


def _to_version(one: Job) -> str | None:
    versions = one.result.get("versions") or [{}]
    version = versions[0].get("id") or one.arguments.get("version")
    return reverse("reviews:version", kwargs={"version_id": version}) if version else _to_round(one)


@job("reviews.classify", words=lambda: _("Chạy phân loại"), leads_to=_to_round)
def classify(arguments: Mapping[str, Any], by: Actor, progress: Progress) -> dict[str, Any]:
    """Classify the open dossiers of a place; counts by standard and class."""
    campaign, unit = _round_of(arguments, by, Permission.RUN_CLASSIFICATION)
    return classify_round(campaign=campaign, unit=unit, by=by, progress=progress)


@job("reviews.reopen", words=lambda: _("Mở lại hồ sơ để đính chính"), once=True, leads_to=_to_round)
def reopen(arguments: Mapping[str, Any], by: Actor, progress: Progress) -> dict[str, Any]:
    """Open the approved dossiers of a place again, classified anew; what was sealed stays sealed."""
    campaign, unit = _round_of(arguments, by, Permission.APPROVE_ROUNDS)
    return classify_round(
        campaign=campaign, unit=unit, by=by, progress=progress, correcting=_words(arguments["reason"])
    )


@job(
    "reviews.approve",
    words=lambda: _("Phê duyệt và niêm phong"),
    again=False,
    once=True,
    leads_to=_to_version,
)
def approve_(arguments: Mapping[str, Any], by: Actor, progress: Progress) -> dict[str, Any]:
    """Seal the dossiers of a place; the versions, the list-making standard's first."""
    campaign, unit = _round_of(arguments, by, Permission.APPROVE_ROUNDS)
    decision = Decision(
        arguments["number"], date.fromisoformat(arguments["day"]), _words(arguments["reason"])
    )
    versions = approve(campaign=campaign, unit=unit, by=by, decision=decision, progress=progress)
    return {
        "versions": [
            {"id": one.pk, "standard": one.standard, "number": one.number, "digest": one.digest}
            for one in versions
        ]
    }


@job("reviews.verify", words=lambda: _("Kiểm tra bản niêm phong"), leads_to=_to_version)
def verify(arguments: Mapping[str, Any], by: Actor, progress: Progress) -> dict[str, Any]:
    """Recompute the digests of a sealed version and all it rests on; ``faults`` empty where every one holds."""
    version = Version.objects.select_related("unit").get(pk=arguments["version"])
    check_may(by, Permission.SEE_HOUSEHOLDS, version.unit_id)
    progress("verify")
    return {
        "version": version.pk,
        "faults": [
            {"unit": one.version.unit.code, "number": one.version.number, "why": one.why}
            for one in faults_of(version)
        ],
    }


def _to_decision(one: Job) -> str | None:
    pk = one.arguments.get("decision")
    return reverse("decisions:decision", kwargs={"decision_id": pk}) if pk else None


@job("reviews.certify", words=lambda: _("Cấp giấy chứng nhận"), once=True, leads_to=_to_decision)
def certify(arguments: Mapping[str, Any], by: Actor, progress: Progress) -> dict[str, Any]:
    """Give, confirm and withdraw the certificates of a decision."""
    decision = (
        Recognised.objects.everywhere()
        .select_related("dossier__round", "dossier__unit", "unit")
        .get(pk=arguments["decision"])
    )
    check_may(by, Permission.ISSUE_PAPERS, decision.unit_id)
    return issue_certificates(decision=decision, by=by, progress=progress)


def _to_sides(_one: Job) -> str:
    return reverse("decisions:sides")


@job("reviews.seek_listed_twice", words=lambda: _("Tìm hộ có tên ở hai nơi"), leads_to=_to_sides, daily=True)
def seek_listed_twice(_arguments: Mapping[str, Any], _by: Actor, progress: Progress) -> dict[str, Any]:
    """Compare the lists in force of every commune, each night and when somebody asks. How many were found is told to nobody:
    the number alone would tell of other communes."""
    seek_double_listings(on=today(), by=SYSTEM, progress=progress)
    return {}


@job("reviews.clear_orphans", words=lambda: _("Dọn tệp của lần phê duyệt bị ngắt"), daily=True)
def clear_orphans_(_arguments: Mapping[str, Any], _by: Actor, progress: Progress) -> dict[str, Any]:
    """Remove the files of approvals that were killed. Where one runs now, tomorrow does."""
    progress("read")
    try:
        return {"folders": len(clear_orphans())}
    except Refused as refused:
        if refused.code != "approval_running":
            raise
        return {"folders": 0}
