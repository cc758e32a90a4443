"""`declare`: a new goal, asked for part by part or given as options, with its first verdict before it is written."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

import click

from tracker.cli.check import language_option
from tracker.cli.completion import complete_indicators, complete_targets
from tracker.cli.given import drafted, flag
from tracker.cli.options import echo_json, example, harmless, shared
from tracker.errors import RefusedError
from tracker.workspace import TARGETS, Folder, open_folder, replace_targets

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from tracker.goals import Declarations, Draft
    from tracker.report.language import Language
    from tracker.verdict import Assessment

_AMOUNTS: Final = {
    "at_least": "The figure at the deadline is this or more: 15, '1 trillion CNY', 1万亿元.",
    "more_than": "The figure at the deadline is above this.",
    "at_most": "The figure at the deadline is this or less.",
    "less_than": "The figure at the deadline is below this.",
    "increase_by": "Up by a share or an amount since --since: '66.7 %', '3 pp'.",
    "reduce_by": "Down by a share or an amount since --since.",
}
_SPANNED: Final = {
    "average_growth": "Compound growth a year over --over: 'at least 5.5 %'.",
    "cumulative": "The sum over --over: 'at least 55 million'.",
    "maintain": "Holds in every period over --over: 'more than 50'.",
}
_FLAGS: Final = {
    "title": "--title",
    "indicator": "--indicator",
    "condition": f"one condition ({', '.join(flag(name) for name in list(_AMOUNTS)[:4])} …)",
    "unit": "--unit",
    "frequency": "--frequency",
    "since": "--since",
    "over": "--over",
    "by": "--by",
}


def _options(*settings: tuple[str, str, str]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Plain text options: flag, metavar, help."""

    def decorate(function: Callable[..., None]) -> Callable[..., None]:
        for written, metavar, text in reversed(settings):
            function = click.option(written, metavar=metavar, help=text)(function)
        return function

    return decorate


@click.command(
    epilog=example(
        "tracker declare",
        "tracker declare gd-output-2030 --title 'A trillion yuan of output' --indicator gd-output"
        " --at-least '1 trillion CNY' --by 2030",
        "tracker declare jobs-2030 --title 'More jobs' --indicator jobs --indicator-title Employment --unit people"
        " --frequency annual --increase-by '5 %' --since 2024 --by 2030 --dry-run",
    )
)
@click.argument("name", metavar="[ID]", required=False)
@_options(
    ("--title", "TEXT", "The goal in a few words."),
    ("--title-en", "TEXT", "The same in English, where --title is in another language."),
    ("--title-zh", "TEXT", "The same in Chinese."),
)
@click.option(
    "--indicator", metavar="ID", help="What is measured; a new one with --unit.", shell_complete=complete_indicators
)
@_options(
    ("--indicator-title", "TEXT", "A new indicator's title.  [default: its id]"),
    ("--unit", "UNIT", "A new indicator's unit: CNY, %, people."),
    ("--frequency", "WORD", "A new indicator's: annual, half-yearly, quarterly, monthly or daily."),
    ("--nature", "WORD", "A new indicator's: rate, share, count, currency, index or signed."),
    ("--aggregation", "WORD", "How a new indicator's figures make a year's: sum, last or mean."),
    ("--better", "WORD", "The side on which a new indicator is better: up, down or neither."),
    ("--lag", "DAYS", "From the end of a period to its figure's publication: 45 days."),
    *((flag(name), "AMOUNT", text) for name, text in _AMOUNTS.items()),
)
@click.option("--between", nargs=2, metavar="LOW HIGH", help="The figure at the deadline is between these two.")
@_options(
    ("--improve", "up|down", "Only a direction: better than in --since."),
    *((flag(name), "BOUND", text) for name, text in _SPANNED.items()),
    ("--milestones", "N", "So many steps, without an indicator."),
)
@click.option(
    "--all-of", multiple=True, metavar="ID", help="Met when all of these are.", shell_complete=complete_targets
)
@click.option(
    "--any-of", multiple=True, metavar="ID", help="Met when one of these is.", shell_complete=complete_targets
)
@_options(
    ("--by", "PERIOD", "The deadline: 2030, 2030-Q2, 2030-06."),
    ("--since", "PERIOD", "The period that a change is measured from."),
    ("--over", "SPAN", "First and last period: 2026..2030."),
    ("--baseline", "PERIOD", "The period that progress is measured from."),
)
@click.option("--area", "areas", multiple=True, metavar="CODE", help="Its area, or one of its areas.")
@_options(
    ("--declared-on", "DATE", "The day of the declaration."),
    ("--document", "TEXT", "The document it stands in."),
    ("--declared-by", "TEXT", "Who declared it."),
    ("--url", "URL", "Where the document can be read."),
    ("--quote", "TEXT", "The words of the declaration."),
    ("--proxy", "TEXT", "How what is measured differs from what was declared."),
    ("--note", "TEXT", "What a reader must know."),
)
@click.option("--tag", "tags", multiple=True, metavar="WORD", help="A word to group targets by.")
@click.option("--dry-run", is_flag=True, help="Show everything, write nothing.")
@click.option("--yes", is_flag=True, help="Do not ask before writing.")
@language_option
@shared("workspace", "as_of", "as_json")
def declare(
    name: str | None,
    lang: str | None,
    workspace: str | None,
    as_of: date,
    *,
    dry_run: bool,
    yes: bool,
    as_json: bool,
    **given: str | tuple[str, ...] | None,
) -> None:
    """Declare a new goal: its entry in targets.yaml, and the first verdict on it.

    At a terminal everything that is needed and was not given is asked for, and every answer is checked at once. The
    entry goes to the end of its section; no other line changes. Without a terminal nothing is asked.
    """
    from dataclasses import replace

    from tracker import engine
    from tracker.cli.add import at_terminal
    from tracker.goals import plain_data
    from tracker.report.language import translator

    folder = open_folder(workspace, to_write=True)
    now = folder.snapshot()
    declarations = engine.load(now)
    language = translator(lang or declarations.settings.language)
    data, _ = plain_data(now.targets(), TARGETS)
    asking = at_terminal() and not as_json
    draft = drafted(name, given, data, language.tag)
    _refuse_faults(data, draft, asking=asking)
    if asking and (_lacking(data, draft) or _undeclared(data, draft)):
        from tracker.cli.dialogue import Dialogue

        with suppress(ImportError):
            import readline  # noqa: F401 - its import alone lets a line be edited before it is sent
        draft = Dialogue(data, draft, language).hold()
    draft = _titled(draft) if draft.id else replace(_titled(draft), id=_offered(data, draft))
    content, text = _made(now.targets(), draft)
    supposed = now.supposing_targets(content)
    after = engine.load(supposed)
    verdicts = engine.assess(supposed, after, [t for t in after.targets.values() if t.declared_id == draft.id], as_of)
    if not as_json:
        _show(text, verdicts, after, language)
    if (
        asking
        and not (yes or dry_run)
        and not click.confirm(language.text("Write this to {path}?", path=TARGETS), default=True, err=True)
    ):
        raise RefusedError(language.text("nothing was written"))
    if not dry_run:
        _write(folder, draft)
    if as_json:
        echo_json(_record(draft, text, verdicts, written=not dry_run))
    elif dry_run:
        click.echo(language.text("Nothing was written: this was a dry run"))
    else:
        click.echo(language.text("Wrote {path}", path=TARGETS))


def _undeclared(data: Mapping[str, Any], draft: Draft) -> bool:
    """Whether the goal names an indicator that is neither declared nor described."""
    known = data.get("indicators") or {}
    return bool(draft.indicator) and draft.indicator not in known and not draft.measure


def _refuse_faults(data: Mapping[str, Any], draft: Draft, *, asking: bool) -> None:
    """Refuse what the options got wrong, all of it at once; what they lack as well, where nobody can be asked."""
    from dataclasses import replace

    from tracker.goals import draft_faults, id_fault, unknown_indicator

    found = []
    if draft.id and (wrong := id_fault(draft.id, data.get("targets") or {}, "a target")):
        found.append(wrong)
    if draft.measure and (wrong := id_fault(draft.indicator, {}, "an indicator")):
        found.append(wrong)
    undeclared = _undeclared(data, draft)
    found += [
        fault
        for fault in (draft_faults(data, replace(draft, id="")) if draft.target else ())
        if not (undeclared and "there is no indicator" in fault)
    ]
    if not asking:
        if undeclared:
            unknown = unknown_indicator(draft.indicator, data.get("indicators") or {})
            found.append(f"{unknown}; a new one needs --unit and --frequency")
        found += _lacking(data, draft)
    if found:
        raise RefusedError("\n".join([*found, "nothing was written"]))


def _lacking(data: Mapping[str, Any], draft: Draft) -> list[str]:
    """One line that names every part that is missing, or none."""
    from tracker.goals import draft_gaps

    lacking = [_FLAGS[key] for key in draft_gaps(_titled(draft))]
    if not draft.id and "title" in draft.target and not _offered(data, draft):
        lacking.insert(0, "ID (none can be made from this title)")
    return [f"missing: {', '.join(lacking)}"] if lacking else []


def _titled(draft: Draft) -> Draft:
    """The draft whose new indicator is called as its id says, where nothing else is given."""
    from dataclasses import replace

    if not draft.measure or "title" in draft.measure:
        return draft
    return replace(draft, measure={"title": draft.indicator, **draft.measure})


def _offered(data: Mapping[str, Any], draft: Draft) -> str:
    """The id that the title makes, empty where it makes none."""
    from tracker.goals import suggested_id

    title = draft.target["title"]
    words = title if isinstance(title, str) else title.get("en", "")
    return suggested_id(words, draft.target.get("by", draft.target.get("over")), data.get("targets") or {})


def _made(content: bytes, draft: Draft) -> tuple[bytes, str]:
    """targets.yaml with the new entries, and these as they stand in it. Raises RefusedError for what is wrong."""
    from tracker.goals import block, draft_entries, inserted, parse

    entries = draft_entries(draft)
    made = inserted(content, entries, path=TARGETS)
    document, problems = parse(made, TARGETS)
    if document is None:
        raise RefusedError("\n".join([*(problem.message for problem in problems), "nothing was written"]))
    return made, "".join(f"{section[0]}:\n{block(added, '  ')}" for section, added in entries.items())


def _write(folder: Folder, draft: Draft) -> None:
    """Write the entries into the file as it is now, which may have gained others meanwhile."""
    seen = folder.targets()
    replace_targets(folder, seen, _made(seen, draft)[0])


def _show(text: str, verdicts: Sequence[Assessment], declarations: Declarations, language: Language) -> None:
    from tracker.report import present

    click.echo(harmless(text))
    for verdict in verdicts:
        indicator = declarations.indicators.get(verdict.target.indicator or "")
        click.echo(present.check_text(verdict, indicator, language) + "\n")


def _record(draft: Draft, text: str, verdicts: Sequence[Assessment], *, written: bool) -> dict[str, Any]:
    from tracker.cli.shown import verdict_record

    return {
        "version": 1,
        "id": draft.id,
        "indicator": draft.indicator or None,
        "indicator_added": bool(draft.measure),
        "yaml": text,
        "path": TARGETS,
        "written": written,
        "verdicts": [verdict_record(each) for each in verdicts],
    }
