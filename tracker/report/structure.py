"""The structure of the SDMX-CSV files: data flows, their dimensions and attributes, the list of indicators.

It is an SDMX-ML 2.1 structure message: readers of SDMX-CSV need one to tell dimensions from attributes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

from tracker.report.language import LANGUAGES, msgid, translator
from tracker.report.observations import AGENCY, FIGURES, VERSION, VINTAGES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tracker.figures import Indicator
    from tracker.report.observations import Component, Flow
    from tracker.report.report import Report

_SPACE: Final = "http://www.sdmx.org/resources/sdmxml/schemas/v2_1"
_MESSAGE, _STRUCTURE, _COMMON = (f"{{{_SPACE}/{name}}}" for name in ("message", "structure", "common"))
_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_NO_XML: Final = re.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\ud800-\\udfff\\ufffe\\uffff]")

_CONCEPTS: Final = "CONCEPTS"
_INDICATORS: Final = "CL_INDICATOR"


def structure_message(report: Report) -> bytes:
    """The structure of both flows, named in English and Chinese, as an XML document."""
    for prefix, space in (("mes", _MESSAGE), ("str", _STRUCTURE), ("com", _COMMON)):
        ET.register_namespace(prefix, space.strip("{}"))
    root = ET.Element(f"{_MESSAGE}Structure")
    header = ET.SubElement(root, f"{_MESSAGE}Header")
    ET.SubElement(header, f"{_MESSAGE}ID").text = f"FIGURES_{report.as_of:%Y_%m_%d}"
    ET.SubElement(header, f"{_MESSAGE}Test").text = "false"
    ET.SubElement(header, f"{_MESSAGE}Prepared").text = f"{report.as_of.isoformat()}T00:00:00Z"
    ET.SubElement(header, f"{_MESSAGE}Sender", {"id": AGENCY})
    parts = ET.SubElement(root, f"{_MESSAGE}Structures")
    flows = (FIGURES, VINTAGES)
    _flows(ET.SubElement(parts, f"{_STRUCTURE}Dataflows"), flows)
    _codes(ET.SubElement(parts, f"{_STRUCTURE}Codelists"), report)
    _concepts(ET.SubElement(parts, f"{_STRUCTURE}Concepts"), flows)
    structures = ET.SubElement(parts, f"{_STRUCTURE}DataStructures")
    for flow in flows:
        _structure(structures, flow)
    ET.indent(root, " ")
    whole: bytes = ET.tostring(root, encoding="utf-8")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + whole + b"\n"


def _flows(parent: ET.Element, flows: Iterable[Flow]) -> None:
    for flow in flows:
        made = _artefact(parent, "Dataflow", flow.id, _said(flow.name))
        _refer(ET.SubElement(made, f"{_STRUCTURE}Structure"), f"DSD_{flow.id}", "datastructure", "DataStructure")


def _codes(parent: ET.Element, report: Report) -> None:
    """The list of indicators that have figures or targets."""
    known: dict[str, Indicator] = {each.indicator.id: each.indicator for each in report.vintages}
    known |= {entry.indicator.id: entry.indicator for entry in report.entries if entry.indicator is not None}
    made = _artefact(parent, "Codelist", _INDICATORS, _said(msgid("Indicator")))
    for name, indicator in sorted(known.items()):
        titles = {tag: text for tag, text in indicator.title.pairs if tag in LANGUAGES}
        code = ET.SubElement(made, f"{_STRUCTURE}Code", {"id": name})
        _name(code, titles or {report.settings.language: indicator.title.within(report.settings.language)})


def _concepts(parent: ET.Element, flows: Iterable[Flow]) -> None:
    made = _artefact(parent, "ConceptScheme", _CONCEPTS, {"en": "Concepts"})
    named = {each.id: _said(each.name) for flow in flows for each in (*flow.dimensions, *flow.attributes)}
    named |= {"TIME_PERIOD": _said(msgid("Period")), "OBS_VALUE": _said(msgid("Figure"))}
    for name, texts in sorted(named.items()):
        _name(ET.SubElement(made, f"{_STRUCTURE}Concept", {"id": name}), texts)


def _structure(parent: ET.Element, flow: Flow) -> None:
    made = _artefact(parent, "DataStructure", f"DSD_{flow.id}", _said(flow.name))
    components = ET.SubElement(made, f"{_STRUCTURE}DataStructureComponents")
    dimensions = ET.SubElement(components, f"{_STRUCTURE}DimensionList", {"id": "DimensionDescriptor"})
    for place, each in enumerate(flow.dimensions, start=1):
        _component(dimensions, "Dimension", each.id, {"position": str(place)})
    period = {"position": str(len(flow.dimensions) + 1)}
    _component(dimensions, "TimeDimension", "TIME_PERIOD", period, kind="ObservationalTimePeriod")
    attributes = ET.SubElement(components, f"{_STRUCTURE}AttributeList", {"id": "AttributeDescriptor"})
    for attribute in flow.attributes:
        _attribute(attributes, attribute)
    measures = ET.SubElement(components, f"{_STRUCTURE}MeasureList", {"id": "MeasureDescriptor"})
    _component(measures, "PrimaryMeasure", "OBS_VALUE", {}, kind="Double")


def _attribute(parent: ET.Element, attribute: Component) -> None:
    """An attribute of each observation."""
    status = "Mandatory" if attribute.required else "Conditional"
    made = _component(parent, "Attribute", attribute.id, {"assignmentStatus": status})
    related = ET.SubElement(made, f"{_STRUCTURE}AttributeRelationship")
    ET.SubElement(ET.SubElement(related, f"{_STRUCTURE}PrimaryMeasure"), "Ref", {"id": "OBS_VALUE"})


def _component(parent: ET.Element, tag: str, name: str, more: Mapping[str, str], *, kind: str = "String") -> ET.Element:
    made = ET.SubElement(parent, f"{_STRUCTURE}{tag}", {"id": name, **more})
    concept = ET.SubElement(made, f"{_STRUCTURE}ConceptIdentity")
    ET.SubElement(
        concept,
        "Ref",
        {
            "id": name,
            "maintainableParentID": _CONCEPTS,
            "maintainableParentVersion": VERSION,
            "agencyID": AGENCY,
            "package": "conceptscheme",
            "class": "Concept",
        },
    )
    form = ET.SubElement(made, f"{_STRUCTURE}LocalRepresentation")
    if name == "INDICATOR":
        _refer(ET.SubElement(form, f"{_STRUCTURE}Enumeration"), _INDICATORS, "codelist", "Codelist")
    else:
        ET.SubElement(form, f"{_STRUCTURE}TextFormat", {"textType": kind})
    return made


def _artefact(parent: ET.Element, tag: str, name: str, texts: Mapping[str, str]) -> ET.Element:
    made = ET.SubElement(
        parent, f"{_STRUCTURE}{tag}", {"id": name, "agencyID": AGENCY, "version": VERSION, "isFinal": "true"}
    )
    _name(made, texts)
    return made


def _refer(parent: ET.Element, name: str, package: str, kind: str) -> None:
    ET.SubElement(
        parent, "Ref", {"id": name, "agencyID": AGENCY, "version": VERSION, "package": package, "class": kind}
    )


def _name(parent: ET.Element, texts: Mapping[str, str]) -> None:
    for tag, text in texts.items():
        ET.SubElement(parent, f"{_COMMON}Name", {_LANG: tag}).text = _NO_XML.sub("", text)


def _said(message: str) -> dict[str, str]:
    return {tag: translator(tag).text(message) for tag in LANGUAGES}
