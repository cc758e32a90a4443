"""Figures and declarations as they arrive from elsewhere, before anything is written."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from tracker.figures import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One figure from elsewhere, mapped to an indicator of the workspace.

    `value` is the printed decimal, in `unit` (empty: the indicator's). `published` is the source's own day of release,
    None where it gives none. `place` says where it stands there: `file.csv:12`, `sheet 'Data', row 5`.
    """

    indicator: str
    area: str
    period: Period
    value: str = ""
    growth: str = ""
    unit: str = ""
    qualifier: str = ""
    status: str = ""
    published: date | None = None
    source: str = ""
    url: str = ""
    note: str = ""
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StepArrival:
    """The status of one step of a milestone target, as it arrives from elsewhere."""

    target: str
    step: str
    status: str
    published: date
    evidence: str = ""
    source: str = ""
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Something that cannot be taken over: where it stands, and why."""

    place: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipment:
    """Everything that one import brings.

    `indicators`, `targets` and `sources` are new entries for targets.yaml, as plain data by id; those already declared
    are not among them. `remarks` say what was filled in by default, and what could not be carried over. `mapping` is
    how the file was understood, where the reader found that out by itself.
    """

    arrivals: tuple[Arrival, ...] = ()
    steps: tuple[StepArrival, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    indicators: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    targets: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    sources: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()
    mapping: Mapping[str, Any] | None = None
