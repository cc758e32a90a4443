"""Fetching: the bytes of a path or an address, within bounds, and a clear word where there are none."""

from __future__ import annotations

import gzip
import socket
import zlib
from typing import TYPE_CHECKING

import pytest

from tracker.errors import RefusedError, StorageError, TrackerError
from tracker.exchange import fetch, keeping
from tracker.exchange.address import ALLOW, filled_in, shown
from tracker.exchange.fetch import fetched

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Answer, Service

DATA = b"period,value\n2023,5\n"


def test_a_file_is_read_whole(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(DATA)
    assert fetched(str(tmp_path / "a.csv")).content == DATA


def test_what_is_no_file_is_said(tmp_path: Path) -> None:
    for place, reason in ((tmp_path / "none.csv", "no such file"), (tmp_path, "folder")):
        with pytest.raises(StorageError, match=reason):
            fetched(str(place))


def test_a_file_beyond_the_bound_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(DATA)
    with pytest.raises(StorageError, match="too large: 20 bytes; at most 19"):
        fetched(str(tmp_path / "a.csv"), most=len(DATA) - 1)


def test_a_web_page_saved_under_another_name_is_no_data(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"\xef\xbb\xbf <!-- saved -->\n<!DOCTYPE html><title>Sorry</title>")
    with pytest.raises(RefusedError, match="a web page, not data"):
        fetched(str(tmp_path / "a.csv"))


def test_an_answer_is_read_and_the_program_names_itself(service: Service, answer: type[Answer]) -> None:
    place = service.says("/data/GDP", answer(body=DATA))
    assert fetched(place, accept="text/csv").content == DATA
    headers = service.requests[0][1]
    assert headers["user-agent"].startswith("policy-target-tracker/")
    assert headers["accept"] == "text/csv"


@pytest.mark.parametrize(
    ("coding", "packed"),
    [
        ("gzip", gzip.compress(DATA)),
        ("gzip", gzip.compress(DATA[:7]) + gzip.compress(DATA[7:])),
        ("deflate", zlib.compress(DATA)),
        ("deflate", zlib.compress(DATA)[2:-4]),
    ],
    ids=["gzip", "gzip in parts", "deflate", "deflate without its head"],
)
def test_packed_answers_are_unpacked(service: Service, answer: type[Answer], coding: str, packed: bytes) -> None:
    place = service.says("/a", answer(body=packed, headers=(("Content-Encoding", coding),)))
    assert fetched(place).content == DATA


def test_a_bomb_is_stopped_at_the_bound(service: Service, answer: type[Answer]) -> None:
    packed = gzip.compress(b"0" * 50_000_000)
    assert len(packed) < 100_000
    place = service.says("/a", answer(body=packed, headers=(("Content-Encoding", "gzip"),)))
    with pytest.raises(StorageError, match="the answer is too large; at most 1,000,000 bytes"):
        fetched(place, most=1_000_000)
    assert len(service.requests) == 1


def test_an_endless_answer_is_stopped_at_the_bound(service: Service, answer: type[Answer]) -> None:
    place = service.says("/a", answer(body=b"x" * 10_000, endless=True))
    with pytest.raises(StorageError, match="too large"):
        fetched(place, most=1_000_000)


def test_what_fails_is_tried_again_and_then_said(service: Service, answer: type[Answer]) -> None:
    place = service.says("/a", answer(status=503), answer(status=500), answer(body=DATA))
    assert fetched(place).content == DATA
    place = service.says("/b", answer(status=503, body=b"<p>Closed for\nthe night</p>"))
    with pytest.raises(StorageError, match=r"/b: it answers 503 Service Unavailable \(Closed for the night\)"):
        fetched(place)
    assert [path for path, _ in service.requests].count("/b") == 1 + len(fetch.PAUSES)


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (400, "the request is wrong"),
        (401, "asks for a name and password"),
        (404, "nothing at this address"),
        (406, "format"),
    ],
)
def test_what_trying_again_cannot_mend_is_said_at_once(
    service: Service, answer: type[Answer], status: int, reason: str
) -> None:
    place = service.says("/a", answer(status=status))
    with pytest.raises(StorageError, match=reason):
        fetched(place)
    assert len(service.requests) == 1


def test_a_service_that_asks_to_wait_too_long_is_left_for_later(service: Service, answer: type[Answer]) -> None:
    place = service.says("/a", answer(status=429, headers=(("Retry-After", "7200"),)))
    with pytest.raises(StorageError, match="asked too often; it asks to wait 7200 seconds: pull again later"):
        fetched(place)
    assert len(service.requests) == 1


def test_a_short_wait_is_kept(service: Service, answer: type[Answer], monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr("time.sleep", slept.append)
    dates = (("Retry-After", "Sun, 22 Nov 2026 10:00:09 GMT"),)
    place = service.says("/a", answer(status=429, headers=(("Retry-After", "7"),)), answer(body=DATA))
    assert fetched(place).content == DATA
    assert 7 in slept
    assert fetch._asked_to_wait({"retry-after": dates[0][1], "date": "Sun, 22 Nov 2026 10:00:00 GMT"}) == 9


@pytest.mark.parametrize("packed", [False, True])
def test_a_cut_answer_is_tried_again_then_said(service: Service, answer: type[Answer], packed: bool) -> None:  # noqa: FBT001
    if packed:
        cut = answer(body=gzip.compress(DATA)[:-6], headers=(("Content-Encoding", "gzip"),))
    else:
        cut = answer(body=DATA[:5], length=len(DATA))
    assert fetched(service.says("/a", cut, answer(body=DATA))).content == DATA
    with pytest.raises(StorageError, match="the answer was cut off"):
        fetched(service.says("/b", cut))


def test_a_silent_service_is_left(service: Service, answer: type[Answer], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "SILENT_SECONDS", 0.05)
    monkeypatch.setattr(fetch, "PAUSES", ())
    place = service.says("/a", answer(body=DATA, seconds=1.0))
    with pytest.raises(StorageError, match="does not answer in time"):
        fetched(place)


def test_an_answer_that_trickles_is_cut_after_the_time_of_one_try(
    service: Service, answer: type[Answer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetch, "TRY_SECONDS", 0.2)
    monkeypatch.setattr(fetch, "PAUSES", ())
    for body in (answer(body=DATA, seconds=1.0), answer(body=DATA, seconds=1.0, endless=True)):
        with pytest.raises(StorageError, match="no whole answer within 0 seconds"):
            fetched(service.says("/a", body))


def test_nobody_listening_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    monkeypatch.setenv(ALLOW, "127.0.0.1")
    monkeypatch.setattr(fetch, "PAUSES", ())
    with pytest.raises(StorageError, match="the connection failed: Connection refused"):
        fetched(f"http://127.0.0.1:{port}/a")


def test_an_error_page_with_status_200_is_no_data(service: Service, answer: type[Answer]) -> None:
    page = answer(body=b"<html><body>Session expired</body></html>", headers=(("Content-Type", "text/html"),))
    with pytest.raises(RefusedError, match="a web page, not data"):
        fetched(service.says("/a", page))
    with pytest.raises(RefusedError, match="a web page, not data"):
        fetched(service.says("/b", answer(body=b"<!doctype HTML>", headers=(("Content-Type", "text/csv"),))))


def test_what_has_not_changed_is_not_sent_again(service: Service, answer: type[Answer], tmp_path: Path) -> None:
    first = answer(body=DATA, headers=(("ETag", '"1"'), ("Last-Modified", "Sun, 22 Nov 2026 10:00:00 GMT")))
    place = service.says("/a", first, answer(status=304), answer(body=b"new"))
    with keeping(tmp_path):
        assert [fetched(place).again, fetched(place).again] == [False, True]
        headers = service.requests[1][1]
        assert (headers["if-none-match"], headers["if-modified-since"]) == ('"1"', "Sun, 22 Nov 2026 10:00:00 GMT")
        assert fetched(place).content == b"new"
    fetched(place)
    assert "if-none-match" not in service.requests[-1][1]  # nothing is kept outside


def test_a_damaged_memory_is_not_used(service: Service, answer: type[Answer], tmp_path: Path) -> None:
    place = service.says("/a", answer(body=DATA, headers=(("ETag", '"1"'),)))
    with keeping(tmp_path):
        fetched(place)
        (kept,) = tmp_path.iterdir()
        kept.write_bytes(kept.read_bytes()[:-1])
        assert fetched(place).content == DATA
    assert "if-none-match" not in service.requests[1][1]


def test_a_redirect_is_followed_when_it_may_be(service: Service, answer: type[Answer]) -> None:
    service.says("/b", answer(body=DATA))
    assert fetched(service.says("/a", answer(status=302, headers=(("Location", "/b"),)))).content == DATA


def test_a_circle_of_redirects_ends(service: Service, answer: type[Answer]) -> None:
    service.says("/b", answer(status=302, headers=(("Location", "/a"),)))
    with pytest.raises(StorageError, match="without end"):
        fetched(service.says("/a", answer(status=302, headers=(("Location", "/b"),))))


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("https://127.0.0.1:1/x?secret=1", "not public"),
        ("https://[::ffff:10.0.0.1]/x", "not public"),
        ("https://169.254.169.254/latest", "not public"),
        ("https://localhost/x", "not public"),
        ("http://example.org/x", "only https"),
        ("file:///etc/passwd", "only https"),
        ("https://user:pw@example.org/x", "no host"),
    ],
)
def test_a_redirect_leads_nowhere_that_may_not_be_asked(
    service: Service, answer: type[Answer], target: str, reason: str
) -> None:
    place = service.says("/a", answer(status=302, headers=(("Location", target),)))
    with pytest.raises(RefusedError, match=reason) as caught:
        fetched(place)
    assert "secret" not in str(caught.value)
    assert "pw" not in str(caught.value)


@pytest.mark.parametrize(
    "place",
    [
        "http://example.org/a",
        "ftp://example.org/a",
        "https://127.0.0.1/a",
        "https://127.1/a",
        "https://0x7f000001/a",
        "https://10.1.2.3/a",
        "https://[::1]/a",
        "https://[64:ff9b::7f00:1]/a",
        "https://localhost./a",
        "https:///a",
        "https://example.org/a b",
    ],
)
def test_addresses_that_are_not_asked(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(ALLOW, raising=False)
    with pytest.raises(RefusedError):
        fetched(place)


def test_a_name_that_stands_for_a_private_number_is_not_asked(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = int(service.host.rpartition(":")[2])
    here = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]
    monkeypatch.setattr("socket.getaddrinfo", lambda *_: here)
    with pytest.raises(RefusedError, match=r"figures\.example leads to 127\.0\.0\.1, which is not public"):
        fetched("https://figures.example/a")
    assert not service.requests


def test_a_key_comes_from_the_environment_and_is_never_shown(
    service: Service, answer: type[Answer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRACKER_KEY", "s3cret/&")
    service.says("/a?key=s3cret%2F%26", answer(body=DATA))
    assert fetched(f"{service.address}/a?key=${{TRACKER_KEY}}").content == DATA
    service.says("/a?key=s3cret%2F%26", answer(status=404))
    with pytest.raises(StorageError) as caught:
        fetched(f"{service.address}/a?key=${{TRACKER_KEY}}")
    assert "${TRACKER_KEY}" in str(caught.value)
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("https://me:pw@example.org/a", "a name or password stands in the address"),
        ("https://example.org/a?api_key=pw", "a key stands in the address"),
        ("https://example.org/${HOME}", "environment variable HOME; only TRACKER_"),
        ("https://example.org/${TRACKER_NOT_SET}", "TRACKER_NOT_SET, which is not set"),
    ],
)
def test_what_may_not_stand_in_an_address(address: str, reason: str) -> None:
    with pytest.raises(TrackerError, match=reason) as caught:
        filled_in(address)
    assert "pw" not in str(caught.value)


def test_the_address_for_people_has_no_secrets() -> None:
    assert shown("https://a:b@c.org/d?x=1&Token=abc#e") == "https://c.org/d?x=1&Token=…#e"
