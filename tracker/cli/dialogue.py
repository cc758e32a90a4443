"""The questions of `declare`: one a part of the goal, each with an example, each answer checked at once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import click

from tracker.cli.options import harmless
from tracker.goals import (
    CHANGES,
    CONDITIONS,
    GROUPS,
    MILESTONES,
    SPANS,
    Draft,
    draft_faults,
    draft_gaps,
    id_fault,
    suggested_id,
    text_fault,
    typed,
)
from tracker.report.language import msgid

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from tracker.report.language import Language

_KINDS: Final = {
    "at_least": msgid("this or more at the deadline"),
    "more_than": msgid("more than this at the deadline"),
    "at_most": msgid("this or less at the deadline"),
    "less_than": msgid("less than this at the deadline"),
    "between": msgid("between two figures at the deadline"),
    "increase_by": msgid("up by a share or an amount since an earlier period"),
    "reduce_by": msgid("down by a share or an amount since an earlier period"),
    "improve": msgid("only a direction: better than in an earlier period"),
    "average_growth": msgid("average growth a year over a span of periods"),
    "cumulative": msgid("the sum of a span of periods"),
    "maintain": msgid("a level that every period of a span keeps"),
    "milestones": msgid("a number of steps to be carried out, without a figure"),
    "all_of": msgid("met when all of several declared targets are"),
    "any_of": msgid("met when one of several declared targets is"),
}
_SIDED: Final = ("at_least", "more_than", "at_most", "less_than", "between")
_FREQUENCIES: Final = ("annual", "half-yearly", "quarterly", "monthly", "daily")
_NATURES: Final = {
    "rate": msgid("a rate or ratio"),
    "share": msgid("a share of a whole, 0 to 100"),
    "count": msgid("a number of people or things"),
    "currency": msgid("an amount of money"),
    "index": msgid("an index"),
    "signed": msgid("a figure that may fall below zero, such as a balance"),
}
_WAYS: Final = {"sum": msgid("their sum"), "last": msgid("the last one"), "mean": msgid("their mean")}
_BETTER: Final = {"up": msgid("a higher one"), "down": msgid("a lower one"), "neither": msgid("neither")}
_NEW: Final = "+"
"""What stands in a list of ids for one that is not there yet; no id is written so."""

_DATES: Final = {
    "since": (msgid("Since which period?"), "2020"),
    "over": (msgid("Over which periods, the first and the last?"), "2026..2030"),
    "by": (msgid("By when, a year, quarter, month or day?"), "2030"),
}
_DECLARATION: Final = {
    "on": (msgid("On which day was it declared?"), "2024-10-09"),
    "document": (msgid("In which document?"), "15th Five-Year Plan"),
    "by": (msgid("Who declared it?"), "People's Government of Guangdong Province"),
    "url": (msgid("Where can the document be read?"), "https://example.org/plan"),
    "quote": (msgid("In which words, as they stand in the document?"), ""),
}
_OTHER: Final = {"en": "zh", "zh": "en"}
_MOST_LISTED: Final = 40


class Dialogue:
    """A conversation at a terminal about one goal; what it knows so far is `draft`."""

    def __init__(self, data: Mapping[str, Any], draft: Draft, language: Language) -> None:
        self.data = data
        self.draft = draft
        self.language = language

    def hold(self) -> Draft:
        """Ask for everything that the draft lacks, and return it whole."""
        text = self.language.text
        click.echo(text("Enter leaves out what may be left out; Ctrl-C ends, and nothing is written."), err=True)
        target = self.draft.target
        if "title" not in target:
            self._set("title", self._titles(text("The goal in a few words"), "A trillion-yuan biomedical cluster"))
        if not target.keys() & set(CONDITIONS):
            kind = self._chosen(text("What does the goal say?"), {name: text(_KINDS[name]) for name in CONDITIONS})
        else:
            kind = next(name for name in CONDITIONS if name in target)
        if kind not in {MILESTONES, *GROUPS}:
            self._measure()
        if kind not in self.draft.target:
            self._condition(kind)
        while missing := [key for key in draft_gaps(self.draft) if key in _DATES]:
            question, sample = _DATES[missing[0]]
            self._ask(missing[0], text(question), sample)
        if not self.draft.target.keys() & {"area", "areas"}:
            self._areas()
        self._declaration()
        if "tags" not in self.draft.target:
            self._ask_list("tags", text("Words to group targets by"), "health, industry")
        if not self.draft.id:
            self._name()
        return self.draft

    def _set(self, key: str, value: Any) -> None:  # noqa: ANN401 - any part of an entry
        self.draft = replace(self.draft, target={**self.draft.target, key: value})

    def _titles(self, question: str, sample: str) -> Any:  # noqa: ANN401 - a text, or one for each language
        """A title in the language of the conversation and, if there is one, in the other."""
        own, other = self.language.tag, _OTHER[self.language.tag]
        first = self._answer(question, sample if own == "en" else "", needed=True)
        named = {"en": self.language.text("The same in English"), "zh": self.language.text("The same in Chinese")}
        second = self._answer(named[other], "")
        return dict(sorted({own: first, other: second}.items())) if second else first

    def _measure(self) -> None:
        """The indicator: one that is declared, or a new one with its unit, frequency, nature, better side and lag."""
        known: Mapping[str, Any] = self.data.get("indicators") or {}
        if not self.draft.indicator:
            self._indicator(known)
        if self.draft.indicator in known:
            return
        text = self.language.text
        if "title" not in self.draft.measure:
            self._set_measure("title", self._measured())
        if "unit" not in self.draft.measure:
            self._ask_measure("unit", text("In which unit are its figures?"), "CNY, %, people", needed=True)
        if "frequency" not in self.draft.measure:
            frequencies = dict.fromkeys(_FREQUENCIES, "")
            self._set_measure("frequency", self._chosen(text("How often is a figure published?"), frequencies))
        self._offer("nature", text("Which kind of figure is it?"), _NATURES)
        if self.draft.measure["frequency"] != "annual":
            self._offer("aggregation", text("How do a year's figures make that of the year?"), _WAYS)
        self._offer("better", text("Which figure is better?"), _BETTER)
        if "lag" not in self.draft.measure:
            self._ask_measure("lag", text("How long after the period's end is the figure published?"), "45 days")

    def _indicator(self, known: Mapping[str, Any]) -> None:
        """Take the id of an indicator into the draft; of a new one the title as well."""
        text = self.language.text
        listed = {name: f"{self._title_of(entry)} ({entry.get('unit', '')})" for name, entry in known.items()}
        name = self._chosen(text("What is measured?"), {**listed, _NEW: text("a new one")}) if listed else _NEW
        if name != _NEW:
            self._set("indicator", name)
            return

        def fault(text: str) -> str:
            return id_fault(text, known, "an indicator")

        title = self._measured()
        offered = suggested_id(title if isinstance(title, str) else title.get("en", ""), None, known)
        self._set("indicator", self._answer(text("Its id"), "gd-biomedical-revenue", offered, fault=fault, needed=True))
        self._set_measure("title", title)

    def _measured(self) -> Any:  # noqa: ANN401 - a text, or one for each language
        return self._titles(self.language.text("What is measured, in a few words"), "Revenue of the biomedical cluster")

    def _offer(self, key: str, question: str, choices: Mapping[str, str]) -> None:
        """A word of the new indicator that may be left out."""
        if key not in self.draft.measure:
            named = {name: self.language.text(text) for name, text in choices.items()}
            if chosen := self._chosen(question, named, needed=False):
                self._set_measure(key, chosen)

    def _condition(self, kind: str) -> None:
        text = self.language.text
        if kind in GROUPS:
            self._ask_list(kind, text("The ids of these targets"), ", ".join(list(self.data.get("targets") or {})[:2]))
            return
        if kind == MILESTONES:
            self._ask(kind, text("How many steps?"), "38", read=lambda text: {"count": typed(text)})
        elif kind == "improve":
            ways = {side: text(_BETTER[side]) for side in ("up", "down")}
            self._set(kind, self._chosen(text("Which figure is better?"), ways))
        elif kind in SPANS:
            side = self._chosen(text("On which side?"), dict.fromkeys(_SIDED, ""))
            self._amount(kind, side, lambda amount: {side: amount})
        else:
            self._amount(kind, kind, lambda amount: amount)

    def _amount(self, kind: str, side: str, read: Callable[[Any], Any]) -> None:
        text = self.language.text
        sample = {"average_growth": "5.5 %"}.get(
            kind, "66.7 %, 3 pp" if kind in CHANGES else "15, 1 trillion CNY, 1万亿元"
        )
        if side == "between":
            parts = text("Between which two figures, the lower one first?")
            self._ask(
                kind, parts, "97..103", read=lambda text: read([typed(each.strip()) for each in text.split("..")])
            )
        else:
            self._ask(kind, text("How much?"), sample, read=lambda text: read(typed(text)))

    def _areas(self) -> None:
        own = (self.data.get("workspace") or {}).get("area", "")

        def read(text: str) -> Draft:
            codes = _split(text)
            added = {"area": codes[0]} if len(codes) == 1 else {"areas": codes}
            return replace(self.draft, target={**self.draft.target, **added})

        question = self.language.text("For which area, or which areas?")
        self._checked(question, f"CN-GD, CN-JS{f'  [{own}]' if own else ''}", read)

    def _declaration(self) -> None:
        for key, (question, sample) in _DECLARATION.items():
            declared = self.draft.target.get("declared", {})
            if key in declared:
                continue

            def read(text: str, key: str = key, declared: Mapping[str, Any] = declared) -> Draft:
                return replace(self.draft, target={**self.draft.target, "declared": {**declared, key: text}})

            self._checked(self.language.text(question), sample, read)

    def _name(self) -> None:
        title = self.draft.target["title"]
        taken = self.data.get("targets") or {}
        words = title if isinstance(title, str) else title.get("en", "")
        deadline = self.draft.target.get("by", self.draft.target.get("over"))
        offered = suggested_id(words, deadline, taken)

        def fault(text: str) -> str:
            wrong = id_fault(text, taken, "a target")
            return wrong or next(iter(draft_faults(self.data, replace(self.draft, id=text))), "")

        question = self.language.text("The goal's id, in small letters, digits and hyphens")
        name = self._answer(question, "gd-biomedical-2027", offered, fault=fault, needed=True)
        self.draft = replace(self.draft, id=name)

    def _ask(self, key: str, question: str, sample: str, read: Callable[[str], Any] = typed) -> None:
        """A part of the target that must be there."""
        self._checked(
            question,
            sample,
            lambda text: replace(self.draft, target={**self.draft.target, key: read(text)}),
            needed=True,
        )

    def _ask_list(self, key: str, question: str, sample: str) -> None:
        needed = key in GROUPS
        self._checked(
            question,
            sample,
            lambda text: replace(self.draft, target={**self.draft.target, key: _split(text)}),
            needed=needed,
        )

    def _ask_measure(self, key: str, question: str, sample: str, *, needed: bool = False) -> None:
        self._checked(
            question,
            sample,
            lambda text: replace(self.draft, measure={**self.draft.measure, key: text}),
            needed=needed,
        )

    def _set_measure(self, key: str, value: Any) -> None:  # noqa: ANN401 - any part of an entry
        self.draft = replace(self.draft, measure={**self.draft.measure, key: value})

    def _checked(self, question: str, sample: str, read: Callable[[str], Draft], *, needed: bool = False) -> None:
        """Take an answer into the draft as soon as nothing is wrong with it."""

        def fault(text: str) -> str:
            return "\n".join(draft_faults(self.data, read(text), self.draft))

        if answer := self._answer(question, sample, fault=fault, needed=needed):
            self.draft = read(answer)

    def _chosen(self, question: str, choices: Mapping[str, str], *, needed: bool = True) -> str:
        """One of several names, given by its number, by itself, or by what it begins with or contains."""
        names = list(choices)
        wide = max(map(len, names))
        click.echo(question, err=True)
        shown = names if len(names) <= _MOST_LISTED else [*names[: _MOST_LISTED - 1], names[-1]]
        for name in shown:
            number = names.index(name) + 1
            click.echo(harmless(f"  {number:>3}  {name.ljust(wide)}  {choices[name]}".rstrip()), err=True)
        if len(shown) < len(names):
            rest = len(names) - len(shown)
            click.echo("       " + self.language.plural("… and {n} more", "… and {n} more", rest), err=True)
        return _picked(self._answer("", "", fault=lambda text: self._pick_fault(text, choices), needed=needed), choices)

    def _pick_fault(self, text: str, choices: Mapping[str, str]) -> str:
        if _picked(text, choices):
            return ""
        near = _containing(text, choices)
        if near:
            return self.language.text("several fit: {names}; write one of them", names=", ".join(near[:5]))
        return self.language.text("that is none of them; write a number or a name of the list")

    def _answer(
        self,
        question: str,
        sample: str,
        offered: str = "",
        *,
        fault: Callable[[str], str] = lambda _: "",
        needed: bool = False,
    ) -> str:
        """What is typed, without the space around it; empty where nothing was, and nothing is needed."""
        if question:
            like = self.language.text("like {sample}", sample=sample) if sample else ""
            aside = ", ".join(each for each in (like, "" if needed else self.language.text("may be left out")) if each)
            click.echo(harmless(f"{question} ({aside})" if aside else question), err=True)
        while True:
            prompt = f"[{offered}] >" if offered else ">"
            answer = str(click.prompt(prompt, default="", show_default=False, prompt_suffix=" ", err=True)).strip()
            answer = answer or offered
            if not answer:
                if not needed:
                    return ""
                wrong = self.language.text("this is needed")
            else:
                wrong = text_fault(answer) or fault(answer)
            if not wrong:
                return answer
            click.echo(harmless("\n".join(f"  {line}" for line in wrong.splitlines())), err=True)

    def _title_of(self, entry: Mapping[str, Any]) -> str:
        title = entry.get("title", "")
        return title if isinstance(title, str) else str(title.get(self.language.tag) or next(iter(title.values())))


def _picked(text: str, choices: Mapping[str, str]) -> str:
    """The choice that a text names: by number, by name, or as the only one that holds it; empty where there is none."""
    names = list(choices)
    if text in choices or not text:
        return text
    if text.isascii() and text.isdigit():
        return names[int(text) - 1] if 0 < int(text) <= len(names) else ""
    near = _containing(text, choices)
    return near[0] if len(near) == 1 else ""


def _containing(text: str, choices: Mapping[str, str]) -> Sequence[str]:
    wanted = text.casefold().replace(" ", "_")
    exact = [name for name in choices if name.casefold() == wanted]
    return exact or [
        name for name, label in choices.items() if wanted in name.casefold() or text.casefold() in label.casefold()
    ]


def _split(text: str) -> list[str]:
    return [each.strip() for each in text.replace("，", ",").replace("、", ",").split(",") if each.strip()]
