"""targets.yaml checked: one good example, and one change for each thing that is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tracker.goals import CONDITIONS, parse

GOOD = """\
workspace: {title: Goals, area: CN-GD, language: en, thresholds: {off_track: 0.3}, report_lag: 30 days}
indicators:
  revenue: {title: Revenue, unit: CNY, frequency: annual, lag: 45 days, bounds: [0, null]}
  share: {title: Share, unit: "%", frequency: monthly, nature: share, bounds: [0, 100], decimals: 1}
targets:
  level: {title: Level, indicator: revenue, more_than: 1 trillion CNY, by: 2027, declared: {on: 2024-10-09}}
  change: {title: Change, indicator: revenue, increase_by: 66.7 %, since: 1990, by: 2027, baseline: 1990}
  points: {title: Points, indicator: share, reduce_by: 3 pp, since: 2020, by: 2027, reached: any_time, binding: true}
  better: {title: Better, indicator: share, improve: up, since: 2020, by: 2027, replaces: level}
  growth: {title: Growth, indicator: revenue, average_growth: {at_least: 5.5 %}, over: 2021..2025}
  total: {title: Total, indicator: revenue, cumulative: {at_least: 55 million}, over: 2021..2025, by: 2026}
  always: {title: Always, indicator: share, maintain: {more_than: 50}, over: 2024-01..2025-12}
  tasks: {title: Tasks, milestones: {count: 38}, by: 2027}
  steps: {title: Steps, milestones: [{id: first, title: First, by: 2026}, {id: second, by: 2027}]}
  band: {title: B, indicator: revenue, between: [97, 103], by: 2027-Q2, for_each: {area: [A, B]}, interim: {2025: 98}}
  all: {title: All, all_of: [level, tasks, band]}
  each: {title: Each, any_of: [band], areas: [A, B]}
  mended: {title: M, indicator: revenue, at_least: 15, by: 2027, declared: {on: 2020-01-01}, revised: [
    {on: 2023-03-05, was: {by: 2025}},
    {on: 2022-03-05, was: {at_most: 12}}]}
"""

REFUSED = [
    # The file and its sections
    (
        "workspace: {title: Goals",
        "workspaces: {title: Goals",
        1,
        "there is no key 'workspaces'; did you mean 'workspace'?",
    ),
    ("workspace: {", "format: 2\nworkspace: {", 1, "format: this version reads format 1, found the number 2"),
    ("title: Goals", "titel: Goals", 1, "workspace: there is no key 'titel'; did you mean 'title'?"),
    ("title: Goals", "title: 2027", 1, "a text belongs here, found the number 2027; write it in quotes: '2027'"),
    ("title: Goals", "title: ' '", 1, "workspace.title: the text is empty"),
    ("title: Goals", "title: {}", 1, "no language is given"),
    ("title: Goals", "title: {en: One, two, zh: 一}", 1, "'two' has no text; within braces a comma ends one"),
    (
        "title: Goals",
        "title: {english: One}",
        1,
        "'english' is no language; write a text, or {en: …, zh: …}",
    ),
    ("title: Goals", "title: [Goals]", 1, "a text belongs here, found a list of 1"),
    ("title: Goals", "title: ", 1, "workspace.title: nothing is written here; write a value, or remove the key"),
    ("title: Goals", "notes: [x, 5]", 1, "workspace.notes: a text belongs here, found the number 5"),
    ("title: Goals", "sources: {a: {publised: 2024-10-09}}", 1, "workspace.sources.a: there is no key 'publised'"),
    ("title: Goals", "sources: {a: {published: 2024-13-09}}", 1, "'2024-13-09' is no day of the calendar"),
    (
        "title: Goals",
        "sources: {a: {url: 'javascript:alert(1)'}}",
        1,
        "is no address; write one that begins with https://",
    ),
    ("area: CN-GD", "area: CN/GD", 1, "workspace.area: 'CN/GD' is no area code"),
    ("area: CN-GD", "area: NO", 1, "write true or false for those, 'NO' in quotes"),
    ("language: en", "language: english", 1, "'english' is none of en, zh; did you mean 'en'?"),
    ("off_track: 0.3", "off_track: 0.8", 1, "workspace.thresholds: off_track (0.8) must lie below on_track (0.75)"),
    ("off_track: 0.3", "off_track: 30 %", 1, "a share between 0 and 1 belongs here, found '30 %'; write it like 0.75"),
    ("off_track: 0.3", "off_track: 0", 1, "a share between 0 and 1 belongs here, found the number 0"),
    ("report_lag: 30 days", "report_lag: a month", 1, "a number of days belongs here, found 'a month'"),
    ("report_lag: 30 days", "report_lag: 5000 days", 1, "5000 days are more than ten years"),
    ("report_lag: 30 days", "url: example.org", 1, "'example.org' is no address; write one that begins with https://"),
    ("report_lag: 30 days", 'url: "https://example.org/?a"', 1, "is no address of a folder; write it without ? and #"),
    # Indicators
    ("unit: CNY, ", "", 3, "indicator revenue: `unit` is missing; write it, like `unit: CNY`"),
    (
        "frequency: annual",
        "frequency: yearly",
        3,
        "none of annual, half-yearly, quarterly, monthly, daily; did you mean 'annual'",
    ),
    (
        "nature: share",
        "nature: shares",
        4,
        "'shares' is none of share, rate, count, currency, index, signed; did you mean",
    ),
    ("lag: 45 days", "lag: -5", 3, "indicator revenue, lag: a number of days belongs here, found the number -5"),
    ("lag: 45 days", "better: higher", 3, "'higher' is none of up, down, neither; did you mean 'up'?"),
    ("lag: 45 days", "aggregation: avg", 3, "'avg' is none of sum, last, mean"),
    ("lag: 45 days", "prefer: [a, a]", 3, "indicator revenue, prefer: 'a' stands twice; keep one"),
    ("lag: 45 days", "prefer: a", 3, "a list of texts belongs here, found 'a'"),
    ("bounds: [0, 100]", "bounds: [100, 0]", 4, "the lower bound comes first and below the other, found [100, 0]"),
    ("bounds: [0, 100]", "bounds: [0, 5 kg]", 4, "'5 kg': unit 'kg' does not fit %"),
    ("bounds: [0, 100]", "bounds: 100", 4, "two bounds belong here, found the number 100"),
    ("bounds: [0, 100]", "bounds: [null, null]", 4, "two bounds belong here, found a list of 2"),
    ("decimals: 1", "decimals: 1.5", 4, "a whole number from 0 to 12 belongs here, found the number 1.5"),
    ("  points:", "  change:", 8, "the key 'change' stands twice, in line 7 and here; keep one"),
    # Ids
    ("  growth:", "  ../growth:", 10, "'../growth' is no id; write small letters a-z, digits and hyphens"),
    ("  growth:", "  <script>:", 10, "'<script>' is no id"),
    ("  growth:", "  Growth:", 10, "'Growth' is no id"),
    ("  growth:", "  con:", 10, "'con' cannot be a file name on Windows; write another id, like 'con-1'"),
    ("  growth:", f"  {'g' * 81}:", 10, "has 81 characters; an id has at most 80"),
    ("  steps:", "  share:", 14, "target share: an indicator has the same id, and both would need one file"),
    # Conditions
    ("more_than: 1 trillion CNY, ", "", 6, f"there is no condition; write exactly one of {', '.join(CONDITIONS)}"),
    ("more_than: 1", "more_tan: 1", 6, "target level: there is no key 'more_tan'; did you mean 'more_than'?"),
    ("more_than: 1", "at_most: 5, more_than: 1", 6, "more_than, at_most are 2 conditions; keep one, or join several"),
    ("more_than: 1 trillion CNY", "more_than: [1]", 6, "a number or a quantity belongs here, found a list of 1"),
    ("more_than: 1 trillion CNY", "more_than: true", 6, "a number or a quantity belongs here, found true"),
    (
        "more_than: 1 trillion CNY",
        "more_than: 5 tons",
        6,
        "target level, more_than: '5 tons': unit 'tons' does not fit CNY",
    ),
    ("more_than: 1 trillion CNY", "more_than: .inf", 6, "'.inf' is no number; write a finite one"),
    ("more_than: 1 trillion CNY", "more_than: infinity", 6, "not a finite number"),
    ("more_than: 1 trillion CNY", "more_than: 12:30", 6, "write '12:30' in quotes for a text"),
    ("more_than: 1 trillion CNY", "more_than: -1", 6, "-1 lies outside the indicator's bounds, 0 to …"),
    ("[97, 103]", "[103, 97]", 15, "[103, 97] has its lower bound first, and below the other"),
    ("[97, 103]", "[97]", 15, "two bounds belong here, found a list of 1; write them like [97, 103]"),
    ("66.7 %", "-66.7 %", 7, "-66.7 % is not above zero; for the other direction write reduce_by"),
    ("66.7 %", "3 pp", 7, "'3 pp' is in percentage points"),
    ("3 pp", "0 pp", 8, "0 pp is not above zero; for the other direction write increase_by"),
    ("improve: up", "improve: better", 9, "'better' is none of up, down"),
    ("at_least: 5.5 %", "at_least: 5.5 pp", 10, "'5.5 pp' is not a rate of growth"),
    ("{at_least: 5.5 %}", "5.5 %", 10, "target growth, average_growth: keys belong here, found '5.5 %'"),
    (
        "{at_least: 5.5 %}",
        "{}",
        10,
        "exactly one of more_than, at_least, less_than, at_most, between belongs here, found none",
    ),
    ("{at_least: 5.5 %}", "{at_least: 5 %, at_most: 6 %}", 10, "belongs here, found at_least, at_most"),
    ("{at_least: 5.5 %}", "{at_leas: 5 %}", 10, "there is no key 'at_leas'; did you mean 'at_least'?"),
    ("{at_least: 55 million}", "{at_least: 55 kg}", 11, "unit 'kg' does not fit CNY"),
    ("{more_than: 50}", "{more_than: 500}", 12, "500 lies outside the indicator's bounds, 0 to 100"),
    ("count: 38", "count: 0", 13, "a whole number from 1 to 10000 belongs here, found the number 0"),
    ("count: 38", "count: 10001", 13, "a whole number from 1 to 10000 belongs here"),
    ("count: 38", "count: '38'", 13, "a whole number from 1 to 10000 belongs here, found '38'"),
    ("count: 38", "cuont: 38", 13, "there is no key 'cuont'; did you mean 'count'?"),
    ("{count: 38}", "38", 13, "keys belong here, found the number 38"),
    ("{count: 38}", "[]", 13, "a list of 1 to 10,000 belongs here, found an empty list"),
    ("id: second", "id: first", 14, "target steps, milestones #2.id: the step 'first' stands twice"),
    ("id: second", "title: Second", 14, "milestones #2: `id` is missing; write it, like `id: core-technologies`"),
    ("id: second", "id: Second Step", 14, "'Second Step' is no id"),
    ("[level, tasks, band]", "level", 16, "a list of target ids belongs here, found 'level'"),
    ("[level, tasks, band]", "[level, level]", 16, "'level' stands twice; keep one"),
    ("[level, tasks, band]", "[level, task]", 16, "all_of #2: there is no target 'task'; did you mean 'tasks'?"),
    ("[level, tasks, band]", "[level, all]", 16, "the goal is a part of itself: all → all; remove one of them"),
    ("[level, tasks, band]", "[level@B]", 16, "target level has no area 'B'; its areas: one, so leave out the @"),
    ("[level, tasks, band]", "[band@C]", 16, "target band has no area 'C'; its areas: A, B"),
    ("areas: [A, B]", "areas: [A, C]", 17, "target band has no area 'C'; leave it out of this one's areas"),
    # What belongs to which condition
    (
        "indicator: revenue, more_than",
        "indicator: revenu, more_than",
        6,
        "there is no indicator 'revenu'; did you mean 'revenue'?",
    ),
    ("indicator: revenue, more_than", "indicator: zzz, more_than", 6, "'zzz'; declare it under `indicators:`"),
    (
        "indicator: revenue, more_than",
        "more_than",
        6,
        "target level: `indicator` is missing; write the id of what is measured",
    ),
    (
        "title: Tasks, ",
        "title: Tasks, indicator: share, ",
        13,
        "`indicator` says nothing about milestones, it belongs to",
    ),
    (
        "title: Level, ",
        "title: Level, since: 2020, ",
        6,
        "`since` says nothing about more_than; for the period that progress",
    ),
    (
        "title: Level, ",
        "title: Level, over: 2020..2021, ",
        6,
        "`over` says nothing about more_than, it belongs to average_growth",
    ),
    ("title: All, ", "title: All, interim: {2025: 1}, ", 16, "`interim` says nothing about all_of"),
    ("title: Always, ", "title: Always, reached: any_time, ", 12, "`reached` says nothing about maintain"),
    (
        "cumulative: {at_least: 55 million}",
        "reached: any_time, cumulative: {at_most: 55 million}",
        11,
        "a sum is reached at any time only from below: with at_least or more_than; remove it",
    ),
    ("reached: any_time", "reached: sometime", 8, "'sometime' is none of at_deadline, any_time"),
    ("binding: true", "binding: yes", 8, "may be read as true or false; write true or false"),
    ("binding: true", "binding: 1", 8, "true or false belongs here, found the number 1"),
    ("title: Level, ", "", 6, "target level: `title` is missing; write it"),
    ("title: Level", "name: Level", 6, "target level: there is no key 'name'; did you mean 'title'?"),
    (
        "title: Level",
        "title: Level, zzz: 1",
        6,
        "there is no key 'zzz'; besides the condition, the keys here are by, over, since",
    ),
    ("replaces: level", "replaces: levels", 9, "there is no target 'levels'; did you mean 'level'?"),
    ("replaces: level", "replaces: better", 9, "a target cannot replace itself"),
    ("title: Level", "title: Level, tags: [2027]", 6, "tags: a text belongs here, found the number 2027"),
    # Areas
    ("areas: [A, B]", "areas: [A, A]", 17, "target each, areas: 'A' stands twice; keep one"),
    ("areas: [A, B]", "areas: A", 17, "a list of area codes, like [CN-GD, CN-JS] belongs here, found 'A'"),
    ("areas: [A, B]", "area: A, areas: [A, B]", 17, "area and areas both name areas; keep one"),
    ("areas: [A, B]", "areas: [A, B], for_each: {area: [A]}", 17, "areas and for_each both name areas; keep one"),
    (
        "for_each: {area: [A, B]}, interim",
        "for_each: {areas: [A, B]}, interim",
        15,
        "target band, for_each: there is no key 'areas'; did you mean 'area'?",
    ),
    ("title: Level", "title: Level, area: 'A B'", 6, "'A B' is no area code"),
    # Dates
    ("by: 2027, declared", "declared", 6, "target level: `by` is missing; write the deadline, like `by: 2027`"),
    ("by: 2027, declared", "by: 20x7, declared", 6, "target level, by: '20x7' is not a period; write 2023"),
    ("by: 2027, declared", "by: 2027.5, declared", 6, "a period belongs here, found the number 2027.5"),
    ("by: 2027, declared", "by: 2027-01/2027-08, declared", 6, "is a range; write its last month: 2027-08"),
    ("on: 2024-10-09", "on: 2028-01-01", 6, "the deadline 2027 lies before the declaration on 2028-01-01"),
    ("on: 2024-10-09", "on: 2024", 6, "a day belongs here, found the number 2024; write it like 2024-10-09"),
    ("on: 2024-10-09", "date: 2024-10-09", 6, "target level, declared: there is no key 'date'; did you mean 'on'?"),
    (", since: 1990", ", since: 2027", 7, "target change, since: 2027 does not lie before the deadline 2027"),
    ("baseline: 1990", "baseline: 2030", 7, "target change, baseline: 2030 does not lie before the deadline 2027"),
    (
        "improve: up, since: 2020",
        "improve: up",
        9,
        "`since` is missing; write the period that improve is measured from",
    ),
    ("%}, over: 2021..2025", "%}", 10, "`over` is missing; write the first and the last period of average_growth"),
    ("%}, over: 2021..2025", "%}, over: 2025..2021", 10, "'2025..2021' ends before it begins; write 2021..2025"),
    ("%}, over: 2021..2025", "%}, over: 2021..2025-06", 10, "runs from annual to monthly; write both ends alike"),
    ("%}, over: 2021..2025", "%}, over: 2021..2023..2025", 10, "is no span; write its first and last period"),
    (
        "%}, over: 2021..2025",
        "%}, over: 2021-01..2025-12",
        10,
        "is monthly, the figures are annual; write periods that have",
    ),
    (
        "by: 2026}\n  always",
        "by: 2024}\n  always",
        11,
        "2021..2025 ends after the deadline 2024; mend `by`, or leave it out",
    ),
    (
        "count: 38}, by: 2027",
        "count: 38}",
        13,
        "`by` is missing; write the deadline, like `by: 2027`, or one for every step",
    ),
    ("second, by: 2027}", "second}", 14, "target steps: `by` is missing"),
    ("second, by: 2027}]", "second, by: 2027}], by: 2026", 14, "2027 lies after the target's deadline 2026"),
    ("{2025: 98}", "{2027: 98}", 15, "target band, interim.2027: 2027 does not lie before the deadline 2027-Q2"),
    ("{2025: 98}", "{soon: 98}", 15, "'soon' is not a period"),
    ("{2025: 98}", "{2025: 98 kg}", 15, "target band, interim.2025: '98 kg': unit 'kg' does not fit CNY"),
    ("{2025: 98}", "{2025: -98}", 15, "-98 lies outside the indicator's bounds"),
    # Earlier forms
    ("was: {by: 2025}", "was: {}", 19, "revised #1.was: nothing was different"),
    ("was: {by: 2025}", "was: {at_least: 6 kg}", 19, "revised #1.was.at_least: '6 kg': unit 'kg' does not fit CNY"),
    ("was: {by: 2025}", "was: {at_least: 6, at_most: 7}", 19, "at_least, at_most are 2 conditions"),
    (
        "was: {by: 2025}",
        "was: {reduce_by: 5}",
        19,
        "`since` is missing; write the period that reduce_by is measured from",
    ),
    ("was: {by: 2025}", "was: {by: 2025, baseline: 2026}", 19, "2026 does not lie before the deadline 2025"),
    ("was: {by: 2025}", "was: {b: 2025}", 19, "revised #1.was: there is no key 'b'; did you mean 'by'?"),
    ("was: {at_most: 12}", "was: {at_most: -12}", 20, "-12 lies outside the indicator's bounds"),
    (
        "on: 2023-03-05",
        "on: 2019-01-01",
        19,
        "revised #1.on: 2019-01-01 does not lie after the declaration on 2020-01-01",
    ),
    ("on: 2022-03-05", "on: 2023-03-05", 20, "revised #2.on: 2023-03-05 stands twice; write one earlier form a day"),
    ("on: 2022-03-05, ", "", 20, "revised #2: `on` is missing"),
]


def problems(content: str) -> list[str]:
    document, found = parse(content.encode())
    assert (document is None) is bool(found)
    return [str(problem) for problem in found]


def test_the_good_example_is_good() -> None:
    assert problems(GOOD) == []


@pytest.mark.parametrize(
    ("old", "new", "line", "message"), REFUSED, ids=[f"{number} {row[1][:40]}" for number, row in enumerate(REFUSED)]
)
def test_one_change_is_refused_by_one_check(old: str, new: str, line: int, message: str) -> None:
    assert GOOD.count(old) >= 1, "the change must change something"
    (found,) = problems(GOOD.replace(old, new, 1))
    assert found.startswith(f"targets.yaml:{line}: ")
    assert message in found


def test_a_key_that_says_no_side_is_answered_by_those_that_do() -> None:
    found = problems(GOOD.replace("more_than: 1 trillion CNY", "target: 1 trillion CNY"))
    assert any("say on which side: at_least, more_than" in problem for problem in found)


def test_a_longer_circle_is_named_in_full() -> None:
    found = problems("""\
targets:
  a: {title: A, all_of: [b], by: 2027}
  b: {title: B, any_of: [c], by: 2027}
  c: {title: C, all_of: [a], by: 2027}
""")
    (problem,) = found
    assert any(circle in problem for circle in ("a → b → c → a", "b → c → a → b", "c → a → b → c"))


def test_everything_wrong_is_said_at_once() -> None:
    found = problems("""\
workspace: {language: cn}
indicators:
  a: {title: A, unit: CNY, frequency: anual}
  b: {title: B, unit: CNY, frequency: annual}
targets:
  one: {title: One, indicator: b, at_least: 5 kg, by: 2027}
  two: {title: NO, indicator: b, by: 2027, at_least: 5}
  three: {title: Three, indicator: c, at_least: 5, by: soon}
  four: {titel: Four, milestones: {count: 1}, by: 2027}
""")
    assert [problem.split(":")[1] for problem in found] == ["1", "3", "6", "7", "8", "8", "9"]


def test_a_value_that_was_refused_when_read_is_not_refused_again() -> None:
    (found,) = problems(GOOD.replace("[97, 103]", "[97, 12:30]"))
    assert "base 60" in found


def test_messages_escape_what_was_found() -> None:
    (found,) = problems(GOOD.replace("  growth:", '  "gr\\u202eowth\\n":'))
    assert "\\u202e" in found
    assert "\n" not in found
    (found,) = problems(GOOD.replace("language: en", f"language: {'x' * 5000}"))
    assert len(found) < 300


def test_the_document_is_what_the_file_says_with_lines() -> None:
    document, _ = parse(b"""\
workspace: {area: 156, thresholds: {on_track: 0.8}}
indicators:
  x: {title: {en: X, zh: "\xe7\x94\xb2"}, unit: CNY, frequency: annual, lag: 45 days}
targets:
  t:
    title: T
    indicator: x
    at_least: 1e3
    by: 2027
    declared: {on: 2024-10-09}
    interim: {2025: 800}
""")
    assert json.loads(json.dumps(document)) == {
        "workspace": {"area": 156, "thresholds": {"on_track": 0.8}},
        "indicators": {
            "x": {"title": {"en": "X", "zh": "甲"}, "unit": "CNY", "frequency": "annual", "lag": "45 days", "line": 3}
        },
        "targets": {
            "t": {
                "title": "T",
                "indicator": "x",
                "at_least": 1000.0,
                "by": 2027,
                "declared": {"on": "2024-10-09"},
                "interim": {"2025": 800},
                "line": 5,
            }
        },
    }


def test_shared_parts_may_be_written_once() -> None:
    document, found = parse(b"""\
targets:
  a: {title: A, milestones: {count: 1}, by: 2027, declared: &plan {on: 2024-10-09, by: Us}}
  b: {title: B, milestones: {count: 2}, by: 2027, declared: *plan}
""")
    assert not found
    assert document is not None
    assert document["targets"]["b"]["declared"] == {"on": "2024-10-09", "by": "Us"}


@pytest.mark.parametrize("content", ["workspace:\nindicators:\ntargets:\n", "targets: {}\n", "format: 1\n", "{}"])
def test_a_beginning_is_no_problem(content: str) -> None:
    assert problems(content) == []


@pytest.mark.parametrize("content", ["targets: [a]\n", "targets: {a: }\n", "indicators: 5\n", "targets: {a: [b]}\n"])
def test_entries_must_be_keys(content: str) -> None:
    (found,) = problems(content)
    assert "keys belong here" in found or "nothing is written here" in found


def test_another_path_is_named() -> None:
    _, found = parse(b"- a\n", "elsewhere/targets.yaml")
    assert found[0].path == "elsewhere/targets.yaml"


def test_the_shipped_workspace_is_good() -> None:
    assert problems((Path(__file__).resolve().parent.parent / "targets.yaml").read_text(encoding="utf-8")) == []
