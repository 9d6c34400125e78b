"""Approval: dossiers under a place become sealed versions, and the list they make becomes the next opening.

Files are written first, outside the transaction; one short set of writes then seals them. Sealing a higher place names
the sealed versions below it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from ansinh.accounts.actor import Actor
from ansinh.audit.events import EventName
from ansinh.audit.policies import check_log_is_sealed
from ansinh.audit.recording import action, note
from ansinh.datasets.actions import Prepared, Sealing, prepare_commune, prepare_whole, seal
from ansinh.datasets.cube import SCHEMA as CUBE_SCHEMA
from ansinh.datasets.cube import build_cube
from ansinh.datasets.files import read_version
from ansinh.datasets.models import Version
from ansinh.datasets.orphans import versions_being_written
from ansinh.datasets.queries import latest_version
from ansinh.households.queries import chunked
from ansinh.kernel.bulk import insert_frame
from ansinh.kernel.dates import VIETNAM, now
from ansinh.kernel.errors import Refused
from ansinh.kernel.language import _
from ansinh.kernel.progress import Progress, silent
from ansinh.places.models import Unit
from ansinh.reviews.decisions.makers import check_did_not_make
from ansinh.reviews.decisions.models import Decision as Recognised
from ansinh.reviews.decisions.recognised import decisions_in_force
from ansinh.reviews.enums import UNCLASSIFIED, DossierState
from ansinh.reviews.errors import AlreadyApproved, NotReadyForApproval
from ansinh.reviews.lines import renew_classes
from ansinh.reviews.models import Dossier, ListEntry, Round
from ansinh.reviews.procedure.moves import Verb
from ansinh.reviews.procedure.moving import check_step, move_dossiers
from ansinh.reviews.progress import check_answers_classified
from ansinh.reviews.queries import commune_map, communes_at, within_year
from ansinh.reviews.sealed import outcome_rows, sealed_frames, waiting
from ansinh.reviews.standing import Standing, check_still_stands, standing_of
from ansinh.standards.adopted import standard_in_use
from ansinh.standards.causes import causes_of


@dataclass(frozen=True)
class Decision:
    """The papers of an approval: number and date of the decision, why a correction is made."""

    number: str = ""
    day: date | None = None
    reason: str = ""


@dataclass(frozen=True)
class _Ready:
    """One standard's communes with their files written, and the frames the list is made of."""

    code: str
    communes: Sequence[tuple[Dossier, Prepared, pl.DataFrame]]


def approve(
    *, campaign: Round, unit: Unit, by: Actor, decision: Decision = Decision(), progress: Progress = silent
) -> list[Version]:
    """Approve the dossiers of a round under ``unit``: every commune sealed, then the place itself.

    Raises ``NotReadyForApproval`` with what waits where, ``AlreadyApproved`` when nothing is open and no reason for a
    correction is given, ``ChangedMeanwhile`` when somebody changed what was being sealed. Returns the versions of ``unit``, one a standard, the list-making one first.
    """
    check_log_is_sealed()
    dossiers = _dossiers(campaign, unit, decision, by)
    units = sorted(commune_map([dossier.unit for dossier in dossiers], campaign.as_of))
    before = standing_of(campaign, [dossier.pk for dossier in dossiers], units)
    with versions_being_written():
        ready = [_prepare(campaign, code, dossiers, decision, progress) for code in campaign.standards]
        return _seal_all(
            campaign=campaign, unit=unit, ready=ready, before=before, units=units, decision=decision, by=by
        )


def _dossiers(campaign: Round, unit: Unit, decision: Decision, by: Actor) -> list[Dossier]:
    communes = communes_at(unit, campaign.as_of)
    dossiers = list(
        Dossier.objects.everywhere()
        .filter(round=campaign, unit__in=communes)
        .select_related("unit")
        .order_by("unit__code")
    )
    unclassified = [d.unit.code for d in dossiers if d.state in UNCLASSIFIED]
    if unclassified or not dossiers:
        raise Refused(
            _("Chưa phân loại: {codes}. Hãy chạy «ansinh review run» trước khi phê duyệt.").format(
                codes=", ".join(unclassified[:10]) or unit.code
            ),
            code="not_classified",
        )
    for dossier in dossiers:
        dossier.round = campaign
        if dossier.state != DossierState.APPROVED.value:
            check_step(dossier, Verb.APPROVE)
    check_did_not_make(campaign, [d for d in dossiers if d.state != DossierState.APPROVED.value], by)
    if all(d.state == DossierState.APPROVED.value for d in dossiers):
        whole = latest_version(unit, campaign.period, campaign.standards[0])
        if whole is not None and (not decision.reason or _names_the_newest(whole, communes)):
            raise AlreadyApproved(unit.name)
    if not decision.reason:
        _check_first_versions(campaign, dossiers)
    check_answers_classified(campaign, [d for d in dossiers if d.state != DossierState.APPROVED.value])
    return dossiers


def _names_the_newest(whole: Version, communes: Sequence[Unit]) -> bool:
    """Whether a sealed place already rests on the newest version of each of its communes: nothing is left to seal."""
    if [commune.pk for commune in communes] == [whole.unit_id]:
        return True
    newest = [latest_version(commune, whole.period, whole.standard) for commune in communes]
    named = set(whole.parts.values_list("part_id", flat=True))
    return named == {version.pk for version in newest if version is not None}


def _check_first_versions(campaign: Round, dossiers: Sequence[Dossier]) -> None:
    """A dossier that was sealed and opened again is sealed again only as a correction that says why."""
    again = [dossier.unit_id for dossier in dossiers if dossier.state != DossierState.APPROVED.value]
    sealed = Version.objects.filter(unit__in=again, period=campaign.period).values_list(
        "unit__code", flat=True
    )
    codes = sorted(set(sealed))
    if codes:
        raise Refused(
            _("Đã có bản niêm phong của {codes}. Bản đính chính cần lý do: thêm --reason.").format(
                codes=", ".join(codes[:10])
            ),
            code="correction_needs_reason",
        )


def _prepare(
    campaign: Round, code: str, dossiers: Sequence[Dossier], decision: Decision, progress: Progress
) -> _Ready:
    rules = standard_in_use(code)
    todo = [d for d in dossiers if d.state != DossierState.APPROVED.value]
    if not todo:
        return _Ready(code, [])
    progress("seal", 0, len(todo))
    rows = outcome_rows([d.pk for d in todo], code)
    if code == campaign.standards[0]:
        _check_nothing_waits(rows, todo)
    units = sorted(commune_map([d.unit for d in todo], campaign.as_of))
    outcomes, members = sealed_frames(campaign, rules, rows, todo, units)
    cubes = build_cube(outcomes, rules.codes, causes_of(code).codes).partition_by("unit_code", as_dict=True)
    by_code = outcomes.partition_by("unit_code", as_dict=True)
    belongs = outcomes.filter(pl.col("class").is_in(["poor", "near_poor"])).select(
        "household_id", "unit_code"
    )
    members_by = members.join(belongs, on="household_id").partition_by("unit_code", as_dict=True)
    communes = []
    for number, dossier in enumerate(todo, start=1):
        key = (dossier.unit.code,)
        frame = by_code.get(key, outcomes.clear())
        sealing = Sealing(
            dossier.unit, campaign.period, campaign.list_year, code, campaign.as_of, decision.reason
        )
        prepared = prepare_commune(
            sealing,
            frame,
            members_by[key].drop("unit_code") if key in members_by else members.clear(),
            cubes.get(key, pl.DataFrame(schema=CUBE_SCHEMA)),
        )
        communes.append((dossier, prepared, frame))
        progress("seal", number, len(todo))
    return _Ready(code, communes)


def _check_nothing_waits(rows: pl.DataFrame, dossiers: Sequence[Dossier]) -> None:
    codes = {dossier.pk: dossier.unit.code for dossier in dossiers}
    found = waiting(rows)
    if found:
        raise NotReadyForApproval(
            {codes[pk]: count for pk, count in sorted(found.items(), key=lambda item: codes[item[0]])}
        )


@action(EventName.DOSSIERS_APPROVED)
def _seal_all(
    *,
    campaign: Round,
    unit: Unit,
    ready: Sequence[_Ready],
    before: Standing,
    units: Sequence[int],
    decision: Decision,
    by: Actor,
) -> list[Version]:
    check_still_stands(before, campaign, units)
    decided = decisions_in_force([dossier.pk for work in ready for dossier, *_rest in work.communes])
    tops = []
    for work in ready:
        for dossier, prepared, outcomes in work.communes:
            version = seal(prepared, by)
            _write_list(campaign, version, outcomes, dossier, _papers_of(dossier, decided, decision), by)
        tops.append(_seal_whole(campaign, unit, work.code, decision, by))
    touched = [dossier.pk for work in ready for dossier, _prepared, _outcomes in work.communes]
    renew_classes(units=units, dossiers=touched)
    for run in chunked(touched):
        rows = Dossier.objects.everywhere().filter(pk__in=run).select_related("unit", "round")
        move_dossiers(list(rows), Verb.APPROVE, by=by, on=decision.day, reason=decision.reason)
    note(
        subject=f"round:{campaign.pk}",
        place=unit.code,
        reason=decision.reason,
        versions={version.standard: version.digest for version in tops},
    )
    return tops


def _seal_whole(campaign: Round, unit: Unit, code: str, decision: Decision, by: Actor) -> Version:
    """The version of the place itself: its cube is the sum of its communes' cubes."""
    communes = communes_at(unit, campaign.as_of)
    parts = [latest_version(commune, campaign.period, code) for commune in communes]
    sealed = [part for part in parts if part is not None]
    if communes == [unit]:
        return sealed[0]
    sealing = Sealing(unit, campaign.period, campaign.list_year, code, campaign.as_of, decision.reason)
    cube = pl.concat([read_version(part.folder, "cube") for part in sealed])
    prepared = prepare_whole(sealing, cube, sealed)
    if prepared.number > 1 and not decision.reason:
        prepared = replace(
            prepared, sealing=replace(sealing, reason=_("Hợp nhất lại sau khi thêm xã được phê duyệt"))
        )
    return seal(prepared, by)


@dataclass(frozen=True)
class _Papers:
    """The decision that a list goes by: the commune's own, or the approval's for results recorded as they were reached."""

    number: str
    day: date | None
    effective: date | None = None
    decided: int | None = None


def _papers_of(dossier: Dossier, decided: Mapping[int, Recognised], decision: Decision) -> _Papers:
    own = decided.get(dossier.pk)
    if own is None:
        return _Papers(decision.number, decision.day)
    return _Papers(own.paper_number, own.day, own.effective_from, own.pk)


def _write_list(
    campaign: Round, version: Version, outcomes: pl.DataFrame, dossier: Dossier, papers: _Papers, by: Actor
) -> None:
    """The list this review makes: households recognised, and those that left by this decision. What an earlier version
    listed stays beside it, no longer in force."""
    leaves = ["poor_out", "near_out"]
    # Who is no more at the commune leaves the list in force by a decision within the year; a yearly list is a new one.
    if within_year(campaign.period) and papers.decided is not None:
        leaves.append("other_out")
    listed = outcomes.filter(pl.col("class").is_in(["poor", "near_poor"]) | pl.col("movement").is_in(leaves))
    decided_on = papers.day or version.sealed_at.astimezone(VIETNAM).date()
    # A yearly list takes effect with its year; a change within the year with its decision.
    begins = decided_on if within_year(campaign.period) else date(campaign.list_year, 1, 1)
    gone = (pl.col("movement") == "other_out") & (pl.col("class_detail").fill_null("") == "")
    insert_frame(
        ListEntry,
        listed.select(
            pl.col("household_id"),
            pl.lit(dossier.unit_id, dtype=pl.Int64).alias("unit_id"),
            "village",
            pl.lit(campaign.list_year).alias("list_year"),
            pl.lit(version.standard).alias("standard"),
            pl.when(gone).then("opening_class").otherwise("class_detail").alias("list_class"),
            pl.col("movement").alias("kind_of_entry"),
            pl.lit(papers.number).alias("decision_no"),
            pl.lit(decided_on, dtype=pl.Date).alias("decision_date"),
            pl.lit(papers.effective or begins, dtype=pl.Date).alias("effective_from"),
            pl.col("reason").fill_null(""),
            "persons",
            pl.lit(version.pk, dtype=pl.Int64).alias("version_id"),
            pl.lit(papers.decided, dtype=pl.Int64).alias("decision_id"),
            pl.lit(now()).alias("recorded_at"),
            pl.lit(by.label).alias("recorded_by"),
        ),
    )
