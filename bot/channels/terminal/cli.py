"""The ``tongxing`` command: a table of subcommands, each loaded only when it is called."""

from __future__ import annotations

import gc
import importlib
import sys

import click

from knowledge.errors import TongxingError
from knowledge.settings import load_config

# Loading a module only when its command runs keeps `tongxing --help` under a tenth of a second.
COMMANDS = {
    "ask": "bot.channels.terminal.ask:ask_command",
    "backup": "bot.channels.terminal.maintenance:backup_command",
    "build": "bot.channels.terminal.build:build_command",
    "chat": "bot.channels.terminal.chat:chat_command",
    "clients": "bot.channels.terminal.clients:clients_group",
    "doctor": "bot.channels.terminal.doctor:doctor_command",
    "documents": "bot.channels.terminal.documents:documents_group",
    "evaluate": "bot.channels.terminal.evaluate:evaluate_command",
    "ingest": "bot.channels.terminal.ingest:ingest_command",
    "learn": "bot.channels.terminal.learning:learn_command",
    "migrate": "bot.channels.terminal.moving:migrate_command",
    "move": "bot.channels.terminal.moving:move_command",
    "purge": "bot.channels.terminal.maintenance:purge_command",
    "requests": "bot.channels.terminal.requests:requests_group",
    "restore": "bot.channels.terminal.maintenance:restore_command",
    "rotate-key": "bot.channels.terminal.maintenance:rotate_key_command",
    "search": "bot.channels.terminal.search:search_command",
    "serve": "bot.channels.terminal.serve:serve_command",
    "staff": "bot.channels.terminal.staff:staff_group",
    "train": "bot.channels.terminal.train:train_command",
}

# Loading the model's libraries makes objects that live forever. With Python's own threshold they
# are walked over and over meanwhile, a quarter of the time to the first answer.
_COLLECT_AFTER = 100_000


class LazyGroup(click.Group):
    """A command group that imports a subcommand when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return all names without importing anything."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one subcommand."""
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name].split(":")
        command = getattr(importlib.import_module(module), name)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the names with their first help line."""
        rows = [
            (name, command.get_short_help_str(limit=70))
            for name in self.list_commands(ctx)
            if (command := self.get_command(ctx, name)) is not None
        ]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="tongxing", prog_name="tongxing")
def tongxing() -> None:
    """Tongxing walks beside parents of migrant children in Guizhou.

    \b
    Example:
      tongxing ask "娃儿在贵阳读一年级，没得本地户口读得成公办不"
    """


def main() -> None:
    """Run the command; what a person can act on is one line and exit code 1, never a traceback."""
    gc.set_threshold(_COLLECT_AFTER, 20, 100)
    try:
        tongxing(prog_name="tongxing")
    except TongxingError as error:
        click.echo(f"tongxing: {error}", err=True)
        sys.exit(1)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
    except OSError as error:
        # A state folder that cannot be made, or one that somebody else owns.
        home = load_config().home
        if not str(error.filename or "").startswith(str(home)):
            raise
        click.echo(
            f"tongxing: {error.filename}: {error.strerror}; make {home} writable for this user, "
            "or set TONGXING_HOME to another folder",
            err=True,
        )
        sys.exit(1)
