"""The policies of law and plans by their code: data of the package, without a database."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

from ansinh.kernel.errors import AnSinhError
from ansinh.kernel.language import _
from ansinh.support.catalogue.policy import Policy, read_policies

_FOLDER = Path(__file__).parent / "law"
# In the order of the catalogue of requirements.
FILES = ("health", "education", "credit", "housing", "assistance", "utilities", "work", "production")


class UnknownPolicy(AnSinhError):
    """A code that names no policy."""

    code = "unknown_policy"


@cache
def all_policies() -> Mapping[str, Policy]:
    """Every policy by its code, in the order of the catalogue."""
    return {one.code: one for name in FILES for one in read_policies(_FOLDER / f"{name}.toml")}


def policies(on: date | None = None) -> tuple[Policy, ...]:
    """The policies; with a day, those in force on it."""
    return tuple(one for one in all_policies().values() if on is None or one.holds_on(on))


def policy(code: str) -> Policy:
    """The policy of a code; raises ``UnknownPolicy``."""
    found = all_policies().get(code)
    if found is None:
        raise UnknownPolicy(_("Không có chính sách mang mã {code}.").format(code=code))
    return found
