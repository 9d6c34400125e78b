"""The answers of a round as small integers on disk: what a what-if reads instead of the tables.

A folder a place and state of its answers, named by their digest, under ``snapshots/`` of the data folder. What each
indicator says and what class comes of it are kept beside the answers under the numbers they rest on, so that another line
or another number of deprivations asks for the last step alone. Everything here can be made again: it is safe to delete.
"""

import json
import os
import shutil
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from django.conf import settings
from numpy.typing import NDArray

from ansinh.grievances.restricting import Use, restricted_from
from ansinh.kernel.bulk import read_frame_of
from ansinh.kernel.progress import Progress, silent
from ansinh.places.models import Unit
from ansinh.reviews.classifying import with_area_types
from ansinh.reviews.models import Round
from ansinh.reviews.queries import commune_map, communes_at
from ansinh.standards import standard as standard_module
from ansinh.standards.answers import AREA, INCOME, SCORE, numbers_of, places_of
from ansinh.standards.engine.program import Block, Program
from ansinh.standards.engine.rules import Level
from ansinh.standards.standard import AXES, BIRTH, QUESTION_LEVELS, Indicator, Overlay, Standard
from ansinh.standards.survey import Survey, UnusableSurvey, read_survey
from ansinh.surveys.queries import answers_of

# Raised when the files of a snapshot change their meaning.
_FORMAT = 1
# Snapshots kept: the ones used last.
_KEPT = 24
# Households run at once: memory holds a few such runs.
_RUN = 250_000
_STATE = {
    "unit_id": pl.Int64,
    "answers": pl.Int64,
    "least": pl.Int64,
    "most": pl.Int64,
    "sum": pl.Int64,
    "squares": pl.Int64,
}
_BIRTH_DAY, _BIRTH_YEAR = "birth_day", "birth_year"


@dataclass(frozen=True)
class Answered:
    """The answers a what-if is asked about: of which communes, and the digest of their state now. ``commune_of``: every
    unit of any date to its commune; ``households`` is how many answered."""

    campaign: Round
    communes: tuple[Unit, ...]
    commune_of: Mapping[int, int]
    digest: str
    households: int

    @property
    def folder(self) -> Path:
        """Where their snapshot lies, or would lie."""
        return _root() / self.digest


def answered(campaign: Round, unit: Unit) -> Answered:
    """The answers of ``unit`` in a round, by one read over the index of the current answers: a corrected answer is a new
    row, so ids tell the state."""
    communes = communes_at(unit, campaign.as_of)
    commune_of = commune_map(communes, campaign.as_of)
    state = read_frame_of(
        "SELECT a.unit_id, COUNT(*), MIN(a.id), MAX(a.id), CAST(SUM(a.id) AS BIGINT), "
        "CAST(SUM((a.id %% 65521) * (a.id %% 65521)) AS BIGINT) FROM surveys_householdanswer a "
        # Not ``= TRUE``: SQLite would not see that the index of current answers serves.
        "WHERE a.current AND a.period = %s AND a.unit_id IN ({keys}) GROUP BY a.unit_id",
        sorted(commune_of),
        _STATE,
        before=[campaign.period],
    )
    told = [
        _FORMAT,
        _axes(),
        campaign.as_of.isoformat(),
        [[one.pk, one.code, one.area_type] for one in communes],
        sorted(state.rows()),
        sorted(commune_of.items()),
        sorted(restricted_from(Use.ANALYTICS)),
    ]
    return Answered(campaign, tuple(communes), commune_of, _digest(told), int(state["answers"].sum()))


def snapshot_of(asked: Answered) -> "Snapshot | None":
    """The snapshot of these answers, if it was made."""
    if not (asked.folder / "facts.json").exists():
        return None
    os.utime(asked.folder)
    return Snapshot(asked.folder)


def make_snapshot(asked: Answered, progress: Progress = silent) -> "Snapshot":
    """The snapshot of these answers, made where it is not there: whole or not at all.

    Raises ``UnusableSurvey`` where stored answers cannot be read, which their import does not let in.
    """
    found = snapshot_of(asked)
    if found is not None:
        return found
    progress("read", 0, asked.households)
    homes, people = answers_of(asked.campaign.period, sorted(asked.commune_of))
    homes, people = _without_restricted(homes, people)
    homes = with_area_types(homes, asked.commune_of)
    place_of = {commune.pk: place for place, commune in enumerate(asked.communes)}
    communes = homes["unit_id"].replace_strict(
        {unit: place_of[commune] for unit, commune in asked.commune_of.items()}, return_dtype=pl.UInt16
    )
    homes = homes.with_columns(communes.alias("commune")).sort("commune", "answer")
    progress("classify", 0, homes.height)
    survey = read_survey(homes, people)
    write_snapshot(
        asked.folder,
        survey,
        communes=survey.households["commune"].to_numpy(),
        facts={
            "as_of": asked.campaign.as_of.isoformat(),
            "communes": [[one.pk, one.code, one.name] for one in asked.communes],
        },
    )
    _forget_old()
    return Snapshot(asked.folder)


def _without_restricted(homes: pl.DataFrame, people: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Both without the households whose data may not be analysed."""
    kept_out = sorted(restricted_from(Use.ANALYTICS))
    if not kept_out:
        return homes, people
    apart = ~pl.col("household_id").cast(pl.String).str.replace_all("-", "").is_in(kept_out)
    return homes.filter(apart), people.filter(apart)


def write_snapshot(
    folder: Path, survey: Survey, *, communes: NDArray[np.uint16], facts: Mapping[str, Any]
) -> None:
    """Write a survey as the columns that rules read, one file each, into ``folder``; ``communes`` gives each household's
    place in ``facts["communes"]``. Raises ``UnusableSurvey``."""
    if not survey.usable:
        raise UnusableSurvey(survey.findings)
    part = folder.with_name(f".{uuid.uuid4().hex}.part")
    part.mkdir(parents=True)
    for name, column in _columns(survey).items():
        np.save(part / f"{name}.npy", column)
    np.save(part / "commune.npy", np.ascontiguousarray(communes, np.uint16))
    (part / "facts.json").write_text(json.dumps(dict(facts), ensure_ascii=False), encoding="utf-8")
    try:
        os.replace(part, folder)
    except OSError:
        # Somebody made the same one meanwhile.
        shutil.rmtree(part)
        if not (folder / "facts.json").exists():
            raise


def _columns(survey: Survey) -> dict[str, NDArray[Any]]:
    frames = {Level.HOUSEHOLD: survey.households, Level.MEMBER: survey.members}
    found: dict[str, NDArray[Any]] = {
        "starts": survey.starts.astype(np.int64),
        "counts": survey.counts,
        "household": _id_bytes(survey.households["household_id"]),
        _BIRTH_DAY: survey.births.day,
        _BIRTH_YEAR: survey.births.year,
    }
    for name, level in QUESTION_LEVELS.items():
        if name == BIRTH:
            continue
        frame = frames[level]
        found[f"q-{name}"] = (
            places_of(frame, name, AXES[name]) if name in AXES else numbers_of(frame, name).astype(np.float64)
        )
    return found


def _id_bytes(ids: pl.Series) -> NDArray[np.bytes_]:
    """Ids of at most 32 characters, each in as many bytes."""
    return np.array(ids.cast(pl.String).to_list(), dtype="S32")


class Snapshot:
    """The answers of some communes, mapped from their files; indicators and classes are found once and kept."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        facts = json.loads((folder / "facts.json").read_text(encoding="utf-8"))
        self.as_of = date.fromisoformat(facts["as_of"])
        self.communes: list[tuple[int, str, str]] = [tuple(one) for one in facts["communes"]]

    @cached_property
    def commune(self) -> NDArray[np.uint16]:
        """Each household's place in ``communes``; rising."""
        return self._read("commune")

    @property
    def households(self) -> int:
        """How many answered."""
        return len(self.commune)

    def ids(self, chosen: NDArray[np.intp]) -> list[str]:
        """The ids (32 hex digits) of the households at these places."""
        return [one.decode() for one in self._read("household")[chosen].tolist()]

    def classes(self, rules: Standard) -> NDArray[np.uint8]:
        """The class of every household under ``rules``, as places in ``CLASSES``."""
        key = self._class_key(rules)
        path = self.folder / f"class-{key}.npy"
        if not path.exists():
            _save(path, self._classes(rules))
        return np.load(path, mmap_mode="r")

    def _class_key(self, rules: Standard) -> str:
        numbers = sorted((name, parameter.value) for name, parameter in rules.parameters.items())
        return _digest(
            [_source(), _base(rules), numbers, [self._key(rules, one) for one in rules.indicators]]
        )

    def _classes(self, rules: Standard) -> NDArray[np.uint8]:
        least, most = self.deprivations(rules)
        table = rules.decision_table()
        places = table.places(self._read(f"q-{AREA}"), self.score, self.income, least, most)
        return table.classes[places]

    def deprivations(
        self, rules: Standard, chosen: NDArray[np.intp] | None = None
    ) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
        """How many indicators each household (or those at the chosen places) surely and possibly lacks."""
        count = self.households if chosen is None else len(chosen)
        least, most = np.zeros(count, np.uint8), np.zeros(count, np.uint8)
        for truth in self._indicators(rules):
            of_them = truth if chosen is None else truth[chosen]
            least += of_them == 2
            most += of_them != 0
        return least, most

    @property
    def score(self) -> NDArray[np.float64]:
        """The income score of each household, NaN where blank."""
        return self._read(f"q-{SCORE}")

    @property
    def income(self) -> NDArray[np.float64]:
        """The measured income a person and month, NaN where blank."""
        return self._read(f"q-{INCOME}")

    def _indicators(self, rules: Standard) -> list[NDArray[np.uint8]]:
        """The truth (0 no, 1 unknown, 2 yes) of each indicator of ``rules``; what is not kept yet is found together."""
        paths = [self.folder / f"indicator-{self._key(rules, one)}.npy" for one in rules.indicators]
        lacking = [one for one, path in zip(rules.indicators, paths, strict=True) if not path.exists()]
        if lacking:
            self._find(rules, lacking)
        return [np.load(path, mmap_mode="r") for path in paths]

    def _key(self, rules: Standard, indicator: Indicator) -> str:
        """The indicator's name and every number that it rests on, on the reference date."""
        names = rules.graph.numbers_of(indicator.rule)
        numbers = sorted((name, rules.parameters[name].on(self.as_of)) for name in names)
        return _digest([_source(), _base(rules), indicator.rule, numbers])

    def _find(self, rules: Standard, lacking: Sequence[Indicator]) -> None:
        codes = tuple(one.code for one in lacking)
        program = rules.with_overlay(Overlay(indicators=codes)).program(self.as_of)
        found = {one.rule: np.zeros(self.households, np.uint8) for one in lacking}
        for start in range(0, self.households, _RUN):
            stop = min(start + _RUN, self.households)
            outcome = program.run(self._block(program, start, stop))
            for name, truth in outcome.indicators.items():
                found[name][start:stop] = truth
        for one in lacking:
            _save(self.folder / f"indicator-{self._key(rules, one)}.npy", found[one.rule])

    def _block(self, program: Program, start: int, stop: int) -> Block:
        """What the program reads of the households ``start`` to ``stop``, as ``standards.answers.block_of`` gives it of a
        survey."""
        starts, counts = self._read("starts")[start:stop], self._read("counts")[start:stop]
        first, last = int(starts[0]), int(starts[-1]) + int(counts[-1])
        household, number, member = {}, {}, {}
        for name in program.questions:
            if name == BIRTH:
                day, year = self._read(_BIRTH_DAY)[first:last], self._read(_BIRTH_YEAR)[first:last]
                member[name] = program.births.places(day, year)
            elif QUESTION_LEVELS[name] is Level.MEMBER:
                member[name] = self._read(f"q-{name}")[first:last]
            elif name in program.axes:
                household[name] = self._read(f"q-{name}")[start:stop]
            else:
                number[name] = self._read(f"q-{name}")[start:stop]
        return Block(household, number, member, (starts - first).astype(np.intp), np.asarray(counts))

    def _read(self, name: str) -> NDArray[Any]:
        return np.load(self.folder / f"{name}.npy", mmap_mode="r")


def _save(path: Path, values: NDArray[np.uint8]) -> None:
    """Written beside and renamed: a file of that name is whole."""
    part = path.with_name(f".{uuid.uuid4().hex}.npy")
    np.save(part, values)
    os.replace(part, path)


def _base(rules: Standard) -> str:
    return rules.code.partition("+")[0]


def _digest(told: Any) -> str:
    return sha256(json.dumps(told, ensure_ascii=False, default=str).encode()).hexdigest()[:32]


@cache
def _axes() -> list[Any]:
    """The questions as their answers are numbered: another numbering is another snapshot."""
    return [[name, getattr(axis, "codes", ())] for name, axis in AXES.items()]


@cache
def _source() -> str:
    """The digest of the rules as they are written: other rules find everything anew."""
    folder = Path(standard_module.__file__).parent
    sealed = sha256()
    for path in sorted(folder.rglob("*.py")):
        sealed.update(path.relative_to(folder).as_posix().encode() + path.read_bytes())
    return sealed.hexdigest()[:32]


def _root() -> Path:
    return Path(settings.DATA_FOLDER) / "snapshots"


def _forget_old() -> None:
    """Delete all but the snapshots used last."""
    folders = [one for one in _root().iterdir() if one.is_dir() and not one.name.startswith(".")]
    for folder in sorted(folders, key=lambda one: one.stat().st_mtime, reverse=True)[_KEPT:]:
        shutil.rmtree(folder, ignore_errors=True)
