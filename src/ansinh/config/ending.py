"""Processes that must not outlive the one that began them: they would keep the port, the queue and the code of before."""

import os
import signal
import threading
import time
from collections.abc import Callable

MINDED_BY = "ANSINH_MINDED_BY"
"""Names, in the environment, the process that the one answering pages belongs to."""
_LOOK = 0.5
_PATIENCE = 10
"""Seconds to answer what was begun."""


def end_with(parent: int, end: Callable[[], None]) -> None:
    """Call ``end`` in a thread once this process has another parent, that is, once its own was killed."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_LOOK)
        end()

    threading.Thread(target=watch, daemon=True).start()


def end_pages_with_their_minder() -> None:
    """In the process that answers pages: its minder ends it in order, and where that one was killed it ends by itself."""
    minder = os.environ.get(MINDED_BY)
    if minder:
        end_with(int(minder), end_this_process)


def end_this_process() -> None:
    """As if it had been asked to, and whatever it is doing once the patience is over."""
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_PATIENCE)
    os.kill(os.getpid(), signal.SIGKILL)
