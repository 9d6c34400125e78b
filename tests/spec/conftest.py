"""Small tables of the law, run on the fast engine and on the plain one."""

import sys
from pathlib import Path

import pytest

ROOT = str(Path(__file__).parents[2])
if ROOT not in sys.path:
    sys.path.insert(0, ROOT)


@pytest.fixture(params=["fast", "plain"])
def classify(request: pytest.FixtureRequest):
    """``classify(code, household, members, as_of)`` gives the result row, on either engine."""
    from tests.spec import engines

    return getattr(engines, request.param)
