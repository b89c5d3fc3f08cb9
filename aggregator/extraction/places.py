"""The time zone that a page's times are in when it names none: told by its country or language.

Only countries with one zone, and languages written in one, say anything. What is assumed in this
way is flagged ``tz_assumed``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aggregator.extraction.language import language_of_script, language_tag

if TYPE_CHECKING:
    from aggregator.extraction.document import Document

# Countries by ISO 3166-1, with the zone all of the country (or of its people, nearly) lives in.
_ZONES = {
    "AE": "Asia/Dubai", "AM": "Asia/Yerevan", "AR": "America/Argentina/Buenos_Aires",
    "AT": "Europe/Vienna", "AZ": "Asia/Baku", "BD": "Asia/Dhaka", "BE": "Europe/Brussels",
    "BG": "Europe/Sofia", "BO": "America/La_Paz", "BY": "Europe/Minsk", "CH": "Europe/Zurich",
    "CL": "America/Santiago", "CN": "Asia/Shanghai", "CR": "America/Costa_Rica",
    "CU": "America/Havana", "CZ": "Europe/Prague", "DE": "Europe/Berlin", "DK": "Europe/Copenhagen",
    "DZ": "Africa/Algiers", "EC": "America/Guayaquil", "EE": "Europe/Tallinn", "EG": "Africa/Cairo",
    "ES": "Europe/Madrid", "FI": "Europe/Helsinki", "FR": "Europe/Paris", "GE": "Asia/Tbilisi",
    "GH": "Africa/Accra", "GR": "Europe/Athens", "HK": "Asia/Hong_Kong", "HR": "Europe/Zagreb",
    "HU": "Europe/Budapest", "IE": "Europe/Dublin", "IL": "Asia/Jerusalem", "IN": "Asia/Kolkata",
    "IQ": "Asia/Baghdad", "IR": "Asia/Tehran", "IS": "Atlantic/Reykjavik", "IT": "Europe/Rome",
    "JM": "America/Jamaica", "JO": "Asia/Amman", "JP": "Asia/Tokyo", "KE": "Africa/Nairobi",
    "KR": "Asia/Seoul", "LB": "Asia/Beirut", "LK": "Asia/Colombo", "LT": "Europe/Vilnius",
    "LU": "Europe/Luxembourg", "LV": "Europe/Riga", "MA": "Africa/Casablanca",
    "MY": "Asia/Kuala_Lumpur", "NG": "Africa/Lagos", "NL": "Europe/Amsterdam", "NO": "Europe/Oslo",
    "NP": "Asia/Kathmandu", "PE": "America/Lima", "PH": "Asia/Manila", "PK": "Asia/Karachi",
    "PL": "Europe/Warsaw", "PT": "Europe/Lisbon", "PY": "America/Asuncion", "QA": "Asia/Qatar",
    "RO": "Europe/Bucharest", "RS": "Europe/Belgrade", "SA": "Asia/Riyadh",
    "SE": "Europe/Stockholm", "SG": "Asia/Singapore", "SI": "Europe/Ljubljana",
    "SK": "Europe/Bratislava", "TH": "Asia/Bangkok", "TN": "Africa/Tunis", "TR": "Europe/Istanbul",
    "TW": "Asia/Taipei", "TZ": "Africa/Dar_es_Salaam", "UA": "Europe/Kyiv", "UG": "Africa/Kampala",
    "UK": "Europe/London", "GB": "Europe/London", "UY": "America/Montevideo",
    "VE": "America/Caracas", "VN": "Asia/Ho_Chi_Minh", "ZA": "Africa/Johannesburg",
}  # fmt: skip
_BY_LANGUAGE = {
    "bg": "BG", "cs": "CZ", "da": "DK", "de": "DE", "el": "GR", "et": "EE", "fi": "FI", "he": "IL",
    "hr": "HR", "hu": "HU", "is": "IS", "it": "IT", "ja": "JP", "ka": "GE", "ko": "KR", "lt": "LT",
    "lv": "LV", "nb": "NO", "no": "NO", "pl": "PL", "ro": "RO", "sk": "SK", "sl": "SI", "sv": "SE",
    "th": "TH", "tr": "TR", "uk": "UA", "vi": "VN", "zh": "CN",
}  # fmt: skip


def zone_of_page(document: Document) -> str | None:
    """The IANA name of the zone that a page's country keeps; None where it cannot be told."""
    host = re.search(r"://[^/:?#]*\.([a-z]{2})(?:[/:?#]|$)", document.url.lower())
    declared = document.tree.get("lang") or next(document.metas("og:locale"), "")
    declared = declared or _written(document)
    parts = (language_tag(declared) or "").split("-")
    region = parts[-1] if len(parts) > 1 and "-".join(parts) not in _UNTOLD else ""
    countries = (host[1].upper() if host else "", region, _BY_LANGUAGE.get(parts[0], ""))
    if countries[0] and countries[0] not in _ZONES and countries[0] in _SPREAD:
        return None
    return next((_ZONES[country] for country in countries if country in _ZONES), None)


def _written(document: Document) -> str:
    """The language that a page's charset or its title's script is of; empty where of several."""
    charset = _CHARSET.search(document.html[:4_000])
    if charset and (language := _BY_CHARSET.get(charset[1].lower())):
        return language
    title = "".join(document.headings[:1]) or next(document.metas("og:title"), "")
    return language_of_script(2 * title) or ""


_CHARSET = re.compile(r"charset=[\"']?([\w-]+)")
_BY_CHARSET = {
    "gb2312": "zh-CN", "gbk": "zh-CN", "gb18030": "zh-CN", "big5": "zh-TW", "shift_jis": "ja",
    "euc-jp": "ja", "euc-kr": "ko", "ks_c_5601-1987": "ko", "tis-620": "th",
}  # fmt: skip

_UNTOLD = {"ar-AR", "be-BE", "en-GB", "en-US", "es-ES", "fr-FR", "pt-PT"}
"""Tags of templates, and languages doubled: sites of other countries have them as well."""

_SPREAD = {"AU", "BR", "CA", "ID", "KZ", "MX", "NZ", "RU", "US", "EU"}
"""Endings of hosts whose pages may be in any of several zones, whatever their language."""
