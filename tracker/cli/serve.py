"""`serve`: the reports in a browser on this machine, made anew when what they are made from changes."""

from __future__ import annotations

import re
import threading
import webbrowser
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import click

from tracker.cli.options import day_given, example, harmless, shared, today

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from tracker.cli.handler import Server
    from tracker.workspace import Folder

PORT: Final = 8000
_WAIT_SECONDS: Final = 1.0

_PAGE: Final = re.compile(r"index(?:\.[a-z]+)?\.html")
_WITHOUT: Final = "not rebuilding on change, for want of watchfiles; write: pip install 'policy-target-tracker[serve]'"


@click.command(epilog=example("tracker serve", "tracker serve --port 0 --open", "tracker serve 2026-Q3 --lang both"))
@click.argument("quarter", metavar="[QUARTER]", required=False)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=PORT,
    show_default=True,
    help="Port on 127.0.0.1; 0 takes any that is free.",
)
@click.option("--open", "open_", is_flag=True, help="Open the reports in the browser.")
@click.option(
    "--lang",
    type=click.Choice(["en", "zh", "both"]),
    help="Language of the report that is made.  [default: those it has, else the workspace's]",
)
@shared("workspace", "as_of")
@click.pass_context
def serve(
    ctx: click.Context,
    quarter: str | None,
    port: int,
    lang: str | None,
    workspace: str | None,
    as_of: date,
    *,
    open_: bool,
) -> None:
    """Show reports/ at an address of this machine that nobody else can reach, until Ctrl-C.

    Makes the report of QUARTER, by default of the last one that has ended, where there is none yet, and makes it anew
    when targets.yaml, observations/ or reports/notes/ change (this needs the extra `serve`). While something is wrong
    in the files, it says what, and the last good report stays.
    """
    from tracker.cli.handler import Server
    from tracker.cli.watch import can_watch, changes
    from tracker.workspace import open_folder, stamps

    folder = open_folder(workspace, to_write=True)
    exact = as_of if day_given(ctx) else None
    known = stamps(folder)
    with Server(folder, port) as server:
        if not _is_there(folder, quarter):
            _make(folder, quarter, lang, exact)
        with _shown(server):
            click.echo(server.url)
            click.echo("stop with Ctrl-C" if can_watch() else f"{_WITHOUT}\nstop with Ctrl-C", err=True)
            if open_:
                threading.Thread(target=webbrowser.open, args=(server.url,), daemon=True).start()
            stop = threading.Event()
            if can_watch():
                for _ in changes(folder, known, stop):
                    _make_again(folder, quarter, lang, exact)
            while not stop.wait(_WAIT_SECONDS):
                pass


@contextmanager
def _shown(server: Server) -> Iterator[None]:
    """Answer requests until Ctrl-C, which is the way to end it."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": _WAIT_SECONDS / 5}, daemon=True)
    thread.start()
    try:
        yield
    except KeyboardInterrupt:
        click.echo("stopped", err=True)
    finally:
        server.shutdown()


def _is_there(folder: Folder, quarter: str | None) -> bool:
    """Whether there is a report to show: that of the quarter, where one was asked for, else any."""
    from tracker.cli.publish import quarter_named
    from tracker.workspace import RECORD

    names = folder.report_names()
    wanted = names if quarter is None else {str(quarter_named(quarter, today()))} & set(names)
    return any(RECORD in folder.report_files(name) for name in wanted)


def _make(folder: Folder, quarter: str | None, lang: str | None, exact: date | None) -> None:
    """Make the report, with what is known today or on the one day that was asked for."""
    from tracker.cli.publish import publish, quarter_named

    day = exact or today()
    name = str(quarter_named(quarter, day))
    there = folder.report_files(name) if name in folder.report_names() else frozenset()
    if lang is None and len([file for file in there if _PAGE.fullmatch(file)]) > 1:
        lang = "both"
    done = publish(folder, quarter, lang, day, exactly=exact is not None)
    click.echo(f"made {done.quarter}, as of {done.as_of}", err=True)


def _make_again(folder: Folder, quarter: str | None, lang: str | None, exact: date | None) -> None:
    """Make the report; what is wrong in the files is said, and the last good report stays."""
    from tracker.errors import TrackerError

    try:
        _make(folder, quarter, lang, exact)
    except TrackerError as error:
        click.echo(f"{harmless(str(error))}\nthe last good report stays", err=True)
