"""The public Python interface, on the workspace at the root of the project."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from matplotlib.figure import Figure

import tracker
from tracker import Assessments, Forecast, Series, Workspace, open_workspace
from tracker.errors import InvalidInputError, PeriodError, RefusedError, StorageError, UnknownNameError
from tracker.report.svg import PALETTE

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parent.parent
HEADLINE = "gd-biomedical-cluster-2027"
COLUMNS = [
    "title",
    "area",
    "indicator",
    "unit",
    "status",
    "probability",
    "deadline",
    "latest_period",
    "latest_value",
    "median",
    "lower80",
    "upper80",
    "lower95",
    "upper95",
    "threshold",
    "required_rate",
    "recent_rate",
    "n_observations",
    "as_of",
]


def test_a_workspace_is_opened_and_assessed(shipped: Path) -> None:
    workspace = open_workspace(shipped)
    assert isinstance(workspace, Workspace)
    verdicts = workspace.assess("2026-11-21")
    assert isinstance(verdicts, Assessments)
    assert len(verdicts) == len(list(verdicts)) == len(workspace.declarations.targets) == 11
    assert [verdict.target.id for verdict in verdicts] == list(workspace.declarations.targets)
    verdict = verdicts[HEADLINE]
    assert verdict.required_rate == pytest.approx((1000 / 663.8) ** (1 / 4) - 1)
    assert verdict.as_of == date(2026, 11, 21)
    with pytest.raises(KeyError, match="nosuch"):
        verdicts["nosuch"]


def test_a_path_and_a_day_may_be_written_in_any_way(shipped: Path) -> None:
    verdicts = open_workspace(str(shipped)).assess(date(2026, 11, 21))
    assert list(verdicts) == list(open_workspace(shipped).assess("2026-11-21"))
    assert open_workspace(shipped).assess("2026-Q3")[HEADLINE].as_of == date(2026, 9, 30)


def test_some_targets_alone(shipped: Path) -> None:
    verdicts = open_workspace(shipped).assess("2026-11-21", HEADLINE, "cn-manufacturing-pmi-expansion")
    assert [verdict.status for verdict in verdicts] == ["off-track", "missed"]


def test_a_table_of_verdicts(shipped: Path) -> None:
    verdicts = open_workspace(shipped).assess("2026-11-21")
    frame = verdicts.to_frame()
    assert frame.index.name == "id"
    assert list(frame.index) == [verdict.target.id for verdict in verdicts]
    assert list(frame.columns) == COLUMNS
    row = frame.loc[HEADLINE]
    assert (row["unit"], row["status"], row["deadline"], row["latest_period"]) == ("CNY", "off-track", "2027", "2023")
    assert row["latest_value"] == 663.8e9
    assert row["required_rate"] == pytest.approx(0.1079, abs=5e-5)
    assert row["lower95"] < row["lower80"] < row["median"] < row["upper80"] < row["upper95"]
    assert frame["probability"].isna().sum() == len(frame) - 1
    assert frame.loc["gd-pharma-scale-2027", "status"] == "no-data"
    assert (frame["status"] == "not-started").sum() == 6


def test_a_table_of_no_verdicts(tmp_path: Path) -> None:
    (tmp_path / "targets.yaml").write_text(
        "format: 1\nworkspace: {title: Empty, area: XX}\nindicators: {}\ntargets: {}\n", encoding="utf-8"
    )
    frame = open_workspace(tmp_path).assess("2026-11-21").to_frame()
    assert (len(frame), frame.index.name, list(frame.columns)) == (0, "id", COLUMNS)


def test_what_goes_wrong_is_an_exception_with_all_that_is_wrong(shipped: Path, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="tracker init"):
        open_workspace(tmp_path / "nowhere")
    workspace = open_workspace(shipped)
    with pytest.raises(UnknownNameError, match=f"did you mean '{HEADLINE}'"):
        workspace.assess("2026-11-21", "gd-biomedical-cluster-2028")
    with pytest.raises(PeriodError, match="is not a period"):
        workspace.assess("soon")
    (shipped / "targets.yaml").write_text("format: 1\nindicators: 5\ntargets: {a: {}}\n", encoding="utf-8")
    with pytest.raises(InvalidInputError) as caught:
        open_workspace(shipped)
    assert {problem.line for problem in caught.value.problems} == {2, 3}


@pytest.fixture(scope="module")
def example() -> Workspace:
    """The workspace of examples/humphrey-hawkins: long quarterly figures."""
    return open_workspace(ROOT / "examples" / "humphrey-hawkins")


def test_a_series_is_what_was_known_on_a_day(example: Workspace) -> None:
    known = example.series("inflation", as_of="1979-12-31")
    assert isinstance(known, Series)
    assert (str(known.periods[0]), str(known.periods[-1]), len(known)) == ("1960-Q1", "1979-Q3", 79)
    assert len(example.series("inflation")) == 199
    assert len(example.series("inflation", "XX")) == 0
    with pytest.raises(UnknownNameError, match="did you mean 'inflation'"):
        example.series("inflaton")


def test_a_series_as_a_table(example: Workspace) -> None:
    frame = example.series("inflation", as_of="1979-12-31").to_frame()
    assert list(frame.columns) == [
        "indicator",
        "area",
        "period",
        "start",
        "end",
        "value",
        "unit",
        "published",
        "source",
    ]
    last = frame.iloc[-1]
    assert (last["indicator"], last["area"], last["period"], last["value"]) == ("inflation", "US", "1979-Q3", 12.07)
    assert [str(last[name].date()) for name in ("start", "end", "published")] == [
        "1979-07-01",
        "1979-09-30",
        "1979-10-20",
    ]
    assert (last["unit"], last["source"]) == ("%", "macrodata")
    assert example.series("inflation", "XX").to_frame().empty


def test_a_forecast_is_that_of_the_verdict(example: Workspace) -> None:
    found = example.forecast("inflation-1983", as_of="1979-12-31")
    verdict = example.assess("1979-12-31", "inflation-1983")["inflation-1983"]
    assert isinstance(found, Forecast)
    assert verdict.projected is not None
    frame = found.to_frame().set_index("period")
    assert tuple(frame.loc["1983-Q4", "lower95":"upper95"]) == verdict.projected.values
    assert list(frame.columns) == [
        *("indicator", "area", "start", "end", "unit"),
        *("lower95", "lower80", "lower50", "median", "upper50", "upper80", "upper95"),
    ]
    assert float((found.at(verdict.projected.period) <= 3.0).mean()) == verdict.probability


def test_a_forecast_of_an_indicator_by_one_model(example: Workspace) -> None:
    found = example.forecast("unemployment", as_of="1979-12-31", until="1980-Q4", model="drift")
    assert found is not None
    assert [str(period) for period in found.periods] == ["1979-Q4", "1980-Q1", "1980-Q2", "1980-Q3", "1980-Q4"]
    assert (found.method, len(found.series)) == ("drift", 83)
    assert example.forecast("unemployment", "XX") is None


def test_all_figures_where_no_day_is_given(example: Workspace) -> None:
    found = example.forecast("output", until="2011")
    assert found is not None
    assert (str(found.origin), [str(period) for period in found.periods]) == ("2008", ["2009", "2010", "2011"])


def test_pictures_are_drawn_into_the_axes_that_are_given(example: Workspace) -> None:
    ax = Figure().add_subplot()
    found = example.forecast("inflation-1983", as_of="1979-12-31")
    assert found is not None
    assert found.plot(ax) is ax
    assert (ax.get_title(), ax.get_ylabel()) == ("Rise of consumer prices over a year", "%")
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["95 %", "80 %", "50 %", "Median"]  # type: ignore[union-attr]
    known, median = (next(line for line in ax.lines if line.get_color() == PALETTE[name]) for name in ("ink", "median"))
    assert list(known.get_ydata()) == found.series.values.tolist()  # type: ignore[arg-type]
    assert list(median.get_ydata())[1:] == found.to_frame()["median"].tolist()  # type: ignore[arg-type]
    drawn = len(ax.lines)
    assert example.series("inflation").plot(ax) is ax
    assert len(ax.lines) > drawn


def test_a_verdict_is_drawn_with_its_goal(example: Workspace) -> None:
    verdicts = example.assess("1979-12-31")
    ax = verdicts["inflation-1983"].plot()
    assert ax.figure is not None
    texts = [text.get_text() for text in ax.get_legend().get_texts()]  # type: ignore[union-attr]
    assert texts[-4:] == [
        "goal: at most 3 %",
        "needed −27.9 % a year",
        "declared 27 October 1978",
        "as of 31 December 1979",
    ]
    goal = next(line for line in ax.lines if line.get_color() == PALETTE["goal"])
    assert set(goal.get_ydata()) == {3.0}  # type: ignore[arg-type]
    with pytest.raises(RefusedError, match="'act-1983' has no figures to draw"):
        verdicts["act-1983"].plot()
    with pytest.raises(RefusedError, match="no figure for 'inflation-1983' was known by 1958-01-01"):
        example.assess("1958-01-01")["inflation-1983"].plot()


def test_nothing_is_drawn_by_pyplot() -> None:
    code = (
        "import sys, tracker; w = tracker.open_workspace('examples/humphrey-hawkins');"
        "w.series('inflation').plot(); print('matplotlib.pyplot' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_a_notebook_shows_tables(example: Workspace) -> None:
    formatters = pytest.importorskip("IPython.core.formatters", reason="no IPython; pip install ipython")
    show = formatters.DisplayFormatter().format
    found = example.forecast("inflation-1983", as_of="1979-12-31", until="1983-Q4")
    for shown, words in (
        (example, ["Prices rise by 3 percent at most in 1983", "at_most: 3", "27 October 1978", "Q3 2009", "203"]),
        (example.assess("1979-12-31"), ["▼ off track", "● achieved", "12.07 % (Q3 1979)"]),
        (
            example.series("inflation", as_of="1979-12-31"),
            ["Rise of consumer prices over a year (%), US", "12.07 %", "…"],
        ),
        (found, ["80 % interval", "Q4 1983"]),
    ):
        page = show(shown)[0]["text/html"]
        assert all(word in page for word in words), page
        assert not re.search(r"<script|style=|href=|src=", page)
        ET.fromstring(f"<div>{page}</div>")  # noqa: S314 - made a moment ago


def test_what_stands_in_a_file_is_no_markup(workspace: Callable[..., Path]) -> None:
    root = workspace(
        """\
        workspace: {title: "<script>alert(1)</script>", area: XX}
        indicators:
          jobs: {title: "Jobs <b>& more</b>", unit: "<i>people</i>", frequency: annual}
        targets:
          many: {title: "<img src=x onerror=alert(1)>", indicator: jobs, at_least: 5, by: 2030}
        """,
        {"jobs": "period,value\n2020,1\n2021,2\n"},
    )
    found = open_workspace(root)
    forecast = found.forecast("many", as_of="2024-01-01")
    for shown in (found, found.assess("2024-01-01"), found.series("jobs"), forecast):
        page = shown._repr_html_()  # type: ignore[union-attr]
        assert not re.search(r"<(script|b|i|img)\b", page)
    assert "&lt;script&gt;" in found._repr_html_()
    assert found.series("jobs").plot().get_title() == "Jobs <b>& more</b>"


def test_dollars_are_no_formulas(workspace: Callable[..., Path]) -> None:
    root = workspace(
        "workspace: {title: T, area: XX}\nindicators:\n  a: {title: 'From $1 to $2', unit: $, frequency: annual}\n"
        "targets: {}\n",
        {"a": "period,value\n2020,1\n2021,2\n"},
    )
    ax = open_workspace(root).series("a").plot()
    assert not ax.title.get_parse_math()
    ax.figure.savefig(io.BytesIO())  # type: ignore[union-attr]


def test_the_document_s_lines_run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Every block of docs/python.md, one after the other; a comment `# ...` after print() is what it prints."""
    text = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", text, flags=re.DOTALL)
    assert len(blocks) > 3
    monkeypatch.chdir(ROOT)
    names: dict[str, object] = {}
    for block in blocks:
        exec(block, names)  # noqa: S102 - the document's own lines
    said = re.findall(r"^print\(.*\)  # (.*)$", "\n".join(blocks), flags=re.MULTILINE)
    assert said
    assert capsys.readouterr().out.splitlines() == said


def test_assessing_writes_nothing_outside_the_cache(shipped: Path) -> None:
    before = {path: path.read_bytes() for path in shipped.rglob("*") if path.is_file()}
    open_workspace(shipped).assess("2026-11-21")
    after = {path: path.read_bytes() for path in shipped.rglob("*") if path.is_file()}
    assert {path: content for path, content in after.items() if ".tracker" not in path.parts} == before


def test_the_interface_is_small() -> None:
    records = {"Assessment", "Assessments", "Forecast", "Series", "Workspace"}
    assert set(tracker.__all__) == records | {"__version__", "open_workspace"}
    with pytest.raises(AttributeError, match="no attribute 'nosuch'"):
        tracker.nosuch  # noqa: B018


def test_importing_it_loads_nothing_heavy() -> None:
    code = "import sys, tracker; print({'numpy', 'pandas', 'pydantic', 'yaml', 'click'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_it_is_typed_and_the_wheel_says_so(tmp_path: Path) -> None:
    assert (ROOT / "tracker" / "py.typed").is_file()
    build = "import sys; from hatchling.build import build_wheel; print(build_wheel(sys.argv[1]))"
    done = subprocess.run(
        [sys.executable, "-c", build, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    with zipfile.ZipFile(tmp_path / done.stdout.split()[-1]) as wheel:
        names = set(wheel.namelist())
    assert "tracker/py.typed" in names
    assert "tracker/report/locale/zh/LC_MESSAGES/tracker.mo" in names
    assert "tracker/report/templates/report.html" in names
    assert "tracker/cli/example/targets.yaml" in names
    assert not [name for name in names if name.startswith(("tests/", "observations/", "targets.yaml"))]
