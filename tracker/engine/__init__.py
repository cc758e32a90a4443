"""Many assessments at once, and the cache of what was computed before.

Modules load when one of their names is first used: an answer found in the cache needs none of the others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.door import door

if TYPE_CHECKING:
    from tracker.engine.ahead import work_ahead
    from tracker.engine.answers import Answer, find_answer, keep_answer
    from tracker.engine.backtest import Past, past, track_record
    from tracker.engine.blocks import files
    from tracker.engine.cache import cited_files, remembered
    from tracker.engine.cluster import Cluster, connected
    from tracker.engine.comparison import differences
    from tracker.engine.copies import copied
    from tracker.engine.inputs import check_all, load, milestones, problems, read, read_milestones, rows
    from tracker.engine.kept_records import track_records
    from tracker.engine.methods import method_results
    from tracker.engine.moments import Moment, earlier, files_now, moment, on, targets_now
    from tracker.engine.notes import author_notes, note_problems
    from tracker.engine.outlooks import Outlook, alternatives, outlook
    from tracker.engine.pool import pieces, processes, results
    from tracker.engine.printing import Printer, as_pdf, find_printer
    from tracker.engine.scorecards import as_plain_score, scores
    from tracker.engine.stored import RECORD_VERSION, record, stored_calls
    from tracker.engine.suppositions import what_if
    from tracker.engine.texts import Tell, tell_each
    from tracker.engine.tripwires import with_tripwires
    from tracker.engine.verdicts import assess, citation
    from tracker.forecast import TrackRecord

__all__ = [
    "RECORD_VERSION",
    "Answer",
    "Cluster",
    "Moment",
    "Outlook",
    "Past",
    "Printer",
    "Tell",
    "TrackRecord",
    "alternatives",
    "as_pdf",
    "as_plain_score",
    "assess",
    "author_notes",
    "check_all",
    "citation",
    "cited_files",
    "connected",
    "copied",
    "differences",
    "earlier",
    "files",
    "files_now",
    "find_answer",
    "find_printer",
    "keep_answer",
    "load",
    "method_results",
    "milestones",
    "moment",
    "note_problems",
    "on",
    "outlook",
    "past",
    "pieces",
    "problems",
    "processes",
    "read",
    "read_milestones",
    "record",
    "remembered",
    "results",
    "rows",
    "scores",
    "stored_calls",
    "targets_now",
    "tell_each",
    "track_record",
    "track_records",
    "what_if",
    "with_tripwires",
    "work_ahead",
]

_LATER: Final = {
    "ahead": ("work_ahead",),
    "answers": ("Answer", "find_answer", "keep_answer"),
    "blocks": ("files",),
    "backtest": ("Past", "TrackRecord", "past", "track_record"),
    "cache": ("cited_files", "remembered"),
    "cluster": ("Cluster", "connected"),
    "comparison": ("differences",),
    "copies": ("copied",),
    "inputs": ("check_all", "load", "milestones", "problems", "read", "read_milestones", "rows"),
    "kept_records": ("track_records",),
    "methods": ("method_results",),
    "moments": ("Moment", "earlier", "files_now", "moment", "on", "targets_now"),
    "notes": ("author_notes", "note_problems"),
    "outlooks": ("Outlook", "alternatives", "outlook"),
    "pool": ("pieces", "processes", "results"),
    "printing": ("Printer", "as_pdf", "find_printer"),
    "scorecards": ("as_plain_score", "scores"),
    "stored": ("RECORD_VERSION", "record", "stored_calls"),
    "suppositions": ("what_if",),
    "texts": ("Tell", "tell_each"),
    "tripwires": ("with_tripwires",),
    "verdicts": ("assess", "citation"),
}

__getattr__ = door(__name__, _LATER)
