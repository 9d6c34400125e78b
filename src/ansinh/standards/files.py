"""Classification of whole files: CSV, XLSX or Parquet in, CSV, XLSX or Parquet out.

Two Parquet files whose members lie in the order of the households are classified block after block on both
cores in bounded memory; anything else is read whole.
"""

from collections import Counter, deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa

from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.findings import Finding, Level
from ansinh.kernel.language import _
from ansinh.kernel.progress import Progress, silent
from ansinh.standards.blocks import NotByBlocks, NotSideBySide, Part, reading, row_count, side_by_side
from ansinh.standards.decisions import CLASSES, WARNINGS
from ansinh.standards.quality import labour_findings
from ansinh.standards.questions import HOUSEHOLDS, MEMBERS
from ansinh.standards.result_files import results_file, told_when_full
from ansinh.standards.results import Classified, classify_survey, compact_frame, result_frame
from ansinh.standards.standard import Standard
from ansinh.standards.survey import Source, UnusableSurvey, read_survey
from ansinh.work.tables import NATIONAL, read_table
from ansinh.work.tables.writing import write_rows

_CORES = 2
# Blocks that wait while the first of them is worked on: each takes memory.
_AHEAD = 1
# An empty list of warnings is a blank cell.
_BLANK_TEXT = [pl.col(name).replace("", None) for name in ("warnings", "missing")]
PARQUET = ".parquet"


@dataclass
class Summary:
    """What a run did: numbers only, and the findings that did not stop it."""

    standard: str
    as_of: date
    out: Path
    households: int = 0
    members: int = 0
    classes: Counter[str] = field(default_factory=Counter)
    warnings: Counter[str] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)

    def add(self, result: Classified) -> None:
        """Count one part's results."""
        self.households += result.survey.households.height
        self.members += result.survey.members.height
        klass = pl.Series(result.klass).value_counts()
        self.classes.update({str(CLASSES[place]): count for place, count in klass.iter_rows()})
        for bit, warning in enumerate(WARNINGS):
            count = int(((result.warnings >> bit) & 1).sum())
            if count:
                self.warnings[str(warning)] += count

    def as_json(self) -> dict[str, Any]:
        """Plain values for ``--format json``; classes in the order of the standards."""
        return {
            "standard": self.standard,
            "as_of": self.as_of.isoformat(),
            "households": self.households,
            "members": self.members,
            "classes": {str(name): self.classes[name] for name in CLASSES if self.classes[name]},
            "warnings": dict(sorted(self.warnings.items())),
            "findings": [finding.as_json() for finding in self.findings],
            "out": str(self.out),
        }


def classify_files(
    standard: Standard,
    households: Path,
    members: Path,
    as_of: date,
    out: Path,
    *,
    progress: Progress = silent,
) -> Summary:
    """Classify two files into a third, whole or not at all; the suffix of ``out`` chooses its format.

    Raises ``UnusableInput`` for a file that cannot be read at all or a place that cannot be written to (a full
    disk), ``UnusableSurvey`` with every finding for a file with errors in its rows.
    """
    households, members, out = Path(households), Path(members), Path(out)
    if out.suffix.lower() not in (".csv", ".xlsx", PARQUET):
        raise UnusableInput(
            _("Không biết ghi loại tệp {suffix}. Hãy dùng .csv, .xlsx hoặc .parquet.").format(
                suffix=out.suffix
            ),
            code="wrong_suffix",
        )
    if not out.parent.is_dir():
        raise UnusableInput(
            _("Không có thư mục của tệp kết quả {out}. Hãy tạo thư mục trước.").format(out=out),
            code="no_folder",
        )
    run = _Run(standard, households, members, as_of, out, progress)
    if all(path.suffix.lower() == PARQUET for path in (households, members, out)):
        try:
            with _least_memory():
                return _by_blocks(run)
        except NotSideBySide:
            progress("sorting")
        except NotByBlocks:
            progress("reading")
    return _whole(run)


@contextmanager
def _least_memory() -> Iterator[None]:
    """Arrow takes its memory from the system and gives it back: its own pools keep what a block no longer needs."""
    before = pa.default_memory_pool()
    pa.set_memory_pool(pa.system_memory_pool())
    try:
        yield
    finally:
        pa.set_memory_pool(before)


@dataclass(frozen=True)
class _Run:
    """What one classification of files was asked to do."""

    standard: Standard
    households: Path
    members: Path
    as_of: date
    out: Path
    progress: Progress


def _whole(run: _Run) -> Summary:
    """Both files in memory, members in any order."""
    run.progress("reading")
    homes = read_table(run.households, limits=NATIONAL)
    people = read_table(run.members, limits=NATIONAL)
    at_home, of_people = Source(run.households.name, homes.rows), Source(run.members.name, people.rows)
    survey = read_survey(homes.frame, people.frame, household_source=at_home, member_source=of_people)
    found = [*homes.findings, *people.findings, *survey.findings]
    if any(finding.level is Level.ERROR for finding in found):
        raise UnusableSurvey(found)
    run.progress("classifying", 0, survey.households.height)
    result = classify_survey(run.standard, survey, run.as_of)
    summary = Summary(
        run.standard.code, run.as_of, run.out, findings=found + labour_findings(survey, at_home)
    )
    summary.add(result)
    run.progress("writing", survey.households.height, survey.households.height)
    if run.out.suffix.lower() == PARQUET:
        with results_file(run.standard, run.as_of, run.out) as writer:
            writer.write(compact_frame(result))
    else:
        with told_when_full(run.out):
            write_rows(run.out, result_frame(result).with_columns(_BLANK_TEXT))
    return summary


@dataclass(frozen=True)
class _Done:
    """One block's results, or the findings that stopped it."""

    frame: pl.DataFrame | None
    result: Classified | None
    findings: list[Finding]


def _by_blocks(run: _Run) -> Summary:
    """Block after block, two at a time, written in the order of the households; raises ``NotSideBySide``."""
    home_columns, people_columns, findings = _columns(run.households, run.members)
    summary = Summary(run.standard.code, run.as_of, run.out, findings=findings)
    run.standard.program(run.as_of)
    total = row_count(run.households)
    if not total:
        raise NotSideBySide
    parts = side_by_side(run.households, run.members, home_columns, people_columns)

    def work(part: Part) -> _Done:
        return _one_block(run, part)

    with results_file(run.standard, run.as_of, run.out) as writer:
        for done in _in_turn(work, parts):
            summary.findings += done.findings
            if done.result is not None and done.frame is not None:
                summary.add(done.result)
                writer.write(done.frame)
                run.progress("classifying", summary.households, total)
        if any(finding.level is Level.ERROR for finding in summary.findings):
            raise UnusableSurvey(summary.findings)
    return summary


def _columns(households: Path, members: Path) -> tuple[list[str], list[str], list[Finding]]:
    """The columns to read; unknown ones are reported by reading no rows. Raises ``UnusableSurvey``."""
    with reading():
        schemas = [pl.scan_parquet(path, glob=False).collect_schema() for path in (households, members)]
    empty = [pl.DataFrame(schema=schema) for schema in schemas]
    survey = read_survey(*empty, household_source=Source(households.name), member_source=Source(members.name))
    if not survey.usable:
        raise UnusableSurvey(survey.findings)
    needed = _RULED_HOMES, _RULED_PEOPLE
    chosen = [
        [name for name in schema if name in names] for schema, names in zip(schemas, needed, strict=True)
    ]
    return chosen[0], chosen[1], list(survey.findings)


# Columns that nobody classifies by are not read: names, ids of persons, causes.
_RULED_HOMES = frozenset(HOUSEHOLDS) - {"area_code", "village", "head_name", "causes"}
_RULED_PEOPLE = frozenset(MEMBERS) - {"full_name", "citizen_id", "ethnicity"}


def _one_block(run: _Run, part: Part) -> _Done:
    at_home = Source(run.households.name).part(part.household_row, part.households.height)
    of_people = Source(run.members.name).part(part.member_row, part.members.height)
    survey = read_survey(
        part.households,
        part.members,
        household_source=at_home,
        member_source=of_people,
        starts=part.starts,
    )
    if not survey.usable:
        return _Done(None, None, list(survey.findings))
    result = classify_survey(run.standard, survey, run.as_of)
    found = [*survey.findings, *labour_findings(survey, at_home)]
    return _Done(compact_frame(result), result, found)


def _in_turn(work: Callable[[Part], _Done], parts: Iterator[Part]) -> Iterator[_Done]:
    """Results in the order of the parts, a few parts under way at a time."""
    waiting: deque[Future[_Done]] = deque()
    with ThreadPoolExecutor(_CORES) as pool:
        for part in parts:
            waiting.append(pool.submit(work, part))
            while len(waiting) > _AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
