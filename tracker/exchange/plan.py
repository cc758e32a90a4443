"""From what arrived to what will be written: targets.yaml with its new entries, and the rows of each file."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from tracker.errors import RefusedError, TrackerError
from tracker.exchange.arrival import Refusal
from tracker.exchange.changes import Changes, columns_of, compare
from tracker.figures import read_steps
from tracker.goals import build, did_you_mean, inserted, parse
from tracker.workspace import TARGETS, append_rows, figures_path, replace_targets, rows_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from tracker.exchange.arrival import Shipment, StepArrival
    from tracker.goals import Declarations
    from tracker.workspace import Folder


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What an import will do: `seen` and `targets` are targets.yaml before and after, `before` the files' contents."""

    seen: bytes
    targets: bytes
    declarations: Declarations
    changes: tuple[Changes, ...]
    steps: Mapping[str, tuple[Mapping[str, str], ...]]
    refused: tuple[Refusal, ...]
    before: Mapping[str, bytes | None]


def planned(folder: Folder, shipment: Shipment, retrieved: date) -> Plan:
    """What a shipment that was retrieved on a day will do to a workspace; nothing is written.

    Raises RefusedError where the new entries do not fit into targets.yaml.
    """
    seen = folder.targets()
    sections = {
        ("workspace", "sources"): shipment.sources,
        ("indicators",): shipment.indicators,
        ("targets",): shipment.targets,
    }
    targets = inserted(seen, sections, path=TARGETS)
    document, problems = parse(targets, TARGETS)
    if document is None:
        raise RefusedError("\n".join(map(str, problems)))
    declarations = build(document)
    area = declarations.settings.area
    refused = list(shipment.refusals)
    found = []
    before: dict[str, bytes | None] = {}
    grouped: dict[str, list[int]] = {}
    for position, arrival in enumerate(shipment.arrivals):
        grouped.setdefault(arrival.indicator, []).append(position)
    for name, positions in grouped.items():
        arrivals = [shipment.arrivals[position] for position in positions]
        indicator = declarations.indicators.get(name)
        if indicator is None:
            hint = did_you_mean(name, declarations.indicators)
            reason = f"no indicator is called {name!r}{hint}; declare it in {TARGETS}, or map it to another"
            refused.append(Refusal(place=arrivals[0].place, reason=f"{reason} ({len(arrivals)} figures)"))
            continue
        before[name] = folder.figures(name)
        found.append(compare(arrivals, before[name], indicator, area=area, retrieved=retrieved))
    steps = {}
    for name in dict.fromkeys(step.target for step in shipment.steps):
        before[name] = folder.figures(name)
        rows, wrong = _new_steps(
            name, [each for each in shipment.steps if each.target == name], before[name], declarations
        )
        steps[name] = rows
        refused += wrong
    return Plan(
        seen=seen,
        targets=targets,
        declarations=declarations,
        changes=tuple(found),
        steps=steps,
        refused=(*refused, *(each for change in found for each in change.refused)),
        before=before,
    )


def carry_out(folder: Folder, made: Plan) -> tuple[str, ...]:
    """Write a plan; the files written, relative to the workspace.

    First targets.yaml, so that no file of figures is without its indicator, then each file whole. What a stop in
    between leaves out is brought by the same import again, and an error in between says what was written before it.
    Refused where a file was changed since the plan was made.
    """
    written: list[str] = []
    if made.targets != made.seen:
        replace_targets(folder, made.seen, made.targets)
        written.append(TARGETS)
    area = made.declarations.settings.area
    pending: dict[str, Sequence[Mapping[str, str]]] = {}
    for change in made.changes:
        if change.rows:
            name = change.indicator.id
            pending[name] = columns_of(change.rows, made.before[name], change.indicator, area)
    pending |= {name: rows for name, rows in made.steps.items() if rows}
    for name, rows in pending.items():
        try:
            append_rows(folder, name, rows, accept=partial(_unchanged, name, made.before[name]))
        except TrackerError as error:
            if not written:
                raise
            before = ", ".join(written)
            raise RefusedError(
                f"{error}\n{before}: written before that; the same import again brings the rest"
            ) from None
        written.append(figures_path(name))
    return tuple(written)


def _unchanged(name: str, seen: bytes | None, now: bytes | None) -> None:
    if now != seen:
        raise RefusedError(f"{figures_path(name)} was changed meanwhile; nothing was added to it, import again")


def _new_steps(
    name: str, arrivals: Sequence[StepArrival], content: bytes | None, declarations: Declarations
) -> tuple[tuple[Mapping[str, str], ...], list[Refusal]]:
    """The rows of steps whose status is not the known one."""
    target = next((each for each in declarations.targets.values() if each.declared_id == name and each.steps), None)
    if target is None:
        return (), [Refusal(place=arrivals[0].place, reason=f"no milestone target is called {name!r}")]
    path, ids = figures_path(name), tuple(step.id for step in target.steps)
    known, _ = read_steps(content, path=path, steps=ids) if content is not None else ((), ())
    standing = {row.step: row.status for row in sorted(known, key=lambda row: (row.published, row.line))}
    rows: list[Mapping[str, str]] = []
    wrong = []
    for each in arrivals:
        row = {
            "step": each.step,
            "status": each.status,
            "published": each.published.isoformat(),
            "evidence": each.evidence,
            "source": each.source,
        }
        _, problems = read_steps(rows_bytes(None, (row,), path=path), path=path, steps=ids)
        if errors := [problem.message for problem in problems if not problem.warning]:
            wrong.append(Refusal(place=each.place, reason="; ".join(errors)))
        elif standing.get(each.step) != each.status:
            standing[each.step] = each.status
            rows.append(row)
    return tuple(rows), wrong
