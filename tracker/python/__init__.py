"""The public Python interface: a workspace, its verdicts, series and forecasts, as records, tables and pictures."""

from __future__ import annotations

from tracker.python.assessments import Assessment, Assessments
from tracker.python.outlook import Forecast, Series
from tracker.python.workspace import Workspace, open_workspace

__all__ = ["Assessment", "Assessments", "Forecast", "Series", "Workspace", "open_workspace"]
