"""Whole answers of the command line, found again before anything is parsed.

An answer is kept under the question, targets.yaml, the observation files it was made from, the day, and the program.
Which files those are follows from the question and targets.yaml alone, and is kept beside it. An answer may be as long
as the workspace is large: it is kept while it is printed, and printed again piece by piece.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from tracker.engine import cache

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable
    from datetime import date

    from tracker.workspace import Folder


class Answer(NamedTuple):
    """What a question prints, in pieces, and the exit code it ends with."""

    pieces: Iterable[str]
    code: int


def find_answer(folder: Folder, question: tuple[str, ...], as_of: date) -> Answer | None:
    """The answer to a question (its verb and options) if nothing it depends on has changed since it was given."""
    targets = folder.targets()
    files = cache.find(folder, "questions", cache.key("questions", targets, *question))
    if not _are_texts(files):
        return None
    pieces = cache.find_text(folder, "answers", _name(folder, targets, question, as_of, files))
    code = next(pieces, "").strip()
    return Answer(pieces, int(code)) if code.isdecimal() else None


def keep_answer(
    folder: Folder, question: tuple[str, ...], as_of: date, files: Iterable[str], answer: Answer
) -> Generator[str]:
    """The pieces of an answer; with the last one it is kept, and the names of the files that it depends on."""
    targets, names = folder.targets(), sorted(set(files))
    cache.keep(folder, "questions", cache.key("questions", targets, *question), names)
    pieces = cache.keep_text(
        folder, "answers", _name(folder, targets, question, as_of, names), chain([f"{answer.code}\n"], answer.pieces)
    )
    next(pieces)
    yield from pieces


def _name(folder: Folder, targets: bytes, question: tuple[str, ...], as_of: date, files: Iterable[str]) -> str:
    return cache.key("answers", targets, *question, cache.fingerprint(folder, files), as_of.isoformat())


def _are_texts(found: Any) -> bool:  # noqa: ANN401 - whatever a cache file holds
    return isinstance(found, list) and all(isinstance(each, str) for each in found)
