"""Everything that targets.yaml declares, as records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from tracker.figures import Indicator, Text
    from tracker.goals.target import Target

DEFAULT_ON_TRACK: Final = 0.75
DEFAULT_OFF_TRACK: Final = 0.25
DEFAULT_REPORT_LAG_DAYS: Final = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A publication that figures and goals are quoted from."""

    id: str
    publisher: Text | None = None
    title: Text | None = None
    authors: Text | None = None
    published: date | None = None
    url: str = ""
    note: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The `workspace` section: title, default area and language, thresholds of the statuses (shares).

    `own_goals` is added to the log odds of goals that a jurisdiction set for itself; 0 leaves the forecast as it is.
    """

    title: Text
    area: str
    language: str = "en"
    on_track: float = DEFAULT_ON_TRACK
    off_track: float = DEFAULT_OFF_TRACK
    report_lag_days: int = DEFAULT_REPORT_LAG_DAYS
    own_goals: float = 0.0
    notes: tuple[Text, ...] = ()
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Declarations:
    """Settings, indicators and targets by id, in the order of the file."""

    settings: Settings
    indicators: Mapping[str, Indicator]
    targets: Mapping[str, Target]
