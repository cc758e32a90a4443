"""Everything that targets.yaml declares, as records."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from tracker.figures import Indicator, Text
    from tracker.goals.target import Target

DEFAULT_ON_TRACK: Final = 0.75
DEFAULT_OFF_TRACK: Final = 0.25
DEFAULT_REPORT_LAG_DAYS: Final = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Pull:
    """Where the figures of a source come from: the format, an address, a path in the workspace, or a query.

    `map` says what maps to which indicator, in the words of the format; None where its own conventions hold.
    """

    form: str
    url: str = ""
    path: str = ""
    query: str = ""
    map: Mapping[str, Any] | None = field(default=None, hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A publication that figures and goals are quoted from; `pull` says where `tracker pull` gets them."""

    id: str
    publisher: Text | None = None
    title: Text | None = None
    authors: Text | None = None
    published: date | None = None
    url: str = ""
    note: Text | None = None
    pull: Pull | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The `workspace` section: title, default area and language, thresholds of the statuses (shares).

    `own_goals` is added to the log odds of goals that a jurisdiction set for itself; 0 leaves the forecast as it is.
    `url` is where others read the folder reports/, with a slash at its end; empty where no such place is known.
    """

    title: Text
    area: str
    language: str = "en"
    on_track: float = DEFAULT_ON_TRACK
    off_track: float = DEFAULT_OFF_TRACK
    report_lag_days: int = DEFAULT_REPORT_LAG_DAYS
    own_goals: float = 0.0
    url: str = ""
    notes: tuple[Text, ...] = ()
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Declarations:
    """Settings, indicators and targets by id, in the order of the file.

    `of_indicator` has the targets of each indicator that has one, `of_declaration` those that a declaration stands for,
    and `successors` those that were declared in place of a declaration. `area_names` is what areas are called, by code.
    """

    settings: Settings
    indicators: Mapping[str, Indicator]
    targets: Mapping[str, Target]
    area_names: Mapping[str, Text] = field(default_factory=dict)
    of_indicator: Mapping[str, tuple[Target, ...]] = field(init=False, repr=False, compare=False)
    of_declaration: Mapping[str, tuple[Target, ...]] = field(init=False, repr=False, compare=False)
    successors: Mapping[str, tuple[Target, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "of_indicator", self._by(lambda target: target.indicator))
        object.__setattr__(self, "of_declaration", self._by(lambda target: target.declared_id))
        object.__setattr__(self, "successors", self._by(lambda target: target.replaces))

    def _by(self, key: Callable[[Target], str | None]) -> Mapping[str, tuple[Target, ...]]:
        found: dict[str, list[Target]] = {}
        for target in self.targets.values():
            if (name := key(target)) is not None:
                found.setdefault(name, []).append(target)
        return {name: tuple(each) for name, each in found.items()}
