"""Notes by the author: where they stand in the report, what is refused, and that nothing in them can run."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tracker.cli.main import tracker
from tracker.report.markdown import rendered

Workspace = Callable[..., Path]

TARGETS = """\
    format: 1
    workspace: {title: {en: Goals, zh: 目标}, area: XX, language: en}
    indicators:
      jobs: {title: Jobs, unit: people, nature: count, frequency: annual}
    targets:
      jobs-2030: {title: {en: Many jobs, zh: 就业}, indicator: jobs, at_least: 2000, by: 2030}
      jobs-2035: {title: More jobs, indicator: jobs, at_least: 3000, by: 2035, for_each: {area: [XX, YY]}}
"""
JOBS = "area,period,value,published\nXX,2021,1000,2022-02-01\nXX,2022,1100,2023-02-01\n"


@pytest.fixture
def root(workspace: Workspace) -> Path:
    return workspace(TARGETS, {"jobs": JOBS})


def note(root: Path, name: str, text: str | bytes) -> Path:
    """Write a note as an author would."""
    path = root / "reports" / "notes" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def run(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(tracker, ["--workspace", str(root), *arguments])


def report(root: Path, *arguments: str) -> dict[str, str]:
    """The pages of a report in both languages."""
    done = run(root, "report", "2026-Q3", "--lang", "both", *arguments)
    assert done.exit_code == 0, done.output
    return {tag: (root / f"reports/2026-Q3/index{tag}.html").read_text(encoding="utf-8") for tag in ("", ".zh")}


def article(page: str, anchor: str) -> str:
    found = re.search(rf'<article class="target" aria-labelledby="{anchor}">.*?</article>', page, flags=re.DOTALL)
    assert found
    return found[0]


def test_a_note_on_the_quarter_and_one_on_a_target(root: Path) -> None:
    note(root, "2026-Q3/index.md", "A quiet quarter.\n")
    note(root, "2026-Q3/jobs-2030.md", "I *doubt* it.\n")
    page = report(root)[""]
    assert re.search(r'<h2 id="author">Note by the author</h2>\s*<div class="written">\s*<p>A quiet quarter.</p>', page)
    assert 'href="#author"' in page
    section = article(page, "jobs-2030")
    assert '<h4 id="jobs-2030.author">Note by the author</h4>' in section
    assert "<p>I <em>doubt</em> it.</p>" in section
    assert section.index('class="verdict"') < section.index("doubt") < section.index("<figure")
    assert page.count("<em>doubt</em>") == 1


def test_a_note_on_a_target_stands_in_each_of_its_areas(root: Path) -> None:
    note(root, "2026-Q3/jobs-2035.md", "On both.\n")
    note(root, "2026-Q3/jobs-2035@YY.md", "On one.\n")
    page = report(root)[""]
    assert "On both." in article(page, "jobs-2035_40_XX")
    assert "On one." in article(page, "jobs-2035_40_YY")
    assert page.count("On both.") == 1


def test_each_language_has_its_note(root: Path) -> None:
    note(root, "2026-Q3/index.md", "A quiet quarter.\n")
    note(root, "2026-Q3/index.zh.md", "本季度平稳。\n")
    note(root, "2026-Q3/jobs-2030.md", "I doubt it.\n")
    note(root, "2026-Q3/jobs-2035.zh.md", "存疑。\n")
    pages = report(root)
    assert "A quiet quarter." in pages[""]
    assert "本季度平稳。" not in pages[""]
    assert re.search(r'作者按</h2>\s*<div class="written">\s*<p>本季度平稳。</p>', pages[".zh"])
    assert re.search(r'<div class="written" lang="en">\s*<p>I doubt it.</p>', pages[".zh"])
    assert re.search(r'<div class="written" lang="zh-Hans">\s*<p>存疑。</p>', pages[""])


def test_a_note_is_never_overwritten_and_no_quarter(root: Path) -> None:
    path = note(root, "2026-Q3/index.md", b"\xef\xbb\xbfOne.\r\n\r\nTwo.\r\n")
    before = path.read_bytes()
    for _ in range(2):
        assert "<p>One.</p>\n<p>Two.</p>" in report(root)[""]
    assert path.read_bytes() == before
    assert "notes" not in re.sub(r"<style>.*?</style>", "", (root / "reports/index.html").read_text(encoding="utf-8"))
    assert run(root, "diff", "2026-Q2", "2026-Q3").exit_code == 0


def test_a_note_is_one_of_the_inputs(root: Path) -> None:
    def inputs() -> str:
        report(root)
        return str(json.loads((root / "reports/2026-Q3/report.json").read_text(encoding="utf-8"))["inputs"])

    without = inputs()
    note(root, "2026-Q2/index.md", "On another quarter.")
    assert inputs() == without
    note(root, "2026-Q3/index.md", "One.")
    first = inputs()
    note(root, "2026-Q3/index.md", "Two.")
    assert len({without, first, inputs()}) == 3


WRONG = {
    "an unknown target": ("2026-Q3/jobs-203.md", b"x", "no target is called 'jobs-203'; did you mean 'jobs-2030'?"),
    "nothing like a target": ("2026-Q3/weather.md", b"x", "no target is called 'weather'; call the file like a target"),
    "no quarter": ("2026-Q5/index.md", b"x", "'2026-Q5' is no quarter; call the folder like 2026-Q3"),
    "a year": ("2026/index.md", b"x", "'2026' is no quarter"),
    "another language": ("2026-Q3/index.fr.md", b"x", "no report is written in 'fr'; write one of en, zh"),
    "not UTF-8": ("2026-Q3/index.md", "One.\n价".encode("gbk"), ":2: is not UTF-8: byte 0xbc; save it as UTF-8"),
    "a control character": ("2026-Q3/index.md", b"One.\n\x1b[31m", ":2: control character '\\x1b'; delete it"),
    "too large": ("2026-Q3/index.md", b"x" * 65537, "is too large: 65,537 bytes; at most 65,536 are read"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_said_and_stops_the_report(root: Path, case: str) -> None:
    name, content, message = WRONG[case]
    note(root, name, content)
    for verb in (["validate"], ["report", "2026-Q3"]):
        done = run(root, *verb)
        assert done.exit_code == 2
        said = done.stderr.splitlines()
        assert any(line.startswith(f"reports/notes/{name.partition('/')[0]}") and message in line for line in said), (
            said
        )
    assert not (root / "reports" / "2026-Q3").exists()


def test_two_notes_in_one_language(root: Path) -> None:
    note(root, "2026-Q3/index.md", "One.")
    note(root, "2026-Q3/index.en.md", "Two.")
    assert "there are two notes in the same language (en)" in run(root, "validate").stderr


def test_everything_wrong_comes_at_once(root: Path) -> None:
    note(root, "2026-Q3/weather.md", "x")
    (root / "observations" / "jobs.csv").write_text(JOBS + "XX,2023,12O0,2024-02-01\n", encoding="utf-8")
    done = run(root, "report", "2026-Q3")
    assert [line.split(": ")[0] for line in done.stderr.splitlines()] == [
        "observations/jobs.csv:4",
        "reports/notes/2026-Q3/weather.md",
    ]


@pytest.mark.parametrize("name", ["README.md", "2026-Q3/index.txt", "2026-Q3/index.md"])
def test_what_is_not_read_or_empty_is_only_doubtful(root: Path, name: str) -> None:
    note(root, name, " \n")
    done = run(root, "validate")
    assert (done.exit_code, done.stdout) == (0, "0 errors, 1 warning\n")
    assert done.stderr.startswith(f"reports/notes/{name}: warning: is ")
    assert "author" not in re.sub(r"<style>.*?</style>", "", report(root)[""], flags=re.DOTALL)


def test_a_note_on_a_target_that_was_withdrawn_is_kept(root: Path) -> None:
    note(root, "2026-Q3/jobs-2030.md", "I doubt it.\n")
    report(root)
    targets = (root / "targets.yaml").read_text(encoding="utf-8")
    (root / "targets.yaml").write_text(re.sub(r"  jobs-2030: .*\n", "", targets), encoding="utf-8")
    done = run(root, "validate")
    assert done.exit_code == 0
    assert "'jobs-2030', which is declared no more" in done.stderr


def test_a_link_leads_nowhere_else(root: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.md"
    outside.write_text("secret", encoding="utf-8")
    folder = root / "reports" / "notes" / "2026-Q3"
    folder.mkdir(parents=True)
    (folder / "index.md").symlink_to(outside)
    done = run(root, "report", "2026-Q3")
    assert done.exit_code == 2
    assert "reports/notes/2026-Q3/index.md: is a link to" in done.stderr


def html(text: str) -> str:
    return rendered(text, below=2, table="Table")


class Elements(HTMLParser):
    """Every element of a page with its attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


HARMLESS = {
    *("p", "a", "em", "strong", "s", "code", "pre", "ul", "ol", "li", "blockquote", "hr", "br"),
    *("h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td", "div"),
}
ATTRIBUTES = {"href", "rel", "scope", "class", "start", "role", "aria-label", "tabindex"}

HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>\n\n<svg/onload=alert(1)>",
    "<script>alert(1)</script>",
    "<div\nonclick=alert(1)>x</div>",
    "<!-- --><style>*{display:none}</style>",
    "<a href='javascript:alert(1)'>x</a>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](java&#10;script:alert(1))",
    "[x](java\\nscript:alert(1))",
    "[x](&#x1;javascript:alert(1))",
    "[x](<java\tscript:alert(1)>)",
    "[x](%6aavascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox)",
    "[x](file:///etc/passwd)",
    "[x](//example.org/x)",
    "[x](../../index.html)",
    "[x](#top)",
    "<javascript:alert(1)>",
    "<data:text/html,x>",
    "[x][y]\n\n[y]: javascript:alert(1)",
    '[x](https://example.org "title\\" onclick=alert(1)")',
    '[x](https://example.org/\\"onmouseover=alert(1))',
    "![x](https://example.org/pixel.png)",
    "![<img src=x onerror=alert(1)>](x)",
    "[![x](javascript:alert(1))](javascript:alert(2))",
    "```x onclick=alert(1)\n</code></pre><script>alert(1)</script>\n```",
    "|a|b|\n|:-|-:|\n|<script>|<img onerror=x>|",
    "# {onclick=alert(1)} x\n\nid: x {#top}",
    "{{ 7 * 7 }} {% raw %}",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_in_a_note_can_run_or_load(text: str) -> None:
    for tag, attributes in Elements(html(text)).found:
        assert tag in HARMLESS
        assert set(attributes) <= ATTRIBUTES
        assert (attributes.get("href") or "https:").startswith(("https:", "http:", "mailto:"))
        assert tag != "a" or attributes["rel"] == "noreferrer"


def test_hostile_notes_stay_one_part_of_the_page(root: Path) -> None:
    def others(page: str) -> list[str]:
        return [tag for tag, _ in Elements(page).found if tag not in HARMLESS]

    plain = others(report(root)[""])
    note(root, "2026-Q3/index.md", "\n\n".join(HOSTILE))
    note(root, "2026-Q3/jobs-2030.md", "\n\n".join(HOSTILE))
    page = report(root)[""]
    assert sorted(others(page)) == sorted([*plain, "section", "h2"])
    ids = [attributes["id"] for _, attributes in Elements(page).found if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert "{{ 7 * 7 }} {% raw %}" in page


def test_addresses_of_web_and_mail_are_links() -> None:
    assert html("[x](https://example.org/a?b=c&d)") == (
        '<p><a href="https://example.org/a?b=c&amp;d" rel="noreferrer">x</a></p>'
    )
    assert html("<http://example.org>") == '<p><a href="http://example.org" rel="noreferrer">http://example.org</a></p>'
    assert 'href="mailto:office@example.org"' in html("<office@example.org>")
    assert html("[x](ftp://example.org)") == "<p>[x](ftp://example.org)</p>"


def test_a_link_to_nowhere_is_its_text() -> None:
    assert html("[a *b*]( ) [c](https://e.org)") == (
        '<p>a <em>b</em> <a href="https://e.org" rel="noreferrer">c</a></p>'
    )
    assert "<a" not in html("[![a]()]()")


def test_headings_follow_the_one_above_without_a_gap() -> None:
    text = "# One\n\n### Two\n\n# Three\n\n###### Four\n"
    assert re.findall(r"<(h\d)>", html(text)) == ["h3", "h4", "h3", "h4"]
    assert re.findall(r"<(h\d)>", rendered("# One\n## Two\n### Three\n", below=5, table="")) == ["h6"] * 3


def test_a_table_is_named_and_has_no_styles() -> None:
    made = html("|a|b|\n|-|-:|\n|1|2|\n")
    assert '<div class="scroll" role="group" aria-label="Table" tabindex="0">' in made
    assert '<th scope="col" class="number">b</th>' in made
    assert "style" not in made


def test_an_image_is_its_alternative() -> None:
    assert html("![a *chart* & more](https://example.org/x.png)") == "<p>a chart &amp; more</p>"


def test_code_keeps_its_lines() -> None:
    assert html("```python\na\n\n  b\n```") == "<pre><code>a&#10;&#10;  b&#10;</code></pre>"


def test_lines_of_chinese_are_joined_without_a_space() -> None:
    assert html("第一行\n第二行\nthird line\nfourth") == "<p>第一行第二行\nthird line\nfourth</p>"


LARGEST = 64 * 1024
DEEP = {
    "quotes": ">" * LARGEST,
    "lists": "- " * (LARGEST // 2),
    "brackets": "[" * LARGEST,
    "images": "![" * (LARGEST // 2),
    "links": "[a](" * (LARGEST // 4),
    "emphasis": "*a_" * (LARGEST // 3),
    "code": "".join("`" * k + " " for k in range(1, 360)),
    "tags": "<a" * (LARGEST // 2),
    "columns": "|" * 200 + "\n" + "|-" * 200 + "\n" + "|\n" * 30_000,
    "references": "[a]: https://e.org/" + "y" * 1900 + "\n\n" + "[a] " * 15_000,
    "long address": "[a]: https://e.org/" + "y" * 30_000 + "\n\n" + "[a] " * 8_000,
}


@pytest.mark.parametrize("kind", DEEP)
def test_no_text_takes_the_report_down(kind: str) -> None:
    made = html(DEEP[kind])
    assert 0 < len(made) <= 2_100_000
    assert all(tag in HARMLESS for tag, _ in Elements(made).found)


def test_what_would_grow_beyond_measure_stands_as_written() -> None:
    assert html(DEEP["references"]).startswith("<pre><code>[a]: https://e.org/yyy")
