"""What pydantic finds wrong, in words for whoever wrote the file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, get_args

from tracker.goals.finder import nearest
from tracker.goals.schema import TargetsFile, misfits
from tracker.goals.target import CONDITIONS
from tracker.goals.written import found, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tracker.goals.document import Place

_SECTIONS: Final = {"indicators": "indicator", "targets": "target"}

_NAMED_BY_USER: Final = ("indicators", "targets", "sources")
"""Keys whose own keys are ids, not fields."""

_SYNONYMS: Final = {
    "name": "title", "deadline": "by", "due": "by", "until": "by", "min": "at_least", "minimum": "at_least",
    "max": "at_most", "maximum": "at_most", "above": "more_than", "below": "less_than", "growth": "average_growth",
    "decrease_by": "reduce_by", "sum": "cumulative", "total": "cumulative", "steps": "milestones", "period": "over",
    "direction": "better", "range": "bounds", "date": "on",
}  # fmt: skip
_DIRECTIONLESS: Final = ("target", "value", "goal", "threshold", "level")
"""Keys that say no side, so that none can be suggested."""


def complaints(data: Mapping[str, Any]) -> Iterator[tuple[Place, str]]:
    """Yield, for everything that does not fit the schema, its place and a sentence."""
    errors = misfits(data)
    unknown = [_place(each["loc"], data) for each in errors if each["type"] == "extra_forbidden"]
    meant = {(*place[:-1], _meant(str(place[-1]), place[:-1])) for place in unknown}
    for each in errors:
        place = _place(each["loc"], data)
        if each["type"] == "extra_forbidden":
            yield place, about(place[:-1], _unknown(str(place[-1]), place[:-1]))
        elif each["type"] != "missing":
            yield place, about(place, _wrong(each))
        elif (*place, each["loc"][-1]) not in meant:
            yield place, about(place, _missing(str(each["loc"][-1]), place))


def about(place: Place, sentence: str) -> str:
    """Return a sentence with the name of its place before it: `target gd-x, declared.on: …`."""
    return f"{_named(place)}: {sentence}" if place else sentence


def _named(place: Place) -> str:
    if len(place) >= 2 and place[0] in _SECTIONS:
        name = str(place[1])
        rest = _joined(place[2:])
        entry = f"{_SECTIONS[str(place[0])]} {name if name.isprintable() and len(name) <= 80 else shown(name)}"
        return f"{entry}, {rest}" if rest else entry
    return _joined(place)


def _joined(place: Place) -> str:
    """Return keys joined by points; positions in lists count from 1."""
    return "".join(f" #{step + 1}" if isinstance(step, int) else f".{step}" for step in place).lstrip(".")


def _place(location: tuple[int | str, ...], data: Any) -> Place:  # noqa: ANN401 - any part of the document
    """Return the part of pydantic's location that leads through the data; an unknown key is part of it."""
    place: list[int | str] = []
    for step in location:
        known = range(len(data)) if isinstance(data, list) else data if isinstance(data, dict) else ()
        if step in known:
            data = data[step]
            place.append(step)
    return tuple(place)


def _missing(key: str, place: Place) -> str:
    fields = _fields_at(place)
    examples = fields[key].examples if key in fields else None
    return f"`{key}` is missing; write it{f', like `{key}: {examples[0]}`' if examples else ''}"


def _meant(key: str, around: Place) -> str | None:
    known = tuple(_fields_at(around))
    synonym = _SYNONYMS.get(key.lower())
    return synonym if synonym in known else nearest(key, known)


def _unknown(key: str, around: Place) -> str:
    known = tuple(_fields_at(around))
    near = _meant(key, around)
    if around[:1] == ("targets",) and key in _DIRECTIONLESS:
        return f"there is no key {shown(key)}; say on which side: at_least, more_than, at_most, less_than or between"
    if near:
        return f"there is no key {shown(key)}; did you mean {near!r}?"
    if around[:1] == ("targets",) and len(around) == 2:
        others = ", ".join(name for name in known if name not in CONDITIONS)
        return f"there is no key {shown(key)}; besides the condition, the keys here are {others}"
    return f"there is no key {shown(key)}; the keys here are {', '.join(known)}"


def _wrong(error: Any) -> str:  # noqa: ANN401 - pydantic's own
    value = error["input"]
    if value is None:
        return "nothing is written here; write a value, or remove the key"
    kind = error["type"]
    if kind == "value_error":
        return str(error["ctx"]["error"])
    if kind in {"model_type", "dict_type", "model_attributes_type"}:
        return f"keys belong here, found {found(value)}"
    if kind == "list_type":
        return f"a list belongs here, found {found(value)}"
    if kind in {"too_short", "too_long"}:
        return f"a list of 1 to 10,000 belongs here, found {found(value)}"
    return f"{error['msg']}, found {found(value)}"


def _fields_at(place: Place) -> Mapping[str, Any]:
    """Return the fields of the model that stands in a place of the document."""
    model: Any = TargetsFile
    named_by_user = False
    for step, following in zip(place, (*place, None)[1:], strict=True):
        if named_by_user or step not in model.model_fields:
            named_by_user = False
            continue
        forms = _models_in(model.model_fields[step].annotation)
        if not forms:
            return {}
        model = forms[-1 if isinstance(following, int) else 0]
        named_by_user = step in _NAMED_BY_USER
    fields: Mapping[str, Any] = model.model_fields
    return fields


def _models_in(annotation: Any) -> list[Any]:  # noqa: ANN401 - a type of pydantic's
    """Return the models that an annotation holds: itself, in a dict, in a list, or several forms."""
    if hasattr(annotation, "model_fields"):
        return [annotation]
    return [model for argument in get_args(annotation) for model in _models_in(argument)]
