"""The map of a table that does not say everything by itself: asked for at a terminal, else printed to complete."""

from __future__ import annotations

import json
import re
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import click

from tracker.cli.options import harmless

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tracker.errors import MappingNeededError, Question

_FREQUENCIES: Final = ("annual", "half-yearly", "quarterly", "monthly", "daily")
_SHOWN: Final = 12


def answered(needed: MappingNeededError) -> dict[str, Any]:
    """The map with what is answered at the terminal."""
    from tracker.errors import RefusedError

    draft = {key: dict(value) if isinstance(value, dict) else value for key, value in needed.draft.items()}
    about_indicators = [each for each in needed.questions if each.key in ("indicator", "indicators")]
    for question in needed.questions:
        if question in about_indicators:
            _indicator(question, draft)
        elif question.key == "areas":
            code = _asked(f"{question.text} (- leaves it aside)", question, _no_area)
            draft.setdefault("areas", {})[question.about] = "" if code == "-" else code
        elif question.key == "home":
            draft["areas"] = {_asked(question.text, question, partial(_no_choice, question)): question.about}
        else:
            answer = _asked(question.text, question, partial(_no_choice, question))
            by_letter = re.fullmatch("column ([A-Z]{1,3})", answer)
            draft[question.key] = {"column": by_letter[1]} if by_letter else answer
    if about_indicators and not draft.get("indicators") and "constant" not in (draft.get("indicator") or ()):
        raise RefusedError("no indicator was named; nothing was read")
    return draft


def template(needed: MappingNeededError, map_file: str | None) -> str:
    """What to write where nobody can be asked: the map as far as it is known, and what is to be completed in it."""
    from tracker.cli.source import written_map

    file = map_file or "figures.map.yaml"
    said = f"what the table holds is not clear; complete these lines, save them as {file}, and add --map {file}"
    lines = [said, "", *written_map(needed.draft).splitlines()]
    groups: dict[str, list[Question]] = {}
    for question in needed.questions:
        groups.setdefault(question.key, []).append(question)
    for key, questions in groups.items():
        lines += _open_lines(key, questions)
    return "\n".join(lines)


def _open_lines(key: str, questions: Sequence[Question]) -> list[str]:
    first = questions[0]
    if first.proposed and not first.choices:
        return _new_lines(questions)
    choices = ", ".join(first.choices[:_SHOWN]) + (" …" if len(first.choices) > _SHOWN else "")
    said = f"{first.text} One of: {choices}" if choices else first.text
    if key in ("indicators", "indicator"):
        new = {name: value for name, value in first.proposed.items() if name != "id"}
        declared = [f"# a new one is declared by: declare: {{{first.proposed['id']}: {_quoted(new)}}}"] if new else []
        if key == "indicator":
            return [f"indicator:  # {said}", "  # constant: ID", *declared]
        lines = ["indicators:", f"  # write an id in the place of ID{f', one of: {choices}' if choices else ''}"]
        return [*lines, *(f"  # ID: {_quoted(each.about)}" for each in questions), *declared]
    if key == "areas":
        return [
            "areas:  # the code of each, like CN-GD; - leaves it aside",
            *(f"  {_quoted(q.about)}: -" for q in questions),
        ]
    if key == "home":
        return [f"areas:  # {said}", f"  # CODE: {first.about}"]
    return [f"{key}:  # {said}"]


def _new_lines(questions: Sequence[Question]) -> list[str]:
    """Lines that declare what a table holds, where nothing is declared yet."""
    from tracker.cli.source import written_map

    ids = [question.proposed["id"] for question in questions]
    if questions[0].key == "indicator":
        named: dict[str, Any] = {"indicator": {"constant": ids[0]}}
    else:
        named = {"indicators": {name: question.about for name, question in zip(ids, questions, strict=True)}}
    declared = [{key: value for key, value in each.proposed.items() if key != "id"} for each in questions]
    lines = written_map({**named, "declare": dict(zip(ids, declared, strict=True))}).splitlines()
    return [*lines, "# no indicator has such a name yet: `declare` makes new ones; remove what you do not need"]


def _indicator(question: Question, draft: dict[str, Any]) -> None:
    new = question.proposed
    default = None if question.choices else new.get("id")
    answer = _asked(f"{question.text} Its id (- leaves it aside)", question, partial(_no_id, question), default)
    if answer == "-":
        return
    if answer not in question.choices:
        title = click.prompt("  It is new. Its title", default=harmless(str(new.get("title") or "")) or None)
        unit = click.prompt("  Its unit", default=new.get("unit"))
        kinds = click.Choice(_FREQUENCIES)
        frequency = click.prompt("  Its frequency", type=kinds, default=new.get("frequency", "annual"))
        draft.setdefault("declare", {})[answer] = {"title": title, "unit": unit, "frequency": frequency}
    if question.key == "indicator":
        draft["indicator"] = {"constant": answer}
    else:
        _add_text(draft.setdefault("indicators", {}), answer, question.about)


def _add_text(indicators: dict[str, Any], name: str, about: Any) -> None:  # noqa: ANN401 - a text, or texts by column
    """Map a text to an indicator, beside those that are mapped to it already."""
    before = indicators.get(name)
    if before is None or isinstance(about, dict):
        indicators[name] = about
    else:
        indicators[name] = [*(before if isinstance(before, list) else [before]), about]


def _asked(text: str, question: Question, fault: Callable[[str], str], default: str | None = None) -> str:
    """The answer to a question, asked again while `fault` has something to say about it."""
    if question.choices:
        more = " …" if len(question.choices) > _SHOWN else ""
        click.echo(harmless(f"  {', '.join(question.choices[:_SHOWN])}{more}"))
    while True:
        answer: str = click.prompt(harmless(text), default=default, show_default=bool(default)).strip()
        if not (said := fault(answer)):
            return answer
        click.echo(harmless(f"  {said}"))


def _no_choice(question: Question, answer: str) -> str:
    from tracker.goals import did_you_mean

    if not question.choices or answer in question.choices:
        return ""
    return f"{answer!r} is none of them{did_you_mean(answer, question.choices)}"


def _no_id(question: Question, answer: str) -> str:
    from tracker.goals import id_fault

    return "" if answer == "-" or answer in question.choices else id_fault(answer, {}, "an indicator")


def _no_area(answer: str) -> str:
    return "" if re.fullmatch(r"[A-Za-z0-9_-]+", answer) else "a code has letters, digits, - and _ only, like CN-GD"


def _quoted(value: Any) -> str:  # noqa: ANN401 - a text, or texts by column
    """A value as YAML on one line: JSON is YAML, and quotes what would be read otherwise."""
    return json.dumps(value, ensure_ascii=False)
