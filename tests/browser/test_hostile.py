"""Whatever stands in the files is text: nothing of it runs, asks or draws, and a reader sees it as it was written."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.browser.conftest import Visit

WRITTEN = {
    "script": "<script>window.ran = 1</script>",
    "picture": "<img src=x onerror='window.ran = 2'>",
    "vector": '"><svg onload="window.ran = 3"><script>window.ran = 4</script></svg>',
    "link": '<a href="javascript:window.ran = 5">a</a>',
    "style": "</style><style>body { background: url(http://127.0.0.1:9/a) } *{ display: none }</style>",
    "expression": "x: expression(window.ran = 6); background: url('javascript:window.ran = 7')",
    "attribute": "' onmouseover='window.ran = 8' autofocus onfocus=\"window.ran = 9\" x=\"",
    "template": "{{ 7 * 7 }}{% for a in b %}${7 * 7}#{7 * 7}<%= 7 * 7 %>",
    "comment": "<!-- --> ]]> <![CDATA[ </title></textarea></script><plaintext>",
    "frame": "<iframe srcdoc='<script>parent.ran = 10</script>'></iframe><base href='http://127.0.0.1:9/'>",
    "entity": "&lt;b&gt; &#60;script&#62; &amp; &nbsp;|",
    "direction": "abc \u202etxt.exe\u202c \u2066def\u2069 \u200fghi",
    "markdown": "![p](http://127.0.0.1:9/p.png) [q](javascript:window.ran=11) **r** <b onclick=ran=12>s</b>",
    "placeholder": "{total} {0} {as_of.__class__} %s %(x)s",
}
SAID = " / ".join(WRITTEN.values())
ADDRESS = "javascript:window.ran=13"


def hostile(root: Path) -> None:
    """Write a workspace that says the worst wherever it may say anything."""
    text = {"en": SAID, "zh": f"中{SAID}"}
    indicator = {
        "title": text,
        "unit": "</style><b>",
        "frequency": "annual",
        "nature": "index",
        "better": "up",
        "note": text,
        "source": "s<1>",
    }
    declared = {"on": "2020-01-01", "document": text, "by": text, "quote": SAID, "note": text, "source": "s<1>"}
    targets: dict[str, Any] = {
        "level": {
            "title": text,
            "indicator": "index",
            "at_least": 120,
            "by": 2028,
            "declared": declared,
            "proxy": text,
            "note": text,
            "tags": list(WRITTEN.values()),
            "interim": {2026: 110},
        },
        "tasks": {
            "title": text,
            "milestones": [{"id": "one", "title": text, "by": 2027}],
            "by": 2027,
            "declared": declared,
            "note": text,
        },
    }
    sources = {
        "s<1>": {
            "publisher": text,
            "title": text,
            "published": "2024-01-01",
            "note": text,
            "url": "https://e.org/?a=1&b=2",
        }
    }
    settings = {"title": text, "area": "XX", "notes": [text], "sources": sources}
    document = {
        "workspace": settings,
        "indicators": {"index": indicator, "loose": indicator | {"source": SAID}},
        "targets": targets,
    }
    (root / "observations").mkdir(parents=True)
    (root / "targets.yaml").write_text(json.dumps(document), encoding="utf-8")
    quoted = '"' + SAID.replace('"', '""') + '"'
    rows = "".join(
        f"{year},{100 + k},{'E' if k % 2 else ''},{quoted},https://e.org/?a=1&b=<2>,{quoted}\n"
        for k, year in enumerate(range(2014, 2025))
    )
    for name in ("index", "loose"):
        path = root / "observations" / f"{name}.csv"
        path.write_text(f"period,value,status,source,url,note\n{rows}", encoding="utf-8")
    steps = f"step,status,published,evidence,source\none,done,2025-01-01,{quoted},{quoted}\n"
    (root / "observations" / "tasks.csv").write_text(steps, encoding="utf-8")
    notes = root / "reports" / "notes" / "2026-Q3"
    notes.mkdir(parents=True)
    note = "\n\n".join([f"# {SAID}", SAID, *WRITTEN.values()])
    for name in ("index", "level", "tasks"):
        (notes / f"{name}.md").write_text(note, encoding="utf-8")


@pytest.fixture(params=["2026-Q3/index.html", "2026-Q3/index.zh.html", "index.html", "index.zh.html"])
def hostile_page(reports: Callable[..., Path], request: pytest.FixtureRequest) -> Path:
    return reports("hostile", hostile) / str(request.param)


def test_nothing_of_it_runs(visit: Callable[..., Visit], hostile_page: Path) -> None:
    seen = visit(hostile_page)
    for target in seen.page.query_selector_all("main a, main td, main th, main summary")[:200]:
        target.dispatch_event("mouseover")
        target.dispatch_event("focus")
    seen.page.wait_for_timeout(200)
    assert seen.run("window.ran") is None
    assert seen.run("refused") == [], "the policy is the second fence; the first one already holds"
    assert [url for url in seen.asked if not url.startswith("data:")] == [hostile_page.resolve().as_uri()]


def test_nothing_of_it_runs_without_the_policy_either(visit: Callable[..., Visit], hostile_page: Path) -> None:
    seen = visit(hostile_page, bypass_csp=True)
    seen.page.wait_for_timeout(200)
    assert seen.run("window.ran") is None
    assert len(seen.asked) <= 2


def test_it_makes_no_elements_and_no_addresses(visit: Callable[..., Visit], hostile_page: Path) -> None:
    seen = visit(hostile_page)
    assert seen.run("document.querySelectorAll('img, iframe, base, object, embed, plaintext, textarea').length") == 0
    assert seen.run("document.querySelectorAll('main script, main style, body script, body style').length") == 0
    assert (
        seen.run(
            """() => [...document.querySelectorAll("*")].flatMap(each => [...each.attributes])
             .filter(each => each.name.startsWith("on") || each.name === "style").length"""
        )
        == 0
    )
    schemes = seen.run("[...new Set([...document.querySelectorAll('[href]')].map(each => each.protocol ?? 'none:'))]")
    assert set(schemes) <= {"file:", "https:", "data:", "none:"}


def test_a_reader_sees_what_was_written(visit: Callable[..., Visit], reports: Callable[..., Path]) -> None:
    seen = visit(reports("hostile", hostile) / "2026-Q3" / "index.html")
    for place in ("h1", "#targets-table", "blockquote", ".sources", "#notes ~ p"):
        texts = seen.run("place => [...document.querySelectorAll(place)].map(each => each.textContent).join('')", place)
        shown = " ".join(texts.split())
        assert [kind for kind, text in WRITTEN.items() if " ".join(text.split()) not in shown] == [], place
    assert "49" not in seen.run("document.querySelector('h1').textContent")


def test_an_address_that_would_run_is_no_link(visit: Callable[..., Visit], workspace: Callable[..., Path]) -> None:
    addresses = (
        "javascript:window.ran = 1",
        "JaVaScRiPt:window.ran = 2",
        "data:text/html,<b>",
        "vbscript:x",
        "//e.org",
    )
    rows = "".join(f'{2015 + k},1,"{address}","{address}"\n' for k, address in enumerate(addresses))
    root = workspace(
        """
        indicators: {share: {title: Share, unit: "%", frequency: annual}}
        targets: {half: {title: Half, indicator: share, at_least: 50, by: 2030}}
        """,
        {"share": f"period,value,source,url\n{rows}"},
    )
    notes = root / "reports" / "notes" / "2026-Q3"
    notes.mkdir(parents=True)
    (notes / "half.md").write_text(
        "\n\n".join(f"[a]({each}) [b](<{each}>) <{each}>" for each in addresses), encoding="utf-8"
    )
    command = [sys.executable, "-m", "tracker", "--workspace", str(root), "report", "2026-Q3"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    seen = visit(root / "reports" / "2026-Q3" / "index.html")
    assert seen.run("[...new Set([...document.querySelectorAll('a')].map(each => each.protocol))]") == ["file:"]
    assert not seen.run("[...document.querySelectorAll('a')].some(each => each.host)")


def test_an_address_that_would_run_is_refused_where_targets_are_declared(workspace: Callable[..., Path]) -> None:
    root = workspace(
        """
        targets: {plan: {title: Plan, milestones: {count: 2}, by: 2030, declared: {url: "javascript:alert(1)"}}}
        """
    )
    command = [sys.executable, "-m", "tracker", "--workspace", str(root), "report", "2026-Q3"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 2
    assert "javascript:alert(1)" in done.stderr
