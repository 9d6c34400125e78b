"""Typed answers looked at before they are saved: the class they lead to, and what does not go together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from ansinh.kernel.findings import Finding
from ansinh.kernel.language import _, current_language
from ansinh.reviews.models import Dossier, Round
from ansinh.standards.adopted import standard_in_use
from ansinh.standards.causes import causes_of
from ansinh.standards.classes import Class
from ansinh.standards.classify import classify_survey, result_frame
from ansinh.standards.quality import area_findings, identity_findings, labour_findings
from ansinh.standards.questions import HOUSEHOLDS, MEMBERS, Kind, Question
from ansinh.standards.spoken import column_words
from ansinh.standards.standard import Standard
from ansinh.standards.survey import HOUSEHOLD_FILE, MEMBER_FILE, Source, read_survey
from ansinh.standards.wording import class_reason, reading_words, warning_words
from ansinh.surveys.answers import HOUSEHOLD_COLUMNS, MEMBER_COLUMNS
from ansinh.surveys.entering import Sheet

_WAS, _NOW = "was", "now"
_READINGS = {1: "deprived", 0: "not_deprived", None: "unknown"}


@dataclass(frozen=True)
class IndicatorSeen:
    """One indicator under the typed answers; ``changed`` against the answers in force."""

    code: str
    words: str
    reading: str
    reading_words: str
    changed: bool


@dataclass(frozen=True)
class Lacking:
    """A blank answer that could change the class; ``member_ref`` blank for the household's own."""

    member_ref: str
    column: str
    words: str


@dataclass(frozen=True)
class Seen:
    """What one standard says of the typed answers: class and why, beside the class of the answers in force."""

    standard: Standard
    klass: str
    class_before: str
    why: str
    least: int
    most: int
    indicators: tuple[IndicatorSeen, ...]
    missing: tuple[Lacking, ...]
    warnings: tuple[str, ...]

    @property
    def title(self) -> str:
        return self.standard.title.in_language(current_language())


@dataclass(frozen=True)
class Spotted:
    """A finding of data quality beside its field."""

    member_ref: str
    column: str
    message: str


def seen_under(
    campaign: Round,
    dossier: Dossier,
    sheet: Sheet,
    home: Mapping[str, Any],
    people: Mapping[str, Mapping[str, Any]],
) -> list[Seen]:
    """Typed answers and those in force classified side by side under every standard of the round; nobody to ask gives
    nothing. The rules and numbers are those of a whole commune; two households are run.
    """
    if not people:
        return []
    versions = {_NOW: (home, people)}
    if sheet.current is not None:
        was = {one.member_ref: one.answers for one in sheet.respondents}
        versions[_WAS] = (sheet.answers, was)
    homes = [
        {"household_id": key, **dict(own), "area_type": own.get("area_type") or dossier.unit.area_type}
        for key, (own, _theirs) in versions.items()
    ]
    members = [
        {"household_id": key, "member_id": ref, **dict(values)}
        for key, (_own, theirs) in versions.items()
        for ref, values in theirs.items()
    ]
    frames = (
        survey_frame(homes, HOUSEHOLDS, ("household_id", *HOUSEHOLD_COLUMNS)),
        survey_frame(members, MEMBERS, ("household_id", "member_id", *MEMBER_COLUMNS)),
    )
    survey = read_survey(*frames)
    names = {one.member_ref: one.full_name for one in sheet.respondents}
    found = []
    for code in campaign.standards:
        standard = standard_in_use(code)
        rows = result_frame(classify_survey(standard, survey, campaign.as_of)).to_dicts()
        by_key = {row["household_id"]: row for row in rows}
        found.append(_seen(standard, by_key[_NOW], by_key.get(_WAS), names))
    return found


def survey_frame(
    rows: Sequence[Mapping[str, Any]], questions: Mapping[str, Question], names: Sequence[str]
) -> pl.DataFrame:
    """Typed values as a survey frame of the named columns."""
    types = {Kind.INTEGER: pl.Int64, Kind.DECIMAL: pl.Float64, Kind.YES_NO: pl.Int64}
    schema = {name: types.get(questions[name].kind, pl.String) for name in names}
    return pl.DataFrame([[row.get(name) for name in names] for row in rows], schema=schema, orient="row")


def _seen(
    standard: Standard, now: Mapping[str, Any], was: Mapping[str, Any] | None, names: Mapping[str, str]
) -> Seen:
    language = current_language()
    return Seen(
        standard=standard,
        klass=now["class"],
        class_before=was["class"] if was else "",
        why=class_reason(
            klass=now["class"],
            side=now["income_side"],
            least=now["deprivations_min"],
            most=now["deprivations_max"],
            needed=standard.needed,
        ),
        least=now["deprivations_min"],
        most=now["deprivations_max"],
        indicators=tuple(
            IndicatorSeen(
                one.code,
                one.name.in_language(language),
                _READINGS[now[one.code]],
                reading_words(_READINGS[now[one.code]]),
                was is not None and now[one.code] != was[one.code],
            )
            for one in standard.indicators
        ),
        missing=tuple(lacking(name, names) for name in now["missing"].split(";") if name),
        warnings=tuple(warning_words(code) for code in now["warnings"].split(";") if code),
    )


def lacking(name: str, names: Mapping[str, str]) -> Lacking:
    """A column of ``missing`` (``column`` or ``member_id.column``) with the member's name where it is known."""
    ref, _dot, column = name.rpartition(".")
    words = column_words(column)
    if ref:
        whose = names.get(ref) or _("thành viên {member}").format(member=ref)
        words = _("{words} — {whose}").format(words=words, whose=whose)
    return Lacking(ref, column, words)


def spotted(
    campaign: Round,
    dossier: Dossier,
    home: Mapping[str, Any],
    people: Mapping[str, Mapping[str, Any]],
) -> list[Spotted]:
    """What an import of these answers would warn of: the very same checks, each beside its field."""
    if not people:
        return []
    refs = list(people)
    homes = survey_frame(
        [{"household_id": _NOW, **dict(home)}], HOUSEHOLDS, ("household_id", *HOUSEHOLD_COLUMNS)
    )
    members = survey_frame(
        [{"household_id": _NOW, "member_id": ref, **dict(people[ref])} for ref in refs],
        MEMBERS,
        ("household_id", "member_id", *MEMBER_COLUMNS),
    )
    at_home, of_people = Source(HOUSEHOLD_FILE), Source(MEMBER_FILE)
    own = pl.Series([dossier.unit.area_type or None], dtype=pl.String)
    findings = [
        *labour_findings(read_survey(homes, members), at_home),
        *identity_findings(homes, members, at_home, of_people, causes_of(campaign.standards[0]).codes),
        *area_findings(homes["area_type"], own, at_home),
    ]
    return [_beside(one, refs) for one in findings]


def _beside(finding: Finding, refs: Sequence[str]) -> Spotted:
    """Rows are counted as in a file: the first after the header is 2."""
    ref = refs[finding.row - 2] if finding.file == MEMBER_FILE else ""
    return Spotted(ref, finding.column, finding.message)


def class_words(standard: Standard, code: str) -> str:
    """A class as a standard names it."""
    return standard.class_words[Class(code)].in_language(current_language())
