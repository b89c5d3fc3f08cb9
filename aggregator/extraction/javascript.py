"""Values that a script writes as JavaScript literals, read without running anything.

JSON is such a literal; frameworks write more: keys without quotes, ``!0``, ``void 0``, dates, and
Nuxt 2 a function that is called at once, with what repeats in the state as its arguments:
``(function(a,b){return {data:[{title:a}]}}("Ferry strike ends",null))``. Anything else that would
have to be run is refused.

Grammar: https://262.ecma-international.org/#sec-primary-expression
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

_LONGEST = 4_000_000  # characters
_MOST_TOKENS = 1_000_000
_DEEPEST = 60
_TOKEN = re.compile(
    r"\s*(?:(?P<string>\"(?:[^\"\\]|\\.)*+\"|'(?:[^'\\]|\\.)*+')"
    r"|(?P<number>-?(?:0x[\da-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?))"
    r"|(?P<word>[A-Za-z_$][\w$]*)|(?P<mark>[{}\[\](),:!;-]))",
    re.DOTALL,
)
_CONSTANTS: Mapping[str, Any] = {
    "true": True, "false": False, "null": None, "undefined": None, "NaN": None, "Infinity": None,
}  # fmt: skip
_CALL = re.compile(r"\(?\s*(?:function\s*\((?P<names>[^()]*)\)|\((?P<arrow>[^()]*)\)\s*=>)\s*\{")
# b.title=a; b[0]=a
_ASSIGNMENT = re.compile(
    r"\s*(?P<name>[A-Za-z_$][\w$]*)"
    r"(?:\.(?P<key>[A-Za-z_$][\w$]*)|\[(?:(?P<number>\d{1,6})|(?P<string>\"(?:[^\"\\]|\\.)*+\"))\])\s*=\s*"
)
_RETURN = re.compile(r"\s*return\b\s*")
_ESCAPE = re.compile(
    r"\\(?:u\{([\da-fA-F]{1,6})\}|u([\da-fA-F]{4})|x([\da-fA-F]{2})|(.))", re.DOTALL
)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": ""}


def read_literal(text: str, start: int = 0) -> Any:
    """The value that begins at a place in a script; what follows it is not looked at.

    Raises:
        ValueError: there is no literal, or more in it than literals, or it is too long or too deep.
    """
    if call := _CALL.match(text, start):
        return _called(text, call)
    value, _ = _Reader(text, start, {}).value(0)
    return value


def _called(text: str, call: re.Match[str]) -> Any:
    """What a function returns that is called where it is written, with literals."""
    names = [name.strip() for name in (call["names"] or call["arrow"] or "").split(",")]
    # The arguments come after the value that they are for: read it once to find its end.
    _, end = _returned(text, call.end(), {})
    opened = re.compile(r"\s*;?\s*\}\s*\)?\s*\(").match(text, end)
    if opened is None:
        raise ValueError("the function is not called where it is written")
    arguments = _Reader(text, opened.end() - 1, {}).arguments()
    return _returned(text, call.end(), dict(zip(names, arguments, strict=False)))[0]


def _returned(text: str, start: int, names: Mapping[str, Any]) -> tuple[Any, int]:
    """The value that a function's body returns, and where it ends.

    Before it, what the arguments hold may be filled in, as Nuxt does with what occurs twice.
    """
    while filled := _ASSIGNMENT.match(text, start):
        value, start = _Reader(text, filled.end(), names).value(0)
        target = names.get(filled["name"])
        key = _unquoted(filled["string"]) if filled["string"] else filled["key"]
        if isinstance(target, dict) and key is not None:
            target[key] = value
        elif isinstance(target, list) and filled["number"]:
            target.append(value)
        start += text.startswith((";", ","), start)
    begun = _RETURN.match(text, start)
    if begun is None:
        raise ValueError("more than literals in a function")
    return _Reader(text, begun.end(), names).value(0)


class _Reader:
    """Reads one value after the other from a script."""

    def __init__(self, text: str, start: int, names: Mapping[str, Any]) -> None:
        self._text = text
        self._at = start
        self._names = names
        self._left = _MOST_TOKENS
        if len(text) - start > _LONGEST:
            raise ValueError(f"a literal of more than {_LONGEST:,} characters")

    def value(self, depth: int) -> tuple[Any, int]:
        """A value, and where it ends."""
        return self._value(*self._next(), depth), self._at

    def arguments(self) -> list[Any]:
        """The values in the parentheses that open here."""
        self._expect("(")
        return self._list(")", 0)

    def _next(self) -> tuple[str, str]:
        """The kind and the text of the next token."""
        found = _TOKEN.match(self._text, self._at)
        self._left -= 1
        if found is None or found.lastgroup is None or self._left < 0:
            raise ValueError(f"no literal at {self._text[self._at : self._at + 20]!r}")
        self._at = found.end()
        return found.lastgroup, found[found.lastgroup]

    def _expect(self, mark: str) -> None:
        if self._next()[1] != mark:
            raise ValueError(f"{mark!r} was expected at {self._at}")

    def _value(self, kind: str, part: str, depth: int) -> Any:  # noqa: PLR0911 - one for each form
        if depth > _DEEPEST:
            raise ValueError(f"a literal of more than {_DEEPEST} levels")
        if kind == "string":
            return _unquoted(part)
        if kind == "number":
            return _number(part)
        if kind == "word":
            return self._word(part, depth)
        if part == "{":
            return self._object(depth)
        if part == "[":
            return self._list("]", depth)
        if part == "!":
            return not self._value(*self._next(), depth + 1)
        if part == "(":
            value = self._value(*self._next(), depth + 1)
            self._expect(")")
            return value
        raise ValueError(f"no literal begins with {part!r}")

    def _word(self, word: str, depth: int) -> Any:
        if word in _CONSTANTS:
            return _CONSTANTS[word]
        if word == "void":
            self._value(*self._next(), depth + 1)
            return None
        if word == "new" or word in {"Array", "Object", "Date", "Map", "Set"}:
            if word == "new":
                self._next()
            given = self.arguments()
            return given[0] if given else None
        if word in {"function", "return", "typeof", "delete", "class", "async", "await"}:
            raise ValueError(f"{word!r} is no literal")
        return self._names.get(word)

    def _object(self, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while True:
            kind, part = self._next()
            if part == "}" and kind == "mark":
                return found
            if part == "," and kind == "mark":
                continue
            key = _unquoted(part) if kind == "string" else part
            self._expect(":")
            found[key] = self._value(*self._next(), depth + 1)

    def _list(self, end: str, depth: int) -> list[Any]:
        found: list[Any] = []
        while True:
            kind, part = self._next()
            if part == end and kind == "mark":
                return found
            if part == "," and kind == "mark":
                continue
            found.append(self._value(kind, part, depth + 1))


def _unquoted(part: str) -> str:
    if part[0] == '"' and "\\x" not in part and "\\u{" not in part:
        try:
            return str(json.loads(part, strict=False))
        except ValueError:
            pass  # escapes that JSON does not know
    return _ESCAPE.sub(_unescaped, part[1:-1])


def _unescaped(found: re.Match[str]) -> str:
    code = found[1] or found[2] or found[3]
    if code:
        return chr(int(code, 16)) if int(code, 16) <= 0x10FFFF else ""  # noqa: PLR2004
    return _ESCAPES.get(found[4], found[4])


def _number(part: str) -> int | float:
    if "x" in part:
        return int(part, 16)
    return float(part) if any(c in part for c in ".eE") else int(part[:400])
