"""An Sinh itself, by its public function: the whole result table, with warnings and what is missing."""

from pathlib import Path

from benchmarks.contenders.arguments import run
from benchmarks.synthetic import AS_OF

from ansinh.standards.classify import classify_files
from ansinh.standards.registry import standard


def classify(households: Path, members: Path, out: Path) -> None:
    classify_files(standard("vn-2022"), households, members, AS_OF, out)


if __name__ == "__main__":
    run(classify)
