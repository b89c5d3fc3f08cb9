"""Which lines of a page's text are not its story: headline again, byline, dates, furniture."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aggregator.extraction.credits import is_sign_off
from aggregator.extraction.names import split_names
from aggregator.extraction.wording import fold, tidy

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_NEW_TAB = re.compile(r"[,\s]*\(?opens? (?:in )?(?:a )?new (?:tab|window)\)?", re.IGNORECASE)
# Whole lines, in the languages most outlets write in. Never longer than a sentence.
_FURNITURE = re.compile(
    r"""(?:
      # more to read
      (?:read|see|watch|learn|find\ out|discover)\ (?:more|also|next|now)\b.{0,120}
    | (?:read|see|watch)\ the\ full\ (?:story|article)\b.{0,120}
    | (?:also|must)\ read\b.{0,140} | read\ (?:also|the\ latest|our)\b.{0,120}
    | related(?:\ (?:stories|articles?|content|topics?|coverage|news))?\s*:?.{0,120}
    | (?:more|most)\ (?:on|from|in|about)\ (?:this|the|our)\b.{0,80}
    | recommended(?:\ (?:for\ you|stories|reading))?
    | (?:lesen|sehen)\ sie\ (?:auch|hier|mehr)\b.{0,140} | mehr\ (?:zum\ thema|dazu)\b.{0,120}
    | lire\ (?:aussi|la\ suite)\b.{0,140} | [àa]\ lire\ (?:aussi|également)\b.{0,140}
    | leggi\ anche\b.{0,140} | (?:lee|lea|ver)\ (?:también|más)\b.{0,140}
    | leia\ (?:também|mais)\b.{0,140} | czytaj\ (?:też|także|więcej|również)\b.{0,140}
    | lees\ ook\b.{0,140} | läs\ (?:mer|också)\b.{0,140} | les\ også\b.{0,140} | 関連記事.{0,80}
    | trending\ on\b.{0,40} | full\ article
      # to sign up, follow, share
    | sign\ up\b.{0,200} | subscribe\b.{0,160} | follow\ (?:us|our|@|\w+\ on)\b.{0,140}
    | join\ (?:us|our|the)\ (?:newsletter|whatsapp|telegram|channel)\b.{0,120}
    | get\ (?:the\ latest|our|more)\b.{0,60}(?:newsletters?|inbox|alerts?|app)\b.{0,120}
    | (?:download|get)\ (?:our|the)\ .{0,30}app\b.{0,80} | (?:click|tap)\ here\b.{0,120}
    | share(?:\ (?:this|on|via|article|story)\b.{0,60})? | \d+\s+comments?
    | print|email|e-mail|save|copy\ link|comments?|reply|tweet|whatsapp|facebook|twitter
    | linkedin|pinterest
    | (?:enter|type)\ your\ e-?mail\b.{0,120}
    | (?:get|have)\ .{0,60}\bdelivered\ (?:to|straight)\b.{0,100}
      # to get past a wall
    | (?:create|register\ for|(?:sign|log)\ in\ (?:to|with))\ (?:an?\ |your\ )?(?:free\ )?
      (?:account|profile|continue|read|access|view|subscription)\b.{0,140}
    | (?:already|not\ yet)\ (?:have|a|an)\b.{0,30}(?:account|subscriber|member)\b.{0,80}
    | (?:unlock|keep|continue)\ (?:reading|this\ (?:article|story))\b.{0,120}
    | this\ (?:article|story|content)\ is\ (?:free\ )?
      (?:for|(?:only\ )?available\ to|reserved\ for|exclusive\ to)\b.{0,60}
      (?:subscribers?|members|registered)\b.{0,60}
    | (?:weiterlesen|jetzt\ (?:weiterlesen|abonnieren|testen|anmelden|registrieren))\b.{0,120}
    | (?:abonnez|inscrivez|connectez)-vous\b.{0,140} | suscr[ií]b(?:ete|ase)\b.{0,140}
      # advertisements
    | advertise?ments?(?:\ -\ scroll.{0,40}|\ continue.{0,60})?
    | (?:story|article)\ continues\ (?:below|after).{0,60}
    | sponsored(?:\ (?:links?|content|by.{0,40}))? | anzeige|werbung|publicité|publicidad
    | publicidade|pubblicità|reklama|reklam|annons|annonse|advertentie|広告|광고
      # who edited, where from, whose opinion: of Chinese pages
    | [（(\[【]?(?:责任编辑|責任編輯|责编|責編|编辑|編輯|校对|审核|来源|來源|稿源)[:：].{0,60}
    | (?:免责|特别)?声明[:：].{0,200} | 版权声明.{0,160}
      # the page's own business
    | scroll\ down.{0,60} | loading\W{0,4} | back\ to\ top | skip\ (?:to|past)\b.{0,60}
    | (?:image|photo|picture)\ (?:source|caption)\b.{0,120}
    | [^.!?]{0,60}
      (?:getty\ images|shutterstock|alamy(?:\ stock\ photo)?|imago\ images)[^.!?]{0,30}
    | (?:the\ )?(?:views|opinions)\ expressed\ (?:in\ this|here(?:in)?|are\ the)\b.{0,180}
    | suggested\ topics:?.{0,120}
    | (?:purchase|acquire)\ licensing\ rights.{0,60}
    | .{0,20}thomson\ reuters\ trust\ principles.{0,20}
    | our\ standards:.{0,120} | all\ rights\ reserved.{0,80} | (?:©|\(c\)|copyright\b).{0,160}
    | (?:this\ )?(?:article|story|content)\ (?:was\ )?(?:first|originally)\ (?:published|appeared)
      \b.{0,160}
    | (?:photo|image|picture|foto|credit|bild|file\ photo)\s*(?:credits?|by|:|/).{0,80}
    | (?:updated|published|posted|last\ updated|last\ modified|aktualisiert|veröffentlicht|stand
      |publié|mis\ à\ jour|publicado|actualizado|aggiornato|pubblicato)
      \s*(?:(?:on|at|am|le|el|il)\b|:)?\s*[^.!?]{0,60}\d[^.!?]{0,40}
    | \d{1,3}\s*(?:min(?:ute)?s?|hours?)\s*(?:read|ago)
    )\s*[.:!»›→>]*""",
    re.VERBOSE,  # asked in lower case: a third of the time that ignoring case takes
)
# All the words that a line with nothing but a date and time is made of; numbers go besides.
_DATE_WORDS = frozenset(
    """
    mon monday tue tues tuesday wed wednesday thu thur thurs thursday fri friday sat saturday
    sun sunday
    jan january feb february mar march apr april may jun june jul july aug august sep sept september
    oct october nov november dec december am pm a p m at on updated published posted gmt utc est edt
    cst cdt mst mdt pst pdt ist bst cet cest jst et ct pt st nd rd th last
    montag dienstag mittwoch donnerstag freitag samstag sonntag januar februar märz mai juni
    juli oktober dezember uhr um aktualisiert stand lundi mardi mercredi jeudi vendredi samedi
    dimanche janvier
    février mars avril juin juillet août septembre octobre novembre décembre à h publié le mis jour
    lunes martes miércoles jueves viernes sábado domingo enero febrero marzo abril mayo junio julio
    agosto septiembre octubre noviembre diciembre de del 年 月 日 時 分
    """.split()
)
_BY = re.compile(r"^(?:by|von|par|por|di|door|av|af)\s+\S", re.IGNORECASE)
_EDGE = 6
_LONGEST_LABEL = 120
_LONGEST_DATE = 70
_LONGEST_FURNITURE = 240


def story_lines(
    lines: Iterable[str],
    *,
    title: str | None = None,
    authors: Sequence[str] = (),
    boilerplate: Sequence[str] = (),
) -> list[str]:
    """The paragraphs of a story, without those that are not part of it.

    Args:
        lines: in page order, one a paragraph.
        title, authors: of the story, dropped where they are repeated at its edges.
        boilerplate: regular expressions of the outlet; a line that one fully matches is dropped.
    """
    kept = [line for line in (_mended(line) for line in lines) if line]
    patterns = [re.compile(pattern, re.IGNORECASE) for pattern in boilerplate]
    headline = fold(title or "")
    people = {fold(name) for name in authors}
    found: list[str] = []
    for number, line in enumerate(kept):
        edge = number < _EDGE or number >= len(kept) - 3
        if any(pattern.fullmatch(line) for pattern in patterns):
            continue
        if edge and len(line) <= len(title or "") + 40 and headline and fold(line) == headline:
            continue
        if edge and len(line) <= _LONGEST_LABEL and _is_byline(line, people):
            continue
        if is_furniture(line):
            continue
        if edge and _is_date(line):
            continue
        if found and line == found[-1]:
            continue
        # A place set apart, before the dateline that repeats it.
        after = kept[number + 1] if number + 1 < len(kept) else ""
        if edge and after.startswith(f"{line} (") and len(line) <= _LONGEST_DATE:
            continue
        found.append(line)
    return found


def is_furniture(line: str) -> bool:
    """Whether a line as a whole is a heading, label or invitation of the page, not its story."""
    return len(line) <= _LONGEST_FURNITURE and _FURNITURE.fullmatch(line.lower()) is not None


def _mended(line: str) -> str:
    text = tidy(line)
    if "new tab" in text or "new window" in text:
        text = tidy(_NEW_TAB.sub("", text))
    return text if any(c.isalnum() for c in text) else ""


def _is_date(line: str) -> bool:
    """Whether a line is a date or time and nothing else."""
    if len(line) > _LONGEST_DATE or not any(c.isdigit() for c in line):
        return False
    words = re.findall(r"\d+|[^\W\d_]+", line.lower())
    return len(words) > 1 and all(word.isdigit() or word in _DATE_WORDS for word in words)


def _is_byline(line: str, people: set[str]) -> bool:
    names = split_names(line)
    if not names or is_sign_off(line):
        return False
    known = sum(fold(name) in people for name in names)
    if known and known >= len(names) - 1 and len(line.split()) <= 4 + 4 * len(names):
        return True
    names_one = any(key in fold(line) for key in people)
    return names_one and len(line) <= _LONGEST_DATE and bool(_BY.match(line))
