"""Open SDG data repositories, in the layouts that national platforms use, become a workspace that can be judged."""

from __future__ import annotations

import csv
import json
import textwrap
import zipfile
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from click.testing import CliRunner

from tracker.cli.main import tracker as command
from tracker.errors import RefusedError, StorageError
from tracker.exchange.open_sdg import read
from tracker.exchange.open_sdg_series import slug
from tracker.exchange.open_sdg_table import periods, read_table
from tracker.exchange.open_sdg_words import tidied, unit_of
from tracker.exchange.open_sdg_yaml import read_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from tracker.exchange import Shipment

ROOT = Path(__file__).resolve().parent.parent
SPLIT = ROOT / "docs" / "examples" / "open-sdg-data"
FRONT_MATTER = ROOT / "tests" / "data" / "open-sdg-front-matter"
WIDE = ROOT / "tests" / "data" / "open-sdg-wide"
TODAY = date(2024, 6, 30)
EMPTY = "workspace:\n  area: XL\n"


def bring(repository: Path, targets: str = EMPTY, **mapping: Any) -> Shipment:  # noqa: ANN401 - plain data
    return read(str(repository), mapping=mapping or None, declarations=declared(targets), retrieved=TODAY)


def declared(targets: str) -> Any:  # noqa: ANN401 - the records of a text
    from tracker.goals import build, parse

    document, problems = parse(textwrap.dedent(targets).encode(), "targets.yaml")
    assert document is not None, problems
    return build(document)


@pytest.fixture
def repository(tmp_path: Path) -> Callable[..., Path]:
    """Write a repository of one indicator, as an office would: configuration, table, and whatever else."""

    def write(configuration: str = "", table: str | bytes = "Year,Value\n2015,8\n2020,6\n", **files: str) -> Path:
        root = tmp_path / "sdg-data"
        contents: dict[str, str | bytes] = {
            "indicator-config/1-2-1.yml": textwrap.dedent(configuration) or "indicator_name: Poverty\n",
            "data/indicator_1-2-1.csv": table,
            **{name: textwrap.dedent(text) for name, text in files.items()},
        }
        for name, content in contents.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return root

    return write


def tracker(*arguments: str) -> str:
    done = CliRunner().invoke(command, arguments, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def refused(shipment: Shipment) -> list[str]:
    return [f"{each.place}: {each.reason}" for each in shipment.refusals]


def values(shipment: Shipment, indicator: str, area: str = "XL") -> dict[str, str]:
    return {str(row.period): row.value for row in shipment.arrivals if (row.indicator, row.area) == (indicator, area)}


def said(shipment: Shipment) -> str:
    return "\n".join(shipment.remarks)


# Whole repositories


def test_configuration_and_metadata_in_files_of_their_own() -> None:
    found = bring(SPLIT)
    assert list(found.indicators) == [
        "3-1-1",
        "6-1-1-percent",
        "6-1-1-number-of-households",
        "6-1-1-rural-percent",
        "8-5-2",
    ]
    assert found.targets["3-1-1-2030"] == {
        "title": {
            "en": "Maternal mortality ratio: at most 25 by 2030",
            "es": "Razón de mortalidad materna: ≤ 25 (2030)",
        },
        "indicator": "3-1-1",
        "at_most": 25,
        "baseline": 2015,
        "by": 2030,
        "declared": {
            "document": {"en": "SDG target 3.1", "zh": "可持续发展目标具体目标3.1"},
            "url": "https://sdg.example.org/3-1-1",
            "quote": "3.1 Reduce maternal deaths",
        },
        "tags": ["sdg-3"],
    }
    assert found.indicators["3-1-1"]["unit"] == "Deaths per 100,000 live births"
    assert found.indicators["3-1-1"]["source"] == "sdg-3-1-1"
    assert found.sources["sdg-3-1-1"]["url"] == "https://stats.example.org/vital"
    assert values(found, "3-1-1")["2023"] == "38.4"
    assert {row.status for row in found.arrivals if row.indicator == "8-5-2"} == {"A", "P"}


def test_every_item_becomes_a_target_of_its_own_and_one_without_a_figure_asks_for_the_direction() -> None:
    found = bring(SPLIT)
    assert {key: found.targets["6-1-1-percent-2030"][key] for key in ("at_least", "baseline", "by")} == {
        "at_least": 95,
        "baseline": 2014,
        "by": 2030,
    }
    assert {key: found.targets["6-1-1-rural-percent-2030"][key] for key in ("improve", "since", "by")} == {
        "improve": "up",
        "since": 2015,
        "by": 2030,
    }
    assert found.indicators["6-1-1-rural-percent"]["bounds"] == [None, 100]
    assert found.indicators["6-1-1-rural-percent"]["title"]["es"].endswith(" – Zonas rurales – Percent")


def test_a_unit_the_table_does_not_have_makes_no_target() -> None:
    assert refused(bring(SPLIT)) == [
        (
            "indicator-config/6-1-1.yml:19: no target was made: no row has the unit 'Litres a day' "
            "(the table has Percent, Number of households)"
        )
    ]


def test_a_series_is_passed_over_where_the_table_has_no_such_column(repository: Callable[..., Path]) -> None:
    found = bring(repository("progress_calculation_options:\n- {series: Poor, target: 5}\n"))
    assert found.targets["1-2-1-2030"]["at_most"] == 5
    assert "indicator_1-2-1.csv has no series 'Poor'; passed over, as the platform does" in said(found)


def test_two_series_that_fit_are_named(repository: Callable[..., Path]) -> None:
    table = "Year,Series,Value\n2015,Poor,8\n2015,Very poor,3\n"
    found = bring(repository("progress_calculation_options:\n- {target: 5}\n", table=table))
    assert "no target was made: 2 series fit: Poor; Very poor; name the series or unit" in refused(found)[0]


def test_the_platforms_defaults_are_applied_and_listed() -> None:
    found = bring(SPLIT)
    assert {key: found.targets["8-5-2-2030"][key] for key in ("improve", "since", "by")} == {
        "improve": "down",
        "since": 2016,
        "by": 2030,
    }
    assert "default direction: negative: 8-5-2-2030 (1)" in said(found)
    assert "no figure of the base year, so counted from the next (2015): 8-5-2-2030 (1)" in said(found)


def test_places_with_a_code_become_areas_and_other_breakdowns_are_counted() -> None:
    found = bring(SPLIT)
    assert values(found, "6-1-1-percent", "XL-N")["2012"] == "66.9"
    assert "35 rows are broken down and were left out (by Age: 14, Area type: 12, Sex: 9)" in said(found)
    without = bring(SPLIT, areas=False)
    assert {row.area for row in without.arrivals} == {"XL"}


def test_what_has_no_figures_is_said() -> None:
    assert "no figures, so nothing was taken: 17-19-1 (1)" in said(bring(SPLIT))
    assert "config_data.yml:17: figures or metadata of InputSdmxMeta are not read" in said(bring(SPLIT))


def test_configuration_and_metadata_together_in_front_matter() -> None:
    found = bring(FRONT_MATTER)
    assert found.indicators["7-2-1"] == {
        "title": "Share of renewables in final energy use",
        "unit": "%",
        "frequency": "annual",
        "nature": "share",
        "better": "up",
        "decimals": 2,
        "source": "Energieamt",
    }
    target = found.targets["7-2-1-2027"]
    assert (target["at_least"], target["by"], target["declared"]["quote"]) == (
        30,
        2027,
        "Increase the share of renewable energy",
    )
    row = found.arrivals[0]
    assert (str(row.period), row.note, row.place) == ("2015", "Year 2015/16", "data/indicator_7-2-1.csv:2")


def test_the_column_progress_is_what_goals_are_judged_by() -> None:
    found = bring(FRONT_MATTER)
    assert found.targets["11-6-2-progress-2030"]["indicator"] == "11-6-2-progress"
    assert (values(found, "11-6-2")["2016"], values(found, "11-6-2-progress")["2016"]) == ("18.2", "17.2")


def test_what_cannot_be_carried_over_is_listed_with_its_line() -> None:
    assert refused(bring(FRONT_MATTER)) == [
        "meta/10-1-1.md:8: the line drawn at '2.5' names no direction; declare a target for it by hand",
        "data/indicator_10-1-1.csv:7: 2018 is 1.9 here and 1.2 in line 6; neither was taken",
        "data/indicator_10-1-1.csv:12: 2040 lies in the future; only status F may",
    ]
    assert refused(bring(WIDE)) == [
        (
            "content/settings/3-4-1.yml:8: direction 'upward' is neither positive nor negative; "
            "no target was made of the item"
        ),
        "content/settings/3-4-1.yml:9: target 'about 300' is no number; no target was made of the item",
        "content/settings/3-4-1.yml:10: no target was made: no row has 'mal' in the column 'sex'",
    ]


def test_a_status_set_by_hand_becomes_a_note() -> None:
    assert "progress_status 'limited_progress' by hand" in bring(FRONT_MATTER).indicators["10-1-1"]["note"]


def test_wide_tables_groups_own_columns_and_other_folders() -> None:
    found = bring(WIDE)
    assert list(found.targets) == [
        "3-4-1-crude-rate-2030",
        "3-4-1-age-adjusted-rate-2030",
        "3-4-1-male-crude-rate-2030",
        "9-5-1-depense-totale-2030",
        "9-5-1-depense-publique-2030",
    ]
    assert values(found, "3-4-1-male-crude-rate")["2012"] == "531"
    assert found.indicators["3-4-1-crude-rate"]["bounds"] == [0, None]
    assert found.indicators["3-4-1-crude-rate"]["title"]["en"] == "Deaths from non-communicable diseases – crude_rate"
    assert found.indicators["9-5-1-depense-totale"]["frequency"] == "quarterly"


# From end to end


@pytest.mark.parametrize("place", [SPLIT, FRONT_MATTER, WIDE], ids=lambda place: place.name)
def test_the_workspace_is_judged_and_the_same_import_again_changes_nothing(place: Path, tmp_path: Path) -> None:
    (tmp_path / "targets.yaml").write_text(EMPTY)
    at = ("--workspace", str(tmp_path), "--as-of", "2024-06-30", "--json")
    first = json.loads(tracker("import", "--from", "open-sdg", str(place), *at))
    assert first["counts"]["new"] > 20
    listed = json.loads(tracker("list", *at))
    assert len(listed) == len(first["targets_added"])
    assert all(0 <= row["probability"] <= 1 for row in listed)
    again = json.loads(tracker("import", "--from", "open-sdg", str(place), *at))
    assert {key: again[key] for key in ("indicators_added", "targets_added", "sources_added", "written", "rows")} == {
        "indicators_added": [],
        "targets_added": [],
        "sources_added": [],
        "written": [],
        "rows": [],
    }
    assert again["counts"]["unchanged"] == first["counts"]["new"]


def test_a_target_that_differs_in_targets_yaml_is_left_as_it_is_and_said() -> None:
    found = bring(
        SPLIT,
        """
        workspace: {area: XL}
        indicators:
          3-1-1: {title: Deaths, unit: Deaths per 100000 live births, frequency: annual}
        targets:
          3-1-1-2030: {title: Fewer deaths, indicator: 3-1-1, at_most: 20, by: 2030}
        """,
    )
    assert "3-1-1" not in found.indicators
    assert "3-1-1-2030: indicator-config/3-1-1.yml:13 says at_most: 25 by 2030; targets.yaml was left as it is" in said(
        found
    )


def test_an_archive_gives_the_same_as_the_folder(tmp_path: Path) -> None:
    packed = tmp_path / "sdg-data-main.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for path in sorted(SPLIT.rglob("*.*")):
            archive.write(path, f"sdg-data-main/{path.relative_to(SPLIT)}")
    from_archive, from_folder = bring(packed), bring(SPLIT)
    assert (from_archive.targets, from_archive.indicators) == (from_folder.targets, from_folder.indicators)
    assert from_archive.arrivals == from_folder.arrivals


def test_translations_kept_elsewhere_give_the_titles(repository: Callable[..., Path], tmp_path: Path) -> None:
    place = repository("indicator_name: global_indicators.1-2-1-title\n")
    assert bring(place).indicators["1-2-1"]["title"] == {"en": "Indicator 1.2.1", "zh": "指标1.2.1"}
    assert "indicator_name is a key of translations" in said(bring(place))
    other = tmp_path / "translations" / "en" / "global_indicators.yml"
    other.parent.mkdir(parents=True)
    other.write_text("1-2-1-title: Poverty\n")
    found = bring(place, translations=str(other.parent.parent))
    assert found.indicators["1-2-1"]["title"] == {"en": "Poverty"}


def test_only_some_indicators(repository: Callable[..., Path]) -> None:
    assert list(bring(SPLIT, only=["8.5.2"]).indicators) == ["8-5-2"]
    with pytest.raises(RefusedError, match="no indicator '9-9-9'"):
        bring(SPLIT, only=["9-9-9"])
    with pytest.raises(RefusedError, match="no key 'area'; write areas or only or translations"):
        bring(repository(), area="XL")


# Bad input


REPEATED = "".join(f"{b}: &{b} [{','.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdef", "bcdefg", strict=True))


@pytest.mark.parametrize(
    ("configuration", "reason"),
    [
        ("indicator_name: a: b\n", "1-2-1.yml:1: not readable as YAML: mapping values are not allowed in this context"),
        ("graph_title: [a\n", "1-2-1.yml:2: not readable as YAML"),
        ("graph_title: !!python/name:os.system x\n", "1-2-1.yml:1: the tag 'tag:yaml.org,2002:python/name:os.system'"),
        ("graph_title: a\ngraph_title: b\n", "1-2-1.yml:2: the key 'graph_title' stands twice, in line 1 and here"),
        ("- a\n", "1-2-1.yml:1: holds no keys"),
        ("a: 1\n---\nb: 1\n", "1-2-1.yml:2: a second document begins here; only the first was read"),
        ("a: *b\n", "1-2-1.yml:1: *b repeats nothing"),
        ("a: " + "[" * 40 + "]" * 40, "1-2-1.yml:1: nested more than 30 deep"),
        ("a: &a [1,1,1,1,1,1,1,1,1]\n" + REPEATED, "the aliases (*name) repeat too much"),
        (
            "progress_calculation_options:\n- target: 5\n  target: 6\n",
            "1-2-1.yml:2: the item contradicts itself; no target",
        ),
        (
            "progress_calculation_options:\n- 5\n",
            "1-2-1.yml:2: an item has keys such as target and direction, found '5'",
        ),
        ("progress_calculation_options:\n- target_year: soon\n", "1-2-1.yml:2: target_year 'soon' is no year"),
        ("progress_calculation_options:\n- target: 1_000\n", "1-2-1.yml:2: target '1_000' is no number"),
        ("progress_calculation_options:\n- target: .inf\n", "1-2-1.yml:2: target '.inf' is no number"),
        (
            "progress_calculation_options:\n- disaggregation: Male\n",
            "1-2-1.yml:2: disaggregation is a list of field and value",
        ),
        (
            "progress_calculation_options:\n- disaggregation: [{field: Sex, value: Male}]\n",
            "no column 'Sex' (it has none)",
        ),
        ("progress_calculation_options:\n- base_year: 2022\n", "no figure since 2022, and only a direction is asked"),
    ],
)
def test_what_is_wrong_in_a_configuration_is_said_with_its_line_and_the_figures_still_come(
    configuration: str, reason: str, repository: Callable[..., Path]
) -> None:
    found = bring(repository(configuration))
    assert reason in "\n".join(refused(found))
    assert found.targets == {}
    assert values(found, "1-2-1") == {"2015": "8", "2020": "6"}


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ("Jahr,Value\n2015,8\n", "indicator_1-2-1.csv:1: has no column Year"),
        ("Year,Values\n2015,8\n", "indicator_1-2-1.csv:1: has no column Value, and its columns are not named like all"),
        ("Year,Sex,Sex,Value\n2015,,,8\n", "indicator_1-2-1.csv:1: names the column 'Sex' twice"),
        ("Year,Value\n2015,8,9\n", "indicator_1-2-1.csv:2: has 3 cells under 2 columns"),
        ("", "indicator_1-2-1.csv:1: has no column Year"),
        (b"Year,Value\n2015,8\nr\xe9gion,8\n", "indicator_1-2-1.csv:3: is not UTF-8"),
        ("Year,Value\n" + "x" * 200_000, "not readable as CSV: field larger than field limit"),
        ("Year,Value\nsoon,8\n", "indicator_1-2-1.csv:2: Year 'soon' is no period"),
    ],
)
def test_what_is_wrong_in_a_table_is_said_with_its_line(
    table: str | bytes, reason: str, repository: Callable[..., Path]
) -> None:
    found = bring(repository(table=table))
    assert reason in "\n".join(refused(found))
    assert found.arrivals == ()


def test_a_value_that_is_no_number_is_refused_and_the_others_are_written(
    repository: Callable[..., Path], tmp_path: Path
) -> None:
    place = repository(table='Year,Value\n2015,8\n2016,about 7\n2017,"1,200"\n2018,6\n')
    (tmp_path / "targets.yaml").write_text(EMPTY)
    at = ("--workspace", str(tmp_path), "--as-of", "2024-06-30", "--json")
    found = json.loads(tracker("import", "--from", "open-sdg", str(place), *at))
    assert (found["counts"]["new"], [each["place"] for each in found["refused"]]) == (
        2,
        ["data/indicator_1-2-1.csv:3", "data/indicator_1-2-1.csv:4"],
    )


def test_a_byte_order_mark_and_crlf_are_read(repository: Callable[..., Path]) -> None:
    found = bring(repository("indicator_name: Poverty\r\n", table="\ufeffYear,Value\r\n2015,8\r\n"))
    assert (values(found, "1-2-1"), refused(found)) == ({"2015": "8"}, [])


def test_a_link_that_leads_out_of_the_repository_is_not_followed(
    repository: Callable[..., Path], tmp_path: Path
) -> None:
    place = repository()
    (tmp_path / "secret.csv").write_text("Year,Value\n2015,8\n")
    (place / "data" / "indicator_1-3-1.csv").symlink_to(tmp_path / "secret.csv")
    found = bring(place)
    assert "1-3-1" not in found.indicators
    assert refused(found) == ["data/indicator_1-3-1.csv: is a link that leads out of the repository; not read"]


def test_a_place_without_a_repository_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="name the folder of an Open SDG data repository"):
        bring(tmp_path)
    with pytest.raises(StorageError):
        bring(tmp_path / "nowhere")
    broken = tmp_path / "sdg-data.zip"
    broken.write_bytes(b"PK\x03\x04 cut")
    with pytest.raises(RefusedError, match="a damaged"):
        bring(broken)


def test_an_archive_that_unpacks_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    packed = tmp_path / "sdg-data.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data/indicator_1-2-1.csv", "Year,Value\n" + "2015,8\n" * 100_000)
    monkeypatch.setattr("tracker.exchange.open_sdg_repository.LARGEST_FILE", 100_000)
    assert "has more than 0 MB; not read" in refused(bring(packed))[0]
    monkeypatch.setattr("tracker.exchange.open_sdg_repository.MOST_BYTES", 500_000)
    with pytest.raises(RefusedError, match="would unpack to more than"):
        bring(packed)


# Parts


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2015 2016.0", "2015 2016"),
        ("2010/11 2011/12", "2010 2011"),
        ("2010-11 2011-12", "2010 2011"),
        ("2010-11 2010-12", "2010-11 2010-12"),
        ("2015-2017 2018", "2015 2018"),
        ("2015-Q1 2015Q2 2015", "2015-Q1 2015-Q2 None"),
        ("2015-S1 2015-H2", "2015-H1 2015-H2"),
        ("soon 2015", "None 2015"),
    ],
)
def test_years_in_every_form(written: str, expected: str) -> None:
    texts = written.split()
    assert [str(periods(texts)[text]) for text in texts] == expected.split()


@pytest.mark.parametrize(
    ("written", "unit"),
    [("Percentage (%)", "%"), ("Prozent", "%"), ("<b>%</b>", "%"), ("10³ tonnes CO₂", "thousand tonnes CO2"), ("", "")],
)
def test_units(written: str, unit: str) -> None:
    assert unit_of(written) == unit


def test_a_status_in_words_is_a_code_and_another_a_note() -> None:
    rows = b"Year,Observation status,Value\n2015,Estimated value,1\n2016,Revised by us,2\n2017,P,3\n"
    found = read_table(rows, "data/indicator_1-2-1.csv").entries
    assert [(row.status, row.note) for row in found] == [("E", ""), ("", "status: Revised by us"), ("P", "")]


def test_ids_are_short_and_differ_where_letters_do_not_fit() -> None:
    assert slug("1-2-1", "Rural areas", "%") == "1-2-1-rural-areas-percent"
    assert slug("1-2-1", "农村") != slug("1-2-1", "城市")
    assert max(len(slug("1-2-1", "long " * 40)), len(slug("1-2-1", "农村" * 90))) <= 80


def test_texts_lose_markup_and_control_characters() -> None:
    assert tidied("<p>Water &amp;\n <a href='x'>air</a>\x07 < 5</p>") == "Water & air < 5"


def test_values_keep_what_was_typed() -> None:
    page, wrong = read_page(b"number: 1.10\nshown: yes\nday: 2015-01-01\nnothing: ~\n", "a.yml")
    assert (dict(page.data), wrong) == ({"number": "1.10", "shown": "yes", "day": "2015-01-01", "nothing": None}, ())


# Published results of a national office


def test_an_imported_repository_gives_every_published_result(data_folder: Path, tmp_path: Path) -> None:
    path = data_folder / "conformance" / "opensdg-statcan.csv"
    if not path.is_file():
        pytest.skip(f"no published results at {path}")
    with path.open(encoding="utf-8", newline="") as file:
        published = list(csv.DictReader(file))
    place, root = tmp_path / "sdg-data", tmp_path / "workspace"
    root.mkdir()
    (root / "targets.yaml").write_text(EMPTY)
    expected = rebuild(published, place)
    at = ("--workspace", str(root), "--as-of", "2026-01-01", "--json")
    made = json.loads(tracker("import", "--from", "open-sdg", str(place), *at))
    by_place = {each["place"]: each["reason"] for each in made["refused"]}
    answers = {each["target"]: each for each in json.loads(tracker("methods", *at)) if each["method"] == "opensdg"}
    titles = yaml.safe_load((root / "targets.yaml").read_text())["targets"]
    found = {target["title"].partition(" – ")[2].partition(":")[0]: answers[name] for name, target in titles.items()}
    assert len(published) == 127
    for mark, (row, where) in expected.items():
        if mark in found:
            assert found[mark]["status"] == row["status"], row
            assert found[mark]["value"] == close(row["progress_value"]), row
            assert found[mark]["score"] == close(row["score"]), row
        else:
            assert row["status"] == "not_available", row
            assert where in by_place, row
    assert len(found) + len(by_place) == 127


def rebuild(published: list[dict[str, str]], place: Path) -> dict[str, tuple[dict[str, str], str]]:
    """A repository whose figures are the first and last of every published row; the rows by their series."""
    (place / "data").mkdir(parents=True)
    (place / "indicator-config").mkdir()
    grouped: dict[str, list[tuple[str, dict[str, str]]]] = {}
    for number, row in enumerate(published):
        grouped.setdefault(row["indicator"], []).append((f"series {number}", row))
    expected = {}
    for indicator, rows in grouped.items():
        options, figures = [], ["Year,Series,Value"]
        for mark, row in rows:
            option: dict[str, str | float] = {
                "series": mark,
                "direction": "positive" if row["direction"] == "1" else "negative",
            }
            option |= {key: float(row[key]) for key in ("target", "limit") if row[key]}
            option |= {"target_year": int(float(row["target_year"])), "base_year": int(float(row["base_year"]))}
            options.append(option)
            figures += [
                f"{int(float(row[f'{when}_year']))},{mark},{row[f'{when}_value']}"
                for when in dict.fromkeys(("base", "current"))
                if row[f"{when}_value"] and row[f"{when}_year"]
            ]
        title = "Title" if len(rows) > 1 else f"Title – {rows[0][0]}"  # a single series bears the indicator's own
        configuration = {
            "indicator_name": title,
            "auto_progress_calculation": True,
            "progress_calculation_options": options,
        }
        text = yaml.safe_dump(configuration, sort_keys=False)
        (place / "indicator-config" / f"{indicator}.yml").write_text(text)
        (place / "data" / f"indicator_{indicator}.csv").write_text("\n".join(dict.fromkeys(figures)) + "\n")
        for mark, row in rows:
            line = text[: text.index(f"series: {mark}\n")].count("\n") + 1
            expected[mark] = (row, f"indicator-config/{indicator}.yml:{line}")
    return expected


def close(text: str) -> Any:  # noqa: ANN401 - pytest's own type has no name
    return pytest.approx(float(text), rel=1e-6, abs=1e-6) if text else None
