"""targets.yaml as plain data: what is read, what is refused with its line, and that nothing takes long."""

from __future__ import annotations

import json
import time

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.goals import document as document_module
from tracker.goals.document import parse_document
from tracker.goals.readable import readable_text
from tracker.goals.scalar import read_scalar


def data(content: str | bytes) -> object:
    """What a file without problems says."""
    document, problems = parse_document(content.encode() if isinstance(content, str) else content, "targets.yaml")
    assert not problems
    assert document is not None
    return document.data


def problems(content: str | bytes) -> list[str]:
    _, found = parse_document(content.encode() if isinstance(content, str) else content, "targets.yaml")
    return [str(problem) for problem in found]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("2027", 2027),
        ("-3", -3),
        ("0.5", 0.5),
        ("1e3", 1000.0),
        ("1e-05", 0.00001),
        ("1E+6", 1000000.0),
        (".5", 0.5),
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("2024-10-09", "2024-10-09"),
        ("2024-10", "2024-10"),
        ("2021..2025", "2021..2025"),
        ("1 trillion CNY", "1 trillion CNY"),
        ("5.5 %", "5.5 %"),
        ("58,000", "58,000"),
        ("1.2.3", "1.2.3"),
        ("nan", "nan"),
        ("NA", "NA"),
        ("y", "y"),
        ("'2027'", "2027"),
        ('"NO"', "NO"),
        ("'12:30'", "12:30"),
        ("'017'", "017"),
        ("!!str 5", "5"),
        ("|\n    a\n    b\n", "a\nb\n"),
    ],
)
def test_a_value_means_what_it_looks_like(written: str, value: object) -> None:
    read = data(f"key: {written}")
    assert read == {"key": value}
    assert isinstance(read, dict)
    assert type(read["key"]) is type(value)


@pytest.mark.parametrize(
    ("written", "advice"),
    [
        ("NO", "write true or false for those, 'NO' in quotes for a text"),
        ("yes", "'yes' in quotes"),
        ("on", "'on' in quotes"),
        ("Off", "'Off' in quotes"),
        ("True", "'True' in quotes"),
        ("12:30", "write '12:30' in quotes for a text"),
        ("-1:30:00.5", "base 60"),
        ("017", "write '017' in quotes for a text, or leave out the zero"),
        ("0o17", "to another base"),
        ("0x1F", "to another base"),
        ("0b11", "to another base"),
        ("1_000", "write it without _"),
        (".inf", "write a finite one"),
        ("-.INF", "write a finite one"),
        (".nan", "write a finite one"),
        ("1e400", "too large"),
        ('"a\\x1bb"', "invisible character"),
        ("!!int 5", "the tag '!!int' is not read"),
        ("!!python/object/apply:os.system [ls]", "the tag '!!python/object/apply:os.system' is not read"),
        ("!mine {a: 1}", "the tag '!mine' is not read"),
    ],
)
def test_a_value_that_readers_disagree_on_is_refused(written: str, advice: str) -> None:
    (found,) = problems(f"first: 1\nkey: {written}\n")
    assert found.startswith("targets.yaml:2: ")
    assert advice in found


def test_keys_are_words_as_written() -> None:
    assert data("on: 1\nno: 2\n2025: 3\n'~': 4\n") == {"on": 1, "no": 2, "2025": 3, "~": 4}


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("a: 1\nb: 2\na: 3\n", "targets.yaml:3: the key 'a' stands twice, in line 1 and here; keep one"),
        ("a:\n  - {b: 1, b: 2}\n", "targets.yaml:2: the key 'b' stands twice, in line 2 and here; keep one"),
        ("? [a, b]\n: 1\n", "targets.yaml:1: a key must be a word; a list, keys or an alias stand in its place"),
        ("a: 1\n~: 2\n", "targets.yaml:2: '~' is no key; write a word before the colon"),
        ("a: 1\n? \n: 2\n", "targets.yaml:2: '' is no key; write a word before the colon"),
        ("!x a: 1\n", "targets.yaml:1: the tag '!x' is not read; remove it"),
        ("a:\n  <<: {b: 1}\n", "targets.yaml:2: merge keys (<<) are not read; write the keys out"),
        ("a: 1\n---\nb: 1\n", "targets.yaml:2: a second document begins here; keep one, and remove the --- before it"),
        ("- a\n", "targets.yaml:1: keys such as `indicators:` and `targets:` belong here, found a list"),
        ("hello\n", "targets.yaml:1: keys such as `indicators:` and `targets:` belong here, found only 'hello'"),
        ("a: *b\n", "targets.yaml:1: *b repeats nothing: no &b is complete before it"),
        ("a: 1\nb: &b [1, *b]\n", "targets.yaml:2: *b repeats nothing: no &b is complete before it"),
        ("a:\n\tb: 1\n", "targets.yaml:2: a tab stands where spaces belong; indent with spaces"),
        ("a:\n  unit: %\n", "targets.yaml:2: a text cannot begin with '%' unquoted; put it in quotes: '%'"),
        ("a: [1, 2\nb: 3\n", "targets.yaml:2: the bracket opened in line 1 is not closed, or a comma is missing"),
        ("a: 1\nb: 'it\n", "targets.yaml:2: the quote opened in line 2 is not closed"),
        ("a: 'it's'\n", "targets.yaml:1: something follows a closing quote"),
        ("a:\n   b: 1\n  c: 2\n", "targets.yaml:3: the line does not fit the ones above"),
        ("a: 1\nb: c: d\n", "targets.yaml:2: a second ': ' stands in one value"),
        ("a: - b\n", "targets.yaml:1: a list begins within a line"),
        ('a: "\\q"\n', "targets.yaml:1: a backslash in double quotes begins an unknown escape"),
        ("a: {b:, c: 1}\n", "targets.yaml:1: a colon stands where a text belongs"),
        ("%YAML 3.0\n---\na: 1\n", "targets.yaml:1: the line names a version of YAML that is not read"),
        ("%FOO\n---\na: 1\n", "targets.yaml:1: a line that begins with % is a directive"),
        ("a: 1\nb: c\u2028d\n", "targets.yaml:2: the invisible character U+2028 stands here; remove it"),
        ("a: \x07\n", "targets.yaml:1: the invisible character U+0007 stands here; remove it"),
        (b"\x89PNG\r\n\x1a\n\0", "targets.yaml:3: the file is binary, not text"),
        ("a: 1".encode("utf-16"), "targets.yaml:1: the file is in UTF-16; save it as UTF-8"),
        ("a: 1\nb: 目标".encode("gbk"), "targets.yaml:2: byte 0xB1 is not UTF-8; save the file as UTF-8"),
    ],
)
def test_a_file_that_cannot_be_meant_is_refused_with_its_line(content: str | bytes, expected: str) -> None:
    (found,) = problems(content)
    assert found.startswith(expected)


@pytest.mark.parametrize("content", ["", "  \n", "# only a comment\n", "---\n", "\ufeff"])
def test_an_empty_file_says_what_to_write(content: str) -> None:
    (found,) = problems(content)
    assert "the file is empty" in found
    assert "tracker init" in found


def test_every_conflict_mark_is_named() -> None:
    content = "a: 1\n<<<<<<< HEAD\nb: 2\n=======\nb: 3\n>>>>>>> other\n"
    assert [found.partition(" a conflict")[0] for found in problems(content)] == ["targets.yaml:2:", "targets.yaml:6:"]


def test_all_that_is_wrong_is_said_at_once() -> None:
    assert len(problems("a: NO\nb: 12:30\nc: 1\nc: 2\nd: !x 1\n")) == 4


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_and_the_byte_order_mark_change_nothing(end: str) -> None:
    content = f"\ufeffa: 1{end}b:{end}  c: 2{end}"
    document, found = parse_document(content.encode(), "targets.yaml")
    assert not found
    assert document is not None
    assert document.data == {"a": 1, "b": {"c": 2}}
    assert document.line(("b", "c")) == 3
    assert document.line(("b", "c", "not there")) == 3


def test_a_list_knows_its_lines() -> None:
    document, _ = parse_document(b"a:\n  - x\n  - y: 1\n    z: 2\n", "targets.yaml")
    assert document is not None
    assert [document.line(place) for place in (("a",), ("a", 0), ("a", 1), ("a", 1, "z"))] == [1, 2, 3, 4]


def test_an_alias_repeats_a_value() -> None:
    assert data("a: &plan {by: us, on: 2024-10-09}\nb: *plan\n") == {
        "a": {"by": "us", "on": "2024-10-09"},
        "b": {"by": "us", "on": "2024-10-09"},
    }


def test_json_is_yaml() -> None:
    written = {"a": [1, 2.5, "1e3", None, True], "b": {"title": "😀 目标 \\ud83d / \t"}, "c": -1e-05}
    for text in (json.dumps(written), json.dumps(written, indent="\t"), json.dumps(written, ensure_ascii=False)):
        assert data(text) == written


def test_a_long_compact_json_is_read() -> None:
    written = {"targets": {f"t{number}": {"title": "A title", "by": 2027} for number in range(30_000)}}
    assert data(json.dumps(written)) == written


BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{after}: &{after} [{', '.join([f'*{before}'] * 9)}]\n"
    for before, after in zip("abcdefghijklmno", "bcdefghijklmnop", strict=True)
)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (BOMB, "the aliases (*name) repeat too much"),
        ("a: &a " + "x" * 90_000 + "\nb: [" + ", ".join(["*a"] * 900) + "]", "the aliases (*name) repeat too much"),
        ("a: " + "[" * 900_000, "nested more than 50 deep"),
        ("- " * 400_000, "nested more than 50 deep"),
        ('{"a": ' + "[" * 900_000, "nested more than 50 deep"),
        ("a: " + "x" * 10_000_000, "the line has more than 1000000 characters"),
        ('{"a": "' + "x" * 10_000_000 + '"}', "a text of 10000000 characters"),
        ("a: |\n" + "  line\n" * 100_000, "a text of 500000 characters"),
        ("#" * (65 * 2**20), "the file has 65 MB; at most 64 are read"),
    ],
    ids=["aliases", "long alias", "brackets", "dashes", "json", "line", "json text", "block", "size"],
)
def test_what_would_take_long_is_refused_quickly(content: str, expected: str) -> None:
    encoded = content.encode()
    start = time.perf_counter()
    _, found = parse_document(encoded, "targets.yaml")
    assert time.perf_counter() - start < 5
    assert expected in str(found[0])


def test_a_parser_without_c_reads_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    content = "a: {b: [1, 'x', NO]}\nc: &c |\n  text\nd: *c\n"
    fast = parse_document(content.encode(), "targets.yaml")
    monkeypatch.setattr(document_module, "_LOADER", yaml.SafeLoader)
    assert parse_document(content.encode(), "targets.yaml") == fast


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(min_size=1, max_size=9), inner, max_size=3),
    max_leaves=12,
)


@settings(deadline=None)
@given(st.dictionaries(st.from_regex(r"[a-z]{1,9}", fullmatch=True), VALUES, min_size=1, max_size=4))
def test_what_json_writes_is_read_or_refused_but_never_changed(written: dict[str, object]) -> None:
    document, found = parse_document(json.dumps(written).encode(), "targets.yaml")
    assert found or (document is not None and document.data == written)


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_raise(content: bytes) -> None:
    document, found = parse_document(content, "targets.yaml")
    assert document is not None or found


@settings(deadline=None)
@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_survives_writing(number: float) -> None:
    assert read_scalar(repr(number)) == number


@settings(deadline=None)
@given(st.text(max_size=30))
def test_an_unquoted_word_is_itself_or_a_plain_value_or_refused(word: str) -> None:
    try:
        value = read_scalar(word)
    except ValueError:
        return
    assert value == word or value is None or isinstance(value, int | float)


def test_many_long_lines_are_read_in_the_time_that_their_length_takes() -> None:
    line = "x" * 900_000 + "\n"
    assert readable_text((line * 20).encode()) == line * 20  # of each place in a line the rest was once looked at
