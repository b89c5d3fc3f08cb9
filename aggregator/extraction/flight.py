"""What Next's app router streams into a page: rows of React's server components.

A page holds ``self.__next_f.push([1,"..."])`` many times; the strings put together are rows,
``ID:VALUE``, each JSON but for text (``ID:T<length in hex>,...``). Values refer to rows as
``"$ID"``.
Format: React's ``react-server`` (ReactFlightClient).
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

_PUSH = re.compile(r"__next_f\.push\(\s*")
_ROW = re.compile(rb"\s*([\da-f]{1,8}):")
_REFERENCE = re.compile(r"\$[L@]?([\da-f]{1,8})")
_LONGEST = 8_000_000  # characters
_MOST_ROWS = 20_000
_MOST_VALUES = 200_000
_DEEPEST = 40


def read_flight(scripts: Iterable[str]) -> list[Any] | None:
    """The rows' values, references to other rows replaced by what these hold.

    Returns:
        None where no script pushes any; rows that cannot be read are left out.
    """
    rows = _rows(_stream(scripts).encode("utf-8", "surrogatepass"))
    if not rows:
        return None
    inflated = _Inflated(rows)
    return [inflated.value(value, 0) for value in rows.values()]


def _stream(scripts: Iterable[str]) -> str:
    """The strings that scripts push, put together."""
    decoder = json.JSONDecoder(strict=False)
    parts: list[str] = []
    left = _LONGEST
    for script in scripts:
        for push in _PUSH.finditer(script):
            try:
                pushed, _ = decoder.raw_decode(script, push.end())
            except (ValueError, RecursionError):
                continue
            if isinstance(pushed, list) and len(pushed) > 1 and isinstance(pushed[1], str):
                parts.append(pushed[1][: max(0, left)])
                left -= len(pushed[1])
    return "".join(parts)


def _rows(stream: bytes) -> dict[str, Any]:
    """The rows by id; lengths of texts count bytes of UTF-8."""
    rows: dict[str, Any] = {}
    at = 0
    while len(rows) < _MOST_ROWS and (head := _ROW.match(stream, at)):
        name, at = head[1].decode(), head.end()
        if text := re.compile(rb"T([\da-f]{1,7}),").match(stream, at):
            at = text.end() + int(text[1], 16)
            rows[name] = stream[text.end() : at].decode("utf-8", "replace")
            continue
        end = stream.find(b"\n", at)
        line = stream[at : end if end >= 0 else len(stream)]
        at = end + 1 if end >= 0 else len(stream)
        try:
            rows[name] = json.loads(line)
        except (ValueError, RecursionError):
            continue  # a module, a hint: of no interest
    return rows


class _Inflated:
    """Puts rows in the place of the references to them; what refers to itself is cut there."""

    def __init__(self, rows: dict[str, Any]) -> None:
        self._rows = rows
        self._open: set[str] = set()
        self._left = _MOST_VALUES

    def value(self, value: Any, depth: int) -> Any:
        self._left -= 1
        if depth > _DEEPEST or self._left < 0:
            return None
        if isinstance(value, dict):
            return {key: self.value(item, depth + 1) for key, item in value.items()}
        if isinstance(value, list):
            return [self.value(item, depth + 1) for item in value]
        if isinstance(value, str) and (found := _REFERENCE.fullmatch(value)):
            return self._referred(found[1], depth)
        return value.removeprefix("$D") if isinstance(value, str) else value

    def _referred(self, name: str, depth: int) -> Any:
        if name in self._open or name not in self._rows:
            return None
        self._open.add(name)
        try:
            return self.value(self._rows[name], depth + 1)
        finally:
            self._open.discard(name)
