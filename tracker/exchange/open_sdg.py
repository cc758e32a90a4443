"""An Open SDG data repository, whole: its indicators, their figures, and the goals that it measures progress towards.

Formats: open-sdg.readthedocs.io (data format, indicator configuration, progress) and open-sdg/sdg-build, both read.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from tracker.errors import RefusedError, StorageError
from tracker.exchange.arrival import Arrival, Refusal, Shipment
from tracker.exchange.open_sdg_declared import difference, target_of
from tracker.exchange.open_sdg_indicator import UNKNOWN, Sheet, entry_of, source_of, title_of
from tracker.exchange.open_sdg_repository import open_repository, table_of
from tracker.exchange.open_sdg_series import Choice, areas, chosen, figures, headlines, rows_of, slug
from tracker.exchange.open_sdg_targets import AUTOMATIC, is_on, items
from tracker.exchange.open_sdg_words import Words
from tracker.exchange.open_sdg_yaml import read_page

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from tracker.exchange.open_sdg_repository import Repository
    from tracker.exchange.open_sdg_series import Figure
    from tracker.exchange.open_sdg_table import Table
    from tracker.exchange.open_sdg_targets import Item
    from tracker.exchange.open_sdg_words import Text
    from tracker.goals import Declarations

_KEYS: Final = ("areas", "only", "translations")


@dataclass(slots=True)
class _Load:
    """What has been put together so far. `gathered` are ids by what is said of them together."""

    declarations: Declarations
    retrieved: date
    with_areas: bool
    arrivals: list[Arrival] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    indicators: dict[str, dict[str, Any]] = field(default_factory=dict)
    targets: dict[str, dict[str, Any]] = field(default_factory=dict)
    sources: dict[str, dict[str, Any]] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    gathered: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    made: set[str] = field(default_factory=set)
    left_out: Counter[str] = field(default_factory=Counter)


def read(place: str, *, mapping: Mapping[str, Any] | None, declarations: Declarations, retrieved: date) -> Shipment:
    """Everything that a clone or archive of a data repository brings.

    `mapping` may hold `areas: false` (leave out what is broken down by GeoCode), `only: [1-2-1, …]`, and
    `translations`, a folder with the translations that the repository takes from another one. Raises RefusedError where
    the place holds no such repository, StorageError where it cannot be read.
    """
    with_areas, only, translations = _wishes(mapping)
    repository = open_repository(place, translations=translations)
    names = tuple(dict.fromkeys((*repository.data, *repository.pages)))
    if unknown := [name for name in only if name not in names]:
        raise RefusedError(f"only: the repository has no indicator {unknown[0]!r}")
    words = Words(repository)
    load = _Load(declarations=declarations, retrieved=retrieved, with_areas=with_areas)
    for name in only or names:
        _bring(name, repository, words, load)
    return Shipment(
        arrivals=tuple(load.arrivals),
        refusals=(*repository.refusals, *load.refusals, *words.refusals),
        indicators=load.indicators,
        targets=load.targets,
        sources={name: entry for name, entry in load.sources.items() if name not in _declared_sources(declarations)},
        remarks=(*repository.remarks, *load.remarks, *_summed(load)),
    )


def _wishes(mapping: Mapping[str, Any] | None) -> tuple[bool, tuple[str, ...], str]:
    mapping = mapping or {}
    if unknown := [key for key in mapping if key not in _KEYS]:
        raise RefusedError(f"the mapping of open-sdg has no key {unknown[0]!r}; write {' or '.join(_KEYS)}")
    with_areas, only = mapping.get("areas", True), mapping.get("only", [])
    if not isinstance(with_areas, bool):
        raise RefusedError("areas: write true or false")
    if not isinstance(only, list) or not all(isinstance(each, str) for each in only):
        raise RefusedError("only: write a list of indicators, like [1-2-1, 3-4-1]")
    translations = mapping.get("translations", "")
    if not isinstance(translations, str):
        raise RefusedError("translations: write the path of a folder")
    return with_areas, tuple(each.replace(".", "-") for each in only), translations


def _declared_sources(declarations: Declarations) -> set[str]:
    return {source.id for source in declarations.settings.sources}


def _bring(name: str, repository: Repository, words: Words, load: _Load) -> None:
    """One indicator: its series, their figures, its goals."""
    pages = []
    try:
        for path in repository.pages.get(name, ()):
            page, wrong = read_page(repository.read(path), path)
            pages.append(page)
            load.refusals += wrong
        table = table_of(name, repository)
    except StorageError as error:
        load.refusals.append(Refusal(place=name, reason=str(error)))
        return
    sheet = Sheet(name=name, pages=tuple(pages), words=words)
    goals, wrong = items(pages)
    load.refusals += (*wrong, *(() if table is None else table.refusals))
    if table is None or not table.entries:
        load.gathered["no figures, so nothing was taken"].append(name)
        load.refusals += [Refusal(place=goal.place, reason="the indicator has no figures") for goal in goals]
        return
    _settings_remarks(sheet, goals, load)
    if sheet.get("indicator_name") and sheet.said("indicator_name") is None:
        load.gathered[
            "indicator_name is a key of translations that are not in the repository (see translations)"
        ].append(name)
    wanted: dict[Choice, list[Item]] = {choice: [] for choice in headlines(table) or _started(sheet, table)}
    if not wanted:
        load.gathered["no national figure, that is, no row with all breakdowns empty"].append(name)
    many = len(wanted) > 1
    for goal in goals:
        choice = _chosen(goal, table, load)
        if choice is not None:
            wanted.setdefault(choice, []).append(goal)
    for choice, its_goals in wanted.items():
        _bring_series(sheet, table, choice, its_goals, load, many=many)
    _count_left_out(table, wanted, load)


def _settings_remarks(sheet: Sheet, goals: Sequence[Item], load: _Load) -> None:
    for page in sheet.pages:
        if goals and is_on(page.data.get(AUTOMATIC)) is False:
            load.gathered["goals taken, although the platform does not calculate their progress"].append(sheet.name)
        for key in ("graph_target_lines", "graph_annotations"):
            lines = page.data.get(key)
            for place, each in enumerate(lines if isinstance(lines, list) else ()):
                if isinstance(each, dict) and (key == "graph_target_lines" or each.get("preset") == "target_line"):
                    reason = (
                        f"the line drawn at {each.get('value')!r} names no direction; declare a target for it by hand"
                    )
                    load.refusals.append(Refusal(place=page.at(key, place), reason=reason))


def _started(sheet: Sheet, table: Table) -> tuple[Choice, ...]:
    """The series that the page of an indicator without national figures starts with."""
    written = sheet.get("data_start_values")
    pairs = [
        (str(each.get("field")), str(each.get("value")))
        for each in (written if isinstance(written, list) else ())
        if isinstance(each, dict)
    ]
    named = dict(pairs)
    rest = tuple(pair for pair in pairs if pair[0] not in {"Series", "Units"})
    if not rest:
        return ()
    try:
        choice, _ = chosen(table, series=named.get("Series"), unit=named.get("Units"), breakdown=rest)
    except ValueError:
        return ()
    return (choice,)


def _chosen(goal: Item, table: Table, load: _Load) -> Choice | None:
    try:
        choice, unknown = chosen(table, series=goal.series, unit=goal.unit, breakdown=goal.breakdown)
    except ValueError as error:
        load.refusals.append(Refusal(place=goal.place, reason=f"no target was made: {error}"))
        return None
    if unknown:
        missing = " and no ".join(unknown)
        load.remarks.append(f"{goal.place}: {table.path} has no {missing}; passed over, as the platform does")
    return replace(choice, by_progress=True) if table.has_progress else choice


def _bring_series(sheet: Sheet, table: Table, choice: Choice, goals: list[Item], load: _Load, *, many: bool) -> None:
    found = _figures(table, rows_of(table, choice), load, by_progress=choice.by_progress)
    if not found:
        load.refusals += [
            Refusal(place=goal.place, reason="no target was made: its series has no figures") for goal in goals
        ]
        return
    several = len({entry.unit for entry in table.entries if entry.series == choice.series}) > 1
    labels = (
        *choice.labels,
        *([choice.unit] if several and choice.unit else []),
        *(["progress"] if choice.by_progress else []),
    )
    is_plain = not choice.breakdown and not choice.by_progress and not many
    name = sheet.name if is_plain else slug(sheet.name, *labels)
    title = title_of(sheet, labels=() if is_plain else labels)
    entry, said = entry_of(sheet, choice, goals, found, title)
    load.remarks += [f"{name}: {remark}" for remark in said]
    if entry["unit"] == UNKNOWN:
        load.gathered[f"no unit stated (unit: {UNKNOWN})"].append(name)
    unit = ""
    standing = load.declarations.indicators.get(name)
    if standing is None:
        identity, source = source_of(sheet)
        if source:
            load.sources.setdefault(identity, source)
        load.indicators[name] = entry | ({"source": identity} if identity else {})
    elif entry["unit"] not in {standing.unit, UNKNOWN}:
        unit = entry["unit"]
    _bring_figures(name, found, "", unit, table.path, load)
    if load.with_areas and not choice.breakdown and not choice.by_progress:
        for code, rows in areas(table, choice).items():
            _bring_figures(name, _figures(table, rows, load), code, unit, table.path, load)
    for goal in goals:
        _declare(name, sheet, goal, found, entry["unit"], title, load)


def _figures(table: Table, rows: Sequence[Any], load: _Load, *, by_progress: bool = False) -> tuple[Figure, ...]:
    found, refused = figures(table, rows, by_progress=by_progress)
    load.refusals += refused
    coming = [figure for figure in found if figure.period.start > load.retrieved and figure.entry.status != "F"]
    for figure in coming:
        place = f"{table.path}:{figure.entry.line}"
        load.refusals.append(Refusal(place=place, reason=f"{figure.period} lies in the future; only status F may"))
    return tuple(figure for figure in found if figure not in coming)


def _bring_figures(name: str, found: Iterable[Figure], area: str, unit: str, path: str, load: _Load) -> None:
    for figure in found:
        year = figure.entry.year
        is_plain = year.replace(".0", "").replace(" ", "-") == str(figure.period)
        notes = (figure.entry.note, "" if is_plain else f"Year {year}")
        load.arrivals.append(
            Arrival(
                indicator=name,
                area=area or load.declarations.settings.area,
                period=figure.period,
                value=figure.value,
                unit=unit,
                status=figure.entry.status,
                note="; ".join(note for note in notes if note),
                place=f"{path}:{figure.entry.line}",
            )
        )


def _declare(name: str, sheet: Sheet, goal: Item, found: Sequence[Figure], unit: str, title: Text, load: _Load) -> None:
    """One goal as a target: its figure, or only its direction, from the base year or the next one with a figure."""
    base = next((figure.period for figure in found if figure.period.start.year >= goal.base_year), None)
    if base is None and not goal.target:
        reason = f"no target was made: no figure since {goal.base_year}, and only a direction is asked"
        load.refusals.append(Refusal(place=goal.place, reason=reason))
        return
    target = target_of(name, sheet, goal, base, unit=unit, title=title, language=load.declarations.settings.language)
    base_name = identity = f"{name[:70]}-{goal.target_year}"
    while identity in load.made or _is_other(identity, name, load):
        identity = f"{base_name}-{int(identity[len(base_name) + 1 :] or 1) + 1}"
    for what in goal.defaulted:
        load.gathered[f"filled in with the platform's default {what}"].append(identity)
    if base is None:
        load.gathered[f"no figure since the base year ({goal.base_year})"].append(identity)
    elif base.start.year != goal.base_year:
        load.gathered[f"no figure of the base year, so counted from the next ({goal.base_year})"].append(identity)
    if goal.unread:
        load.remarks.append(f"{goal.place}: {', '.join(goal.unread)} has no meaning here and was left out")
    if goal.limit and goal.target:
        load.gathered["a limit beside a target, which the platform ignores (here it is a bound)"].append(identity)
    load.made.add(identity)
    standing = load.declarations.targets.get(identity)
    if standing is None:
        load.targets[identity] = target
    elif said := difference(standing, target):
        load.remarks.append(f"{identity}: {goal.place} says {said}; targets.yaml was left as it is")


def _is_other(identity: str, indicator: str, load: _Load) -> bool:
    """Whether a target of that id stands in targets.yaml and is of another indicator."""
    standing = load.declarations.targets.get(identity)
    return standing is not None and standing.indicator != indicator


def _count_left_out(table: Table, wanted: Iterable[Choice], load: _Load) -> None:
    taken = {id(entry) for choice in wanted for entry in rows_of(table, choice)}
    if load.with_areas:
        places = (areas(table, choice) for choice in wanted if not choice.breakdown and not choice.by_progress)
        taken |= {id(entry) for place in places for rows in place.values() for entry in rows}
    for entry in table.entries:
        if id(entry) not in taken:
            columns = [column for column, _ in table.filled(entry)]
            load.left_out[", ".join(columns) or "GeoCode"] += 1
    if table.blank:
        load.gathered["rows without a value, passed over"].append(f"{table.path} ({table.blank})")


def _summed(load: _Load) -> Iterable[str]:
    """What is said of many at once."""
    for what, names in load.gathered.items():
        known = dict.fromkeys(names)
        yield f"{what}: {', '.join(known)} ({len(known)})"
    if load.left_out:
        parts = ", ".join(f"{columns}: {count}" for columns, count in load.left_out.most_common())
        yield f"{load.left_out.total()} rows are broken down and were left out (by {parts})"
