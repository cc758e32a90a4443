"""The feed of status changes: valid Atom, an entry a change, ids that last, nothing that breaks out."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import feedparser  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.figures import Text
from tracker.report.feed import MOST_REPORTS, feed, feed_name
from tracker.report.issue import Archive, Issue, parse_issue
from tracker.report.language import translator

if TYPE_CHECKING:
    from collections.abc import Iterator

EN, ZH = translator("en"), translator("zh")
ATOM = "{http://www.w3.org/2005/Atom}"
DAYS = {1: "04-30", 2: "07-30", 3: "10-30", 4: "12-31"}


def issue(quarter: str, files: tuple[str, ...] = ("index.html", "index.zh.html"), **statuses: str) -> Issue:
    """A report on targets by name; a status may be followed by a probability and by a condition."""
    verdicts = []
    for name, written in statuses.items():
        status, share, condition = (*written.split(" ", 2), "", "")[:3]
        verdicts.append(
            {
                "id": name,
                "title": f"Goal {name}",
                "area": "XX",
                "status": status,
                "probability": float(share) if share else None,
                "condition": condition or "at_least: 5",
                "deadline": "2030",
            }
        )
    day = f"{quarter[:4]}-{DAYS[int(quarter[-1])]}"
    record = {"version": 1, "quarter": quarter, "as_of": day, "verdicts": verdicts}
    found = parse_issue(quarter, json.dumps(record).encode(), files, "en")
    assert isinstance(found, Issue)
    return found


def archive(*issues: Issue, title: str = "Goals", area: str = "XX", address: str = "") -> Archive:
    return Archive(
        title=Text((("en", title), ("zh", "目标"))), area=area, own="en", issues=issues, titles={}, address=address
    )


TWO = archive(
    issue("2026-Q1", jobs="uncertain 0.4", homes="on-track 0.9", roads="on-track 0.8"),
    issue("2026-Q2", jobs="off-track 0.18", homes="on-track 0.8", trees="in-progress"),
)


def parsed(content: bytes) -> ET.Element:
    return ET.fromstring(content)  # noqa: S314 - made by the test itself


def root_of(found: Archive, language: str = "en") -> ET.Element:
    return parsed(feed(found, translator(language), "1.2.3"))


def entries(found: Archive, language: str = "en") -> list[dict[str, str]]:
    """Each entry's id, title, summary and link."""
    return [
        {
            **{name: entry.findtext(f"{ATOM}{name}", "") for name in ("id", "title", "summary", "updated")},
            "link": link_of(entry),
        }
        for entry in root_of(found, language).iter(f"{ATOM}entry")
    ]


def link_of(entry: ET.Element) -> str:
    (link,) = entry.findall(f"{ATOM}link")
    return link.attrib["href"]


def faults(content: bytes) -> Iterator[str]:
    """What RFC 4287 asks of a feed and this one does not give (sections 4.1.1, 4.1.2, 4.2.6, 4.2.7 and 3.3)."""
    root = parsed(content)
    if root.tag != f"{ATOM}feed":
        yield f"the root is {root.tag}"
    if not root.findtext(f"{ATOM}author/{ATOM}name"):
        yield "nobody wrote it"
    parts = (root, *root.iter(f"{ATOM}entry"))
    ids = [each.text for part in parts for each in part.findall(f"{ATOM}id")]
    if len(ids) > len(set(ids)):
        yield "two parts have one id"
    for part in parts:
        yield from common_faults(part)
    for entry in root.iter(f"{ATOM}entry"):
        if "alternate" not in {link.get("rel") for link in entry.findall(f"{ATOM}link")}:
            yield "an entry without content has no alternate link"
        if entry.find(f"{ATOM}summary") is None:
            yield "an entry says nothing"


def common_faults(part: ET.Element) -> Iterator[str]:
    """What must stand in the feed itself and in each entry."""
    for name in ("id", "title", "updated"):
        if len(part.findall(f"{ATOM}{name}")) != 1:
            yield f"{part.tag} has not exactly one {name}"
    if not re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", part.findtext(f"{ATOM}id", "")):
        yield "an id is no absolute IRI"
    if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", part.findtext(f"{ATOM}updated", "")):
        yield "a moment is not written as RFC 3339 asks"
    links = part.findall(f"{ATOM}link")
    if any("href" not in link.attrib for link in links):
        yield "a link leads nowhere"
    kinds = [(link.get("rel"), link.get("type"), link.get("hreflang")) for link in links]
    if len(kinds) > len(set(kinds)):
        yield "two links of one kind"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_it_is_valid_atom(language: str) -> None:
    content = feed(TWO, translator(language), "1.2.3")
    assert content.startswith(b'<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom"')
    assert list(faults(content)) == []
    read = feedparser.parse(content)
    assert not read.bozo
    assert read.version == "atom10"
    assert len(read.entries) == 5


@pytest.mark.parametrize(
    ("part", "put", "fault"),
    [
        ("<id>.*?</id>", "", "has not exactly one id"),
        ("<title>.*?</title>", "", "has not exactly one title"),
        ("<updated>.*?</updated>", "", "has not exactly one updated"),
        ("urn:uuid:", "", "no absolute IRI"),
        ("T00:00:00Z", "", "RFC 3339"),
        ('href="[^"]*"', "", "leads nowhere"),
        ('(<link rel="alternate"[^>]*>)', r"\1\1", "two links of one kind"),
        (r"(<entry>.*?)<link [^>]*>", r"\1", "no alternate link"),
        ("<summary.*?</summary>", "", "says nothing"),
        ("<author>.*?</author>", "", "nobody wrote it"),
        ("(<entry>.*?</entry>)", r"\1\1", "two parts have one id"),
        ("2005/Atom", "2005/Atomic", "the root is"),
    ],
)
def test_the_check_of_validity_sees_each_fault(part: str, put: str, fault: str) -> None:
    broken = re.sub(part, put, feed(TWO, EN, "1.2.3").decode(), count=1, flags=re.DOTALL)
    assert any(fault in each for each in faults(broken.encode()))


def test_each_report_and_each_change_of_status_has_an_entry_newest_first() -> None:
    assert [(each["title"], each["link"]) for each in entries(TWO)] == [
        ("Progress report, Q2 2026", "2026-Q2/index.html"),
        ("Goal jobs: off track, was uncertain", "2026-Q2/index.html#jobs"),
        ("Goal trees: new among the targets, in progress", "2026-Q2/index.html#trees"),
        ("Goal roads: no longer among the targets, last on track", "2026-Q2/index.html"),
        ("Progress report, Q1 2026", "2026-Q1/index.html"),
    ]


def test_the_chinese_feed_speaks_chinese_and_leads_to_chinese_pages() -> None:
    found = entries(TWO, "zh")
    assert found[1]["title"] == "Goal jobs：由尚不确定转为进度滞后"
    assert found[1]["link"] == "2026-Q2/index.zh.html#jobs"
    assert found[0]["summary"] == "3项目标：进展正常1项、进度滞后1项、推进中1项。"
    assert root_of(TWO, "zh").get("{http://www.w3.org/XML/1998/namespace}lang") == "zh-Hans"


def test_an_entry_says_what_was_what_is_and_when() -> None:
    report, change, *_ = entries(TWO)
    assert report["summary"] == "3 targets: 1 on track, 1 off track, 1 in progress."
    assert change["summary"] == "uncertain (40 %) → off track (18 %)\nAs of 30 July 2026."
    assert change["updated"] == "2026-07-30T00:00:00Z"


def test_a_restated_target_is_said_to_be_one() -> None:
    found = archive(issue("2026-Q1", a="on-track 0.8"), issue("2026-Q2", a="uncertain 0.5 at_least: 9"))
    assert "The target itself was restated in between." in entries(found)[1]["summary"]
    assert not any("restated" in each["summary"] for each in entries(TWO))


def test_a_probability_that_moves_within_its_status_is_no_entry() -> None:
    found = archive(issue("2026-Q1", a="on-track 0.8"), issue("2026-Q2", a="on-track 0.99"))
    assert [each["title"] for each in entries(found)] == ["Progress report, Q2 2026", "Progress report, Q1 2026"]


def test_ids_stay_when_reports_are_added_or_written_anew() -> None:
    first, second = TWO.issues
    before = {each["title"]: each["id"] for each in entries(TWO)}
    anew = replace(second, as_of=second.as_of.replace(day=31))
    after = {each["title"]: each["id"] for each in entries(replace(TWO, issues=(first, anew, issue("2026-Q3"))))}
    assert before.items() <= after.items()


def test_ids_differ_between_workspaces_languages_quarters_and_targets() -> None:
    found = [
        each["id"]
        for one in (TWO, replace(TWO, area="YY"), archive(*TWO.issues, title="Other goals"))
        for language in ("en", "zh")
        for each in entries(one, language)
    ]
    assert len(found) == 30
    assert len(set(found)) == 30


def test_links_are_whole_addresses_where_the_place_is_known() -> None:
    there = replace(TWO, address="https://example.org/goals/")
    assert {each["link"] for each in entries(there)} >= {"https://example.org/goals/2026-Q2/index.html#jobs"}
    links = {link.get("rel"): link.get("href") for link in root_of(there, "zh").findall(f"{ATOM}link")}
    assert links == {
        "alternate": "https://example.org/goals/index.zh.html",
        "self": "https://example.org/goals/feed.zh.atom",
    }
    assert list(faults(feed(there, EN, "1.2.3"))) == []


def test_without_a_place_a_link_is_read_from_where_the_feed_is() -> None:
    assert {link.get("rel") for link in root_of(TWO).findall(f"{ATOM}link")} == {"alternate"}
    read = feedparser.parse(
        feed(TWO, EN, "1.2.3"), response_headers={"content-location": "http://127.0.0.1:8000/feed.atom"}
    )
    assert read.entries[1].link == "http://127.0.0.1:8000/2026-Q2/index.html#jobs"


def test_a_report_without_a_page_leads_to_the_list() -> None:
    assert entries(archive(issue("2026-Q1", files=(), a="on-track 0.8")))[0]["link"] == "index.html"


def test_the_feed_goes_back_three_years() -> None:
    found = archive(*(issue(f"{year}-Q{k}", a="on-track 0.8") for year in range(2020, 2026) for k in (1, 2, 3, 4)))
    assert len(entries(found)) == MOST_REPORTS == 12
    assert entries(found)[-1]["title"] == "Progress report, Q1 2023"


def test_the_change_into_the_oldest_report_of_the_feed_is_in_it() -> None:
    quarters = [f"{year}-Q{k}" for year in range(2020, 2024) for k in (1, 2, 3, 4)][: MOST_REPORTS + 1]
    first, *others = quarters
    found = archive(issue(first, a="uncertain 0.5"), *(issue(each, a="on-track 0.8") for each in others))
    assert entries(found)[-1]["title"] == "Goal a: on track, was uncertain"


@given(st.text(alphabet=st.characters(), min_size=1))
def test_no_title_breaks_out_of_the_feed(title: str) -> None:
    hostile = archive(*TWO.issues, title=f"{title}]]></title><script>&\x00\x1b\ud800")
    content = feed(hostile, EN, "1.2.3")
    root = parsed(content)
    assert len(list(root.iter())) == len(list(root_of(TWO).iter()))
    assert "]]></title><script>&" in (root.findtext(f"{ATOM}title") or "")
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", content.decode())


def test_the_same_reports_give_the_same_bytes() -> None:
    assert feed(TWO, EN, "1.2.3") == feed(TWO, EN, "1.2.3")


def test_the_workspace_s_own_language_has_no_tag_in_its_name() -> None:
    assert [feed_name(tag, "zh") for tag in ("zh", "en")] == ["feed.atom", "feed.en.atom"]
