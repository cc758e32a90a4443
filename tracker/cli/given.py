"""What the options of `declare` say of a goal, as entries of targets.yaml."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tracker.goals import Draft

_DECLARED: Final = {"declared_on": "on", "document": "document", "declared_by": "by", "url": "url", "quote": "quote"}
_MEASURE: Final = ("unit", "frequency", "nature", "aggregation", "better", "lag")
_DATES: Final = ("by", "since", "over", "baseline")
_WORDS: Final = ("indicator", "proxy", "note")


def flag(name: str) -> str:
    """How an option is written."""
    return f"--{name.replace('_', '-')}"


def drafted(name: str | None, given: Mapping[str, Any], data: Mapping[str, Any], language: str) -> Draft:
    """The parts of a goal that options name. Raises click.UsageError where they do not go together."""
    from tracker.goals import Draft, typed

    _refuse_unprintable(given)
    target: dict[str, Any] = {**_title(given, language), **_condition(given)}
    target |= {key: typed(given[key]) for key in _DATES if given[key] is not None}
    target |= {key: given[key] for key in _WORDS if given[key] is not None}
    if areas := given["areas"]:
        target |= {"areas": list(areas)} if len(areas) > 1 else {"area": areas[0]}
    if tags := given["tags"]:
        target["tags"] = list(tags)
    if declared := {key: given[option] for option, key in _DECLARED.items() if given[option] is not None}:
        target["declared"] = declared
    return Draft(id=name or "", target=target, measure=_measure(given, data))


def _refuse_unprintable(given: Mapping[str, Any]) -> None:
    from tracker.goals import text_fault

    for option, value in given.items():
        for text in value if isinstance(value, tuple) else (value,):
            if text is not None and (fault := text_fault(text)):
                raise click.UsageError(f"{flag(option)} {fault}")


def _title(given: Mapping[str, Any], language: str) -> dict[str, Any]:
    titles = {tag: given[f"title_{tag}"] for tag in ("en", "zh") if given[f"title_{tag}"] is not None}
    if given["title"] is None:
        return {"title": titles} if titles else {}
    if not titles:
        return {"title": given["title"]}
    if language in titles:
        raise click.UsageError(f"--title and --title-{language} are both in {language}; keep one")
    return {"title": dict(sorted({**titles, language: given["title"]}.items()))}


def _condition(given: Mapping[str, Any]) -> dict[str, Any]:
    """The one condition that was given, or none."""
    from tracker.goals import CONDITIONS, SPANS, parse_bound

    kinds = [kind for kind in CONDITIONS if given[kind] not in (None, ())]
    if not kinds:
        return {}
    if len(kinds) > 1:
        raise click.UsageError(f"{' and '.join(map(flag, kinds))}: keep one")
    (kind,) = kinds
    try:
        return {kind: parse_bound(given[kind]) if kind in SPANS else _amount(kind, given[kind])}
    except ValueError as error:
        raise click.UsageError(f"{flag(kind)}: {error}") from None


def _amount(kind: str, value: Any) -> Any:  # noqa: ANN401 - a text or several
    from tracker.goals import GROUPS, MILESTONES, typed

    if kind == "between":
        return [typed(each) for each in value]
    if kind in GROUPS:
        return list(value)
    return {"count": typed(value)} if kind == MILESTONES else value if kind == "improve" else typed(value)


def _measure(given: Mapping[str, Any], data: Mapping[str, Any]) -> dict[str, Any]:
    """The entry of a new indicator; empty where it is declared already."""
    measure = {key: given[key] for key in _MEASURE if given[key] is not None}
    if given["indicator_title"] is not None:
        measure = {"title": given["indicator_title"], **measure}
    if not measure:
        return {}
    indicator = given["indicator"]
    if indicator is None:
        raise click.UsageError("a new indicator needs its id: write --indicator ID")
    if indicator in (data.get("indicators") or {}):
        flags = ", ".join("--indicator-title" if key == "title" else flag(key) for key in measure)
        raise click.UsageError(f"{flags} belongs to a new indicator, and {indicator} is declared already; leave it out")
    return measure
