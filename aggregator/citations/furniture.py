"""What stands on a page and is not the document: forms, share bars, photo credits, date lines."""

# ruff: noqa: E501 -- the words of one language stay together on a line

from __future__ import annotations

import re

_FURNITURE = re.compile(
    r"(?:be the first to comment|leave a (?:reply|comment)|(?:cancel reply)|post a comment"
    r"|(?:\d+ )?comments?(?: \(\d+\))?|no comments(?: yet)?|your email address will not be published.*"
    r"|save my name, email.*|required fields are marked.*|share this(?: article| story| post)?:?"
    r"|(?:(?:first )?published|posted|updated|last updated)\s.{4,60}[|·•]\s?(?:filed (?:under|in)|print|categor|tagged|updated)\b.*|filed (?:under|in)\b.*"
    r"|(?:share|tweet|print|email|e-mail|pin it|like this:|loading\.*|advertisement|skip to (?:main )?content)"
    r"|related(?: posts?| articles?| stories)?:?|sign up for our newsletter.*|subscribe(?: now)?"
    r"|schreiben sie einen kommentar|kommentare?|laisser un commentaire|deja un comentario"
    r"|اشترك في .*|جميع الحقوق محفوظة.*|編集[:：].*|.*無断転載を禁じます。?|(?:©\s?)?(?:\d{4}\s)?(?:all rights reserved|alle rechte vorbehalten|tous droits réservés|todos los derechos reservados|todos os direitos reservados|tutti i diritti riservati|все права защищены)\.?"
    r"|оставить комментарий|发表评论|发表回复)",
    re.IGNORECASE,
)
_PUBLISHED = re.compile(
    r"^[|｜•·\s]{0,4}(?:(?:first |originally )?published|posted|updated|last updated|veröffentlicht|publié|publicado|"
    r"pubblicato|опубликовано|opublikowano|发布时间|發布時間)(?: (?:on|at|am|le|el|il))?\s?[:：]?\s(.{6,80})$",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_DATE_LINE = 100
_BESIDE = re.compile(r"\s*[|·•]\s*|\s+[–—-]\s+")
# A weekday, a day, a month by name or number, a year, a time and its zone: no other words.
_BARE_DATE = re.compile(
    r"(?:[^\W\d_]{2,12}[.,]?\s+)?"
    r"(?:(?:19|20)\d\d(?:-|/|\.|年)\d{1,2}(?:-|/|\.|月)\d{1,2}日?"
    r"|\d{1,2}(?:st|nd|rd|th|\.|º)?(?:\s+de)?\s+[^\W\d_]{3,12}\.?(?:\s+de)?,?\s+(?:19|20)\d\d"
    r"|[^\W\d_]{3,12}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+(?:19|20)\d\d)"
    r"(?:,?\s*(?:at\s+)?\d{1,2}[:.]\d{2}(?:\s*[AaPp]\.?[Mm]\.?)?(?:\s+[A-Z]{2,5})?)?"
)

_PHOTO_WORD = (
    r"(?:photo(?:graph)?s?|picture|pic|image|images|illustration|graphic|video|file photo|featured image|cover image|"
    r"foto|fotos|bild(?:er)?|titelbild|symbolbild|symbolfoto|aufmacherbild|beitragsbild|imagen|imagem|immagine|"
    r"crédit(?:s)? photos?|photographie|zdjęcie|фото|изображение|图片|圖片|图|圖|照片|配图|题图|封面图|写真|画像|사진|(?:ال)?صورة|تصوير)"
)
_PHOTO_LABEL = re.compile(
    _PHOTO_WORD
    + r"(?:\s?(?:credits?|sources?|by|courtesy(?: of)?|quelle|nachweis|来源|來源|来自|來自|提供|出处|取自|из|источник))?\s?[:：／/©]",
    re.IGNORECASE,
)
_PHOTO_CREDIT_START = re.compile(
    r"写真は|資料写真|(?:(?:photo|picture|image|foto|bild)s? (?:credits?|courtesy|by)\b|courtesy of\b|©\s?(?:getty|shutterstock))",
    re.IGNORECASE,
)
_AGENCY = (
    r"(?:pool|reuters|afp|ap|ap photo|ap images|epa|epa-efe|dpa|getty(?: images)?|anadolu(?: agency)?|"
    r"shutterstock|xinhua|kyodo(?: news)?|bloomberg|picture[ -]alliance|imago|nurphoto|zuma(?: press)?|sipa(?: usa)?|tass|sputnik|"
    r"upi|ansa|efe|belga|keystone|apa|pa|pa wire|handout|usa today sports|istock|alamy|wikimedia commons|the new york times|yonhap)"
)
_PERSON = r"[^\W\d_][\w.'’-]{0,30}(?: [^\W\d_][\w.'’-]{0,30}){1,3}"
# Case decides between "Ana Ruiz/Reuters" and prose, so only the agency part ignores it.
_PERSON_AGENCY = re.compile(
    rf"(?:^|[.)\]”\"]\s{{0,2}}|\()(?:{_PERSON}|stringer)\s?(?:/|／|,?\svia\s|\s[|–—-]\s)\s?(?i:{_AGENCY})"
    rf"(?:\s?(?:/|／|\svia\s)\s?(?i:{_AGENCY}))*\)?\.?$"
)
_AGENCY_PERSON = re.compile(
    rf"(?:^|[.)\]”\"]\s{{0,2}}|\()(?i:{_AGENCY})\s?(?:/|／)\s?{_PERSON}\)?\.?$"
)
_VIA_IMAGES = re.compile(
    r"(?:\bvia|/)\s(?:getty images|shutterstock|ap images|imago)\)?\.?$", re.IGNORECASE
)
_PHOTO_IN_PARENS = re.compile(
    rf"\((?:{_AGENCY}\s(?:photo|image|file)|(?:photo|image|foto|pic|фото)\s?(?:by|:|credit|courtesy)[^()]{{0,120}})[^()]{{0,80}}\)\.?$",
    re.IGNORECASE,
)
_OWNED_PICTURE = re.compile(
    rf"(?:©|\(c\)|credits?\s?:)\s?{_AGENCY}|fot\.\s.{{2,80}}|图/.{{2,40}}", re.IGNORECASE
)
_OWNED_TAIL = re.compile(rf"[.!?]\s©\s?{_AGENCY}$", re.IGNORECASE)
_TAIL = 160
_PHOTO_TAIL = re.compile(
    rf"[.!?)”\"|]\s{_PHOTO_WORD}(?:\s?(?:credits?|by|courtesy(?: of)?))?\s?[:：]\s?.{{2,70}}$",
    re.IGNORECASE,
)
_STILL = re.compile(r"(?:a )?(?:screengrab|screenshot|still)\b", re.IGNORECASE)
_CREDIT_SIGNS = ("/", "／", "via", " | ", " – ", " — ", " - ", "(")


def is_furniture(text: str) -> bool:
    """Whether a line belongs to the page and not to the document on it."""
    return len(text) <= _TAIL and _FURNITURE.fullmatch(text) is not None


def is_photo_credit(text: str) -> bool:
    """Whether a line is the credit of a picture, or a caption that ends in one."""
    if (
        text[:1] in "（【〔［" and text[-1:] in "）】〕］"
    ):  # as credits stand in Chinese and Japanese
        text = text[1:-1].strip()
    if _PHOTO_LABEL.match(text) or _PHOTO_CREDIT_START.match(text):
        # "Bild: <headline>" is also how a press review cites the paper of that name.
        return not (text.startswith("Bild:") and not _bild_credit(text[5:].strip()))
    short = len(text) <= _TAIL
    if short and (
        _OWNED_PICTURE.fullmatch(text) or (text[0:1] == "©" and ("/" in text or "／" in text))
    ):
        return True
    tail = text[-_TAIL:]
    if "FILE PHOTO" in tail or _STILL.match(text) or ("©" in tail and _OWNED_TAIL.search(tail)):
        return True
    if (":" in tail or "：" in tail) and _PHOTO_TAIL.search(tail):
        return True
    if not any(sign in tail for sign in _CREDIT_SIGNS):
        return False
    if len(text) > _TAIL:
        # The tail must not look as if the line began there.
        tail = " " + tail
    return any(
        pattern.search(tail) is not None
        for pattern in (_PERSON_AGENCY, _AGENCY_PERSON, _VIA_IMAGES, _PHOTO_IN_PARENS)
    )


def _bild_credit(rest: str) -> bool:
    whole = rf"(?i:{_AGENCY})(?:\s?[/,]\s?{_PERSON})?|{_PERSON}\s?[/,]\s?(?i:{_AGENCY})"
    return re.fullmatch(whole, rest) is not None and len(rest.split()) <= 4  # noqa: PLR2004 -- two names


def published_in(text: str) -> str | None:
    """The date of a printed date line, as printed; None where the line is none."""
    if len(text) > _TAIL:
        return None
    match = _PUBLISHED.match(text)
    if match is None or _YEAR.search(match.group(1)) is None:
        return _bare_date(text)
    return match.group(1).strip()


def _bare_date(text: str) -> str | None:
    """A date that stands alone on its line or beside a byline: ``By A. Smith | March 30, 2025``."""
    if len(text) > _DATE_LINE or _YEAR.search(text) is None:
        return None
    for part in _BESIDE.split(text):
        if _YEAR.search(part) and _BARE_DATE.fullmatch(part.strip()):
            return part.strip()
    return None
