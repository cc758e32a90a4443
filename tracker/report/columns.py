"""The columns of the tables that leave a report: their stable names, types, units and descriptions.

A name means the same in every table. Units: `share` (0 to 1), `share a year`, `percent a year`, `days`, or the name of
another column of the row, in braces, that holds the unit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tracker.report.language import msgid
from tracker.verdict import FATES, STATUSES

STRING: Final = "string"
NUMBER: Final = "number"
INTEGER: Final = "integer"
BOOLEAN: Final = "boolean"
DATE: Final = "date"

SHARE: Final = "share"
RATE: Final = "share a year"
AMOUNT: Final = "{unit}"

USES: Final = (
    "used",
    "replaced",
    "other-source",
    "no-target",
    "before-break",
    "forecast",
    "growth-known",
    "growth-only",
    "growth-prices",
    "incomplete",
    "missing",
    "other-frequency",
    "unreliable",
    "unvalidated",
    "year-to-date",
)
"""What became of a published figure: it is used, or why not."""

SCOPES: Final = ("workspace", "target", "declaration", "proxy", "indicator", "source", "reason", "author", "doubt")
"""What a note is about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: its name, its type in a Table Schema, what it holds (a message), its unit, and its only values."""

    name: str
    kind: str
    text: str
    unit: str = ""
    values: tuple[str, ...] = ()
    required: bool = False


def _text(name: str, text: str, *values: str, required: bool = False) -> Column:
    return Column(name=name, kind=STRING, text=text, values=values, required=required)


def _number(name: str, text: str, unit: str = AMOUNT) -> Column:
    return Column(name=name, kind=NUMBER, text=text, unit=unit)


def _whole(name: str, text: str, unit: str = "", *, required: bool = False) -> Column:
    return Column(name=name, kind=INTEGER, text=text, unit=unit, required=required)


def _day(name: str, text: str) -> Column:
    return Column(name=name, kind=DATE, text=text)


def _yes(name: str, text: str) -> Column:
    return Column(name=name, kind=BOOLEAN, text=text)


_AREA: Final = _text("area", msgid("Code of the area"))
_UNIT: Final = _text("unit", msgid("Unit of all amounts in the row"))
_TITLE: Final = _text("title", msgid("Title, in the workspace's own language"))
_TITLES: Final = (
    _text("title_en", msgid("English title, where there is one")),
    _text("title_zh", msgid("Chinese title, where there is one")),
)
_INDICATOR: Final = _text("indicator", msgid("Id of the indicator, as in targets.yaml"))
_INDICATOR_TITLE: Final = _text("indicator_title", msgid("Title of the indicator, in the workspace's own language"))
_TARGET: Final = _text("target", msgid("Id of the target, as in targets.yaml"), required=True)
_TARGET_TITLE: Final = _text("target_title", msgid("Title of the target, in the workspace's own language"))
_PERIODS: Final = (
    _text("period", msgid("Period: 2027, 2027-H1, 2027-Q2, 2027-06, a day, or first/last of several"), required=True),
    _day("period_start", msgid("First day of the period")),
    _day("period_end", msgid("Last day of the period")),
)
_QUANTILES: Final = (
    _number("median", msgid("Median of the projection")),
    _number("lower50", msgid("Lower bound of the 50 percent interval")),
    _number("upper50", msgid("Upper bound of the 50 percent interval")),
    _number("lower80", msgid("Lower bound of the 80 percent interval")),
    _number("upper80", msgid("Upper bound of the 80 percent interval")),
    _number("lower95", msgid("Lower bound of the 95 percent interval")),
    _number("upper95", msgid("Upper bound of the 95 percent interval")),
)
_SOURCE: Final = (
    _text("source", msgid("Source of the figure, by its id in the table of sources")),
    _text("source_publisher", msgid("Who published the source")),
    _text("source_title", msgid("Title of the source")),
    _text("source_url", msgid("Web address of the source")),
)
_METHOD: Final = (
    _text("method", msgid("Forecasting method")),
    _whole("draws", msgid("Number of simulated futures behind the forecast")),
    _whole("seed", msgid("Seed of the simulation")),
)
_STAMP: Final = (
    _day("as_of", msgid("Day whose knowledge is used")),
    _text("tracker", msgid("Version of the program")),
    _text("inputs", msgid("Hash of the files that the row was made from")),
)

VERDICTS: Final = (
    _text("id", msgid("Id of the target, as in targets.yaml"), required=True),
    _TITLE,
    *_TITLES,
    _AREA,
    _INDICATOR,
    _INDICATOR_TITLE,
    _UNIT,
    _text("condition", msgid("Goal, as written in targets.yaml")),
    _text("deadline", msgid("Period whose figure decides")),
    _day("deadline_end", msgid("Last day of the deadline")),
    Column(name="status", kind=STRING, text=msgid("Status of the target"), values=STATUSES, required=True),
    _number("probability", msgid("Probability that the goal is met"), SHARE),
    _number("probability_se", msgid("Standard error of the probability, from the finite number of futures"), SHARE),
    _number("probability_from_figures", msgid("Probability by the figures alone, without any adjustment"), SHARE),
    _text("verdict_en", msgid("The verdict in one sentence, in English")),
    _text("verdict_zh", msgid("The verdict in one sentence, in Chinese")),
    _text("latest_period", msgid("Period of the latest figure")),
    _number("latest_value", msgid("Latest figure")),
    _text("latest_qualifier", msgid("Published as more than (>), less than (<) or about (~)"), ">", "<", "~"),
    _text("latest_status", msgid("SDMX status code of the figure")),
    _day("latest_published", msgid("Day on which the figure was published")),
    _yes("latest_by_rule", msgid("Whether that day follows from the usual delay of publication, not from a source")),
    _text("latest_source", msgid("Source of the figure, by its id in the table of sources")),
    _text("latest_source_publisher", msgid("Who published the source")),
    _text("latest_source_title", msgid("Title of the source")),
    _text("latest_source_url", msgid("Web address of the source")),
    _text("projected_period", msgid("Period of the projection")),
    *_QUANTILES,
    _number("measured_median", msgid("Median of what the goal speaks of, where that is a change, a rate or a sum"), ""),
    _number("measured_lower80", msgid("Lower bound of its 80 percent interval"), ""),
    _number("measured_upper80", msgid("Upper bound of its 80 percent interval"), ""),
    _number("measured_lower95", msgid("Lower bound of its 95 percent interval"), ""),
    _number("measured_upper95", msgid("Upper bound of its 95 percent interval"), ""),
    _number("measured_bound", msgid("Bound that it is compared with"), ""),
    _number("threshold", msgid("Figure that just meets the goal")),
    _number("upper_threshold", msgid("Upper end of the goal, where it is a band")),
    _number("gap", msgid("Threshold minus projected median")),
    _number("required_rate", msgid("Growth needed from the latest figure to the deadline"), RATE),
    _number("recent_rate", msgid("Growth over the last five years of figures"), RATE),
    _number("required_rate_from_today", msgid("Growth needed if nothing has moved since the latest figure"), RATE),
    _number("required_linear", msgid("Change a year needed from the latest figure to the deadline")),
    _number("recent_linear", msgid("Change a year over the last five years of figures")),
    _number("share_of_way", msgid("Part of the way from baseline to goal that is made"), SHARE),
    _number("share_of_time", msgid("Part of the time from baseline to deadline that is gone"), SHARE),
    _text("expected_low", msgid("Period by which one future in ten has met the goal")),
    _text("expected_period", msgid("Period by which half of the futures have met the goal")),
    _text("expected_high", msgid("Period by which nine futures in ten have met the goal")),
    _whole("steps_done", msgid("Steps done, where the goal is made of steps")),
    _whole("steps_total", msgid("Steps that count, where the goal is made of steps")),
    _whole("n_observations", msgid("Number of figures behind the verdict")),
    _yes("binding", msgid("Whether the goal is binding (true) or indicative (false)")),
    _text("proxy", msgid("Why the figures only stand in for what the goal speaks of")),
    _text("replaces", msgid("Target that this one replaces")),
    _text("replaced_by", msgid("Target that was declared in place of this one")),
    _text("tags", msgid("Tags, parted by semicolons")),
    _day("declared_on", msgid("Day of the declaration")),
    _text("declared_by", msgid("Who declared the goal")),
    _text("declared_document", msgid("Document of the declaration")),
    _text("declared_url", msgid("Web address of the declaration")),
    _text("declared_quote", msgid("Words of the declaration")),
    _text("declared_source", msgid("Source of the declaration, by its id in the table of sources")),
    *_METHOD,
    *_STAMP,
)

FIGURES: Final = (
    Column(name="indicator", kind=STRING, text=_INDICATOR.text, required=True),
    _INDICATOR_TITLE,
    _text("indicator_title_en", msgid("English title of the indicator, where there is one")),
    _text("indicator_title_zh", msgid("Chinese title of the indicator, where there is one")),
    _AREA,
    *_PERIODS,
    _number("value", msgid("Figure; empty where it is missing or only a growth was published")),
    _UNIT,
    _number("printed_value", msgid("Figure as its source prints it"), "{printed_unit}"),
    _text("printed_unit", msgid("Unit of the figure as its source prints it")),
    _number("growth", msgid("Published growth, where it was published without a level"), "percent a year"),
    _text("since", msgid("Period since which the growth counts; empty: the same period a year before")),
    _text("qualifier", msgid("Published as more than (>), less than (<) or about (~)"), ">", "<", "~"),
    _text("status", msgid("SDMX status code of the figure")),
    _text("prices", msgid("Prices that the indicator is measured in"), "current", "constant"),
    _day("published", msgid("Day on which the figure was published")),
    _yes("published_by_rule", msgid("Whether that day follows from the usual delay of publication, not from a source")),
    _yes("counts", msgid("Whether this is the figure that counted on the day of the report")),
    _day("replaced_on", msgid("Day on which the same source replaced the figure")),
    _text("use", msgid("What became of the figure in the forecast: used, or why not"), *USES, required=True),
    *_SOURCE,
    _text("url", msgid("Web address of the figure itself")),
    _text("note", msgid("Note on the figure")),
    _text("file", msgid("File that the figure was read from"), required=True),
    _whole("line", msgid("Line of that file"), required=True),
    *_STAMP,
)

FORECASTS: Final = (
    _TARGET,
    _TARGET_TITLE,
    _INDICATOR,
    _INDICATOR_TITLE,
    _AREA,
    _UNIT,
    *_PERIODS,
    *_QUANTILES,
    _number("required_path", msgid("Figure on the way that leads to the goal at an even rate")),
    _number("interim_goal", msgid("Goal declared for this period on the way")),
    _text("origin", msgid("Period of the last figure that the forecast starts from")),
    *_METHOD,
    *_STAMP,
)

STEPS: Final = (
    _TARGET,
    _TARGET_TITLE,
    _AREA,
    _text("step", msgid("Id of the step"), required=True),
    _TITLE,
    *_TITLES,
    _text(
        "status",
        msgid("State of the step, by what has been published"),
        *("done", "in-progress", "not-started", "dropped"),
        required=True,
    ),
    _text("due", msgid("Period by whose end the step is due")),
    _day("due_end", msgid("Last day of that period")),
    _day("published", msgid("Day on which its state was published")),
    _whole("days_late", msgid("Days by which the step is or was late"), "days"),
    _text("evidence", msgid("Evidence of its state")),
    *_SOURCE,
    *_STAMP,
)

SOURCES: Final = (
    _text("id", msgid("Id of the source; its own words where none was declared"), required=True),
    _text("publisher", msgid("Who published the source")),
    _text("title", msgid("Title of the source")),
    _text("authors", msgid("Authors")),
    _day("published", msgid("Day of publication")),
    _text("url", msgid("Web address of the source")),
    _text("note", msgid("Note on the source")),
    _yes("declared", msgid("Whether the source is described in targets.yaml")),
    _whole("figures", msgid("Number of rows in the table of figures that cite it")),
    *_STAMP,
)

NOTES: Final = (
    _whole("number", msgid("Number of the note"), required=True),
    _text("scope", msgid("What the note is about"), *SCOPES, required=True),
    _text("subject", msgid("Id of what it is about; a file and line for a doubt")),
    _text("language", msgid("Language tag; und where it was not declared")),
    _text("text", msgid("The note itself"), required=True),
    *_STAMP,
)

TRACK_RECORD: Final = (
    _text("report", msgid("Quarter of the report that said so"), required=True),
    _day("day", msgid("Day whose knowledge that report used")),
    Column(name="target", kind=STRING, text=_TARGET.text, required=True),
    _INDICATOR,
    _AREA,
    _UNIT,
    _text("condition", msgid("Goal, as written in targets.yaml")),
    _text("deadline", msgid("Period whose figure decides")),
    Column(name="status", kind=STRING, text=msgid("Status of the target"), values=STATUSES, required=True),
    _number("probability", msgid("Probability that the goal is met"), SHARE),
    _text("fate", msgid("What became of the verdict: scored, open, or why it is not scored"), *FATES, required=True),
    _yes("met", msgid("Whether the goal was met; empty where that is not known")),
    _day("known_on", msgid("Day on which that became known")),
    _number("years_left", msgid("Years from that day to the deadline"), "years"),
    _yes("wrong", msgid("Whether it was called on track and missed, or off track and achieved")),
    _yes("reversed", msgid("Whether it was called achieved or missed and has the other answer now")),
    *_STAMP,
)
