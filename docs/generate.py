"""Write the pages of docs/reference/ from the code: `make docs` does it, and a test compares."""

from __future__ import annotations

import inspect
import json
import re
from dataclasses import fields, is_dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

import tracker
from tracker.cli.main import VERBS
from tracker.cli.main import tracker as program
from tracker.forecast import registry
from tracker.forecast.models import TEXTBOOK
from tracker.forecast.walks import WALKS
from tracker.goals import json_schema
from tracker.verdict.methods import FROM_RECOLLECTION, METHODS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

FOLDER: Final = Path(__file__).resolve().parent / "reference"

WIDTH: Final = 96
"""Columns of a help text, as wide as the site's column of text."""

_SPECIAL = re.compile(r"([\\*_<>|\[\]])")


def commands() -> str:
    """The page of the command line: the help of the program and of each verb."""
    parts = ["# Commands", "What `--help` prints, of the program and of each verb.", "## tracker", _help([])]
    for verb, (_, _, summary) in VERBS.items():
        parts += [f"## tracker {verb}", plain(summary), _help([verb])]
    return _page(parts)


def targets() -> str:
    """The page of targets.yaml: every key of the JSON Schema, with its meaning and an example."""
    schema = json_schema()
    entries: dict[str, Any] = schema["$defs"]
    parts = [
        "# targets.yaml",
        (
            "The keys of the file, from its JSON Schema, which `tracker schema` writes for editors. "
            f"This is version {schema['$id'].rpartition(':')[2]}. "
            "How the words of a plan become these keys, and what is made of them, is worked through in "
            "[plan arithmetic](../plan-arithmetic.md). A bare number is in the indicator's unit; a title is a text, "
            "or a text for each language."
        ),
        "## The file",
        _keys(schema),
    ]
    order = ["WorkspaceEntry", "IndicatorEntry", "TargetEntry"]
    for name in [*order, *(name for name in entries if name not in order)]:
        parts += [f"## {_entry_title(name)}", plain(entries[name].get("description", "")), _keys(entries[name])]
    return _page(parts)


def methods() -> str:
    """The page of published progress methods: what the docstrings of each one's module say, formulas included."""
    parts = [
        "# Progress methods by name",
        (
            "What `tracker methods` computes, from the code; "
            "[how they are chosen and what to make of them](../methods.md) has examples."
        ),
    ]
    by_module: dict[str, list[str]] = {}
    for name, judge in METHODS.items():
        by_module.setdefault(judge.__module__, []).append(name)
    for dotted, names in by_module.items():
        module = import_module(dotted)
        parts += [f"## {', '.join(names)}", plain(inspect.getdoc(module) or "")]
        parts += [f"*Cut-offs recalled, not checked: {each}.*" for each in names if each in FROM_RECOLLECTION]
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ == dotted and not name.startswith("_"):
                parts += [f"**`{name}`**", plain(inspect.getdoc(function) or "")]
    return _page(parts)


def models() -> str:
    """The page of named models: the textbooks', the random walks, and how to add one."""
    parts = [
        "# Models by name",
        (
            "What `tracker forecast --model`, `tracker backtest --model` and `tracker report --models` take. "
            "They stand beside the forecast, which the [model card](../model-card.md) describes."
        ),
    ]
    functions: Mapping[str, Callable[..., object]] = {**WALKS, **TEXTBOOK}
    for name, function in functions.items():
        parts += [f"## {name}", plain(inspect.getdoc(function) or "")]
    parts += ["## Your own", plain((inspect.getdoc(registry) or "").partition("\n\n")[2])]
    return _page(parts)


def python() -> str:
    """The page of the Python interface: every public name of the package, with its members."""
    parts = ["# Python", plain(inspect.getdoc(tracker) or "")]
    for name in sorted(each for each in tracker.__all__ if not each.startswith("_")):
        parts += list(_described(name, getattr(tracker, name), "##"))
    parts += list(_described("tracker.forecast.register", registry.register, "##"))
    return _page(parts)


PAGES: Final[Mapping[str, Callable[[], str]]] = {
    "commands": commands,
    "targets": targets,
    "methods": methods,
    "models": models,
    "python": python,
}
"""Every written page by its file's name."""


def plain(text: str) -> str:
    """A docstring as Markdown: what stands between backquotes is code, nothing else is markup."""
    pieces = re.split(r"(`[^`]*`)", text)
    return "".join(each if each.startswith("`") else _SPECIAL.sub(r"\\\1", each) for each in pieces)


def _help(words: list[str]) -> str:
    settings = {"terminal_width": WIDTH, "max_content_width": WIDTH, "help_option_names": ["-h", "--help"]}
    context = click.Context(program, info_name="tracker", **settings)  # type: ignore[arg-type] # widths are integers
    command: click.Command = program
    for word in words:
        command = program.get_command(context, word) or program
        context = click.Context(command, parent=context, info_name=word, **settings)  # type: ignore[arg-type]
    return f"```text\n{command.get_help(context)}\n```"


def _keys(entry: Mapping[str, Any]) -> str:
    required = entry.get("required", ())
    rows = ["| key | what it is | takes | example |", "| --- | --- | --- | --- |"]
    for key, schema in entry.get("properties", {}).items():
        needed = " (required)" if key in required else ""
        example = json.dumps(schema["examples"][0], ensure_ascii=False) if "examples" in schema else ""
        rows.append(
            f"| `{key}`{needed} | {plain(schema.get('description', ''))} | {_takes(schema)} "
            f"| {'`' + example.replace('|', chr(92) + '|') + '`' if example else ''} |"
        )
    return "\n".join(rows)


def _takes(schema: Mapping[str, Any]) -> str:
    """The values that a key may have, in words."""
    if "$ref" in schema:
        title = _entry_title(schema["$ref"].rpartition("/")[2])
        return f"[{title}](#{title.lower().replace(' ', '-')})"
    if "enum" in schema or "const" in schema:
        return ", ".join(f"`{each}`" for each in schema.get("enum", [schema.get("const")]))
    choices = schema.get("anyOf") or schema.get("oneOf")
    if choices:
        return " or ".join(dict.fromkeys(_takes(each) for each in choices))
    kinds = schema.get("type", "anything")
    if kinds in ("array", "object"):
        return _takes_names(schema) if kinds == "object" else f"list: {_takes(schema.get('items', {}))}"
    words = {"string": "text", "integer": "whole number", "number": "number", "boolean": "`true` or `false`"}
    return " or ".join(words.get(each, each) for each in ([kinds] if isinstance(kinds, str) else kinds))


def _takes_names(schema: Mapping[str, Any]) -> str:
    """The values that a key may have whose value has keys of the user's own, in words."""
    if "{2,3}" in schema.get("propertyNames", {}).get("pattern", ""):
        return "a text for each language"
    inner = next(iter(schema.get("patternProperties", {}).values()), schema.get("additionalProperties"))
    return f"by name: {_takes(inner)}" if isinstance(inner, dict) else "keys and values"


def _entry_title(name: str) -> str:
    """WasEntry → Was: the name of an entry as a heading."""
    return name.removesuffix("Entry")


def _described(name: str, thing: object, heading: str) -> Iterator[str]:
    """A class with its public members, or a function: heading, signature, docstring."""
    yield f"{heading} {name}"
    if inspect.isfunction(thing):
        yield f"```python\n{name.rpartition('.')[2]}{_signature(thing)}\n```"
    yield plain(inspect.getdoc(thing) or "")
    if not inspect.isclass(thing):
        return
    if is_dataclass(thing):
        yield "\n".join(f"- `{each.name}`: `{each.type}`" for each in fields(thing))
    for member, value in vars(thing).items():
        if member.startswith("_"):
            continue
        if isinstance(value, property):
            yield f"{heading}# {name}.{member}"
            yield plain(inspect.getdoc(value) or "")
        elif inspect.isfunction(value):
            yield from _described(f"{name}.{member}", value, f"{heading}#")


def _signature(function: Callable[..., object]) -> str:
    signature = inspect.signature(function)
    kept = [each for each in signature.parameters.values() if each.name != "self"]
    return re.sub(r"'([^']*)'", r"\1", str(signature.replace(parameters=kept)))


def _page(parts: list[str]) -> str:
    return "\n\n".join(part for part in parts if part) + "\n"


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for title, write in PAGES.items():
        (FOLDER / f"{title}.md").write_text(write(), encoding="utf-8", newline="\n")
