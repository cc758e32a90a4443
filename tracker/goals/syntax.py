"""What a YAML parser's complaint means, in words for whoever wrote the file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from tracker.goals.written import shown

if TYPE_CHECKING:
    import yaml

_QUOTE = "something follows a closing quote; write a quote inside a quoted text twice ('it''s'), or use the other kind"
_INDENT = "the line does not fit the ones above; line it up with its neighbours (two spaces a level)"


_SENTENCES: Final = {
    "mapping values are not allowed": (
        "a second ': ' stands in one value, or the line is indented too far, or the line above lacks its colon; "
        "put a text that holds ': ' in quotes, and line keys up"
    ),
    "could not find expected ':'": "a key lacks its colon, or a text goes on without being indented",
    "expected ',' or": (
        "the bracket opened in line LINE is not closed, or a comma is missing; put a text with , : { } in quotes"
    ),
    "unexpected end of stream": "the quote opened in line LINE is not closed",
    "block sequence entries": "a list begins within a line; put each '- ' on a line of its own, or write [a, b]",
    "unexpected ':'": "a colon stands where a text belongs; put the text in quotes, or write a value",
    "escape": ("a backslash in double quotes begins an unknown escape; write two backslashes, or use single quotes"),
    "directive": "a line that begins with % is a directive that is not read; remove it",
    "incompatible YAML": "the line names a version of YAML that is not read; remove it",
}


def explain(error: yaml.MarkedYAMLError, text: str) -> tuple[int, str]:
    """The line (from 1) and a sentence for a parser's error."""
    lines = text.split("\n")
    mark = error.problem_mark or error.context_mark
    index = min(mark.line, len(lines) - 1) if mark else 0
    while index > 0 and not lines[index].strip():
        index -= 1
    written = lines[index]
    column = mark.column if mark and index == mark.line else len(written)
    opened = error.context_mark.line + 1 if error.context_mark else 0
    return index + 1, _sentence(error.problem or "", written, column, opened)


def _sentence(problem: str, written: str, column: int, opened: int) -> str:
    character = written[column : column + 1]
    if "tab" in problem or character == "\t":
        return "a tab stands where spaces belong; indent with spaces"
    if "cannot start any token" in problem:
        rest = re.split(r"[,}\]#]", written[column:])[0].strip()
        return f"a text cannot begin with {shown(character)} unquoted; put it in quotes: {shown(rest)}"
    if "did not find expected" in problem and "expected ','" not in problem:
        return _QUOTE if set("'\"") & set(written[:column]) else _INDENT
    for words, sentence in _SENTENCES.items():
        if words in problem:
            return sentence.replace("LINE", str(opened))
    return f"not readable as YAML: {problem}"
