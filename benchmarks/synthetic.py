"""News that nobody wrote: texts, pages and feeds of made-up words, the same for the same seed.

Words come by Zipf's law, the commonest of them English function words; happenings share words of
their own. Pages have the size and the compressibility of news pages: about 150 KB in the median,
five times smaller in gzip.
"""

from __future__ import annotations

import html
import itertools
import json
import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

START = datetime(2031, 3, 1, 6, 0, tzinfo=UTC)

_FUNCTION_WORDS = (
    "the of to and in a that for is on said with as was at by it from has he be are his have an "
    "not will who this but they were its which their she or had been more after one would also "
    "about when than up out we her over"
).split()
_SYLLABLES = "ba do fen gri hal ju kel lor mi nat os pem qui ral su ter uv wen yor zil".split()
_VOCABULARY = 30_000
_OWN_WORDS = 12  # of a happening
_PARAGRAPH = 60  # words


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A story as an outlet would publish it.

    Attributes:
        happening: number of the happening it reports.
        outlet: number of the outlet.
    """

    number: int
    happening: int
    outlet: int
    title: str
    text: str
    published: datetime

    @property
    def slug(self) -> str:
        return "-".join(self.title.lower().split()) + f"-{5_000_000 + self.number}"


def vocabulary() -> list[str]:
    """The words, the commonest first."""
    made = list(_FUNCTION_WORDS)
    for syllables in (2, 3, 4):
        longer = ["".join(word) for word in itertools.product(_SYLLABLES, repeat=syllables)]
        random.Random(syllables).shuffle(longer)
        made += longer
    return made[:_VOCABULARY]


class Newsroom:
    """Writes reports, in the order of their times.

    Args:
        outlets: among whom the reports are spread.
        words: of a text.
        a_day: reports a day of all outlets together.
    """

    def __init__(
        self, seed: int = 1, *, outlets: int = 25, words: int = 400, a_day: int = 1000
    ) -> None:
        self._numbers = np.random.default_rng(seed)
        self._chance = random.Random(seed)
        self._words = np.array(vocabulary(), dtype=object)
        weights = 1.0 / np.arange(1, len(self._words) + 1)
        self._cumulated = np.cumsum(weights) / weights.sum()
        self._outlets = outlets
        self._length = words
        self._gap = timedelta(days=1) / a_day

    def words(self, count: int) -> list[str]:
        ranks = np.searchsorted(self._cumulated, self._numbers.random(count))
        drawn: list[str] = self._words[np.minimum(ranks, len(self._words) - 1)].tolist()
        return drawn

    def reports(self, count: int) -> Iterator[Report]:
        """Of each happening one to six reports within two days; one in eight is a copy."""
        chance = self._chance
        open_happenings: list[tuple[int, datetime, list[str], str]] = []
        happenings = itertools.count(1)
        for number in range(count):
            published = START + number * self._gap
            if open_happenings and chance.random() < 0.7:  # noqa: PLR2004
                place = chance.randrange(len(open_happenings))
                happening, since, own, first = open_happenings[place]
                if published - since > timedelta(days=2):
                    del open_happenings[place]
            else:
                happening, own, first = next(happenings), self._own_words(), ""
                open_happenings = open_happenings[-400:]
            text = first if first and chance.random() < 1 / 8 else self.text(own)
            if not first:
                open_happenings.append((happening, published, own, text))
            yield Report(
                number=number,
                happening=happening,
                outlet=chance.randrange(self._outlets),
                title=" ".join([*chance.sample(own, 5), *self.words(3)]).capitalize(),
                text=text,
                published=published,
            )

    def text(self, own: list[str]) -> str:
        """Paragraphs; one word in twelve is the happening's own."""
        words = self.words(self._length)
        for place in self._chance.sample(range(len(words)), len(words) // 12):
            words[place] = self._chance.choice(own)
        sentences = [" ".join(words[at : at + 20]).capitalize() for at in range(0, len(words), 20)]
        a_paragraph = _PARAGRAPH // 20
        return "\n\n".join(
            ". ".join(sentences[at : at + a_paragraph]) + "."
            for at in range(0, len(sentences), a_paragraph)
        )

    def page(self, report: Report, url: str, *, size: int | None = None) -> bytes:
        """The report as an HTML page of about `size` bytes; by default as sizes are spread."""
        size = size or int(self._chance.lognormvariate(11.9, 0.7))
        data = {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": report.title,
            "datePublished": report.published.isoformat(),
            "author": [{"@type": "Person", "name": "Quil Teralor"}],
            "mainEntityOfPage": url,
            "isAccessibleForFree": True,
        }
        body = "\n".join(f"<p>{part}</p>" for part in report.text.split("\n\n"))
        head = (
            f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{report.title}'
            f'</title><link rel="canonical" href="{url}"><meta property="og:type" '
            f'content="article"><script type="application/ld+json">{json.dumps(data)}</script>'
            f"</head><body><main><article><h1>{report.title}</h1>\n{body}</article></main>\n"
        )
        parts = [head]
        length = len(head)
        while length < size:
            parts.append(self._furniture())
            length += len(parts[-1])
        return "".join([*parts, "</body></html>\n"]).encode()

    def rss(self, count: int) -> bytes:
        items = "".join(
            f"<item><title>{html.escape(report.title)}</title>"
            f"<link>https://example.org/{report.slug}</link>"
            f'<guid isPermaLink="false">{report.number}</guid>'
            f"<pubDate>{format_datetime(report.published)}</pubDate>"
            f"<dc:creator><![CDATA[Quil Teralor]]></dc:creator><category>World</category>"
            f"<description><![CDATA[<p>{report.text[:300]} <b>…</b></p>]]></description>"
            f'<media:content url="https://example.org/{report.number}.jpg" medium="image" '
            'width="1200"/></item>\n'
            for report in self.reports(count)
        )
        return (
            '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" '
            'xmlns:dc="http://purl.org/dc/elements/1.1/" '
            'xmlns:media="http://search.yahoo.com/mrss/"><channel><title>Example</title>'
            f"<link>https://example.org/</link><description>News</description>\n{items}"
            "</channel></rss>"
        ).encode()

    def atom(self, count: int) -> bytes:
        entries = "".join(
            f'<entry><title type="html">{html.escape(report.title)}</title>'
            f'<link rel="alternate" href="https://example.org/{report.slug}"/>'
            f"<id>urn:example:{report.number}</id>"
            f"<published>{report.published.isoformat()}</published>"
            f"<updated>{report.published.isoformat()}</updated>"
            "<author><name>Quil Teralor</name></author>"
            f'<summary type="html">&lt;p&gt;{report.text[:300]}&lt;/p&gt;</summary></entry>\n'
            for report in self.reports(count)
        )
        return (
            '<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom">'
            "<title>Example</title><id>urn:example</id><updated>2031-03-01T06:00:00Z</updated>\n"
            f"{entries}</feed>"
        ).encode()

    def rdf(self, count: int) -> bytes:
        items = "".join(
            f'<item rdf:about="https://example.org/{report.slug}">'
            f"<title>{html.escape(report.title)}</title>"
            f"<link>https://example.org/{report.slug}</link>"
            f"<description>{html.escape(report.text[:300])}</description>"
            f"<dc:date>{report.published.isoformat()}</dc:date></item>\n"
            for report in self.reports(count)
        )
        return (
            '<?xml version="1.0" encoding="UTF-8"?>'
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
            'xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
            '<channel rdf:about="https://example.org/"><title>Example</title>'
            f"<link>https://example.org/</link></channel>\n{items}</rdf:RDF>"
        ).encode()

    def _own_words(self) -> list[str]:
        return [
            "".join(self._chance.choices(_SYLLABLES, k=5)).capitalize() for _ in range(_OWN_WORDS)
        ]

    def _furniture(self) -> str:
        """Links, scripts and styles, of which most of a page's bytes consist."""
        key = f"{self._chance.getrandbits(128):032x}"
        title = " ".join(self.words(14))
        return (
            f'<div class="card card--related" data-id="{key}" data-track="click:related">'
            f'<a class="card__link" href="/news/{title.replace(" ", "-")}-{key[:7]}">'
            f'<img class="card__image" loading="lazy" width="320" height="180" alt="{title}" '
            f'src="https://img.example.org/{key[:2]}/{key[8:24]}.jpg?width=320&amp;quality=75">'
            f'<span class="card__title">{title}</span></a></div>\n'
            f'<script>window.tiles=window.tiles||[];window.tiles.push({{"id":"{key[:12]}",'
            f'"section":"world","position":{self._chance.randrange(40)},"sponsored":false,'
            f'"score":{self._chance.random():.6f}}});</script>\n'
        )
