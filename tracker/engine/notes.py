"""What the author of a report wrote beside it: Markdown in reports/notes/QUARTER/, read strictly.

`index.md` is on the whole quarter, `TARGET.md` on one target, in all its areas; a language may stand before the ending:
`index.zh.md`. Without one a file is in the workspace's own language.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

from tracker.errors import InvalidInputError, PeriodError, Problem, TrackerError
from tracker.figures import QUARTERLY, Text, parse_period
from tracker.goals import did_you_mean
from tracker.workspace import NOTES, RECORD, REPORTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.goals import Declarations
    from tracker.workspace import Folder

_WHOLE: Final = "index"
"""The name of a note on the whole quarter."""

_FILE: Final = re.compile(r"(?P<name>[^.]+)(?:\.(?P<language>[^.]+))?\.md")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufdd0-\ufdef\ufffe\uffff]")


def author_notes(folder: Folder, declarations: Declarations, quarter: str, languages: Sequence[str]) -> dict[str, Text]:
    """The notes on a quarter by target id, that on the whole by the empty text.

    Raises InvalidInputError with everything that is wrong in them.
    """
    found, problems = _read(folder, declarations, quarter, languages)
    if errors := [problem for problem in problems if not problem.warning]:
        raise InvalidInputError(errors)
    named = {name: Text(tuple(texts.items())) for name, texts in found.items()}
    of_targets = {
        target.id: named.get(target.id) or named.get(target.declared_id) for target in declarations.targets.values()
    }
    whole = {"": named[_WHOLE]} if _WHOLE in named else {}
    return whole | {name: text for name, text in of_targets.items() if text is not None and name != _WHOLE}


def note_problems(folder: Folder, declarations: Declarations | None, languages: Sequence[str]) -> tuple[Problem, ...]:
    """Everything wrong or doubtful in the notes of all quarters; without declarations, whatever targets they are on."""
    try:
        names = folder.notes_listed()
    except TrackerError as error:
        return _as_problems(error, f"{REPORTS}/{NOTES}")
    found: list[Problem] = []
    for name in names:
        path = f"{REPORTS}/{NOTES}/{name}"
        if _is_quarter(name):
            found += _read(folder, declarations, name, languages)[1]
        elif _is_folder(folder, name):
            found.append(Problem(path=path, message=f"{name!r} is no quarter; call the folder like 2026-Q3"))
        else:
            message = f"is not read; notes stand in {REPORTS}/{NOTES}/2026-Q3/"
            found.append(Problem(path=path, message=message, warning=True))
    return tuple(found)


def _is_quarter(name: str) -> bool:
    try:
        period = parse_period(name)
    except PeriodError:
        return False
    return period.frequency == QUARTERLY and str(period) == name


def _is_folder(folder: Folder, name: str) -> bool:
    try:
        folder.notes_listed(name)
    except TrackerError:
        return False
    return True


def _read(
    folder: Folder, declarations: Declarations | None, quarter: str, languages: Sequence[str]
) -> tuple[dict[str, dict[str, str]], list[Problem]]:
    """The notes on a quarter by the name of their file and by language, and what is wrong with them."""
    own = languages[0] if declarations is None else declarations.settings.language
    found: dict[str, dict[str, str]] = {}
    problems: list[Problem] = []
    try:
        files = folder.notes_listed(quarter)
    except TrackerError as error:
        return {}, list(_as_problems(error, f"{REPORTS}/{NOTES}/{quarter}"))
    former: frozenset[str] | None = None
    for file in files:
        path = f"{REPORTS}/{NOTES}/{quarter}/{file}"
        named = _FILE.fullmatch(file)
        if named is None:
            message = f"is not read; a note is called {_WHOLE}.md or TARGET.md, with a language like {_WHOLE}.zh.md"
            problems.append(Problem(path=path, message=message, warning=True))
            continue
        name, language = named["name"], named["language"] or own
        if named["language"] and language not in languages:
            message = f"no report is written in {language!r}; write one of {', '.join(languages)}"
            problems.append(Problem(path=path, message=message))
            continue
        if declarations is not None and not _is_known(name, declarations):
            former = _recorded(folder, quarter) if former is None else former
            problems.append(_unknown(path, name, declarations, gone=name in former))
            continue
        text, wrong = _text(folder, quarter, file)
        problems += wrong
        if language in found.get(name, {}):
            message = f"there are two notes in the same language ({language}): this file and {name}.md; keep one"
            problems.append(Problem(path=path, message=message))
        elif text:
            found.setdefault(name, {})[language] = text
    return found, problems


def _text(folder: Folder, quarter: str, file: str) -> tuple[str, tuple[Problem, ...]]:
    """The text of a note, with line feeds alone at the ends of lines, and what is wrong in the file."""
    path = f"{REPORTS}/{NOTES}/{quarter}/{file}"
    try:
        content = folder.note(quarter, file)
    except TrackerError as error:
        return "", _as_problems(error, path)
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        message = f"is not UTF-8: byte 0x{content[error.start]:02x}; save it as UTF-8"
        return "", (Problem(path=path, line=line, message=message),)
    if control := _CONTROL.search(text):
        line = text.count("\n", 0, control.start()) + 1
        return "", (Problem(path=path, line=line, message=f"control character {control[0]!r}; delete it"),)
    if not text.strip():
        return "", (Problem(path=path, message="is empty; write the note or delete the file", warning=True),)
    return text, ()


def _is_known(name: str, declarations: Declarations) -> bool:
    return name == _WHOLE or any(name in {each.id, each.declared_id} for each in declarations.targets.values())


def _unknown(path: str, name: str, declarations: Declarations, *, gone: bool) -> Problem:
    if gone:
        message = f"the report was on a target {name!r}, which is declared no more; the note is shown no more"
        return Problem(path=path, message=message, warning=True)
    hint = did_you_mean(name, [_WHOLE, *declarations.targets]) or "; call the file like a target, or move it away"
    return Problem(path=path, message=f"no target is called {name!r}{hint}")


def _recorded(folder: Folder, quarter: str) -> frozenset[str]:
    """The ids of the targets that a written report was on."""
    try:
        record = json.loads(folder.report_file(quarter, RECORD) or b"")
        return frozenset(str(each["id"]) for each in record["verdicts"])
    except (TrackerError, ValueError, LookupError, TypeError, RecursionError):
        return frozenset()


def _as_problems(error: TrackerError, path: str) -> tuple[Problem, ...]:
    if isinstance(error, InvalidInputError):
        return error.problems
    return (Problem(path=path, message=str(error).removeprefix(f"{path}: ")),)
