"""The console as a credential: ``--as`` a person it may what that person may there, and shows and changes nothing else; without a
name it works as the operator, who has the database anyway. Cells: each command below x each role x relation of place."""

import os
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import CliRunner, Result
from django.conf import settings
from tests.matrix.expecting import hidden_from
from tests.matrix.people import RELATIONS, Asker, asker
from tests.matrix.scanning import found_in
from tests.matrix.world import OWN, World, canary

from ansinh.access.roles import ROLES
from ansinh.accounts.permissions import Permission as P
from ansinh.analytics.cli_versions import analytics
from ansinh.exchange.cli import import_
from ansinh.households.cli import households
from ansinh.households.cli_keys import keys
from ansinh.households.models import Household
from ansinh.kernel.errors import NotFound, Refused
from ansinh.places.cli import places
from ansinh.reports.cli_forms import forms
from ansinh.reports.cli_published import published
from ansinh.reviews.cli import review
from ansinh.reviews.cli_whatif import whatif
from ansinh.standards.cli import standards
from ansinh.standards.cli_local import local_standards
from ansinh.support.policies.cli import policies

pytestmark = pytest.mark.django_db
# What each needs, said here and not asked of the program.
COMMANDS: dict[str, tuple[P, Any, Callable[[str, str], list[str]]]] = {
    "households show": (P.SEE_HOUSEHOLDS, households, lambda code, ref: ["show", ref, "--format", "json"]),
    "households move": (
        P.EDIT_HOUSEHOLDS,
        households,
        lambda code, ref: ["move", ref, "--to", code, "--date", "2023-06-01"],
    ),
    "households dissolve": (
        P.EDIT_HOUSEHOLDS,
        households,
        lambda code, ref: ["dissolve", ref, "--date", "2023-06-01", "--reason", "x"],
    ),
    "review run": (
        P.RUN_CLASSIFICATION,
        review,
        lambda code, ref: ["run", "--round", "2022", "--area", code, "--reason", "x"],
    ),
    "review approve": (
        P.APPROVE_ROUNDS,
        review,
        lambda code, ref: [
            "approve",
            "--round",
            "2022",
            "--area",
            code,
            "--decision-no",
            "1",
            "--reason",
            "x",
        ],
    ),
    "whatif": (
        P.SEE_HOUSEHOLDS,
        whatif,
        lambda code, ref: ["--round", "2022", "--area", code, "--deprivations", "2"],
    ),
    "whatif with its list": (
        P.EXPORT_LISTS,
        whatif,
        lambda code, ref: ["--round", "2022", "--area", code, "--deprivations", "2", "--movers", os.devnull],
    ),
    "review open": (P.OPEN_ROUNDS, review, lambda code, ref: ["open", "--place", code, "--round", "2023"]),
    "review status": (
        P.WATCH_PROGRESS,
        review,
        lambda code, ref: ["status", "--round", "2022", "--area", code],
    ),
    "review steps": (
        P.WATCH_PROGRESS,
        review,
        lambda code, ref: ["steps", "--round", "2022", "--area", code],
    ),
    "review verify": (
        P.WATCH_PROGRESS,
        review,
        lambda code, ref: ["verify", "--round", "2022", "--area", code],
    ),
    "forms": (
        P.PRINT_FORMS,
        forms,
        lambda code, ref: ["--round", "2022", "--area", code, "--form", "1", "--format", "csv", "--out", OUT],
    ),
    "forms that name households": (
        P.PRINT_FORMS,
        forms,
        lambda code, ref: [
            "--round",
            "2022",
            "--area",
            code,
            "--form",
            "14",
            "--format",
            "csv",
            "--out",
            OUT,
        ],
    ),
    "analytics alkire-foster": (
        P.PRINT_FORMS,
        analytics,
        lambda code, ref: ["alkire-foster", "--round", "2022", "--area", code, "--missing", "deprived"],
    ),
    "analytics transitions": (
        P.PRINT_FORMS,
        analytics,
        lambda code, ref: ["transitions", "--round", "2022", "--area", code],
    ),
    "published own": (
        P.PRINT_FORMS,
        published,
        lambda code, ref: ["own", "--round", "2022", "--area", code],
    ),
    "policies entitled": (
        P.SEE_HOUSEHOLDS,
        policies,
        lambda code, ref: ["entitled", "--household", key_of(ref), "--format", "json"],
    ),
    "policies whatif": (
        P.SEE_HOUSEHOLDS,
        policies,
        lambda code, ref: ["whatif", "TG-1", "--area", code, "--on", "2022-12-14", "--amount", "1"],
    ),
}
# Whole commands of the operator of the server, who names nobody: an account is refused whatever its role.
OPERATORS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "keys rotate": (keys, ("rotate",)),
    "places enter-act": (places, ("enter-act", __file__)),
    "local-standards adopt": (local_standards, ("adopt", __file__)),
    "local-standards load-scores": (local_standards, ("load-scores", __file__)),
}
# What is public: the law and the map.
PUBLIC: dict[str, tuple[Any, tuple[str, ...]]] = {
    "standards list": (standards, ("list",)),
    "local-standards list": (local_standards, ("list",)),
    "places show": (places, ("show", OWN, "--on", "2022-12-14")),
    "policies list": (policies, ("list",)),
}
# These tell sums and name no household.
SUMS = {"forms", "analytics alkire-foster", "analytics transitions", "published own"}
OUT = str(settings.DATA_FOLDER / "out")
NEAR = ("own", "sibling")


def key_of(ref: str) -> str:
    return str(Household.objects.everywhere().get(source_ref=ref).pk)


def run(name: str, who: str | None, code: str) -> Result:
    _needs, group, words = COMMANDS[name]
    return CliRunner().invoke(group, words(code, f"{code}-A"), obj={"as": who})


def denied(result: Result) -> bool:
    """Whether the command said that the right or the thing is not there."""
    failure = result.exception
    return isinstance(failure, NotFound) or (
        isinstance(failure, Refused) and failure.code == "permission_missing"
    )


def may(who: Asker, name: str, code: str) -> bool:
    needs = COMMANDS[name][0]
    # A household is reached by who sees it; a village's people have no command over the whole commune.
    sees = P.SEE_HOUSEHOLDS in who.permissions or COMMANDS[name][1] is review or name in SUMS
    whole = COMMANDS[name][1] is households or name == "policies entitled" or not who.only_village
    return needs in who.permissions and sees and code in who.reached and whole


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("role", ROLES)
def test_every_command_answers_as_its_holder_may(world: World, name: str, role: str):
    who = asker(role)
    for relation in NEAR:
        code = RELATIONS[relation]
        result = run(name, who.user.username, code)
        assert denied(result) is not may(who, name, code), f"{relation}: {result.exception!r} {result.output}"
        assert not found_in(result.output.casefold(), [canary(one) for one in hidden_from(who)])


@pytest.mark.parametrize("name", OPERATORS)
@pytest.mark.parametrize("role", ["administrator", "province_chair", "commune_officer"])
def test_what_the_operator_does_no_account_does(world: World, name: str, role: str):
    group, words = OPERATORS[name]
    result = CliRunner().invoke(group, words, obj={"as": asker(role).user.username})
    assert denied(result), result.exception


@pytest.mark.parametrize("name", PUBLIC)
def test_what_is_public_is_shown_to_everybody_and_holds_nobody(world: World, name: str):
    group, words = PUBLIC[name]
    for role in ROLES:
        who = asker(role)
        result = CliRunner().invoke(group, words, obj={"as": who.user.username})
        assert result.exit_code == 0, result.exception
        assert not found_in(result.output.casefold(), [canary(one) for one in hidden_from(who)])


@pytest.mark.parametrize("name", COMMANDS)
def test_a_name_that_nobody_has_is_not_the_operator(world: World, name: str):
    result = run(name, "khong-co-ai", OWN)
    assert isinstance(result.exception, NotFound)


def test_without_a_name_it_is_the_operator(world: World):
    """The control: the same command that refuses others finds its household."""
    shown = run("households show", None, OWN)
    assert shown.exit_code == 0
    assert canary(OWN) in shown.output.casefold()


@pytest.mark.parametrize("role", sorted(set(ROLES) - {"commune_officer", "province_officer"}))
def test_who_may_import_nowhere_imports_nothing_by_the_console(world: World, tmp_path, role: str):
    who = asker(role)
    file = tmp_path / "l.csv"
    file.write_text("household_id\n", encoding="utf-8")
    result = CliRunner().invoke(import_, ["lists", str(file), "--accept"], obj={"as": who.user.username})
    assert denied(result) is (P.IMPORT_FILES not in who.permissions)
    assert denied(result)
