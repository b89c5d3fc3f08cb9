# ruff: noqa: E501  (HTML keeps the lines that the outlets' pages have)
"""Answers that give no story: challenge, barrier, consent, pages that are gone or a mere list.

And the few pieces of HTML that these share with the pages of stories.
"""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sources import Story


def refusal(story: Story, others: Sequence[Story]) -> tuple[int, str] | None:
    """Status and HTML, or None where the page does give the story."""
    made = {
        "challenge": (401, _challenge),
        "not_found": (404, _reuters_not_found),
        "gone": (410, _epoch_gone),
        "soft_404": (200, _epoch_soft_404),
        "section": (200, _epoch_section),
        "barrier": (200, _ft_barrier),
        "consent": (200, _ft_consent),
    }
    if story.page not in made:
        return None
    status, render = made[story.page]
    return status, render(story, others)


def related(others: Sequence[Story]) -> str:
    return "\n".join(
        f'<li><a href="{other.url}">{escape(other.versions[0].title)}</a></li>' for other in others
    )


def as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")


def _challenge(_story: Story, _others: Sequence[Story]) -> str:
    """What the bot guard in front of reuters.com answers to anything but a browser."""
    return """<html lang="en"><head><title>reuters.com</title><style>#cmsg{animation: A 1.5s;}@keyframes A{0%{opacity:0;}99%{opacity:0;}100%{opacity:1;}}</style></head><body style="margin:0"><p id="cmsg">Please enable JS and disable any ad blocker</p><script data-cfasync="false">var dd={'rt':'c','cid':'demo-capture','hsh':'2013457ADA70C67D6A4123E0A76873','t':'bv','s':43909,'e':'demo','host':'geo.captcha-delivery.com'}</script><script data-cfasync="false" src="https://ct.captcha-delivery.com/c.js"></script></body></html>
"""


def _reuters_not_found(_story: Story, others: Sequence[Story]) -> str:
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Page not found | Reuters</title></head>
<body><main><h1>We're sorry, the page you're looking for isn't here</h1>
<p>It may have moved, or it may have expired.</p><ul>
{related(others)}
</ul></main></body></html>
"""


def _ft_barrier(_story: Story, _others: Sequence[Story]) -> str:
    return """<!DOCTYPE html>
<html lang="en-GB" class="no-js core">
<head><meta charset="utf-8"><title>Subscribe to read</title>
<meta property="og:title" content="Subscribe to read"><meta property="og:site_name" content="Financial Times"></head>
<body><header><a href="/">Financial Times</a></header>
<div id="barrier-page" class="barrier"><div class="barrier__container">
<h1>Subscribe to unlock this article</h1>
<p>Try unlimited access. Only 1 crown for 4 weeks.</p>
<p>Then 69 crowns per month. Complete digital access to quality journalism on any device. Cancel any time during your trial.</p>
<a href="/signup/trial">Start trial</a> <a href="/login">Already a subscriber? Sign in</a>
<h2>Explore our full range of subscriptions</h2><p>Discover all the plans currently available in your country.</p>
</div></div></body></html>
"""


def _ft_consent(_story: Story, _others: Sequence[Story]) -> str:
    return """<!DOCTYPE html>
<html lang="en-GB"><head><meta charset="utf-8"><title>Manage your cookies | Financial Times</title></head>
<body><div id="sp_message_container" role="dialog" aria-modal="true"><h1>We value your privacy</h1>
<p>We and our 212 partners use cookies and similar technologies to store and access information on your device, to personalise advertising and content, and to measure how our site is used.</p>
<p>Before you continue, please choose whether you consent. You can change your mind at any time in our cookie policy.</p>
<button title="Accept all">Accept cookies</button> <button title="Manage">Manage cookies</button> <button title="Reject">Reject all</button></div></body></html>
"""


def _epoch_gone(_story: Story, _others: Sequence[Story]) -> str:
    return """<!DOCTYPE html>
<html lang="en"><head><title>Removed | The Epoch Times</title></head><body><h1>This article has been removed</h1></body></html>
"""


def _epoch_soft_404(_story: Story, others: Sequence[Story]) -> str:
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Page Not Found | The Epoch Times</title>
<meta property="og:site_name" content="The Epoch Times"></head>
<body><header><a href="/">The Epoch Times</a></header><main><h1>Page Not Found</h1>
<p>Sorry, the page you are looking for does not exist or has been moved.</p>
<h3>Popular Now</h3><ul>
{related(others)}
</ul></main></body></html>
"""


def _epoch_section(story: Story, others: Sequence[Story]) -> str:
    cards = "\n".join(
        f'<div class="card"><a href="{other.url}"><h3>{escape(other.versions[0].title)}</h3></a></div>'
        for other in others
    )
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{story.versions[0].title} | The Epoch Times</title>
<meta property="og:type" content="website"><meta property="og:site_name" content="The Epoch Times">
<script type="application/ld+json">{as_json({"@context": "https://schema.org", "@type": "CollectionPage", "name": story.versions[0].title, "url": story.url})}</script></head>
<body><header><a href="/">The Epoch Times</a></header><main><h1>{story.versions[0].title}</h1>
{cards}
<a href="?page=2">Next page</a></main></body></html>
"""
