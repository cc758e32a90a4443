"""New entries in the text of targets.yaml; every line that stands there stays as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import yaml

from tracker.errors import RefusedError
from tracker.goals.document import parse_document

if TYPE_CHECKING:
    from collections.abc import Mapping

Section = tuple[str, ...]
"""The keys that lead to a mapping of entries: ("indicators",), ("targets",) or ("workspace", "sources")."""

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_STEP: Final = "  "
_WIDTH: Final = 110


class _Dumper(yaml.SafeDumper):
    """Writes the key `on` without quotation marks, as people do: keys are never read as switches here."""

    def represent_mapping(self, tag: str, mapping: Any, flow_style: bool | None = None) -> Any:  # noqa: ANN401, FBT001 - yaml's own
        """The mapping as a node."""
        node = super().represent_mapping(tag, mapping, flow_style)
        for key, _ in node.value:
            if key.value == "on":
                key.tag = "tag:yaml.org,2002:bool"
        return node


def inserted(content: bytes, entries: Mapping[Section, Mapping[str, Any]], *, path: str) -> bytes:
    """The content with new entries at the end of their sections, which are made where they are missing.

    Dates are written as dates, texts as YAML needs them. Newlines are those of the file. What stands in braces on one
    line, on the way to a section, becomes indented lines. Raises RefusedError for a file that is written in braces
    otherwise, and where an entry of that id stands already.
    """
    for section, added in entries.items():
        if added:
            content = _inserted(content, section, added, path)
    return content


def block(entries: Mapping[str, Any], indent: str = "") -> str:
    """Entries as lines of YAML, each key at the given indentation."""
    text: str = yaml.dump(
        dict(entries),
        Dumper=_Dumper,
        sort_keys=False,
        allow_unicode=True,
        width=_WIDTH - len(indent),
        default_flow_style=None,
    )
    return "".join(f"{indent}{line}\n" if line else "\n" for line in text.splitlines())


def _inserted(content: bytes, section: Section, added: Mapping[str, Any], path: str) -> bytes:
    text = content.decode("utf-8")
    newline = "\r\n" if "\r\n" in text else "\n"
    before = _data(content, path)
    standing: Any = before
    for key in section:
        standing = (standing or {}).get(key) if isinstance(standing, dict | None) else None
    if twice := [name for name in added if name in (standing or {})]:
        raise RefusedError(f"{path}: {'.'.join(section)} has an entry {twice[0]!r} already; choose another id")
    text = _unfolded(text, section, newline)
    lines = text.splitlines(keepends=True)
    root = yaml.compose(text, Loader=_LOADER)
    if root is None:
        root = yaml.MappingNode("", [], yaml.Mark("", 0, 0, 0, None, 0), yaml.Mark("", 0, len(lines), 0, None, 0))
    at, new = _place(root, section, added, lines, path)
    if at > 0 and not lines[at - 1].endswith(("\n", "\r")):
        lines[at - 1] += newline
    lines[at:at] = [line.replace("\n", newline) for line in new.splitlines(keepends=True)]
    result = "".join(lines).encode("utf-8")
    _check(before, _data(result, path), section, added, path)
    return result


def _unfolded(text: str, section: Section, newline: str) -> str:
    """The text with what stands in braces under a section's keys, each on one line, written below its key."""
    node: Any = yaml.compose(text, Loader=_LOADER)
    for key in section:
        if not isinstance(node, yaml.MappingNode) or node.flow_style:
            return text
        pair: Any = next((pair for pair in node.value if pair[0].value == key), None)
        if pair is None:
            return text
        name, node = pair
        if not isinstance(node, yaml.MappingNode) or not node.flow_style or not node.value:
            continue
        lines = text.splitlines(keepends=True)
        number, start, end = name.start_mark.line, node.start_mark, node.end_mark
        if not number == start.line == end.line:
            return text
        line, pad = lines[number], " " * name.start_mark.column + _STEP
        inner = [f"{pad}{line[k.start_mark.column : v.end_mark.column].rstrip()}{newline}" for k, v in node.value]
        rest = line[end.column :].rstrip("\r\n")
        lines[number] = f"{line[: start.column].rstrip(' ')}{rest}{newline}{''.join(inner)}"
        return _unfolded("".join(lines), section, newline)
    return text


def _place(root: Any, section: Section, added: Mapping[str, Any], lines: list[str], path: str) -> tuple[int, str]:  # noqa: ANN401 - yaml's own
    """Before which line the new text goes (counted from 0), and that text."""
    node, indent = root, ""
    for depth, key in enumerate(section):
        if node.flow_style:
            raise RefusedError(f"{path}: is written in braces; write {'.'.join(section)} as indented lines first")
        found = next((pair for pair in node.value if pair[0].value == key), None)
        indent = " " * node.value[0][0].start_mark.column if node.value else indent
        if found is None:
            wrapped: Any = added
            for name in reversed(section[depth:]):
                wrapped = {name: wrapped}
            gap = "\n" if depth == 0 and lines else ""
            return _end(node, lines, len(indent)), gap + block(wrapped, indent)
        name_node, node = found
        if not isinstance(node, yaml.MappingNode) or not node.value:
            return _into_empty(name_node, node, section[depth + 1 :], added, lines, path)
    if node.flow_style:
        raise RefusedError(f"{path}:{node.start_mark.line + 1}: is written in braces; write it as indented lines first")
    indent = " " * node.value[0][0].start_mark.column
    return _end(node, lines, len(indent)), block(added, indent)


def _into_empty(
    name: Any,  # noqa: ANN401 - yaml's own
    node: Any,  # noqa: ANN401
    rest: Section,
    added: Mapping[str, Any],
    lines: list[str],
    path: str,
) -> tuple[int, str]:
    """Under a key that has nothing yet; empty braces after it give way."""
    line = name.end_mark.line
    if isinstance(node, yaml.MappingNode):
        start, end = node.start_mark, node.end_mark
        if start.line != end.line:
            raise RefusedError(f"{path}:{start.line + 1}: is written in braces; write it as indented lines first")
        text = lines[start.line]
        lines[start.line] = text[: start.column].rstrip(" ") + text[end.column :]
        line = start.line
    elif node.value not in ("", "null", "~"):
        raise RefusedError(f"{path}:{line + 1}: {name.value} holds no entries; write them as indented lines")
    wrapped: Any = added
    for key in reversed(rest):
        wrapped = {key: wrapped}
    return line + 1, block(wrapped, " " * name.start_mark.column + _STEP)


def _end(node: Any, lines: list[str], column: int) -> int:  # noqa: ANN401 - yaml's own
    """The line after the last one of a block; comments that are indented like its entries belong to it."""
    at: int = min(node.end_mark.line + (node.end_mark.column > 0 and node.end_mark.line == len(lines) - 1), len(lines))
    while at > 0:
        text = lines[at - 1].strip()
        depth = len(lines[at - 1]) - len(lines[at - 1].lstrip(" "))
        if text and not (text.startswith("#") and depth < column):
            break
        at -= 1
    return at


def _data(content: bytes, path: str) -> dict[str, Any]:
    if not content.strip():
        return {}
    document, problems = parse_document(content, path)
    if document is None or problems:
        raise RefusedError("\n".join(map(str, problems)) or f"{path}: cannot be read")
    return document.data


def _check(before: Any, after: Any, section: Section, added: Mapping[str, Any], path: str) -> None:  # noqa: ANN401 - plain data
    """Make sure that nothing else changed; a text laid out in a way not foreseen is refused, never spoilt."""
    for key in section[:-1]:
        rest = ({k: v for k, v in (side or {}).items() if k != key} for side in (before, after))
        if next(rest) != next(rest):
            break
        before, after = (before or {}).get(key) or {}, after.get(key) or {}
    else:
        last = section[-1]
        old, new = (before or {}).get(last) or {}, after.get(last) or {}
        same = {k: v for k, v in (before or {}).items() if k != last} == {k: v for k, v in after.items() if k != last}
        if same and list(new) == [*old, *added] and all(new[name] == old[name] for name in old):
            return
    raise RefusedError(f"{path}: no place was found for new entries of {'.'.join(section)}; write them by hand")
