"""The round on the command line: open, run, recognise, approve, status."""

import json
import sys
from datetime import date
from pathlib import Path

import click
from django.db.models import Count, Q

from ansinh.access.policies import check_may
from ansinh.accounts.actor import actor_named
from ansinh.accounts.permissions import Permission
from ansinh.datasets.checking import faults_of
from ansinh.datasets.orphans import clear_orphans, folders_of_nobody
from ansinh.datasets.queries import outcomes_of, version_of
from ansinh.kernel.language import _
from ansinh.kernel.options import AREA, ROUND, SHAPE, Day
from ansinh.kernel.terminal import bar
from ansinh.places.queries import unit_at
from ansinh.reviews.actions import classify_round, open_round, recognise_classes
from ansinh.reviews.approving import Decision, approve
from ansinh.reviews.enums import ListClass
from ansinh.reviews.models import Dossier, Outcome
from ansinh.reviews.procedure.course import course_of
from ansinh.reviews.procedure.regime import RECORDED
from ansinh.reviews.queries import closing_day, communes_at, period_of, round_at
from ansinh.reviews.sealed import open_questions
from ansinh.work.jobs import run_job
from ansinh.work.tables import read_table


@click.group(help="Kỳ rà soát: mở, phân loại, công nhận, phê duyệt.")
def review() -> None:
    """Rounds."""


@review.command(name="open", help="Mở kỳ rà soát cho một địa bàn, mỗi xã một hồ sơ.")
@click.option("--place", "code", required=True, help="Mã địa bàn.")
@ROUND
@click.option("--as-of", type=Day(), help="Ngày tham chiếu.")
@click.option(
    "--standard", "standards", multiple=True, help="Chuẩn áp dụng; mặc định theo năm của danh sách."
)
@click.option(
    "--procedure", default=RECORDED, help="Quy trình của hồ sơ; mặc định nhập kết quả đã có (recorded)."
)
@SHAPE
@click.pass_obj
def open_(
    obj: dict,
    code: str,
    period: str,
    as_of: date | None,
    standards: tuple[str, ...],
    procedure: str,
    shape: str,
) -> None:
    """Open a round."""
    unit = unit_at(code, as_of or closing_day(period_of(period)))
    by = actor_named(obj["as"])
    check_may(by, Permission.OPEN_ROUNDS, unit.pk)
    campaign = open_round(
        unit=unit,
        period=period,
        as_of=as_of,
        standards=standards,
        procedure=procedure,
        by=by,
    )
    facts = {
        "round": campaign.period,
        "place": unit.code,
        "as_of": campaign.as_of.isoformat(),
        "list_year": campaign.list_year,
        "standards": campaign.standards,
        "dossiers": campaign.dossiers.everywhere().count(),
    }
    _say(shape, facts, _("Đã mở kỳ {round}, địa bàn {place}: {dossiers} hồ sơ xã, chuẩn {standards}."))


def _say(shape: str, facts: dict, sentence: str) -> None:
    if shape == "json":
        click.echo(json.dumps(facts, ensure_ascii=False))
    else:
        click.echo(
            sentence.format(**{k: ", ".join(v) if isinstance(v, list) else v for k, v in facts.items()})
        )


@review.command(help="Phân loại các hộ đã khảo sát của một địa bàn.")
@ROUND
@AREA
@click.option("--reason", default="", help="Lý do đính chính, khi hồ sơ đã được phê duyệt.")
@SHAPE
@click.pass_obj
def run(obj: dict, period: str, code: str, reason: str, shape: str) -> None:
    """Classify, as a job."""
    campaign, unit = round_at(code, period_of(period))
    by = actor_named(obj["as"])
    check_may(by, Permission.RUN_CLASSIFICATION, unit.pk)
    with bar() as tell:
        job = run_job(
            "reviews.classify",
            lambda progress: classify_round(
                campaign=campaign, unit=unit, by=by, progress=progress, correcting=reason
            ),
            by=by,
            progress=tell,
        )
    if shape == "json":
        click.echo(json.dumps({"job": job.pk, "counts": job.result}, ensure_ascii=False))
        return
    for standard, counts in job.result.items():
        click.echo(f"{standard}: " + ", ".join(f"{name} {count}" for name, count in counts.items()))


@review.command(help="Công nhận loại hộ từ một tệp: household_id, class, reason.")
@ROUND
@AREA
@click.argument("file", type=click.Path(path_type=Path))
@SHAPE
@click.pass_obj
def recognise(obj: dict, period: str, code: str, file: Path, shape: str) -> None:
    """Recognise classes with reasons, then find movements anew."""
    campaign, unit = round_at(code, period_of(period))
    by = actor_named(obj["as"])
    check_may(by, Permission.RECOGNISE_CLASSES, unit.pk)
    count = recognise_classes(campaign=campaign, decisions=read_table(file).frame, by=by)
    classify_round(campaign=campaign, unit=unit, by=by)
    _say(shape, {"recognised": count}, _("Đã công nhận {recognised} hộ."))


@review.command(name="approve", help="Phê duyệt và niêm phong kết quả của một địa bàn.")
@ROUND
@AREA
@click.option("--decision-no", default="", help="Số quyết định.")
@click.option("--decision-date", type=Day(), help="Ngày quyết định.")
@click.option("--reason", default="", help="Lý do đính chính, khi đã có bản phê duyệt.")
@SHAPE
@click.pass_obj
def approve_(
    obj: dict, period: str, code: str, decision_no: str, decision_date: date | None, reason: str, shape: str
) -> None:
    """Seal a version."""
    campaign, unit = round_at(code, period_of(period))
    by = actor_named(obj["as"])
    check_may(by, Permission.APPROVE_ROUNDS, unit.pk)
    with bar() as tell:
        versions = approve(
            campaign=campaign,
            unit=unit,
            by=by,
            decision=Decision(decision_no, decision_date, reason),
            progress=tell,
        )
    facts = [
        {
            "unit": unit.code,
            "standard": version.standard,
            "number": version.number,
            "digest": version.digest,
            "households": version.households,
            "counts": version.counts,
            "open_questions": open_questions(outcomes_of(version)),
        }
        for version in versions
    ]
    if shape == "json":
        click.echo(json.dumps({"versions": facts}, ensure_ascii=False))
        return
    for fact in facts:
        click.echo(
            _(
                "Đã niêm phong {unit}, {standard}, phiên bản {number}: {households} hộ, SHA-256 {digest}"
            ).format(**fact)
        )
        asked = fact["open_questions"]
        if any(asked.values()):
            click.echo(
                _(
                    "  Chưa đủ dữ liệu: {undetermined} hộ chưa xác định, không thuộc danh sách nào; {kept_until_decided} hộ giữ loại "
                    "của danh sách trước cho đến khi có quyết định."
                ).format(**asked)
            )


@review.command(help="Tình trạng hồ sơ của từng xã.")
@ROUND
@AREA
@SHAPE
@click.pass_obj
def status(obj: dict, period: str, code: str, shape: str) -> None:
    """Dossiers by commune: state, households, undetermined, not yet reviewed."""
    campaign, unit = round_at(code, period_of(period))
    check_may(actor_named(obj["as"]), Permission.WATCH_PROGRESS, unit.pk)
    rows = _status_rows(campaign, [commune.pk for commune in communes_at(unit, campaign.as_of)])
    if shape == "json":
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        click.echo(
            _(
                "{code} {name}: {state}, {answered} hộ đã khảo sát, {undetermined} chưa xác định, {not_reviewed} chưa rà soát"
            ).format(**row)
        )


@review.command(help="Bước của hồ sơ từng xã: tình trạng, hạn, việc tiếp theo.")
@ROUND
@AREA
@SHAPE
@click.pass_obj
def steps(obj: dict, period: str, code: str, shape: str) -> None:
    """Each dossier's step, the day it began, the clock that runs and what comes next."""
    campaign, unit = round_at(code, period_of(period))
    check_may(actor_named(obj["as"]), Permission.WATCH_PROGRESS, unit.pk)
    communes = [commune.pk for commune in communes_at(unit, campaign.as_of)]
    rows = [one.as_row() for one in course_of(campaign, communes)]
    if shape == "json":
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        click.echo(
            _("{code} {name}: {state_said}, từ {since}; hạn {due}; việc tiếp theo: {next}").format(**row)
        )


@review.command(help="Kiểm tra tệp của các phiên bản đã niêm phong: tính lại mã SHA-256.")
@ROUND
@AREA
@SHAPE
@click.pass_obj
def verify(obj: dict, period: str, code: str, shape: str) -> None:
    """Recompute the digests of sealed versions from their files; exit 1 when one does not hold."""
    campaign, unit = round_at(code, period_of(period))
    check_may(actor_named(obj["as"]), Permission.WATCH_PROGRESS, unit.pk)
    versions = [version_of(unit, campaign.period, standard) for standard in campaign.standards]
    faults = [fault for version in versions for fault in faults_of(version)]
    facts = [
        {
            "unit": f.version.unit.code,
            "standard": f.version.standard,
            "number": f.version.number,
            "why": f.why,
        }
        for f in faults
    ]
    if shape == "json":
        digests = {version.standard: version.digest for version in versions}
        click.echo(json.dumps({"versions": digests, "faults": facts}, ensure_ascii=False))
    for fact in facts if shape == "text" else []:
        click.echo(_("{unit}, {standard}, phiên bản {number}: {why}.").format(**fact))
    if shape == "text" and not facts:
        click.echo(_("Nguyên vẹn: mọi tệp khớp với mã đã niêm phong."))
    sys.exit(1 if faults else 0)


@review.command(
    help="Tìm tệp của những lần phê duyệt bị ngắt giữa chừng, không thuộc phiên bản nào; --clear để xóa."
)
@click.option("--clear", is_flag=True, help="Xóa các tệp ấy; từ chối khi đang có một lần phê duyệt.")
@SHAPE
@click.pass_obj
def orphans(obj: dict, clear: bool, shape: str) -> None:
    """Name the folders that no version names; with ``--clear`` remove them."""
    check_may(actor_named(obj["as"]), Permission.MANAGE_PEOPLE)
    found = clear_orphans() if clear else [one.name for one in folders_of_nobody()]
    if shape == "json":
        click.echo(json.dumps({"folders": found, "cleared": clear}))
        return
    said = _("Đã xóa {count} thư mục.") if clear else _("{count} thư mục không thuộc phiên bản nào.")
    for name in found:
        click.echo(name)
    click.echo(said.format(count=len(found)))


def _status_rows(campaign, units: list[int]) -> list[dict]:
    dossiers = Dossier.objects.everywhere().filter(round=campaign, unit__in=units).select_related("unit")
    found: dict[int, dict[str, int]] = {}
    outcomes = Outcome.objects.everywhere().filter(dossier__in=dossiers, standard=campaign.standards[0])
    unseen = Q(answer__isnull=True, movement_reason="not_reviewed")
    open_question = Q(answer__isnull=False, computed_class=ListClass.UNDETERMINED.value, recognised_by="")
    for row in outcomes.values("dossier_id").annotate(
        answered=Count("answer"),
        undetermined=Count("id", filter=open_question),
        not_reviewed=Count("id", filter=unseen),
    ):
        found[row.pop("dossier_id")] = row
    empty = {"answered": 0, "undetermined": 0, "not_reviewed": 0}
    return [
        {"code": d.unit.code, "name": d.unit.name, "state": d.state} | found.get(d.pk, empty)
        for d in dossiers.order_by("unit__code")
    ]
