"""A goal on its way into targets.yaml: its parts as they are answered, what is wrong with them, what is missing."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from tracker.goals.checks import contradictions
from tracker.goals.complaint import about, complaints
from tracker.goals.condition import kinds_in
from tracker.goals.finder import did_you_mean
from tracker.goals.readable import UNPRINTABLE
from tracker.goals.scalar import read_scalar
from tracker.goals.target import CHANGES, GROUPS, LEVELS, MILESTONES, SPANS
from tracker.goals.written import LONGEST_ID, check_identifier, shown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tracker.goals.document import Place

_UNNAMED: Final = "new"
"""The id of a target that has none yet, while it is checked."""

_LATEST: Final = {"by": 2999, "over": "2998..2999", "since": 1000}
"""Stand for dates that are not answered yet, so that the other parts can be checked."""

_ORDER: Final = (
    *("title", "indicator", "proxy", *LEVELS, *CHANGES, *SPANS, MILESTONES, *GROUPS, "since", "over", "by"),
    *("baseline", "reached", "binding", "area", "areas", "replaces", "tags", "declared", "note"),
)
_MEASURE_ORDER: Final = ("title", "unit", "frequency", "nature", "aggregation", "better", "lag")
_ABSENCE: Final = ("is missing", "no condition")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ARTICLE: Final = re.compile(r"^(?:an?|the)-")
_AND: Final = re.compile(r"\s*(?:\band\b|\.\.|–|至|到|和)\s*")

_SIDES: Final = {
    "at_least": ("at least", "at_least", ">=", "≥", "不低于", "不少于", "至少", "达到"),
    "more_than": ("more than", "more_than", "above", ">", "超过", "高于", "大于"),
    "at_most": ("at most", "at_most", "<=", "≤", "不超过", "不高于", "至多"),
    "less_than": ("less than", "less_than", "below", "<", "低于", "少于", "小于"),
    "between": ("between", "介于"),
}
"""How people say the side of a bound; of two that begin alike the longer one is tried first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A target's entry as far as it is known, and that of its indicator where this is new as well."""

    id: str = ""
    target: Mapping[str, Any] = field(default_factory=dict)
    measure: Mapping[str, Any] = field(default_factory=dict)

    @property
    def indicator(self) -> str:
        """The id of the indicator, empty where none is named yet."""
        return str(self.target.get("indicator", ""))


def draft_entries(draft: Draft) -> dict[tuple[str, ...], dict[str, Any]]:
    """The new entries by section, their keys in the usual order, days as dates: what `inserted` takes."""
    entries: dict[tuple[str, ...], dict[str, Any]] = {}
    if draft.measure:
        entries["indicators",] = {draft.indicator: _arranged(draft.measure, _MEASURE_ORDER)}
    entries["targets",] = {draft.id: _arranged(draft.target, _ORDER)}
    return entries


def draft_faults(data: Mapping[str, Any], draft: Draft, before: Draft | None = None) -> list[str]:
    """What is wrong with the parts that are there, as targets.yaml would be refused for it; `by: …` for a target's.

    `data` is what the file says now. With `before`, only what the last answer made wrong.
    """
    known = set() if before is None else _findings(data, before)
    return sorted(_findings(data, draft) - known)


def draft_gaps(draft: Draft) -> list[str]:
    """The keys that are still needed; `condition` stands for any one, `unit` and `frequency` are the measure's."""
    target = draft.target
    kind = next(iter(kinds_in(target)), None)
    gaps = [] if "title" in target else ["title"]
    if kind not in {MILESTONES, *GROUPS}:
        gaps += [] if draft.indicator else ["indicator"]
        gaps += [key for key in ("title", "unit", "frequency") if draft.measure and key not in draft.measure]
    if kind is None:
        gaps.append("condition")
    elif kind in SPANS:
        gaps += [] if "over" in target else ["over"]
    elif kind in CHANGES and not target.keys() & {"since", "baseline"}:
        gaps.append("since")
    if kind not in {*SPANS, *GROUPS} and "by" not in target and not _all_dated(target.get(MILESTONES)):
        gaps.append("by")
    return gaps


def id_fault(text: str, taken: Mapping[str, Any], what: str) -> str:
    """What is wrong with a new id, or nothing; `taken` are the entries that have theirs, `what` is what they are."""
    try:
        check_identifier(text)
    except ValueError as error:
        return str(error)
    return f"there is {what} {text!r} already; choose another id" if text in taken else ""


def unknown_indicator(name: str, known: Mapping[str, Any]) -> str:
    """What to say of an indicator that is not declared."""
    return f"there is no indicator {shown(name)}{did_you_mean(name, known)}"


def suggested_id(title: str, deadline: object, taken: Mapping[str, Any]) -> str:
    """An id made from a title in Latin letters and the deadline's year, one that is free; empty for other scripts."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", title) if not unicodedata.combining(c)).lower()
    if any(c.isalpha() and not c.isascii() for c in plain):
        return ""
    stem = _ARTICLE.sub("", re.sub(r"[^a-z0-9]+", "-", plain).strip("-"))
    if not re.search("[a-z]", stem):
        return ""
    year = re.match(r"[0-9]{4}", str(deadline or "").rpartition("..")[2])
    if year and year[0] not in stem:
        stem = f"{stem[: LONGEST_ID - 8].strip('-')}-{year[0]}"
    stem = stem[: LONGEST_ID - 3].strip("-")
    return next(
        name
        for name in (stem, *(f"{stem}-{number}" for number in range(2, 1000)))
        if not id_fault(name, taken, "a target")
    )


def typed(text: str) -> str | int | float:
    """An answer as the file would read it unquoted: a number where it is one, else the text."""
    try:
        value = read_scalar(text)
    except ValueError:
        return text
    return text if value is None or isinstance(value, bool) else value


def parse_bound(text: str) -> dict[str, Any]:
    """A bound as people say it: `at least 5.5 %` → {"at_least": "5.5 %"}. Raises ValueError where no side is said."""
    stripped = text.strip()
    for word, side in sorted(
        ((word, side) for side, words in _SIDES.items() for word in words), key=lambda p: -len(p[0])
    ):
        if not stripped.lower().startswith(word):
            continue
        amount = stripped[len(word) :].strip(" :")
        if side != "between":
            return {side: typed(amount)}
        return {side: [typed(each) for each in _AND.split(amount)]}
    raise ValueError(
        f"{shown(text)} says no side; write it like: at least 5.5 %, more than 50, at most 3 %, between 1 and 2"
    )


def text_fault(text: str) -> str:
    """What is wrong with a typed text whatever it is for, or nothing."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return "holds bytes that are no UTF-8; type it again"
    odd = UNPRINTABLE.search(text)
    return f"holds the invisible character U+{ord(odd[0]):04X}; type it again without it" if odd else ""


def _findings(data: Mapping[str, Any], draft: Draft) -> set[str]:
    """Everything wrong in the draft's own entries; what is only missing belongs to `draft_gaps`."""
    name = draft.id or _UNNAMED
    assumed = {key: value for key, value in _LATEST.items() if key in draft_gaps(draft)}
    both = {
        "targets": {**(data.get("targets") or {}), name: {"title": "…", **draft.target, **assumed}},
        "indicators": dict(data.get("indicators") or {}),
    }
    if draft.measure:
        blank = {"title": "…", "unit": "…", "frequency": "annual"}
        both["indicators"][draft.indicator] = {**blank, **draft.measure}
    whole = {**data, **both}
    misfits = list(complaints(whole))
    findings = [*misfits, *contradictions(whole, {place[:2] for place, _ in misfits})]
    places: tuple[Place, ...] = (("targets", name), ("indicators", draft.indicator))
    own = f"{about(places[0], '').removesuffix(': ')}, "
    return {
        sentence.removeprefix(own)
        for place, sentence in findings
        if place[:2] in places and (len(place) > 2 or not any(word in sentence for word in _ABSENCE))
    }


def _arranged(entry: Mapping[str, Any], order: tuple[str, ...]) -> dict[str, Any]:
    return {key: _dated(entry[key]) for key in order if key in entry}


def _dated(value: Any) -> Any:  # noqa: ANN401 - any part of an entry
    if isinstance(value, dict):
        return {key: _dated(each) for key, each in value.items()}
    return date.fromisoformat(value) if isinstance(value, str) and _DAY.fullmatch(value) else value


def _all_dated(steps: object) -> bool:
    return isinstance(steps, list) and all("by" in step for step in steps)
