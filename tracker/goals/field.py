"""The types of the schema's fields: for each, the check of `written` and what an editor is told."""

from __future__ import annotations

from typing import Annotated, Any, Final

from pydantic import PlainValidator, WithJsonSchema  # noqa: TID253 - a part of the schema, loaded with it only

from tracker.figures import AGGREGATIONS, NATURES
from tracker.figures.period import PER_YEAR
from tracker.goals import written
from tracker.goals.target import MOST_STEPS

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
