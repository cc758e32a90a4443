"""Many assessments at once, and the cache of what was computed before.

Modules load when one of their names is first used: an answer found in the cache needs none of the others.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tracker.engine.answers import Answer, find_answer, keep_answer
    from tracker.engine.cache import fingerprint, remembered
    from tracker.engine.inputs import check_all, load, milestones, problems, read, read_milestones, rows
    from tracker.engine.outlook import Outlook, alternatives, outlook
    from tracker.engine.verdicts import assess, citation, files

__all__ = [
    "Answer",
    "Outlook",
    "alternatives",
    "assess",
    "check_all",
    "citation",
    "files",
    "find_answer",
    "fingerprint",
    "keep_answer",
    "load",
    "milestones",
    "outlook",
    "problems",
    "read",
    "read_milestones",
    "remembered",
    "rows",
]

_LATER: Final = {
    "answers": ("Answer", "find_answer", "keep_answer"),
    "cache": ("fingerprint", "remembered"),
    "inputs": ("check_all", "load", "milestones", "problems", "read", "read_milestones", "rows"),
    "outlook": ("Outlook", "alternatives", "outlook"),
    "verdicts": ("assess", "citation", "files"),
}


def __getattr__(name: str) -> object:
    for module, names in _LATER.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{module}"), name)
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message)
