"""Figures of every kind and size through the whole program: finite honest answers, or none with a reason.

The same answers on one thread and on many, in other units, in another order, beside other indicators, and with every
supported version of the libraries.
"""

from __future__ import annotations

import json
import math
import os
import random
import shutil
import subprocess
import sys
import warnings
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import tracker as interface
from tracker import engine
from tracker.cli.main import tracker
from tracker.engine import judge as judging
from tracker.figures import by_area
from tracker.forecast import run as run_model

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

AS_OF = "2025-06-30"
LAST_YEAR = 2024
NOISE = 0.002
"""What a probability may move by where the figures are the same but for rounding: six of 3,000 draws."""

GOLDEN = Path(__file__).resolve().parent / "golden" / "numerics.json"

# The cells of a column, oldest first, as they stand in the file; an empty one is a row without a figure (status O).
SERIES: dict[str, list[str]] = {
    "one-point": ["5"],
    "one-zero": ["0"],
    "one-negative": ["-5"],
    "two-equal": ["3", "3"],
    "constant": ["7"] * 12,
    "zeros": ["0"] * 12,
    "signed-zeros": ["-0", "0", "-0.0", "0e5"],
    "negative": ["-5", "-6.5", "-4", "-7", "-6", "-6.2"],
    "to-zero": ["9", "7", "4", "2", "0"],
    "tiny": ["1e-300", "2e-300", "1.5e-300", "3e-300", "2e-300"],
    "smallest": ["5e-324"] * 6,
    "huge": ["1e299", "2e299", "1.5e299", "3e299", "1e300"],
    "tiny-to-huge": ["1e-300", "1e300"] * 6,
    "huge-both-signs": ["1e300", "-1e300"] * 6,
    "mixed": ["1e-12", "3", "2e17", "0", "-4e8", "1", "7e-5", "2e3"],
    "alternating": ["1", "100"] * 8,
    "step": ["10"] * 10 + ["1000"] * 10,
    "with-gaps": ["4", "", "5", "", "", "6", "5.5", ""],
    "mostly-missing": ["", "", "", "4", "", ""],
    "all-missing": ["", "", ""],
}
NATURES = ("share", "rate", "count", "currency", "index", "signed")
FREQUENCIES = {"annual": 1, "half-yearly": 2, "quarterly": 4, "monthly": 12, "daily": 365}

LEVELS = [
    "at_least: {level}",
    "less_than: {level}",
    "between: [{half}, {twice}]",
]
CHANGES = [
    "increase_by: 20 %, since: {first}",
    "reduce_by: 1e-300, since: {first}",
    "increase_by: 1e300, since: {first}",
    "increase_by: 1e300 %, since: {first}",
    "improve: up, since: {first}",
    "average_growth: {{at_least: 5 %}}, over: {second}..{end}",
    "average_growth: {{at_least: 1e250 %}}, over: {second}..{end}",
    "cumulative: {{at_least: {level}}}, over: {first}..{end}",
    "maintain: {{more_than: {level}}}, over: {first}..{end}",
    "at_least: {level}, reached: any_time",
]


def period(frequency: str, back: int) -> str:
    """The period so many before the last one of LAST_YEAR, as a user writes it."""
    if frequency == "daily":
        return (date(LAST_YEAR, 12, 31) - timedelta(days=back)).isoformat()
    per_year = FREQUENCIES[frequency]
    year, part = divmod(LAST_YEAR * per_year + per_year - 1 - back, per_year)
    mark = {1: "", 2: f"-H{part + 1}", 4: f"-Q{part + 1}", 12: f"-{part + 1:02}"}[per_year]
    return f"{year}{mark}"


def rows(cells: Sequence[str], frequency: str = "annual") -> str:
    """An observation file."""
    lines = [
        f"{period(frequency, len(cells) - 1 - place)},{cell},{'' if cell else 'O'}" for place, cell in enumerate(cells)
    ]
    return "\n".join(["period,value,status", *lines, ""])


def magnitude(cells: Sequence[str]) -> str:
    """A level near the figures."""
    return next((cell for cell in reversed(cells) if cell), "1")


def around(level: str) -> tuple[float, float]:
    """A band about a level, lower end first."""
    figure = float(level) or 1.0
    low, high = sorted((figure / 2, 2 * figure))
    return max(low, -1e300), min(high, 1e300)


def declared(indicators: Mapping[str, str], targets: Mapping[str, str]) -> str:
    """The text of targets.yaml."""
    return "\n".join(
        [
            "workspace: {title: Numbers, area: XX}",
            "indicators:",
            *(f"  {name}: {{title: {name}, {text}}}" for name, text in indicators.items()),
            "targets:",
            *(f"  {name}: {{title: {name}, {text}}}" for name, text in targets.items()),
            "",
        ]
    )


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Write a workspace: the text of targets.yaml and of the observation files."""

    def write(targets: str, figures: Mapping[str, str]) -> Path:
        root = tmp_path_factory.mktemp("numbers")
        (root / "observations").mkdir()
        (root / "targets.yaml").write_text(targets, encoding="utf-8")
        for name, text in figures.items():
            (root / "observations" / f"{name}.csv").write_text(text, encoding="utf-8")
        return root

    return write


@pytest.fixture(scope="module")
def everything(folders: Callable[..., Path]) -> Path:
    """Every series as an annual one, its nature in turn, with a target on its level in 2027."""
    indicators = {
        name: f"unit: u, nature: {NATURES[place % len(NATURES)]}, better: up, frequency: annual, aggregation: sum"
        for place, name in enumerate(SERIES)
    }
    targets = {
        f"{name}-2027": f"indicator: {name}, at_least: {magnitude(cells)}, by: 2027" for name, cells in SERIES.items()
    }
    return folders(declared(indicators, targets), {name: rows(cells) for name, cells in SERIES.items()})


def run(folder: Path, *arguments: str) -> str:
    """What a command prints; it ends well and says nothing on stderr."""
    result = CliRunner().invoke(tracker, ["--workspace", str(folder), "--as-of", AS_OF, *arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert (result.exit_code, result.stderr) == (0, ""), result.output
    return result.stdout


def answers(folder: Path, *arguments: str) -> Any:  # noqa: ANN401 - JSON
    """What a command prints as JSON, every number in it finite."""
    found = json.loads(run(folder, *arguments, "--json"))
    for place, number in numbers_in(found):
        assert math.isfinite(number), (arguments, place, number)
    return found


def numbers_in(value: object, place: str = "") -> Iterator[tuple[str, float]]:
    """Every number in what was read from JSON, with its place."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from numbers_in(inner, f"{place}.{key}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from numbers_in(inner, f"{place}[{index}]")
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        yield place, float(value)


def is_honest(verdict: dict[str, Any]) -> None:
    """A forecast with a probability and ordered quantiles; a settled matter; or no data, with a reason."""
    name, probability = verdict["id"], verdict["probability"]
    if verdict["status"] in {"on-track", "uncertain", "off-track"}:
        assert 0.0 <= probability <= 1.0, name
    else:
        assert verdict["status"] in {"achieved", "missed", "no-data"}, name
        assert probability is None, name
    assert verdict["reasons"], name
    for quantiles in (verdict["projected"], verdict["measured"]):
        if quantiles is not None:
            order = [quantiles[key] for key in ("lower95", "lower80", "median", "upper80", "upper95")]
            assert order == sorted(order), name
    text = " ".join([*verdict["reasons"], *(f"{line['what']} {line['how']}" for line in verdict["trace"])])
    assert not {"nan", "inf", "-inf", "infinity", "None"} & set(text.replace(",", " ").split()), (name, text)


# --- every kind of figure through every verb


@pytest.mark.parametrize("verb", ["check", "list"])
def test_every_series_gets_an_honest_verdict(everything: Path, verb: str) -> None:
    found = {verdict["indicator"]: verdict for verdict in answers(everything, verb)}
    assert list(found) == list(SERIES)
    for verdict in found.values():
        is_honest(verdict)
    assert [name for name, verdict in found.items() if verdict["status"] == "no-data"] == ["all-missing"]
    assert found["mostly-missing"]["n_observations"] == 1
    assert found["with-gaps"]["n_observations"] == 4


def test_texts_in_both_languages(everything: Path) -> None:
    for verb in ("check", "list"):
        for lang in ("en", "zh"):
            words = run(everything, verb, "--lang", lang).replace(",", " ").split()
            assert not {"nan", "inf", "-inf", "None"} & set(words)


@pytest.mark.parametrize("name", SERIES)
def test_every_series_is_forecast(everything: Path, name: str) -> None:
    fitted = name in {"mixed", "tiny-to-huge", "with-gaps", "huge-both-signs"}  # the textbooks' models take long
    found = answers(everything, "forecast", f"{name}-2027" if fitted else name, "--explain")
    assert bool(found["periods"]) == (name != "all-missing")
    run(everything, "forecast", name)


SUPPOSED = [("--figure", "2025=1e300"), ("--figure", "2025=0"), ("--growth", "8%"), ("--growth", "-100%")]


@pytest.mark.parametrize("name", SERIES)
def test_every_series_under_other_assumptions(everything: Path, name: str) -> None:
    for option, value in SUPPOSED:
        if option == "--growth" and name == "all-missing":
            continue
        answers(everything, "what-if", f"{name}-2027", option, value)


def test_differences_between_two_days(everything: Path) -> None:
    found = answers(everything, "diff", "2023-06-30", "2025-03-31")
    assert found
    run(everything, "diff", "2023-06-30", "2025-03-31", *(f"{name}-2027" for name in SERIES))


def test_forecasts_of_the_past(everything: Path) -> None:
    found = answers(everything, "backtest", "--all", "--model", "log-linear")
    assert found
    run(everything, "backtest", "--all", "--model", "log-linear")


def test_the_report(everything: Path) -> None:
    run(everything, "report", "2025-Q1", "--models", "none")
    folder = everything / "reports" / "2025-Q1"
    for path in [*folder.rglob("*.json")]:
        for place, number in numbers_in(json.loads(path.read_text(encoding="utf-8"))):
            assert math.isfinite(number), (path.name, place)
    for path in [*folder.rglob("*.csv"), *folder.rglob("*.svg")]:
        cells = path.read_text(encoding="utf-8").replace('"', " ").replace(",", " ").lower().split()
        assert not {"nan", "inf", "-inf"} & set(cells), path.name


def test_methods_of_others(everything: Path) -> None:
    answers(everything, "methods")


# --- every condition, nature and calendar


@pytest.mark.parametrize(
    "frequency", [pytest.param(name, marks=[pytest.mark.slow] * (name == "daily")) for name in FREQUENCIES]
)
def test_every_condition_on_every_series(folders: Callable[..., Path], frequency: str) -> None:
    """Calendars differ in the number of periods to the deadline, and in what is combined for it."""
    indicators, targets, figures = {}, {}, {}
    few = ("mixed",) if frequency == "daily" else SERIES  # ten years of days take seconds
    for place, (name, cells) in enumerate((name, SERIES[name]) for name in few):
        nature = NATURES[(place + FREQUENCIES[frequency]) % len(NATURES)]
        indicators[name] = f"unit: u, nature: {nature}, better: up, frequency: {frequency}, aggregation: last"
        figures[name] = rows(cells, frequency)
        half, twice = around(magnitude(cells))
        places = {
            "level": magnitude(cells),
            "half": repr(half),
            "twice": repr(twice),
            "first": period(frequency, len(cells) - 1),
            "second": period(frequency, len(cells) - 2),
            "end": period(frequency, -3),
        }
        for number, condition in enumerate([*LEVELS, *CHANGES]):
            text = condition.format(**places)
            by = "" if "over" in text else f", by: {places['end']}"
            targets[f"{name}-{number}"] = f"indicator: {name}, {text}{by}"
    found = answers(folders(declared(indicators, targets), figures), "check")
    assert len(found) == len(targets)
    for verdict in found:
        is_honest(verdict)


# --- numbers nobody means, and which still end well


def test_a_supposed_growth_of_any_size(everything: Path) -> None:
    """What lies beyond all figures by the deadline is refused; beyond the deadline the path ends before it."""
    assert len(answers(everything, "what-if", "constant-2027", "--growth", "1e17%")["path"]) == 20  # 7e300 in 2044
    for name in ("constant", "tiny", "negative", "zeros"):
        answers(everything, "what-if", f"{name}-2027", "--growth", "1e17%")
        answers(everything, "what-if", f"{name}-2027", "--growth", "-99.9999999999%")
    for growth, words in (
        ("1e300 %", "a growth of 1e+300 % a year leads beyond 1e+305 by 2026; suppose another\n"),
        ("-101 %", "a growth of -101 % a year takes away more than there is; suppose -100 % or more\n"),
    ):
        command = ["--workspace", str(everything), "--as-of", AS_OF, "what-if", "constant-2027", "--growth", growth]
        result = CliRunner().invoke(tracker, command)
        assert (result.exit_code, result.stderr) == (2, words)


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("NaN", "is no number; leave the cell empty"),
        ("inf", "is not finite"),
        ("1e301", "is beyond what can be counted"),
        ("1e-400", "is beyond what can be counted"),
    ],
)
def test_what_is_no_finite_number_is_refused_with_its_line(folders: Callable[..., Path], cell: str, words: str) -> None:
    text = declared({"x": "unit: u, frequency: annual"}, {"x-2027": "indicator: x, at_least: 1, by: 2027"})
    folder = folders(text, {"x": rows(["1", cell, "2"])})
    result = CliRunner().invoke(tracker, ["--workspace", str(folder), "--as-of", AS_OF, "check"])
    assert result.exit_code == 2
    assert result.stderr.startswith(f"{Path('observations/x.csv')}:3: value '{cell}' {words}")


# --- no warning leaks


@pytest.mark.slow
def test_no_warning_from_the_program_itself(everything: Path) -> None:
    environment = {**os.environ, "PYTHONWARNINGS": "error", "PYTHONDEVMODE": "0"}
    command = [sys.executable, "-W", "error", "-m", "tracker", "--workspace", str(everything), "--as-of", AS_OF]
    done = subprocess.run([*command, "check", "--json"], capture_output=True, text=True, check=False, env=environment)
    assert (done.returncode, done.stderr) == (0, "")


# --- the same on one thread and on many


@pytest.fixture(scope="module")
def areas(folders: Callable[..., Path]) -> Path:
    """Sixty-four areas with five years of months each: enough for the linear algebra to share its work out."""
    draw = random.Random(8)
    names = [f"A{place}" for place in range(64)]
    lines = ["area,period,value"]
    for name in names:
        level = 100.0
        for back in range(59, -1, -1):
            level *= 1 + draw.gauss(0.003, 0.02)
            lines.append(f"{name},{period('monthly', back)},{level:.4f}")
    listed = ", ".join(names)
    text = declared(
        {"x": "unit: u, nature: count, better: up, frequency: monthly, aggregation: mean"},
        {"x-2026": f"indicator: x, at_least: 110, by: 2026, for_each: {{area: [{listed}]}}"},
    )
    return folders(text, {"x": "\n".join([*lines, ""])})


@pytest.mark.slow
def test_the_same_with_any_number_of_threads_in_the_linear_algebra(areas: Path, tmp_path: Path) -> None:
    found = []
    for count in ("1", "7"):
        copy = tmp_path / count
        (copy / "observations").mkdir(parents=True)
        for name in ("targets.yaml", "observations/x.csv"):
            (copy / name).write_bytes((areas / name).read_bytes())
        names = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
        environment = {**os.environ, **dict.fromkeys(names, count)}
        command = [sys.executable, "-m", "tracker", "--workspace", str(copy), "--as-of", AS_OF, "list", "--json"]
        done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment, encoding="utf-8")
        found.append(json.loads(done.stdout))
    one, *others = found
    assert len(one) == 64
    for other in others:
        is_close(other, one, rel=1e-9)


def is_close(found: object, expected: object, rel: float, place: str = "") -> None:
    """The same words, and numbers that differ in their last digits only."""
    if isinstance(expected, dict):
        assert isinstance(found, dict), place
        assert list(found) == list(expected), place
        for key, inner in expected.items():
            is_close(found[key], inner, rel, f"{place}.{key}")
    elif isinstance(expected, list):
        assert isinstance(found, list), place
        assert len(found) == len(expected), place
        for index, inner in enumerate(expected):
            is_close(found[index], inner, rel, f"{place}[{index}]")
    elif isinstance(expected, float):
        assert found == pytest.approx(expected, rel=rel, abs=0.0), place
    else:
        assert found == expected, place


@pytest.mark.slow
def test_the_same_in_parallel_threads_of_one_process(
    areas: Path, everything: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def verdicts(folder: Path) -> list[tuple[Any, ...]]:
        found = interface.open_workspace(folder).assess(AS_OF)
        return [(each.target.id, each.status, each.probability, each.projected) for each in found]

    expected = {folder: verdicts(folder) for folder in (areas, everything)}
    for folder in expected:
        shutil.rmtree(folder / ".tracker")
    monkeypatch.setattr(judging, "_held", OrderedDict())
    with in_small_slices(), ThreadPoolExecutor(8) as pool:
        asked = [(areas, everything)[place % 2] for place in range(8)]
        for folder, found in zip(asked, pool.map(verdicts, asked), strict=True):
            assert found == expected[folder]


def test_threads_that_hold_the_same_verdicts(areas: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some of what one thread has seen to be there may have been given up by another when it is read."""
    opened = interface.open_workspace(areas)
    declarations = opened.declarations
    known = by_area(engine.rows(opened.folder, declarations, "x"))
    targets = list(declarations.targets.values())[:24]

    def share(count: int) -> list[float | None]:
        found = judging.judge(
            declarations.indicators["x"], known, targets[:count], date(2025, 6, 30), declarations.settings
        )
        return [verdict.probability for verdict, _ in found]

    expected = share(24)
    monkeypatch.setattr(judging, "_held", OrderedDict())
    monkeypatch.setattr(judging, "_AREAS_HELD", 4)
    with in_small_slices(), ThreadPoolExecutor(8) as pool:
        for found in pool.map(share, [24, 12] * 16):
            assert found == pytest.approx(expected[: len(found)], abs=NOISE)


def test_threads_that_fit_models_keep_their_warnings_apart(everything: Path) -> None:
    def diagnostics(name: str) -> list[tuple[str, ...]]:
        known = interface.open_workspace(everything).series(name, as_of=AS_OF)
        until = known.periods[-1].shifted(3)
        return [run_model(model, known, indicators[name], until).diagnostics for model in ("theta", "log-linear")]

    indicators = interface.open_workspace(everything).declarations.indicators
    names = ["with-gaps", "step", "mostly-missing"]
    expected = [diagnostics(name) for name in names]
    assert len(set(map(str, expected))) > 2
    before = list(warnings.filters)
    with in_small_slices(), ThreadPoolExecutor(3) as pool:
        for _ in range(2):
            assert list(pool.map(diagnostics, names)) == expected
    assert warnings.filters == before


@contextmanager
def in_small_slices() -> Iterator[None]:
    """Threads that change over after ten microseconds."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        yield
    finally:
        sys.setswitchinterval(interval)


# --- laws: what must not move an answer


FIGURES = st.lists(st.integers(1, 9999).map(lambda tenths: tenths / 10), min_size=1, max_size=9)
LAWS = settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
CONDITIONS = st.sampled_from(
    [
        ("at_least: {level}", 1.0),
        ("at_most: {level}", 0.95),
        ("increase_by: 40 %, since: 2020", 1.0),
        ("between: [{low}, {level}]", 1.0),
        ("cumulative: {{at_least: {level}}}, over: 2025..2027", 3.0),
        ("maintain: {{more_than: {level}}}, over: 2025..2027", 0.7),
    ]
)


def asked(condition: tuple[str, float], figures: Sequence[float], factor: float) -> str:
    """The condition on figures that are multiplied by a factor."""
    text, of_last = condition
    level, low = figures[-1] * of_last * factor, figures[-1] * 0.8 * factor
    written = text.format(level=repr(level), low=repr(low))
    return written if "over" in written else f"{written}, by: 2027"


def agree(found: dict[str, Any], expected: dict[str, Any], factor: float) -> None:
    """The same verdict but for the unit and the noise of the draws."""
    if expected["probability"] is None:
        assert (found["status"], found["probability"]) == (expected["status"], None)
        return
    assert found["probability"] == pytest.approx(expected["probability"], abs=NOISE)
    for name in ("median", "lower80", "upper80", "lower95", "upper95"):
        assert found["projected"][name] == pytest.approx(expected["projected"][name] * factor, rel=1e-6, abs=1e-12)


@LAWS
@given(figures=FIGURES, condition=CONDITIONS, nature=st.sampled_from(["rate", "count", "currency", "index", "signed"]))
def test_the_unit_of_an_indicator_changes_nothing(
    folders: Callable[..., Path], figures: list[float], condition: tuple[str, float], nature: str
) -> None:
    """The same amounts in yuan, in billions of them, in 亿元, and in a unit that leaves tiny numbers."""
    units = {"yuan": ("CNY", 1e9), "billion": ("billion CNY", 1.0), "yi": ("亿元", 10.0), "tiny": ("10^27", 1e-27)}
    indicators = {
        name: f'unit: "{unit}", nature: {nature}, better: up, aggregation: sum, frequency: annual'
        for name, (unit, _) in units.items()
    }
    targets = {
        f"{name}-2027": f"indicator: {name}, {asked(condition, figures, factor)}" for name, (_, factor) in units.items()
    }
    cells = {name: rows([repr(each * factor) for each in figures]) for name, (_, factor) in units.items()}
    found = {each["indicator"]: each for each in answers(folders(declared(indicators, targets), cells), "check")}
    for name, (_, factor) in units.items():
        agree(found[name], found["billion"], factor)


@LAWS
@given(
    figures=st.lists(st.integers(1, 999).map(lambda tenths: tenths / 10), min_size=1, max_size=9),
    condition=CONDITIONS,
)
def test_a_percentage_may_be_written_as_a_share(
    folders: Callable[..., Path], figures: list[float], condition: tuple[str, float]
) -> None:
    indicators = {
        "percent": 'unit: "%", nature: share, better: up, aggregation: mean, frequency: annual',
        "share": "unit: of one, nature: share, bounds: [0, 1], better: up, aggregation: mean, frequency: annual",
    }
    targets = {
        "percent-2027": f"indicator: percent, {asked(condition, figures, 1.0)}",
        "share-2027": f"indicator: share, {asked(condition, figures, 0.01)}",
    }
    cells = {
        "percent": rows([repr(each) for each in figures]),
        "share": rows([repr(each / 100) for each in figures]),
    }
    percent, share = answers(folders(declared(indicators, targets), cells), "check")
    agree(share, percent, 0.01)


@LAWS
@given(figures=FIGURES, other=FIGURES, condition=CONDITIONS, seed=st.integers(0, 99))
def test_other_indicators_and_the_order_of_rows_change_nothing(
    folders: Callable[..., Path], figures: list[float], other: list[float], condition: tuple[str, float], seed: int
) -> None:
    indicator = "unit: u, nature: count, better: up, aggregation: sum, frequency: annual"
    target = f"indicator: x, {asked(condition, figures, 1.0)}"
    alone = folders(declared({"x": indicator}, {"x-2027": target}), {"x": rows([repr(each) for each in figures])})
    head, *lines = rows([repr(each) for each in figures]).splitlines()
    random.Random(seed).shuffle(lines)
    beside = folders(
        declared({"y": indicator, "x": indicator}, {"y-2027": target.replace(": x", ": y"), "x-2027": target}),
        {"y": rows([repr(each) for each in other]), "x": "\n".join([head, *lines, ""])},
    )
    (expected,) = answers(alone, "check")
    found = next(each for each in answers(beside, "check") if each["id"] == "x-2027")
    for each in (expected, found):
        del each["trace"]  # it names lines of the file
    assert found == expected


@LAWS
@given(figures=FIGURES, other=FIGURES, condition=CONDITIONS)
def test_other_areas_change_nothing_but_the_last_digits(
    folders: Callable[..., Path], figures: list[float], other: list[float], condition: tuple[str, float]
) -> None:
    indicator = {"x": "unit: u, nature: count, better: up, aggregation: sum, frequency: annual"}
    target = f"indicator: x, {asked(condition, figures, 1.0)}"
    lines = rows([repr(each) for each in figures]).splitlines()[1:]
    more = rows([repr(each) for each in other]).splitlines()[1:]
    here = [f"XX,{line}" for line in lines]
    there = [f"YY,{line}" for line in more]
    head = "area,period,value,status"
    alone = folders(declared(indicator, {"x-2027": target}), {"x": "\n".join([head, *here, ""])})
    beside = folders(
        declared(indicator, {"x-2027": f"{target}, for_each: {{area: [YY, XX]}}"}),
        {"x": "\n".join([head, *there, *here, ""])},
    )
    (expected,) = answers(alone, "check")
    found = next(each for each in answers(beside, "check") if each["area"] == "XX")
    agree(found, expected, 1.0)


# --- the same numbers with every version of the libraries


def test_the_numbers_that_every_version_gives(everything: Path, areas: Path, request: pytest.FixtureRequest) -> None:
    """The suite is run with pandas 2 and 3, NumPy 2.0 and newer ones: all give the numbers that are kept."""
    kept = ("status", "probability", "projected", "threshold", "required_rate", "recent_rate", "n_observations")
    found: dict[str, Any] = {
        each["id"]: {name: each[name] for name in kept}
        for each in [*answers(everything, "check"), *answers(areas, "check")[:4]]
    }
    frame = interface.open_workspace(everything).assess(AS_OF).to_frame()
    found["as a table"] = {str(name): frame["probability"].get(name) for name in frame.index[:3]}
    record = interface.open_workspace(everything).backtest(AS_OF, "alternating", "log-linear")
    found["backtest"] = {each.model: [each.forecasts, each.crps, each.cover80] for each in record.scores}
    text = json.dumps(found, indent=1, allow_nan=False, ensure_ascii=False) + "\n"
    if request.config.getoption("--update-golden"):
        GOLDEN.write_text(text, encoding="utf-8", newline="\n")
    is_close(json.loads(text), json.loads(GOLDEN.read_text(encoding="utf-8")), rel=1e-6)
