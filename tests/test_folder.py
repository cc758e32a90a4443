"""Finding a workspace and reading its files strictly."""

import os
from pathlib import Path

import pytest

from tracker.errors import InvalidInputError, StorageError
from tracker.workspace import folder as module
from tracker.workspace.folder import Folder, is_name, open_folder


@pytest.fixture
def goals(tmp_path: Path) -> Path:
    root = tmp_path / "goals"
    (root / "observations").mkdir(parents=True)
    (root / "targets.yaml").write_text("format: 1\n", encoding="utf-8")
    (root / "observations" / "jobs.csv").write_text("period,value\n2023,5\n", encoding="utf-8")
    return root


def test_the_given_folder_is_opened(goals: Path) -> None:
    folder = open_folder(str(goals))
    assert folder.targets() == b"format: 1\n"
    assert folder.figures("jobs") == b"period,value\n2023,5\n"
    assert folder.figure_names() == ("jobs",)


def test_without_a_folder_the_nearest_above_is_opened(goals: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deep = goals / "notes" / "2024"
    deep.mkdir(parents=True)
    monkeypatch.chdir(deep)
    assert open_folder(None).root == goals


def test_no_workspace_says_what_was_looked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(StorageError, match=r"no targets\.yaml in .* or a folder above it; .*tracker init"):
        open_folder(None)
    with pytest.raises(StorageError, match=r"no targets\.yaml in .*tracker init"):
        open_folder(str(tmp_path))
    with pytest.raises(StorageError, match=r"no folder .*nowhere"):
        open_folder(str(tmp_path / "nowhere"))


def test_a_file_is_no_workspace(goals: Path) -> None:
    with pytest.raises(StorageError, match="is not a folder"):
        open_folder(str(goals / "targets.yaml"))


def test_a_vanished_folder_is_said(goals: Path) -> None:
    folder = open_folder(str(goals))
    goals.rename(goals.with_name("elsewhere"))
    with pytest.raises(StorageError, match=r"targets\.yaml is missing"):
        folder.targets()
    with pytest.raises(StorageError, match="is gone"):
        folder.figure_names()


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps a folder that is somebody's current one")
def test_a_vanished_current_folder_is_said(goals: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = goals / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    with pytest.raises(StorageError, match="current folder is gone"):
        open_folder(None)


def test_a_missing_figures_file_is_none(goals: Path) -> None:
    folder = open_folder(str(goals))
    assert folder.figures("births") is None
    (goals / "observations" / "jobs.csv").unlink()
    (goals / "observations").rmdir()
    assert folder.figures("jobs") is None
    assert folder.figure_names() == ()


@pytest.mark.parametrize(
    "name", ["../targets", "a/b", "Jobs", "", ".", "jobs.csv", "a" * 81, "jobs\n", "<script>", "c:x"]
)
def test_a_name_never_leads_elsewhere(goals: Path, name: str) -> None:
    assert not is_name(name)
    with pytest.raises(StorageError, match="is no name of a figures file"):
        open_folder(str(goals)).figures(name)


def test_a_folder_where_a_file_belongs(goals: Path) -> None:
    (goals / "targets.yaml").unlink()
    (goals / "targets.yaml").mkdir()
    (goals / "observations" / "births.csv").mkdir()
    folder = open_folder(str(goals))
    with pytest.raises(InvalidInputError, match=r"^targets\.yaml: is a folder"):
        folder.targets()
    with pytest.raises(InvalidInputError, match=r"^observations/births\.csv: is a folder"):
        folder.figures("births")


def test_a_file_where_a_folder_belongs(tmp_path: Path) -> None:
    (tmp_path / "targets.yaml").write_text("format: 1\n", encoding="utf-8")
    (tmp_path / "observations").write_text("", encoding="utf-8")
    folder = open_folder(str(tmp_path))
    with pytest.raises(InvalidInputError, match="observations is a file"):
        folder.figures("jobs")
    with pytest.raises(InvalidInputError, match="is a file; a folder belongs here"):
        folder.figure_names()


def test_a_link_out_of_the_workspace_is_refused(goals: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("period,value\n", encoding="utf-8")
    (goals / "observations" / "births.csv").symlink_to(secret)
    with pytest.raises(InvalidInputError, match=r"births\.csv: is a link to .*secret\.csv, outside the workspace"):
        open_folder(str(goals)).figures("births")
    (goals / "observations" / "deaths.csv").symlink_to(tmp_path / "nothing")
    with pytest.raises(InvalidInputError, match="outside the workspace"):
        open_folder(str(goals)).figures("deaths")


def test_a_link_to_nothing_is_said(goals: Path) -> None:
    (goals / "observations" / "births.csv").symlink_to("nothing.csv")
    with pytest.raises(InvalidInputError, match="is a link to nothing"):
        open_folder(str(goals)).figures("births")


def test_a_linked_folder_of_figures_is_refused(goals: Path, tmp_path: Path) -> None:
    (goals / "observations").rename(tmp_path / "shared")
    (goals / "observations").symlink_to(tmp_path / "shared")
    folder = open_folder(str(goals))
    with pytest.raises(InvalidInputError, match="outside the workspace"):
        folder.figures("jobs")
    with pytest.raises(InvalidInputError, match="outside the workspace"):
        folder.figure_names()


def test_links_within_the_workspace_and_to_it_are_followed(goals: Path, tmp_path: Path) -> None:
    (goals / "observations" / "work.csv").symlink_to("jobs.csv")
    (tmp_path / "link").symlink_to(goals)
    assert open_folder(str(tmp_path / "link")).figures("work") == b"period,value\n2023,5\n"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes on this system")
def test_a_pipe_is_refused_and_not_waited_for(goals: Path) -> None:
    os.mkfifo(goals / "observations" / "births.csv")
    with pytest.raises(InvalidInputError, match="is no regular file"):
        open_folder(str(goals)).figures("births")


def test_a_file_beyond_the_bound_is_refused(goals: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_FIGURES_BYTES", 10)
    with pytest.raises(InvalidInputError, match=r"jobs\.csv: is too large: 20 bytes; at most 10 are read"):
        open_folder(str(goals)).figures("jobs")


def test_an_unreadable_file_is_said(goals: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(StorageError, match=r"observations/jobs\.csv: cannot be read: Permission denied"):
        open_folder(str(goals)).figures("jobs")


def test_hidden_files_are_no_figures(goals: Path) -> None:
    (goals / "observations" / ".births.csv").write_text("", encoding="utf-8")
    (goals / "observations" / "notes.txt").write_text("", encoding="utf-8")
    folder = open_folder(str(goals))
    assert folder.figure_files() == ("jobs.csv", "notes.txt")
    assert folder.figure_names() == ("jobs",)


def test_supposed_figures_are_read_in_place_of_the_file(goals: Path) -> None:
    folder = open_folder(str(goals))
    supposing = folder.supposing("jobs", b"period,value\n2023,6\n").supposing("births", b"period,value\n")
    assert supposing.figures("jobs") == b"period,value\n2023,6\n"
    assert supposing.figures("births") == b"period,value\n"
    assert folder.figures("jobs") == b"period,value\n2023,5\n"


def test_a_report_has_a_quarter(goals: Path) -> None:
    folder = Folder(goals)
    assert folder.report_path("2026-Q3") == goals.resolve() / "reports" / "2026-Q3"
    (goals / "reports" / "2026-Q3").mkdir(parents=True)
    (goals / "reports" / "drafts").mkdir()
    assert folder.report_names() == ("2026-Q3",)
    with pytest.raises(StorageError, match="is no quarter"):
        folder.report_path("../2026-Q3")
