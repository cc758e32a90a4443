"""The verbs that answer: check and list."""

from __future__ import annotations

import json
import re
from contextlib import nullcontext
from functools import partial
from math import isnan
from typing import TYPE_CHECKING

import click

from tracker.cli.completion import complete_targets
from tracker.cli.options import as_json_text, example, jobs_option, shared
from tracker.cli.progress import progress
from tracker.cli.scores import scores_text
from tracker.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from contextlib import AbstractContextManager
    from datetime import date

    from tracker.engine import Answer, Cluster, Tell
    from tracker.figures import Indicator
    from tracker.goals import Declarations, Target
    from tracker.report.language import Language
    from tracker.verdict import Assessment
    from tracker.workspace import Folder

LANGUAGES = click.Choice(["en", "zh"])
NOT_ON_TRACK = 1
NO_TARGETS = "No targets are declared."

language_option = click.option(
    "--lang", "lang", type=LANGUAGES, help="Language of the texts.  [default: the workspace's]"
)


@click.command(
    epilog=example(
        "tracker check gd-biomedical-cluster-2027",
        "tracker check --as-of 2024-12-31 --json",
        "tracker check --exit-code --fail-under 0.5",
    )
)
@click.argument("names", metavar="[TARGET]...", nargs=-1, shell_complete=complete_targets)
@click.option("--exit-code", is_flag=True, help="Exit with 1 when a target is not on track.")
@click.option(
    "--fail-under",
    type=click.FloatRange(0, 1),
    callback=lambda _ctx, _param, value: _number(value),
    metavar="P",
    help="Exit with 1 when a target's probability (a share, 0 to 1) is below P or unknown.",
)
@language_option
@shared("workspace", "as_of", "as_json")
def check(
    names: tuple[str, ...],
    exit_code: bool,  # noqa: FBT001 - click's flags
    fail_under: float | None,
    lang: str | None,
    workspace: str | None,
    as_of: date,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Give the verdict on one target, some or all, with its reasons."""
    question = ("check", str(as_json), str(exit_code), str(fail_under), str(lang), *names)
    _answer(
        workspace, question, as_of, lambda folder: _check(folder, names, lang, as_of, as_json, exit_code, fail_under)
    )


def _number(share: float | None) -> float | None:
    if share is not None and isnan(share):
        raise click.BadParameter("nan is no share; write a number from 0 to 1")
    return share


def _check(
    folder: Folder,
    names: tuple[str, ...],
    lang: str | None,
    as_of: date,
    as_json: bool,  # noqa: FBT001
    exit_code: bool,  # noqa: FBT001
    fail_under: float | None,
) -> tuple[Answer, list[str]]:
    from tracker import engine

    declarations, language = _loaded(folder, lang)
    targets = _named(declarations, names)
    if not names:
        engine.check_all(folder, declarations)
    with progress("Assessing") as tick:
        verdicts = engine.assess(folder, declarations, targets, as_of, tick)
    if names:
        verdicts = engine.with_tripwires(folder, declarations, verdicts)
    if as_json:
        text = _json_of(verdicts, declarations, language)
    else:
        texts = [_verdict_text(folder, declarations, each, language) for each in verdicts]
        if len(verdicts) > 1:
            from tracker.report import scorecard

            texts.append("\n".join(scorecard.area_lines(verdicts, language)))
        text = "\n\n".join(each for each in texts if each) or NO_TARGETS
    short = (exit_code or fail_under is not None) and any(_falls_short(each, fail_under) for each in verdicts)
    related = [kin for each in verdicts for kin in _related(declarations, each)]
    files = [name for target in (*targets, *related) for name in engine.files(declarations, target)]
    return engine.Answer([text, "\n"], NOT_ON_TRACK if short else 0), files if names else _every_file(declarations)


def _answer(
    workspace: str | None,
    question: tuple[str, ...],
    as_of: date,
    make: Callable[[Folder], tuple[Answer, list[str]]],
) -> None:
    """Print the answer to a question, found again or made, and end with its exit code."""
    from tracker.engine import find_answer, keep_answer
    from tracker.workspace import open_folder

    folder = open_folder(workspace).snapshot()
    answer = find_answer(folder, question, as_of)
    if answer is None:
        answer, files = make(folder)
        answer = answer._replace(pieces=keep_answer(folder, question, as_of, files, answer))
    for piece in answer.pieces:
        click.echo(piece, nl=False)
    if answer.code:
        raise click.exceptions.Exit(answer.code)


def _every_file(declarations: Declarations) -> list[str]:
    stepped = [target.declared_id for target in declarations.targets.values() if target.steps]
    return [*declarations.indicators, *stepped]


def _json_of(verdicts: Sequence[Assessment], declarations: Declarations, language: Language) -> str:
    from tracker.report import present

    return as_json_text([present.as_json(each, _indicator(declarations, each.target), language) for each in verdicts])


def _verdict_text(folder: Folder, declarations: Declarations, verdict: Assessment, language: Language) -> str:
    from tracker import __version__, engine
    from tracker.report import present, words

    cite = words.citation(verdict, __version__, engine.citation(folder, declarations, verdict), language)
    text = present.check_text(verdict, _indicator(declarations, verdict.target), language, cite=cite)
    related = _related(declarations, verdict)
    if not related:
        return text
    rows = [verdict, *engine.assess(folder, declarations, related, verdict.as_of)]
    table = present.table(present.list_rows(rows, declarations.indicators, language), [each.status for each in rows])
    return "\n".join([text, "", *(f"  {line}" for line in table.splitlines())])


def _related(declarations: Declarations, verdict: Assessment) -> list[Target]:
    """The targets that one was declared in place of, and those declared in its place by then."""
    from tracker.verdict import replaced, replacing

    target = verdict.target
    return [*replaced(target, declarations), *replacing(target, declarations, verdict.as_of)]


def _falls_short(verdict: Assessment, fail_under: float | None) -> bool:
    from tracker.verdict import GOOD, REACHED

    if fail_under is None:
        return verdict.status not in GOOD
    return verdict.status not in REACHED and (verdict.probability is None or verdict.probability < fail_under)


@click.command("list", epilog=example("tracker list", "tracker list --json", "tracker list --by tag"))
@click.option(
    "--by",
    type=click.Choice(["tag", "area", "group"]),
    help="Count the targets of each tag, area or group instead, and say how many can be expected to be met.",
)
@jobs_option("all processors where there are thousands of targets, else 1")
@click.option(
    "--cluster",
    callback=lambda _ctx, _param, value: _address(value),
    metavar="ADDRESS",
    help="Let the workers of a Dask cluster work, whose scheduler is at tcp://HOST:PORT or tls://HOST:PORT.",
)
@language_option
@shared("workspace", "as_of", "as_json")
def list_(
    by: str | None,
    jobs: int | None,
    cluster: str | None,
    lang: str | None,
    workspace: str | None,
    as_of: date,
    as_json: bool,  # noqa: FBT001
) -> None:
    """List every target with status, probability, latest figure and deadline."""
    if cluster is not None and jobs is not None:
        raise click.UsageError("--jobs counts processes of this machine, --cluster has its own; give one of them")
    if cluster is not None and by is not None:
        raise click.UsageError("--by counts on this machine; leave out --cluster")
    question = ("list", str(as_json), str(lang), str(by))
    _answer(workspace, question, as_of, lambda folder: _list(folder, by, lang, as_of, as_json, jobs, cluster))


def _address(text: str | None) -> str | None:
    if text is not None and not re.fullmatch(r"(?:tcp|tls)://[^\s/@]+:\d{1,5}", text):
        raise click.BadParameter(f"{text!r} is no address of a scheduler; write tcp://HOST:PORT, or tls://HOST:PORT")
    return text


def _list(
    folder: Folder,
    by: str | None,
    lang: str | None,
    as_of: date,
    as_json: bool,  # noqa: FBT001
    jobs: int | None,
    cluster: str | None,
) -> tuple[Answer, list[str]]:
    from tracker import engine
    from tracker.report import present

    declarations, language = _loaded(folder, lang)
    engine.check_all(folder, declarations, jobs=jobs)
    if by is not None and declarations.targets:
        text = scores_text(folder, declarations, language, by, as_of, as_json=as_json)
        return engine.Answer([text, "\n"], 0), _every_file(declarations)
    files = _every_file(declarations)
    if as_json:
        item = partial(present.json_item, indicators=declarations.indicators, tag=language.tag)
        tell = engine.Tell(f"json {language.tag}", item)
        return engine.Answer(_as_list(_each(folder, declarations, as_of, tell, jobs, cluster)), 0), files
    if not declarations.targets:
        return engine.Answer([NO_TARGETS, "\n"], 0), files
    cells = partial(present.list_row, indicators=declarations.indicators, tag=language.tag)
    told = _each(folder, declarations, as_of, engine.Tell(f"row {language.tag}", cells), jobs, cluster)
    rows = [json.loads(each) for each in told]
    text = present.table([present.list_heading(language), *(row[:-1] for row in rows)], [row[-1] for row in rows])
    return engine.Answer([text, "\n"], 0), files


def _each(
    folder: Folder,
    declarations: Declarations,
    as_of: date,
    tell: Tell,
    jobs: int | None,
    address: str | None,
) -> Iterator[str]:
    """What is said of every verdict, as it comes."""
    from tracker import engine

    targets = declarations.targets.values()
    with progress("Assessing") as tick, _connected(address) as cluster:
        yield from engine.tell_each(folder, declarations, targets, as_of, tell, tick, jobs, cluster)


def _connected(address: str | None) -> AbstractContextManager[Cluster | None]:
    """The cluster at an address, where there is one."""
    from tracker import engine

    if address is None:
        return nullcontext()
    try:
        return engine.connected(address)
    except ModuleNotFoundError as error:
        raise RefusedError(
            f"--cluster needs the package {error.name}; write: pip install 'policy-target-tracker[cluster]'"
        ) from None


def _as_list(items: Iterable[str]) -> Iterator[str]:
    """The pieces of a JSON list with an item a line."""
    started = False
    for item in items:
        yield f",\n{item}" if started else f"[\n{item}"
        started = True
    yield "\n]\n" if started else "[]\n"


def _loaded(folder: Folder, lang: str | None) -> tuple[Declarations, Language]:
    from tracker import engine
    from tracker.report.language import translator

    declarations = engine.load(folder)
    return declarations, translator(lang or declarations.settings.language).naming(declarations.area_names)


def _named(declarations: Declarations, names: Iterable[str]) -> list[Target]:
    from tracker.goals import find

    return find(names, declarations) if names else list(declarations.targets.values())


def _indicator(declarations: Declarations, target: Target) -> Indicator | None:
    return declarations.indicators.get(target.indicator or "")
