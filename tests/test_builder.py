"""Records from a checked document."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from datetime import date
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.figures import Text, parse_period
from tracker.goals import CONDITIONS, Bound, Declaration, Step, build, parse

if TYPE_CHECKING:
    from tracker.goals import Declarations, Target

WHOLE = """
format: 1
workspace:
  title: {en: Goals, zh: 目标}
  area: CN-GD
  language: zh
  thresholds: {on_track: 0.8}
  report_lag: 45 days
  notes: [one, {en: two, zh: 二}]
  sources:
    plan.txt: {publisher: P, title: A plan, authors: Me, published: 2024-10-09, url: "https://example.org", note: N}

indicators:
  revenue: {title: Revenue, unit: CNY, nature: currency, aggregation: sum, frequency: annual, lag: 6 weeks}
  share: {title: {en: S, zh: 比重}, unit: "%", frequency: monthly, bounds: [0, 100], better: down, source: s, note: n}
  heads: {title: Heads, unit: people, frequency: quarterly, prefer: [census, survey], prices: current, decimals: 1}

targets:
  level:
    title: {en: A trillion, zh: 万亿级}
    indicator: revenue
    more_than: 1 trillion CNY
    by: 2027
    interim: {2026: 9000亿元, 2025: 800 billion CNY}
    baseline: 2023
    reached: any_time
    binding: true
    proxy: output value was meant
    tags: [a, b]
    note: N
    declared: {on: 2024-10-09, document: D, by: B, url: "https://example.org", quote: Q, source: plan.txt, note: N}
  floor: {title: T, indicator: revenue, at_least: 15, by: 2027-Q2, area: CN}
  cap: {title: T, indicator: share, less_than: 3 %, by: 2027-06-30}
  ceiling: {title: T, indicator: share, at_most: 3.5, by: 2027-06}
  band: {title: T, indicator: heads, between: [97, 103], by: 2027}
  up: {title: T, indicator: revenue, increase_by: 66.7 %, since: 1990, by: 2027}
  points: {title: T, indicator: share, increase_by: 3 pp, baseline: 2020, by: 2027}
  down: {title: T, indicator: heads, reduce_by: 5 million, since: 2020, by: 2027}
  halved: {title: T, indicator: heads, reduce_by: 50%, since: 2020-H1, by: 2027}
  better: {title: T, indicator: revenue, improve: up, since: 2020, by: 2027}
  lower: {title: T, indicator: share, improve: down, since: 2020, by: 2027}
  growth: {title: T, indicator: revenue, average_growth: {at_least: 5.5 %}, over: 2021..2025}
  slow: {title: T, indicator: revenue, average_growth: {between: [3, 5 %]}, over: 2021 to 2025}
  total: {title: T, indicator: heads, cumulative: {at_least: 55 million}, over: 2021..2025, by: 2026}
  always: {title: T, indicator: share, maintain: {more_than: 50}, over: 2024-01..2025-12}
  tasks: {title: T, milestones: {count: 3}, by: 2027}
  steps: {title: T, milestones: [{id: first, title: F, by: 2025}, {id: second, by: 2026-Q1}]}
  many: {title: T, indicator: heads, at_least: 1.5, by: 2030, for_each: {area: [CN-GD, 156]}}
  all: {title: T, all_of: [level, many, steps]}
  each: {title: T, any_of: [many, level], areas: [CN-GD]}
  nested: {title: T, any_of: [all, many@156], by: 2035}
  changed:
    title: T
    indicator: heads
    at_least: 20
    by: 2027
    replaces: floor
    revised:
      - {on: 2023-03-05, was: {by: 2025}, note: delayed}
      - {on: 2021-03-05, was: {cumulative: {at_least: 12}, over: 2016..2020}}
"""


def declarations(content: str) -> Declarations:
    document, problems = parse(content.encode())
    assert not problems
    assert document is not None
    return build(json.loads(json.dumps(document)))


DECLARATIONS = declarations(WHOLE)


def target(name: str) -> Target:
    return DECLARATIONS.targets[name]


def test_the_example_has_every_condition() -> None:
    assert {each.condition.kind for each in DECLARATIONS.targets.values()} == set(CONDITIONS)


def test_the_workspace() -> None:
    settings = DECLARATIONS.settings
    assert settings.title.within("zh") == "目标"
    assert (settings.area, settings.language, settings.report_lag_days) == ("CN-GD", "zh", 45)
    assert (settings.on_track, settings.off_track) == (0.8, 0.25)
    assert [note.within("zh") for note in settings.notes] == ["one", "二"]
    (source,) = settings.sources
    assert (source.id, str(source.publisher), str(source.title), str(source.authors)) == (
        "plan.txt",
        "P",
        "A plan",
        "Me",
    )
    assert (source.published, source.url, str(source.note)) == (date(2024, 10, 9), "https://example.org", "N")


def test_a_workspace_needs_nothing() -> None:
    empty = declarations("targets: {}")
    assert not empty.targets
    assert (empty.settings.area, empty.settings.language, empty.settings.report_lag_days) == ("all", "en", 30)
    assert empty.settings.title.within("zh") == "目标"
    assert declarations("indicators:\ntargets:\nworkspace: {notes: one}").settings.notes == (Text((("und", "one"),)),)


def test_an_indicator() -> None:
    revenue, share, heads = DECLARATIONS.indicators.values()
    assert (revenue.unit, revenue.nature, revenue.aggregation, revenue.frequency) == (
        "CNY",
        "currency",
        "sum",
        "annual",
    )
    assert (revenue.lag_days, revenue.decimals, revenue.bounds, revenue.line) == (42, None, (None, None), 14)
    assert (share.title.within("zh"), share.bounds, share.line) == ("比重", (0.0, 100.0), 15)
    assert (share.source, str(share.note)) == ("s", "n")
    assert (heads.prefer, heads.prices, heads.decimals) == (("census", "survey"), "current", 1)


def test_the_better_side_is_the_one_all_targets_agree_on() -> None:
    assert [each.better for each in DECLARATIONS.indicators.values()] == [0, -1, 0]
    one = "indicators: {x: {title: X, unit: CNY, frequency: annual}}\ntargets:\n"
    first = "  a: {title: T, indicator: x, at_least: 1, by: 2027}\n"
    second = "  b: {title: T, indicator: x, average_growth: {more_than: 1 %}, over: 2021..2025}\n"
    third = "  c: {title: T, indicator: x, between: [1, 2], by: 2027}\n"
    fourth = "  d: {title: T, indicator: x, reduce_by: 5 %, since: 2020, by: 2027}\n"
    sides = [declarations(one + each).indicators["x"].better for each in (first + second, third, first + third, fourth)]
    assert sides == [1, 0, 0, -1]
    assert declarations(one).indicators["x"].better == 0


def test_a_target() -> None:
    level = target("level")
    assert (level.title.within("zh"), level.area, level.indicator) == ("万亿级", "CN-GD", "revenue")
    assert (level.deadline, level.baseline) == (parse_period(2027), parse_period(2023))
    assert level.interim == ((parse_period(2025), 8e11), (parse_period(2026), 9e11))
    assert (level.reached, level.binding, level.tags, level.line) == ("any_time", True, ("a", "b"), 19)
    assert (str(level.proxy), str(level.note)) == ("output value was meant", "N")
    words = [Text((("und", word),)) for word in "DBN"]
    assert level.declared == Declaration(
        on=date(2024, 10, 9),
        document=words[0],
        by=words[1],
        url="https://example.org",
        quote="Q",
        source="plan.txt",
        note=words[2],
    )
    assert target("floor").area == "CN"
    assert (target("floor").reached, target("floor").binding, target("floor").declared) == ("at_deadline", None, None)


def test_bounds_are_in_the_indicator_s_unit() -> None:
    def bounds(name: str) -> tuple[Bound | None, Bound | None]:
        return target(name).condition.lower, target(name).condition.upper

    assert bounds("level") == (Bound(value=1e12, strict=True), None)
    assert bounds("floor") == (Bound(value=15), None)
    assert bounds("cap") == (None, Bound(value=3, strict=True))
    assert bounds("ceiling") == (None, Bound(value=3.5))
    assert bounds("band") == (Bound(value=97), Bound(value=103))
    assert bounds("total") == (Bound(value=55e6), None)
    assert bounds("always") == (Bound(value=50, strict=True), None)
    assert bounds("tasks") == bounds("all") == (None, None)


def test_changes_carry_a_sign_and_say_whether_they_are_relative() -> None:
    changes = [target(name).condition for name in ("up", "points", "down", "halved", "better", "lower")]
    assert [(each.lower, each.upper, each.relative) for each in changes] == [
        (Bound(value=0.667), None, True),
        (Bound(value=3), None, False),
        (None, Bound(value=-5e6), False),
        (None, Bound(value=-0.5), True),
        (Bound(value=0, strict=True), None, False),
        (None, Bound(value=0, strict=True), False),
    ]
    assert [str(each.since) for each in changes] == ["1990", "2020", "2020", "2020-H1", "2020", "2020"]


def test_growth_is_a_share_a_year() -> None:
    assert target("growth").condition.lower == Bound(value=0.055)
    slow = target("slow").condition
    assert (slow.lower, slow.upper) == (Bound(value=0.03), Bound(value=0.05))
    assert slow.over == (parse_period(2021), parse_period(2025))


def test_the_deadline_is_by_or_the_end_of_the_span_or_the_latest_part() -> None:
    names = ("floor", "cap", "growth", "total", "always", "tasks", "steps", "all", "nested", "each@CN-GD")
    expected = ["2027-Q2", "2027-06-30", "2025", "2026", "2025-12", "2027", "2026-Q1", "2030", "2035", "2030"]
    assert [str(target(name).deadline) for name in names] == expected


def test_milestones_are_steps() -> None:
    assert target("tasks").steps == (Step(id="step-1"), Step(id="step-2"), Step(id="step-3"))
    assert target("steps").steps == (
        Step(id="first", title=Text((("und", "F"),)), by=parse_period(2025)),
        Step(id="second", by=parse_period("2026-Q1")),
    )


def test_one_declaration_stands_for_many_areas() -> None:
    many = [each for each in DECLARATIONS.targets.values() if each.declared_id == "many"]
    assert [(each.id, each.area) for each in many] == [("many@CN-GD", "CN-GD"), ("many@156", "156")]


def test_members_are_the_targets_of_the_same_area_or_of_all() -> None:
    assert target("all").condition.members == ("level", "many@CN-GD", "many@156", "steps")
    assert target("each@CN-GD").condition.members == ("many@CN-GD", "level")
    assert target("nested").condition.members == ("all", "many@156")


def test_earlier_forms_keep_what_was_not_different() -> None:
    first, second = target("changed").revised
    assert (first.on, first.condition.kind, str(first.deadline)) == (date(2021, 3, 5), "cumulative", "2020")
    assert (second.on, second.condition.lower, str(second.deadline)) == (date(2023, 3, 5), Bound(value=20), "2025")
    assert (str(second.note), target("changed").replaces) == ("delayed", "floor")


def test_a_former_group_names_targets_too() -> None:
    made = declarations("""
targets:
  part: {title: T, milestones: {count: 1}, by: 2027, areas: [A, B]}
  other: {title: T, milestones: {count: 1}, by: 2027}
  whole: {title: T, all_of: [part, other], revised: [{on: 2025-01-01, was: {any_of: [part]}}]}
""")
    assert made.targets["whole"].revised[0].condition.members == ("part@A", "part@B")


def test_the_condition_is_kept_in_the_words_of_the_file() -> None:
    names = ("level", "floor", "band", "up", "points", "growth", "slow", "tasks", "steps", "all")
    assert [target(name).condition.written for name in names] == [
        "more_than: 1 trillion CNY",
        "at_least: 15",
        "between: [97, 103]",
        "increase_by: 66.7 %, since: 1990",
        "increase_by: 3 pp, baseline: 2020",
        "average_growth: {at_least: 5.5 %}, over: 2021..2025",
        "average_growth: {between: [3, 5 %]}, over: 2021 to 2025",
        "milestones: {count: 3}",
        "milestones: [first, second]",
        "all_of: [level, many, steps]",
    ]


def test_building_loads_neither_pydantic_nor_yaml() -> None:
    document, _ = parse(WHOLE.encode())
    code = "import json, sys; from tracker.goals import build; build(json.load(sys.stdin)); print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], input=json.dumps(document), capture_output=True, text=True, check=True
    )
    loaded = set(done.stdout.split())
    assert "tracker.goals.builder" in loaded
    assert not loaded & {"pydantic", "pydantic_core", "yaml", "numpy", "pandas"}


def test_a_hundred_thousand_areas_take_a_second() -> None:
    areas = [f"A{number}" for number in range(100_000)]
    document = {
        "indicators": {"x": {"title": "X", "unit": "CNY", "frequency": "annual"}},
        "targets": {"t": {"title": "T", "indicator": "x", "at_least": 1, "by": 2027, "areas": areas}},
    }
    start = time.perf_counter()
    assert len(build(document).targets) == 100_000
    assert time.perf_counter() - start < 5


@settings(deadline=None)
@given(
    st.floats(1e-9, 1e15), st.sampled_from([("thousand", 1e3), ("million", 1e6), ("亿元", 1e8), ("trillion CNY", 1e12)])
)
def test_a_scale_changes_the_spelling_only(amount: float, scale: tuple[str, float]) -> None:
    word, factor = scale
    made = declarations(f"""
indicators: {{x: {{title: X, unit: CNY, frequency: annual}}}}
targets:
  scaled: {{title: T, indicator: x, at_least: {amount!r} {word}, by: 2027}}
  plain: {{title: T, indicator: x, at_least: {amount * factor!r}, by: 2027}}
""")
    scaled, plain = (made.targets[name].condition for name in ("scaled", "plain"))
    assert scaled.lower is not None
    assert plain.lower is not None
    assert scaled.is_met_by(plain.lower.value)
    assert plain.is_met_by(scaled.lower.value)
