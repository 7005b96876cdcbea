"""The `banjie` command: a group whose commands are imported when they are called, so that each starts fast."""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS = {
    "case": "case",
    "check": "check",
    "deadline": "deadline",
    "demo": "demo",
    "deploy": "deploy",
    "export": "export",
    "guide": "guide",
    "init": "init",
    "ledger": "ledger",
    "limits": "limits",
    "processes": "processes",
    "serve": "serve",
    "simulate": "simulate",
    "user": "user",
    "verify": "verify",
    "worker": "worker",
}


class LazyGroup(click.Group):
    """A group that knows its commands by name and imports a command's module when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"banjie.commands.{COMMANDS[cmd_name]}")
        command = getattr(module, cmd_name.replace("-", "_"))
        assert isinstance(command, click.Command)  # noqa: S101  the table above and the modules belong together
        return command


@click.group(cls=LazyGroup)
@click.version_option(package_name="banjie")
def group() -> None:
    """Banjie 办结: government approvals on the time limits that published documents promise."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line. Exit status 0 done, 1 refused with a sentence on stderr, 2 wrong usage."""
    try:
        given = list(arguments) if arguments is not None else None
        # Without its standalone mode click hands the status of `ctx.exit` back instead of leaving with it.
        status = group.main(args=given, prog_name="banjie", standalone_mode=False)
        if isinstance(status, int):
            sys.exit(status)
    except click.exceptions.Exit as leave:
        sys.exit(leave.exit_code)
    except click.UsageError as error:
        error.show()
        sys.exit(2)
    except click.Abort:
        click.echo("Stopped.", err=True)
        sys.exit(130)
    except click.ClickException as error:
        click.echo(error.format_message(), err=True)
        sys.exit(1)
    except Exception as error:
        if not _is_a_sentence(error):
            raise
        click.echo(str(error), err=True)
        sys.exit(1)


def _is_a_sentence(error: Exception) -> bool:
    """Whether the error is one of ours, meant to be read: refusals of bad input and an unreachable store."""
    return isinstance(error, ValueError | OSError) or type(error).__module__.split(".")[0] in (
        "workflows", "engine", "models", "banjie",
    )  # fmt: skip


if __name__ == "__main__":
    main()
