"""The schema of targets.yaml: pydantic models, and the JSON Schema made from them.

The models hold what can be said of one value or one entry; what needs several of them is in `checks`.
"""

from __future__ import annotations

from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

from tracker.goals.field import (
    Aggregation,
    Amount,
    Area,
    Areas,
    Better,
    Bounds,
    Day,
    Days,
    Decimals,
    Direction,
    Flag,
    FormatVersion,
    Frequency,
    Id,
    Language,
    ListOfWords,
    Members,
    Moment,
    Nature,
    Pair,
    Prices,
    Reached,
    Share,
    Span,
    StepCount,
    Text,
    Texts,
    Url,
    Words,
)
from tracker.goals.target import CONDITIONS, MOST_STEPS

ABSENT: Any = None
"""The default of a key that need not be written; written as null it is refused."""

_ONE_CONDITION: Final[Any] = [{"required": [kind]} for kind in CONDITIONS]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class ThresholdsEntry(_Entry):
    """Probabilities at which a status changes, as shares; on_track is the higher one."""

    on_track: Share = Field(default=ABSENT, description="On track from this probability.", examples=[0.75])
    off_track: Share = Field(default=ABSENT, description="Off track below this probability.", examples=[0.25])


class SourceEntry(_Entry):
    """A publication that figures and goals are quoted from."""

    publisher: Text = Field(default=ABSENT, description="Who published it.", examples=["China Daily"])
    title: Text = Field(default=ABSENT, description="Its title.")
    authors: Text = Field(default=ABSENT, description="Who wrote it.")
    published: Day = Field(default=ABSENT, description="The day it was published.", examples=["2024-10-26"])
    url: Url = Field(default=ABSENT, description="Where it can be read.", examples=["https://example.org/plan"])
    note: Text = Field(default=ABSENT, description="What a reader of it must know.")


class WorkspaceEntry(_Entry):
    """What holds for the whole folder."""

    title: Text = Field(
        default=ABSENT,
        description="The title of the report, in one or more languages.",
        examples=[{"en": "Guangdong industrial goals", "zh": "广东产业目标"}],
    )
    area: Area = Field(
        default=ABSENT, description="The area of figures and targets that name none.", examples=["CN-GD"]
    )
    language: Language = Field(default=ABSENT, description="The language of verdicts and reports.", examples=["en"])
    thresholds: ThresholdsEntry = Field(
        default=ABSENT,
        description="Probabilities at which a status changes.",
        examples=[{"on_track": 0.75, "off_track": 0.25}],
    )
    report_lag: Days = Field(
        default=ABSENT,
        description="From the end of a quarter to the date whose knowledge its report uses.",
        examples=["30 days"],
    )
    notes: Texts = Field(default=ABSENT, description="Notes printed in every report: a text, or a list of them.")
    sources: dict[Words, SourceEntry] = Field(default=ABSENT, description="Publications by an id of your own.")


class IndicatorEntry(_Entry):
    """What is measured."""

    title: Text = Field(description="What is measured, in one or more languages.", examples=["Unemployment rate"])
    unit: Words = Field(description="The unit of its figures and targets.", examples=["CNY", "%", "people", "sq km"])
    frequency: Frequency = Field(description="How often a figure is published.", examples=["annual"])
    nature: Nature = Field(
        default=ABSENT,
        description="The kind of measure, from which a short history borrows; share means of a whole, 0 to 100.",
        examples=["currency"],
    )
    aggregation: Aggregation = Field(
        default=ABSENT, description="How the figures of a year's parts make the year's.", examples=["sum"]
    )
    better: Better = Field(
        default=ABSENT,
        description="The side on which a figure is better; absent: the side that all its targets agree on.",
        examples=["up"],
    )
    lag: Days = Field(
        default=ABSENT, description="From the end of a period to the publication of its figure.", examples=["45 days"]
    )
    prices: Prices = Field(default=ABSENT, description="The prices of an amount of money.")
    prefer: ListOfWords = Field(default=ABSENT, description="Sources, the preferred one first, where they disagree.")
    bounds: Bounds = Field(
        default=ABSENT,
        description="The lowest and the highest possible figure; null where there is none.",
        examples=[[0, 100]],
    )
    decimals: Decimals = Field(default=ABSENT, description="Decimals to print.", examples=[1])
    source: Words = Field(default=ABSENT, description="Where its figures come from.")
    note: Text = Field(default=ABSENT, description="What a reader of its figures must know.")


class BoundEntry(_Entry):
    """Exactly one bound."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1, "maxProperties": 1})

    more_than: Amount = Field(default=ABSENT, description="Above this.", examples=[50])
    at_least: Amount = Field(default=ABSENT, description="This or more.", examples=["5.5 %"])
    less_than: Amount = Field(default=ABSENT, description="Below this.", examples=["3 %"])
    at_most: Amount = Field(default=ABSENT, description="This or less.", examples=["3 %"])
    between: Pair = Field(default=ABSENT, description="Between these two, both included.", examples=[[97, 103]])


class CountEntry(_Entry):
    """So many steps, named step-1, step-2 and so on."""

    count: StepCount = Field(description="The number of steps.", examples=[38])


class StepEntry(_Entry):
    """One step of a qualitative goal."""

    id: Id = Field(description="The id of the step in its file of observations.", examples=["core-technologies"])
    title: Text = Field(default=ABSENT, description="What is to be done.")
    by: Moment = Field(default=ABSENT, description="Its own deadline; absent: the target's.", examples=[2027])


def _milestone_form(value: object) -> str:
    return "steps" if isinstance(value, list) else "count"


Milestones = Annotated[
    Annotated[CountEntry, Tag("count")]
    | Annotated[list[StepEntry], Field(min_length=1, max_length=MOST_STEPS), Tag("steps")],
    Discriminator(_milestone_form),
]


class ConditionEntry(_Entry):
    """The condition, and the periods it speaks of."""

    more_than: Amount = Field(
        default=ABSENT, description="The figure of the deadline is above this.", examples=["1 trillion CNY"]
    )
    at_least: Amount = Field(default=ABSENT, description="The figure of the deadline is this or more.", examples=[15])
    less_than: Amount = Field(default=ABSENT, description="The figure of the deadline is below this.", examples=["3 %"])
    at_most: Amount = Field(default=ABSENT, description="The figure of the deadline is this or less.", examples=["3 %"])
    between: Pair = Field(
        default=ABSENT,
        description="The figure of the deadline is between these two, both included.",
        examples=[[97, 103]],
    )
    increase_by: Amount = Field(
        default=ABSENT,
        description="Growth since `since`: a percentage is relative, an amount (or percentage points, pp) absolute.",
        examples=["66.7 %"],
    )
    reduce_by: Amount = Field(
        default=ABSENT,
        description="Fall since `since`: a percentage is relative, an amount (or percentage points, pp) absolute.",
        examples=["20 %"],
    )
    improve: Direction = Field(
        default=ABSENT, description="Only a direction: better than the figure of `since`.", examples=["up"]
    )
    average_growth: BoundEntry = Field(
        default=ABSENT, description="Compound growth a year over `over`.", examples=[{"at_least": "5.5 %"}]
    )
    cumulative: BoundEntry = Field(
        default=ABSENT, description="The sum of the figures over `over`.", examples=[{"at_least": "55 million"}]
    )
    maintain: BoundEntry = Field(
        default=ABSENT, description="Holds for every figure over `over`.", examples=[{"more_than": 50}]
    )
    milestones: Milestones = Field(
        default=ABSENT,
        description="A qualitative goal made of steps: their number, or a list of them. It has no indicator.",
        examples=[{"count": 38}],
    )
    all_of: Members = Field(
        default=ABSENT, description="Met when all these targets are.", examples=[["jobs", "growth"]]
    )
    any_of: Members = Field(
        default=ABSENT, description="Met when one of these targets is.", examples=[["jobs", "growth"]]
    )
    by: Moment = Field(
        default=ABSENT,
        description="The deadline: a year, half-year, quarter, month or day.",
        examples=[2027, "2027-Q2"],
    )
    over: Span = Field(
        default=ABSENT,
        description="First and last period of average_growth, cumulative or maintain.",
        examples=["2021..2025"],
    )
    since: Moment = Field(
        default=ABSENT, description="The baseline of increase_by, reduce_by or improve.", examples=[1990]
    )
    baseline: Moment = Field(default=ABSENT, description="The period that progress is measured from.", examples=[2020])


class WasEntry(ConditionEntry):
    """What was different in an earlier form: another condition, another deadline, or both."""

    model_config = ConfigDict(
        json_schema_extra={"minProperties": 1, "oneOf": [*_ONE_CONDITION, {"not": {"anyOf": _ONE_CONDITION}}]}
    )


class RevisionEntry(_Entry):
    """An earlier form of the target, in force before a day."""

    on: Day = Field(description="The day of the change.", examples=["2023-03-05"])
    was: WasEntry = Field(description="What was different before.", examples=[{"at_least": 12, "by": 2025}])
    note: Text = Field(default=ABSENT, description="Why it was changed.")


class DeclaredEntry(_Entry):
    """Who declared the goal, when, where, and in which words."""

    on: Day = Field(default=ABSENT, description="The day of the declaration.", examples=["2024-10-09"])
    document: Text = Field(default=ABSENT, description="The document it stands in.")
    by: Text = Field(default=ABSENT, description="Who declared it.")
    url: Url = Field(default=ABSENT, description="Where the document can be read.")
    quote: Words = Field(default=ABSENT, description="The words of the declaration.")
    source: Words = Field(default=ABSENT, description="Where the quote was found.")
    note: Text = Field(default=ABSENT, description="What a reader of the quote must know.")


class EachEntry(_Entry):
    """What one declaration is repeated for."""

    area: Areas = Field(description="Area codes.", examples=[["CN-GD", "CN-JS"]])


class TargetEntry(ConditionEntry):
    """A declared goal. It has exactly one condition, and no default direction."""

    model_config = ConfigDict(json_schema_extra={"oneOf": _ONE_CONDITION})

    title: Text = Field(description="The goal in a few words, in one or more languages.", examples=["Jobs for all"])
    indicator: Id = Field(default=ABSENT, description="The id of the indicator it speaks of.", examples=["jobs"])
    reached: Reached = Field(
        default=ABSENT,
        description="When it counts as met: at the deadline, or at any time before.",
        examples=["any_time"],
    )
    interim: dict[Moment, Amount] = Field(
        default=ABSENT, description="Figures on the way, by period.", examples=[{"2025": "800 billion CNY"}]
    )
    binding: Flag = Field(default=ABSENT, description="true: binding; false: expected only.", examples=[True])
    area: Area = Field(
        default=ABSENT, description="Its area, where it is another than the workspace's.", examples=["CN"]
    )
    areas: Areas = Field(
        default=ABSENT, description="Makes one target for each of these areas.", examples=[["CN-GD", "CN-JS"]]
    )
    for_each: EachEntry = Field(
        default=ABSENT, description="The same as areas.", examples=[{"area": ["CN-GD", "CN-JS"]}]
    )
    replaces: Id = Field(default=ABSENT, description="The target that this one was declared in place of.")
    revised: list[RevisionEntry] = Field(default=ABSENT, description="Earlier forms of this target.")
    proxy: Text = Field(default=ABSENT, description="How what is measured differs from what was declared.")
    tags: ListOfWords = Field(default=ABSENT, description="Words to group targets by.", examples=[["health"]])
    declared: DeclaredEntry = Field(default=ABSENT, description="Who declared it, when, where, and in which words.")
    note: Text = Field(default=ABSENT, description="What a reader of the target must know.")


class TargetsFile(_Entry):
    """Declared goals and their indicators."""

    format: FormatVersion = Field(default=ABSENT, description="The version of this file's format.", examples=[1])
    workspace: WorkspaceEntry = Field(default=ABSENT, description="What holds for the whole folder.")
    indicators: dict[Id, IndicatorEntry] = Field(default=ABSENT, description="What is measured, by id.")
    targets: dict[Id, TargetEntry] = Field(default=ABSENT, description="The declared goals, by id.")


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
