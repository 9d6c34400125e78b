"""The process that reads a CSV apart: it caps its own memory and time, writes the records to an Arrow file a few thousand at
a time, and ends.

It takes one JSON object on its first argument: ``path, encoding, out, told, language, short_rows, limits, bytes, seconds,
largest``. Exit codes: 0 done, ``told`` holds the header and the numbers of the records; 3 refused, ``told`` says why;
4 memory, time or room was not enough.
"""

import errno
import json
import resource
import sys
from dataclasses import asdict
from itertools import chain
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa

from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.language import speaking
from ansinh.work.tables.comma import blocks_of
from ansinh.work.tables.encodings import Source
from ansinh.work.tables.table import Limits

DONE, REFUSED, TOO_LARGE = 0, 3, 4


def order(source: Source, limits: Limits, **more: Any) -> str:
    """What the process is told."""
    return json.dumps(
        {"path": str(source.path.resolve()), "encoding": source.encoding, "limits": asdict(limits)} | more
    )


def main(said: str) -> int:
    """Read, write, tell; the exit code."""
    told = json.loads(said)
    for what, most in (
        (resource.RLIMIT_AS, told["bytes"]),
        (resource.RLIMIT_CPU, told["seconds"]),
        (resource.RLIMIT_FSIZE, told["largest"]),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    try:
        with speaking(told["language"]):
            found = _written(told)
    except UnusableInput as refused:
        found = {"message": refused.message, "code": refused.code, "facts": dict(refused.facts)}
        Path(told["told"]).write_text(json.dumps(found), encoding="utf-8")
        return REFUSED
    except MemoryError:
        return TOO_LARGE
    except OSError as failure:
        if failure.errno != errno.EFBIG:
            raise
        return TOO_LARGE
    Path(told["told"]).write_text(json.dumps(found), encoding="utf-8")
    return DONE


def _written(told: dict[str, Any]) -> dict[str, Any]:
    """Write the records; the header."""
    source = Source(Path(told["path"]), told["encoding"])
    header, blocks = blocks_of(source, Limits(**told["limits"]), short_rows=told["short_rows"])
    first = next(blocks)
    schema = _arrow(first).schema
    with pa.OSFile(told["out"], "wb") as stream, pa.ipc.new_file(stream, schema) as writer:
        for block in chain([first], blocks):
            writer.write_table(_arrow(block))
    return {"header": header}


def _arrow(block: pl.DataFrame) -> pa.Table:
    return block.to_arrow(compat_level=pl.CompatLevel.oldest())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
