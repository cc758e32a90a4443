"""A table, its header and its map → figures of the workspace's indicators."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from tracker.errors import PeriodError, QuantityError
from tracker.exchange.arrival import Arrival, Refusal, Shipment
from tracker.exchange.table_body import body_of, decimal_of, filled_down
from tracker.exchange.table_columns import columns_of
from tracker.exchange.table_marks import status_of
from tracker.exchange.table_period import fitted, joined, table_period
from tracker.exchange.table_printed import printed
from tracker.exchange.table_tally import Tally, each_once
from tracker.exchange.table_words import area_code, normal, unit_in, without_unit
from tracker.figures import DAILY, MISSING, convert

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from tracker.exchange.table_columns import FigureColumn
    from tracker.exchange.table_grid import Grid
    from tracker.exchange.table_header import Header
    from tracker.exchange.table_map import TableMap
    from tracker.exchange.table_printed import Printed
    from tracker.figures import Period
    from tracker.goals import Declarations

_AREA: Final = re.compile(r"[A-Za-z0-9_-]+")


def figures_of(grid: Grid, header: Header, chosen: TableMap, declarations: Declarations, retrieved: date) -> Shipment:
    """The figures in a table. Raises RefusedError where the map does not fit it."""
    reading = _Reading(grid, header, chosen, declarations, retrieved)
    reading.run()
    return reading.shipment()


def units_and_frequencies(chosen: TableMap, declarations: Declarations) -> dict[str, tuple[str, str]]:
    """Unit and frequency of every indicator that is declared, here or by the map."""
    here = {name: (str(each.get("unit", "")), str(each.get("frequency", ""))) for name, each in chosen.declare.items()}
    return here | {name: (each.unit, each.frequency) for name, each in declarations.indicators.items()}


class _Reading:
    """Goes through the rows of a table once."""

    def __init__(
        self, grid: Grid, header: Header, chosen: TableMap, declarations: Declarations, retrieved: date
    ) -> None:
        self.header, self.map, self.retrieved = header, chosen, retrieved
        self.declarations = declarations
        self.columns = columns_of(grid, header, chosen)
        self.known = units_and_frequencies(chosen, declarations)
        self.unit_above = _unit_above(grid, header)
        self.body = body_of(grid, header, self.columns.figures)
        self.grid = filled_down(grid, self.body.rows, self.columns.fill)
        self.read = {number for numbers in self.columns.roles.values() for number in numbers}
        self.arrivals: list[Arrival] = []
        self.refusals: list[Refusal] = []
        self.marked: list[tuple[int, tuple[str, ...]]] = []
        self.tally = Tally()
        self.periods: dict[str, tuple[Period, str, tuple[str, ...], tuple[str, ...]] | PeriodError] = {}
        self.owners: dict[tuple[tuple[str, ...], tuple[str, ...]], tuple[str, ...]] = {}
        self.decimal = chosen.decimal or decimal_of(grid, header, self.body, self.columns.figures)
        self.areas = {normal(text): code for text, code in chosen.areas.items()}
        self.one = tuple(filter(None, [chosen.constant("indicator")]))
        self.named = self._names()

    def run(self) -> None:
        naming = self.columns.roles.get("indicator", ())
        for row in self.body.rows:
            labels = tuple(text for number in naming if (text := self.grid.text(row, number)))
            others = tuple(self.grid.text(row, number) for number in self.named_columns)
            for figure in self.columns.figures:
                self._take(row, figure, self._indicators(row, figure, labels, others))

    def shipment(self) -> Shipment:
        for position, marks in self.marked:
            arrival = self.arrivals[position]
            notes = [self.body.footnotes.get(mark.strip("()（）[]［］【】 "), f"mark {mark}") for mark in marks]
            note = "; ".join(dict.fromkeys(filter(None, (arrival.note, *notes))))
            self.arrivals[position] = replace(arrival, note=note)
        arrivals, refusals, doubled = each_once(self.arrivals)
        decimal = "figures read with a decimal comma" if self.decimal == "," else ""
        remarks = (*self.grid.remarks, *self.tally.remarks(self.columns.aside, doubled), self.body.left_out, decimal)
        new = {name: each for name, each in self.map.declare.items() if name not in self.declarations.indicators}
        return Shipment(
            arrivals=tuple(arrivals),
            refusals=(
                *self.refusals,
                *refusals,
                *self.tally.refusals(self.grid.place(self.header.last), self.known, self.columns.wanted),
            ),
            indicators=new,
            remarks=tuple(filter(None, remarks)),
        )

    def _take(self, row: int, figure: FigureColumn, names: tuple[str, ...]) -> None:
        if not names:
            return
        self.tally.found.update(names)
        place = self.grid.place(row, figure.number)
        for number in (figure.number, *self.read):
            if fault := self.grid.faults.get((row, number), ""):
                self.refusals.append(Refusal(place=self.grid.place(row, number), reason=fault))
                return
        area = self._area(row, figure)
        if area is None:
            return
        try:
            for name in names:
                self._figure(row, figure, name, area, place)
        except (PeriodError, QuantityError) as error:
            self.refusals.append(Refusal(place=place, reason=str(error)))

    def _figure(self, row: int, figure: FigureColumn, name: str, area: str, place: str) -> None:
        text = self.grid.text(row, figure.number)
        shown = printed(text, decimal=self.decimal, exact=(row, figure.number) in self.grid.exact)
        growth_column = self.columns.roles.get("growth", ())
        only_growth = figure.number in growth_column
        growth = "" if only_growth or not growth_column else self._growth(row, growth_column[0])
        status, status_note = status_of(self._text(row, "status"), shown.status, self.map.statuses)
        if not shown.value and not growth and not (status in MISSING and self.map.columns.get("status")):
            self.tally.empty += 1
            return
        written = figure.period or self._period_text(row)
        period, period_status, marks, notes = self._period(written)
        status = status or period_status
        if name in self.known:
            regular = fitted(period, self.known[name][1])
            self.tally.days += regular != period
            period = regular
        if period.start > self.retrieved and status != "F":
            raise PeriodError(f"{period} lies in the future; a forecast has the status F")
        unit = self._unit(row, figure, shown, name) if shown.value and not only_growth else ""
        if unit is None:
            return
        everything = (*shown.marks, *marks)
        if everything:
            self.marked.append((len(self.arrivals), everything))
        extra = (self._text(row, "note"), *shown.notes, *notes, status_note)
        self.arrivals.append(
            Arrival(
                indicator=name,
                area=area,
                period=period,
                value="" if only_growth else shown.value,
                growth=shown.value if only_growth else growth,
                unit=unit,
                qualifier=self._text(row, "qualifier") or shown.qualifier,
                status=status,
                published=self._published(row),
                source=self._text(row, "source"),
                url=self._text(row, "url"),
                note="; ".join(dict.fromkeys(filter(None, extra))),
                place=place,
            )
        )

    def _growth(self, row: int, column: int) -> str:
        return printed(self.grid.text(row, column), decimal=self.decimal, exact=(row, column) in self.grid.exact).value

    def _period_text(self, row: int) -> str:
        numbers = self.columns.roles.get("period", ())
        if not numbers:
            return self.map.constant("period")
        texts = [self.grid.text(row, number) for number in numbers]
        return texts[0] if len(texts) == 1 else joined(texts, [self.header.name(number) for number in numbers])

    def _period(self, text: str) -> tuple[Period, str, tuple[str, ...], tuple[str, ...]]:
        if text not in self.periods:
            try:
                self.periods[text] = table_period(text)
            except PeriodError as error:
                self.periods[text] = error
        found = self.periods[text]
        if isinstance(found, PeriodError):
            raise found
        return found

    def _indicators(
        self, row: int, figure: FigureColumn, labels: tuple[str, ...], others: tuple[str, ...]
    ) -> tuple[str, ...]:
        """The indicators that a figure belongs to; none is noted as left aside.

        `labels` are what the row names as its indicator, `others` its cells in columns that tell indicators apart.
        """
        if self.one:
            return self.one
        if figure.indicator and ("indicators" in self.map.values or not labels):
            labels = (figure.indicator, *labels)
        key = (labels, others)
        if key not in self.owners:
            texts = {normal(each) for label in labels for each in (label, without_unit(label))}
            self.owners[key] = tuple(self._owners(texts, dict(zip(self.named_columns, others, strict=True))))
        if not self.owners[key] and self.grid.text(row, figure.number):
            self.tally.texts[" ".join(filter(None, others)) or next(iter(labels), "(no indicator)")] += 1
        return self.owners[key]

    def _owners(self, texts: set[str], cells: Mapping[int, str]) -> Iterator[str]:
        for name, by_column in self.named.items():
            if all(
                (texts & allowed) if number < 0 else normal(cells[number]) in allowed
                for number, allowed in by_column.items()
            ):
                yield name

    def _names(self) -> dict[str, dict[int, frozenset[str]]]:
        """What each indicator is called in the table: by the map, else its id and titles."""
        named = self.columns.wanted
        if not named and not self.one:
            named = {}
            for name, each in self.declarations.indicators.items():
                named[name] = {-1: frozenset(map(normal, (name, *(text for _, text in each.title.pairs))))}
        self.named_columns = tuple(sorted({number for each in named.values() for number in each if number >= 0}))
        return named

    def _area(self, row: int, figure: FigureColumn) -> str | None:
        numbers = self.columns.roles.get("area", ())
        names = [figure.area] if figure.area else [self.grid.text(row, number) for number in numbers]
        names = [name for name in names if name]
        if not numbers and not figure.area:
            names = [self.map.constant("area")] if self.map.constant("area") else []
        is_figure = bool(self.grid.text(row, figure.number))
        if not names and numbers:
            self.tally.areas["(none named)"] += is_figure
            return None
        if not names:
            return self.declarations.settings.area
        if self.areas:
            code = next((self.areas[normal(name)] for name in names if normal(name) in self.areas), None)
            if not code:
                self.tally.areas[names[0]] += is_figure
            return code or None
        for name in names:
            if code := name if _AREA.fullmatch(name) else area_code(name):
                return code
        place = self.grid.place(row, numbers[0] if numbers else figure.number)
        first, count = self.tally.no_area.get(names[0], (place, 0))
        self.tally.no_area[names[0]] = (first, count + is_figure)
        return None

    def _unit(self, row: int, figure: FigureColumn, shown: Printed, name: str) -> str | None:
        if shown.unit:
            return shown.unit
        written = self._text(row, "unit")
        if written:
            return self.map.units.get(written, written)
        labels = (self.grid.text(row, number) for number in self.columns.roles.get("indicator", ()))
        hint = figure.unit or next((found for label in labels if (found := unit_in(label))), "") or self.unit_above
        if not hint or name not in self.known:
            return ""
        hint = self.map.units.get(hint, hint)
        try:
            convert("1", hint, self.known[name][0])
        except QuantityError:
            first, count = self.tally.misfit.get(f"{hint}|{name}", (self.grid.place(row, figure.number), 0))
            self.tally.misfit[f"{hint}|{name}"] = (first, count + 1)
            return None
        return hint

    def _published(self, row: int) -> date | None:
        text = self._text(row, "published")
        if not text:
            return None
        found = table_period(text)[0]
        if found.frequency != DAILY:
            raise PeriodError(f"published {text!r} is no day; write one like 2024-09-30")
        if found.start > self.retrieved:
            raise PeriodError(f"published {found} lies in the future")
        return found.start

    def _text(self, row: int, role: str) -> str:
        for number in self.columns.roles.get(role, ()):
            if text := self.grid.text(row, number):
                return text
        return self.map.constant(role)


def _unit_above(grid: Grid, header: Header) -> str:
    """The unit that a line above the header says for the whole table: `单位：亿元`."""
    for row in range(header.first):
        for cell in grid.rows[row]:
            if re.search("单位|unit", cell, re.IGNORECASE) and (found := unit_in(cell)):
                return found
    return ""
