"""The options that every verb takes, and what verbs print errors, examples and JSON with."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from tracker.errors import PeriodError

if TYPE_CHECKING:
    from collections.abc import Callable

    Decorated = TypeVar("Decorated", bound=Callable[..., Any])

REFUSED: Final = 2
INTERRUPTED: Final = 130

_CONTROL = re.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f]")


def today() -> date:
    """The day on this machine's calendar; the only place where the clock is read."""
    return date.today()


class Day(click.ParamType):  # type: ignore[type-arg] # generic in later versions of click only
    """A day, written YYYY-MM-DD; with `spans` also as a period, which stands for its last day."""

    name = "date"

    def __init__(self, *, spans: bool = False) -> None:
        self.spans = spans

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:  # noqa: ANN401
        """The day that a text stands for."""
        from tracker.figures import parse_date, parse_period

        try:
            return parse_period(value).end if self.spans else parse_date(value)
        except PeriodError as error:
            self.fail(f"{error}", param, ctx)


class Refusal(click.ClickException):
    """What the user can mend, as the last words on stderr."""

    exit_code = REFUSED

    def show(self, file: Any = None) -> None:  # noqa: ANN401 - click's own signature
        """Print the message; nothing in it can steer the terminal."""
        click.echo(harmless(self.message), file=file, err=file is None)


class Interrupted(Refusal):
    """The user pressed Ctrl-C."""

    exit_code = INTERRUPTED


def harmless(text: str) -> str:
    """A text whose control characters are written out, so that a file's content cannot steer the terminal."""
    return _CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", text)


def echo_json(value: object) -> None:
    """Print a value as JSON, readable, in UTF-8."""
    click.echo(as_json_text(value))


def as_json_text(value: object) -> str:
    """A value as JSON for people and programs: indented, in UTF-8."""
    return json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False)


def example(*lines: str) -> str:
    """The end of a verb's help: commands to copy."""
    return "\b\nExample:\n" + "\n".join(f"  {line}" for line in lines)


_OPTIONS: Final[dict[str, tuple[tuple[str, ...], dict[str, Any]]]] = {
    "workspace": (
        ("--workspace",),
        {
            "metavar": "DIR",
            "help": "Folder with targets.yaml, or its address.  [default: this folder, or the nearest above]",
        },
    ),
    "as_of": (
        ("--as-of", "as_of"),
        {"type": Day(spans=True), "metavar": "DATE", "help": "Use what was known on this day.  [default: today]"},
    ),
    "as_json": (("--json", "as_json"), {"is_flag": True, "help": "Print JSON."}),
}


def shared(*used: str) -> Callable[[Decorated], Decorated]:
    """Let a verb take the options that may stand before or after it.

    The function gets those it names: `workspace` (str | None), `as_of` (date), `as_json` (bool).
    """

    def decorate(function: Decorated) -> Decorated:
        for name in reversed(_OPTIONS):
            flags, settings = _OPTIONS[name]
            function = click.option(*flags, expose_value=name in used, callback=_settle, **settings)(function)
        return function

    return decorate


def jobs_option(default: str) -> Callable[[Decorated], Decorated]:
    """Let a verb take --jobs; `default` says in words how many work without it."""
    return click.option(
        "--jobs",
        type=click.IntRange(min=1),
        metavar="N",
        help=f"Processes that work at once.  [default: {default}]",
    )


def leading(function: Decorated) -> Decorated:
    """Let the program itself take the same options, before the verb."""
    for name in reversed(_OPTIONS):
        flags, settings = _OPTIONS[name]
        function = click.option(*flags, **settings)(function)
    return function


def day_given(ctx: click.Context) -> bool:
    """Whether --as-of was given, before the verb or after it."""
    from click.core import ParameterSource

    sources = (ctx.get_parameter_source("as_of"), ctx.find_root().get_parameter_source("as_of"))
    return ParameterSource.COMMANDLINE in sources


def _settle(ctx: click.Context, param: click.Parameter, value: object) -> object:
    """The option as given after the verb, else before it, else its default."""
    before = ctx.find_root().params.get(str(param.name)) if ctx.parent else None
    settled = value or before or value
    return today() if settled is None and param.name == "as_of" else settled
