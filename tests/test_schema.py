"""The JSON Schema of targets.yaml: complete, documented, and of one mind with the parser."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tracker.figures import AGGREGATIONS, NATURES, PER_YEAR
from tracker.goals import CONDITIONS, LEVELS, json_schema, parse, plain_data
from tracker.goals.schema import SCHEMA_VERSION

ROOT = Path(__file__).resolve().parent.parent
VERSIONS = ROOT / "tests" / "golden" / "schema.versions.txt"
SCHEMA = json_schema()
EDITOR = Draft202012Validator(SCHEMA)
SHIPPED = [
    ROOT / "targets.yaml",
    ROOT / "tracker" / "cli" / "example" / "targets.yaml",
    *sorted(ROOT.glob("docs/examples/*/targets.yaml")),
    *sorted(ROOT.glob("examples/*/targets.yaml")),
]


def definition(name: str) -> Any:  # noqa: ANN401 - a part of a schema
    return SCHEMA["$defs"][name]


def test_it_names_its_dialect_and_the_file() -> None:
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert SCHEMA["title"] == "targets.yaml"
    assert SCHEMA["$id"] == f"urn:policy-target-tracker:targets.yaml:{SCHEMA_VERSION}"
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
        assert field["examples"], key
        for word in field.get("enum", ()):
            assert str(word) in field["description"], f"{key}: what {word} means is not said"


def test_the_keys_of_a_target_are_those_of_the_contract() -> None:
    keys = "title indicator by over since baseline reached interim binding areas for_each area replaces revised proxy"
    assert set(definition("TargetEntry")["properties"]) == {*CONDITIONS, *keys.split(), "tags", "note", "declared"}
    assert set(definition("DeclaredEntry")["properties"]) == {"on", "document", "by", "url", "quote", "source", "note"}
    assert set(definition("WorkspaceEntry")["properties"]) == {
        "title", "area", "area_names", "language", "thresholds", "report_lag", "own_goals", "url", "notes", "sources",
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


def refusals(text: str) -> list[str]:
    """What an editor underlines in a file."""
    data, problems = plain_data(text.encode(), "targets.yaml")
    assert not problems
    return [error.json_path for error in EDITOR.iter_errors(data)]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_shipped_file_fits(path: Path) -> None:
    assert refusals(path.read_text(encoding="utf-8")) == []


def test_it_is_a_schema_and_its_examples_fit_it() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    for name, model in {**SCHEMA["$defs"], "": SCHEMA}.items():
        for key, field in model["properties"].items():
            one = Draft202012Validator({**field, "$defs": SCHEMA["$defs"]})
            for example in field.get("examples", ()):
                assert list(one.iter_errors(example)) == [], f"{name}.{key}: {example}"


SOUND = """\
format: 1
workspace: {title: Example, area: XX, area_names: {XX: Land}, language: en, report_lag: 30 days}
indicators:
  jobs: {title: Jobs, unit: people, frequency: annual, nature: count, bounds: [0, null]}
targets:
  jobs-2030:
    title: {en: Jobs, zh: 就业}
    indicator: jobs
    at_least: 2000
    by: 2030
    declared: {on: 2024-10-09, url: https://example.org/plan}
  plan: {title: Plan, milestones: [{id: first}], by: 2030}
"""


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("format: 1", "format: 2"),
        ("area: XX", "area: X X"),
        ("{XX: Land}", "{X X: Land}"),
        ("{XX: Land}", "{XX: {land: Land}}"),
        ("language: en", "language: fr"),
        ("title: Example", "name: Example"),
        ("title: Jobs,", ""),
        ("title: Jobs,", "title: '',"),
        ("unit: people", "unit: 5"),
        ("frequency: annual", "frequency: yearly"),
        ("nature: count", "nature: number"),
        ("bounds: [0, null]", "bounds: [0]"),
        ("  jobs:", "  Jobs:"),
        ("jobs-2030:", "jobs_2030:"),
        ("at_least: 2000", "at_lest: 2000"),
        ("at_least: 2000", "at_least: [2000]"),
        ("at_least: 2000", "at_least: 2000\n    at_most: 3000"),
        ("at_least: 2000", "maintain: {at_least: 1, at_most: 2}"),
        ("at_least: 2000", "tags: [a, a]\n    at_least: 1"),
        ("by: 2030\n", "by: [2030]\n"),
        ("on: 2024-10-09", "on: 9 October 2024"),
        ("url: https:", "url: file:"),
        ("milestones: [{id: first}]", "milestones: []"),
        ("milestones: [{id: first}]", "milestones: {count: 0}"),
        ("milestones: [{id: first}]", "milestones: {steps: 3}"),
    ],
)
def test_what_the_parser_refuses_the_editor_underlines(right: str, wrong: str) -> None:
    assert refusals(SOUND) == []
    assert parse(SOUND.encode())[1] == ()
    assert right in SOUND
    changed = SOUND.replace(right, wrong, 1)
    assert parse(changed.encode())[1] != ()
    assert refusals(changed) != []


def test_a_changed_schema_has_a_new_version(request: pytest.FixtureRequest) -> None:
    digest = hashlib.sha256(json.dumps(SCHEMA, sort_keys=True).encode()).hexdigest()
    known = dict(line.split() for line in VERSIONS.read_text(encoding="utf-8").splitlines())
    if request.config.getoption("--update-golden") and SCHEMA_VERSION not in known:
        with VERSIONS.open("a", encoding="utf-8", newline="\n") as file:
            file.write(f"{SCHEMA_VERSION} {digest}\n")
        return
    assert known.get(SCHEMA_VERSION) == digest, (
        f"the schema is not that of version {SCHEMA_VERSION}: raise goals.schema.SCHEMA_VERSION, and write its line by"
        " pytest --update-golden"
    )


def test_versions_only_rise_and_begin_with_the_format() -> None:
    versions = [line.split()[0] for line in VERSIONS.read_text(encoding="utf-8").splitlines()]
    numbers = [tuple(map(int, version.split("."))) for version in versions]
    assert numbers == sorted(set(numbers))
    assert {major for major, _ in numbers} == {SCHEMA["properties"]["format"]["const"]}
