"""The command line. A command is loaded when it is asked for, so those that need no database never wait for one."""

import gettext
import os
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from importlib import import_module

import click

from ansinh.kernel.errors import AnSinhError, UnusableInput
from ansinh.kernel.language import LANGUAGES, LOCALE_DIR, _, speaking

# name: (module, attribute, needs the system: database made ready, units loaded)
COMMANDS = {
    "demo": ("ansinh.config.demonstration", "demo", True),
    "serve": ("ansinh.config.serving", "serve", True),
    "part": ("ansinh.config.serving", "part", False),
    "classify": ("ansinh.standards.cli", "classify", False),
    "explain": ("ansinh.standards.cli", "explain", False),
    "standards": ("ansinh.standards.cli", "standards", False),
    "places": ("ansinh.places.cli", "places", True),
    "local-standards": ("ansinh.standards.cli_local", "local_standards", True),
    "households": ("ansinh.households.cli", "households", True),
    "accounts": ("ansinh.access.cli", "accounts", True),
    "import": ("ansinh.exchange.cli", "import_", True),
    "review": ("ansinh.reviews.cli", "review", True),
    "procedure": ("ansinh.reviews.procedure.cli", "procedure", True),
    "forms": ("ansinh.reports.cli_forms", "forms", True),
    "reconcile": ("ansinh.reports.cli", "reconcile", False),
    "published": ("ansinh.reports.cli_published", "published", True),
    "measures": ("ansinh.analytics.cli", "measures", False),
    "analytics": ("ansinh.analytics.cli_versions", "analytics", True),
    "policies": ("ansinh.support.policies.cli", "policies", True),
    "plans": ("ansinh.plans.cli", "plans", True),
    "budgets": ("ansinh.budgets.cli", "budgets", True),
    "whatif": ("ansinh.reviews.cli_whatif", "whatif", True),
    "audit": ("ansinh.config.maintenance", "audit", True),
    "keys": ("ansinh.households.cli_keys", "keys", True),
    "migrate": ("ansinh.config.maintenance", "migrate", False),
    "backup": ("ansinh.config.backup.cli", "backup", True),
    "restore": ("ansinh.config.backup.cli_restore", "restore", False),
}
# These need no tables' definitions; a restore must make nothing of a system before its backup was found whole.
WITHOUT_DJANGO = {
    "ansinh.standards.cli",
    "ansinh.reports.cli",
    "ansinh.analytics.cli",
    "ansinh.config.backup.cli_restore",
}


def _translate(command: click.Command) -> click.Command:
    """Help texts are Vietnamese source strings; shown in the language of this run."""
    if command.help:
        command.help = _(command.help)
    for parameter in command.params:
        if isinstance(parameter, click.Option) and parameter.help:
            parameter.help = _(parameter.help)
    for child in getattr(command, "commands", {}).values():
        _translate(child)
    return command


class Program(click.Group):
    """Commands by name, loaded late."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, attribute, needs_system = COMMANDS[cmd_name]
        asked = ctx.obj or {}
        if module not in WITHOUT_DJANGO:
            ready = needs_system and not asked.get("help", True)
            _start_django(ready=ready)
            if ready:
                # An unknown name is refused by every command on the system, also by those that only look.
                import_module("ansinh.accounts.actor").actor_named(asked.get("as"))
        command = getattr(import_module(module), attribute)
        return _translate(command)


def _start_django(*, ready: bool) -> None:
    """Load the tables' definitions, and where a command works on them bring the system up to date first."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ansinh.config.settings")
    import_module("django").setup()
    if ready:
        import_module("ansinh.config.system").make_ready()


def _taken_out(arguments: list[str], name: str) -> str | None:
    """The value of a global option wherever it stands among the arguments, which then no longer hold it."""
    for index, argument in enumerate(arguments):
        if argument == name and index + 1 < len(arguments):
            value = arguments[index + 1]
            del arguments[index : index + 2]
            return value
        if argument.startswith(f"{name}="):
            del arguments[index]
            return argument.partition("=")[2]
    return None


@click.group(cls=Program)
@click.version_option(package_name="ansinh")
def program() -> None:
    """The root of all commands."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command. Exit 0 done, 1 findings of level error or a refusal, 2 unusable input."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    language = _taken_out(words, "--lang") or os.environ.get("ANSINH_LANG") or "vi"
    username = _taken_out(words, "--as")
    with ExitStack() as stack:
        stack.enter_context(speaking(language if language in LANGUAGES else "vi"))
        try:
            _check_language(language)
            _let_click_speak(language)
            program.help = _("An Sinh: hệ thống thông tin giảm nghèo đa chiều.")
            program.epilog = _(
                "Ở mọi lệnh: --lang vi|en chọn ngôn ngữ, --as NGƯỜI_DÙNG làm việc với tên một người dùng."
            )
            # Without its standalone mode click gives the code of ``ctx.exit`` back instead of ending.
            asked = {"as": username, "help": "--help" in words or not words}
            code = program.main(words, prog_name="ansinh", standalone_mode=False, obj=asked)
            sys.exit(code if isinstance(code, int) else 0)
        except AnSinhError as error:
            click.echo(error.message, err=True)
            sys.exit(error.exit_code)
        except click.ClickException as error:
            error.show()
            sys.exit(error.exit_code)
        except click.Abort:
            sys.exit(130)
        finally:
            _seal()


def _let_click_speak(language: str) -> None:
    """Click says its own words (Usage, Options, Missing option…) through the catalogue ``messages`` of gettext."""
    os.environ["LANGUAGE"] = language
    gettext.bindtextdomain("messages", str(LOCALE_DIR))


def _check_language(language: str) -> None:
    if language not in LANGUAGES:
        said = _("Không có ngôn ngữ «{language}»: --lang vi hoặc --lang en.")
        raise UnusableInput(said.format(language=language), code="unknown_language")


def _seal() -> None:
    """A command seals what it wrote before it ends."""
    system = sys.modules.get("ansinh.config.system")
    if system is not None:
        system.seal_if_ready()


if __name__ == "__main__":
    main()
