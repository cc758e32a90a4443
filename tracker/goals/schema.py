"""The schema of targets.yaml: pydantic models, and the JSON Schema made from them.

The models hold what can be said of one value or one entry; what needs several of them is in `checks`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final

from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    PlainValidator,
    Tag,
    ValidationError,
    WithJsonSchema,
)

from tracker.figures import AGGREGATIONS, NATURES, PER_YEAR
from tracker.goals import written
from tracker.goals.target import CONDITIONS, MOST_STEPS

if TYPE_CHECKING:
    from collections.abc import Mapping

SCHEMA_VERSION: Final = "1.3"
"""Of the JSON Schema: the first number is that of the file's format, the second rises with every change."""

SIDES: Final = ("up", "down", "neither")
PRICES: Final = ("current", "constant")
REACHED: Final = ("at_deadline", "any_time")
FORMS: Final = ("csv", "eurostat", "excel", "open-sdg", "owid", "sdmx", "sql", "world-bank")
"""The formats that can be brought in."""


_WORDS: Final = {"type": "string", "minLength": 1, "pattern": r"\S"}
_TEXT: Final = {
    "anyOf": [
        _WORDS,
        {
            "type": "object",
            "minProperties": 1,
            "propertyNames": {"pattern": f"^{written.LANGUAGE}$"},
            "additionalProperties": _WORDS,
        },
    ]
}
_SERVICE: Final = {
    "type": "string",
    "pattern": f"^({written.SERVICE})",
    "not": {"pattern": "://[^/?#]*:[^/?#@]*@"},
}
_ID: Final = {"type": "string", "pattern": f"^{written.IDENTIFIER}$", "maxLength": written.LONGEST_ID}
_AREA_KEY: Final = {"type": "string", "pattern": f"^{written.AREA}$"}
_AREA: Final = {"anyOf": [_AREA_KEY, {"type": "integer"}]}
_DAY: Final = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
_PERIOD: Final = {"type": ["integer", "string"]}
_AMOUNT: Final = {"type": ["number", "string"]}
_MEMBER: Final = {"type": "string", "pattern": f"^{written.IDENTIFIER}(@{written.AREA})?$"}


def _listed(item: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": item, "minItems": 1, "uniqueItems": True}


Words = Annotated[Any, PlainValidator(written.check_words), WithJsonSchema(_WORDS)]
Text = Annotated[Any, PlainValidator(written.check_text), WithJsonSchema(_TEXT)]
Texts = Annotated[
    Any,
    PlainValidator(written.check_texts),
    WithJsonSchema({"anyOf": [*_TEXT["anyOf"], {"type": "array", "items": _TEXT}]}),
]
ListOfWords = Annotated[Any, PlainValidator(written.check_list_of_words), WithJsonSchema(_listed(_WORDS))]
Id = Annotated[Any, PlainValidator(written.check_identifier), WithJsonSchema(_ID)]
Member = Annotated[Any, PlainValidator(written.check_member), WithJsonSchema(_MEMBER)]
Members = Annotated[Any, PlainValidator(written.check_members), WithJsonSchema(_listed(_MEMBER))]
Area = Annotated[Any, PlainValidator(written.check_area), WithJsonSchema(_AREA)]
AreaKey = Annotated[Any, PlainValidator(written.check_area), WithJsonSchema(_AREA_KEY)]
Areas = Annotated[Any, PlainValidator(written.check_areas), WithJsonSchema(_listed(_AREA))]
Url = Annotated[Any, PlainValidator(written.check_url), WithJsonSchema({"type": "string", "pattern": "^https?://"})]
Place = Annotated[
    Any, PlainValidator(written.check_place), WithJsonSchema({"type": "string", "pattern": "^https?://[^?#]+$"})
]
Day = Annotated[Any, PlainValidator(written.parse_day), WithJsonSchema(_DAY)]
Days = Annotated[Any, PlainValidator(written.parse_days), WithJsonSchema({"type": ["integer", "string"], "minimum": 0})]
Moment = Annotated[Any, PlainValidator(written.parse_moment), WithJsonSchema(_PERIOD)]
Span = Annotated[Any, PlainValidator(written.parse_span), WithJsonSchema(_PERIOD)]
Amount = Annotated[Any, PlainValidator(written.check_amount), WithJsonSchema(_AMOUNT)]
Pair = Annotated[
    Any,
    PlainValidator(written.check_pair),
    WithJsonSchema({"type": "array", "items": _AMOUNT, "minItems": 2, "maxItems": 2}),
]
Bounds = Annotated[
    Any,
    PlainValidator(written.check_bounds),
    WithJsonSchema({"type": "array", "items": {"type": ["number", "string", "null"]}, "minItems": 2, "maxItems": 2}),
]
LogOdds = Annotated[
    Any,
    PlainValidator(written.check_log_odds),
    WithJsonSchema({"type": "number", "minimum": 0, "maximum": 2}),
]
Share = Annotated[
    Any,
    PlainValidator(written.check_share),
    WithJsonSchema({"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1}),
]
Service = Annotated[Any, PlainValidator(written.check_service), WithJsonSchema(_SERVICE)]
Form = Annotated[Any, PlainValidator(written.one_of(*FORMS)), WithJsonSchema({"enum": list(FORMS)})]
Flag = Annotated[Any, PlainValidator(written.check_flag), WithJsonSchema({"type": "boolean"})]
Language = Annotated[Any, PlainValidator(written.one_of("en", "zh")), WithJsonSchema({"enum": ["en", "zh"]})]
Frequency = Annotated[Any, PlainValidator(written.one_of(*PER_YEAR)), WithJsonSchema({"enum": list(PER_YEAR)})]
Nature = Annotated[Any, PlainValidator(written.one_of(*NATURES)), WithJsonSchema({"enum": list(NATURES)})]
Aggregation = Annotated[
    Any, PlainValidator(written.one_of(*AGGREGATIONS)), WithJsonSchema({"enum": list(AGGREGATIONS)})
]
Better = Annotated[Any, PlainValidator(written.one_of(*SIDES)), WithJsonSchema({"enum": list(SIDES)})]
Direction = Annotated[Any, PlainValidator(written.one_of("up", "down")), WithJsonSchema({"enum": ["up", "down"]})]
Prices = Annotated[Any, PlainValidator(written.one_of(*PRICES)), WithJsonSchema({"enum": list(PRICES)})]
Reached = Annotated[Any, PlainValidator(written.one_of(*REACHED)), WithJsonSchema({"enum": list(REACHED)})]
Decimals = Annotated[
    Any, PlainValidator(written.whole_number(0, 12)), WithJsonSchema({"type": "integer", "minimum": 0, "maximum": 12})
]
StepCount = Annotated[
    Any,
    PlainValidator(written.whole_number(1, MOST_STEPS)),
    WithJsonSchema({"type": "integer", "minimum": 1, "maximum": MOST_STEPS}),
]
FormatVersion = Annotated[Any, PlainValidator(written.check_format), WithJsonSchema({"const": 1})]

_ONE_CONDITION: Final[Any] = [{"required": [kind]} for kind in CONDITIONS]


def _key(description: str, *examples: object, closed: bool = False) -> Any:  # noqa: ANN401 - as pydantic's Field
    """Return a field that may be absent, but not null; a closed one takes no keys but those of its pattern."""
    extra: Any = {"additionalProperties": False} if closed else None
    return Field(default=None, description=description, examples=list(examples) or None, json_schema_extra=extra)


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class ThresholdsEntry(_Entry):
    """Probabilities at which a status changes, as shares; on_track is the higher one."""

    on_track: Share = _key("On track from this probability.", 0.75)
    off_track: Share = _key("Off track below this probability.", 0.25)


class PullEntry(_Entry):
    """Where the figures of a source come from, so that `tracker pull` refreshes them."""

    model_config = ConfigDict(
        json_schema_extra={"anyOf": [{"required": ["url"]}, {"required": ["path"]}, {"required": ["query"]}]}
    )

    form: Form = Field(
        alias="from",
        description="The format of what is there: csv and excel (tables of any shape), eurostat, owid and world-bank"
        " (downloads as they come), open-sdg (a data repository), sdmx, sql.",
        examples=["sdmx"],
    )
    url: Service = _key(
        "The address to ask, with https. No password or key stands in it: write ${TRACKER_KEY} for one that the"
        " environment holds.",
        "https://example.org/rest/data/EXR/A.USD.EUR.SP00.A",
    )
    path: Words = _key("A file or folder within this workspace.", "downloads/figures.csv")
    query: Words = _key(
        "The question to a database, one SELECT; `url` then says which one, as ${TRACKER_SQL_URL}, or `path` names an"
        " SQLite file.",
        "select 'gdp' as indicator, year as period, value from gdp",
    )
    map: dict[str, Any] = _key(
        "What maps to which indicator, as in the file of `tracker import --map`.",
        {"indicators": {"gdp": {"FREQ": "A", "INDICATOR": "NY_GDP"}}, "area": "REF_AREA"},
    )


class SourceEntry(_Entry):
    """A publication that figures and goals are quoted from."""

    publisher: Text = _key("Who published it.", "China Daily")
    title: Text = _key("Its title.", "Five-year plan for the biomedical industry")
    authors: Text = _key("Who wrote it.", "Li Wei, Zhang Min")
    published: Day = _key("The day it was published.", "2024-10-26")
    url: Url = _key("Where it can be read.", "https://example.org/plan")
    note: Text = _key("What a reader of it must know.", "Republished; the wording is that of the copy.")
    pull: PullEntry = _key(
        "Makes it a source that `tracker pull` refreshes.",
        {"from": "sdmx", "url": "https://example.org/rest/data/EXR", "map": {"indicators": {"rate": {"FREQ": "A"}}}},
    )


class WorkspaceEntry(_Entry):
    """What holds for the whole folder."""

    title: Text = _key("The title of reports, in one or more languages.", {"en": "Industrial goals", "zh": "产业目标"})
    area: Area = _key("The area of figures and targets that name none.", "CN-GD")
    area_names: dict[AreaKey, Text] = _key(
        "What reports call an area in place of its code, in one or more languages.",
        {"CN-GD": {"en": "Guangdong", "zh": "广东"}},
        closed=True,
    )
    language: Language = _key("The language of verdicts and reports; en: English, zh: Chinese.", "en")
    thresholds: ThresholdsEntry = _key(
        "Probabilities at which a status changes.", {"on_track": 0.75, "off_track": 0.25}
    )
    report_lag: Days = _key("From the end of a quarter to the date whose knowledge its report uses.", "30 days")
    own_goals: LogOdds = _key(
        "Added to the log odds of goals declared for one area: these are met more often than past figures say. 0 (off)"
        " is the default; public goals with known outcomes suggest 0.6.",
        0.6,
    )
    url: Place = _key(
        "Where others read the folder reports/; with it the links of the feed are whole addresses.",
        "https://example.org/goals/",
    )
    notes: Texts = _key(
        "Notes printed in every report: a text, or a list of them.", ["Figures of less than a year are cumulative."]
    )
    sources: dict[Words, SourceEntry] = _key(
        "Publications by an id of your own.", {"plan-2021": {"publisher": "Province", "published": "2021-04-06"}}
    )


class IndicatorEntry(_Entry):
    """What is measured."""

    title: Text = Field(description="What is measured, in one or more languages.", examples=["Unemployment rate"])
    unit: Words = Field(description="The unit of its figures and targets.", examples=["CNY", "%", "people", "sq km"])
    frequency: Frequency = Field(
        description="How often a figure is published: annual, half-yearly, quarterly, monthly or daily.",
        examples=["annual"],
    )
    nature: Nature = _key(
        "The kind of measure, from which a short history borrows. share: of a whole, 0 to 100; rate (the default): any"
        " other ratio or rate; count: people or things; currency: an amount of money; index: an index number; signed:"
        " may fall below zero, like a balance.",
        "currency",
    )
    aggregation: Aggregation = _key(
        "How the figures of a year's parts make the year's. sum: added; last: the last one stands; mean: averaged.",
        "sum",
    )
    better: Better = _key(
        "The side on which a figure is better: up, down or neither; absent: the side that all its targets agree on.",
        "up",
    )
    lag: Days = _key("From the end of a period to the publication of its figure.", "45 days")
    prices: Prices = _key("The prices of an amount of money: current (nominal) or constant (real).", "constant")
    prefer: ListOfWords = _key(
        "Sources, the preferred one first, where they disagree.", ["Statistical yearbook", "China Daily"]
    )
    bounds: Bounds = _key("The lowest and the highest possible figure; null where there is none.", [0, 100])
    decimals: Decimals = _key("Decimals to print.", 1)
    source: Words = _key("Where its figures come from.", "Statistical yearbook of the province")
    note: Text = _key("What a reader of its figures must know.", "The definition was changed in 2018.")


class BoundEntry(_Entry):
    """Exactly one bound."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1, "maxProperties": 1})

    more_than: Amount = _key("Above this.", 50)
    at_least: Amount = _key("This or more.", "5.5 %")
    less_than: Amount = _key("Below this.", "3 %")
    at_most: Amount = _key("This or less.", "3 %")
    between: Pair = _key("Between these two, both included.", [97, 103])


class CountEntry(_Entry):
    """So many steps, named step-1, step-2 and so on."""

    count: StepCount = Field(description="The number of steps.", examples=[38])


class StepEntry(_Entry):
    """One step of a qualitative goal."""

    id: Id = Field(description="The id of the step in its file of observations.", examples=["core-technologies"])
    title: Text = _key("What is to be done.", "Master ten core technologies")
    by: Moment = _key("Its own deadline; absent: the target's.", 2027)


def _milestone_form(value: object) -> str:
    return "steps" if isinstance(value, list) else "count"


Milestones = Annotated[
    Annotated[CountEntry, Tag("count")]
    | Annotated[list[StepEntry], Field(min_length=1, max_length=MOST_STEPS), Tag("steps")],
    Discriminator(_milestone_form),
]


class ConditionEntry(_Entry):
    """The condition, and the periods it speaks of."""

    more_than: Amount = _key("The figure of the deadline is above this.", "1 trillion CNY")
    at_least: Amount = _key("The figure of the deadline is this or more.", 15)
    less_than: Amount = _key("The figure of the deadline is below this.", "3 %")
    at_most: Amount = _key("The figure of the deadline is this or less.", "3 %")
    between: Pair = _key("The figure of the deadline is between these two, both included.", [97, 103])
    increase_by: Amount = _key(
        "Growth since `since`: a percentage is relative, an amount (or percentage points, pp) absolute.", "66.7 %"
    )
    reduce_by: Amount = _key(
        "Fall since `since`: a percentage is relative, an amount (or percentage points, pp) absolute.", "20 %"
    )
    improve: Direction = _key("Only a direction, up or down: better than the figure of `since`.", "up")
    average_growth: BoundEntry = _key("Compound growth a year over `over`.", {"at_least": "5.5 %"})
    cumulative: BoundEntry = _key("The sum of the figures over `over`.", {"at_least": "55 million"})
    maintain: BoundEntry = _key("Holds for every figure over `over`.", {"more_than": 50})
    milestones: Milestones = _key(
        "A qualitative goal made of steps: their number, or a list of them. It has no indicator.", {"count": 38}
    )
    all_of: Members = _key("Met when all these targets are.", ["jobs", "growth"])
    any_of: Members = _key("Met when one of these targets is.", ["jobs", "growth"])
    by: Moment = _key("The deadline: a year, half-year, quarter, month or day.", 2027, "2027-Q2")
    over: Span = _key("First and last period of average_growth, cumulative or maintain.", "2021..2025")
    since: Moment = _key("The baseline of increase_by, reduce_by or improve.", 1990)
    baseline: Moment = _key("The period that progress is measured from.", 2020)


class WasEntry(ConditionEntry):
    """What was different in an earlier form: another condition, another deadline, or both."""

    model_config = ConfigDict(
        json_schema_extra={"minProperties": 1, "oneOf": [*_ONE_CONDITION, {"not": {"anyOf": _ONE_CONDITION}}]}
    )


class RevisionEntry(_Entry):
    """An earlier form of the target, in force before a day."""

    on: Day = Field(description="The day of the change.", examples=["2023-03-05"])
    was: WasEntry = Field(description="What was different before.", examples=[{"at_least": 12, "by": 2025}])
    note: Text = _key("Why it was changed.", "Raised at the mid-term review.")


class DeclaredEntry(_Entry):
    """Who declared the goal, when, where, and in which words."""

    on: Day = _key("The day of the declaration.", "2024-10-09")
    document: Text = _key("The document it stands in.", "14th Five-Year Plan")
    by: Text = _key("Who declared it.", "State Council")
    url: Url = _key("Where the document can be read.", "https://example.org/plan")
    quote: Words = _key("The words of the declaration.", "to exceed one trillion yuan by 2027")
    source: Words = _key("Where the quote was found: the id of one of the workspace's sources.", "plan-2021")
    note: Text = _key("What a reader of the quote must know.", "Translated by the publisher.")


class EachEntry(_Entry):
    """What one declaration is repeated for."""

    area: Areas = Field(description="Area codes.", examples=[["CN-GD", "CN-JS"]])


class TargetEntry(ConditionEntry):
    """A declared goal. It has exactly one condition, and no default direction."""

    model_config = ConfigDict(json_schema_extra={"oneOf": _ONE_CONDITION})

    title: Text = Field(description="The goal in a few words, in one or more languages.", examples=["Jobs for all"])
    indicator: Id = _key("The id of the indicator it speaks of.", "jobs")
    reached: Reached = _key(
        "When it counts as met. at_deadline (the default): by the last figure; any_time: by any figure before, too.",
        "any_time",
    )
    interim: dict[Moment, Amount] = _key("Figures on the way, by period.", {"2025": "800 billion CNY"})
    binding: Flag = _key("true: binding; false: expected only.", True)  # noqa: FBT003 - an example
    area: Area = _key("Its area, where it is another than the workspace's.", "CN")
    areas: Areas = _key("Makes one target for each of these areas.", ["CN-GD", "CN-JS"])
    for_each: EachEntry = _key("The same as areas.", {"area": ["CN-GD", "CN-JS"]})
    replaces: Id = _key("The target that this one was declared in place of.", "jobs-2025")
    revised: list[RevisionEntry] = _key(
        "Earlier forms of this target.", [{"on": "2023-03-05", "was": {"at_least": 12, "by": 2025}}]
    )
    proxy: Text = _key(
        "How what is measured differs from what was declared.", "The goal speaks of output, the figures of revenue."
    )
    tags: ListOfWords = _key("Words to group targets by.", ["health"])
    declared: DeclaredEntry = _key(
        "Who declared it, when, where, and in which words.", {"on": "2024-10-09", "document": "Action plan"}
    )
    note: Text = _key("What a reader of the target must know.", "The plan names no base year.")


class TargetsFile(_Entry):
    """Declared goals and their indicators."""

    format: FormatVersion = _key("The version of this file's format.", 1)
    workspace: WorkspaceEntry = _key("What holds for all of the file.", {"area": "CN-GD", "language": "en"})
    indicators: dict[Id, IndicatorEntry] = _key(
        "What is measured, by id.", {"jobs": {"title": "Jobs", "unit": "people", "frequency": "annual"}}, closed=True
    )
    targets: dict[Id, TargetEntry] = _key(
        "The declared goals, by id.",
        {"jobs-2030": {"title": "Jobs for all", "indicator": "jobs", "at_least": 2000, "by": 2030}},
        closed=True,
    )


def misfits(data: Mapping[str, Any]) -> list[Any]:
    """Return pydantic's errors, none where the data fits the schema."""
    try:
        TargetsFile.model_validate(data)
    except ValidationError as error:
        return list(error.errors(include_url=False))
    return []


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of targets.yaml, for editors."""
    made: dict[str, Any] = _tidied(TargetsFile.model_json_schema())
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:policy-target-tracker:targets.yaml:{SCHEMA_VERSION}",
        **made,
        "title": "targets.yaml",
    }


def _tidied(schema: Any) -> Any:  # noqa: ANN401 - any part of a schema
    """Return a schema without what pydantic adds for itself: titles, and null as a default."""
    if isinstance(schema, list):
        return [_tidied(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    named = {"properties", "$defs", "patternProperties"}
    return {
        key: value
        if key == "examples"
        else {name: _tidied(each) for name, each in value.items()}
        if key in named
        else _tidied(value)
        for key, value in schema.items()
        if not ((key == "title" and isinstance(value, str)) or (key == "default" and value is None))
    }
