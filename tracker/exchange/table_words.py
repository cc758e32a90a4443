"""What headers of tables are called, in English and Chinese, and names that stand for areas."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from tracker.errors import QuantityError
from tracker.exchange.table_marks import unmarked
from tracker.figures import is_currency, is_percent, parse_unit

ROLES: Final = {
    "period": "年份 年度 年 季度 季 月份 月 日期 时间 时期 报告期 统计时间 统计期 期间 数据时间 "
    "year|years|date|period|time|"
    "time period|quarter|month|day|reference period|reporting period|fiscal year",
    "value": "数值 值 数据 指标值 绝对值 本期 本期值 统计值 数据值 value|values|obs value|amount|figure|"
    "observation|data",
    "growth": "增速 同比 同比增长 同比增速 增长率 比上年增长 growth|growth rate|change on year|year on year",
    "indicator": "指标 指标名称 项目 统计指标 指标名 indicator|indicator name|indicator code|series|series name|"
    "series code|variable|measure|item",
    "area": "地区 省份 省市 区域 城市 国家 省 市 地市 行政区 地区代码 area|area code|region|country|country code|geo|"
    "ref area|location|province|state|city|geography|geo code",
    "unit": "单位 计量单位 unit|units|unit of measure|unit measure",
    "status": "状态 数据状态 status|flag|flags|obs status|obs flag|observation status",
    "qualifier": "限定 qualifier|sign",
    "published": "发布日期 发布时间 公布日期 公布时间 published|release date|publication date|date published|released",
    "source": "来源 数据来源 资料来源 source|sources|data source",
    "url": "链接 网址 url|link|web address",
    "note": "备注 说明 注 注释 附注 note|notes|comment|comments|remark|remarks|footnote|footnotes",
}  # fmt: skip
"""Role → the headers that name it; Chinese ones before, parted by spaces, English ones parted by bars."""

YEARS: Final = frozenset({"年份", "年度", "年", "year", "years"})
PARTS: Final = frozenset({"季度", "季", "月份", "月", "quarter", "month"})

PROVINCES: Final = {
    "北京": "BJ", "天津": "TJ", "河北": "HE", "山西": "SX", "内蒙古": "NM", "辽宁": "LN", "吉林": "JL", "黑龙江": "HL",
    "上海": "SH", "江苏": "JS", "浙江": "ZJ", "安徽": "AH", "福建": "FJ", "江西": "JX", "山东": "SD", "河南": "HA",
    "湖北": "HB", "湖南": "HN", "广东": "GD", "广西": "GX", "海南": "HI", "重庆": "CQ", "四川": "SC", "贵州": "GZ",
    "云南": "YN", "西藏": "XZ", "陕西": "SN", "甘肃": "GS", "青海": "QH", "宁夏": "NX", "新疆": "XJ",
}  # fmt: skip
"""Provinces of China → the second part of their ISO 3166-2 codes."""


def _words() -> dict[str, str]:
    found: dict[str, str] = {}
    for role, text in ROLES.items():
        *chinese, first = text.split("|", 1)[0].split(" ")
        rest = text.split("|")[1:]
        found |= dict.fromkeys([*chinese, first, *rest], role)
    found |= {"time period": "period", "reporting period": "period", "obs value": "value"}
    return found


_LONGEST: Final = 400
"""Characters of a header that count."""


def normal(text: str) -> str:
    """A header for comparison: without case, width, marks, spaces between Chinese characters, and punctuation."""
    plain = unicodedata.normalize("NFKC", unmarked(text)[0][:_LONGEST]).casefold()
    plain = re.sub(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])", "", plain)
    return " ".join(re.sub(r"[_\-:;,*]+", " ", plain).split())


_ROLE_OF: Final = _words()


def role_of(header: str) -> str:
    """The role that a header names, or nothing. A unit in brackets does not count."""
    return _ROLE_OF.get(normal(header)) or _ROLE_OF.get(normal(without_unit(header))) or ""


def without_unit(header: str) -> str:
    """A header without what stands in its last brackets."""
    return re.sub(r"\s*[(（\[][^()（）\[\]]*[)）\]]\s*$", "", unmarked(header)[0]) or header


def unit_in(header: str) -> str:
    """The unit in the last brackets of a header (`产值（亿元）`), or after `单位：`; nothing where there is none."""
    found = re.search(r"[(（\[]\s*(?:单位[:：])?\s*([^()（）\[\]]{1,40}?)\s*[)）\]]\s*$", unmarked(header)[0])
    found = found or re.fullmatch(
        r".*?(?:单位|units?)\s*[:：]\s*([^:：]{1,40}?)\s*[)）]?", header.strip(), re.IGNORECASE
    )
    label = found[1] if found else ""
    return label if label and _is_unit(label) else ""


def area_code(name: str) -> str:
    """The code of a province of China that is written in words; nothing for any other name."""
    plain = re.sub("(?:壮族|回族|维吾尔)?(?:省|市|自治区)$", "", "".join(name.split()))
    return f"CN-{PROVINCES[plain]}" if plain in PROVINCES else "CN" if plain in {"全国", "中国"} else ""


def _is_unit(label: str) -> bool:
    try:
        unit = parse_unit(label)
    except QuantityError:
        return False
    known = {"sq m", "tonne", "W", "Wh", "people", "enterprise", "household", "number", "mu", "m", "pp"}
    return is_currency(unit) or is_percent(unit) or unit.base in known or unit.scale != 1
