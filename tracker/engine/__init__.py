"""Many assessments at once, and the cache of what was computed before.

Modules load when one of their names is first used: an answer found in the cache needs none of the others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.door import door

if TYPE_CHECKING:
    from tracker.engine.answers import Answer, find_answer, keep_answer
    from tracker.engine.backtest import Past, past, track_record, track_records
    from tracker.engine.cache import fingerprint, remembered
    from tracker.engine.comparison import differences
    from tracker.engine.inputs import check_all, load, milestones, problems, read, read_milestones, rows
    from tracker.engine.methods import method_results
    from tracker.engine.moments import Moment, files_now, moment
    from tracker.engine.outlooks import Outlook, alternatives, outlook
    from tracker.engine.scorecards import as_plain_score, scores
    from tracker.engine.suppositions import what_if
    from tracker.engine.tripwires import with_tripwires
    from tracker.engine.verdicts import assess, citation, files
    from tracker.forecast import TrackRecord

__all__ = [
    "Answer",
    "Moment",
    "Outlook",
    "Past",
    "TrackRecord",
    "alternatives",
    "as_plain_score",
    "assess",
    "check_all",
    "citation",
    "differences",
    "files",
    "files_now",
    "find_answer",
    "fingerprint",
    "keep_answer",
    "load",
    "method_results",
    "milestones",
    "moment",
    "outlook",
    "past",
    "problems",
    "read",
    "read_milestones",
    "remembered",
    "rows",
    "scores",
    "track_record",
    "track_records",
    "what_if",
    "with_tripwires",
]

_LATER: Final = {
    "answers": ("Answer", "find_answer", "keep_answer"),
    "backtest": ("Past", "TrackRecord", "past", "track_record", "track_records"),
    "cache": ("fingerprint", "remembered"),
    "comparison": ("differences",),
    "inputs": ("check_all", "load", "milestones", "problems", "read", "read_milestones", "rows"),
    "methods": ("method_results",),
    "moments": ("Moment", "files_now", "moment"),
    "outlooks": ("Outlook", "alternatives", "outlook"),
    "scorecards": ("as_plain_score", "scores"),
    "suppositions": ("what_if",),
    "tripwires": ("with_tripwires",),
    "verdicts": ("assess", "citation", "files"),
}

__getattr__ = door(__name__, _LATER)
