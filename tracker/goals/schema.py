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

SIDES: Final = ("up", "down", "neither")
PRICES: Final = ("current", "constant")
REACHED: Final = ("at_deadline", "any_time")

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
_ID: Final = {"type": "string", "pattern": f"^{written.IDENTIFIER}$", "maxLength": written.LONGEST_ID}
_AREA: Final = {"anyOf": [{"type": "string", "pattern": f"^{written.AREA}$"}, {"type": "integer"}]}
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
Areas = Annotated[Any, PlainValidator(written.check_areas), WithJsonSchema(_listed(_AREA))]
Url = Annotated[Any, PlainValidator(written.check_url), WithJsonSchema({"type": "string", "pattern": "^https?://"})]
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


class SourceEntry(_Entry):
    """A publication that figures and goals are quoted from."""

    publisher: Text = _key("Who published it.", "China Daily")
    title: Text = _key("Its title.")
    authors: Text = _key("Who wrote it.")
    published: Day = _key("The day it was published.", "2024-10-26")
    url: Url = _key("Where it can be read.", "https://example.org/plan")
    note: Text = _key("What a reader of it must know.")


class WorkspaceEntry(_Entry):
    """What holds for the whole folder."""

    title: Text = _key("The title of reports, in one or more languages.", {"en": "Industrial goals", "zh": "产业目标"})
    area: Area = _key("The area of figures and targets that name none.", "CN-GD")
    language: Language = _key("The language of verdicts and reports.", "en")
    thresholds: ThresholdsEntry = _key(
        "Probabilities at which a status changes.", {"on_track": 0.75, "off_track": 0.25}
    )
    report_lag: Days = _key("From the end of a quarter to the date whose knowledge its report uses.", "30 days")
    own_goals: LogOdds = _key(
        "Added to the log odds of goals declared for one area: these are met more often than past figures say. 0 (off)"
        " is the default; public goals with known outcomes suggest 0.6.",
        0.6,
    )
    notes: Texts = _key("Notes printed in every report: a text, or a list of them.")
    sources: dict[Words, SourceEntry] = _key("Publications by an id of your own.")


class IndicatorEntry(_Entry):
    """What is measured."""

    title: Text = Field(description="What is measured, in one or more languages.", examples=["Unemployment rate"])
    unit: Words = Field(description="The unit of its figures and targets.", examples=["CNY", "%", "people", "sq km"])
    frequency: Frequency = Field(description="How often a figure is published.", examples=["annual"])
    nature: Nature = _key(
        "The kind of measure, from which a short history borrows; share means of a whole, 0 to 100.", "currency"
    )
    aggregation: Aggregation = _key("How the figures of a year's parts make the year's.", "sum")
    better: Better = _key("The side on which a figure is better; absent: the side that all its targets agree on.", "up")
    lag: Days = _key("From the end of a period to the publication of its figure.", "45 days")
    prices: Prices = _key("The prices of an amount of money.")
    prefer: ListOfWords = _key("Sources, the preferred one first, where they disagree.")
    bounds: Bounds = _key("The lowest and the highest possible figure; null where there is none.", [0, 100])
    decimals: Decimals = _key("Decimals to print.", 1)
    source: Words = _key("Where its figures come from.")
    note: Text = _key("What a reader of its figures must know.")


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
    title: Text = _key("What is to be done.")
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
    improve: Direction = _key("Only a direction: better than the figure of `since`.", "up")
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
    note: Text = _key("Why it was changed.")


class DeclaredEntry(_Entry):
    """Who declared the goal, when, where, and in which words."""

    on: Day = _key("The day of the declaration.", "2024-10-09")
    document: Text = _key("The document it stands in.")
    by: Text = _key("Who declared it.")
    url: Url = _key("Where the document can be read.")
    quote: Words = _key("The words of the declaration.")
    source: Words = _key("Where the quote was found.")
    note: Text = _key("What a reader of the quote must know.")


class EachEntry(_Entry):
    """What one declaration is repeated for."""

    area: Areas = Field(description="Area codes.", examples=[["CN-GD", "CN-JS"]])


class TargetEntry(ConditionEntry):
    """A declared goal. It has exactly one condition, and no default direction."""

    model_config = ConfigDict(json_schema_extra={"oneOf": _ONE_CONDITION})

    title: Text = Field(description="The goal in a few words, in one or more languages.", examples=["Jobs for all"])
    indicator: Id = _key("The id of the indicator it speaks of.", "jobs")
    reached: Reached = _key("When it counts as met: at the deadline, or at any time before.", "any_time")
    interim: dict[Moment, Amount] = _key("Figures on the way, by period.", {"2025": "800 billion CNY"})
    binding: Flag = _key("true: binding; false: expected only.")
    area: Area = _key("Its area, where it is another than the workspace's.", "CN")
    areas: Areas = _key("Makes one target for each of these areas.", ["CN-GD", "CN-JS"])
    for_each: EachEntry = _key("The same as areas.", {"area": ["CN-GD", "CN-JS"]})
    replaces: Id = _key("The target that this one was declared in place of.")
    revised: list[RevisionEntry] = _key("Earlier forms of this target.")
    proxy: Text = _key("How what is measured differs from what was declared.")
    tags: ListOfWords = _key("Words to group targets by.", ["health"])
    declared: DeclaredEntry = _key("Who declared it, when, where, and in which words.")
    note: Text = _key("What a reader of the target must know.")


class TargetsFile(_Entry):
    """Declared goals and their indicators."""

    format: FormatVersion = _key("The version of this file's format.", 1)
    workspace: WorkspaceEntry = _key("What holds for the whole folder.")
    indicators: dict[Id, IndicatorEntry] = _key("What is measured, by id.", closed=True)
    targets: dict[Id, TargetEntry] = _key("The declared goals, by id.", closed=True)


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
    return {"$schema": "https://json-schema.org/draft/2020-12/schema"} | made | {"title": "targets.yaml"}


def _tidied(schema: Any) -> Any:  # noqa: ANN401 - any part of a schema
    """Return a schema without what pydantic adds for itself: titles, and null as a default."""
    if isinstance(schema, list):
        return [_tidied(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    named = {"properties", "$defs", "patternProperties"}
    return {
        key: {name: _tidied(each) for name, each in value.items()} if key in named else _tidied(value)
        for key, value in schema.items()
        if not ((key == "title" and isinstance(value, str)) or (key == "default" and value is None))
    }
