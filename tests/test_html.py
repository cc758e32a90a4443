"""The pages: well-formed, self-contained, the same bytes every time, safe whatever the files say, in two languages."""

from __future__ import annotations

import base64
import hashlib
import itertools
import math
import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tracker.errors import Problem
from tracker.figures import Indicator, MilestoneRow, Observation, Series, Text, parse_period
from tracker.goals import Bound, Condition, Declaration, Settings, Source, Step, Target
from tracker.report.html import report_page
from tracker.report.language import translator
from tracker.report.report import Entry, Release, Report, Untargeted
from tracker.verdict import (
    Alternative,
    Assessment,
    Differences,
    FigureChanges,
    InterimVerdict,
    Quantiles,
    Reason,
    Restated,
    Side,
    Standing,
    Trace,
    assess_milestones,
    attribute,
    standing_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.report.view import ChartView

AS_OF = date(2026, 10, 30)
NORMAL = (-1.96, -1.2816, -0.6745, 0.0, 0.6745, 1.2816, 1.96)
EVIL = """<script>alert(1)</script><img src=x onerror=alert(2)>'"&{{ 7 * 7 }}"""

EN, ZH = translator("en"), translator("zh")


def both(english: str, chinese: str) -> Text:
    return Text((("en", english), ("zh", chinese)))


SOURCE = Source(
    id="article.txt",
    publisher=both("China Daily", "《中国日报》"),
    title=both("Clusters mapped out", "产业集群布局"),
    published=date(2024, 10, 26),
    url="https://example.org/article",
    note=both("Two articles.", "两篇报道。"),
)
DECLARED = Declaration(
    on=date(2024, 10, 9),
    document=both("Action plan", "行动方案"),
    by=both("Provincial government", "省人民政府"),
    url="https://example.org/plan",
    quote="推动产业集群产值超过1万亿元",
    source=SOURCE.id,
    note=both("The year is inferred.", "年份系推断。"),
)
REVENUE = Indicator(
    id="revenue",
    title=both("Operating revenue", "营业收入"),
    unit="CNY",
    frequency="annual",
    nature="currency",
    better=1,
    note=both("Scope not stated.", "口径未说明。"),
)
SHARE = Indicator(
    id="share",
    title=both("Share of renewables", "可再生能源占比"),
    unit="%",
    frequency="annual",
    nature="share",
    better=1,
    bounds=(0.0, 100.0),
    decimals=1,
)
PMI = Indicator(
    id="pmi",
    title=both("Purchasing managers' index", "采购经理指数"),
    unit="points",
    frequency="monthly",
    nature="index",
    aggregation="mean",
)


def observed(indicator: Indicator, period: str, value: float | None, **fields: object) -> Observation:
    known: dict[str, object] = {
        "indicator": indicator.id,
        "area": "CN-GD",
        "period": parse_period(period),
        "value": value,
        "printed": "" if value is None else f"{value:g}",
        "published": date(2024, 10, 26),
        "source": SOURCE.id,
    }
    return Observation(**(known | fields))  # type: ignore[arg-type]


def series(indicator: Indicator, rows: list[Observation], left_out: tuple[tuple[Observation, str], ...] = ()) -> Series:
    return Series(
        indicator=indicator.id,
        area="CN-GD",
        frequency=indicator.frequency,
        periods=tuple(row.period for row in rows),
        values=np.array([row.value for row in rows]),
        rows=tuple((row,) for row in rows),
        left_out=left_out,
    )


def fan(first: int, last: int, start: float, growth: float, spread: float) -> tuple[Quantiles, ...]:
    return tuple(
        Quantiles(
            period=parse_period(year),
            values=tuple(start * math.exp(growth * k + z * spread * math.sqrt(k)) for z in NORMAL),
        )
        for k, year in enumerate(range(first, last + 1), 1)
    )


def one_figure() -> Entry:
    row = observed(REVENUE, "2023", 663.8e9, printed="663.8", unit="billion CNY", note="Scope not stated.")
    growth = observed(REVENUE, "2023", None, growth=10.0, since=parse_period("2018"), qualifier=">")
    ahead = fan(2024, 2027, 663.8e9, 0.05, 0.12)
    target = Target(
        id="cluster-2027",
        declared_id="cluster-2027",
        title=both("A trillion-yuan cluster", "万亿级产业集群"),
        area="CN-GD",
        indicator=REVENUE.id,
        condition=Condition(kind="more_than", lower=Bound(value=1e12, strict=True)),
        deadline=parse_period("2027"),
        declared=DECLARED,
        proxy=both("Revenue stands for output.", "以营业收入代替产值。"),
        note=both("A note.", "一条说明。"),
    )
    path = tuple((parse_period(2023 + k), 663.8e9 * (1000 / 663.8) ** (k / 4)) for k in range(5))
    implied = (
        ("qualifier", ">"),
        ("rate", 0.1),
        ("period", parse_period("2023")),
        ("since", parse_period("2018")),
        ("implied", 412.2e9),
    )
    verdict = Assessment(
        target=target,
        as_of=AS_OF,
        status="off-track",
        probability=0.21,
        latest=row,
        latest_period=row.period,
        latest_value=663.8e9,
        projected=ahead[-1],
        threshold=1e12,
        gap=1e12 - ahead[-1].values[3],
        required_rate=0.1079,
        fan=ahead,
        required_path=path,
        n_observations=1,
        reasons=(Reason(code="proxy"), Reason(code="growth-since-level", values=implied)),
        trace=(Trace(code="threshold", values=(("period", parse_period("2027")), ("value", 1e12))),),
    )
    return Entry(
        target=target,
        indicator=REVENUE,
        assessment=verdict,
        inputs="0123456789ab",
        series=series(REVENUE, [row], ((growth, "growth-only"),)),
        figures=(growth, row),
        beside=(Alternative(name="theta", probability=0.4, projected=ahead[-1]),),
    )


def long_share() -> Entry:
    values = [8.5, 9.1, 9.4, 10.4, 11.2, 11.9, 12.6, 13.1, 14.0, 14.2, 15.3, 16.4]
    rows = [observed(SHARE, str(2012 + k), value, unit="%") for k, value in enumerate(values)]
    rows[3] = replace(rows[3], qualifier="~")
    rows[6] = replace(rows[6], status="B")
    rows[10] = replace(rows[10], status="E")
    rows[11] = replace(rows[11], status="P", by_rule=True)
    misprint = observed(SHARE, "2014", 94.0, unit="%", status="U", source="elsewhere")
    ahead = fan(2024, 2030, 16.4, 0.035, 0.02)
    target = Target(
        id="renewables-2030@CN-GD",
        declared_id="renewables-2030",
        title=both("A fifth from renewables", "可再生能源占五分之一"),
        area="CN-GD",
        indicator=SHARE.id,
        condition=Condition(kind="at_least", lower=Bound(value=20.0)),
        deadline=parse_period("2030"),
        declared=replace(DECLARED, on=date(2015, 3, 1)),
        binding=True,
        interim=((parse_period("2025"), 18.0),),
    )
    verdict = Assessment(
        target=target,
        as_of=AS_OF,
        status="on-track",
        probability=0.9,
        latest=rows[-1],
        latest_period=rows[-1].period,
        latest_value=16.4,
        projected=ahead[-1],
        threshold=20.0,
        gap=20 - ahead[-1].values[3],
        required_rate=0.029,
        recent_rate=0.046,
        expected_period=parse_period("2029"),
        fan=ahead,
        interim=(InterimVerdict(period=parse_period("2025"), goal=18.0, probability=0.4),),
        n_observations=6,
    )
    used, older = rows[6:], tuple((row, "before-break") for row in rows[:6])
    return Entry(
        target=target,
        indicator=SHARE,
        assessment=verdict,
        inputs="abcdef012345",
        series=series(SHARE, used, (*older, (misprint, "unreliable"))),
        figures=(*rows, misprint),
        revisions=((replace(rows[5], value=11.7, printed="11.7"), rows[5]),),
    )


def milestones(done: int, titled: int) -> Entry:
    steps = tuple(
        Step(id=f"step-{k}", title=both(f"Step {k}", f"第{k}项") if k <= titled else None) for k in range(1, 39)
    )
    target = Target(
        id=f"tasks-{done}",
        declared_id=f"tasks-{done}",
        title=both("The 38 tasks", "38项任务"),
        area="CN-GD",
        indicator=None,
        condition=Condition(kind="milestones"),
        deadline=parse_period("2027"),
        declared=DECLARED,
        steps=steps,
    )
    known = {
        f"step-{k}": MilestoneRow(step=f"step-{k}", status="done", published=AS_OF, evidence="公报", source=SOURCE.id)
        for k in range(1, done + 1)
    }
    verdict = Assessment(
        target=target,
        as_of=AS_OF,
        status="in-progress" if done else "not-started",
        steps_done=done,
        steps_total=38,
        steps=assess_milestones(target, known, AS_OF).steps,
        reasons=(Reason(code="steps", values=(("done", done), ("total", 38))), Reason(code="no-probability")),
    )
    return Entry(target=target, indicator=None, assessment=verdict, inputs="aaaaaaaaaaaa", steps=known)


def maintained() -> Entry:
    rows = [observed(PMI, "2023-04", 49.2, unit="points"), observed(PMI, "2023-05", 48.8, unit="points")]
    span = (parse_period("2023-04"), parse_period("2023-05"))
    target = Target(
        id="pmi-expansion",
        declared_id="pmi-expansion",
        title=both("Index above 50", "指数高于50"),
        area="CN-GD",
        indicator=PMI.id,
        condition=Condition(kind="maintain", lower=Bound(value=50.0, strict=True), over=span),
        deadline=span[1],
        tags=("threshold",),
    )
    verdict = Assessment(
        target=target,
        as_of=AS_OF,
        status="missed",
        latest=rows[1],
        latest_period=rows[1].period,
        latest_value=48.8,
        threshold=50.0,
        n_observations=2,
        reasons=(Reason(code="broken", values=(("period", span[0]), ("value", 49.2))),),
    )
    return Entry(
        target=target,
        indicator=PMI,
        assessment=verdict,
        inputs="cccccccccccc",
        series=series(PMI, rows),
        figures=tuple(rows),
    )


def without_data() -> Entry:
    target = replace(one_figure().target, id="scale-2027", title=both("Scale of enterprises", "企业规模"), proxy=None)
    verdict = Assessment(target=target, as_of=AS_OF, status="no-data", reasons=(Reason(code="no-figures"),))
    return Entry(target=target, indicator=REVENUE, assessment=verdict, inputs="dddddddddddd")


def differences() -> Differences:
    """Every kind of change: verdicts for better and worse, figures, and goals."""
    revenue, share = one_figure(), long_share()
    old, new = share.revisions[0]
    return Differences(
        first=Side(day=date(2026, 7, 30), report="2026-Q2", version="1.2.2"),
        last=Side(day=AS_OF),
        changes=(
            attribute(
                revenue.target,
                Standing(status="uncertain", probability=0.3),
                [
                    ("new-data", Standing(status="off-track", probability=0.18)),
                    ("method", standing_of(revenue.assessment)),
                ],
            ),
            attribute(
                share.target,
                Standing(status="uncertain", probability=0.7),
                [("revised-data", standing_of(share.assessment))],
            ),
            attribute(
                milestones(2, 3).target, Standing(status="not-started"), [("new-data", Standing(status="in-progress"))]
            ),
        ),
        figures=(
            FigureChanges(indicator=REVENUE, new=(revenue.figures[1],), revised=()),
            FigureChanges(indicator=SHARE, new=(), revised=((replace(old, status="P", note="初步数"), new),)),
        ),
        added=(replace(revenue.target, id="scale-2027", replaces="cluster-2027"),),
        restated=(
            Restated(before=replace(share.target, deadline=parse_period("2029")), after=share.target, note=None),
        ),
        removed=("gone-2025",),
        known=7,
    )


def example() -> Report:
    zone = replace(SHARE, id="zone", title=both("Zone area", "合作区面积"), unit="sq km", note=both("Odd.", "存疑。"))
    return Report(
        quarter=parse_period("2026-Q3"),
        as_of=AS_OF,
        version="1.2.3",
        inputs="9f8e7d6c5b4a",
        settings=Settings(
            title=both("Industrial goals", "产业目标"),
            area="CN-GD",
            notes=(both("First.\n\nSecond.", "第一条。\n\n第二条。"),),
            sources=(SOURCE,),
        ),
        entries=(one_figure(), long_share(), milestones(0, 0), milestones(2, 3), maintained(), without_data()),
        untargeted=(
            Untargeted(
                indicator=zone,
                area="CN-GD",
                figures=(observed(zone, "2021", 56.39e-6, printed="56.39", unit="sq m", status="U"),),
            ),
        ),
        changes=differences(),
        coming=(
            Release(
                indicator=REVENUE,
                area="CN-GD",
                period=parse_period("2024"),
                last=parse_period("2025"),
                expected=date(2025, 10, 27),
                count=2,
                overdue=True,
                informs=(one_figure().target,),
            ),
            Release(
                indicator=SHARE,
                area="CN",
                period=parse_period("2030"),
                last=parse_period("2030"),
                expected=date(2031, 3, 1),
                settles=(long_share().target,),
            ),
        ),
        problems=(Problem(path="observations/zone.csv", line=2, message="a suspected unit slip", warning=True),),
    )


@pytest.fixture(scope="module", params=["en", "zh"])
def page(request: pytest.FixtureRequest) -> str:
    other = {"en": ("zh", "index.zh.html"), "zh": ("en", "index.html")}[request.param]
    return report_page(example(), translator(request.param), (other,))


TABLE_SCRIPT = "\n".join(
    line.rstrip()
    for line in (resources.files("tracker.report") / "templates" / "table.js").read_text(encoding="utf-8").splitlines()
    if line.strip()
)
"""The one script of a page, as it stands in it."""

VOID = {"meta", "link", "br", "img", "hr", "input"}


class Reader(HTMLParser):
    """What a page consists of: elements with their attributes and ancestors, and the texts between them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str], tuple[str, ...]]] = []
        self.texts: list[tuple[str, tuple[str, ...]]] = []
        self.faults: list[str] = []
        self._open: list[tuple[str, dict[str, str]]] = []
        self.feed(page)
        self.close()
        self.faults += [f"<{tag}> is never closed" for tag, _ in self._open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        self.faults += [f"<{tag}> has {name} twice" for name in set(names) if names.count(name) > 1]
        attributes = {name: value or "" for name, value in attrs}
        self.elements.append((tag, attributes, tuple(tag for tag, _ in self._open)))
        if tag not in VOID:
            self._open.append((tag, attributes))

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1][0] != tag:
            self.faults.append(f"</{tag}> closes <{self._open[-1][0] if self._open else 'nothing'}>")
            return
        self._open.pop()

    def handle_data(self, data: str) -> None:
        if data.strip():
            marks = tuple(tag for tag, _ in self._open) + tuple(
                f"lang={attributes['lang']}" for tag, attributes in self._open if "lang" in attributes and tag != "html"
            )
            self.texts.append((data.strip(), marks))

    def named(self, *tags: str) -> Iterator[dict[str, str]]:
        return (attributes for tag, attributes, _ in self.elements if tag in tags)


def test_elements_are_closed_and_in_order(page: str) -> None:
    assert page.startswith("<!DOCTYPE html>")
    assert not Reader(page).faults


def test_ids_are_unique_and_every_reference_leads_somewhere(page: str) -> None:
    reader = Reader(page)
    ids = [attributes["id"] for _, attributes, _ in reader.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert not [name for name in ids if not name or re.search(r"\s", name)]
    wanted = {link["href"][1:] for link in reader.named("a", "use") if link.get("href", "").startswith("#")}
    for _, attributes, _ in reader.elements:
        wanted |= set(attributes.get("aria-labelledby", "").split())
    wanted |= set(re.findall(r"url\(#([^)]+)\)", page))
    assert wanted <= set(ids)


def test_headings_descend_one_level_at_a_time(page: str) -> None:
    levels = [int(tag[1]) for tag, _, _ in Reader(page).elements if re.fullmatch(r"h[1-6]", tag)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_every_picture_has_a_text_alternative(page: str) -> None:
    reader = Reader(page)
    pictures = list(reader.named("svg"))
    assert pictures
    for picture in pictures:
        hidden = picture.get("aria-hidden") == "true"
        named = picture.get("role") == "img" and (picture.get("aria-label") or picture.get("aria-labelledby"))
        assert hidden or named
    assert not list(reader.named("img"))


def test_no_request_leaves_the_page(page: str) -> None:
    reader = Reader(page)
    loading = {"iframe", "img", "video", "audio", "object", "embed", "source", "base", "form"}
    assert not [tag for tag, _, _ in reader.elements if tag in loading]
    assert [link["href"] for link in reader.named("link")] == ["data:,", "#page.end"]
    assert not any("src" in attributes or "srcset" in attributes for _, attributes, _ in reader.elements)
    style = page[page.index("<style>") : page.index("</style>")]
    assert not re.search(r"url\(|@import|@font-face", style)


def test_nothing_stands_inline_that_a_strict_policy_would_refuse(page: str) -> None:
    for _, attributes, _ in Reader(page).elements:
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
    assert page.count("<style>") == page.count("<script>") == 1


def test_the_policy_allows_the_very_style_and_script_of_the_page(page: str) -> None:
    (wanted,) = (each["content"] for each in Reader(page).named("meta") if "http-equiv" in each)
    allowed = dict(part.split(" ", 1) for part in wanted.split("; "))
    assert {name: allowed[name] for name in ("default-src", "img-src", "base-uri", "form-action")} == {
        "default-src": "'none'",
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    for kind in ("style", "script"):
        text = page.split(f"<{kind}>")[1].split(f"</{kind}>", maxsplit=1)[0]
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert allowed[f"{kind}-src"] == f"'sha256-{digest}'"


def test_tables_have_captions_and_scopes(page: str) -> None:
    reader = Reader(page)
    tables = sum(tag == "table" for tag, _, _ in reader.elements)
    captions = sum(tag == "caption" for tag, _, _ in reader.elements)
    assert tables == captions > 0
    assert all(cell.get("scope") in {"col", "row"} for cell in reader.named("th"))


def test_what_scrolls_can_be_reached_and_has_a_name(page: str) -> None:
    scrolling = [each for each in Reader(page).named("div") if "scroll" in each.get("class", "").split()]
    assert scrolling
    for each in scrolling:
        assert each.get("tabindex") == "0"
        assert each.get("role") == "group"
        assert each.get("aria-labelledby") or each.get("aria-label")


def test_a_status_is_told_by_word_and_shape(page: str) -> None:
    shapes = re.findall(r'<span class="status ([a-z-]+)"><svg[^>]*><path d="([^"]+)"[^>]*></path></svg>([^<]+)<', page)
    assert {key for key, _, _ in shapes} == {
        *("off-track", "on-track", "uncertain", "not-started", "in-progress", "missed", "no-data")
    }
    assert len({shape for _, shape, _ in shapes}) == 7
    assert len({word for _, _, word in shapes}) == 7


def test_the_same_bytes_every_time() -> None:
    assert report_page(example(), EN) == report_page(example(), EN)
    assert report_page(example(), ZH) == report_page(example(), ZH)


def test_the_report_says_what_it_is_made_from() -> None:
    text = report_page(example(), EN)
    assert "cluster-2027, as of 2026-10-30, tracker 1.2.3, inputs 0123456789ab" in text
    assert "inputs 9f8e7d6c5b4a" in text
    assert "<title>Industrial goals: progress report, Q3 2026</title>" in text


def test_figures_stand_as_printed_with_flags_and_sources() -> None:
    text = report_page(example(), EN)
    for wanted in (
        "663.8 billion CNY",
        "more than 10 % a year since 2018",
        "56.39 sq m",
        "low reliability",
        "by the rule of its lag",
        'href="#source-article_2e_txt"',
        "elsewhere",
        "11.7 %",
        "observations/zone.csv:2",
    ):
        assert wanted in text


def test_a_goal_without_a_list_of_steps_shows_no_table_of_them() -> None:
    plain = report_page(replace(example(), entries=(milestones(0, 0),)), EN)
    assert "Steps of the goal" not in plain
    assert "0 of 38 steps done" in plain
    listed = report_page(replace(example(), entries=(milestones(2, 3),)), EN)
    assert listed.count("not shown to have begun") == 1
    assert "公报" in listed


def test_an_empty_workspace_has_a_report() -> None:
    empty = replace(example(), entries=(), untargeted=(), changes=None, coming=(), problems=())
    bare = replace(empty, settings=Settings(title=both("Nothing", "无"), area="X"))
    for language in (EN, ZH):
        assert not Reader(report_page(bare, language)).faults


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_users_write_stays_text(language: str) -> None:
    evil = Text((("und", EVIL),))
    entry = one_figure()
    declared = replace(DECLARED, document=evil, by=evil, quote=EVIL, note=evil, url="javascript:alert(1)", source=EVIL)
    target = replace(
        entry.target, title=evil, note=evil, proxy=evil, declared=declared, area='A" onclick="x', replaces=EVIL
    )
    row = replace(entry.figures[1], note=EVIL, source=EVIL, url="javascript:alert(1)")
    report = example()
    bad = replace(
        report,
        settings=replace(
            report.settings,
            title=evil,
            notes=(evil,),
            sources=(
                replace(SOURCE, id=EVIL, title=evil, publisher=evil, note=evil, url=" https://x.org/\njavascript:1"),
            ),
        ),
        entries=(
            replace(
                entry,
                target=target,
                assessment=replace(entry.assessment, target=target),
                indicator=replace(REVENUE, title=evil, note=evil, unit="</style><script>"),
                figures=(row,),
                beside=(Alternative(name=EVIL, notes=(EVIL,)),),
            ),
        ),
        problems=(Problem(path=EVIL, message=EVIL),),
    )
    text = report_page(bad, translator(language))
    reader = Reader(text)
    assert not reader.faults
    assert not list(reader.named("img"))
    assert [text for text, marks in reader.texts if "script" in marks] == [TABLE_SCRIPT]
    assert not [name for _, attributes, _ in reader.elements for name in attributes if name.startswith("on")]
    schemes = {link["href"].split(":")[0] for link in reader.named("a") if ":" in link["href"].split("#")[0]}
    assert schemes <= {"http", "https"}
    assert "{{ 7 * 7 }}" in text
    assert EVIL in "".join(part for part, _ in reader.texts)


@pytest.mark.parametrize(
    ("url", "linked"),
    [
        ("https://example.org/a?b=c&d=e", True),
        ("HTTP://example.org", True),
        ("javascript:alert(1)", False),
        ("JaVaScRiPt:alert(1)", False),
        ("data:text/html,x", False),
        ('https://example.org/" onclick="x', False),
        ("//example.org", False),
        ("", False),
    ],
)
def test_only_web_addresses_become_links(url: str, linked: bool) -> None:  # noqa: FBT001 - an expected outcome
    entry = one_figure()
    report = replace(example(), entries=(replace(entry, figures=(replace(entry.figures[1], url=url),)),))
    found = [link["href"] for link in Reader(report_page(report, EN)).named("a") if link.get("rel") == "noreferrer"]
    assert (url in found) is linked


def test_the_chinese_page_has_no_english_left_over() -> None:
    reader = Reader(report_page(example(), ZH, (("en", "index.html"),)))
    allowed = re.compile(
        r"tracker|English|CN-GD|CN|theta|inputs?|article\.txt|elsewhere|https?://\S+|observations/\S+"
        r"|cluster-2027|gone-2025|renewables-2030@CN-GD|tasks-\d|pmi-expansion|scale-2027|[0-9a-f]{12}"
    )
    left = []
    for text, marks in reader.texts:
        if {"style", "script", "option", "code"} & set(marks) or "lang=en" in marks:
            continue
        if re.search(r"[A-Za-z]{2,}", allowed.sub("", text)) and text != "Scope not stated.":
            left.append(text)
    assert not left


def test_a_text_in_another_language_is_marked() -> None:
    chinese = report_page(example(), ZH)
    assert '<span lang="en">Scope not stated.</span>' in chinese
    assert '<blockquote lang="zh-Hans">' in report_page(example(), EN)
    assert '<html lang="zh-Hans">' in chinese


def test_the_charts_can_be_drawn_by_another_function() -> None:
    drawn = []

    def draw(view: ChartView) -> str:
        drawn.append(view.id)
        return "<svg role='img' aria-label='x'></svg>"

    assert report_page(example(), EN, (), draw).count("aria-label='x'") == 3
    assert drawn == ["chart-cluster-2027", "chart-renewables-2030_40_CN-GD", "chart-pmi-expansion"]


def test_the_text_alternative_says_what_the_chart_shows() -> None:
    text = report_page(example(), EN)
    assert (
        "One figure, for 2023: 663.8 billion CNY. The goal: more than 1 trillion CNY in 2027. The forecast for 2027 has"
        " its median at 811 billion CNY and lies with 80 % probability in 596 billion to 1.1 trillion CNY. The goal is"
        " met with a probability of 21 %."
    ) in text
