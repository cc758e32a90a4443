"""What models say of themselves when they cannot be fitted, in the reader's language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from tracker.report.language import msgid

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tracker.report.language import Language

_FORMS: Final = tuple(
    (re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+)", re.escape(form))), form)
    for form in (
        msgid("needs {fewest} figures, there are {found}"),
        msgid("needs {fewest} figures, there is 1"),
        msgid("the figures do not vary"),
        msgid("could not be fitted: {error}"),
        msgid("gave no finite forecast"),
        msgid("MissingPeriodsWarning: {missing} missing periods are bridged by straight lines"),
    )
)
"""What the textbooks' models say, each with the pattern that its places fill; a user's own model says anything."""


def remarks(said: Iterable[str], language: Language) -> str:
    """The remarks of one model in a line; what no form fits stays as it was said."""
    return language.text("; ").join(_remark(each, language) for each in said)


def _remark(said: str, language: Language) -> str:
    for pattern, form in _FORMS:
        if found := pattern.fullmatch(said):
            return language.text(form, **found.groupdict())
    return said
