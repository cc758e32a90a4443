"""targets.yaml from its bytes to a checked document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tracker.errors import Problem

if TYPE_CHECKING:
    from tracker.goals.document import Document, Place

FILE_NAME: Final = "targets.yaml"

_SECTIONS: Final = ("workspace", "indicators", "targets")


def parse(content: bytes, path: str = FILE_NAME) -> tuple[dict[str, Any] | None, tuple[Problem, ...]]:
    """Return the document, or None and everything wrong in it.

    The document is what the file says, in plain lists, dicts, texts and numbers that JSON can hold, with `line` in
    each indicator and target; `build` makes records of it.
    """
    from tracker.goals.checks import contradictions
    from tracker.goals.complaint import complaints
    from tracker.goals.document import parse_document

    document, problems = parse_document(content, path)
    if document is None:
        return None, problems
    data = {key: value for key, value in document.data.items() if value is not None or key not in _SECTIONS}
    misfits = list(complaints(data))
    broken = {place[:2] for place, _ in misfits}
    findings = [*misfits, *contradictions(data, broken)]
    problems += tuple(
        Problem(path=path, line=document.line(place), message=message)
        for place, message in findings
        if not _already_refused(place, document)
    )
    if problems:
        return None, tuple(sorted(set(problems)))
    return _with_lines(data, document), ()


def plain_data(content: bytes, path: str) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    """What any other YAML file says, read as strictly, and everything wrong in it as YAML."""
    from tracker.goals.document import parse_document

    document, problems = parse_document(content, path)
    return ({} if document is None else document.data), problems


def _already_refused(place: Place, document: Document) -> bool:
    """Whether a place, or something in it, was refused when it was read: what is wrong there has been said."""
    return any(
        place[: len(refused)] == refused or (len(place) > 2 and refused[: len(place)] == place)
        for refused in document.refused
    )


def _with_lines(data: dict[str, Any], document: Document) -> dict[str, Any]:
    numbered = {
        section: {name: entry | {"line": document.line((section, name))} for name, entry in data[section].items()}
        for section in ("indicators", "targets")
        if section in data
    }
    return data | numbered
