"""What may be asked of a database: one SELECT."""

from __future__ import annotations

import re
from typing import Final

from tracker.errors import RefusedError

_LONGEST: Final = 100_000
_MOST_DOLLARS: Final = 1000
_QUOTED: Final = re.compile(
    r"""(?P<open>'(?:[^']|'')*(?!')$ | "[^"]*$ | /\*(?:(?!\*/).)*$ )  # never closed
      | '(?:[^']|'')*' | "[^"]*" | `[^`]*` | \[[A-Za-z_][^\]\n]*\]
      | --[^\n]* | /\*.*?\*/
      | \$(?P<tag>[A-Za-z_]*)\$.*?\$(?P=tag)\$
    """,
    re.VERBOSE | re.DOTALL,
)
_READ_OTHERWISE: Final = re.compile(r"[\\#$`\[]|/\*|--")
"""What some databases take for an escape, a quote or a comment, and others do not."""

_READ_BY_FEW: Final = re.compile(r"[\\#]|/\*!|--\S")
"""What one database alone takes for an escape or a comment: nothing is left out then, texts and comments included."""

_WITHIN: Final = re.compile(r"/\*(?:(?!\*/).)*/\*", re.DOTALL)
_CHANGES: Final = re.compile(
    r"\b(?:insert|update|delete|merge|into|truncate|drop|alter|create|grant|revoke|attach|detach|pragma|vacuum"
    r"|copy|commit|rollback|exec|execute|call|backup|restore|shutdown|kill|dbcc|deny|reconfigure|waitfor|writetext"
    r"|updatetext)\b",
    re.IGNORECASE,
)
"""Words that begin what is no question; some databases need no semicolon before them."""


def checked_statement(written: str, said: str) -> str:
    """The one SELECT, or WITH … SELECT, that a text is, without a semicolon at its end.

    Raises RefusedError, about `said`, for everything else. That nothing is changed is also seen to by the transaction,
    which is for reading only and is rolled back; a database's own rights stand behind both.
    """
    text = written.strip().removesuffix(";").rstrip()
    if len(text) > _LONGEST or "\x00" in text:
        raise RefusedError(f"{said}: no query: {len(text):,} characters; write one SELECT of at most {_LONGEST:,}")
    if text.count("$") > _MOST_DOLLARS:  # each may begin a quotation up to the end
        raise RefusedError(f"{said}: more than {_MOST_DOLLARS} dollar signs; write one SELECT without them")
    bare = _QUOTED.sub(_left, text)
    first = re.match(r"\s*\(*\s*([A-Za-z]+)", bare)
    if first is None or first[1].lower() not in {"select", "with"}:
        found = "nothing" if first is None else first[1].upper()
        raise RefusedError(f"{said}: a query begins with SELECT or WITH, found {found}")
    if ";" in bare or (";" in text and _READ_OTHERWISE.search(text)):
        raise RefusedError(f"{said}: more than one statement, or a semicolon in a text or comment; write one SELECT")
    if "'" in bare or _WITHIN.search(text):
        raise RefusedError(f"{said}: a text is never closed, or a comment stands within a comment")
    if change := _CHANGES.search(text if _READ_BY_FEW.search(text) else bare):
        raise RefusedError(
            f"{said}: {change[0].upper()} changes a database, and figures are only read; write one SELECT, and put a"
            " column of that name in double quotes"
        )
    return text


def _left(found: re.Match[str]) -> str:
    """What stands in the place of a quoted text, which is something, or of a comment, which is nothing."""
    if found["open"]:
        return "'"
    return " " if found[0].startswith(("--", "/*")) else " \x00 "
