"""All exceptions and problems of the package on one page."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Problem:
    """One thing wrong in what the user wrote: where, and what to write instead.

    `path` is relative to the workspace; `line` counts from 1, 0 stands for the file as a whole. In a Parquet file it is
    the row.
    """

    path: str
    line: int = 0
    message: str
    warning: bool = False

    @property
    def place(self) -> str:
        """Where it is: the path and the line, as editors understand it."""
        if not self.line:
            return self.path
        return f"{self.path}:row {self.line}" if self.path.endswith(".parquet") else f"{self.path}:{self.line}"

    def __str__(self) -> str:
        return f"{self.place}: {'warning: ' if self.warning else ''}{self.message}"


class TrackerError(Exception):
    """Something the user can mend; the command line prints it and exits with code 2."""


class InvalidInputError(TrackerError):
    """Problems in the workspace's files, all of them at once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))

    def __reduce__(self) -> tuple[type[InvalidInputError], tuple[tuple[Problem, ...]]]:
        """How it comes from another process: with its problems."""
        return type(self), (self.problems,)


class UnknownNameError(TrackerError):
    """A target, indicator or model that is not there, with the names it may have meant."""


class RefusedError(TrackerError):
    """A request that would lose or contradict something already written."""


@dataclass(frozen=True, slots=True)
class Question:
    """Something that a table does not say by itself: the key of the map that the answer goes to, and likely answers.

    `about` is what the map says of the answer: the text that an indicator has in the table, the name of an area.
    `proposed` is how an indicator that is not declared yet would be: its id, title, unit and frequency.
    """

    key: str
    text: str
    choices: tuple[str, ...] = ()
    about: Any = None
    proposed: Mapping[str, Any] = field(default_factory=dict)


class MappingNeededError(RefusedError):
    """What a table holds is not clear: the map as far as it was found out, and what is open."""

    def __init__(self, draft: Mapping[str, Any], questions: tuple[Question, ...]) -> None:
        self.draft = dict(draft)
        self.questions = questions
        super().__init__("; ".join(question.text for question in questions))


class StorageError(TrackerError):
    """A file that could not be read or written: missing, not permitted, disk full."""


class QuantityError(TrackerError, ValueError):
    """A text that is no quantity, or one in a unit that does not fit."""


class PeriodError(TrackerError, ValueError):
    """A text that is no period."""
