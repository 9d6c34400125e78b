"""The process that draws a long paper apart: it caps its own memory and time, draws, writes the file, and ends.

It takes one JSON object on its input: ``folder`` (with ``0.docx`` …, for ``drawn.pdf``), ``words`` (how many), ``title, at, across, bytes,
seconds``. What it draws names people, so nothing of it stands in its arguments.
"""

import json
import resource
import sys
from datetime import datetime
from pathlib import Path

from ansinh.papers.pdf import draw


def main() -> None:
    """Draw and write."""
    told = json.load(sys.stdin)
    for what, most in (
        (resource.RLIMIT_AS, told["bytes"]),
        (resource.RLIMIT_CPU, told["seconds"]),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    folder = Path(told["folder"])
    words = ((folder / f"{number}.docx").read_bytes() for number in range(told["words"]))
    drawn = draw(words, title=told["title"], at=datetime.fromisoformat(told["at"]), across=told["across"])
    (folder / "drawn.pdf").write_bytes(drawn)


if __name__ == "__main__":
    main()
