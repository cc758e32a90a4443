"""Many assessments at once, and the cache of what was computed before."""

from tracker.engine.cache import remembered
from tracker.engine.inputs import check_all, fingerprint, load, milestones, problems, read, read_milestones, rows
from tracker.engine.outlook import Outlook, alternatives, outlook
from tracker.engine.verdicts import assess, citation, files

__all__ = [
    "Outlook",
    "alternatives",
    "assess",
    "check_all",
    "citation",
    "files",
    "fingerprint",
    "load",
    "milestones",
    "outlook",
    "problems",
    "read",
    "read_milestones",
    "remembered",
    "rows",
]
