"""Whole files: the old content or the new, never a part."""

import os
from pathlib import Path

import pytest

from tracker.errors import InvalidInputError, StorageError
from tracker.workspace.folder import Folder
from tracker.workspace.write import digest_of, make_folder, write_atomic, write_report


def test_content_is_written_once(tmp_path: Path) -> None:
    path = tmp_path / "index.html"
    assert write_atomic(path, b"<p>one</p>")
    os.utime(path, (1, 1))
    assert not write_atomic(path, b"<p>one</p>")
    assert path.stat().st_mtime == 1
    assert write_atomic(path, b"<p>two</p>")
    assert path.read_bytes() == b"<p>two</p>"
    assert [entry.name for entry in tmp_path.iterdir()] == ["index.html"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes")
def test_the_mode_of_a_file_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "index.html"
    path.write_bytes(b"old")
    path.chmod(0o640)
    write_atomic(path, b"new")
    assert path.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_full_disk_leaves_the_old_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    path = tmp_path / "index.html"
    path.write_bytes(b"old")
    monkeypatch.setattr(os, step, full)
    monkeypatch.setattr(Path, "replace", full if step == "replace" else Path.replace)
    with pytest.raises(StorageError, match=r"index\.html: cannot be written: No space left on device"):
        write_atomic(path, b"new")
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["index.html"]


def test_what_a_killed_writer_left_is_swept(tmp_path: Path) -> None:
    old, young = tmp_path / ".index.html.00000000.tmp", tmp_path / ".index.html.11111111.tmp"
    old.write_bytes(b"half")
    young.write_bytes(b"half")
    os.utime(old, (1, 1))
    write_atomic(tmp_path / "index.html", b"whole")
    assert not old.exists()
    assert young.exists()


def test_what_killed_reports_left_is_swept_from_every_folder_of_theirs(tmp_path: Path) -> None:
    files = {"index.html": b"<p>", "report.json": b"{}", "targets/jobs.svg": b"<svg>"}
    written = write_report(Folder(tmp_path), "2026-Q3", files)
    outside = tmp_path / "kept"
    outside.write_bytes(b"of somebody")
    old = [written / name for name in (".gone.html.0a1b2c3d.tmp", "targets/.gone.svg.0a1b2c3d.tmp")]
    theirs = [written / "targets" / name for name in (".jobs.svg.swp", "jobs.0a1b2c3d.tmp", ".notes.tmp")]
    young, link = written / "targets" / ".jobs.svg.11111111.tmp", written / "targets" / ".jobs.svg.22222222.tmp"
    for path in (*old, *theirs, young):
        path.write_bytes(b"half")
    link.symlink_to(outside)
    for path in (*old, *theirs, outside):
        os.utime(path, (1, 1))
    os.utime(link, (1, 1), follow_symlinks=False)
    write_report(Folder(tmp_path), "2026-Q3", files)
    assert sorted(path.name for path in written.glob(".*") if path.suffix == ".tmp") == []
    assert {path.name for path in (written / "targets").iterdir()} == {
        "jobs.svg",
        *(path.name for path in (*theirs, young, link)),
    }
    assert outside.read_bytes() == b"of somebody"


@pytest.mark.parametrize("endings", [b"\n", b"\r\n"])
def test_a_file_of_an_older_report_is_removed_in_whatever_endings_it_was_checked_out(
    tmp_path: Path, endings: bytes
) -> None:
    page = b"<p>one</p>\n<p>two</p>\n"
    written = write_report(Folder(tmp_path), "2026-Q3", {"targets/jobs.html": page, "targets/mine.html": page})
    (written / "targets" / "jobs.html").write_bytes(page.replace(b"\n", endings))
    (written / "targets" / "mine.html").write_bytes(page.replace(b"\n", endings) + b"changed")
    gone = dict.fromkeys(("targets/jobs.html", "targets/mine.html"), digest_of(page))
    write_report(Folder(tmp_path), "2026-Q3", {"index.html": b"<p>"}, gone)
    assert [path.name for path in (written / "targets").iterdir()] == ["mine.html"]


def test_a_report_is_written_into_its_quarter(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    written = write_report(folder, "2026-Q3", {"index.html": b"<p>", "data/figures.csv": b"a\n"})
    assert (written / "index.html").read_bytes() == b"<p>"
    assert (tmp_path / "reports" / "2026-Q3" / "data" / "figures.csv").read_bytes() == b"a\n"


@pytest.mark.parametrize("name", ["../index.html", "/etc/x", "data/../../x", "a\\b", "c:x"])
def test_a_report_stays_in_its_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(StorageError, match="is no name of a file within a report"):
        write_report(Folder(tmp_path), "2026-Q3", {name: b""})


def test_reports_behind_a_link_are_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    root = tmp_path / "goals"
    root.mkdir()
    (root / "reports").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(InvalidInputError, match="outside the workspace"):
        write_report(Folder(root), "2026-Q3", {"index.html": b""})
    assert not list((tmp_path / "elsewhere").iterdir())


def test_a_vanished_workspace_is_not_made_again(tmp_path: Path) -> None:
    gone = tmp_path / "goals"
    with pytest.raises(StorageError, match="cannot be written"):
        make_folder(Folder(gone), ".tracker/locks")
    assert not gone.exists()
