"""Writing answers: a survey taken in. A corrected answer is a new row."""

from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

import polars as pl

from ansinh.accounts.actor import Actor
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note, nothing_changed
from ansinh.households.registering import Recording, Registered, register
from ansinh.kernel.bulk import allocate_ids, insert_frame
from ansinh.kernel.dates import now
from ansinh.kernel.keys import keyring
from ansinh.surveys.answers import (
    HOUSEHOLD_COLUMNS,
    HOUSEHOLD_KEYS,
    MEMBER_COLUMNS,
    MEMBER_KEYS,
    complete,
    content_digests,
)
from ansinh.surveys.models import HouseholdAnswer, MemberAnswer
from ansinh.surveys.queries import current_answers
from ansinh.work.batches import Checked, record_accepted
from ansinh.work.traces import add_traced, change_traced

SOURCE = "survey"


@dataclass(frozen=True)
class SurveyRecorded:
    """How many households were new to the registry, answered for the first time, corrected, unchanged."""

    households: int
    members: int
    new_households: int
    new_people: int
    answered: int
    corrected: int
    unchanged: int
    members_left: int

    def counts(self) -> dict[str, int]:
        """What an import tells of what it wrote, by name; how many rows the files had it told before."""
        told = asdict(self)
        del told["households"], told["members"]
        return told


def record_survey(*, checked: Checked, period: str, as_of: date, keys: Path, by: Actor) -> SurveyRecorded:
    """Take in a checked survey: households, members and answers in one transaction.

    ``checked.payload``: ``households`` and ``members`` (typed survey frames) and ``units`` (``area_code, unit_id,
    placed_under``). Households whose answers are equal to the current ones are left alone. Which those are is asked within
    the transaction; their digests are made before it.
    """
    households = complete(checked.payload["households"], HOUSEHOLD_COLUMNS, HOUSEHOLD_KEYS)
    members = complete(checked.payload["members"], MEMBER_COLUMNS, MEMBER_KEYS)
    households = households.join(content_digests(households, members), on="household_id", how="left")
    return _record(
        checked=checked, households=households, members=members, period=period, as_of=as_of, keys=keys, by=by
    )


@action(EventName.SURVEY_IMPORTED)
def _record(
    *,
    checked: Checked,
    households: pl.DataFrame,
    members: pl.DataFrame,
    period: str,
    as_of: date,
    keys: Path,
    by: Actor,
) -> SurveyRecorded:
    todo, unchanged = _changed(households, period)
    if todo.is_empty():
        nothing_changed()
        return SurveyRecorded(households.height, members.height, 0, 0, 0, 0, unchanged, 0)
    batch = record_accepted(checked, by)
    todo_members = members.join(todo.select("household_id"), on="household_id", how="semi")
    how = Recording(SOURCE, as_of, now(), by.label, batch.pk, keyring(keys))
    placed = todo.join(checked.payload["units"], on="area_code", how="left")
    registered = register(
        placed.select("household_id", "unit_id", "placed_under", "village", "head_name"), todo_members, how
    )
    corrected = _write(placed, todo_members, registered, period, how)
    note(
        subject=f"batch:{batch.pk}",
        period=period,
        households=todo.height,
        members=todo_members.height,
        digest=checked.digest,
        corrected=corrected,
    )
    return SurveyRecorded(
        households.height,
        members.height,
        registered.new_households,
        registered.new_people,
        todo.height - corrected,
        corrected,
        unchanged,
        registered.left,
    )


def _changed(households: pl.DataFrame, period: str) -> tuple[pl.DataFrame, int]:
    """Households whose answers differ from the current ones (or that have none), with their last revision."""
    known = current_answers(SOURCE, period, households["household_id"].to_list())
    joined = households.join(known, on="household_id", how="left", suffix="_was")
    todo = joined.filter(
        pl.col("content_digest_was").is_null() | (pl.col("content_digest") != pl.col("content_digest_was"))
    )
    return todo, households.height - todo.height


def _write(
    placed: pl.DataFrame, members: pl.DataFrame, registered: Registered, period: str, how: Recording
) -> int:
    superseded = placed["answer"].drop_nulls().alias("id").to_frame()
    change_traced(HouseholdAnswer, superseded.with_columns(current=pl.lit(value=False)), how.batch)
    ids = allocate_ids(HouseholdAnswer, placed.height)
    answers = placed.with_columns(pl.Series("id", ids, dtype=pl.Int64)).join(
        registered.households, on="household_id", how="left"
    )
    add_traced(HouseholdAnswer, _answer_rows(answers, period, how), how.batch, watched=("current",))
    rows = members.join(
        answers.select("household_id", pl.col("id").alias("answer_id")), on="household_id"
    ).join(
        registered.members.select("household_id", "member_id", pl.col("person").alias("person_id")),
        on=["household_id", "member_id"],
    )
    insert_frame(
        MemberAnswer,
        rows.select(
            "answer_id", "person_id", pl.col("member_id").alias("member_ref"), *MEMBER_COLUMNS, "extra"
        ),
    )
    return superseded.height


def _answer_rows(answers: pl.DataFrame, period: str, how: Recording) -> pl.DataFrame:
    return answers.select(
        "id",
        pl.col("household").alias("household_id"),
        "unit_id",
        pl.lit(period).alias("period"),
        (pl.col("revision").fill_null(0) + 1).alias("revision"),
        pl.lit(True).alias("current"),
        pl.lit("survey-1").alias("questionnaire"),
        *HOUSEHOLD_COLUMNS,
        "extra",
        "content_digest",
        pl.lit(how.at).alias("recorded_at"),
        pl.lit(how.by).alias("recorded_by"),
        pl.lit("").alias("reason"),
        pl.lit(how.batch, dtype=pl.Int64).alias("batch_id"),
    )
