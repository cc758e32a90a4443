"""How many goals of a tag, an area or a group stand where, and how many of them can be expected to be met."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from tracker.verdict import status

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from tracker.goals import Settings
    from tracker.verdict.assessment import Assessment

    Judged = tuple[Assessment, Any]

ALL: Final = "all"
WAYS: Final = ("tag", "area", "group")
"""What goals can be put together by."""

_WORST_FIRST: Final = (
    status.MISSED, status.OFF_TRACK, status.LATE, status.UNCERTAIN, status.NOT_STARTED, status.IN_PROGRESS,
    status.ON_TRACK, status.DONE, status.ACHIEVED, status.NO_DATA,
)  # fmt: skip
_INTERVAL: Final = (0.1, 0.9)


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How a set of goals stands.

    `key` is the tag, the area or the group that they share; None for goals without one. `counts` are goals by status.
    `expected_met` is the number of goals that are met, on average, out of the `judged` ones: those with a probability
    or a settled answer; in four cases of five it lies in `interval`, both ends included. `mean_probability` is their
    mean, 1 for a goal that is met and 0 for one that is missed, and `mean_status` what that would be called; `worst` is
    the worst status of any goal with one. `unjudged` are the goals without an answer or a probability. `replaced` ones
    stand beside and are counted nowhere. `rule` says what makes a group: `all_of`, `any_of`, or its `areas`; `depth` is
    the number of groups it lies in.
    """

    by: str
    key: str | None
    members: tuple[str, ...]
    counts: tuple[tuple[str, int], ...]
    judged: int
    expected_met: float | None
    interval: tuple[int, int] | None
    worst: str
    mean_probability: float | None
    mean_status: str
    unjudged: tuple[str, ...]
    replaced: tuple[str, ...]
    rule: str = ""
    depth: int = 0


def scorecards(judged: Sequence[Judged], settings: Settings) -> tuple[Score, ...]:
    """The scores of all goals, and of those of every tag, area and group, from their verdicts and draws.

    Goals on one series are counted on the same draws, so that they are met or missed together; different series are
    taken as independent.
    """
    by_id = {verdict.target.id: (verdict, met) for verdict, met in judged}
    sets: list[tuple[str, str | None, Iterable[str], str, int]] = [(ALL, None, by_id, "", 0)]
    sets += [("tag", key, members, "", 0) for key, members in _by_tag(judged)]
    sets += [("area", key, members, "", 0) for key, members in _by_area(judged)]
    sets += [("group", *group) for group in _by_group(judged)]
    return tuple(
        _score(
            [by_id[member] for member in members if member in by_id], settings, by=by, key=key, rule=rule, depth=depth
        )
        for by, key, members, rule, depth in sets
    )


def _by_tag(judged: Sequence[Judged]) -> Iterator[tuple[str | None, list[str]]]:
    tags = dict.fromkeys(tag for verdict, _ in judged for tag in verdict.target.tags)
    for tag in tags:
        yield tag, [verdict.target.id for verdict, _ in judged if tag in verdict.target.tags]
    if rest := [verdict.target.id for verdict, _ in judged if not verdict.target.tags]:
        yield None, rest


def _by_area(judged: Sequence[Judged]) -> Iterator[tuple[str, list[str]]]:
    for area in dict.fromkeys(verdict.target.area for verdict, _ in judged):
        yield area, [verdict.target.id for verdict, _ in judged if verdict.target.area == area]


def _by_group(judged: Sequence[Judged]) -> Iterator[tuple[str | None, list[str], str, int]]:
    """Goals made of goals, each with the goals at its ends, a group within a group after it; then goals of areas."""
    targets = {verdict.target.id: verdict.target for verdict, _ in judged}
    groups = {name: target.condition.members for name, target in targets.items() if target.condition.members}
    inner = {member for members in groups.values() for member in members}
    used = set(groups)

    def walk(name: str, depth: int) -> Iterator[tuple[str | None, list[str], str, int]]:
        ends = list(_ends(name, groups))
        used.update(ends)
        yield name, ends, targets[name].condition.kind, depth
        for member in groups[name]:
            if member in groups:
                yield from walk(member, depth + 1)

    for name in groups:
        if name not in inner:
            yield from walk(name, 0)
    sizes = Counter(target.declared_id for target in targets.values())
    for declared, size in sizes.items():
        if size > 1:
            members = [name for name, target in targets.items() if target.declared_id == declared]
            used.update(members)
            yield declared, members, "areas", 0
    if (rest := [name for name in targets if name not in used]) and len(rest) < len(targets):
        yield None, rest, "", 0


def _ends(name: str, groups: Mapping[str, tuple[str, ...]]) -> dict[str, None]:
    """The goals that a group comes down to, none twice."""
    found: dict[str, None] = {}
    for member in groups[name]:
        found |= _ends(member, groups) if member in groups else {member: None}
    return found


def _score(judged: Sequence[Judged], settings: Settings, *, by: str, key: str | None, rule: str, depth: int) -> Score:
    counted = [(verdict, met) for verdict, met in judged if verdict.replaced_by is None]
    known = [(verdict, share) for verdict, met in counted if (share := _share(verdict, met)) is not None]
    expected = sum(share for _, share in known)
    mean = expected / len(known) if known else None
    found = Counter(verdict.status for verdict, _ in counted)
    standing = [word for word in _WORST_FIRST if found[word]]
    return Score(
        by=by,
        key=key,
        members=tuple(verdict.target.id for verdict, _ in judged),
        counts=tuple((word, found[word]) for word in status.STATUSES if found[word]),
        judged=len(known),
        expected_met=expected if known else None,
        interval=_interval(counted) if known else None,
        worst=standing[0] if standing else status.NO_DATA,
        mean_probability=mean,
        mean_status=status.of_answer(_settled(known), mean, settings),
        unjudged=tuple(verdict.target.id for verdict, met in counted if _share(verdict, met) is None),
        replaced=tuple(verdict.target.id for verdict, _ in judged if verdict.replaced_by is not None),
        rule=rule,
        depth=depth,
    )


def _share(verdict: Assessment, met: Any) -> float | None:  # noqa: ANN401 - bool, array or None
    """The probability of a goal, 1 or 0 where it is settled; None where nothing is known."""
    if verdict.status in status.REACHED:
        return 1.0
    return float(met) if isinstance(met, bool) else verdict.probability


def _settled(known: Sequence[tuple[Assessment, float]]) -> bool | None:
    """Whether all goals are met, or all missed, for certain."""
    shares = {share for verdict, share in known if verdict.probability is None}
    certain = len(shares) == 1 and all(verdict.probability is None for verdict, _ in known)
    return shares.pop() == 1.0 if certain else None


def _interval(judged: Sequence[Judged]) -> tuple[int, int]:
    """The tenth and the ninetieth percentile of the number of goals met, over the draws."""
    import numpy as np

    from tracker.verdict.group import aligned

    answers = [answer for verdict, met in judged if (answer := aligned(verdict, met)) is not None]
    certain = sum(answer for answer in answers if isinstance(answer, bool))
    drawn = [np.asarray(answer) for answer in answers if not isinstance(answer, bool)]
    if not drawn:
        return certain, certain
    length = min(len(answer) for answer in drawn)
    numbers = np.sum([answer[:length] for answer in drawn], axis=0)
    low, high = np.quantile(numbers, _INTERVAL, method="inverted_cdf")
    return certain + int(low), certain + int(high)
