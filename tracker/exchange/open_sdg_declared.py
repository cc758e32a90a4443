"""A goal of an Open SDG repository as a target of targets.yaml."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tracker.exchange.open_sdg_indicator import url_of
from tracker.exchange.open_sdg_targets import number, sentence
from tracker.exchange.open_sdg_words import said_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tracker.exchange.open_sdg_indicator import Sheet
    from tracker.exchange.open_sdg_targets import Item
    from tracker.exchange.open_sdg_words import Text
    from tracker.figures import Period
    from tracker.goals import Target


def target_of(
    indicator: str, sheet: Sheet, goal: Item, base: Period | None, *, unit: str, title: Text, language: str
) -> dict[str, Any]:
    """The entry of a goal: its figure, or only its direction, from the period that progress is counted from."""
    since = goal.base_year if base is None else base.start.year
    target: dict[str, Any] = {"title": sentence(goal, unit, title, since), "indicator": indicator}
    if goal.target:
        target["at_least" if goal.direction > 0 else "at_most"] = number(goal.target)
        target |= {} if base is None else {"baseline": since}
    else:
        target |= {"improve": "up" if goal.direction > 0 else "down", "since": since}
    target["by"] = goal.target_year
    if declared := _declared(sheet, language):
        target["declared"] = declared
    if tag := sheet.goal_and_target[0]:
        target["tags"] = [f"sdg-{tag}"]
    if str(sheet.get("proxy") or "") in {"proxy", "both"}:
        target["proxy"] = {"en": "the platform calls the indicator a proxy", "zh": "平台注明该指标为替代指标"}
    return target


def _declared(sheet: Sheet, language: str) -> dict[str, Any]:
    """The goal of the 2030 Agenda that the indicator belongs to, and the page that says so."""
    _, code = sheet.goal_and_target
    quote = sheet.said("target_name", "target", "SDG_TARGET") if code else None
    declared: dict[str, Any] = {}
    if code:
        declared["document"] = {"en": f"SDG target {code}", "zh": f"可持续发展目标具体目标{code}"}
    if address := url_of(sheet):
        declared["url"] = address
    if quote is not None:
        declared["quote"] = said_in(quote, language)
    return declared


def difference(standing: Target, target: Mapping[str, Any]) -> str:
    """What the repository asks, where it is not what a declared target asks; empty where it is the same."""
    condition = standing.condition
    kind = next(key for key in ("at_least", "at_most", "improve") if key in target)
    bound = condition.lower if kind == "at_least" else condition.upper
    if kind == "improve":
        same = condition.direction == (1 if target[kind] == "up" else -1)
    else:
        same = bound is not None and bound.value == target[kind]
    deadline = standing.deadline
    if same and condition.kind == kind and deadline is not None and deadline.year == target["by"]:
        return ""
    return f"{kind}: {target[kind]} by {target['by']}"
