"""A workspace at an address: read like a folder, never written, bounded, and without a word about its keys."""

from __future__ import annotations

import json
import pickle
import re
import threading
import time
import zipfile
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner, Result

import tracker as interface
from tracker.cli.main import tracker
from tracker.errors import InvalidInputError, RefusedError, StorageError
from tracker.workspace import folder as folders
from tracker.workspace import open_folder, remote

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping

fsspec = pytest.importorskip("fsspec")

TARGETS = """\
format: 1
workspace: {title: Example, area: XX}
indicators:
  jobs: {title: Jobs, unit: people, nature: count, aggregation: last, frequency: annual}
targets:
  jobs-2030: {title: Many jobs, indicator: jobs, at_least: 2000, by: 2030}
  plan: {title: The plan, milestones: {count: 3}, by: 2027}
"""
FILES = {
    "targets.yaml": TARGETS,
    "observations/jobs.csv": "period,value,published\n2021,1000,2022-02-01\n2022,1100,2023-02-01\n",
    "observations/plan.csv": "step,status,published\nstep-1,done,2022-02-01\n",
}


def run(address: object, *arguments: str) -> Result:
    return CliRunner().invoke(tracker, ["--workspace", str(address), "--as-of", "2024-01-01", *arguments])


def refused(address: object, *arguments: str) -> str:
    result = run(address, *arguments)
    assert result.exit_code == 2, result.output
    assert "Traceback" not in result.output
    return result.stderr.removesuffix("\n")


@pytest.fixture
def memory() -> Generator[Callable[[Mapping[str, str]], str]]:
    """Files under memory://goals, as any object storage holds them."""
    system = fsspec.filesystem("memory")

    def put(files: Mapping[str, str]) -> str:
        for path, text in files.items():
            system.pipe(f"/goals/{path}", text.encode())
        return "memory://goals"

    yield put
    system.store.clear()
    system.pseudo_dirs[:] = [""]


@pytest.fixture
def disk(tmp_path: Path) -> Path:
    for path, text in FILES.items():
        (tmp_path / "goals" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "goals" / path).write_text(text, encoding="utf-8")
    return tmp_path / "goals"


@pytest.fixture
def archive(disk: Path) -> str:
    place = disk.with_suffix(".zip")
    with zipfile.ZipFile(place, "w") as packed:
        for path in FILES:
            packed.write(disk / path, f"goals/{path}")
    return f"zip://goals::{place.as_posix()}"


class Quiet(SimpleHTTPRequestHandler):
    """A server of a folder that lists what is in it, and answers to some paths with other codes."""

    answers: dict[str, int] = {}  # noqa: RUF012 - set by each test

    def do_GET(self) -> None:
        if self.path in self.answers:
            self.send_error(self.answers[self.path])
        else:
            super().do_GET()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def web(disk: Path) -> Generator[str]:
    """The address of a web server that shows the folder."""
    pytest.importorskip("aiohttp")
    Quiet.answers = {}
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(disk))) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_an_address_answers_like_the_folder(disk: Path, archive: str, web: str, memory: Callable[..., str]) -> None:
    expected = run(disk, "list", "--json").stdout
    assert {each["id"] for each in json.loads(expected)} == {"jobs-2030", "plan"}
    for address in (archive, web, memory(FILES), disk.as_uri()):
        found = run(address, "list", "--json")
        assert (found.exit_code, found.stdout) == (0, expected), (address, found.output)


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "jobs-2030"],
        ["list"],
        ["validate"],
        ["forecast", "jobs-2030"],
        ["methods", "jobs-2030"],
        ["backtest", "jobs-2030"],
        ["what-if", "jobs-2030", "--growth", "5%"],
        ["diff", "2022-12-31", "2023-12-31"],
        ["export", "--to", "json", "--out", "-"],
    ],
    ids=lambda arguments: arguments[0],
)
def test_reading_verbs_answer_and_leave_nothing_behind(
    memory: Callable[..., str], disk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    expected = run(disk, *arguments)
    found = run(memory(FILES), *arguments)
    assert (found.exit_code, found.stdout) == (expected.exit_code, expected.stdout)
    assert found.exit_code == 0, found.output
    assert list(here.iterdir()) == []
    assert sorted(fsspec.filesystem("memory").find("/goals")) == sorted(f"/goals/{path}" for path in FILES)


@pytest.mark.parametrize(
    "arguments",
    [
        ["add", "jobs", "2023", "1200"],
        ["add", "jobs", "2023", "1200", "--dry-run"],
        ["declare"],
        ["import", "--from", "csv", "figures.csv"],
        ["pull"],
        ["report", "2023-Q4"],
        ["schema"],
        ["serve"],
    ],
    ids=" ".join,
)
def test_writing_verbs_refuse_before_they_connect(arguments: list[str]) -> None:
    said = "a workspace at an address is only read; copy it to a folder and write --workspace DIR"
    assert refused("s3://key:secret@bucket/goals", *arguments) == f"s3://…@bucket/goals: {said}"


def test_whatever_would_write_meets_no_disk(memory: Callable[..., str]) -> None:
    folder = open_folder(memory(FILES))
    assert not folder.root.exists()
    with pytest.raises(RefusedError, match=r"^memory://goals: a workspace at an address is only read"):
        folders.inside(folder, ".tracker/cache")


def test_a_file_address_is_the_folder_itself(disk: Path) -> None:
    assert open_folder(disk.as_uri()).root == disk
    assert run(disk.as_uri(), "add", "jobs", "2023", "1200").exit_code == 0
    assert refused(
        "file://host/goals", "list"
    ) == "file://host/goals: names a machine; write file:///folder, or the " + ("folder itself")


def test_a_link_out_of_a_folder_is_none_at_its_address_either(disk: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text(FILES["observations/jobs.csv"], encoding="utf-8")
    (disk / "observations" / "jobs.csv").unlink()
    (disk / "observations" / "jobs.csv").symlink_to(tmp_path / "secret.csv")
    assert "outside the workspace" in refused(disk.as_uri(), "list")
    for address in (f"simplecache::{disk.as_uri()}", f"dir::{disk.as_uri()}"):
        assert "leads to files on this machine; give their folder itself" in refused(address, "list")


def test_every_problem_is_found_at_an_address(memory: Callable[..., str]) -> None:
    address = memory(
        {
            **FILES,
            "observations/jobs.csv": "period,value\n2021,1O00\n",
            "observations/job.csv": "period,value\n",
            "observations/notes.txt": "",
            "reports/notes/2023-Q4/goal.md": "no such target",
        }
    )
    result = run(address, "validate")
    assert result.exit_code == 2
    assert [line.split(": ")[0] for line in result.stderr.splitlines()] == [
        "observations/job.csv",
        "observations/jobs.csv:2",
        "observations/notes.txt",
        "reports/notes/2023-Q4/goal.md",
    ]


def test_a_torn_row_is_no_row_at_an_address_either(memory: Callable[..., str]) -> None:
    from tracker.workspace.pending import pending_record

    torn = b"2023,12"
    whole = FILES["observations/jobs.csv"].encode()
    address = memory(FILES)
    system = fsspec.filesystem("memory")
    system.pipe("/goals/observations/jobs.csv", whole + torn)
    system.pipe("/goals/.tracker/pending/jobs", pending_record(len(whole), b"2023,1200,2024-02-01\n"))
    assert open_folder(address).figures("jobs") == whole


# What is wrong on the other side.


def test_no_workspace_there(memory: Callable[..., str]) -> None:
    said = "no targets.yaml in memory://goals; give the address of the folder that holds it"
    assert refused(memory({"readme.md": ""}), "list") == said


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("zip://goals::{here}/none.zip", "cannot be read: there is nothing; check the address"),
        ("zip://goals::{here}/no.zip", "cannot be read: BadZipFile: File is not a zip file"),
        ("nowhere://goals", "cannot be read: ValueError: Protocol not known: nowhere"),
        ("reference://", "leads to the addresses that a file names"),
        ("https://host/goals?key=secret", "has a ? or #; give the address of a folder"),
    ],
)
def test_an_address_that_is_none(tmp_path: Path, address: str, said: str) -> None:
    (tmp_path / "no.zip").write_bytes(b"period,value\n")
    found = refused(address.format(here=tmp_path.as_posix()), "list")
    assert said in found
    assert "secret" not in found


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_address: str, **_options: object) -> None:
        raise ImportError("Install s3fs to access S3")

    with monkeypatch.context() as patched:
        patched.setattr("fsspec.core.url_to_fs", missing)
        said = "a package is missing (Install s3fs to access S3); write: pip install 'fsspec[s3]'"
        assert refused("s3a://bucket/goals", "list") == f"s3a://bucket/goals: cannot be read: {said}"
    monkeypatch.setitem(__import__("sys").modules, "fsspec.core", None)
    assert refused("s3://bucket/goals", "list").endswith("write: pip install 'policy-target-tracker[storage]'")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (PermissionError("Access Denied to key AKIA"), "no permission; check the keys"),
        (TimeoutError(), "no answer in time; try again later"),
        (
            OSError(5, "Input/output error"),
            "OSError: [Errno 5] Input/output error; check the address and the connection",
        ),
        (RuntimeError("https://AKIA:sec%2Fret@host says no"), "RuntimeError; check the address and the connection"),
        (ValueError("signed by sec/ret"), "ValueError; check the address and the connection"),
    ],
)
def test_errors_are_sentences_without_secrets(error: Exception, said: str) -> None:
    class Broken:
        def open(self, *_: object, **__: object) -> None:
            raise error

    place = remote.Remote("s3://…@bucket/goals", Broken(), "bucket/goals", remote._secrets("s3://AKIA:sec/ret@bucket"))
    with pytest.raises(StorageError) as raised:
        place.read("targets.yaml", 100)
    assert str(raised.value).startswith(f"s3://…@bucket/goals/targets.yaml: cannot be read: {said}")
    assert not re.search("AKIA|sec/ret|sec%2F", str(raised.value))


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("s3://bucket/goals/", "s3://bucket/goals"),
        ("s3://AKIA:se/cr@et@bucket/goals", "s3://…@bucket/goals"),
        ("https://user:word@host/goals", "https://…@host/goals"),
        ("zip://goals::https://user:word@host/goals.zip", "zip://goals::https://…@host/goals.zip"),
        ("https://host/goals?signature=abc", "https://host/goals"),
        ("github://org:repo@main/goals", "github://org:repo@main/goals"),
        ("sftp://user@host/goals", "sftp://…@host/goals"),
    ],
)
def test_what_is_shown_of_an_address(address: str, shown: str) -> None:
    assert remote.shown(address) == shown


def test_a_system_that_never_answers_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    class Silent:
        def open(self, *_: object, **__: object) -> None:
            time.sleep(2)

    monkeypatch.setattr(remote, "LONGEST_SECONDS", 0.05)
    with pytest.raises(StorageError, match=r"^s3://b/targets\.yaml: no answer within 0\.05 seconds; try again later$"):
        remote.Remote("s3://b", Silent(), "b").read("targets.yaml", 100)


def test_files_are_bounded_as_they_come(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An archive says that a file is small, and unpacks without end: no more is unpacked than may be read."""
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("targets.yaml", b"#" * 10_000_000)
    monkeypatch.setattr(folders, "MAX_TARGETS_BYTES", 1000)
    with pytest.raises(InvalidInputError, match=r"targets\.yaml: is too large: 1,001 bytes; at most 1,000 are read"):
        open_folder(f"zip://::{(tmp_path / 'bomb.zip').as_posix()}").targets()


def test_names_that_lead_elsewhere_are_no_names() -> None:
    class Listing:
        def ls(self, _path: str, *, detail: bool) -> list[dict[str, Any]]:
            assert detail
            names = [
                "b/observations/jobs.csv",
                "b/observations/../x.csv",
                "b/other/x.csv",
                "/etc/passwd",
                "https://evil/x.csv",
            ]
            return [
                {"name": name, "type": "file"} for name in (*names, "b/observations/..", "b/observations/deep/x.csv")
            ]

    place = remote.Remote("s3://b", Listing(), "b")
    assert folders.Folder(Path(), remote=place).figure_files() == ("jobs.csv",)


# Web servers.


@pytest.mark.parametrize("code", [403, 500])
def test_a_file_that_a_server_keeps_back_is_not_taken_for_absent(web: str, code: int) -> None:
    Quiet.answers = {"/observations/jobs.csv": code}
    said = {403: "no permission; ", 500: "the server answers 500; try again later"}[code]
    assert f"{web}/observations/jobs.csv: cannot be read: {said}" in refused(web, "list")


def test_without_listings_only_what_needs_none_is_answered(web: str) -> None:
    Quiet.answers = {"/": 403, "/observations/": 403, "/reports/notes/": 403}
    assert run(web, "list").exit_code == 0
    assert "no permission" in refused(web, "validate")
    Quiet.answers = dict.fromkeys(Quiet.answers, 404)
    assert "the server does not list what is in its folders" in refused(web, "validate")


def test_an_answer_is_not_unpacked(web: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A packed answer could hold a thousand times of what may be read."""
    import gzip

    def send_head(handler: SimpleHTTPRequestHandler) -> BytesIO:
        content = gzip.compress(b"#" * 1_000_000)
        handler.send_response(200)
        handler.send_header("Content-Encoding", "gzip")
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        return BytesIO(content)

    monkeypatch.setattr(Quiet, "send_head", send_head)
    assert open_folder(web).targets() == gzip.compress(b"#" * 1_000_000)
    assert "targets.yaml" in refused(web, "list")


# In other processes, and in Python.


def test_other_processes_get_contents_and_neither_keys_nor_the_way(memory: Callable[..., str]) -> None:
    folder = open_folder(memory(FILES)).snapshot()
    place = replace(folder.remote, secrets=("the-secret",)) if folder.remote else None
    carried = replace(folder, remote=place, held={"observations/jobs.csv": folder.figures("jobs")})
    sent = pickle.dumps(carried)
    assert b"the-secret" not in sent
    there = pickle.loads(sent)  # noqa: S301 - made above
    assert there.figures("jobs") == FILES["observations/jobs.csv"].encode()
    with pytest.raises(StorageError, match=r"^memory://goals/observations/plan\.csv: is not read from here"):
        there.figures("plan")


def test_python_opens_an_address_too(memory: Callable[..., str], disk: Path) -> None:
    there, here = (interface.open_workspace(place).assess("2024-01-01") for place in (memory(FILES), disk))
    assert there["jobs-2030"].probability == here["jobs-2030"].probability


def test_a_workspace_that_changes_is_read_anew(memory: Callable[..., str]) -> None:
    before = json.loads(run(memory(FILES), "check", "jobs-2030", "--json").stdout)
    more = FILES["observations/jobs.csv"] + "2023,1900,2023-12-31\n"
    after = json.loads(run(memory({"observations/jobs.csv": more}), "check", "jobs-2030", "--json").stdout)
    assert (before[0]["latest"]["value"], after[0]["latest"]["value"]) == (1100, 1900)
