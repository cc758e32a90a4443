"""The program `tracker`: its verbs, each loaded when it is called, and its exit codes."""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # small arrays: threads cost more than they bring
os.environ.setdefault("OPENPYXL_LXML", "False")  # a workbook has the same bytes with lxml installed and without

import contextlib
import gc
import io
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

import click

from tracker.cli.options import Interrupted, Refusal, example, leading
from tracker.errors import TrackerError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_COLLECTIONS: Final = (100_000, 50, 100)
"""How many new objects make Python look for unreachable ones: a command has few of these, and a large workspace many
that are in use, which are looked through each time."""

VERBS: Final = {
    "init": ("tracker.cli.setup", "init", "Make a new workspace with a commented example."),
    "list": ("tracker.cli.check", "list_", "List every target with its status, probability and deadline."),
    "check": ("tracker.cli.check", "check", "Say how likely targets are to be met, and why."),
    "declare": ("tracker.cli.declare", "declare", "Declare a new goal, asked for part by part."),
    "add": ("tracker.cli.add", "add", "Add a new figure and see what it changes."),
    "validate": ("tracker.cli.validate", "validate", "Find everything that is wrong in the workspace."),
    "forecast": ("tracker.cli.forecast", "forecast", "Show the numbers behind a verdict."),
    "methods": ("tracker.cli.methods", "methods", "Show what published progress methods say."),
    "backtest": ("tracker.cli.backtest", "backtest", "Show how good past forecasts were."),
    "what-if": ("tracker.cli.what_if", "what_if", "Give the verdict under other assumptions."),
    "report": ("tracker.cli.report", "report", "Write the progress report of a quarter."),
    "serve": ("tracker.cli.serve", "serve", "Show the reports in a browser, made anew on change."),
    "diff": ("tracker.cli.diff", "diff", "Say what changed between two dates or reports, and why."),
    "import": ("tracker.cli.importing", "import_", "Bring in figures and goals from other formats."),
    "pull": ("tracker.cli.pull", "pull", "Refresh the figures of all declared sources."),
    "export": ("tracker.cli.export", "export", "Write figures and verdicts in other formats."),
    "schema": ("tracker.cli.setup", "schema", "Write the JSON Schema of targets.yaml, for editors."),
}
"""Each verb's module, function and one line of help, so that `--help` loads none of them."""

_SIGPIPE: Final = 128 + 13
_COMPLETION: Final = """

\b
Completion of verbs and ids with Tab, in ~/.bashrc (zsh, fish: zsh_source, fish_source):
  eval "$(_TRACKER_COMPLETE=bash_source tracker)"
"""


class Verbs(click.Group):
    """A group whose commands are loaded when they are called."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """The verbs in the order in which a newcomer meets them."""
        return list(VERBS)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The verb's command, or None when there is no such verb."""
        if cmd_name not in VERBS:
            return None
        module, function, _ = VERBS[cmd_name]
        command = getattr(import_module(module), function)
        return command if isinstance(command, click.Command) else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The verb that was typed; for one that is not there, the one it may have meant."""
        if args and args[0] not in VERBS and not args[0].startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(args[0], VERBS, n=1)
            hint = f"did you mean {near[0]!r}?" if near else "write one of " + ", ".join(VERBS)
            ctx.fail(f"there is no verb {args[0]!r}; {hint}")
        return super().resolve_command(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Verbs and options that begin with what was typed."""
        from click.shell_completion import CompletionItem

        verbs = [CompletionItem(name, help=VERBS[name][2]) for name in VERBS if name.startswith(incomplete)]
        return verbs + click.Command.shell_complete(self, ctx, incomplete)

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of verbs."""
        with formatter.section("Verbs"):
            formatter.write_dl([(name, summary) for name, (_, _, summary) in VERBS.items()])

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's own signature
        """Run the verb; what the user can mend ends with its message and exit code 2."""
        try:
            return super().invoke(ctx)
        except TrackerError as error:
            raise Refusal(str(error)) from error
        except (KeyboardInterrupt, click.Abort):
            raise Interrupted("interrupted") from None
        except BrokenPipeError:  # the reader, like `head`, has seen enough
            _print_no_more()
            raise click.exceptions.Exit(_SIGPIPE) from None
        except OSError as error:  # the system refuses, and nobody below knew better what to say of it
            if error.filename is None:
                _print_no_more()
            raise Refusal(_refused(error)) from error


def _print_no_more() -> None:
    """Let what is still to be printed go nowhere: where it should go, it cannot be written."""
    with contextlib.suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _refused(error: OSError) -> str:
    """What to say of an error of the system; without a path it is about what is printed."""
    said = error.strerror or str(error)
    return f"cannot write: {said}" if error.filename is None else f"{error.filename}: {said}"


def _print_version(ctx: click.Context, _param: click.Parameter, value: bool) -> None:  # noqa: FBT001 - click's own
    if value and not ctx.resilient_parsing:
        from tracker import __version__

        click.echo(f"tracker {__version__}")
        ctx.exit()


@click.group(
    cls=Verbs,
    subcommand_metavar="VERB [ARGUMENT]...",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=example(
        "tracker init goals",
        "tracker --workspace goals check",
        "tracker check --help",
    )
    + _COMPLETION,
)
@leading
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_print_version, help="Print the version."
)
@click.pass_context
def tracker(ctx: click.Context, /, **_options: object) -> None:
    """Track declared targets against published figures.

    Every option of this page may also stand after the verb. Exit codes: 0 fine; 1 a target is not on track, where that
    was asked for; 2 something to mend, said on stderr.
    """
    if os.environ.get("NO_COLOR"):
        ctx.color = False


def main() -> None:
    """Run the program; the entry point of the console script."""
    gc.set_threshold(*_COLLECTIONS)
    if "PYTHONIOENCODING" not in os.environ:
        undecoded = "backslashreplace" if os.name == "nt" else "surrogateescape"  # file names in another encoding
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(encoding="utf-8", errors=undecoded)
    try:
        tracker(prog_name="tracker")
    except OSError as error:  # while help was printed, before a verb was there to end with it
        _print_no_more()
        refusal = Refusal(_refused(error))
        refusal.show()
        sys.exit(refusal.exit_code)
