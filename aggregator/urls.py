"""Spellings of URLs: the one a story is known by, and what a link on a page means.

`canonical` gives a story's *key*. Feeds, sitemaps, section pages and citations spell one story's
URL in many ways; the frontier and the archive compare what `canonical` makes of them. The key can
be requested as it stands, but the spelling to request and to show is the one that was found
(`records.Lead.url`): an outlet that wants a trailing slash answers the key with a redirect, and
an analyst wants to see the outlet's own spelling.

Never parsed by hand where it can be helped: the characters of a URL are made safe by w3lib, which
follows the URL Standard (https://url.spec.whatwg.org/) and RFC 3986.
"""

from __future__ import annotations

import re
from ipaddress import ip_address
from socket import inet_aton
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urljoin, urlsplit, urlunsplit

import idna
from w3lib.url import safe_url_string

if TYPE_CHECKING:
    from collections.abc import Collection

LONGEST = 2_000
"""Characters a story's URL may have. Longer ones are traps or data, and no index holds them."""

_LONGEST_RAW = 8_192  # before tracking parameters are dropped and letters are percent-encoded

TRACKING = re.compile(
    r"""
    # campaign tools and click identifiers that any outlet's links may carry
      _ga | _gl | _hsenc | _hsmi | cmp | cmpid | dclid | dicbo | ecid | fb_action_(?:id|type)s
    | fb_source | fbclid | gbraid | gclid | gclsrc | igsh | igshid | mc_[ce]id | mkt_tok | msclkid
    | oly_(?:anon|enc)_id | rb_clickid | s_cid | srsltid | taid | ttclid | twclid | usqp | vgo_ee
    | wbraid | wt[._]mc(?:_id)? | yclid
    | (?:campaign|gaa?|hsa|itm|matomo|mtm|piwik|pk|utm|vero)_.*
    | (?:at|ns)_.*  # AT Internet and Comscore: BBC, France 24
    # where on the outlet's own site, or in whose newsletter or feed, the link stood
    | cmt | ea_src | emc | feedname | feedtype | icid | intcid | int_?cmp | ito | itid
    | leadsource | ncid | nl | ocid | partner | pgtype | regi_id | sfmc_id | sfns | shem
    | smid | smtyp | srnd | te | tpcc | traffic_source | trk | user_email | xtor | xtref
    | ref_? | ref_src | ref_url | referr?er | refsrc | reflink
    | syn-.*  # Financial Times feeds: changes from one poll to the next
    # sharing widgets
    | __s | __twitter_impression | action_(?:object|ref|type)_map | feature_social | sharetype
    | share_id | sharedfrom | soc_src | soc_trk | spref
    """,
    re.VERBOSE,
)
"""Parameters that say how a reader came to a page and never which page it is, in lower case."""

# Names that some outlets use for tracking and others to say which page is meant: dropped only
# with a value that can only be tracking.
_CHANNELS = re.compile(
    r"app|atom|e?mail|facebook|feed|google|homepage|instagram|linkedin|mobile|newsletter|push"
    r"|reddit|rss(?:2\.0)?|share|social|telegram|tiktok|twitter|whatsapp|x"
)
_TELLTALE = {
    "cid": re.compile(r"(?=.*[_:.-]).*[a-z].*"),  # social_twitter, not 5612
    "from": _CHANNELS,
    "mod": re.compile(r"e2\w\w|rss.*|.+_.+"),  # hp_lead_pos1, not news
    "output": re.compile("amp"),
    "outputtype": re.compile("amp"),
    "rss": re.compile("1|yes|true|"),
    "s": re.compile("09|19|20|21|46"),  # what Twitter's own share buttons add
    "source": _CHANNELS,
    "src": _CHANNELS,
    "via": _CHANNELS,
}

# What nearly all links are: nothing in them has two spellings.
_PLAIN = re.compile(
    r"https://(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}"
    r"(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+"
)
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_STRAY = re.compile(r"[\t\n\r]")  # the URL Standard removes these wherever they stand
_ESCAPE = re.compile(r"%([0-9a-fA-F]{2})")
_SLASHES = re.compile(r"(?<!:)/{2,}")  # but not within an URL inside the path
_HOST = re.compile(r"\A(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_-]{1,63}\Z")
_NUMERIC = re.compile(r"\A(?:.*\.)?(?:[0-9]+|0x[0-9a-f]*)\Z")  # the URL Standard, 3.5
_UNRESERVED = frozenset(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"  # RFC 3986, 2.3
)
_DELIMITERS = re.compile(r"[/?#\\\s\x00-\x20\x7f]")
_FRAGMENT_SAFE = "!$%&'()*+,-./:;=?@_~"  # RFC 3986, 3.5, and what is already encoded
_PORTS = {"http": 80, "https": 443}
_PRIVATE_SUFFIXES = ("internal", "invalid", "local", "localhost", "onion", "test")  # RFC 6761 …


def canonical(url: str, *, keep: Collection[str] | None = None) -> str:
    """The one spelling of a story's URL that the frontier and the archive know it by.

    - Scheme and host in lower case, the host in its ASCII (IDNA) form without a final dot, no
      default port, no fragment, dot segments resolved, doubled slashes made one.
    - Percent-encoding as in RFC 3986, 6.2.2: unreserved characters plain, hex digits upper case.
    - Parameters of `TRACKING` dropped. The others are sorted by name,
      for nothing that publishes stories gives the order of differing names a meaning, while
      values of one name stay in their order, which may have one.
    - ``http`` becomes ``https``: one story is in many feeds under both, and no outlet publishes
      two stories that differ in that. Kept as it is with a port, an IP address or a name that is
      not of the public web, where https may not answer.
    - A trailing slash goes (except of the bare host): a story with and without one is one story,
      and servers redirect to the form they prefer. Adding one instead would break ``.html``.

    Args:
        url: absolute. Space around it is ignored.
        keep: names of parameters to keep, any case, where an outlet uses one of those dropped to
            say which story is meant.

    Raises:
        ValueError: not http(s), no valid host, user name or password, control characters, or
            longer than `LONGEST`; the message says which.
    """
    if len(url) <= LONGEST and _PLAIN.fullmatch(url):
        return url
    scheme, name, port, path, query = _parts(url)
    if scheme == "http" and port is None and _is_public_name(name):
        scheme = "https"
    path = _SLASHES.sub("/", _without_dot_segments(_recoded(path) or "/"))
    if path != "/":
        path = path.removesuffix("/")
    kept = frozenset(name.lower() for name in keep or ())
    made = urlunsplit((scheme, _netloc(name, port), path, _stripped_query(query, kept), ""))
    if len(made) > LONGEST:
        raise ValueError(f"URL of {len(made)} characters, more than {LONGEST}: {_short(url)}")
    return made


def host(url: str) -> str:
    """The URL's host as in `canonical`, without port; of IPv6 with its brackets.

    Raises:
        ValueError: as `canonical`, but for the length.
    """
    return _parts(url)[1]


def resolve(base: str, href: str) -> str | None:
    """The absolute http(s) URL that a link in a document at `base` leads to.

    Its characters are made safe to request; parameters and fragment stay as found. None where
    the link leads to nothing that can be fetched: ``mailto:``, ``javascript:``, a fragment of
    the same page, user names, a broken host, more than `LONGEST` characters. Never raises.
    """
    if len(href) <= LONGEST and _PLAIN.fullmatch(href):
        return href
    link = _STRAY.sub("", href.strip().strip("\x00"))
    if not link or link.startswith("#") or len(link) > _LONGEST_RAW:
        return None
    try:
        absolute = urljoin(_forward_slashes(base.strip()), _forward_slashes(link))
        scheme, name, port, path, query = _parts(absolute)
        fragment = quote(absolute.partition("#")[2], safe=_FRAGMENT_SAFE)
    except ValueError:
        return None
    found = urlunsplit((scheme, _netloc(name, port), path or "/", query, fragment))
    return found if len(found) <= LONGEST else None


def _parts(url: str) -> tuple[str, str, int | None, str, str]:
    """Scheme, host, port (None for the default one), path and query, safe but not yet folded."""
    text = url.strip().partition("#")[0]
    if len(text) > _LONGEST_RAW:
        raise ValueError(f"URL of {len(text)} characters, more than {LONGEST}: {_short(text)}")
    if _CONTROLS.search(text):
        raise ValueError(f"control characters in a URL: {_short(text)}")
    try:
        given = urlsplit(_forward_slashes(text))
        netloc = unquote(given.netloc, errors="strict")
        if not netloc.isascii():
            netloc = idna.encode(netloc, uts46=True).decode()
    except ValueError as error:
        raise ValueError(f"{error}: {_short(text)}") from error
    if given.scheme not in _PORTS:
        raise ValueError(f"not an http or https URL: {_short(text)}")
    if "@" in netloc:
        raise ValueError(f"a URL with a user name or password: {_short(text)}")
    if _DELIMITERS.search(netloc):
        raise ValueError(f"not a host name: {_short(text)}")
    try:
        safe = urlsplit(safe_url_string(urlunsplit(given._replace(netloc=netloc))))
        port = safe.port
        name = _valid_host(safe.hostname)
    except ValueError as error:
        raise ValueError(f"{error}: {_short(text)}") from error
    if port == _PORTS[safe.scheme]:
        port = None
    return safe.scheme, name, port, safe.path, safe.query


def _netloc(name: str, port: int | None) -> str:
    return name if port is None else f"{name}:{port}"


def _valid_host(name: str | None) -> str:
    name = (name or "").lower().removesuffix(".")
    if not name:
        raise ValueError("a URL without a host")
    if ":" in name:
        return f"[{ip_address(name).compressed}]"
    if _NUMERIC.match(name):  # 2130706433 and 0x7f.1 are spellings of 127.0.0.1
        try:
            return str(ip_address(inet_aton(name)))
        except OSError as error:
            raise ValueError(f"not an IPv4 address: {name[:80]!r}") from error
    if len(name) > 253 or not _HOST.match(name):  # noqa: PLR2004 - the limit of RFC 1035
        raise ValueError(f"not a host name: {name[:80]!r}")
    return name


def _is_public_name(name: str) -> bool:
    last = name.rpartition(".")[2]
    return "." in name and not last.isdigit() and last not in _PRIVATE_SUFFIXES


def _forward_slashes(url: str) -> str:
    r"""``\`` before the query read as ``/``, as browsers do and as `urlsplit` does not."""
    address, mark, rest = url.partition("?")
    return address.replace("\\", "/") + mark + rest


def _recoded(text: str) -> str:
    def plain(match: re.Match[str]) -> str:
        character = chr(int(match[1], 16))
        return character if character in _UNRESERVED else match[0].upper()

    return _ESCAPE.sub(plain, text)


def _without_dot_segments(path: str) -> str:
    """RFC 3986, 5.2.4, for a path that begins with a slash."""
    if "/." not in path:
        return path
    segments = path.split("/")[1:]
    kept: list[str] = []
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in {".", ".."}:
        kept.append("")
    return "/" + "/".join(kept)


def _stripped_query(query: str, kept: frozenset[str]) -> str:
    pairs = [(name, piece) for name, piece in _pieces(query) if not _is_tracking(name, piece, kept)]
    pairs.sort(key=lambda pair: pair[0])
    return "&".join(piece for _, piece in pairs)


def _pieces(query: str) -> list[tuple[str, str]]:
    # Feeds escaped twice leave "&amp;" in the URL.
    pieces = (_recoded(piece) for piece in query.replace("&amp;", "&").split("&") if piece)
    return [(piece.partition("=")[0], piece) for piece in pieces]


def _is_tracking(name: str, piece: str, kept: frozenset[str]) -> bool:
    folded = unquote(name).lower()
    if folded in kept:
        return False
    if TRACKING.fullmatch(folded):
        return True
    telltale = _TELLTALE.get(folded)
    value = piece.partition("=")[2].lower()
    return telltale is not None and telltale.fullmatch(value) is not None


def _short(url: str) -> str:
    return repr(url if len(url) <= 120 else url[:120] + "…")  # noqa: PLR2004 - one line of a log
