"""A progress bar on anything over two seconds, for whoever sits at a terminal; silence for pipes and programs."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from ansinh.kernel.progress import Progress as Reporter
from ansinh.kernel.progress import silent, stage_words


@contextmanager
def bar() -> Iterator[Reporter]:
    """A reporter that draws a bar on stderr once two seconds have passed."""
    if not sys.stderr.isatty():
        yield silent
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    began = time.monotonic()
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        progress.stop()
        task = progress.add_task("", total=None)

        def tell(stage: str, done: int = 0, total: int = 0) -> None:
            if time.monotonic() - began > 2 and not progress.live.is_started:
                progress.start()
            progress.update(task, description=stage_words(stage), completed=done, total=total or None)

        yield tell
