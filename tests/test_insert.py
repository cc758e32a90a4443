"""New entries in targets.yaml: every other line stays as its author wrote it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.errors import RefusedError
from tracker.goals import block, build, inserted, parse

JOBS = {"title": {"en": "Jobs", "zh": "就业"}, "unit": "people", "frequency": "annual"}
GOAL = {"title": "Jobs for all", "indicator": "jobs", "at_least": 15, "by": 2027, "declared": {"on": date(2024, 10, 9)}}
NEW: dict[tuple[str, ...], Any] = {("indicators",): {"jobs": JOBS}, ("targets",): {"jobs-2027": GOAL}}

WRITTEN = """\
# our goals

indicators:
  output:   # in constant prices
    title: Output
    unit: CNY
    frequency: annual
    note: |
      # looks like a comment, and is the note

      second paragraph
  # no more indicators

# the goals
targets:
  output-2030: {title: 'Output', indicator: output, at_least: 5, by: 2030}
"""


def text(content: bytes) -> str:
    return content.decode()


def test_entries_go_to_the_end_of_their_sections_and_no_line_changes() -> None:
    made = text(inserted(WRITTEN.encode(), NEW, path="targets.yaml"))
    assert made == (
        WRITTEN.replace(
            "  # no more indicators\n",
            "  # no more indicators\n"
            "  jobs:\n    title: {en: Jobs, zh: 就业}\n    unit: people\n    frequency: annual\n",
        )
        + "  jobs-2027:\n    title: Jobs for all\n    indicator: jobs\n    at_least: 15\n    by: 2027\n"
        + "    declared: {on: 2024-10-09}\n"
    )
    document, problems = parse(made.encode())
    assert problems == ()
    assert document is not None
    assert list(build(document).targets) == ["output-2030", "jobs-2027"]


def test_sections_that_are_missing_or_empty_are_made() -> None:
    entries: dict[tuple[str, ...], Any] = {("workspace", "sources"): {"plan": {"publisher": "Province"}}}
    assert text(inserted(b"", entries, path="t")) == "workspace:\n  sources:\n    plan: {publisher: Province}\n"
    assert text(inserted(b"format: 1\n", entries, path="t")).startswith("format: 1\n\nworkspace:\n  sources:\n")
    assert text(inserted(b"workspace:\n  area: CN\n", entries, path="t")).startswith(
        "workspace:\n  area: CN\n  sources:\n    plan:"
    )
    assert text(inserted(b"workspace:\n", entries, path="t")).startswith("workspace:\n  sources:\n    plan:")
    assert text(inserted(b"targets: {}  # none yet\n", {("targets",): {"a": {"by": 2030}}}, path="t")) == (
        "targets:  # none yet\n  a: {by: 2030}\n"
    )


def test_braces_on_one_line_become_indented_lines() -> None:
    entries: dict[tuple[str, ...], Any] = {("workspace", "sources"): {"plan": {"publisher": "Province"}}}
    written = "workspace: {title: {en: Goals, zh: '目标'}, area: CN}  # ours\ntargets: {}\n"
    assert text(inserted(written.encode(), entries, path="t")) == (
        "workspace:  # ours\n  title: {en: Goals, zh: '目标'}\n  area: CN\n"
        "  sources:\n    plan: {publisher: Province}\ntargets: {}\n"
    )
    made = inserted(b"workspace:\r\n    sources: {a: {url: 'https://b.org'}}", entries, path="t")
    assert made.splitlines() == [
        b"workspace:", b"    sources:", b"      a: {url: 'https://b.org'}", b"      plan: {publisher: Province}",
    ]  # fmt: skip


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_newlines_and_byte_order_mark_are_kept(newline: str, mark: str) -> None:
    content = (mark + WRITTEN.removesuffix("\n").replace("\n", newline)).encode()
    made = inserted(content, NEW, path="targets.yaml")
    assert made.startswith(content[:200])
    assert (b"\r\n" in made) == (newline == "\r\n")
    assert made.count(b"\n") == made.count(newline.encode())


def test_a_file_in_braces_and_an_id_that_is_there_are_refused() -> None:
    with pytest.raises(RefusedError, match="written in braces; write indicators as indented lines first"):
        inserted(b'{"indicators": {"a": {}}}', NEW, path="targets.yaml")
    with pytest.raises(RefusedError, match=r"targets\.yaml:1: is written in braces"):
        inserted(b"indicators: {a: {unit: x},\n  b: {unit: x}}\n", NEW, path="targets.yaml")
    with pytest.raises(RefusedError, match="indicators has an entry 'jobs' already"):
        inserted(b"indicators:\n  jobs: {unit: x}\n", NEW, path="targets.yaml")
    with pytest.raises(RefusedError, match="stands twice"):
        inserted(b"indicators:\n  a: {}\n  a: {}\n", NEW, path="targets.yaml")


texts = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1, max_size=30).filter(str.strip)


@given(title=texts, note=texts, deep=st.integers(1, 6))
def test_any_text_is_read_back_as_it_was(title: str, note: str, deep: int) -> None:
    indent = " " * deep
    old = (
        f"indicators:\n{indent}a:\n{indent * 2}title: A\n{indent * 2}unit: x\n{indent * 2}frequency: annual\n".encode()
    )
    made = inserted(old, {("indicators",): {"b": {**JOBS, "title": title, "note": note}}}, path="targets.yaml")
    assert made.startswith(old)
    document, problems = parse(made)
    assert problems == ()
    assert document is not None
    assert (document["indicators"]["b"]["title"], document["indicators"]["b"]["note"]) == (title, note)


def test_a_block_keeps_its_order_and_its_words() -> None:
    assert block({"b": {"x": "NO", "a": "12:30"}}, "  ") == "  b: {x: 'NO', a: '12:30'}\n"
