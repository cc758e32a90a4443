"""The PDFs: what stands on which page, in both languages, by WeasyPrint and by a real Chromium."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tracker.cli.main import tracker
from tracker.engine import Printer, as_pdf, find_printer
from tracker.errors import RefusedError, StorageError
from tracker.report.paper import escaped, on_paper, running_heads, shortened

DAY = date(2026, 10, 30)
HEAD = """\
format: 1
workspace: {title: {en: Goals & plans, zh: 目标与规划}, area: XX, language: en}
indicators:
"""
INDICATOR = (
    "  jobs-%d: {title: {en: Jobs, zh: 就业}, unit: people, nature: count, aggregation: last, frequency: annual}\n"
)
TARGET = "  goal-%d: {title: {en: 'Goal number %d', zh: '第%d项目标'}, indicator: jobs-%d, at_least: %d, by: 2030}\n"
ENGINES = ("weasyprint", "chromium")


def write_workspace(root: Path, targets: int, *, figures: bool = True) -> Path:
    numbers = range(1, targets + 1)
    text = HEAD + "".join(INDICATOR % k for k in numbers) + "targets:\n"
    text += "".join(TARGET % (k, k, k, k, 4000 + k) for k in numbers)
    (root / "observations").mkdir(parents=True)
    (root / "targets.yaml").write_text(text, encoding="utf-8")
    rows = "period,value,published\n" + "".join(
        f"{y},{1000 + 90 * (y - 2014)},{y + 1}-02-01\n" for y in range(2014, 2026)
    )
    for k in numbers if figures else ():
        (root / "observations" / f"jobs-{k}.csv").write_text(rows, encoding="utf-8")
    return root


def report(root: Path, *arguments: str, engine: str = "weasyprint") -> Result:
    environment = {"TRACKER_BROWSER": "" if engine == "weasyprint" else browser_here()}
    return CliRunner().invoke(
        tracker, ["--workspace", str(root), "report", "2026-Q3", "--pdf", *arguments], env=environment
    )


def browser_here() -> str:
    for name in ("chromium", "chromium-browser", "google-chrome", "chrome"):
        if found := shutil.which(name):
            return found
    pytest.skip("no browser found")


def run(*command: str) -> str:
    if shutil.which(command[0]) is None:
        pytest.skip(f"no {command[0]}; it comes with poppler-utils")
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout


def pages(file: Path) -> list[str]:
    """The text of each page of a PDF, as it is laid out."""
    return run("pdftotext", "-layout", str(file), "-").split("\f")[:-1]


def places(file: Path) -> dict[str, int]:
    """The page of each place that a link can lead to."""
    listed = run("pdfinfo", "-dests", str(file))
    return {name: int(page) for page, name in re.findall(r'^ *(\d+) \[.*\] "(.*)"$', listed, flags=re.MULTILINE)}


def outline(file: Path) -> list[tuple[int, str]]:
    """The bookmarks of a PDF: page and text."""
    text = run("pdftohtml", "-xml", "-i", "-stdout", str(file))
    return [(int(page), unescape(said)) for page, said in re.findall(r'<item page="(\d+)">(.*?)</item>', text)]


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace of three targets whose report was made once, so that each copy of it is printed soon."""
    root = write_workspace(tmp_path_factory.mktemp("three"), 3)
    done = CliRunner().invoke(tracker, ["--workspace", str(root), "report", "2026-Q3", "--lang", "both"])
    assert done.exit_code == 0, done.output
    shutil.rmtree(root / "reports")
    return root


@pytest.fixture(scope="module", params=ENGINES)
def printed(request: pytest.FixtureRequest, three: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a report on three targets, printed in both languages."""
    if request.param == "weasyprint":
        pytest.importorskip("weasyprint")
    root = tmp_path_factory.mktemp(request.param)
    shutil.copytree(three, root, dirs_exist_ok=True)
    done = report(root, "--lang", "both", engine=request.param)
    assert done.exit_code == 0, done.output
    assert done.stdout.splitlines()[-2:] == [str(root / f"reports/2026-Q3/report{tag}.pdf") for tag in ("", ".zh")]
    return root / "reports" / "2026-Q3"


def test_each_page_has_its_heads_and_its_number(printed: Path) -> None:
    found = pages(printed / "report.pdf")
    starts = places(printed / "report.pdf")
    assert len(found) > 5
    for number, text in enumerate(found, 1):
        lines = [line for line in text.splitlines() if line.strip()]
        assert lines[-1].strip().endswith(f"{number} / {len(found)}")
        assert re.match(r" *As of 30 October 2026, inputs [0-9a-f]{12} ", lines[-1])
        if number > 1:
            assert lines[0].strip().startswith("Goals & plans: Q3 2026")
    for k in (1, 2):
        for number in range(starts[f"goal-{k}"], starts[f"goal-{k + 1}"]):
            assert re.search(rf"Q3 2026 +Goal number {k}$", found[number - 1].lstrip().splitlines()[0])
    assert not found[1].lstrip().splitlines()[0].rstrip().endswith(("1", "2", "3"))  # the summary is of no target


def test_the_contents_lead_to_the_right_pages(printed: Path) -> None:
    first = pages(printed / "report.pdf")[0]
    starts = places(printed / "report.pdf")
    listed = {
        name.strip(" .…"): int(number) for name, number in re.findall(r"^ *(\S.*?)[ .…]+(\d+)$", first, re.MULTILINE)
    }
    for k in (1, 2, 3):
        assert listed[f"Goal number {k}"] == starts[f"goal-{k}"]
    for name, anchor in (("Summary", "summary"), ("Method", "method"), ("The targets one by one", "targets")):
        assert listed[name] == starts[anchor]


def test_bookmarks_name_the_targets(printed: Path) -> None:
    marks = {said: page for page, said in outline(printed / "report.pdf")}
    starts = places(printed / "report.pdf")
    assert [marks[f"Goal number {k}"] for k in (1, 2, 3)] == [starts[f"goal-{k}"] for k in (1, 2, 3)]
    assert {"Contents", "Summary", "Method"} <= set(marks)


def test_no_chart_is_cut(printed: Path) -> None:
    found = pages(printed / "report.pdf")
    for k in (1, 2, 3):
        (page,) = [text for text in found if f"goal: at least {4000 + k:,} people" in text]
        assert "Unit: people" in page
        chart = page[: page.index("Unit: people")].splitlines()
        axis = [line.split() for line in chart if re.fullmatch(r"(?: *20\d\d){3,}", line)]
        assert len(axis) == 1  # the years stand above the caption …
        assert any(re.match(r" *0\b", line) for line in chart)  # … with the lowest line of the scale …
        assert {"50 %", "80 %", "95 %"} <= set(re.findall(r"\d\d %", "\n".join(chart)))  # … and the fan


def test_no_heading_stands_at_the_foot_of_a_page(printed: Path) -> None:
    marks = {said for _, said in outline(printed / "report.pdf")}
    last = [[line.strip() for line in text.splitlines() if line.strip()][-2] for text in pages(printed / "report.pdf")]
    assert not marks.intersection(last[1:])


def test_the_details_are_open(printed: Path) -> None:
    text = "".join(pages(printed / "report.pdf"))
    assert text.count("How the numbers were computed") == 3
    assert text.count("on track from 75 %, off track below 25 %") == 3


def test_chinese_is_text(printed: Path) -> None:
    found = pages(printed / "report.zh.pdf")
    assert "目标与规划：2026年第三季度" in found[1].splitlines()[0]
    assert all(f"第{k}项目标" in "".join(found) for k in (1, 2, 3))
    _, _, *fonts = run("pdffonts", str(printed / "report.zh.pdf")).splitlines()
    assert all(re.search(r" yes (?:yes|no ) (?:yes|no ) +\d+ +0$", font) for font in fonts)  # each goes with the file


def test_a_pdf_says_what_it_is(printed: Path) -> None:
    facts = run("pdfinfo", str(printed / "report.pdf"))
    assert re.search(r"^Title: +Goals & plans: progress report, Q3 2026$", facts, flags=re.MULTILINE)
    assert re.search(r"^Creator: +tracker *$", facts, flags=re.MULTILINE)
    assert re.search(r"^CreationDate: .*Oct 30 .*2026", facts, flags=re.MULTILINE)
    assert re.search(r"^Tagged: +yes$", facts, flags=re.MULTILINE)
    assert re.search(r"^Page size: +59[45].* x 841.*A4", facts, flags=re.MULTILINE)
    assert not re.search(r"^Author:", facts, flags=re.MULTILINE)
    content = (printed / "report.pdf").read_bytes()
    assert b"file:" not in content
    assert str(Path.home()).encode() not in content


@pytest.mark.parametrize("engine", ENGINES)
def test_single_targets_are_printed_alone(three: Path, tmp_path: Path, engine: str) -> None:
    if engine == "weasyprint":
        pytest.importorskip("weasyprint")
    root = tmp_path / engine
    shutil.copytree(three, root)
    done = report(root, "--target", "goal-2", engine=engine)
    assert done.exit_code == 0, done.output
    assert [path.name for path in root.rglob("*.pdf")] == ["goal-2.pdf"]
    found = pages(root / "reports/2026-Q3/targets/goal-2.pdf")
    assert "Goal number 2" in found[0]
    assert "Goal number 2" in found[1].lstrip().splitlines()[0]
    assert not any("Goal number 1" in text or "Goal number 3" in text for text in found)


def test_more_targets_than_one_page_holds_have_one_document(tmp_path: Path) -> None:
    pytest.importorskip("weasyprint")
    root = write_workspace(tmp_path / "many", 32, figures=False)
    done = report(root)
    assert done.exit_code == 0, done.output
    file = root / "reports/2026-Q3/report.pdf"
    found, starts = pages(file), places(file)
    assert [starts[f"goal-{k}"] for k in range(1, 33)] == sorted(starts[f"goal-{k}"] for k in range(1, 33))
    for k in range(1, 33):
        assert found[starts[f"goal-{k}"] - 1].lstrip().splitlines()[0].rstrip().endswith(f"Goal number {k}")


def test_one_target(tmp_path: Path) -> None:
    pytest.importorskip("weasyprint")
    root = write_workspace(tmp_path / "one", 1)
    assert report(root).exit_code == 0
    before = (root / "reports/2026-Q3/report.pdf").read_bytes()
    (root / "reports/2026-Q3/report.pdf").unlink()
    assert report(root).exit_code == 0
    assert (root / "reports/2026-Q3/report.pdf").read_bytes() == before


def test_an_unknown_target_is_named_before_anything_is_made(tmp_path: Path) -> None:
    root = write_workspace(tmp_path / "unknown", 1)
    done = report(root, "--target", "goal-11", engine="chromium")
    assert (done.exit_code, done.stderr) == (2, "there is no target 'goal-11'; did you mean 'goal-1'?\n")
    assert not (root / "reports").exists()


def test_a_target_is_chosen_for_print_only(tmp_path: Path) -> None:
    root = write_workspace(tmp_path / "choice", 1)
    done = CliRunner().invoke(tracker, ["--workspace", str(root), "report", "--target", "goal-1"])
    assert (done.exit_code, done.stderr) == (2, "--target chooses what is printed; write it with --pdf\n")


def test_without_an_engine_both_ways_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    monkeypatch.setenv("PATH", "/nonexistent")
    monkeypatch.delenv("TRACKER_BROWSER", raising=False)
    with pytest.raises(RefusedError, match=r"policy-target-tracker\[pdf\].*Chromium.*TRACKER_BROWSER"):
        find_printer()


def test_a_browser_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_BROWSER", "/no/such/browser")
    with pytest.raises(RefusedError, match=r"TRACKER_BROWSER is '/no/such/browser'"):
        find_printer()


def test_a_browser_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    with pytest.raises(StorageError, match=r"false could not print the page \(exit code 1\)"):
        as_pdf("<p>", Printer(browser=str(shutil.which("false"))), DAY)
    assert not list(tmp_path.iterdir())


SLEEPER = """\
#!/bin/sh
sleep 300 &
echo $! > "$TRACKER_TEST_PID"
wait
"""


@pytest.mark.skipif(os.name == "nt", reason="the program is a script of a shell")
def test_a_browser_that_hangs_is_ended_with_its_children(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = tmp_path / "browser"
    script.write_text(SLEEPER, encoding="utf-8")
    script.chmod(0o755)
    monkeypatch.setenv("TRACKER_TEST_PID", str(tmp_path / "pid"))
    monkeypatch.setattr("tracker.engine.printing._PATIENCE_SECONDS", 1)
    with pytest.raises(StorageError, match="has not printed the page in 1 seconds"):
        as_pdf("<p>", Printer(browser=str(script)), DAY)
    child = int((tmp_path / "pid").read_text(encoding="utf-8"))
    state = Path(f"/proc/{child}/stat")
    assert not state.exists() or state.read_text(encoding="utf-8").rpartition(")")[2].split()[0] == "Z"


@pytest.mark.parametrize("engine", ENGINES)
def test_a_page_sees_no_other_file_and_no_network(tmp_path: Path, engine: str) -> None:
    if engine == "weasyprint":
        pytest.importorskip("weasyprint")
    secret = tmp_path / "secret.svg"
    secret.write_text('<svg xmlns="http://www.w3.org/2000/svg"><text y="20">topsecret</text></svg>', encoding="utf-8")
    policy = "<meta http-equiv='Content-Security-Policy' content='@policy@'>".replace("'", '"')
    page = (
        f"<!DOCTYPE html><html><head>{policy}<title>x</title><style>p {{ color: red }}</style></head><body><p>shown</p>"
    )
    uri = secret.as_uri()
    page += f'<img src="{uri}"><object data="{uri}"></object><iframe src="{uri}"></iframe>'
    printer = Printer() if engine == "weasyprint" else Printer(browser=browser_here())
    (tmp_path / "x.pdf").write_bytes(as_pdf(on_paper(page, "", [], DAY), printer, DAY))
    text = "".join(pages(tmp_path / "x.pdf"))
    assert "shown" in text
    assert "topsecret" not in text


def test_what_weasyprint_says_stays_with_it(capfd: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("weasyprint")
    as_pdf(
        "<style>p { no-such-property: 1; text-wrap: 7 }</style><p>text<img src='http://example.org/x.png'>",
        Printer(),
        DAY,
    )
    assert capfd.readouterr() == ("", "")


def test_a_title_cannot_leave_its_string() -> None:
    heads = running_heads([("goal", '"; } </style><script>alert(1)</script>\\\n*')])
    assert "</style>" not in heads
    assert heads.count('"') == 4
    assert escaped('a"\\<\n好') == r"a\22 \5c \3c \a 好"


def test_a_long_title_is_shortened_by_its_width() -> None:
    assert shortened("x" * 64) == "x" * 64
    assert shortened("x" * 65) == "x" * 64 + "…"
    assert shortened("好" * 33) == "好" * 32 + "…"


def test_paper_has_no_scripts_and_no_links_to_other_files() -> None:
    page = '<head><style></style></head><script>x</script><a class="b" href="data.csv">d</a> <a href="#x">x</a> <a href="https://e.org">e</a>'
    made = on_paper(page, "", [], DAY)
    assert '<a class="b">d</a> <a href="#x">x</a> <a href="https://e.org">e</a>' in made
    assert "script" not in made
    assert '<meta name="dcterms.created" content="2026-10-30">' in made
