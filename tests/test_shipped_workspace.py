"""The workspace at the root of the project: every goal and figure of five articles, as printed and with its source."""

from __future__ import annotations

import csv
import json
import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from tracker import engine
from tracker.cli.main import tracker
from tracker.figures import QUALIFIERS
from tracker.verdict import known_series
from tracker.workspace import open_folder

if TYPE_CHECKING:
    from tracker.figures import Series, Text
    from tracker.goals import Declarations

ROOT = Path(__file__).resolve().parent.parent
AS_OF = date(2026, 11, 21)
JSON: dict[str, Any] = {"ensure_ascii": False, "indent": 2}
HEADLINE = "gd-biomedical-cluster-2027"

GLOBAL_TIMES, NANFANG, PROVINCE, CHINA_DAILY, COPY = SOURCES = (
    "000_6e9922e7c72be637.txt",
    "001_6c62cbb6719fdf7e.txt",
    "002_a2852a34b1e5898c.txt",
    "003_feb5f9032e01b09c.txt",
    "004_61cc61bc62d06839.txt",
)
PUBLISHED = dict(zip(SOURCES, ("2022-11-09", "2021-02-20", "2023-12-05", "2024-10-26", "2023-06-11"), strict=True))

# indicator, period, value as printed (g: growth in percent), unit, qualifier, source
FIGURES = [
    ("gd-biomedical-revenue", "2023", "663.8", "billion CNY", "", CHINA_DAILY),
    ("gd-biomedical-revenue", "2018..2023", "g10", "", ">", CHINA_DAILY),
    ("gd-biomedical-output", "2024", "100", "billion CNY", ">", CHINA_DAILY),
    ("gd-biomedical-rd-personnel", "2024-10", "58000", "people", ">", CHINA_DAILY),
    ("gd-medical-device-rank", "2024", "1", "rank", "", CHINA_DAILY),
    ("gd-manufacturing-revenue", "2023", "18", "trillion CNY", ">", CHINA_DAILY),
    ("gd-manufacturing-added-value", "2023", "4", "trillion CNY", "~", CHINA_DAILY),
    ("gd-manufacturing-profits", "2023", "1", "trillion CNY", "~", CHINA_DAILY),
    ("gd-smes", "2018", "4.4", "million enterprises", "~", CHINA_DAILY),
    ("gd-smes", "2023", "7.2", "million enterprises", ">", CHINA_DAILY),
    ("gd-manufacturing-champions", "2023", "190", "enterprises", "", CHINA_DAILY),
    ("gd-little-giants", "2023", "1528", "enterprises", "", CHINA_DAILY),
    ("gd-specialized-smes", "2023", "27339", "enterprises", "", CHINA_DAILY),
    ("gd-innovative-smes", "2023", "42815", "enterprises", "", CHINA_DAILY),
    ("gd-fortune-500-entrants", "2023", "8", "enterprises", "", CHINA_DAILY),
    ("gd-innovation-rank", "2023", "1", "rank", "", CHINA_DAILY),
    ("gd-high-tech-investment-share", "2024-01/2024-08", "29", "%", "", CHINA_DAILY),
    ("gd-advanced-manufacturing-investment-share", "2024-01/2024-08", "49.9", "%", "", CHINA_DAILY),
    ("gd-high-tech-added-value-share", "2024", "30", "%", ">", CHINA_DAILY),
    ("gd-share-of-china-industry", "2023", "12.5", "%", "~", PROVINCE),
    ("gd-share-of-china-industry", "2024", "12.5", "%", "~", CHINA_DAILY),
    ("gd-share-of-world-manufacturing", "2024", "4", "%", "<", CHINA_DAILY),
    ("gd-manufacturing-share-of-gdp", "2024", "33.3", "%", "~", CHINA_DAILY),
    ("gd-manufacturing-categories", "2023", "31", "categories", "", PROVINCE),
    ("gd-manufacturing-categories", "2024", "31", "categories", "", CHINA_DAILY),
    ("gd-manufacturing-categories-first", "2023", "15", "categories", "", PROVINCE),
    ("gd-clusters-added-value", "2023", "g5.2", "", "", CHINA_DAILY),
    ("gd-clusters-share-of-gdp", "2023", "40", "%", "", CHINA_DAILY),
    ("gd-emerging-clusters-revenue", "2023", "3", "trillion CNY", "<", CHINA_DAILY),
    ("gd-emerging-clusters-added-value", "2023", "g9.2", "", "", CHINA_DAILY),
    ("gd-clusters-above-1-trillion", "2024", "8", "clusters", "", CHINA_DAILY),
    ("gd-clusters-500-billion-to-1-trillion", "2024", "3", "clusters", "", CHINA_DAILY),
    ("gd-clusters-100-to-500-billion", "2024", "7", "clusters", "", CHINA_DAILY),
    ("gd-clusters-10-to-100-billion", "2024", "2", "clusters", "", CHINA_DAILY),
    ("gz-canton-fair-enterprises", "2024-H1", "315", "enterprises", "~", CHINA_DAILY),
    ("gz-canton-fair-enterprises", "2024-H2", "336", "enterprises", "", CHINA_DAILY),
    ("cn-manufacturing-added-value", "2012", "16.98", "trillion CNY", "", GLOBAL_TIMES),
    ("cn-manufacturing-added-value", "2021", "31.4", "trillion CNY", "", GLOBAL_TIMES),
    ("zhuhai-industrial-investment", "2022-01/2022-09", "g66", "", "", GLOBAL_TIMES),
    ("zhuhai-industrial-added-value", "2022-01/2022-09", "g8.5", "", "", GLOBAL_TIMES),
    ("zhuhai-industrial-growth-rank", "2022-01/2022-09", "1", "rank", "", GLOBAL_TIMES),
    ("cn-largest-manufacturing-base-years", "2022", "13", "years", "", COPY),
    ("cn-share-of-world-manufacturing", "2022", "30", "%", "<", COPY),
    ("cn-manufacturing-pmi", "2023-04", "49.2", "points", "", COPY),
    ("cn-manufacturing-pmi", "2023-05", "48.8", "points", "", COPY),
    ("gz-hk-zone-area", "2021", "56.39", "sq m", "", NANFANG),
    ("gz-hk-park-area", "2021", "19.1", "sq km", "", NANFANG),
]

PMI = "maintain: {more_than: 50}, over: 2023-04..2023-05"

# target, condition as written, deadline, declared on, source, words of its quote
GOALS = [
    (HEADLINE, "more_than: 1 trillion CNY", "2027", "2024-10-09", CHINA_DAILY, "output value of more than"),
    ("gd-pharma-scale-2027", "more_than: 500 billion CNY", "2027", "2024-10-09", CHINA_DAILY, "surpass 500 billion"),
    ("gd-biomedical-large-businesses-2027", "at_least: 15", "2027", "2024-10-09", CHINA_DAILY, "at least 15"),
    ("gd-biomedical-plan-tasks", "milestones", "2027", "2024-10-09", CHINA_DAILY, "38 tasks and measures"),
    ("gd-biomedical-companies-2027", "milestones", "2027", "2024-10-09", CHINA_DAILY, "foster unicorn companies"),
    ("gd-future-industries-2027", "milestones", "2027", "2024-09-30", CHINA_DAILY, "will have taken shape"),
    ("gd-future-industries-2035", "milestones", "2035", "2024-09-30", CHINA_DAILY, "a global source of innovation"),
    ("gz-hk-cooperation-zone-2022", "milestones", "2022", "2021-02-19", NANFANG, "fully synergized by 2022"),
    ("gz-hk-cooperation-zone-2035", "milestones", "2035", "2021-02-19", NANFANG, "in line with those of Hong Kong"),
    ("cn-modern-country-2049", "milestones", "2049", None, COPY, "harmonious modern socialist country"),
    ("cn-manufacturing-pmi-expansion", PMI, "2023-05", None, None, None),
]  # fmt: skip
STEPS = {
    "gd-biomedical-plan-tasks": 38,
    "gd-biomedical-companies-2027": 4,
    "gd-future-industries-2027": 5,
    "gd-future-industries-2035": 4,
    "gz-hk-cooperation-zone-2022": 5,
    "gz-hk-cooperation-zone-2035": 4,
    "cn-modern-country-2049": 1,
}


@cache
def declared() -> Declarations:
    return engine.load(open_folder(str(ROOT)))


@cache
def rows_of(indicator: str) -> list[dict[str, str]]:
    """The rows of a figures file as they are printed in it."""
    with (ROOT / "observations" / f"{indicator}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def series_of(indicator: str) -> Series:
    measure = declared().indicators[indicator]
    rows = engine.rows(open_folder(str(ROOT)), declared(), indicator)
    targets = [target for target in declared().targets.values() if target.indicator == indicator]
    return known_series(measure, rows, targets, rows[0].area, AS_OF)


def verdicts(shipped: Path, *arguments: str) -> list[dict[str, Any]]:
    """What `check --json` says on the shipped workspace as of a fixed day."""
    options = ["--workspace", str(shipped), "check", "--json", "--as-of", AS_OF.isoformat(), *arguments]
    result = CliRunner().invoke(tracker, options)
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    assert isinstance(found, list)
    return found


def printed(row: dict[str, str]) -> tuple[str, str, str, str, str]:
    """A row's period, value, unit, qualifier and source as the table above writes them."""
    period = f"{row['since']}..{row['period']}" if row["since"] else row["period"]
    return period, f"g{row['growth']}" if row["growth"] else row["value"], row["unit"], row["qualifier"], row["source"]


def test_nothing_is_wrong_in_it(shipped: Path) -> None:
    result = CliRunner().invoke(tracker, ["--workspace", str(shipped), "validate"])
    assert result.exit_code == 0, result.output
    doubts = [line.split(": ")[0] for line in result.stderr.splitlines()]
    assert doubts == ["observations/gd-biomedical-output.csv:2", "observations/gz-hk-zone-area.csv:2"]


@pytest.mark.parametrize(("indicator", "period", "value", "unit", "qualifier", "source"), FIGURES)
def test_each_figure_stands_as_its_source_prints_it(
    indicator: str, period: str, value: str, unit: str, qualifier: str, source: str
) -> None:
    assert (period, value, unit, qualifier, source) in [printed(row) for row in rows_of(indicator)]


def test_no_other_figure_is_there() -> None:
    places = {name: ROOT / "observations" / f"{name}.csv" for name in declared().indicators}
    assert {name for name, place in places.items() if place.exists()} == {name for name, *_ in FIGURES}
    written = [(name, *printed(row)) for name in {name for name, *_ in FIGURES} for row in rows_of(name)]
    assert sorted(written) == sorted(FIGURES)


@pytest.mark.parametrize("indicator", sorted({name for name, *_ in FIGURES}))
def test_each_figure_has_its_source_day_and_quote(indicator: str) -> None:
    for row in rows_of(indicator):
        assert row["published"] == PUBLISHED[row["source"]]
        assert row["qualifier"] in QUALIFIERS
        quote = re.match(r'"(.{20,})"', row["note"])
        assert quote is not None, row["note"]
        assert row["area"] in {"CN", "CN-GD", "CN-GD-GUANGZHOU", "CN-GD-ZHUHAI"}


@pytest.mark.parametrize("row", [pytest.param(row, id="-".join(row[:2])) for row in FIGURES])
def test_a_bound_is_read_as_a_bound(row: tuple[str, ...]) -> None:
    indicator, _, value, _, qualifier, _ = row
    read = engine.rows(open_folder(str(ROOT)), declared(), indicator)
    assert qualifier in {each.qualifier for each in read}
    if value.startswith("g"):
        growths = [each for each in read if each.growth == float(value[1:])]
        assert [each.value for each in growths] == [None]


def test_each_source_is_described() -> None:
    sources = {source.id: source for source in declared().settings.sources}
    assert {name: str(source.published) for name, source in sources.items()} == PUBLISHED
    for source in sources.values():
        assert source.publisher is not None
        assert source.title is not None


@pytest.mark.parametrize(("target", "condition", "by", "on", "source", "words"), GOALS)
def test_each_goal_stands_as_it_was_declared(
    target: str, condition: str, by: str, on: str | None, source: str | None, words: str | None
) -> None:
    goal = declared().targets[target]
    kind = condition.partition(":")[0]
    assert goal.condition.kind == kind
    assert kind == "milestones" or goal.condition.written == condition
    assert str(goal.deadline) == by
    if source is None:
        assert goal.declared is None
        return
    assert goal.declared is not None
    assert (goal.declared.on.isoformat() if goal.declared.on else None) == on
    assert goal.declared.source == source
    assert words is not None
    assert words in goal.declared.quote
    assert goal.declared.by is not None
    assert goal.declared.document is not None


def test_no_other_goal_is_there() -> None:
    assert list(declared().targets) == [target for target, *_ in GOALS]


def test_goals_without_a_measure_are_lists_of_steps() -> None:
    assert {target.id: len(target.steps) for target in declared().targets.values() if target.steps} == STEPS
    assert declared().targets["gd-biomedical-plan-tasks"].steps[37].id == "step-38"
    assert "the source gives no list" in str(declared().targets["gd-biomedical-plan-tasks"].note)


def test_a_programme_without_a_deadline_is_a_note_and_no_goal() -> None:
    notes = [note for note in declared().settings.notes if "20 strategic industry clusters" in note.within("en")]
    assert len(notes) == 1
    assert "June 2020" in notes[0].within("en")
    assert "2020年6月" in notes[0].within("zh")


def test_inferred_years_and_deadlines_are_marked() -> None:
    for target in declared().targets.values():
        if target.declared is not None and target.declared.on is not None:
            note = target.declared.note
            assert note is not None
            assert f"the year {target.declared.on.year} is inferred" in note.within("en")
            assert "推断" in note.within("zh")
    for name in ("gd-biomedical-large-businesses-2027", "gd-biomedical-plan-tasks", "gd-biomedical-companies-2027"):
        assert "deadline 2027 is inferred" in str(declared().targets[name].note)


def test_titles_notes_and_proxies_are_in_both_languages() -> None:
    settings, targets = declared().settings, declared().targets.values()
    texts: list[Text | None] = [settings.title, *settings.notes, *(source.note for source in settings.sources)]
    for indicator in declared().indicators.values():
        texts += [indicator.title, indicator.note]
    for target in targets:
        texts += [target.title, target.note, target.proxy, *(step.title for step in target.steps)]
        if target.declared is not None:
            texts += [target.declared.document, target.declared.by, target.declared.note]
    for text in texts:
        if text is not None:
            assert set(dict(text.pairs)) == {"en", "zh"}, str(text)
            assert re.search(r"[\u4e00-\u9fff]", text.within("zh")), str(text)
            assert not re.search(r"[\u4e00-\u9fff]", text.within("en")), str(text)


def test_the_misprinted_area_is_kept_flagged_and_used_by_nothing() -> None:
    (row,) = rows_of("gz-hk-zone-area")
    assert (row["value"], row["unit"], row["status"]) == ("56.39", "sq m", "U")
    assert "Suspected unit error" in row["note"]
    series = series_of("gz-hk-zone-area")
    assert len(series) == 0
    assert [code for _, code in series.left_out] == ["unreliable"]
    assert all(target.indicator != "gz-hk-zone-area" for target in declared().targets.values())


def test_the_misprinted_area_is_shown_in_the_indicator_s_unit() -> None:
    (row,) = engine.rows(open_folder(str(ROOT)), declared(), "gz-hk-zone-area")
    assert row.value == pytest.approx(56.39e-6)  # square kilometres, as printed: smaller than its part


@pytest.mark.parametrize("indicator", sorted({name for name, period, *_ in FIGURES if "/" in period}))
def test_cumulative_figures_never_meet_annual_ones(indicator: str) -> None:
    assert declared().indicators[indicator].frequency == "monthly"
    series = series_of(indicator)
    assert len(series) == 0
    assert {code for _, code in series.left_out} <= {"year-to-date", "growth-only"}


def test_the_goal_s_own_measure_is_only_known_as_a_bound() -> None:
    (row,) = rows_of("gd-biomedical-output")
    assert row["qualifier"] == ">"
    assert "gd-biomedical-output" not in {target.indicator for target in declared().targets.values()}


def test_the_scope_of_the_headline_figures_is_said() -> None:
    level, growth = rows_of("gd-biomedical-revenue")
    assert "scope of the cluster is not stated" in level["note"]
    assert "Of large-scale enterprises only" in growth["note"]


def test_the_index_of_purchasing_managers_is_a_threshold_and_no_goal(shipped: Path) -> None:
    target = declared().targets["cn-manufacturing-pmi-expansion"]
    assert "threshold" in target.tags
    assert target.declared is None
    assert "not a declared goal" in target.title.within("en")
    assert "并非宣布的目标" in target.title.within("zh")
    (verdict,) = verdicts(shipped, "cn-manufacturing-pmi-expansion")
    assert verdict["status"] == "missed"
    assert any("Nobody declared this as a goal" in reason for reason in verdict["reasons"])


def test_goals_without_a_figure_have_no_data(shipped: Path) -> None:
    for name in ("gd-pharma-scale-2027", "gd-biomedical-large-businesses-2027"):
        (verdict,) = verdicts(shipped, name)
        assert (verdict["status"], verdict["probability"], verdict["latest"]) == ("no-data", None, None)
        assert verdict["reasons"]


def test_the_zone_s_first_goal_is_late_and_nothing_is_claimed_beyond_that(shipped: Path) -> None:
    (verdict,) = verdicts(shipped, "gz-hk-cooperation-zone-2022")
    assert verdict["status"] == "late"
    assert any("not shown to be done" in reason for reason in verdict["reasons"])


def test_the_headline_verdict_in_numbers(shipped: Path) -> None:
    (verdict,) = verdicts(shipped, HEADLINE)
    assert round(verdict["required_rate"], 4) == 0.1079
    assert verdict["recent_rate"] is None
    assert verdict["n_observations"] == 1
    assert verdict["latest"]["value"] == 663.8e9
    assert verdict["threshold"] == 1e12
    assert verdict["status"] == "off-track"
    assert 0.05 < verdict["probability"] < 0.25
    projected = verdict["projected"]
    assert projected["lower95"] < projected["lower80"] < projected["median"] < projected["upper80"]
    assert projected["lower80"] < 663.8e9  # one figure: even a fall is within four chances in five
    assert projected["upper80"] > 1e12  # and so is the goal


@pytest.mark.parametrize(
    ("lang", "sentences"),
    [
        (
            "en",
            [
                r"rests on a single level: 663\.8 billion CNY for 2023",
                r"one bound on growth: more than 10 % a year since 2018, so that 2018 was at most 412 billion CNY",
                r"proxy: The goal speaks of output value, the figures of operating revenue\..* flatters it\.",
                r"only in the group above 100 billion yuan, not in the one above 500 billion",
                r"about 3 years old",
                r"From 2023 on the goal needs 10\.8 % a year",
                r"If nothing has moved since 2023, .* would need 44\.7 % a year",
            ],
        ),
        (
            "zh",
            [
                r"仅依据一个数值：2023年为6638亿元",
                r"增速界限值：2018年以来年均增长超过10%.*2018年不超过4120亿元",
                r"替代口径：目标口径为产值，现有数据为营业收入.*高估其进展",
                r"年产值超1000亿元一档，未列入超5000亿元一档",
                r"距今约3年",
                r"自2023年起，实现目标所需年均增速为10\.8%",
                r"若2023年以来没有变化，.*44\.7%",
            ],
        ),
    ],
)
def test_the_headline_verdict_in_words(shipped: Path, lang: str, sentences: list[str]) -> None:
    (verdict,) = verdicts(shipped, HEADLINE, "--lang", lang)
    for sentence in sentences:
        assert any(re.search(sentence, reason) for reason in verdict["reasons"]), sentence


def test_before_a_figure_was_published_nothing_was_known(shipped: Path) -> None:
    options = ["--workspace", str(shipped), "check", HEADLINE, "--json", "--as-of", "2024-10-25"]
    (verdict,) = json.loads(CliRunner().invoke(tracker, options).stdout)
    assert (verdict["status"], verdict["n_observations"]) == ("no-data", 0)


def to_printed_digits(text: str) -> str:
    """JSON with six digits of each number: the others may differ from one processor to the next."""
    return json.dumps(json.loads(text, parse_float=lambda number: float(f"{float(number):.6g}")), **JSON) + "\n"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_words_of_check_and_list(shipped: Path, golden: Any, lang: str) -> None:  # noqa: ANN401
    def said(*arguments: str) -> str:
        options = ["--workspace", str(shipped), "--as-of", AS_OF.isoformat(), *arguments, "--lang", lang]
        result = CliRunner().invoke(tracker, options)
        assert (result.exit_code, result.stderr) == (0, "")
        return result.stdout

    golden(f"check.{lang}.txt", said("check", HEADLINE))
    golden(f"check.{lang}.json", to_printed_digits(said("check", HEADLINE, "--json")))
    golden(f"list.{lang}.txt", said("list"))
