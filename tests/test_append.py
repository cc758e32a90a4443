"""One row, appended whole and once."""

import errno
import multiprocessing
import os
import signal
import threading
import time
from pathlib import Path

import pytest
from filelock import FileLock

from tracker.errors import InvalidInputError, RefusedError, StorageError
from tracker.workspace import append as module
from tracker.workspace.append import append_row, row_bytes
from tracker.workspace.folder import Folder
from tracker.workspace.pending import parse_pending, pending_record, without_torn_row

HEADER = b"period,value,note\n"
FIRST = HEADER + b"2023,5,\n"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    (tmp_path / "observations").mkdir()
    (tmp_path / "targets.yaml").write_text("format: 1\n", encoding="utf-8")
    (tmp_path / "observations" / "jobs.csv").write_bytes(FIRST)
    return Folder(tmp_path)


def written(folder: Folder, name: str = "jobs") -> bytes:
    return (folder.root / "observations" / f"{name}.csv").read_bytes()


def test_a_row_is_appended_and_its_line_returned(folder: Folder) -> None:
    assert append_row(folder, "jobs", {"period": "2024", "value": "6"}) == 3
    assert written(folder) == FIRST + b"2024,6,\n"
    assert not list((folder.root / ".tracker" / "pending").iterdir())


def test_a_new_file_gets_the_header(folder: Folder) -> None:
    assert append_row(folder, "births", {"period": "2024", "value": "6", "area": "XX"}) == 2
    header = b"area,period,value,growth,since,unit,qualifier,status,published,source,url,note\n"
    assert written(folder, "births") == header + b"XX,2024,6,,,,,,,,,\n"
    assert append_row(folder, "tasks", {"step": "step-1", "status": "done", "published": "2024-05-01"}) == 2
    assert written(folder, "tasks") == b"step,status,published,evidence,source\nstep-1,done,2024-05-01,,\n"


def test_observations_is_made_where_it_is_missing(tmp_path: Path) -> None:
    append_row(Folder(tmp_path), "births", {"period": "2024", "value": "6"})
    assert written(Folder(tmp_path), "births").endswith(b",2024,6,,,,,,,,,\n")


@pytest.mark.parametrize(
    ("content", "added"),
    [
        (b"value,period\n1,2023\n", b"6,2024\n"),
        (b"period,value\r\n2023,1\r\n", b"2024,6\r\n"),
        (b"\xef\xbb\xbfperiod,value\n", b"2024,6\n"),
        (b"period,value\n2023,1", b"\n2024,6\n"),
        (b"period,value\r\n2023,1", b"\r\n2024,6\r\n"),
        (b'"period","value"\n', b"2024,6\n"),
        (b"period,value,url\n", b"2024,6,\n"),
    ],
    ids=["order", "crlf", "bom", "no-newline", "crlf-no-newline", "quoted", "empty-column"],
)
def test_a_file_keeps_its_style(content: bytes, added: bytes) -> None:
    assert row_bytes(content, {"period": "2024", "value": "6", "unit": ""}, path="x.csv") == added


def test_fields_are_quoted(folder: Folder) -> None:
    append_row(folder, "jobs", {"period": "2024", "value": "6", "note": 'printed as "6,0", 约'})
    assert written(folder).endswith('2024,6,"printed as ""6,0"", 约"\n'.encode())


@pytest.mark.parametrize("text", ["two\nlines", "carriage\r", "nul\0", "escape\x1b[2J", "torn\udce4", "para\u2029"])
def test_what_would_break_a_row_is_refused(folder: Folder, text: str) -> None:
    with pytest.raises(RefusedError, match="note holds the character"):
        append_row(folder, "jobs", {"period": "2024", "value": "6", "note": text})
    assert written(folder) == FIRST


def test_a_column_that_the_header_lacks_is_named(folder: Folder) -> None:
    message = r"jobs\.csv:1: the header has no column unit; write the header period,value,note,unit and a comma"
    with pytest.raises(RefusedError, match=message):
        append_row(folder, "jobs", {"period": "2024", "value": "6", "unit": "billion CNY"})
    assert written(folder) == FIRST


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xff\xfep\0"])
def test_a_file_without_a_header_is_refused(content: bytes) -> None:
    with pytest.raises(RefusedError, match="no header line that can be read"):
        row_bytes(content, {"period": "2024"}, path="x.csv")


def test_what_is_there_now_is_asked_under_the_lock(folder: Folder) -> None:
    def refuse(content: bytes | None) -> None:
        assert content == FIRST
        raise RefusedError("no")

    with pytest.raises(RefusedError, match="no"):
        append_row(folder, "jobs", {"period": "2024"}, accept=refuse)
    assert written(folder) == FIRST


def test_a_link_out_of_the_workspace_is_not_written_through(
    folder: Folder, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (outside / "births.csv").write_bytes(FIRST)
    (folder.root / "observations" / "births.csv").symlink_to(outside / "births.csv")
    with pytest.raises(InvalidInputError, match="outside the workspace"):
        append_row(folder, "births", {"period": "2024"})
    (folder.root / ".tracker").symlink_to(outside)
    with pytest.raises(InvalidInputError, match="outside the workspace"):
        append_row(folder, "jobs", {"period": "2024"})
    assert (outside / "births.csv").read_bytes() == FIRST
    assert [entry.name for entry in outside.iterdir()] == ["births.csv"]


# When the system refuses


def test_a_full_disk_leaves_no_part_of_the_row(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda handle, data: write(handle, data[:4]))
    with pytest.raises(StorageError, match=r"jobs\.csv: cannot be written: the disk took 4 of 8 bytes; nothing"):
        append_row(folder, "jobs", {"period": "2024", "value": "6"})
    assert written(folder) == FIRST
    monkeypatch.undo()
    assert append_row(folder, "jobs", {"period": "2024", "value": "6"}) == 3


@pytest.mark.parametrize("name", ["write", "fsync"])
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EDQUOT])
def test_an_error_of_the_system_is_said(folder: Folder, monkeypatch: pytest.MonkeyPatch, name: str, code: int) -> None:
    def refuse(*_: object) -> int:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, name, refuse)
    with pytest.raises(StorageError, match=f"cannot be written: {os.strerror(code)}"):
        append_row(folder, "jobs", {"period": "2024", "value": "6"})
    monkeypatch.undo()
    assert written(folder) == FIRST


def test_a_folder_that_cannot_be_written_is_said(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(StorageError, match="Read-only file system"):
        append_row(folder, "jobs", {"period": "2024", "value": "6"})


def test_a_vanished_workspace_is_said(folder: Folder) -> None:
    folder.root.rename(folder.root.with_name("elsewhere"))
    with pytest.raises(StorageError, match="cannot be written"):
        append_row(folder, "jobs", {"period": "2024", "value": "6"})
    assert not folder.root.exists()


def test_a_lock_that_is_never_released_is_said(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LOCK_TIMEOUT_SECONDS", 0.05)
    held = multiprocessing.get_context("spawn").Event()
    holder = multiprocessing.get_context("spawn").Process(target=_hold, args=(str(folder.root), held))
    holder.start()
    try:
        assert held.wait(30)
        with pytest.raises(StorageError, match="another command has been writing to it"):
            append_row(folder, "jobs", {"period": "2024", "value": "6"})
    finally:
        holder.kill()
        holder.join()
    assert append_row(folder, "jobs", {"period": "2024", "value": "6"}) == 3


def test_whoever_is_out_of_luck_in_a_crowd_waits_while_the_others_get_on(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LOCK_TIMEOUT_SECONDS", 0.3)
    (folder.root / ".tracker" / "locks").mkdir(parents=True)
    taken = threading.Event()

    def others() -> None:
        with FileLock(folder.root / ".tracker" / "locks" / "jobs.lock"):
            taken.set()
            for _ in range(8):
                time.sleep(0.1)
                with (folder.root / "observations" / "jobs.csv").open("ab") as file:
                    file.write(b"2020,10,\n")

    thread = threading.Thread(target=others)
    thread.start()
    taken.wait()
    append_row(folder, "jobs", {"period": "2021", "value": "11"})
    thread.join()
    assert written(folder) == FIRST + b"2020,10,\n" * 8 + b"2021,11,\n"


def _hold(root: str, held: object) -> None:
    (Path(root) / ".tracker" / "locks").mkdir(parents=True)
    with FileLock(Path(root) / ".tracker" / "locks" / "jobs.lock"):
        held.set()  # type: ignore[attr-defined] # an Event of multiprocessing
        time.sleep(60)


# When a writer is killed


@pytest.mark.parametrize("kept", range(1, 8))
def test_a_torn_row_is_neither_read_nor_kept(folder: Folder, kept: int) -> None:
    row = b"2024,66\n"
    (folder.root / ".tracker" / "pending").mkdir(parents=True)
    (folder.root / ".tracker" / "pending" / "jobs").write_bytes(pending_record(len(FIRST), row))
    (folder.root / "observations" / "jobs.csv").write_bytes(FIRST + row[:kept])
    assert folder.figures("jobs") == FIRST
    assert append_row(folder, "jobs", {"period": "2025", "value": "7"}) == 3
    assert written(folder) == FIRST + b"2025,7,\n"


def test_a_whole_row_stays_when_the_writer_was_killed_later(folder: Folder) -> None:
    (folder.root / ".tracker" / "pending").mkdir(parents=True)
    (folder.root / ".tracker" / "pending" / "jobs").write_bytes(pending_record(len(HEADER), FIRST[len(HEADER) :]))
    assert folder.figures("jobs") == FIRST
    assert append_row(folder, "jobs", {"period": "2024", "value": "6"}) == 3


def test_what_an_editor_left_without_a_newline_stays(folder: Folder) -> None:
    (folder.root / "observations" / "jobs.csv").write_bytes(FIRST + b"2024,66,")
    assert folder.figures("jobs") == FIRST + b"2024,66,"
    assert append_row(folder, "jobs", {"period": "2025", "value": "7"}) == 4
    assert written(folder) == FIRST + b"2024,66,\n2025,7,\n"


@pytest.mark.parametrize("record", [b"", b"12", b"12\n", b"12\n2024,6", b"x\n2024,6\n"])
def test_an_unfinished_record_speaks_of_nothing(record: bytes) -> None:
    assert parse_pending(record) is None
    assert without_torn_row(b"period,value\n2024", record) == b"period,value\n2024"


def test_zero_bytes_after_a_crash_are_cut_off() -> None:
    assert without_torn_row(FIRST + b"20\0\0", pending_record(len(FIRST), b"2024,6,\n")) == FIRST
    assert without_torn_row(FIRST + b"\0\0\0", pending_record(len(FIRST), b"2024,6,\n")) == FIRST


def _add_many(root: str, first: int, count: int) -> None:
    for number in range(first, first + count):
        append_row(Folder(Path(root)), "jobs", {"period": str(number), "value": str(number), "note": "x" * 200})


def test_writers_side_by_side_lose_nothing(folder: Folder) -> None:
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_add_many, args=(str(folder.root), 10_000 + 100 * k, 50)) for k in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
        assert writer.exitcode == 0
    rows = written(folder).splitlines()[2:]
    wanted = {b"%d,%d,%s" % (n, n, b"x" * 200) for k in range(4) for n in range(10_000 + 100 * k, 10_050 + 100 * k)}
    assert len(rows) == 200
    assert set(rows) == wanted


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no kill -9 on this system")
def test_writers_killed_at_any_moment_leave_whole_rows(folder: Folder) -> None:
    context = multiprocessing.get_context("fork")
    before = FIRST
    for attempt in range(40):
        writer = context.Process(target=_add_many, args=(str(folder.root), 10_000 + 100 * attempt, 100))
        writer.start()
        time.sleep(0.01 + 0.0013 * attempt)
        writer.kill()
        writer.join()
        now = folder.figures("jobs")
        assert now is not None
        assert now.startswith(before)
        assert now.endswith(b"\n")
        assert all(row.count(b",") == 2 for row in now.splitlines())
        before = now
    assert append_row(folder, "jobs", {"period": "2025", "value": "7"}) == len(before.splitlines()) + 1
