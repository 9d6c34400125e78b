"""T14: no bad file does harm: each is refused in words that name the place, or read with a finding there."""

import multiprocessing
import resource
from pathlib import Path

import pytest
from tests.work.tables.hostile_files import Bad, corpus

from ansinh.kernel.errors import UnusableInput
from ansinh.work.tables import read_table

CORPUS = corpus()
# What a refused file may cost (bytes, seconds of processor here and in the worker: the clock depends on the neighbours).
_MEMORY, _SECONDS = 400 << 20, 10


def test_the_corpus_is_wide_enough():
    assert len(CORPUS) >= 300
    assert len({str(bad) for bad in CORPUS}) == len(CORPUS)
    assert len({bad.kind for bad in CORPUS}) >= 45


@pytest.mark.parametrize("bad", CORPUS, ids=str)
def test_a_bad_file_is_refused_or_reported_where_it_is_bad(bad: Bad, tmp_path: Path):
    path = tmp_path / f"file{bad.suffix}"
    path.write_bytes(bad.build())
    began = _processor_seconds()

    if bad.rule:
        found = [f for f in read_table(path).findings if f.rule == bad.rule]
        assert [(f.row, f.column) for f in found[:1]] == [(bad.row, bad.column)]
    else:
        with pytest.raises(UnusableInput) as refused:
            read_table(path)
        facts = refused.value.facts
        assert bad.code in ("*", refused.value.code)
        assert path.name in refused.value.message
        assert bad.row in (0, facts["row"])
        assert bad.column in ("", facts["column"])
    assert _processor_seconds() - began < _SECONDS


def _processor_seconds() -> float:
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in spent)


def _kilobytes(field: str) -> int:
    status = Path("/proc/self/status").read_text()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith(field)))


def _costs(folder: Path, answers: "multiprocessing.SimpleQueue[dict[str, tuple[str, int, int]]]") -> None:
    """For each file of the folder: what was said, and the most memory it took here and in any worker (bytes)."""
    costs = {}
    for path in sorted(folder.iterdir()):
        Path("/proc/self/clear_refs").write_text("5")  # the high-water mark starts again from here
        before = _kilobytes("VmRSS")
        try:
            read_table(path)
            code = "read"
        except UnusableInput as refused:
            code = refused.code
        worker = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        costs[path.name] = (code, (_kilobytes("VmHWM") - before) * 1024, worker * 1024)
    answers.put(costs)


_HEAVY = (
    "bomb",
    "size-lies",
    "many-parts",
    "many-sheets",
    "many-columns",
    "far-cell",
    "long-cell",
    "long-text",
)


def test_refused_files_cost_little_memory_here_and_in_the_worker(tmp_path: Path):
    if not Path("/proc/self/clear_refs").exists():
        pytest.skip("memory is measured through /proc, which this system lacks")
    heavy = [bad for bad in CORPUS if bad.kind in _HEAVY]
    for bad in heavy:
        (tmp_path / f"{bad}{bad.suffix}").write_bytes(bad.build())
    context = multiprocessing.get_context("spawn")
    answers = context.SimpleQueue()
    process = context.Process(target=_costs, args=(tmp_path, answers))
    process.start()
    costs = answers.get()
    process.join()

    assert len(costs) == len(heavy)
    assert [name for name, (code, _own, _worker) in costs.items() if code == "read"] == []
    assert {name: own for name, (_code, own, worker) in costs.items() if max(own, worker) > _MEMORY} == {}
