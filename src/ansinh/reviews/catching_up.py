"""A run of the rules over many households takes minutes in which people go on working. What they changed meanwhile is
found by household and computed anew, ever less of it, and the last of it in the transaction that writes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

import polars as pl

from ansinh.kernel.bulk import as_hex, read_frame_of
from ansinh.kernel.progress import Progress
from ansinh.reviews.classifying import classify_answers, decided_by_hand, outcome_table
from ansinh.reviews.models import ClassificationRun, Round
from ansinh.surveys.queries import answers_in_force

# So many are asked about in one statement; of more than the last number everybody is computed anew.
_RUN, _MANY = 400, 8_000


@dataclass(frozen=True)
class Field:
    """What a run is over: a round, its dossiers by commune, and every unit whose people are in one of the communes."""

    campaign: Round
    dossiers: Mapping[int, int]
    commune_of: Mapping[int, int]

    @property
    def units(self) -> list[int]:
        return sorted(self.commune_of)


@dataclass(frozen=True)
class Seen:
    """What people wrote, as it was at one moment: ``answers`` in force (ids), ``decided`` by hand under each standard."""

    answers: pl.DataFrame
    decided: Mapping[str, pl.DataFrame]


@dataclass(frozen=True)
class Ready:
    """One standard's outcomes as they will be written, and the answers (``household, answer``) they rest on."""

    standard: str
    outcomes: pl.DataFrame
    answered: pl.DataFrame

    def run(self, campaign: Round) -> ClassificationRun:
        """The record of the run; not saved."""
        here = self.outcomes.filter(pl.col("answer_id").is_not_null())
        classes = here.group_by("computed_class").len().sort("computed_class")
        rested = self.answered.sort("answer").select(pl.col("answer").cast(pl.String).str.join(",")).item()
        return ClassificationRun(
            round=campaign,
            standard=self.standard,
            as_of=campaign.as_of,
            input_digest=sha256((rested or "").encode()).hexdigest(),
            households=self.answered.height,
            counts=dict(classes.iter_rows()),
        )


def seen_now(field: Field) -> Seen:
    """What people wrote, now."""
    return Seen(
        answers_in_force(field.campaign.period, field.units),
        {code: decided_by_hand(field.dossiers, code) for code in field.campaign.standards},
    )


def changed_between(before: Seen, after: Seen) -> list[str]:
    """Households (hex ids) of which an answer came or went, or whose recognised class somebody changed."""
    moved = pl.concat(
        [
            before.answers.join(after.answers, on="answer", how="anti"),
            after.answers.join(before.answers, on="answer", how="anti"),
        ]
    )["answer"].to_list()
    found = set(_households_of(moved))
    for code, decided in before.decided.items():
        now = after.decided[code]
        for one, other in ((decided, now), (now, decided)):
            found.update(one.join(other, on=one.columns, how="anti")["household"])
    return sorted(found)


def _households_of(answers: Sequence[int]) -> list[str]:
    rows = read_frame_of(
        "SELECT CAST(household_id AS VARCHAR(36)) FROM surveys_householdanswer WHERE id IN ({keys})",
        answers,
        {"household": pl.String},
    )
    return rows.select(as_hex("household"))["household"].to_list()


def classified(field: Field, seen: Seen, progress: Progress) -> list[Ready]:
    """Everybody under every standard of the round."""
    return [_classified(field, code, seen, progress) for code in field.campaign.standards]


def _classified(
    field: Field, code: str, seen: Seen, progress: Progress, only: Sequence[str] | None = None
) -> Ready:
    found = classify_answers(field.campaign, code, field.commune_of, seen.decided[code], progress, only)
    return Ready(code, outcome_table(found, field.dossiers), found.answered)


def caught_up(
    field: Field, ready: Sequence[Ready], changed: Sequence[str], seen: Seen, progress: Progress
) -> list[Ready]:
    """The same with these households computed anew."""
    if len(changed) > _MANY:
        return classified(field, seen, progress)
    return [_caught_up(field, one, changed, seen, progress) for one in ready]


def _caught_up(field: Field, work: Ready, changed: Sequence[str], seen: Seen, progress: Progress) -> Ready:
    outcomes = [work.outcomes.filter(~pl.col("household_id").is_in(list(changed)))]
    answered = [work.answered.filter(~pl.col("household").is_in(list(changed)))]
    for start in range(0, len(changed), _RUN):
        anew = _classified(field, work.standard, seen, progress, changed[start : start + _RUN])
        outcomes.append(anew.outcomes)
        answered.append(anew.answered)
    return replace(
        work,
        outcomes=pl.concat(outcomes, how="vertical_relaxed"),
        answered=pl.concat(answered, how="vertical_relaxed"),
    )
