"""What pages say that stand in a story's place: challenges, consent forms, barriers, errors.

Only wordings and marks, each under the name it goes by. They prove nothing on a page that holds a
story: a story may well be about captchas. `aggregator.extraction.outcome` weighs them.
"""

from __future__ import annotations

import re


def _any(*phrases: str) -> re.Pattern[str]:
    return re.compile("|".join(phrases), re.IGNORECASE | re.DOTALL)


# Marks of a page that *is* a challenge, in lower case: words that must stand in it and, where they
# alone prove nothing, the expression around them. Words are found tens of times faster, and most
# pages hold none of these. Scripts that vendors also put on ordinary pages
# (``/cdn-cgi/challenge-platform/``, ``_Incapsula_Resource``) are no such marks.
CHALLENGES: tuple[tuple[str, tuple[tuple[str, str | None], ...]], ...] = (
    (
        "DataDome",
        (
            ("captcha-delivery.com", None),
            ("please enable js and disable any ad blocker", None),
        ),
    ),
    (
        "Cloudflare",
        (
            ("just a moment", r"<title>\s*just a moment"),
            ("attention required!", r"attention required!\s*\|\s*cloudflare"),
            ("cf-chl-", None),
            ("cf_chl_opt", None),
            ("cf-browser-verification", None),
            ("checking if the site connection is secure", None),
            ("checking your browser before accessing", None),
            ("enable javascript and cookies to continue", None),
        ),
    ),
    (
        "Akamai",
        (
            ("access denied", r"<title>\s*access denied"),
            ("errors.edgesuite.net", None),
            ("have permission to access", r"you don'?t have permission to access"),
        ),
    ),
    (
        "PerimeterX",
        (
            ("px-captcha", None),
            (" hold to confirm", r"press (?:&amp;|&|and) hold to confirm"),
            ("access to this page has been denied", None),
        ),
    ),
    ("Incapsula", (("incapsula incident id", None), ("request unsuccessful. incapsula", None))),
    ("Imperva", (("pardon our interruption", None), ("distil_r_captcha", None))),
    (
        "AWS WAF",
        (
            ("awswafcookiedomainlist", None),
            ("aws-waf-token", r"(?s)aws-waf-token.{0,200}challenge"),
        ),
    ),
    ("Sucuri", (("sucuri website firewall", None),)),
    ("DDoS-Guard", (("ddos-guard", r"<title>\s*ddos-guard"),)),
    ("Vercel", (("vercel security checkpoint", None),)),
    ("Anubis", (("re not a bot", r"making sure you(?:'|&#39;|’)re not a bot"),)),
    (
        "captcha",
        (
            ("are you a robot", r"are you a robot\b"),
            (" human", r"verify(?:ing)? (?:that )?you are (?:a )?human"),
            ("human verification", None),
            ("robot or human", None),
            ("client challenge", None),
            ("unusual ", r"unusual (?:traffic|activity) from your"),
            ("re not a robot", r"prove you(?:'|’)re not a robot"),
            ("e the captcha", r"(?:complete|solve) the captcha"),
            ("e the security check", r"(?:complete|solve) the security check"),
            ("g-recaptcha", r"class=[\"']g-recaptcha"),
            ("h-captcha", r"class=[\"']h-captcha"),
            ("<title>", r"<title>[^<]{0,40}\bcaptcha\b"),
        ),
    ),
)
CHALLENGE_HEADERS = (
    ("cf-mitigated", "challenge", "Cloudflare"),
    ("x-datadome", "protected", "DataDome"),
    ("x-amzn-waf-action", "", "AWS WAF"),
)
"""Header, what its value holds, vendor."""

CONSENT_HOSTS = _any(r"^(?:consent|guce|privacy-?gate|cmp|myprivacy)\.", r"\.consensu\.org$")
CONSENT_PATHS = _any(
    r"/(?:consent|privacy-?(?:gate|consent|wall)|cookie-?(?:wall|consent)|collectconsent"
    r"|zustimmung|pur-?abo)(?:/|$|\.)"
)
CONSENT = _any(
    r"before you continue to",
    r"we (?:and our (?:\d+ )?partners|value your privacy|use cookies)",
    r"your privacy (?:choices|matters|settings)",
    r"accept (?:all(?: cookies)?|and continue)|reject all|manage (?:cookies|consent|your privacy)",
    r"consent to the use",
    r"cookies? (?:zustimmen|akzeptieren)|alle (?:cookies )?akzeptieren|einwilligung",
    r"(?:weiterlesen )?mit werbung(?: weiterlesen| nutzen)?|zustimmen (?:und|&) weiter",
    r"tout accepter|accepter et continuer|continuer sans accepter",
    r"aceptar (?:todo|y continuar|cookies)|accetta (?:tutt[io]|e continua)|akceptuj",
    r"rifiuta tutt[io]|gestisci (?:le )?(?:preferenze|opzioni|cookie)|continua senza accettare",
    r"(?:noi e i |i )nostri \d* ?(?:partner|fornitori)|nosotros y nuestros (?:\d+ )?socios",
    r"rechazar todo|gestionar (?:las )?(?:opciones|preferencias)|configurar cookies",
    r"nós e (?:os )?nossos (?:\d+ )?parceiros|rejeitar (?:tudo|todos)|gerenciar (?:opções|cookies)",
    r"nous et nos (?:\d+ )?partenaires|tout refuser|gérer (?:mes|vos|les) (?:choix|préférences)",
    r"wir und unsere (?:\d+ )?partner|alle(?:s)? ablehnen|einstellungen (?:verwalten|anpassen)",
    r"my i nasi partnerzy|odrzuć wszystkie|принять (?:все|и продолжить)|отклонить все",
    r"قبول (?:الكل|الجميع)|すべて(?:受け入れる|拒否)|全部(?:接受|拒绝)|接受所有|모두 (?:동의|수락)",
    r"alles accepteren|aceitar (?:tudo|todos)|godta alle|acceptera alla|同意する",
)
CONSENT_TITLE = _any(
    r"^(?:before you continue|(?:we value )?your privacy|privacy (?:gate|wall|settings|consent))",
    r"^cookie[- ]?(?:consent|settings|wall|hinweis)|^consent(?: required)?\b",
    r"^(?:zustimmung|datenschutz(?:einstellungen)?|willkommen)\b",
    r"(?:is part of|ist teil) (?:the |der )?(?:yahoo|verizon)",
    r"^gestion (?:des cookies|du consentement)|^votre vie privée|^la tua privacy|^tu privacidad",
    r"^sua privacidade|^(?:ihre|deine) privatsphäre|^twoja prywatność",
)
NOT_FOUND = _any(
    r"^\W*(?:error |fehler |erreur |http )?404\b|\b404 (?:error|not found|page|seite)|error 404",
    r"(?:page|article|story|content|url|file|post) (?:you (?:requested|are looking for|were looking"
    r" for) )?(?:was |is |could |can ?)?(?:not|n['o’]t|no longer) (?:be )?(?:found|exists?"
    r"|available)",
    r"(?:can(?:'|’)?t|cannot|couldn(?:'|’)?t|could not) (?:find|locate) (?:the|that|this|your)"
    r" (?:page|article|story)",
    r"(?:page|article|story) (?:doesn(?:'|’)t|does not) exist|^nothing (?:was )?found|^oops\b",
    r"^not found\b|\bnot found$",
    r"seite (?:wurde |konnte )?(?:leider )?nicht (?:gefunden|verfügbar|vorhanden)",
    r"artikel (?:wurde )?(?:leider )?nicht (?:gefunden|mehr verfügbar)",
    r"page (?:introuvable|non trouvée)|cette page n(?:'|’)existe",
    r"página no (?:encontrada|existe|disponible)|página não (?:encontrada|existe)",
    r"pagina non (?:trovata|esiste)|pagina niet gevonden|sidan (?:kunde inte hittas|finns inte)",
    r"siden (?:blev ikke|ble ikke|findes ikke)|strona nie (?:istnieje|została znaleziona)",
    r"nie znaleziono|страница не найдена|сторінку не знайдено|sayfa bulunamadı",
    r"такой страницы (?:нет|не существует)|запрашиваемая страница",
    r"không tìm thấy trang|trang (?:này )?không tồn tại|لم يتم العثور على",
    r"(?:الصفحة|المقال)(?: التي تبحث عنها)? غير موجود",
    r"ページが見つかりません|お探しのページ|[页頁]面(?:不存在|未找到)|找不到.{0,8}(?:页面|頁面)",
    r"您访问的页面|페이지를 찾을 수 없|존재하지 않는 페이지|ไม่พบหน้า|पृष्ठ नहीं मिला|העמוד לא נמצא",
)
BARRIER_TITLE = _any(
    r"^(?:subscribe to (?:read|continue|unlock)|subscription required|become a subscriber"
    r"|(?:please )?(?:log ?in|sign in|register) to (?:read|continue)|members? only"
    r"|premium content|abonnez-vous|jetzt abonnieren)\b"
)
BARRIER = _any(
    r"subscribe (?:now )?to (?:read|continue|unlock|keep reading)",
    r"to (?:continue|keep) reading[, ]",
    r"continue reading (?:with|by|your article)",
    r"(?:already|existing) (?:a )?(?:subscriber|member)\b",
    r"for subscribers only|subscribers?[- ]only|for full access",
    r"this (?:article|story|content) is (?:for|only available to|exclusive(?:ly)? (?:to|for)"
    r"|reserved for) (?:our )?(?:subscribers|members|registered)",
    r"unlock this (?:article|story)|read the full (?:article|story) with",
    r"(?:create|register) (?:a |your )?free (?:account )?to (?:read|continue)",
    r"(?:sign (?:in|up)|log ?in) to (?:read|continue|keep)",
    r"you(?:'|’)ve reached your (?:article )?limit",
    r"(?:weiterlesen|jetzt lesen) mit|jetzt (?:weiterlesen|abonnieren|freischalten)",
    r"(?:nur|exklusiv) für abonnent|dieser artikel ist (?:kostenpflichtig|exklusiv)",
    r"réservée? aux abonnés|il vous reste .{1,30} de cet article",
    r"(?:contenido|artículo|noticia) (?:exclusiv[oa]|s[óo]lo) para suscriptores|suscríbete para",
    r"contenuto riservato|(?:exclusivo|conteúdo) para assinantes|dostęp dla prenumerator",
    r"この記事は(?:有料|会員)|有料会員限定|会員限定|残り\s*[\d,]+\s*文字",
)
BARRIER_MARKUP = _any(
    r"(?:id|class)=[\"'][^\"']{0,200}\b(?:barrier-page|pay-?wall|reg-?wall|piano-inline"
    r"|subscription-barrier|article-barrier|gateway-content|meteredcontent|tp-modal"
    r"|premium-barrier)\b"
)
NEEDS_SCRIPT = _any(
    r"(?:enable|activate|turn on|requires?|need|without) (?:your )?(?:java ?script|js)\b",
    r"java ?script (?:is |seems to be )?(?:disabled|required|not enabled|must be enabled)",
    r"javascript (?:aktivieren|einschalten)|activer javascript",
    r"(?:activar?|habilit\w+) (?:el )?javascript",
)


def challenge_in(html: str) -> str | None:
    """The vendor of the challenge that a page is, judged by its first 200,000 characters."""
    head = html[:200_000].lower()
    for name, marks in CHALLENGES:
        for words, around in marks:
            if words in head and (around is None or re.search(around, head)):
                return name
    return None
