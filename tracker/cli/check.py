"""The verbs that answer: check, list, forecast."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from tracker.cli.completion import complete_recordable, complete_targets
from tracker.cli.options import as_json_text, echo_json, example, shared
from tracker.cli.progress import progress

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

    from tracker.engine import Answer, Outlook
    from tracker.figures import Indicator
    from tracker.goals import Declarations, Target
    from tracker.report.language import Language
    from tracker.verdict import Alternative, Assessment
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
    if as_json:
        text = _json_of(verdicts, declarations, language)
    else:
        texts = [_verdict_text(folder, declarations, each, language) for each in verdicts]
        text = "\n\n".join(texts) if texts else NO_TARGETS
    short = (exit_code or fail_under is not None) and any(_falls_short(each, fail_under) for each in verdicts)
    files = [name for target in targets for name in engine.files(declarations, target)]
    return engine.Answer(text, NOT_ON_TRACK if short else 0), files if names else _every_file(declarations)


def _answer(
    workspace: str | None,
    question: tuple[str, ...],
    as_of: date,
    make: Callable[[Folder], tuple[Answer, list[str]]],
) -> None:
    """Print the answer to a question, found again or made, and end with its exit code."""
    from tracker.engine import find_answer, keep_answer
    from tracker.workspace import open_folder

    folder = open_folder(workspace)
    answer = find_answer(folder, question, as_of)
    if answer is None:
        answer, files = make(folder)
        keep_answer(folder, question, as_of, files, answer)
    click.echo(answer.text)
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
    return present.check_text(verdict, _indicator(declarations, verdict.target), language, cite=cite)


def _falls_short(verdict: Assessment, fail_under: float | None) -> bool:
    from tracker.verdict import GOOD, REACHED

    if fail_under is None:
        return verdict.status not in GOOD
    return verdict.status not in REACHED and (verdict.probability is None or verdict.probability < fail_under)


@click.command("list", epilog=example("tracker list", "tracker list --json"))
@language_option
@shared("workspace", "as_of", "as_json")
def list_(lang: str | None, workspace: str | None, as_of: date, as_json: bool) -> None:  # noqa: FBT001
    """List every target with status, probability, latest figure and deadline."""
    question = ("list", str(as_json), str(lang))
    _answer(workspace, question, as_of, lambda folder: _list(folder, lang, as_of, as_json))


def _list(folder: Folder, lang: str | None, as_of: date, as_json: bool) -> tuple[Answer, list[str]]:  # noqa: FBT001
    from tracker import engine
    from tracker.report import present

    declarations, language = _loaded(folder, lang)
    engine.check_all(folder, declarations)
    with progress("Assessing") as tick:
        verdicts = engine.assess(folder, declarations, declarations.targets.values(), as_of, tick)
    if as_json:
        text = _json_of(verdicts, declarations, language)
    elif verdicts:
        rows = present.list_rows(verdicts, declarations.indicators, language)
        text = present.table(rows, [each.status for each in verdicts])
    else:
        text = NO_TARGETS
    return engine.Answer(text, 0), _every_file(declarations)


@click.command(
    epilog=example("tracker forecast gd-biomedical-cluster-2027", "tracker forecast gd-biomedical-revenue --until 2030")
)
@click.argument("name", metavar="TARGET|INDICATOR", shell_complete=complete_recordable)
@click.option("--until", metavar="PERIOD", help="Forecast up to this period.  [default: the last deadline]")
@click.option("--area", metavar="CODE", help="The area, where an indicator is given.  [default: the workspace's]")
@click.option("--model", metavar="NAME", help="Use a single model instead: ets, theta, local-trend, log-linear.")
@language_option
@shared("workspace", "as_of", "as_json")
def forecast(
    name: str,
    until: str | None,
    area: str | None,
    model: str | None,
    lang: str | None,
    workspace: str | None,
    as_of: date,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Show the numbers behind a verdict: the coming figures' medians and intervals, and what single models say."""
    from tracker import engine
    from tracker.figures import parse_period
    from tracker.report import forecasts
    from tracker.workspace import open_folder

    folder = open_folder(workspace)
    declarations, language = _loaded(folder, lang)
    target, indicator = _target_or_indicator(declarations, name)
    where = area or (target.area if target is not None else declarations.settings.area)
    last = parse_period(until) if until is not None else None
    last = last if last is not None or target is None or target.deadline is None else target.deadline
    found = engine.outlook(folder, declarations, indicator.id, where, as_of, until=last, model=model)
    beside = engine.alternatives(folder, declarations, target, as_of) if target is not None and model is None else ()
    if as_json:
        echo_json(_forecast_json(indicator, where, as_of, found, beside))
    else:
        click.echo(forecasts.text(indicator, found.series, found.forecast, beside, language))


def _forecast_json(
    indicator: Indicator, area: str, as_of: date, found: Outlook, beside: Sequence[Alternative]
) -> dict[str, Any]:
    from tracker.report import forecasts

    return {
        "version": 1,
        "indicator": indicator.id,
        "area": area,
        "unit": indicator.unit,
        "as_of": as_of.isoformat(),
        **forecasts.as_json(found.series, found.forecast, beside),
    }


def _loaded(folder: Folder, lang: str | None) -> tuple[Declarations, Language]:
    from tracker import engine
    from tracker.report.language import translator

    declarations = engine.load(folder)
    return declarations, translator(lang or declarations.settings.language)


def _named(declarations: Declarations, names: Iterable[str]) -> list[Target]:
    from tracker.goals import find

    return find(names, declarations) if names else list(declarations.targets.values())


def _target_or_indicator(declarations: Declarations, name: str) -> tuple[Target | None, Indicator]:
    """The target and its indicator, or the indicator alone. Raises UnknownNameError or RefusedError."""
    from tracker.errors import RefusedError

    if name in declarations.indicators:
        return None, declarations.indicators[name]
    (target, *others) = _named(declarations, [name])
    if others:
        written = ", ".join(each.id for each in (target, *others)[:3])
        message = f"{name!r} stands for {len(others) + 1} areas; write one of them, like {written}"
        raise RefusedError(message)
    if target.indicator is None:
        message = f"{target.id!r} has no figures to forecast; write a target with an indicator"
        raise RefusedError(message)
    return target, declarations.indicators[target.indicator]


def _indicator(declarations: Declarations, target: Target) -> Indicator | None:
    return declarations.indicators.get(target.indicator or "")
