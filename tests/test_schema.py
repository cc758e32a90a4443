"""The JSON Schema of targets.yaml: complete, documented, and of one mind with the parser."""

from __future__ import annotations

from typing import Any

import pytest

from tracker.figures import AGGREGATIONS, NATURES, PER_YEAR
from tracker.goals import CONDITIONS, LEVELS, json_schema, parse

SCHEMA = json_schema()


def definition(name: str) -> Any:  # noqa: ANN401 - a part of a schema
    return SCHEMA["$defs"][name]


def test_it_names_its_dialect_and_the_file() -> None:
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert SCHEMA["title"] == "targets.yaml"
    assert "$id" not in SCHEMA
    assert list(SCHEMA["properties"]) == ["format", "workspace", "indicators", "targets"]


@pytest.mark.parametrize("name", sorted(SCHEMA["$defs"]))
def test_every_key_is_documented_and_no_other_is_allowed(name: str) -> None:
    model = definition(name)
    assert model["additionalProperties"] is False
    assert model["description"]
    for key, field in model["properties"].items():
        assert field.get("description") or definition(field["$ref"].rpartition("/")[2])["description"], key
        assert "default" not in field, key
        assert "title" not in field, key


def test_the_keys_of_a_target_are_those_of_the_contract() -> None:
    keys = "title indicator by over since baseline reached interim binding areas for_each area replaces revised proxy"
    assert set(definition("TargetEntry")["properties"]) == {*CONDITIONS, *keys.split(), "tags", "note", "declared"}
    assert set(definition("DeclaredEntry")["properties"]) == {"on", "document", "by", "url", "quote", "source", "note"}
    assert set(definition("WorkspaceEntry")["properties"]) == {
        "title", "area", "language", "thresholds", "report_lag", "own_goals", "notes", "sources",
    }  # fmt: skip
    assert set(definition("IndicatorEntry")["properties"]) == {
        "title", "unit", "frequency", "nature", "aggregation", "better", "lag", "prices", "prefer", "bounds",
        "decimals", "source", "note",
    }  # fmt: skip


def test_what_must_be_written_is_required() -> None:
    assert definition("IndicatorEntry")["required"] == ["title", "unit", "frequency"]
    assert definition("TargetEntry")["required"] == ["title"]


def test_a_target_has_exactly_one_condition() -> None:
    assert definition("TargetEntry")["oneOf"] == [{"required": [kind]} for kind in CONDITIONS]
    assert list(definition("BoundEntry")["properties"]) == list(LEVELS)
    assert (definition("BoundEntry")["minProperties"], definition("BoundEntry")["maxProperties"]) == (1, 1)


def test_the_words_to_choose_from_are_those_of_the_records() -> None:
    indicator = definition("IndicatorEntry")["properties"]
    assert indicator["nature"]["enum"] == list(NATURES)
    assert indicator["aggregation"]["enum"] == list(AGGREGATIONS)
    assert indicator["frequency"]["enum"] == list(PER_YEAR)


@pytest.mark.parametrize("section", ["indicators", "targets"])
def test_ids_are_checked_by_the_editor_too(section: str) -> None:
    (pattern,) = SCHEMA["properties"][section]["patternProperties"]
    assert pattern == "^[a-z0-9][a-z0-9-]*$"
    assert SCHEMA["properties"][section]["additionalProperties"] is False
    assert SCHEMA["properties"][section]["propertyNames"] == {"maxLength": 80}


@pytest.mark.parametrize("kind", CONDITIONS)
def test_every_condition_s_example_parses(kind: str) -> None:
    (example, *_) = definition("TargetEntry")["properties"][kind]["examples"]
    beside = {
        "increase_by": "since: 1990, by: 2027",
        "reduce_by": "since: 1990, by: 2027",
        "improve": "since: 1990, by: 2027",
    }
    dates = beside.get(kind, "over: 2021..2025" if kind in {"average_growth", "cumulative", "maintain"} else "by: 2027")
    indicator = "" if kind in {"milestones", "all_of", "any_of"} else "indicator: x, "
    unit = {"less_than": '"%"', "at_most": '"%"', "cumulative": "people"}.get(kind, "CNY")
    document, problems = parse(
        f"""
indicators: {{x: {{title: X, unit: {unit}, frequency: annual}}}}
targets:
  t: {{title: T, {indicator}{kind}: {example!r}, {dates}}}
  jobs: {{title: T, milestones: {{count: 1}}, by: 2027}}
  growth: {{title: T, milestones: {{count: 1}}, by: 2027}}
""".encode()
    )
    assert not problems
    assert document is not None
