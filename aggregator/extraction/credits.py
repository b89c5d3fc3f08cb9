"""Wire credits: the agency a story is taken from, its dateline, and who reported it.

Wire copy opens with a dateline, "CITY, Month D (Agency) -", and Reuters' closes with
"Reporting by ...; Editing by ...". Both are kept in the text and also read into fields.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from aggregator.extraction.wording import fold, tidy

# As credited -> as called here. Folded by `wording.fold`.
AGENCIES = {
    "reuters": "Reuters", "thomsonreuters": "Reuters", "reutersstaff": "Reuters",
    "รอยเตอร์": "Reuters", "ap": "AP", "associatedpress": "AP", "theassociatedpress": "AP",
    "apnews": "AP", "afp": "AFP", "agencefrancepresse": "AFP", "afpnews": "AFP", "dpa": "dpa",
    "deutschepresseagentur": "dpa", "efe": "EFE", "agenciaefe": "EFE", "ansa": "ANSA",
    "upi": "UPI", "unitedpressinternational": "UPI", "pamedia": "PA", "pressassociation": "PA",
    "panews": "PA", "xinhua": "Xinhua", "kyodo": "Kyodo", "kyodonews": "Kyodo", "jiji": "Jiji",
    "jijipress": "Jiji", "yonhap": "Yonhap", "tass": "TASS", "interfax": "Interfax",
    "ria": "RIA", "rianovosti": "RIA", "pti": "PTI", "presstrustofindia": "PTI", "ani": "ANI",
    "ians": "IANS", "apa": "APA", "kna": "KNA", "epd": "epd", "sid": "SID", "pap": "PAP",
    "ctk": "ČTK", "čtk": "ČTK", "lusa": "Lusa", "belga": "Belga", "anp": "ANP",
    "ritzau": "Ritzau", "ntb": "NTB", "tt": "TT", "stt": "STT",
    "canadianpress": "The Canadian Press", "thecanadianpress": "The Canadian Press",
    "aap": "AAP", "bloomberg": "Bloomberg", "bloombergnews": "Bloomberg", "cnnwire": "CNN",
    "europapress": "Europa Press", "ukrinform": "Ukrinform", "bernama": "Bernama",
    "antara": "Antara", "anadoluagency": "Anadolu", "anadolu": "Anadolu", "sputnik": "Sputnik",
}  # fmt: skip
_DASH = r"(?:-{1,3}|–|—|―|:)"
_DATELINE = re.compile(
    rf"^(?P<place>[^\W\d_][^()\n]{{0,70}}?)?\s*[(\[](?P<agency>[^()\[\]\n]{{2,40}})[)\]]\s*{_DASH}"
)
_SIGN_OFF = re.compile(
    r"^\(?\s*(?:additional |further )?(?:reporting|writing|report|compiled|text) "
    r"(?:and [a-z]+ )?by\b",
    re.IGNORECASE,
)
_REPORTERS = re.compile(
    r"(?:reporting|writing|report) (?:and [a-z]+ )?by\s+(.+?)(?:[;.)]|$)", re.IGNORECASE
)
_PLACE = re.compile(r"\s+in\s+[A-Z][\w .'-]*?(?=,|\s+and\s|$)")
_CLOSING = re.compile(
    r"^[(\[]?\s*(?:©|copyright|source:|with files from|via|quelle:)?\s*"
    r"(?P<agency>[\w .]{2,30}?)\s*[)\]]?\.?$",
    re.IGNORECASE,
)


class Credits(NamedTuple):
    """What a story's first and last lines credit."""

    agency: str | None = None
    dateline: str | None = None
    reporters: tuple[str, ...] = ()


def read_credits(lines: list[str]) -> Credits:
    """Read the credits from a story's paragraphs."""
    agency = dateline = None
    reporters: tuple[str, ...] = ()
    for line in lines[:3]:
        found = _DATELINE.match(line[:140])
        if found and (credited := agencies_in(found["agency"])):
            agency = credited[0]
            dateline = tidy(found["place"]) or None
            break
    for line in lines[-4:]:
        if _SIGN_OFF.match(line):
            named = _REPORTERS.search(line)
            if named:
                people = re.split(r"\s*,\s*(?:and\s+)?|\s+and\s+", _PLACE.sub("", named[1]))
                reporters = reporters or tuple(p.strip() for p in people if p.strip())
        elif agency is None and (closing := _CLOSING.match(line)):
            agency = agency_named(closing["agency"])
    return Credits(agency, dateline, reporters)


def agency_named(name: str) -> str | None:
    """The agency that a name, as a whole, is; None for a person or anything else."""
    return AGENCIES.get(fold(name))


def agencies_in(text: str) -> list[str]:
    """The agencies in a credit like ``AP/Reuters`` or ``dpa, AFP``."""
    found = (agency_named(part) for part in re.split(r"[/,;&+]|\band\b|\bund\b", text))
    return [agency for agency in found if agency]


def is_sign_off(line: str) -> bool:
    """Whether a line says who reported and edited the story."""
    return bool(_SIGN_OFF.match(line))
