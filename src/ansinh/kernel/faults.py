"""Named points at which a test ends the process as a power cut would: nothing is closed, nothing is told.

``ANSINH_FAULT`` names one point (``reviews.dossiers_approved.written``); unset, as in every real run, nothing happens.
"""

import os
import signal

_WANTED = os.environ.get("ANSINH_FAULT", "")


def reach(point: str) -> None:
    """End here, if this is the point that was asked for."""
    if _WANTED and point == _WANTED:
        os.kill(os.getpid(), signal.SIGKILL)
