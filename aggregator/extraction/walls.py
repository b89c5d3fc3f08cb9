"""What pages say that stand in a story's place: challenges, consent forms, barriers, errors.

Only wordings and marks, each with the name it goes by. They prove nothing on a page that holds a
story: a story may well be about captchas. `aggregator.extraction.outcome` weighs them.
"""

from __future__ import annotations

import re

# Marks of a page that *is* a challenge. Scripts that vendors also put on ordinary pages
# (``/cdn-cgi/challenge-platform/``, ``_Incapsula_Resource``) are no such marks.
CHALLENGES = (
    ("DataDome", re.compile(r"captcha-delivery\.com|please enable js and disable any ad blocker", re.I)),
    ("Cloudflare", re.compile(r"<title>\s*just a moment|attention required!\s*\|\s*cloudflare|cf-chl-|cf_chl_opt|cf-browser-verification|checking (?:if the site connection is secure|your browser before accessing)|enable javascript and cookies to continue", re.I)),
    ("Akamai", re.compile(r"<title>\s*access denied|errors\.edgesuite\.net|you don'?t have permission to access", re.I)),
    ("PerimeterX", re.compile(r"px-captcha|_pxappid.{0,400}captcha|press (?:&amp;|&|and) hold to confirm|access to this page has been denied", re.I | re.S)),
    ("Incapsula", re.compile(r"incapsula incident id|request unsuccessful\. incapsula", re.I)),
    ("Imperva", re.compile(r"pardon our interruption|distil_r_captcha", re.I)),
    ("AWS WAF", re.compile(r"awswafcookiedomainlist|aws-waf-token.{0,200}challenge", re.I | re.S)),
    ("Sucuri", re.compile(r"sucuri website firewall", re.I)),
    ("DDoS-Guard", re.compile(r"<title>\s*ddos-guard", re.I)),
    ("Vercel", re.compile(r"vercel security checkpoint", re.I)),
    ("Anubis", re.compile(r"making sure you(?:'|&#39;|’)re not a bot", re.I)),
    ("captcha", re.compile(r"are you a robot\??|verify(?:ing)? (?:that )?you are (?:a )?human|human verification|robot or human|unusual (?:traffic|activity) from your|prove you(?:'|’)re not a robot|complete the (?:captcha|security check)|class=[\"'](?:g-recaptcha|h-captcha)|solve the captcha|<title>[^<]{0,40}\bcaptcha\b|client challenge", re.I)),
)  # fmt: skip
CHALLENGE_HEADERS = (
    ("cf-mitigated", "challenge", "Cloudflare"),
    ("x-datadome", "protected", "DataDome"),
    ("x-amzn-waf-action", "", "AWS WAF"),
)
CONSENT_HOSTS = re.compile(r"^(?:consent|guce|privacy-?gate|cmp|myprivacy)\.|\.consensu\.org$", re.I)
CONSENT_PATHS = re.compile(r"/(?:consent|privacy-?(?:gate|consent|wall)|cookie-?(?:wall|consent)|collectconsent|zustimmung|purabo|pur-abo)(?:/|$|\?|\.)", re.I)
CONSENT = re.compile(
    r"before you continue to|we (?:and our (?:\d+ )?partners|value your privacy)|we use cookies|your privacy (?:choices|matters|settings)|accept all(?: cookies)?|manage (?:cookies|consent|your privacy)|"
    r"cookies? (?:zustimmen|akzeptieren)|alle akzeptieren|weiterlesen mit werbung|mit werbung (?:weiterlesen|nutzen)|zustimmen (?:und|&) weiter|einwilligung|tout accepter|accepter et continuer|continuer sans accepter|"
    r"aceptar (?:todo|y continuar|cookies)|accetta (?:tutti|e continua)|akceptuj|alles accepteren|consent to the use",
    re.I,
)  # fmt: skip
CONSENT_TITLE = re.compile(
    r"^(?:before you continue|your privacy|we value your privacy|cookie (?:consent|settings|wall)|consent(?: required)?|privacy (?:gate|wall|settings|consent)|zustimmung|datenschutz(?:einstellungen)?|"
    r"willkommen|(?:\w+ ){0,3}is part of the (?:yahoo|verizon)\b|.{0,40}teil der (?:yahoo|verizon)|gestion (?:des cookies|du consentement)|cookie[- ]?hinweis)",
    re.I,
)  # fmt: skip
NOT_FOUND = re.compile(
    r"\b404\b(?!\s*(?:people|deaths|cases|million|euros?|km|miles))|(?:page|article|story|content|url|file|post)\s+(?:you (?:requested|are looking for|were looking for)\s+)?(?:was |is |could |can ?)?(?:not|n[o']t|no longer)\s+(?:be\s+)?(?:found|exists?|available)|"
    r"(?:can(?:'|’)?t|cannot|couldn(?:'|’)?t|could not) (?:find|locate) (?:the|that|this|your) (?:page|article|story)|page doesn(?:'|’)t exist|nothing (?:was )?found|oops[!,.]|not found$|^not found|"
    r"seite (?:wurde )?(?:leider )?nicht (?:gefunden|verfügbar|vorhanden)|artikel (?:wurde )?(?:leider )?nicht (?:gefunden|mehr verfügbar)|page (?:introuvable|non trouvée)|cette page n(?:'|’)existe|"
    r"página no (?:encontrada|existe|disponible)|página não (?:encontrada|existe)|pagina non (?:trovata|esiste)|pagina niet gevonden|sidan (?:kunde inte hittas|finns inte)|siden (?:blev ikke|ble ikke|findes ikke)|"
    r"strona nie (?:istnieje|została znaleziona)|nie znaleziono|страница не найдена|сторінку не знайдено|sayfa bulunamadı|ページが見つかりません|お探しのページ|页面不存在|找不到(?:页面|頁面)|페이지를 찾을 수 없",
    re.I,
)  # fmt: skip
BARRIER_TITLE = re.compile(
    r"^(?:subscribe to (?:read|continue|unlock)|(?:please )?(?:log ?in|sign in|register) to (?:read|continue)|subscription required|become a subscriber|members? only|premium content|abonnez-vous|jetzt abonnieren)\b",
    re.I,
)  # fmt: skip
BARRIER = re.compile(
    r"subscribe (?:now )?to (?:read|continue|unlock|keep reading)|to (?:continue|keep) reading[, ]|continue reading (?:with|by|your article)|(?:already|existing) (?:a )?(?:subscriber|member)\b|"
    r"for subscribers only|subscribers?[- ]only|this (?:article|story|content) is (?:for|only available to|exclusive(?:ly)? (?:to|for)|reserved for) (?:our )?(?:subscribers|members|registered)|unlock this (?:article|story)|"
    r"(?:create|register) (?:a |your )?free (?:account )?to (?:read|continue)|sign (?:in|up) to (?:read|continue|keep)|log ?in to (?:read|continue)|you(?:'|’)ve reached your (?:article )?limit|read the full (?:article|story) with|"
    r"(?:weiterlesen|jetzt lesen) mit|jetzt (?:weiterlesen|abonnieren|freischalten)|nur für abonnent|exklusiv für abonnent|dieser artikel ist (?:kostenpflichtig|exklusiv)|réservée? aux abonnés|il vous reste .{1,30} de cet article|"
    r"(?:contenido|artículo|noticia) (?:exclusiv[oa]|sólo|solo) para suscriptores|suscríbete para|contenuto riservato|(?:exclusivo|conteúdo) para assinantes|dostęp dla prenumerator|for full access|"
    r"この記事は(?:有料|会員)|有料会員限定|会員限定|残り\s*[\d,]+\s*文字",
    re.I,
)  # fmt: skip
BARRIER_MARKUP = re.compile(
    r"(?:id|class)=[\"'][^\"']{0,200}\b(?:barrier-page|paywall|pay-wall|regwall|reg-wall|piano-inline|subscription-barrier|article-barrier|gateway-content|meteredContent|tp-modal|premium-barrier)\b", re.I
)  # fmt: skip
NEEDS_SCRIPT = re.compile(
    r"(?:enable|activate|turn on|requires?|need|without) (?:your )?(?:java ?script|js)\b|java ?script (?:is |seems to be )?(?:disabled|required|not enabled|must be enabled)|javascript (?:aktivieren|einschalten)|activer javascript|(?:activar?|habilit\w+) (?:el )?javascript|doesn(?:'|’)t work properly without",
    re.I,
)  # fmt: skip


def challenge_in(html: str) -> str | None:
    """The vendor of the challenge that a page is, judged by its first 200,000 characters."""
    head = html[:200_000]
    return next((name for name, mark in CHALLENGES if mark.search(head)), None)
