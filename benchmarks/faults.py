"""Commands killed, crowded and refused room, many times: what is torn, lost, or needs repair afterwards.

Usage: python -m benchmarks.faults [--kills 500] [--figures 1000] [--minutes M] [--only KIND ...] [--write]

Half of the kills come at a random time, at the command's whole group of processes; the other half before a random one
of its steps on the disk, every second of these after half of what it was about to write. Commands begin in a process
that has loaded the program; some are started anew as a user would. After each kill every row and every file is looked
at, and the next command is run. `--write` puts the table into benchmarks/RESULTS.md, between the two marks there.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.results import machine, write_results
from tests.faults.nursery import Fault, Nursery, write_example
from tests.faults.state import faults, figures, litter, published

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

ROOT: Final = Path(__file__).resolve().parent.parent

AS_OF: Final = ("--as-of", "2030-01-01")
REPORT: Final = ("report", "2024-Q3", "--models", "none")
WRITERS: Final = 8
ANEW: Final = 20
"""One kill of so many hits a program that was started anew."""


@dataclass(slots=True, kw_only=True)
class Tally:
    """What came of one kind of trouble, met so many times."""

    kind: str
    times: int = 0
    met: int = 0
    torn: int = 0
    lost: int = 0
    stuck: int = 0
    left: int = 0
    seconds: float = 0.0
    notes: list[str] = field(default_factory=list)

    def fail(self, what: str, note: str) -> None:
        """Count something that must not be."""
        setattr(self, what, getattr(self, what) + 1)
        self.notes.append(f"{self.kind}: {what}: {note}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """What every trial uses: where it may write, what starts commands, and chance."""

    place: Path
    nursery: Nursery
    chance: random.Random
    until: float

    def turns(self, kills: int, tally: Tally) -> Iterator[int]:
        """Numbers of trials, until so many commands were hit before their end, or the time is over."""
        while tally.met < kills and time.perf_counter() < self.until:
            yield tally.times
            tally.times += 1

    def workspace(self, name: str) -> Path:
        """A new small workspace."""
        root = self.place / name
        write_example(root)
        return root

    def copied(self, root: Path) -> Path:
        """A copy of a workspace, in place of the last one."""
        copy = self.place / "copy"
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(root, copy)
        return copy

    def extent(self, root: Path, command: Sequence[str]) -> tuple[int, float]:
        """Steps and seconds that a command takes in a copy of a workspace."""
        copy = self.copied(root)
        started = time.perf_counter()
        ended = self.nursery.run(copy, *command)
        if ended.code:
            sys.exit(f"{' '.join(command)} ended with {ended.code}:\n{ended.stdout}{ended.stderr}")
        return ended.steps, time.perf_counter() - started

    def killed(self, root: Path, command: Sequence[str], extent: tuple[int, float], turn: int) -> bool:
        """Kill a command in a workspace; whether it was hit before its end."""
        steps, seconds = extent
        if turn % ANEW == 0:
            return self.killed_anew(root, command)
        if turn % 2:
            running = self.nursery.start(root, command)
            time.sleep(self.chance.uniform(0, 1.05 * seconds))
            running.kill(group=True)
            return running.wait().code == -signal.SIGKILL
        fault = Fault(at=self.chance.randint(1, steps), kind="tear" if turn % 4 else "kill")
        return self.nursery.run(root, *command, fault=fault).code == -signal.SIGKILL

    def killed_anew(self, root: Path, command: Sequence[str]) -> bool:
        """The same with a program that is started for it."""
        started = subprocess.Popen(
            [sys.executable, "-m", "tracker", "--workspace", str(root), *command],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        time.sleep(self.chance.uniform(0.1, 0.6))
        os.killpg(started.pid, signal.SIGKILL)
        return started.wait() == -signal.SIGKILL


def add_killed(bench: Bench, times: int, tally: Tally) -> None:
    """Kill `add`; each adds another figure to the same file."""
    root = bench.workspace("add")
    extent = bench.extent(root, ("add", "jobs", "2023", "12", *AS_OF))
    before = figures(root, "jobs")
    for turn in bench.turns(times, tally):
        row = f"A{turn},2023,12,2023-12-31,,"
        tally.met += bench.killed(root, ("add", "jobs", "2023", "12", "--area", f"A{turn}", *AS_OF), extent, turn)
        now = figures(root, "jobs")
        if now[: len(before)] != before:
            tally.fail("lost", f"turn {turn}")
        if now[len(before) :] not in ([], [row]) or faults(root):
            tally.fail("torn", f"turn {turn}: {now[-1]}")
        before = now
        ended = bench.nursery.run(root, "add", "jobs", "2024", "13", "--area", f"A{turn}", *AS_OF)
        before = [*before, f"A{turn},2024,13,2024-12-31,,"]
        if ended.code or figures(root, "jobs") != before:
            tally.fail("stuck", f"turn {turn}: {ended.stderr}")
            before = figures(root, "jobs")
    tally.left = len([name for name in litter(root) if "/cache/" not in name])


def import_killed(bench: Bench, times: int, tally: Tally) -> None:
    """Kill `import`; each brings the same table into a copy of the same workspace."""
    root = bench.workspace("import")
    command = ("import", "--from", "csv", str(bench.place / "copy" / "new.csv"), *AS_OF)
    extent = bench.extent(root, command)
    names = ("jobs", "births", "share")
    before = {name: figures(root, name) for name in names}
    after = {name: sorted(figures(bench.place / "copy", name)) for name in names}
    for turn in bench.turns(times, tally):
        copy = bench.copied(root)
        tally.met += bench.killed(copy, command, extent, turn)
        if any(figures(copy, name)[: len(known)] != known for name, known in before.items()):
            tally.fail("lost", f"turn {turn}")
        if wrong := faults(copy):
            tally.fail("torn", f"turn {turn}: {wrong[0]}")
        ended = bench.nursery.run(copy, *command)
        if ended.code or {name: sorted(figures(copy, name)) for name in names} != after:
            tally.fail("stuck", f"turn {turn}: {ended.stderr}")
        tally.left = max(tally.left, len([name for name in litter(copy) if "/cache/" not in name]))


def report_killed(bench: Bench, times: int, tally: Tally) -> None:
    """Kill `report`; each is the second one of its quarter, after a figure was added."""
    root = bench.workspace("report")
    bench.nursery.run(root, *REPORT)
    old = published(root)
    bench.nursery.run(root, "add", "jobs", "2023", "14", "--published", "2024-01-01", *AS_OF)
    extent = bench.extent(root, REPORT)
    new = published(bench.place / "copy")
    for turn in bench.turns(times, tally):
        copy = bench.copied(root)
        tally.met += bench.killed(copy, REPORT, extent, turn)
        now = published(copy)
        if old.keys() - now.keys():
            tally.fail("lost", f"turn {turn}: {old.keys() - now.keys()}")
        if wrong := [name for name, content in now.items() if content not in (old.get(name), new[name])]:
            tally.fail("torn", f"turn {turn}: {wrong[0]}")
        tally.left = max(tally.left, len(litter(copy)))
        ended = bench.nursery.run(copy, *REPORT)
        if ended.code or published(copy) != new:
            tally.fail("stuck", f"turn {turn}: {ended.stderr}")


def crowded(bench: Bench, times: int, tally: Tally) -> None:
    """Let eight processes add so many figures each to the same two indicators."""
    root = bench.workspace("crowd")
    before = {name: figures(root, name) for name in ("jobs", "share")}
    chosen = [(("jobs", "share")[number % 2], 1001 + number // 2) for number in range(times)]
    writers = [
        bench.nursery.start(
            root, *(("add", name, str(year), "11", "--area", f"P{writer}", *AS_OF) for name, year in chosen)
        )
        for writer in range(WRITERS)
    ]
    for writer in writers:
        ended = writer.wait()
        tally.times += times
        tally.met += times
        if ended.code:
            tally.fail("stuck", ended.stderr)
    for name, known in before.items():
        now = figures(root, name)
        years = [year for each, year in chosen if each == name]
        wanted = {f"P{writer},{year},11,{year}-12-31,," for writer in range(WRITERS) for year in years}
        missing = wanted - set(now)
        if now[: len(known)] != known or missing:
            tally.fail("lost", f"{len(missing)} of {name}")
        if len(now) != len(known) + len(wanted) or faults(root):
            tally.fail("torn", name)
    tally.left = len([name for name in litter(root) if "/cache/" not in name])


def filled(bench: Bench, times: int, tally: Tally) -> None:
    """Run `add` and `report` on a disk of 256 kB with little room on it, or none."""
    disk = bench.place / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=256k", "tracker-benchmark", str(disk)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        tally.notes.append(f"{tally.kind}: left out, this user may not mount a file system")
        return
    try:
        for turn in range(max(2, times // 5)):
            _fill_once(bench, disk, turn, tally)
    finally:
        subprocess.run(["umount", str(disk)], check=True)  # noqa: S607 - as mount above


def _fill_once(bench: Bench, disk: Path, turn: int, tally: Tally) -> None:
    root = disk / "goals"
    shutil.rmtree(root, ignore_errors=True)
    write_example(root)
    before = figures(root, "jobs")
    shutil.rmtree(root / ".tracker", ignore_errors=True)
    room = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
    (disk / "filler").write_bytes(b"x" * max(0, room - 4096 * bench.chance.randint(0, 24)))
    command = REPORT if turn % 2 else ("add", "jobs", "2023", "12", *AS_OF)
    ended = bench.nursery.run(root, *command)
    tally.times += 1
    tally.met += ended.code == 2
    if ended.code not in (0, 2) or "Traceback" in ended.stderr:
        tally.fail("torn", f"turn {turn}: {ended}")
    now = figures(root, "jobs")
    if now[: len(before)] != before or (command[0] == "add" and (len(now) > len(before)) != (ended.code == 0)):
        tally.fail("lost", f"turn {turn}")
    (disk / "filler").unlink()
    tally.left = max(tally.left, len([name for name in litter(root) if "/cache/" not in name]))
    again = bench.nursery.run(root, "add", "jobs", "2024", "13", *AS_OF)
    if again.code:
        tally.fail("stuck", f"turn {turn}: {again.stderr}")


KINDS: Final[dict[str, tuple[str, Callable[[Bench, int, Tally], None]]]] = {
    "add": ("`add` killed", add_killed),
    "import": ("`import` killed", import_killed),
    "report": ("`report` killed", report_killed),
    "crowd": (f"`add` by {WRITERS} processes at once", crowded),
    "disk": ("`add`, `report` on a full disk", filled),
}


def measure(kinds: Sequence[str], kills: int, each: int, minutes: float, seed: int) -> list[Tally]:
    """What came of each kind of trouble."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        nursery = Nursery(place)
        for kind in kinds:
            name, trouble = KINDS[kind]
            tally = Tally(kind=name)
            started = time.perf_counter()
            chance = random.Random(seed)  # noqa: S311 - moments are no secrets
            bench = Bench(place=place, nursery=nursery, chance=chance, until=started + 60 * minutes)
            trouble(bench, each if kind == "crowd" else kills, tally)
            tally.seconds = time.perf_counter() - started
            found.append(tally)
            print(as_table([tally]).splitlines()[-1], file=sys.stderr)
        nursery.close()
    return found


def as_table(tallies: Sequence[Tally]) -> str:
    """The table in Markdown."""
    lines = [
        "| trouble | commands | met it | torn | lost | next command refused | left behind | took |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    lines += [
        f"| {each.kind} | {each.times:,} | {each.met:,} | {each.torn} | {each.lost} | {each.stuck} | "
        f"{each.left} | {each.seconds:.0f} s |"
        for each in tallies
    ]
    return "\n".join(lines)


def main() -> int:
    """Measure, print, and say by the exit code whether nothing was torn, lost or stuck."""
    parser = argparse.ArgumentParser(description="Commands killed, crowded and refused room, many times.")
    parser.add_argument("--kills", type=int, default=500, help="kills of each command (default: 500)")
    parser.add_argument("--figures", type=int, default=1000, help="figures of each process (default: 1000)")
    parser.add_argument("--minutes", type=float, default=60, help="most of them for each kind (default: 60)")
    parser.add_argument("--seed", type=int, default=1, help="of the moments (default: 1)")
    parser.add_argument("--only", choices=KINDS, nargs="+", default=list(KINDS), help="these alone")
    parser.add_argument("--write", action="store_true", help="write the table into benchmarks/RESULTS.md")
    options = parser.parse_args()
    tallies = measure(options.only, options.kills, options.figures, options.minutes, options.seed)
    section = f"{machine()}.\n\n{as_table(tallies)}"
    print(section)
    for tally in tallies:
        print("\n".join(tally.notes[:20]), file=sys.stderr)
    if options.write:
        write_results("faults", section)
    return 1 if any(each.torn or each.lost or each.stuck for each in tallies) else 0


if __name__ == "__main__":
    sys.exit(main())
