"""A model of one's own: three lines, and it is fitted, shown and scored like the others."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import textwrap
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from click.testing import CliRunner

import tracker.forecast
from tracker.cli.main import tracker as program
from tracker.errors import RefusedError, UnknownNameError
from tracker.figures import Indicator, Period, Series, between, parse_period
from tracker.forecast import Forecast, model_names, registry, run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parent.parent
TARGETS = """\
    format: 1
    workspace: {title: Example, area: XX}
    indicators:
      jobs: {title: Jobs, unit: people, nature: count, frequency: annual}
    targets:
      jobs-2030: {title: Many jobs, indicator: jobs, at_least: 180, by: 2030}
"""
FIGURES = "period,value,published\n" + "".join(f"{2012 + k},{100 + 5 * k},{2013 + k}-03-01\n" for k in range(12))


@pytest.fixture(autouse=True)
def _as_before(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No test leaves its models behind."""
    monkeypatch.setattr(registry, "_own", {})
    registry._installed.cache_clear()
    yield
    registry._installed.cache_clear()


def five_more(series: Series, _indicator: Indicator, until: Period) -> Forecast:
    """Five more each year, give or take one."""
    last = series.periods[-1]
    ahead = between(last.shifted(1), until)
    noise = np.random.default_rng(1).normal(0.0, 1.0, (1000, len(ahead)))
    draws = series.values[-1] + 5.0 * np.arange(1, len(ahead) + 1) + noise
    return Forecast(periods=ahead, draws=draws, origin=last, method="five more")


def call(folder: Path, *arguments: str) -> str:
    result = CliRunner().invoke(program, ["--workspace", str(folder), "--as-of", "2024-06-01", *arguments])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_a_registered_model_forecasts_by_its_name(workspace: Callable[..., Path]) -> None:
    tracker.forecast.register("mine", five_more)
    folder = workspace(TARGETS, {"jobs": FIGURES})
    found = json.loads(call(folder, "forecast", "jobs", "--until", "2025", "--model", "mine", "--json"))
    assert found["method"] == "mine"
    assert [round(each["median"]) for each in found["periods"]] == [160, 165]


def test_it_stands_in_the_table_of_single_models(workspace: Callable[..., Path]) -> None:
    folder = workspace(TARGETS, {"jobs": FIGURES})
    before = json.loads(call(folder, "forecast", "jobs-2030", "--json"))["models"]
    tracker.forecast.register("mine", five_more)
    after = json.loads(call(folder, "forecast", "jobs-2030", "--json"))["models"]
    assert [each["name"] for each in after] == [*(each["name"] for each in before), "mine"]
    assert after[-1]["probability"] > 0.99


def test_it_is_back_tested_and_scored_like_the_others(workspace: Callable[..., Path]) -> None:
    tracker.forecast.register("mine", five_more)
    folder = workspace(TARGETS, {"jobs": FIGURES})
    found = json.loads(call(folder, "backtest", "jobs", "--model", "mine", "--json"))
    scores = {each["name"]: each for each in found["models"]}
    assert list(scores) == ["default", "random-walk", "drift", "mine"]
    assert scores["mine"]["brier"] < scores["random-walk"]["brier"]
    assert scores["mine"]["crps"] < 0.2


def raising(_series: Series, _indicator: Indicator, _until: Period) -> Forecast:
    """A model with a mistake in it."""
    raise ZeroDivisionError("division by zero")


def too_short(series: Series, indicator: Indicator, _until: Period) -> Forecast:
    """A model that forecasts one period only."""
    return five_more(series, indicator, series.periods[-1].shifted(1))


def endless(series: Series, indicator: Indicator, until: Period) -> Forecast:
    """A model whose draws are no numbers."""
    found = five_more(series, indicator, until)
    return Forecast(periods=found.periods, draws=found.draws * np.nan, origin=found.origin, method="endless")


def alone(series: Series, indicator: Indicator, until: Period) -> Forecast:
    """A model that gives one draw."""
    found = five_more(series, indicator, until)
    return Forecast(periods=found.periods, draws=found.draws[:1], origin=found.origin, method="alone")


@pytest.mark.parametrize(
    ("model", "said"),
    [
        (raising, "failed at test_register.py:"),
        (raising, "with ZeroDivisionError: division by zero"),
        (too_short, "forecast 2024 to 2024, not every period from 2024 to 2026"),
        (lambda *_: 7, "returned int, not a tracker.forecast.Forecast"),
        (lambda: None, "TypeError"),
        (endless, "gave draws that are no finite numbers"),
        (alone, "gave 1 draws; at least 200 are needed"),
    ],
)
def test_what_is_wrong_with_a_model_is_said_under_its_name(
    workspace: Callable[..., Path], model: registry.Model, said: str
) -> None:
    tracker.forecast.register("mine", model)
    folder = workspace(TARGETS, {"jobs": FIGURES})
    arguments = ["--workspace", str(folder), "--as-of", "2024-06-01", "forecast", "jobs", "--until", "2026"]
    result = CliRunner().invoke(program, [*arguments, "--model", "mine"])
    assert result.exit_code == 2
    assert "model mine cannot be fitted: " in result.stderr
    assert said in result.stderr
    assert "Traceback" not in result.stderr
    scored = json.loads(call(folder, "backtest", "jobs", "--model", "mine", "--json"))
    assert scored["models"][-1]["refused"] == 9
    assert said in scored["notes"][-1]["reason"] or "not every period" in said


def test_its_draws_are_a_copy_that_nobody_can_change() -> None:
    tracker.forecast.register("mine", five_more)
    known = Series(
        indicator="x",
        area="",
        frequency="annual",
        periods=tuple(parse_period(2020 + k) for k in range(3)),
        values=np.array([1.0, 2.0, 3.0]),
        rows=((),) * 3,
    )
    found = run("mine", known, Indicator(id="x", title=None, unit="u", frequency="annual"), parse_period("2024"))  # type: ignore[arg-type]
    assert found.forecast is not None
    assert not found.forecast.draws.flags.writeable


def test_a_name_that_is_taken_is_refused() -> None:
    with pytest.raises(RefusedError, match="the name 'theta' is that of a model that is already there"):
        tracker.forecast.register("theta", five_more)


def test_a_name_that_is_not_there_is_answered_with_all_names() -> None:
    tracker.forecast.register("mine", five_more)
    with pytest.raises(UnknownNameError, match=r"write one of ets, theta, .*, mine, random-walk, drift"):
        registry.check_names(["yours"])


PACKAGE_MODELS = ("five-more", "broken", "not-there")
PACKAGE = {
    "pyproject.toml": """\
        [build-system]
        requires = ["hatchling"]
        build-backend = "hatchling.build"

        [project]
        name = "our-models"
        version = "1.0"

        [project.entry-points."tracker.models"]
        five-more = "our_models:five_more"
        broken = "our_models:broken"
        not-there = "our_models:not_there"
    """,
    "our_models.py": """\
        import numpy as np
        from tracker.figures import between
        from tracker.forecast import Forecast


        def five_more(series, indicator, until):
            ahead = between(series.periods[-1].shifted(1), until)
            noise = np.random.default_rng(1).normal(0.0, 1.0, (1000, len(ahead)))
            draws = series.values[-1] + 5.0 * np.arange(1, len(ahead) + 1) + noise
            return Forecast(periods=ahead, draws=draws, origin=series.periods[-1], method="five more")


        def broken(series, indicator, until):
            raise KeyError("rates")
    """,
}


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The package above, built and installed by pip where Python looks for packages."""
    source, site = tmp_path / "source", tmp_path / "site"
    source.mkdir()
    for name, text in PACKAGE.items():
        (source / name).write_text(textwrap.dedent(text), encoding="utf-8")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "install"]
    alone = ["--no-deps", "--no-index", "--no-build-isolation", "--no-compile", "--no-cache-dir"]
    done = subprocess.run(
        [*pip, *alone, "--target", str(site), str(source)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    monkeypatch.syspath_prepend(str(site))
    registry._installed.cache_clear()


@pytest.mark.usefixtures("installed")
def test_an_installed_package_brings_its_models(workspace: Callable[..., Path]) -> None:
    """Built and installed by pip, found by their entry points: fitted, back-tested, scored and shown like ours."""
    folder = workspace(TARGETS, {"jobs": FIGURES})
    found = json.loads(call(folder, "forecast", "jobs", "--until", "2025", "--model", "five-more", "--json"))
    assert [round(each["median"]) for each in found["periods"]] == [160, 165]
    scored = json.loads(call(folder, "backtest", "jobs", "--model", "five-more", "--model", "broken", "--json"))
    scores = {each["name"]: each for each in scored["models"]}
    assert list(scores) == ["default", "random-walk", "drift", "five-more", "broken"]
    assert scores["five-more"]["brier"] < scores["random-walk"]["brier"]
    assert scores["broken"]["refused"] == 9
    call(folder, "report", "2024-Q1", "--models", "none")
    page = (folder / "reports" / "2024-Q1" / "index.html").read_text(encoding="utf-8")
    rows = {name: re.search(rf"<tr>(?:(?!</tr>).)*\b{name}\b.*?</tr>", page, re.DOTALL) for name in PACKAGE_MODELS}
    said = {name: unescape(" ".join(re.sub(r"<[^>]+>", " ", row[0]).split())) for name, row in rows.items() if row}
    assert said["five-more"].startswith("five-more >99 % 190 people")
    assert "failed at our_models.py:14 with KeyError: 'rates'" in said["broken"]
    assert "not_there" in said["not-there"]


def test_the_built_in_names_come_first() -> None:
    tracker.forecast.register("mine", five_more)
    assert model_names() == ("ets", "theta", "local-trend", "log-linear", "arima", "mine")


def test_the_document_s_model_runs(workspace: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """The example of docs/backtest.md, on a workspace called goals."""
    text = (ROOT / "docs" / "backtest.md").read_text(encoding="utf-8")
    found = re.search(r"```python\n(.*?)```", text, flags=re.DOTALL)
    assert found
    targets = TARGETS.replace("jobs-2030", "renewable-electricity-2030")
    monkeypatch.chdir(workspace(targets, {"jobs": FIGURES}, "goals").parent)
    said: list[dict[str, float]] = []
    exec(found[1], {"print": said.append})  # noqa: S102 - the document's own lines
    assert list(said[0]) == ["default", "random-walk", "drift", "last-step"]
    assert all(0 <= each <= 1 for each in said[0].values())
