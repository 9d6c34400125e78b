"""Files that belong to a round of review, as pages take them in: surveys and exports of the ministry's tool.

Checking and writing are those of the command line. What differs: the rights of a person at places bound what may be written, and a
round must have been opened by whoever may.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from ansinh.access.scope import Scope
from ansinh.accounts.actor import Actor
from ansinh.exchange.review_export.accepting import accept_review_export, known_before
from ansinh.exchange.review_export.checking import check_review_export
from ansinh.exchange.rounds import kept_to_the_law, survey_units
from ansinh.exchange.survey_tables.checking import check_of_nobody_close, check_survey
from ansinh.kernel.errors import Refused
from ansinh.kernel.findings import Finding, Level
from ansinh.kernel.keys import keyring, keys_folder
from ansinh.kernel.language import _
from ansinh.places.models import Unit
from ansinh.places.queries import unit_at
from ansinh.reviews.enums import DossierState
from ansinh.reviews.models import Dossier, Round
from ansinh.reviews.procedure.regime import regime
from ansinh.reviews.procedure.surveying import check_takes_file
from ansinh.reviews.queries import closing_day, round_covering, rounds_below
from ansinh.surveys.actions import record_survey
from ansinh.work.batches import Checked

Files = Mapping[str, Path]
Options = Mapping[str, Any]


def _area(options: Options) -> Unit | None:
    if not options.get("area"):
        return None
    return unit_at(options["area"], closing_day(options["round"]))


def check_survey_files(files: Files, options: Options, scope: Scope, by: Actor) -> Checked:
    """The two tables of surveys, with what keeps the round of a place from taking them."""
    period = options["round"]
    checked = check_survey(
        files["households"],
        files["members"],
        period=period,
        as_of=closing_day(period),
        area=_area(options),
        scope=scope,
        encoding=options.get("encoding"),
        by=by,
    )
    found = _round_findings(checked.payload["places"], period, scope)
    return replace(checked, findings=[*checked.findings, *found])


def _round_findings(places: Sequence[Unit], period: str, scope: Scope) -> list[Finding]:
    """Errors of the whole file: a place without a round, or one whose dossier is approved."""
    if scope.unit_ids is None:
        return []
    found, seen = [], set()
    for place in places:
        campaign = round_covering(place, period)
        if campaign is None:
            said = _(
                "Chưa mở kỳ rà soát {period} cho {place}. Hãy mở kỳ ở mục Rà soát, rồi kiểm tra lại tệp."
            )
            found.append(Finding("round_missing", Level.ERROR, said.format(period=period, place=place.name)))
        elif place.pk not in seen and (why := _takes_no_file(campaign, place)):
            seen.add(place.pk)
            found.append(Finding("round_takes_no_answers", Level.ERROR, why))
        elif place.pk not in seen and _is_approved(campaign.pk, place):
            seen.add(place.pk)
            said = _(
                "Hồ sơ kỳ {period} của {place} đã phê duyệt và niêm phong. Hãy bỏ các dòng của nơi này, hoặc mở lại hồ sơ để đính "
                "chính trước khi nhập."
            )
            found.append(Finding("round_approved", Level.ERROR, said.format(period=period, place=place.name)))
    return found


def _takes_no_file(campaign: Round, place: Unit) -> str:
    """Why the dossier of a place takes no file of answers now; blank where it does, or is approved (said apart)."""
    if not regime(campaign.procedure).is_law:
        return ""
    rows = Dossier.objects.everywhere().filter(round=campaign, unit=place).select_related("round", "unit")
    dossier = rows.exclude(state=DossierState.APPROVED.value).first()
    try:
        if dossier is not None:
            check_takes_file(dossier)
    except Refused as refused:
        return refused.message
    return ""


def _is_approved(round_id: int, place: Unit) -> bool:
    dossiers = Dossier.objects.everywhere().filter(round_id=round_id, unit=place)
    return dossiers.filter(state=DossierState.APPROVED.value).exists()


def write_survey(checked: Checked, options: Options, by: Actor) -> Mapping[str, Any]:
    """Counts of what was written. Raises ``Refused`` where no round is open at the places of the file."""
    period = options["round"]
    campaign = round_covering(checked.payload["places"][0], period)
    if campaign is None:
        raise Refused(
            _("Chưa mở kỳ rà soát {period} cho địa bàn của tệp.").format(period=period), code="no_round"
        )
    check_of_nobody_close(checked, by)
    with kept_to_the_law([campaign], survey_units(checked)):
        recorded = record_survey(
            checked=checked, period=period, as_of=campaign.as_of, keys=keys_folder(), by=by
        )
    return recorded.counts()


def check_export(files: Files, options: Options, scope: Scope, _by: Actor) -> Checked:
    """A table of the ministry's tool, with whether its place and round may be written to."""
    period, area = options["round"], _area(options)
    assert area is not None
    checked = check_review_export(files["rows"], period=period, area=area.code, keys=keyring(keys_folder()))
    found = []
    if not scope.covers(area.pk):
        said = _("Địa bàn {place} ngoài phạm vi được giao của người nhập.").format(place=area.name)
        found.append(Finding("outside_scope", Level.ERROR, said))
    elif (
        scope.unit_ids is not None and round_covering(area, period) is None and not rounds_below(area, period)
    ):
        found = _round_findings([area], period, scope)
    counts = checked.counts | {"already": known_before(checked, area, period)}
    return replace(checked, counts=counts, findings=[*found, *checked.findings])


def write_export(checked: Checked, options: Options, by: Actor) -> Mapping[str, Any]:
    """How many households are new."""
    period, area = options["round"], _area(options)
    assert area is not None
    new = accept_review_export(
        checked=checked, area=area, period=period, as_of=closing_day(period), keys=keys_folder(), by=by
    )
    return {"new_households": new}


def export_units(checked: Checked) -> set[int]:
    """The place an export is of."""
    area = _area(checked.options)
    return {area.pk} if area else set()
