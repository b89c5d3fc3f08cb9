"""An e-mail as a document: a newsletter saved as a file, or a digest sent on.

MIME is taken apart by the standard library. HTML is preferred to plain text; text that was
wrapped for the mail gets its long lines back (RFC 3676 for ``format=flowed``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr

_HEADER = re.compile(
    rb"(?:From \S+.*\r?\n)?(?:[A-Za-z][A-Za-z0-9-]{1,60}:.*(?:\r?\n[ \t].*)*\r?\n)+"
)
_NAMED = re.compile(rb"^([A-Za-z][A-Za-z0-9-]{1,60}):", re.MULTILINE)
_ENOUGH = frozenset(
    {b"message-id", b"mime-version", b"received", b"return-path", b"to", b"list-id"}
)
_SNIFFED = 20_000
_NARROWEST, _WIDEST = 55, 80  # columns that programs wrap mail at
_WRAPPED_LINES = 2
_MOST_PARTS = 100


@dataclass(frozen=True, slots=True)
class Body:
    """One text of a message."""

    text: str
    is_html: bool


@dataclass(slots=True)
class Mail:
    """What a message says of itself.

    Attributes:
        host: of the sender's address.
    """

    subject: str | None = None
    sent: str | None = None
    host: str | None = None
    bodies: list[Body] = field(default_factory=list)


def is_mail(body: bytes) -> bool:
    """Whether the bytes begin with an e-mail's header fields."""
    match = _HEADER.match(body[:_SNIFFED].lstrip())
    if match is None:
        return False
    names = {name.lower() for name in _NAMED.findall(match.group())}
    return b"from" in names and bool(names & {b"subject", b"date"}) and bool(names & _ENOUGH)


def read_mail(body: bytes) -> Mail:
    """Take a message apart; messages that are attached to it are read too.

    Raises:
        RecursionError: its parts are nested thousands deep.
    """
    message = message_from_bytes(body.lstrip(), policy=policy.default)
    mail = Mail(
        subject=_header(message, "subject") or None,
        sent=_header(message, "date") or None,
        host=parseaddr(_header(message, "from"))[1].rpartition("@")[2].lower() or None,
    )
    for number, part in enumerate(_messages(message)):
        if number == _MOST_PARTS:
            break
        found = _body(part)
        if found is not None:
            mail.bodies.append(found)
    return mail


def _messages(message: EmailMessage) -> list[EmailMessage]:
    """The message and those attached to it."""
    inner = [
        part
        for part in message.walk()
        if part is not message and part.get_content_type() == "message/rfc822"
    ]
    attached = [payload for part in inner for payload in part.iter_parts()]
    return [message, *(one for one in attached if isinstance(one, EmailMessage))]


def _header(message: EmailMessage, name: str) -> str:
    try:
        return " ".join(str(message.get(name, "")).split())
    except (ValueError, LookupError, AttributeError, TypeError):
        # The standard library trips over some forged headers; the message is more than these.
        return ""


def _body(message: EmailMessage) -> Body | None:
    part = message.get_body(preferencelist=("html", "plain"))
    if part is None:
        return None
    is_html = part.get_content_subtype() == "html"
    raw = part.get_payload(decode=True)
    data = raw if isinstance(raw, bytes) else b""
    try:
        text = data.decode(part.get_content_charset("utf-8"))
    except (UnicodeDecodeError, LookupError):
        text = data.decode("utf-8", "replace")
    if not is_html:
        text = unwrapped(text, flowed="flowed" in str(part.get_param("format", "")).lower())
    return Body(text, is_html)


def unwrapped(text: str, *, flowed: bool = False) -> str:
    """The text with its wrapped lines whole again.

    Args:
        flowed: lines that go on end in a blank; otherwise they are those that the next word would
            have made longer than any line is.
    """
    lines = text.splitlines()
    if flowed:
        return "\n".join(_joined(lines, [line.endswith(" ") for line in lines]))
    width = max(map(len, lines), default=0)
    if not _NARROWEST <= width <= _WIDEST:
        return text
    goes_on = [
        bool(line.strip())
        and bool(after.strip())
        and not line.endswith((" ", ":"))
        and after[:1] not in "-*•>|#"
        and len(line) + 1 + len(after.split(None, 1)[0]) > width
        for line, after in zip(lines, [*lines[1:], ""], strict=True)
    ]
    if sum(goes_on) < _WRAPPED_LINES:
        return text
    return "\n".join(_joined(lines, goes_on))


def _joined(lines: list[str], goes_on: list[bool]) -> list[str]:
    whole: list[str] = []
    open_line = False
    for line, more in zip(lines, goes_on, strict=True):
        if open_line:
            whole[-1] = f"{whole[-1].rstrip()} {line.strip()}"
        else:
            whole.append(line)
        open_line = more
    return whole
