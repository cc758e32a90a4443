"""Good inputs to begin with, by harness: from these the changed ones are made."""

from __future__ import annotations

from typing import Final

_TARGETS: Final = """\
workspace: {title: {en: Goals, zh: 目标}, area: XX, sources: {s: {title: S, url: "https://example.org/"}}}
indicators:
  jobs: {title: Jobs, unit: people, nature: count, aggregation: last, frequency: annual, lag: 60 days, bounds: [0, 1e9]}
  output: &o {title: Output, unit: CNY, nature: currency, aggregation: sum, frequency: quarterly}
targets:
  jobs-2030: {title: Many, indicator: jobs, at_least: 2000, by: 2030, interim: {2025: 1200}}
  growth: {title: Up, indicator: output, average_growth: {at_least: 5.5 %}, over: 2021..2025}
  plan: {title: Plan, milestones: [{id: a, title: A, by: 2025}], by: 2027}
  both: {title: Both, all_of: [jobs-2030, growth]}
"""
_ROWS: Final = """\
area,period,value,growth,since,unit,qualifier,status,published,source,url,note
XX,2020,1.05,,,thousand people,~,E,2021-02-01,paper,,"about, it says"
XX,2021,,5,2019,,>,A,2022-02-01,p,,
"""
_MESSAGE: Final = """\
<m:GenericData xmlns:m="urn:sdmx:message" xmlns:g="urn:sdmx:generic"><m:Header><m:ID>X</m:ID></m:Header>
<m:DataSet><g:Series><g:SeriesKey><g:Value id="FREQ" value="A"/></g:SeriesKey>
<g:Obs><g:ObsDimension value="2022"/><g:ObsValue value="1.5"/></g:Obs></g:Series></m:DataSet></m:GenericData>
"""
_JSON: Final = """\
{"meta":{"id":"X"},"data":{"structure":{"dimensions":{"series":[{"id":"FREQ","values":[{"id":"A"}]}],"observation":
[{"id":"TIME_PERIOD","values":[{"id":"2022"}]}]},"attributes":{"observation":[{"id":"S","values":[{"id":"P"}]}]}},
"dataSets":[{"dimensionGroupAttributes":{"0":[]},"series":{"0":{"attributes":[],"observations":{"0":[1.5,0]}}}}]}}
"""
_WRITTEN: Final = {
    "quantities": ("\x00663.8 billion CNY", "\x01-5 %", "\x02约 1.2万亿元", "\x031,234.5 t", "\x00３ pp", "\x002e-3"),
    "periods": (
        *("2024-Q3", "2024年1-8月", "2024-01/2024-08", "2024H1", "Mar 2024", "2024-09-30", "2020..2025"),
        *("2024-M07", "2024-D366", "2024-01-01/P3M", "2023年度", "45292"),
    ),
    "dates": ("2024-09-30", "2024-02-29", "20240930"),
    "cells": ("1,234.5", "1 234,5", "663.8p", "..", "(5)", "12.5*", "1.2万", "5,6 (r)"),
    "targets": (_TARGETS,),
    "yaml": (_TARGETS, "a: &x [1, 2]\nb: *x\n<<: {c: 1}\n", "'k': |\n  text\n? q\n: - 1\n", '{"a": "\\u0041"}'),
    "observations": (
        _ROWS,
        "step,status,published\na,done,2024-01-01\n",
        "period;value\r\n2020;5\r\n",
    ),
    "sdmx": (
        _MESSAGE,
        _JSON,
        "DATAFLOW,FREQ,TIME_PERIOD,OBS_VALUE\nA:B(1.0),A,2022,1.5\n",
        "STRUCTURE,STRUCTURE_ID,ACTION,FREQ,TIME_PERIOD,OBS_VALUE\ndataflow,A:B(1.0),I,A,2022,1.5\n",
    ),
    "tables": (
        "indicator,year,value,unit\njobs,2022,5,people\njobs,2023,6,people\n",
        "年份;地区;指标;数值\n2023年;广东;Jobs;39,5\n",
        "Jobs\t2021\t2022p\nXX\t1 000\t(2)\n* estimated\n",
    ),
    "notes": (
        "# A\n\n[b](https://e.org) *c* **d** `e`\n\n| a | b |\n|:-|-:|\n| 1 | 2 |\n\n> q\n\n1. x\n\n![i](j)\n",
        "<script>x</script> &amp; <https://e.org> ~~s~~\n\n[r]: https://e.org 't'\n\n[r] [m](mailto:a@b.org)\n",
    ),
    "addresses": (
        "https://example.org/a?key=${TRACKER_KEY}",
        "http://127.1/",
        "https://[::ffff:10.0.0.1]:80/",
        "/2026-Q3/index.html",
        "/..%2ftargets.yaml",
        "SELECT a, 'x;' FROM t -- c",
        "WITH t AS (SELECT 1) SELECT * FROM t /* d */",
    ),
    "spreadsheet-cells": ("=1+1", "a;=1", "'=x", "\t@SUM(A1)", "text"),
}
SEEDS: Final[dict[str, tuple[bytes, ...]]] = {
    name: tuple(text.encode() for text in texts) for name, texts in _WRITTEN.items()
}
