"""SDMX: messages in their formats, what their codes mean, and a service that speaks the REST interface."""

from __future__ import annotations

import gzip
import io
import json
import random
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from tracker.errors import PeriodError, RefusedError, StorageError
from tracker.exchange.message import flow_name, read_message
from tracker.exchange.message_period import period_of
from tracker.exchange.sdmx import read
from tracker.exchange.sdmx_service import service_address
from tracker.goals import build, parse

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Answer, Service
    from tracker.exchange import Shipment

TODAY = date(2026, 11, 22)
TARGETS = b"""
workspace: {area: CN}
indicators:
  gdp: {title: GDP, unit: CNY, frequency: annual, aggregation: sum, lag: 60 days}
  jobless: {title: Unemployment, unit: "%", frequency: annual, aggregation: mean}
targets:
  gdp-2030: {title: GDP, indicator: gdp, at_least: 5, by: 2030}
"""
MAP = {"indicators": {"gdp": {"FREQ": "A", "INDICATOR": "GDP"}}}

CSV_1 = """\
DATAFLOW,FREQ,REF_AREA,INDICATOR,TIME_PERIOD,OBS_VALUE,OBS_STATUS,UNIT_MEASURE,UNIT_MULT
OFFICE:NA(1.0),A,CN,GDP,2022,121.02,A,CNY,12
OFFICE:NA(1.0),A,CN,GDP,2023,126.06,P,CNY,12
OFFICE:NA(1.0),A,US,GDP,2023,27.4,A,CNY,12
OFFICE:NA(1.0),A,CN,POP,2023,1409.67,A,PS,6
"""
CSV_2 = """\
STRUCTURE,STRUCTURE_ID,ACTION,FREQ,REF_AREA,INDICATOR,TIME_PERIOD,OBS_VALUE,OBS_STATUS,UNIT_MEASURE,UNIT_MULT
dataflow,OFFICE:NA(1.0),I,A,CN,GDP,2022,121.02,A,CNY,12
dataflow,OFFICE:NA(1.0),A,A,CN,GDP,2023,126.06,P,CNY,12
dataflow,OFFICE:NA(1.0),R,A,US,GDP,2023,27.4,A,CNY,12
dataflow,OFFICE:NA(1.0),I,A,CN,POP,2023,1409.67,A,PS,6
"""
CSV_BOTH = """\
DATAFLOW,FREQ: Frequency,REF_AREA: Area,INDICATOR: What,TIME_PERIOD: Time,OBS_VALUE,OBS_STATUS: S,UNIT_MEASURE,UNIT_MULT
OFFICE:NA(1.0): Accounts,A: Annual,CN: China,"GDP: Product, gross",2022,121.02,A: Normal,CNY,12
OFFICE:NA(1.0): Accounts,A: Annual,CN: China,"GDP: Product, gross",2023,126.06,P: Provisional,CNY,12
OFFICE:NA(1.0): Accounts,A: Annual,US: America,"GDP: Product, gross",2023,27.4,A: Normal,CNY,12
OFFICE:NA(1.0): Accounts,A: Annual,CN: China,POP: People,2023,1409.67,A: Normal,PS,6
"""
HEADER = """\
  <m:Header>
    <m:ID>ANSWER</m:ID><m:Test>false</m:Test><m:Prepared>2026-11-20T10:00:00</m:Prepared><m:Sender id="OFFICE"/>
    <m:Structure structureID="NA" DIMENSION_AT_OBSERVATION>
      <c:StructureUsage><Ref agencyID="OFFICE" id="NA" version="1.0"/></c:StructureUsage>
    </m:Structure>
  </m:Header>
"""
SPACES = (
    'xmlns:m="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message" '
    'xmlns:c="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/common" '
    'xmlns:g="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/data/generic" '
    'xmlns:s="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/data/structurespecific" '
    'xmlns:o="urn:sdmx:org.sdmx.infomodel.datastructure.DataStructure=OFFICE:NA(1.0):ObsLevelDim:TIME_PERIOD" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
)


def xml(kind: str, data: str, at: str = "TIME_PERIOD") -> str:
    header = HEADER.replace("DIMENSION_AT_OBSERVATION", f'dimensionAtObservation="{at}"')
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<m:{kind} {SPACES}>\n{header}{data}</m:{kind}>\n'


def values(codes: str) -> str:
    """`FREQ=A REF_AREA=CN` as generic values."""
    pairs = (each.split("=") for each in codes.split())
    return "".join(f'<g:Value id="{name}" value="{code}"/>' for name, code in pairs)


def generic_series(key: str, attributes: str, *observations: tuple[str, str, str]) -> str:
    rows = "".join(
        f'<g:Obs><g:ObsDimension value="{when}"/><g:ObsValue value="{value}"/>'
        f"<g:Attributes>{values(own)}</g:Attributes></g:Obs>\n"
        for when, value, own in observations
    )
    return (
        f"<g:Series><g:SeriesKey>{values(key)}</g:SeriesKey><g:Attributes>{values(attributes)}</g:Attributes>\n"
        f"{rows}</g:Series>\n"
    )


GENERIC = xml(
    "GenericData",
    '  <m:DataSet structureRef="NA">\n'
    + generic_series(
        "FREQ=A REF_AREA=CN INDICATOR=GDP",
        "UNIT_MEASURE=CNY UNIT_MULT=12",
        ("2022", "121.02", "OBS_STATUS=A"),
        ("2023", "126.06", "OBS_STATUS=P"),
    )
    + generic_series(
        "FREQ=A REF_AREA=US INDICATOR=GDP", "UNIT_MEASURE=CNY UNIT_MULT=12", ("2023", "27.4", "OBS_STATUS=A")
    )
    + generic_series(
        "FREQ=A REF_AREA=CN INDICATOR=POP", "UNIT_MEASURE=PS UNIT_MULT=6", ("2023", "1409.67", "OBS_STATUS=A")
    )
    + "  </m:DataSet>\n",
)
SPECIFIC = xml(
    "StructureSpecificData",
    """\
  <m:DataSet s:structureRef="NA" xsi:type="o:DataSetType" s:dataScope="DataStructure" s:action="Information">
    <Series FREQ="A" REF_AREA="CN" INDICATOR="GDP" UNIT_MEASURE="CNY" UNIT_MULT="12">
      <Obs TIME_PERIOD="2022" OBS_VALUE="121.02" OBS_STATUS="A"/>
      <Obs TIME_PERIOD="2023" OBS_VALUE="126.06" OBS_STATUS="P"/>
    </Series>
    <Series FREQ="A" REF_AREA="US" INDICATOR="GDP" UNIT_MEASURE="CNY" UNIT_MULT="12">
      <Obs TIME_PERIOD="2023" OBS_VALUE="27.4" OBS_STATUS="A"/>
    </Series>
    <Series FREQ="A" REF_AREA="CN" INDICATOR="POP" UNIT_MEASURE="PS" UNIT_MULT="6">
      <Obs TIME_PERIOD="2023" OBS_VALUE="1409.67" OBS_STATUS="A"/>
    </Series>
  </m:DataSet>
""",
)
FLAT = xml(
    "StructureSpecificData",
    '  <m:DataSet s:structureRef="NA" xsi:type="o:DataSetType">\n'
    + "".join(
        f'    <Obs FREQ="A" REF_AREA="{area}" INDICATOR="{what}" TIME_PERIOD="{year}" OBS_VALUE="{value}" '
        f'OBS_STATUS="{status}" UNIT_MEASURE="{unit}" UNIT_MULT="{power}"/>\n'
        for area, what, year, value, status, unit, power in (
            ("CN", "GDP", 2022, 121.02, "A", "CNY", 12),
            ("CN", "GDP", 2023, 126.06, "P", "CNY", 12),
            ("US", "GDP", 2023, 27.4, "A", "CNY", 12),
            ("CN", "POP", 2023, 1409.67, "A", "PS", 6),
        )
    )
    + "  </m:DataSet>\n",
    at="AllDimensions",
)
DIMENSIONS = {
    "series": [
        {"id": "FREQ", "keyPosition": 0, "values": [{"id": "A"}]},
        {"id": "REF_AREA", "keyPosition": 1, "values": [{"id": "CN"}, {"id": "US"}]},
        {"id": "INDICATOR", "keyPosition": 2, "values": [{"id": "GDP"}, {"id": "POP"}]},
    ],
    "observation": [{"id": "TIME_PERIOD", "keyPosition": 3, "values": [{"id": "2022"}, {"id": "2023"}]}],
}
ATTRIBUTES = {
    "series": [
        {"id": "UNIT_MEASURE", "values": [{"id": "CNY"}, {"id": "PS"}]},
        {"id": "UNIT_MULT", "values": [{"id": "12"}, {"id": "6"}]},
    ],
    "observation": [{"id": "OBS_STATUS", "values": [{"id": "A"}, {"id": "P"}]}],
}
SERIES = {
    "0:0:0": {"attributes": [0, 0], "observations": {"0": [121.02, 0], "1": [126.06, 1]}},
    "0:1:0": {"attributes": [0, 0], "observations": {"1": [27.4, 0]}},
    "0:0:1": {"attributes": [1, 1], "observations": {"1": [1409.67, 0]}},
}
FLOW = {"rel": "dataflow", "urn": "urn:sdmx:org.sdmx.infomodel.datastructure.Dataflow=OFFICE:NA(1.0)"}
STRUCTURE: dict[str, Any] = {"links": [FLOW], "dimensions": DIMENSIONS, "attributes": ATTRIBUTES}
META = {"id": "X", "prepared": "2026-11-20T10:00:00Z", "sender": {"id": "OFFICE"}}
JSON_1 = json.dumps(
    {"meta": META, "data": {"structure": STRUCTURE, "dataSets": [{"action": "Information", "series": SERIES}]}}
)
JSON_2 = json.dumps(
    {
        "meta": META,
        "data": {
            "structures": [STRUCTURE | {"measures": {"observation": [{"id": "OBS_VALUE"}]}}],
            "dataSets": [{"structure": 0, "action": "Information", "series": SERIES}],
        },
    }
)
JSON_DRAFT = json.dumps({"header": META, "structure": STRUCTURE, "dataSets": [{"series": SERIES}]})
FORMS = {
    "csv-1": CSV_1, "csv-2": CSV_2, "csv-both": CSV_BOTH, "csv-semicolons": CSV_2.replace(",", ";"), "generic": GENERIC,
    "specific": SPECIFIC, "flat": FLAT, "json-1": JSON_1, "json-2": JSON_2, "json-draft": JSON_DRAFT,
}  # fmt: skip


def shipment(path: Path, content: str | bytes, mapping: dict[str, Any] | None = None, **more: Any) -> Shipment:  # noqa: ANN401
    """What a file of this content brings."""
    file = path / "message"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return read(str(file), mapping=MAP | more if mapping is None else mapping, declarations=declared(), retrieved=TODAY)


def declared() -> Any:  # noqa: ANN401 - declarations
    document, problems = parse(TARGETS)
    assert document is not None, problems
    return build(document)


def row(path: Path, **codes: str) -> Shipment:
    """What one observation with these codes brings."""
    whole = {"FREQ": "A", "REF_AREA": "CN", "INDICATOR": "GDP", "TIME_PERIOD": "2023", "OBS_VALUE": "5"} | codes
    text = f"DATAFLOW,{','.join(whole)}\nOFFICE:NA(1.0),{','.join(whole.values())}\n"
    return shipment(path, text)


@pytest.mark.parametrize("form", FORMS)
def test_every_format_brings_the_same_figures(tmp_path: Path, form: str) -> None:
    found = shipment(tmp_path, FORMS[form])
    assert [(each.area, str(each.period), each.value, each.unit, each.status) for each in found.arrivals] == [
        ("CN", "2022", "121.02", "trillion CNY", "A"),
        ("CN", "2023", "126.06", "trillion CNY", "P"),
        ("US", "2023", "27.4", "trillion CNY", "A"),
    ]
    assert found.refusals == ()
    assert found.remarks == ("1 observations belong to no indicator of the map",)
    assert {each.source for each in found.arrivals} == {"OFFICE:NA"}
    assert {each.published for each in found.arrivals} == {None}


@pytest.mark.parametrize(("form", "line"), [("csv-2", 3), ("specific", 12), ("flat", 11)])
def test_a_figure_knows_its_line(tmp_path: Path, form: str, line: int) -> None:
    assert shipment(tmp_path, FORMS[form]).arrivals[1].place == f"{tmp_path}/message:{line}"


@pytest.mark.parametrize("form", ["generic", "specific", "flat"])
def test_the_library_sdmx1_reads_the_same(form: str, capfd: pytest.CaptureFixture[str]) -> None:
    library = pytest.importorskip("sdmx")
    message = library.read_sdmx(io.BytesIO(FORMS[form].encode()))
    theirs = [
        {name: str(code.value) for name, code in each.key.values.items()}
        | {name: str(code.value) for name, code in each.attrib.items()}
        | {"OBS_VALUE": str(each.value)}
        for data in message.data
        for each in data.obs
    ]
    ours = [dict(each.codes) for each in read_message(FORMS[form].encode(), "a.xml").observations]
    assert ours == theirs
    capfd.readouterr()


@pytest.mark.parametrize("kind", ["generic", "specific"])
def test_what_sdmx1_writes_is_read(tmp_path: Path, kind: str) -> None:
    library = pytest.importorskip("sdmx")
    from sdmx.model import common, v21

    office = common.Agency(id="OFFICE")
    structure = v21.DataStructureDefinition(id="NA", maintainer=office, version="1.0")
    flow = v21.DataflowDefinition(id="NA", maintainer=office, version="1.0", structure=structure)
    for name in ("FREQ", "REF_AREA", "INDICATOR", "TIME_PERIOD"):
        structure.dimensions.append(common.Dimension(id=name))
    structure.measures.append(v21.PrimaryMeasure(id="OBS_VALUE"))
    attribute = structure.attributes.getdefault("UNIT_MULT")
    data_set = (v21.GenericDataSet if kind == "generic" else v21.StructureSpecificDataSet)(
        described_by=flow, structured_by=structure
    )
    for year, value in (("2022", "121.02"), ("2023", "126.06")):
        key = structure.make_key(common.Key, {"FREQ": "A", "REF_AREA": "CN", "INDICATOR": "GDP", "TIME_PERIOD": year})
        one = v21.Observation(dimension=key, value=value, value_for=structure.measures[0])
        one.attached_attribute["UNIT_MULT"] = common.AttributeValue(value="12", value_for=attribute)
        data_set.add_obs([one])
    message = library.message.DataMessage(data=[data_set], observation_dimension=common.AllDimensions, dataflow=flow)
    found = shipment(tmp_path, library.to_xml(message))
    assert [(str(each.period), each.value, each.unit) for each in found.arrivals] == [
        ("2022", "121.02", "trillion CNY"),
        ("2023", "126.06", "trillion CNY"),
    ]


def test_what_groups_and_the_data_set_say_holds_for_their_series() -> None:
    text = xml(
        "StructureSpecificData",
        """\
  <m:DataSet s:structureRef="NA" xsi:type="o:DataSetType" action="Replace" DECIMALS="1" UNIT_MULT="3">
    <Group xsi:type="o:GROUP_INDICATOR" INDICATOR="GDP" UNIT_MEASURE="CNY" UNIT_MULT="9"/>
    <Series FREQ="A" REF_AREA="CN" INDICATOR="GDP"><Obs TIME_PERIOD="2022" OBS_VALUE="1"/></Series>
    <Series FREQ="A" REF_AREA="CN" INDICATOR="POP"><Obs TIME_PERIOD="2022" OBS_VALUE="2"/></Series>
    <Group xsi:type="o:Sibling" INDICATOR="POP" REF_AREA="CN" UNIT_MEASURE="PS"/>
    <Group xsi:type="o:Sibling" INDICATOR="POP" REF_AREA="US" UNIT_MEASURE="XX"/>
  </m:DataSet>
""",
    )
    gdp, people = (each.codes for each in read_message(text.encode(), "a.xml").observations)
    assert (gdp["UNIT_MEASURE"], gdp["UNIT_MULT"], gdp["DECIMALS"]) == ("CNY", "9", "1")
    assert (people["UNIT_MEASURE"], people["UNIT_MULT"]) == ("PS", "3")
    assert "action" not in gdp


def test_json_without_series_and_with_inline_attributes() -> None:
    text = json.dumps(
        {
            "data": {
                "structures": [
                    {
                        "dimensions": {
                            "dataSet": [{"id": "FREQ", "values": [{"id": "A"}]}],
                            "observation": [*DIMENSIONS["series"][1:], *DIMENSIONS["observation"]],
                        },
                        "attributes": {"dataSet": [{"id": "UNIT_MULT"}], "observation": [{"id": "COMMENT_OBS"}]},
                        "measures": {"observation": [{"id": "OBS_VALUE"}]},
                    }
                ],
                "dataSets": [{"attributes": [12], "observations": {"0:0:1": [5, ["late", "count"]], "1:0:0": [None]}}],
            }
        }
    )
    first, second = read_message(text.encode(), "a.json").observations
    assert first.codes == {
        "FREQ": "A", "UNIT_MULT": "12", "REF_AREA": "CN", "INDICATOR": "GDP", "TIME_PERIOD": "2023", "OBS_VALUE": "5",
        "COMMENT_OBS": "late;count",
    }  # fmt: skip
    assert "OBS_VALUE" not in second.codes


@pytest.mark.parametrize(
    ("written", "frequency", "period"),
    [
        ("2023", "A", "2023"),
        ("2023-A1", "A", "2023"),
        ("2023-S1", "S", "2023-H1"),
        ("2023-H2", "", "2023-H2"),
        ("2023-Q4", "Q", "2023-Q4"),
        ("2023Q4", "", "2023-Q4"),
        ("2023-09", "M", "2023-09"),
        ("2023-M09", "M", "2023-09"),
        ("2023M9", "", "2023-09"),
        ("2023-09-30", "D", "2023-09-30"),
        ("2023-D032", "D", "2023-02-01"),
        ("2023-01-01", "A", "2023"),
        ("2023-04-01T00:00:00", "Q", "2023-Q2"),
        ("2023-07-01T00:00:00Z", "", "2023-07-01"),
        ("2023-01-01/P1Y", "", "2023"),
        ("2023-04-01/P3M", "", "2023-Q2"),
        ("2023-07-01T00:00:00/P1M", "", "2023-07"),
        ("2023-07-01/2023-12-31", "", "2023-H2"),
        ("2024-01/2024-08", "", "2024-01/2024-08"),
        ("2024-01-01/P8M", "", "2024-01/2024-08"),
        ("2024-01-01/2024-08-31", "M", "2024-01/2024-08"),
        ("2024-01-01/P3M", "_O", "2024-01/2024-03"),
        ("2024-01-01/P3M", "Q", "2024-Q1"),
    ],
)
def test_the_forms_of_a_period(written: str, frequency: str, period: str) -> None:
    assert str(period_of(written, frequency=frequency)) == period


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("2023-W05", "is a week"),
        ("2023-T1", "a third of a year"),
        ("2023-B1", "two months"),
        ("2023-A2", "one part"),
        ("2023-D366", "no day 366"),
        ("2023-02-15/P1M", "does not begin with a month"),
        ("2023-02-01/2023-03-15", "is no month, quarter"),
        ("2023-01-01/P2Y", "is no month, quarter"),
        ("2023-01-01/P13M", "is no month, quarter"),
        ("2023-02-01/P8M", "nor the first months of a year"),
        ("2023-01-01/2023-08-30", "nor the first months of a year"),
        ("2023-01-01/2024-08-31", "nor the first months of a year"),
        ("2024-01-01/2024-00-01", "'2024-00-01' is no day of the calendar"),
        ("2024-02-01/2024-02-30", "'2024-02-30' is no day of the calendar"),
        ("0000-D1", "'0000' is not a year between"),
        ("9999-D366", "not a year between"),
        ("latest", "is not a period"),
        ("2023-13", "no month 13"),
    ],
)
def test_periods_that_are_refused(written: str, reason: str) -> None:
    with pytest.raises(PeriodError, match=reason):
        period_of(written)


def test_a_reporting_year_that_begins_in_april_is_refused(tmp_path: Path) -> None:
    (refusal,) = row(tmp_path, TIME_PERIOD="2023-Q1", REPORTING_YEAR_START_DAY="--04-01").refusals
    assert "a reporting year that begins on --04-01" in refusal.reason
    assert row(tmp_path, TIME_PERIOD="2023-Q1", REPORTING_YEAR_START_DAY="--01-01").arrivals


@pytest.mark.parametrize(
    ("codes", "value", "unit", "status"),
    [
        ({}, "5", "", ""),
        ({"UNIT_MULT": "0", "UNIT_MEASURE": "CNY"}, "5", "", ""),
        ({"UNIT_MULT": "6"}, "5", "million CNY", ""),
        ({"UNIT_MULT": "2", "UNIT_MEASURE": "CNY"}, "500", "", ""),
        ({"UNIT_MULT": "-3"}, "0.005", "", ""),
        ({"UNIT_MEASURE": "million CNY"}, "5", "million CNY", ""),
        ({"OBS_STATUS": "e"}, "5", "", "E"),
        ({"OBS_STATUS": "P;B"}, "5", "", "B"),
        ({"OBS_VALUE": "NaN"}, "", "", "O"),
        ({"OBS_VALUE": "", "OBS_STATUS": "L"}, "", "", "L"),
        ({"OBS_VALUE": "", "OBS_STATUS": "A"}, "", "", "O"),
        ({"CONF_STATUS": "F", "DECIMALS": "2"}, "5", "", ""),
        ({"OBS_VALUE": "1.5E3"}, "1.5E3", "", ""),
        ({"LATEST_ACTUAL_ANNUAL_DATA": "2022"}, "5", "", "F"),
        ({"LATEST_ACTUAL_ANNUAL_DATA": "2023"}, "5", "", ""),
        ({"TIME_PERIOD": "2027", "OBS_STATUS": "F"}, "5", "", "F"),
    ],
)
def test_what_codes_mean(tmp_path: Path, codes: dict[str, str], value: str, unit: str, status: str) -> None:
    found = row(tmp_path, **codes)
    assert found.refusals == ()
    (arrival,) = found.arrivals
    assert (arrival.value, arrival.unit.removeprefix("CNY"), arrival.status) == (value, unit, status)


@pytest.mark.parametrize(
    ("codes", "reason"),
    [
        ({"CONF_STATUS": "C"}, "not free for publication: CONF_STATUS is C"),
        ({"EMBARGO_TIME": "2026-12-01T09:30:00"}, "under embargo until 2026-12-01"),
        ({"UNIT_MEASURE": "USD"}, "UNIT_MEASURE USD does not fit CNY"),
        ({"UNIT_MEASURE": "XDC"}, "write `units: {XDC: 'CNY'}` in the map"),
        ({"UNIT_MEASURE": "million CNY", "UNIT_MULT": "6"}, "both say a magnitude"),
        ({"UNIT_MULT": "x"}, "UNIT_MULT 'x' is no power of ten"),
        ({"OBS_STATUS": "Z9"}, "OBS_STATUS 'Z9' is not in the SDMX code list"),
        ({"OBS_VALUE": "five"}, "'five' is no decimal number"),
        ({"OBS_VALUE": "INF"}, "'INF' is no decimal number"),
        ({"TIME_PERIOD": "2027"}, "2027 has not begun on 2026-11-22"),
        ({"TIME_PERIOD": "2023-W05"}, "is a week"),
    ],
)
def test_what_is_refused(tmp_path: Path, codes: dict[str, str], reason: str) -> None:
    found = row(tmp_path, **codes)
    assert found.arrivals == ()
    (refusal,) = found.refusals
    assert reason in refusal.reason
    assert refusal.place.endswith("message:2")


def test_notes_say_what_came_with_the_figure(tmp_path: Path) -> None:
    (arrival,) = row(tmp_path, COMMENT_OBS="new census", PRE_BREAK_VALUE="4.7").arrivals
    assert arrival.note == "new census; before the break: 4.7"


def test_the_day_of_a_data_set_dates_no_figure(tmp_path: Path) -> None:
    head = "DATAFLOW,LAST UPDATE,FREQ,REF_AREA,INDICATOR,TIME_PERIOD,OBS_VALUE"
    text = f"{head}\nX:Y(1),2026-05-22T11:00:00,A,CN,GDP,1995,6\n"
    found = shipment(tmp_path, text)
    assert found.arrivals[0].published is None
    assert any("is the day of the data set, not of each figure" in remark for remark in found.remarks)
    (dated,) = shipment(tmp_path, text, published="LAST UPDATE").arrivals  # only where the map says so
    assert dated.published == date(2026, 5, 22)


def test_words_of_the_map(tmp_path: Path) -> None:
    mapping: dict[str, Any] = {
        "indicators": {"gdp": {"IND": ["G1", "G2"]}},
        "area": "GEO2", "areas": {"156": "CN"}, "period": "YEAR", "value": "V", "unit": "U", "units": {"XDC": "CNY"},
        "statuses": {"x": "E"}, "source": "office",
    }  # fmt: skip
    text = (
        "DATAFLOW,IND,GEO2,YEAR,V,OBS_VALUE,U,OBS_STATUS\nA:B(1),G1,156,2022,7,1,XDC,x\nA:B(1),G2,840,2022,7,1,XDC,A\n"
    )
    found = shipment(tmp_path, text, mapping)
    (arrival,) = found.arrivals
    assert (arrival.area, arrival.value, arrival.unit, arrival.status, arrival.source) == ("CN", "7", "", "E", "office")
    assert found.remarks == ("1 observations are of areas that the map does not name",)


def test_series_that_the_map_does_not_tell_apart_are_refused(tmp_path: Path) -> None:
    head = "DATAFLOW,FREQ,REF_AREA,INDICATOR,SEX,TIME_PERIOD,OBS_VALUE\n"
    rows = [f"X:Y(1),A,CN,GDP,{sex},{year},{year}\n" for sex in ("F", "M") for year in (2021, 2022)]
    found = shipment(tmp_path, head + "".join(rows))
    assert found.arrivals == ()
    assert "differ in SEX (F, M); add the code that is meant (2 periods)" in found.refusals[0].reason
    assert len(shipment(tmp_path, head + "".join(rows), {"indicators": {"gdp": {"SEX": "F"}}}).arrivals) == 2


def test_vintages_and_sources_are_told_apart_where_the_map_names_them(tmp_path: Path) -> None:
    text = (
        "STRUCTURE,STRUCTURE_ID,ACTION,INDICATOR,TIME_PERIOD,OBS_VALUE,DAY,WHO,Q\n"
        "dataflow,X:Y(1.0),I,GDP,2023,6,2024-09-01,a,\n"
        "dataflow,X:Y(1.0),I,GDP,2023,5,2024-03-01,a,>\n"
        "dataflow,X:Y(1.0),I,GDP,2023,7,2024-03-01,b,\n"
        "dataflow,X:Y(1.0),I,GDP,2023,8,2024-03-01,_X,\n"
    )
    named = {"published": "DAY", "source_in": "WHO", "qualifier": "Q", "sources": {"b": "bureau"}}
    found = shipment(tmp_path, text, MAP | {"indicators": {"gdp": {"INDICATOR": "GDP"}}} | named)
    assert [(each.value, str(each.published), each.source, each.qualifier) for each in found.arrivals] == [
        ("8", "2024-03-01", "", ""),
        ("5", "2024-03-01", "a", ">"),
        ("6", "2024-09-01", "a", ""),
        ("7", "2024-03-01", "bureau", ""),
    ]
    plain = shipment(tmp_path, text, MAP | {"indicators": {"gdp": {"INDICATOR": "GDP"}}})
    assert (plain.arrivals, len(plain.refusals)) == ((), 1)


def test_the_same_figure_twice_is_one_and_two_values_are_none(tmp_path: Path) -> None:
    first, second = CSV_1.splitlines(keepends=True)[1:3]
    head = CSV_1.splitlines(keepends=True)[0]
    assert len(shipment(tmp_path, head + first + first).arrivals) == 1
    found = shipment(tmp_path, head + second + second.replace("126.06", "126.07"))
    assert found.arrivals == ()
    assert "2023 for CN stands twice with different values" in found.refusals[0].reason


def test_an_indicator_without_figures_says_which_code_is_not_there(tmp_path: Path) -> None:
    found = shipment(tmp_path, CSV_1, {"indicators": {"gdp": {"FREQ": "Q"}, "jobless": {"INDICATR": "X"}}})
    first, second = (each.reason for each in found.refusals)
    assert first == "gdp: no figures: FREQ is never Q; there are A"
    assert second.startswith("jobless: no figures: nothing has INDICATR; did you mean 'INDICATOR'?; there are FREQ, ")


def test_without_a_map_the_codes_are_shown(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(CSV_1, encoding="utf-8")
    with pytest.raises(RefusedError, match=r"(?s)Write a map.*INDICATOR: GDP, POP.*area: REF_AREA"):
        read(str(tmp_path / "a.csv"), mapping=None, declarations=declared(), retrieved=TODAY)


@pytest.mark.parametrize(
    ("mapping", "reason"),
    [
        ({}, "needs `indicators`"),
        ({"indicators": {"gdp": "A"}}, "gdp of the map is a table"),
        ({"indicators": {"gdp": {"FREQ": None}}}, "FREQ is a code"),
        ({"indicators": {"gdp": {}}, "aera": "X"}, "'aera'; did you mean 'area'"),
        ({"indicators": {"gdp": {}}, "units": ["CNY"]}, "`units` of the map is a table"),
        ({"indicators": {"gdp": {}}, "area": 5}, "`area` of the map is the id"),
    ],
)
def test_a_map_that_says_nothing_useful(tmp_path: Path, mapping: dict[str, Any], reason: str) -> None:
    with pytest.raises(RefusedError, match=reason):
        shipment(tmp_path, CSV_1, mapping)


BOMB = '<?xml version="1.0"?>\n<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]>\n<a>&c;</a>'


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "it is empty"),
        (b"PK\x03\x04", "an archive"),
        (SPECIFIC[: SPECIFIC.index("27.4")].encode(), r"message:15: no whole XML: .*; the file may be cut off"),
        (BOMB.encode(), "message:2: a document type"),
        (b'<?xml version="1.0"?>\n<!DOCTYPE a SYSTEM "file:///etc/passwd">\n<a/>', "message:2: a document type"),
        (b"<a/>", "message:1: no SDMX message"),
        (xml("Structure", "").encode(), "the message holds structures"),
        (xml("GenericData", "").encode(), "a message without a data set"),
        (("<a xmlns='http://www.sdmx.org/x'>" + "<b>" * 100).encode(), "more than 64 elements within"),
        (CSV_2.encode()[:-30], r"message:5: .*the file may be cut off"),
        (CSV_2.replace("OFFICE", "BÜRO").encode("latin-1"), "message:2: not in UTF-8"),
        (CSV_2.replace("REF_AREA", "FREQ").encode(), "two columns are called 'FREQ'"),
        (CSV_2.replace("OBS_VALUE", "V").encode(), "no column OBS_VALUE"),
        (CSV_2.replace(",R,", ",Z,").encode(), "message:4: ACTION is 'Z'"),
        (b"year,value\n2023,5\n", "its first column is 'year'"),
        (CSV_2.encode() + b'"open', "message:6: no CSV"),
        (JSON_1[:-20].encode(), "message:1: no whole JSON"),
        (b'{"data": 5, "data": 6}', "'data' stands twice"),
        (b'{"errors": [{"code": 500, "title": "closed"}]}', "the service reports: closed"),
        (b'{"a": 5}', "no SDMX-JSON data message as the standard has it: 'structure' is missing"),
        (b"[" * 100_000, "nested too deeply|no whole JSON"),
        (JSON_1.replace('"1": [126.06', '"7": [126.06').encode(), "no SDMX-JSON data message"),
        (JSON_1.replace('"0:1:0"', '"0:1"').encode(), "'0:1' has 2 parts for 3 dimensions"),
        (JSON_1.replace("126.06", "Infinity").encode(), "Infinity is no figure"),
    ],
)
def test_bad_messages(tmp_path: Path, content: bytes, reason: str) -> None:
    with pytest.raises(RefusedError, match=reason):
        shipment(tmp_path, content)


def test_xml_may_be_in_another_encoding_that_it_names(tmp_path: Path) -> None:
    assert len(shipment(tmp_path, SPECIFIC.replace("UTF-8", "UTF-16").encode("utf-16")).arrivals) == 3


def test_a_message_that_reports_an_error_brings_nothing(tmp_path: Path) -> None:
    end = "</m:StructureSpecificData>"
    space = "http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message/footer"
    text = SPECIFIC.replace(
        end,
        f'<f:Footer xmlns:f="{space}"><f:Message code="510" severity="Warning">'
        f"<c:Text>too large</c:Text></f:Message></f:Footer>{end}",
    )
    assert "the service reports: too large" in shipment(tmp_path, text).remarks
    with pytest.raises(RefusedError, match="reports an error: too large"):
        shipment(tmp_path, text.replace("Warning", "Error"))


@pytest.mark.parametrize("form", FORMS)
def test_damage_is_refused_never_a_crash(form: str) -> None:
    content = FORMS[form].encode()
    chance = random.Random(1)
    for _ in range(200):
        damaged = bytearray(content[: chance.randrange(len(content) + 1)] if chance.random() < 0.5 else content)
        for _ in range(chance.randrange(4)):
            if damaged:
                damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        assert said(bytes(damaged)).startswith("message")


def said(content: bytes) -> str:
    """Where the first observation of a message stands, or why the message is refused."""
    try:
        found = read_message(content, "message").observations
    except RefusedError as error:
        return str(error)
    return found[0].place if found else "message"


def test_deletions_are_said_and_not_done(tmp_path: Path) -> None:
    found = shipment(tmp_path, CSV_2.replace(",R,", ",D,"))
    assert [each.area for each in found.arrivals] == ["CN", "CN"]
    assert found.remarks[0] == "1 rows ask for a deletion; what is known stays as it is"


def test_the_flow_is_named_without_its_version() -> None:
    assert flow_name("urn:sdmx:org.sdmx.infomodel.datastructure.Dataflow=ECB:EXR(1.0)") == "ECB:EXR"


@pytest.fixture
def asked(service: Service) -> Callable[[str], Shipment]:
    """What a query of the service brings."""

    def ask(query: str) -> Shipment:
        return read(f"{service.address}{query}", mapping=MAP, declarations=declared(), retrieved=TODAY)

    return ask


def test_a_service_is_asked_for_data(service: Service, answer: type[Answer], asked: Callable[[str], Shipment]) -> None:
    packed = answer(
        body=gzip.compress(SPECIFIC.encode()),
        headers=(("Content-Encoding", "gzip"), ("Content-Type", "application/vnd.sdmx.structurespecificdata+xml")),
    )
    query = "/rest/data/NA/A.CN+US.GDP?startPeriod=2022"
    service.says(query, packed)
    found = asked(query)
    assert len(found.arrivals) == 3
    assert found.arrivals[0].url == f"{service.address}{query}"
    assert found.arrivals[0].place == f"{service.address}{query}:11"
    assert service.requests[0][1]["accept"].startswith("application/vnd.sdmx.data+csv")


def test_pages_are_asked_until_the_last(
    service: Service, answer: type[Answer], asked: Callable[[str], Shipment]
) -> None:
    head, *rows = CSV_1.splitlines(keepends=True)
    pages = [
        answer(status=206, body=(head + "".join(rows[first : first + 2])).encode(), headers=(("Content-Range", said),))
        for first, said in ((0, "values 0-1/4"), (2, "values 2-3/4"))
    ]
    service.says("/data/NA", *pages)
    assert len(asked("/data/NA").arrivals) == 3
    assert [headers.get("range") for _, headers in service.requests] == [None, "values=2-3"]


def test_a_next_page_is_followed(service: Service, answer: type[Answer], asked: Callable[[str], Shipment]) -> None:
    head, *rows = CSV_1.splitlines(keepends=True)
    service.says(
        "/data/NA", answer(body=(head + rows[0]).encode(), headers=(("Link", '</data/NA?page=2>; rel="next"'),))
    )
    service.says("/data/NA?page=2", answer(body=(head + rows[1]).encode()))
    assert [str(each.period) for each in asked("/data/NA").arrivals] == ["2022", "2023"]


def test_a_part_of_an_answer_is_no_answer(
    service: Service, answer: type[Answer], asked: Callable[[str], Shipment]
) -> None:
    service.says("/data/NA", answer(status=206, body=CSV_1.encode()))
    with pytest.raises(RefusedError, match="sent a part of the answer"):
        asked("/data/NA")


def test_what_a_service_refuses_is_said(
    service: Service, answer: type[Answer], asked: Callable[[str], Shipment]
) -> None:
    service.says("/data/NA", answer(status=404, body=b"<e><Text>No results found</Text></e>"))
    with pytest.raises(StorageError, match=r"404 Not Found: .* no figures for this key \(No results found\)"):
        asked("/data/NA")
    service.says("/data/NB", answer(body=b"<html>Welcome</html>", headers=(("Content-Type", "text/html"),)))
    with pytest.raises(RefusedError, match="a web page"):
        asked("/data/NB")


def test_services_are_known_by_their_id(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("sdmx")
    assert service_address("ECB:EXR/A.USD.EUR.SP00.A").endswith("ecb.europa.eu/service/data/EXR/A.USD.EUR.SP00.A")
    with pytest.raises(RefusedError, match="no service is called 'ECBX'"):
        service_address("ECBX:EXR/A")
    assert service_address("C:/data/a.csv") == "C:/data/a.csv"
    monkeypatch.setitem(__import__("sys").modules, "sdmx.source", None)
    with pytest.raises(RefusedError, match="install the package sdmx1"):
        service_address("ECB:EXR/A")
