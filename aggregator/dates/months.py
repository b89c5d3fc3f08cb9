"""The words that dates are written with: months, weekdays and what stands between them.

Of the languages that news is read in. Forms as they are printed in dates, the genitive where a
language uses it, full and shortened, in lower case. Names that mean different months in different
languages (``listopada``, November in Polish and October in Croatian) are marked as such.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_MONTHS = (
    """
    jan january januar jänner januari janvier janv enero ene gennaio gen janeiro januára január
    ianuarie ian ocak oca stycznia styczeń sty ledna leden led tammikuuta tammikuu tammi jaanuar
    jaan janvāris sausio saus gener siječnja sij января январь янв січня січень січ януари јануар
    јануара јануари студзеня ιανουαρίου ιαν يناير ינואר בינואר ocağı
    """,
    """
    feb february februar feber februari février févr fév febrero febbraio fevereiro fev februára
    február febr februarie şubat şub lutego luty lut února únor úno helmikuuta helmikuu helmi
    veebruar veebr februāris vasario vas febrer veljače velj февраля февраль февр фев лютого лютий
    февруари фебруар фебруара лютага φεβρουαρίου φεβ فبراير פברואר בפברואר
    """,
    """
    mar march märz mär mrz mars marzo março maart mrt marts marca marec március márc martie mart
    marzec března březen bře maaliskuuta maaliskuu maalis märts marts kovo kov març ožujka ožu марта
    март мар березня березень сакавіка μαρτίου μαρ μάρ مارس מרץ במרץ
    """,
    """
    apr april avril avr abril abr aprile apríla apríl április ápr aprilie nisan nis kwietnia
    kwiecień kwi dubna duben dub huhtikuuta huhtikuu huhti aprill aprīlis balandžio bal travnja tra
    апреля апрель апр квітня квітень април красавіка απριλίου απρ أبريل ابريل אפריל באפריל
    """,
    """
    may mai mayo maggio mag maio mei maj maja mája máj május mayıs května květen kvě toukokuuta
    toukokuu touko maijs gegužės geg maig svibnja svi мая май травня травень мај маја мая траўня
    μαΐου μαίου μαϊ مايو מאי במאי
    """,
    """
    jun june juni junij juin junio giugno giu junho júna jún június iunie iun haziran haz czerwca
    czerwiec cze června červen čvn kesäkuuta kesäkuu kesä juuni jūnijs birželio birž juny lipnja
    июня июнь июн червня червень юни јун јуна јуни чэрвеня ιουνίου ιουν يونيو יוני ביוני
    """,
    """
    jul july juli julij juillet juil julio luglio lug julho júla júl július iulie iul temmuz tem
    lipca lipiec července červenec čvc heinäkuuta heinäkuu heinä juuli jūlijs liepos liep juliol
    srpnja июля июль июл липня липень юли јул јула јули ліпеня ιουλίου ιουλ يوليو יולי ביולי
    """,
    """
    aug august avgust avg août aoû agosto ago augustus augusti augusta augusztus ağustos ağu
    sierpnia sierpień sie srpna srpen elokuuta elokuu elo augusts rugpjūčio rugp agost kolovoza kol
    августа август авг серпня серпень аўгуста жніўня αυγούστου αυγ أغسطس اغسطس אוגוסט באוגוסט
    """,
    """
    sep sept september septembre septiembre setiembre set settembre setembro septembra szeptember
    szept septembrie eylül eyl września wrzesień wrz září zář syyskuuta syyskuu syys septembris
    rugsėjo rugs setembre rujna ruj сентября сентябрь сент сен вересня вересень септември септембар
    септембра верасня σεπτεμβρίου σεπ سبتمبر ספטמבר בספטמבר
    """,
    """
    oct october okt oktober octobre octubre ottobre ott outubro out októbra október octombrie ekim
    eki października październik paź října říjen říj lokakuuta lokakuu loka oktoober oktobris spalio
    spal oktobra октября октябрь окт жовтня жовтень октомври октобар октобра кастрычніка οκτωβρίου
    οκτ أكتوبر اكتوبر אוקטובר באוקטובר
    """,
    """
    nov november novembre noviembre novembro novembra noiembrie noiem kasım kas listopada listopad
    lis listopadu marraskuuta marraskuu marras novembris lapkričio lapkr studenoga studenog stu
    ноября ноябрь нояб листопада листопад ноември новембар новембра лістапада νοεμβρίου νοε نوفمبر
    נובמבר בנובמבר
    """,
    """
    dec december dez dezember décembre déc diciembre dic dicembre dezembro des desember desembre
    decembra decembrie aralık ara grudnia grudzień gru prosince prosinec pro joulukuuta joulukuu
    joulu detsember dets decembris gruodžio gruod prosinca декабря декабрь дек грудня грудень
    декември децембар децембра снежня δεκεμβρίου δεκ ديسمبر דצמבר בדצמבר
    """,
)
MONTHS = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}
"""The number of the month that a word means, 1 to 12."""

_MEAN_OTHERS = {"hr", "bs", "sr", "sh"}
_OTHER_THERE = {"listopada", "listopad", "listopadu", "lis", "srp", "lip"}

WEEKDAYS = frozenset(
    """
    mon monday tue tues tuesday wed wednesday thu thur thurs thursday fri friday sat saturday sun
    sunday mo montag di dienstag mi mittwoch do donnerstag fr freitag sa samstag sonnabend so
    sonntag lundi lun mardi mercredi mer jeudi jeu vendredi ven samedi sam dimanche dim lunes martes
    miércoles mié jueves jue viernes vie sábado sáb domingo dom lunedì martedì mercoledì giovedì gio
    venerdì sabato sab domenica segunda segunda-feira terça terça-feira quarta quarta-feira quinta
    quinta-feira sexta sexta-feira maandag ma dinsdag woensdag wo donderdag vrijdag vr zaterdag za
    zondag zo måndag mån tisdag tis onsdag ons torsdag tors fredag fre lördag lör söndag sön mandag
    man tirsdag tirs tir tor lørdag lør søndag søn maanantai maanantaina tiistai tiistaina
    keskiviikko keskiviikkona torstai torstaina perjantai perjantaina lauantai lauantaina sunnuntai
    sunnuntaina poniedziałek pon wtorek wt środa śr czwartek czw piątek pt sobota sob niedziela
    niedz pondělí úterý středa čtvrtek pátek neděle pondelok utorok streda štvrtok piatok nedeľa
    ponedeljek torek sreda četrtek petek hétfő kedd szerda csütörtök péntek szombat vasárnap luni
    marți miercuri joi vineri sâmbătă duminică pazartesi salı çarşamba perşembe cuma cumartesi pazar
    dilluns dimarts dimecres dijous divendres dissabte diumenge понедельник пн вторник вт среда ср
    четверг чт пятница пт суббота сб воскресенье вс понеділок вівторок середа четвер п'ятниця
    п’ятниця субота неділя нд понеделник сряда четвъртък петък събота неделя δευτέρα τρίτη τετάρτη
    πέμπτη παρασκευή σάββατο κυριακή الاثنين الإثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد
    """.split()
)

BETWEEN = frozenset(
    """
    de del den der d le el il em on at um uhr kl klo om uur à a às as las la h o ore ora alle r roku
    godz godzina в г года год о об р року рік lúc dne ve v na στις saat
    """.split()
)
"""Words between the parts of a date that say nothing."""


_LANGUAGES_BY_SCRIPT = {
    "LATIN": "en fr de es it pt nl pl sv da nb fi cs hu ro tr id vi hr sk sl et lt lv ca".split(),
    "CYRILLIC": ["ru", "uk", "bg", "sr", "be", "mk", "kk"],
    "ARABIC": ["ar", "fa", "ur"],
    "HEBREW": ["he"],
    "GREEK": ["el"],
    "DEVANAGARI": ["hi", "mr", "ne"],
    "BENGALI": ["bn"],
    "TAMIL": ["ta"],
    "THAI": ["th"],
    "GEORGIAN": ["ka"],
    "ARMENIAN": ["hy"],
    "HANGUL": ["ko"],
    "CJK": ["zh", "ja"],
    "HIRAGANA": ["ja"],
}
_DAY = re.compile(
    r"(?<![\w.:/-])(?P<d>\d{1,2})(?:\.|º|°|ª|er\b|-?го\b)? ?(?:de |d['’])?"
    r"(?P<month>[^\W\d_]{3,20})\.?,? (?:de |del )?(?P<y>\d{4})(?![\w:/-])",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_LATIN = re.compile(r"[\x00-\u024f\u1e00-\u1eff\u2000-\u206f]*")
_SHORT = 3  # letters of what may be an abbreviation that is not known here
_STRANGE = 2  # words of a text that is no date in the languages known here


def day_in_words(text: str, languages: Sequence[str]) -> tuple[date, str] | None:
    """A day with its month in words, in the order of day, month and year, and what else is said.

    Args:
        text: with single spaces.
        languages: BCP 47, of the text, where they are known.

    Returns:
        the day, and the text without it and without weekdays and words that say nothing; None
        where there is no such day.
    """
    found = _DAY.search(text)
    if found is None:
        return None
    name = found["month"].casefold()
    month = MONTHS.get(name)
    if month is None:
        return None
    if name in _OTHER_THERE and any(tag.lower()[:2] in _MEAN_OTHERS for tag in languages):
        return None
    try:
        day = date(int(found["y"]), month, int(found["d"]))
    except ValueError:
        return None
    rest = f"{text[: found.start()]} {text[found.end() :]}"
    rest = _WORD.sub(lambda word: "" if _says_nothing(word[0]) else word[0], rest)
    return day, " ".join(part for part in rest.split() if any(c.isalnum() for c in part))


def is_strange(text: str) -> bool:
    """Whether a text in Latin letters says too much beside a date to be one, or is in no language
    that is known here.
    """
    if not _LATIN.fullmatch(text):
        return False
    words = [word.casefold() for word in _WORD.findall(text)]
    strange = [w for w in words if len(w) > _SHORT and w not in MONTHS and not _says_nothing(w)]
    return len(strange) >= _STRANGE


def likely_languages(text: str, asked: Sequence[str]) -> list[str]:
    """Whose dates a text may hold, ISO 639-1: those asked for, then those of its scripts."""
    scripts = sorted({unicodedata.name(c, "").split(" ")[0] for c in text if c.isalpha()})
    likely = [name for script in scripts for name in _LANGUAGES_BY_SCRIPT.get(script, ())]
    first = [tag.lower().replace("_", "-").split("-")[0] for tag in asked] if scripts else []
    return list(dict.fromkeys([*first, *likely]))


def _says_nothing(word: str) -> bool:
    folded = word.casefold()
    return folded in WEEKDAYS or folded in BETWEEN
