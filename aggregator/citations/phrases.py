"""How the languages of the news attribute: the verbs and prepositions around an outlet's name.

Every pattern is anchored at the name, looks at a few dozen characters, and has no nested
repetition, so that reading a document stays linear in its length.
"""

# ruff: noqa: E501 -- the words of one language stay together on a line

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING

from aggregator.citations.alternatives import by_letter, matches_at, unbounded
from aggregator.citations.wording import MORE_QUOTED, clean_headline, is_headline

if TYPE_CHECKING:
    from collections.abc import Iterator

_FLAGS = re.IGNORECASE

# Words that attribute also at a distance of a few words, in languages where they cannot be
# mistaken for another word of the news: "informó este lunes el diario Clarín".
_DISTANT = re.compile(
    r"(?<!\w)(?:seg[uú]n|segundo|secondo|selon|d['’]après|inform(?:ó|a|ado|an|aron|ou|aram|e|ent|ato|ano|uje|ował\w*)|report(?:ó|a|ado|an|ou|ato|ano|em)|reporte|reportagem|recog(?:e|en|ió|ido|ida)|"
    r"public(?:a|ó|ado|ada|an|ou)|publié\w*|pubblicat[oa]|entrevista|intervista|entretien|declar(?:ó|ou|ado|aciones|ações)|déclar(?:é|ée|e|ait)|dijo|disse|detto|cit(?:ado|ada|ados|adas|ate|ati|ato|ando|é|ée)|notici(?:ou|a)|revel(?:ó|ou|ado|a)|"
    r"révél(?:é|ait|e|ent)|indiqu(?:e|é|ait)|señal(?:ó|a|ado)|asegur(?:ó|a|ado)|afirm(?:ó|ou|a)|affirm(?:é|e|ait)|difund(?:ió|ido)|reseñ(?:ó|a)|citó|adelant(?:ó|a|ado)|avanç(?:ou|a)|rapport(?:é|e|ait)|annonc(?:é|e|ait)|appris|sabido|confirm(?:ó|ado|ou|é)|"
    r"riferi(?:to|sce|scono)|riport(?:a|ato|ano)|scriv(?:e|ono)|scritto|écrit|informações|información|explic(?:ó|ado|ou)|expliqu(?:é|e|ait)|explique-t-(?:il|elle)|"
    r"laut|bericht(?:et|ete|eten|en|s)?|meldete?n?|schrieb|schreibt|sagte|erklärte|teilte|zitiert|informationen|recherchen|gegenüber|darunter|"
    r"сообщ\w+|переда[лёе]\w*|пишет|пишут|писал\w*|ссылк\w+|ссылаясь|информаци\w+|рассказ\w+|заяв\w+|цитир\w+|интервью|материал\w*|говорится|узнал\w*|повідом\w+|посилан\w+|"
    r"podał\w*|podaje|podają|poinform\w+|pisał\w*|pisze|donosi|przekazał\w*|według|powołu\w+|rozmowie|wywiadzie|uvedl\w*|"
    r"و?(?:ذكر|أفاد|نقل|قال|أورد|نشر|كشف|أوضح)ت?ه?|ووفقا?|وفقا?|بحسب|حسب)(?!\w)",
    _FLAGS,
)
_CLAUSE = re.compile(
    r"[.;:!?…]\s|(?<!\w)(?:que|qui|dass|daß|wonach|che|что|że|quand|cuando|contra|contre|gegen|против|przeciw\w*|أن)(?!\w)",
    _FLAGS,
)
_DISTANCE = 55  # characters
_SELF_CLAIM_WITHIN = 500  # characters

_KIND_WORDS = (
    r"[a-zà-ÿ-]{3,16}(?=\s(?:(?:news|public|state|business|tech|financial|sports?|trade|local|daily|weekly|regional|national|investigative)\s)?(?:newspaper|broadcaster|magazine|tabloid|website|news ?site|outlet|agency|channel|daily|weekly|paper|portal|station|publication|zeitung|sender|magazin|portal)s?\b)|[בלמה]|η|ο|το|τη[νς]?|του|στην?|στο[νυ]?|εφημερίδα|πρακτορείο|deník|deníku|server[u]?|list[u]?|týdeník|agentura|báo|tờ|hãng(?: tin)?|đài|trang|haber ajansı|gazetesi|surat kabar|harian|kantor berita|ב?(?:עיתון|אתר|ערוץ|סוכנות(?: הידיעות)?|רשת)|[a-z]+-(?:based|owned|run|language|backed)|[a-z]+['’]s|the|a|an|its|our|german|french|british|american|u\.?s\.?|us|japanese|chinese|russian|israeli|turkish|state|state-run|"
    r"state-owned|official|local|public|private|semi-official|independent|news|press|tech|business|financial|wire|daily|weekly|sister|"
    r"outlets?|sites?|agency|agencies|newspapers?|papers?|magazines?|broadcasters?|channels?|networks?|website|portal|tabloid|service|media|publication|"
    r"de[rsnm]|die|das|nachrichtenagentur|deutschen?|zeitung|magazins?|sender(?:s)?|tageszeitung|wochenzeitung|nachrichtenmagazins?|nachrichtenportals?|agentur|"
    r"l[ea]?|les|(?:al|dal|del|nel|sul)?l['’]|du|au|aux|à|d['’]|de|une?|agence(?: de presse)?|journal|quotidien|chaîne|radio|magazine|site|presse|"
    r"el|els|los|las|al|del|diari|periòdic|l['’]agència|cadena|diario|periódico|agencia(?: de noticias)?|cadena|canal|medio|revista|portal|"
    r"o|os|as|ao|à|jornal|agência(?: de notícias)?|emissora|il|lo|gli|i|dell['’]|dall['’]|all['’]|della|dal|quotidiano|agenzia|"
    r"het|dagblad|krant|persbureau|omroep|agencja|agencji|agencję|dziennik|portal|gazeta|telewizja|"
    r"agentur[aeyę]|stacj[aię]|radi[ao]|serwis|portal[ue]?|tygodnik|dziennik[u]?|agence|"
    r"агентств[оаеу]м?|информагентств[оаеу]м?|газет[аыеу]|издани[еяю]|телеканал[аеу]?|журнал[аеу]?|портал[аеу]?|сайт[аеу]?|радиостанци[яию]|корреспондент[ау]?|"
    r"агенці[яїю]|агентству|виданн[яюі]|газет[ії]|часопис[у]?|телеканал[ау]?|радіо|інформагентств[оау]|[لبو]?(?:وكالة|صحيفة|قناة|موقع|شبكة|مجلة|هيئة|تلفزيون|الأنباء|أنباء)|خبرگزاری|روزنامه"
)
_KIND_OF_OUTLET = (
    rf"(?:{by_letter(_KIND_WORDS)}"
    r"(?:\s|(?<=['’])|$)|[בלמה]?[«“\"„‘״*_]\s?){0,8}"
)
_BEFORE = (
    # English
    r"(?:writes|wrote|argues|argued|notes|asks)(?: [\w.’'-]{2,20}){2,3} (?:in|for|at|on)|speaking on|appeared on|the headline (?:in|of|on)|(?:front[- ]pages?|covers?|editorial|leader|column|headline|scoop|exclusive|interview) (?:in|of|on|by|for)|screams|asks|\bsay|\btold \w+(?: \w+)? (?:for|at|of)|joint investigation (?:by|with|of)|data from|figures (?:compiled|published) by|produced (?:by|in partnership with)|(?:covered|reported|carried) by|as seen (?:in|on)|(?:i|we) (?:read|saw) (?:it |this )?(?:in|on)|read in|seen (?:in|on)|soweit|schreibt (?:die|der|das)|"
    r"la une|les unes|(?:la )?portada|(?:las )?portadas|(?:la )?prima pagina|le prime pagine|titelseiten?|первых полосах|capas?|titre(?:nt)?|titula|titola|titelt|révèle(?:nt)?|segons(?: (?:ha |han )?(?:avan[çc]a(?:t|en)?|informa(?:t|en)?|publica(?:t|en)?|explica(?:t|en)?|recull|recollit|revela(?:t)?))?|ha (?:avançat|informat|publicat|explicat|revelat)|lu dans|vu sur|relate|raconte|intervista(?:to)? (?:al?|alla|allo|dal?)|ha detto (?:al?|alla)|(?:lo )?ha (?:detto|riferito|scritto)|kertoo|kertoi|napisał[ao]?(?: portal| dziennik| tygodnik)?|съобщава|съобщи|предаде|според|писа|пише за|објави|јавља|преноси|како (?:преноси|јавља|наводи)|kako (?:piše|prenosi|javlja|navodi)|javlja|prenosi|piše|za list|"
    r"כך דווח ב|דווח ב|לפי(?: ה?(?:דיווח|פרסום))?|ראיון|פורסם ב|על פי|דיווח|מדווח|"
    r"verified by|authenticated by|uses? material from|material from|information (?:for this \w+ )?(?:came )?from|in (?:partnership|collaboration) with|comments? to|remarks to|writing (?:in|for)|quoted (?:by|in)|op-ed for|appearing on|appearance on|reports? (?:from|by|in)|review by|tally by|count by|analysis (?:by|from|in)|data (?:compiled )?by|estimates? by|first (?:published|appeared) (?:in|on)|"
    r"confirmed by|disclosed by|scoop by|"
    r"according to(?: reports? (?:by|from|in))?|\bas per|\bper|report(?:ed|s|ing)? (?:(?:\w+ )?(?:by|in|from|to|on))|citing(?: \w+ reports? (?:by|from))?|cited by|quoted by|quoted in|quoting|"
    r"\btold|\btells|\btelling|interview (?:with|in|on|by|to)|statement to|spoke to|speaking (?:to|with)|"
    r"(?:first |exclusively )?reported|reports|wrote(?: (?:in|for))?|writes(?: (?:in|for))?|\bsays|\bsaid|notes|article (?:in|by|from)|story (?:in|by|from)|(?:piece|article|story|essay|thread|report|column|op-ed|scoop) by [@\w.’'-]{2,20}(?: [\w.’'-]{2,20})? (?:in|for|at|from|on)|piece (?:in|for)|"
    r"op-ed (?:in|for)|column (?:in|for)|analysis by|investigation by|published (?:by|in|on)|seen by|reviewed by|obtained by|confirmed (?:to|by)|revealed (?:by|in|to)|broken by|"
    r"shared with|learned by|\bquotes|relayed by|carried by|hat tip to|poll (?:by|for)|survey (?:by|for)|appeared (?:in|on)|"
    # German
    r"(?:argumentiert|urteilt|meint|findet|kommentiert|notiert|warnt|fragt)|\bso|heißt es (?:im|in der|bei(?:m)?|in)|(?:sagte|sagten|erklärte|betonte|teilte) (?:\w+ ){0,2}(?:im|in der|bei(?:m)?|dem|der|den)|(?:recherchen|informationen|angaben|berichte[ns]?|meldung(?:en)?) (?:von|der|des|im|in)|"
    r"unter verweis auf|beruft sich auf|berufen sich auf|"
    r"\blaut(?: (?:einem |einer )?(?:bericht|meldung|recherchen)(?: de[rs]| von)?)?|nach (?:angaben|informationen|berichten|recherchen)(?: von)?|berichtete?n?|meldete?n?|schreib(?:t|en)|schrieb|unter berufung auf|"
    r"\bgegenüber|zitiert|bericht(?:e)? (?:von|in|im|der|des)|interview mit|sagt[e]? \w+ (?:der|dem)|im gespräch mit|"
    # French
    r"(?:déclar|confi|indiqu|expliqu|assur|précis)(?:é|ée|e|ait)(?:-t-(?:il|elle))?(?: [\w’'-]+){0,3} (?:à|au|aux|auprès de)|entretien (?:à|au|avec|accordé à|accordé au)|interview (?:à|au|avec)|(?:enquête|article|révélations?|informations?|dépêche) (?:de|du|des)|"
    r"relai?[ey](?:nt)?|relaie|affirm(?:e|é|ent)|soulign(?:e|é)|rappel(?:le|é)|explique|cité(?:e|s)? par|nos confrères d[eu]|(?:au micro|à l['’]antenne|sur le plateau|sur les ondes|dans les colonnes) d[eu]|confi(?:e|é)(?:-t-(?:il|elle))?|"
    r"\bselon|d['’]après|rapport(?:e|ent|é par|é)|indiqu(?:e|ent|é à|é)|cité(?:e|s)? par|citant|révél(?:ait|é par|é|e|ent)|annonc(?:e|é)|\bécrit|confié|auprès|a déclaré|déclaré à|relay(?:ée?|és) par|affirm(?:e|é)|\bappris de|précis(?:e|é)|confirm(?:e|ent|é par)|dévoil(?:e|ent|é par)|détaill(?:e|ent|é par)|révèlent|avanc(?:e|ent)|croit savoir|bestätigt(?:e|en)?|confirm(?:a|ó|an|aron|ou|am)|conferma(?:no)?|dettaglia|"
    # Spanish, Portuguese, Italian
    r"(?:según )?(?:ha|han|había) (?:informado|publicado|adelantado|revelado|confirmado|recogido|señalado|asegurado)(?: (?:a|en|por))?|entrevista (?:con|a|en|de|para)|afirm(?:a|ó|an|aron)|declaraciones (?:a|de)|dijo (?:\w+ )?a|cuenta|explicó a|según (?:datos de|informaciones de|fuentes de)|"
    r"revelou|adiantou|confirmou|escreveu|declarou|explicou|disse|segundo informou|informou|entrevista (?:à|ao|a|para)|avanç(?:a|ou)|contou (?:à|ao)|afirmou (?:à|ao)|apurou|relatou|cita(?:ndo)? (?:a|o)|dados d[aeo]|"
    r"(?:ha|hanno) (?:detto|dichiarato|riferito|riportato|scritto|rivelato)(?: a| al| alla)?|stando(?: a| al| alla| a quanto riporta)?|intervista(?: a| al| alla| con| su| di)?|citando|"
    r"(?:quanto )?riferisc(?:e|ono)|lo scrive|spiega|racconta|fa sapere|"
    r"\bsegún|de acuerdo (?:con|a)|inform(?:ó|a|an|aron|ado por)|recog(?:e|en|ió|ido por)|report(?:ó|a|an|aron|ado por)|public(?:a|ó|an|ado por|ado en)|citad[oa]s? por|citando a|declar(?:ó|aciones) a|dij(?:o|eron) a|"
    r"señal(?:a|ó)|asegur(?:a|ó)|difundi(?:ó|do por)|consignó|destac(?:a|ó)|indic(?:a|ó)|revel(?:a|ó|ado por)|adelant(?:a|ó)|detall(?:a|ó)|"
    r"\bsegundo|de acordo com|\bconforme|informou|noticiou|divulgou|publicou|citad[oa] pel[oa]|disse (?:à|ao)|informações d[ao]|"
    r"\bsecondo|riferisc(?:e|ono)|riport(?:a|ano|ato da)|\bscrive|stando a|come (?:riferisce|riporta|scrive)|citat[oa] da|"
    # Dutch, Polish, Scandinavian, Czech, Romanian, Hungarian, Indonesian, Vietnamese
    r"(?:powiedział(?:a|o)?|mówił[ao]?|przekazał[ao]?|oświadczył[ao]?)(?: w rozmowie z| dla)?|w rozmowie z|w wywiadzie dla|w komentarzu dla|zdaniem|relacjonuje|ustalił[ao]?|"
    r"(?:μεταδίδ(?:ει|ουν)|αναφέρ(?:ει|ουν)|γράφ(?:ει|ουν)|έγραψε|σύμφωνα με|μετέδωσε|δήλωσε σ\w+|μιλώντας σ\w+|αποκαλύπτει)|uvedl[ao]?(?: to)?|uvádí|píše|napsal[ao]?(?: to)?|informoval[ao]?(?: o tom)?|podle|řekl[ao]?|potrivit|conform|relatează|scrie|transmite|citat de|írja(?: az?)?|közölte(?: az?)?|jelentette(?: az?)?|dilansir(?: dari)?|dikutip(?: dari)?|menurut|kata|lapor|theo|dẫn lời|trích dẫn|"
    r"uttaler|sier til|säger till|siger til|oplyser til|till|til|zegt tegen|laat weten aan|aldus|"
    r"\bvolgens|\bmeldt|\bmelden|\bschrijft|\bbericht|\btegen|według|podał[ao]?|podaje|podają|poinformował[ao]?|informuje|pisze|przekazał[ao]?|powołując się na|cytowan[aye] przez|donosi|"
    r"\bifølge|\benligt|\bskriver|rapporterar|melder|"
    # Russian, Ukrainian
    r"цитиру(?:ет|ют) (?:его|её|ее|их|слова \w+)|в (?:интервью|беседе с|разговоре с|эфире|комментарии|материале|статье)|(?:рассказал|заявил|сообщил|сказал|пояснил|уточнил)[аио]?(?: он| она)?|по (?:сведениям|словам|оценке|подсч[её]там|материалам):?|"
    r"публикует|сообщал[аио]?|узнал[аио]?|выяснил[аио]?|опубликовал[аио]?|"
    r"сообща(?:ет|ют|ла|л|ло)|сообщил[аио]?|переда(?:ет|ёт|ют|л|ла|ло|ли)|пиш(?:ет|ут)|писал[аио]?|со ссылкой на|ссылаясь на|по (?:данным|информации|сообщению|сообщениям|версии)|цитирует|цитируют|отмеча(?:ет|ют)|"
    r"рассказал[аи]?|заявил[аио]? \w*|информирует|уточня(?:ет|ют)|приводит|приводят|узнал[аои]?|"
    r"(?:у|в) (?:коментарі|інтерв['’ʼ]ю|розмові з|ефірі|матеріалі|статті)(?: для)?|(?:розпові|заяви|пояснил?|розкаж|уточни)(?:в|ла|ли)(?: (?:він|вона|вони))?|за (?:інформацією|словами|версією)|пишуть|цитує|інформує|повідомля(?:є|ють)|повідоми(?:в|ла|ло|ли)|пише|передає|з посиланням на|посилаючись на|за даними|"
    # Arabic, Turkish
    r"و(?:بحسب|حسب|نقلت|ذكرت|أفادت|قالت|أوردت|نشرت|كشفت|أعلنت|وفق)|وفقا|وفقًا|وفق|وفق ما (?:نشرته|ذكرته|أوردته)|حسبما (?:ذكرت|نقلت|أفادت)|بحسب ما (?:ذكرت|نقلت)|نقلا|نقلت عن|أوردت|نشرت|كشفت|أعلنت|لـ|به گزارش|به نقل از|"
    r"وفقا ل|وفقًا ل|بحسب|حسب|نقلت|ذكرت|أفادت|قالت|نقلا عن|نقلاً عن|عن"
)
# Tried at the starts of words of lower-case text only, which is many times faster than searching.
_ATTRIBUTION = re.compile(
    rf"{by_letter(unbounded(_BEFORE))}(?:\s(?:first|ensin|zuerst|als erstes|först|først|primero|d['’]abord|earlier|this week|heute|gestern|hoy|ayer|oggi|ieri|hier|dziś|wczoraj))?(?:\s{{1,2}}|(?<=[בל])){_KIND_OF_OUTLET}$"
)
_LETTERS = re.compile(r"[^\W_]+")
_LETTER = re.compile(r"\w")
_MOST_WORDS = 14
# French and Italian elide: "à l'AFP", "dall'ANSA" need no blank before the name.
BEFORE_IDEOGRAPHIC = re.compile(
    r"(?:据|據|外媒|綜合|米紙|英紙|韓国|中国|米|仏|援引|引述|引用|根据|根據|综合|綜合|来自|來自|转引自|转自|參考|参考|接受|通过|向)(?:[^，。；、\s]{0,6})[《「“\"]?$"
)

_ADVERB = r"(?:also |first |has |have |had |then |later |(?:on|in) (?:its|their|the|a) \w+ |earlier |later |exclusively |previously |separately |recently |now |however,? |which |has |have |had |hat |hatte |zuvor |zuerst |am \w+ |a |avait |ont |ha |había |также |ранее |on \w+ |in \w+ )"
_AFTER = (
    r"[^,.;:!?]{3,60}\s(?:berichtet|meldet|schreibt|berichtete|meldete|schrieb)(?=[,.])|(?:was|were) (?:the )?first to (?:report|publish|reveal)|(?:has|have|had) (?:learn(?:t|ed)|seen|obtained|reported|the (?:inside |full |latest )?(?:story|details|scoop|latest))|leads? (?:on|with|its)|devotes\b|splashes\b|runs with|asks\b|asked\b|screams\b|headlines\b|obtained\b|traced\b|first (?:obtained|reported|revealed|published|broke)|"
    r"gave (?:no|the|a|an|few|more|further)\b|did not (?:say|name|give|identify|elaborate)|offered (?:no|few)\b|speaks of\b|calls for\b|welcomes\b|criticises\b|criticizes\b|laments\b|fears\b|regrets\b|hails\b|mocks\b|doubts\b|s['’]indigne\b|déplore\b|salue\b|ironise\b|dénonce\b|prévient\b|s['’]inquiète\b|lamenta\b|critica\b|celebra\b|opina\b|commenta\b|osserva\b|sostiene\b|hivatkozva\b|sanoo\b|haastattelussa\b|showed (?:footage|images|video|pictures)|broadcast (?:footage|images|live|a)|aired\b|puts the\b|put the\b|opines\b|argues\b|argued\b|comments\b|warns\b|speculates\b|suggests\b|concludes\b|carries\b|"
    r"(?:sehen|meinen|schreiben|kommentieren|fragen|finden|fordern|warnen|urteilen) (?:das|die|der|den|es|vor|anders|dazu|in|über)\b|titelt(?:e)?\b|fragt\b|kommentiert(?:e)?\b|meint\b|urteilt\b|findet\b|enthüllt(?:e)?\b|erklärt(?:e)?\b|weiß\b|will erfahren haben|(?:darüber |davon |zuerst |zunächst |bereits |schon |exklusiv ){1,2}berichtet\b|(?:sieht|hält|hofft|fürchtet|mahnt|lobt|kritisiert|spottet|notiert|beobachtet|denkt|blickt|warnt|analysiert|bespricht|porträtiert|erzählt|erinnert|beschreibt|schildert|erklärt|fordert|plädiert|kommentiert) (?:der|die|das|sich|\w+ )|"
    r"titre(?:nt)?\b|titrait\b|s['’](?:interroge|inquiète|alarme|étonne)|estime\b|juge\b|constate\b|note\b|raconte\b|explique\b|"
    r"titula\b|prefiere\b|pregunta\b|advierte\b|apunta\b|sostiene\b|cuenta\b|explica\b|relata\b|noticia\b|destaca\b|avança\b|escreve\b|conta\b|titola\b|racconta\b|spiega\b|rivela\b|anticipa\b|"
    r"kertoo\b|kertoi\b|uutisoi\b|raportoi\b|kirjoittaa\b|mukaan\b|napisał[ao]?\b|zapytał[ao]?\b|ujawnił[ao]?\b|przypomina\b|avslöjar\b|avslöjade\b|uppger\b|skrev\b|meldte\b|opplyser\b|omtaler\b|"
    r"informoval[ao]?\b|napsal[ao]?\b|zjistil[ao]?\b|objavi(?:o|la|li)\b|piše\b|javlja\b|prenosi\b|navodi\b|пише\b|јавља\b|преноси\b|съобщава\b|пише\b|предаде\b|anunță\b|informează\b|közölte\b|értesülései\b|szerint\b|"
    r"के अनुसार|के मुताबिक|ने (?:बताया|कहा|लिखा|खबर)|की (?:रिपोर्ट|खबर)|জানিয়েছে|(?:এর )?প্রতিবেদন|তথ্যমতে|melaporkan\b|menulis\b|menyebut\b|memberitakan\b|อ้าง|รายงาน|đưa tin\b|dẫn lời\b|viết\b|"
    r"which [^,.;]{3,70}, (?:said|says|reported|reports|wrote)\b|"
    r"review\b|tally\b|poll\b|survey\b|exclusive\b|calculations?\b|count\b|quoting\b|tells\b|told\b|wrote\b|learns\b|hears\b|has (?:learned|seen|reported)|broke\b|"
    r"dilaporkan|melaporkan|bildirdi|haberine|göre\b|yazdı\b|(?:verdiği )?(?:röportaj|demeç|mülakat)|konuş(?:an|tu)\w*|açıklama\w*|anlat(?:an|tı)\w*|duyurdu|aktardı|đưa tin|cho biết|jelenti\b|írja\b|píše\b|uvádí\b|relatează\b|scrie\b|rapporterar\b|skriver\b|melder\b|aldus\b|donosi\b|relacjonuje\b|ustalił[ao]?\b|"
    r"reports?\b|reported|reporting|says\b|said\b|writes\b|wrote\b|notes\b|noted\b|quotes\b|quoted\b|cites\b|cited\b|citing|learned\b|reveals\b|revealed\b|found that|published\b|publishes\b|broke the|"
    r"adds\b|added\b|explains\b|describes\b|described\b|observes\b|claims\b|claimed\b|estimates\b|calculated\b|carried\b|understands\b|points out|puts? it\b|confirmed\b|analysis\b|investigation\b|interview\b|story\b|"
    r"berichtet(?:e|en)?\b|meldet(?:e|en)?\b|schreib(?:t|en)\b|schrieb\b|zufolge\b|geschrieben\b|gemeldet\b|zitiert(?:e)?\b|erfuhr\b|"
    r"rapport(?:e|é|ait)\b|indiqu(?:e|é)\b|annonc(?:e|é)\b|révél(?:é|ait)\b|révèle\b|écrit\b|précis(?:e|é)\b|affirm(?:e|é)\b|souligne\b|cite\b|"
    r"informó\b|informa\b|reportó\b|reporta\b|publicó\b|publica\b|señal(?:ó|a)\b|recog(?:e|ió)\b|asegur(?:ó|a)\b|indic(?:ó|a)\b|revel(?:ó|a)\b|destac(?:ó|a)\b|adelantó\b|"
    r"informou\b|noticiou\b|divulgou\b|publicou\b|afirmou\b|riferisce\b|riporta\b|scrive\b|meldt\b|schrijft\b|podał[ao]?\b|podaje\b|poinformował[ao]?\b|pisze\b|"
    r"называ(?:ет|ют)|оценива(?:ет|ют)|приводи?т|напомина(?:ет|ют)|утвержда(?:ет|ют)|указыва(?:ет|ют)|подч[её]ркива(?:ет|ют)|сообща(?:ет|ют)|пишут|сообщил|передает|передаёт|передал|пишет|написал|отмечает|цитирует|уточняет|узнал|повідомля|пише|передає"
)
_STAFF = r"(?:(?:[:-](?:n|lle|lta|ltä|ssa|ssä|sta|stä|re|ra|nek|nak|ben|ban|ből|ból|ről|ról|től|tól|nél|nál|on|en|ön)(?=\s))?(?:['’](?:s|nın|nin|nun|nün|ın|in|un|ün|a|e|ya|ye|da|de)?|s['’])?(?: (?:news agency|newspaper|magazine|television|tv|news|correspondents?|reporters?|journalists?|online|(?-i:[A-ZÀ-ÞА-Я][\w.’'-]{1,20}(?: [A-ZÀ-ÞА-Я][\w.’'-]{1,20}){0,2})(?=,? (?:reports?|reported|writes|wrote|says|said))))?)"
AFTER = re.compile(
    rf"[»”“«\"*_’]{{0,2}}{_STAFF}(?:\s?\([^()]{{2,30}}\))?,?\s{_ADVERB}{{0,3}}{by_letter(_AFTER)}",
    _FLAGS,
)
_SAID = re.compile(
    r"\s(?:said|says|reported|wrote|berichtet|berichtete|meldet|meldete|schreibt|schrieb|rapporte|écrit|informó|publicó|informou|riferisce|scrive|сообщает|пишет|передает|podaje|podał)(?:\s(?:on|in|at|that|am|dans|que|en|na|su|о|в)\b|$|[,.])"
)
AFTER_IDEOGRAPHIC = re.compile(
    r"(?:社|网|報|报)?(?:记者|記者)[^，。]{0,14}(?:获悉|獲悉|报道|了解到|报导)|[》」”\"』]?\s?(?:通信社?|통신사?|신문|방송|テレビ|デジタル|プライム|オンライン|電子版|紙|의)?(?:通讯社|新闻网|新闻|记者[^，。]{0,8}|网站|报|網)?(?:\s?[(（][^()（）]{1,20}[)）])?(?:[0-9０-９月日年今昨周星期一二三四五六日天早上下午晚间援引]{0,12})"
    r"(?:报道|報道|报导|報導|消息|称|稱|援引|引述|指出|披露|发布|讯|訊|表示|电|電|は|が|ニュースより|より(?!も)|(?:网站|官网)?[^，。]{0,8}(?:文章|刊文|发文|社论)|の取材|のインタビュー|に対し|으로|によると|によれば|の報道|\s?보도(?:에 따르면|했다|한 바)|에 따르면|은|는|이|가)"
)

# "contributed to this report", "mit Material von dpa", copyright lines: a text made of another's.
_CREDITS = (
    r"with (?:\w+ )?(?:files|reports|reporting|material|inputs?|contributions?|information|assistance|help|agency inputs)(?: from| by| of)|additional reporting (?:by|from)|mit (?:material|informationen|agenturmaterial)(?: der| von)?(?: den)?(?: nachrichtenagenturen| agenturen| agentur)?|"
    r"avec (?:l['’]|les |la )?(?:agences? )?|con (?:información|datos|material|informaciones)(?: de)?|com informações d[aeo]s?|produced by|distributed by|provided by|supplied by|"
    r"(?P<owner>(?:©|\(c\))\s?(?=\d)|copyright(?: ©)?|\(c\)(?=\s))\s?(?:\d{4}(?:[-–]\d{2,4})?\s?,?)?(?:by |the )?|по материалам|за матеріалами|綜合|综合"
)
# Searched in lower-case text only.
_CREDIT = re.compile(by_letter(_CREDITS) + r"\s?(?:the |l['’])?[«\"“]?$")
_CREDIT_SIGNS = (
    "with ", "by", "mit ", "avec", "con ", "com ", "©", "(c)", "copyright", "from", "материал", "матеріал", "综合", "綜合",
)  # fmt: skip
CREDIT_AFTER = re.compile(
    r"\s(?:inputs?|reports?)\)?\.?$|(?:['’]s [\w ]{1,40})?,?\s(?:(?:staff|reporters?|writers?) )?(?:also )?contributed (?:to|reporting)|\s?版权所有|\s?版權所有",
    _FLAGS,
)
_CREDIT_PREFIX = re.compile(
    r"^(?:h/?t|hat tip(?: to)?|with|avec(?: l['’])?|mit|con|nach|via|source:?|from|by|per|according to|selon|laut|quelle:?|fuente:?|fonte:?|nach material von|mit material von|c)\s?[:]?\s(?:the )?",
    _FLAGS,
)


_CREDIT_START = re.compile(
    r"(?:with (?:files|reports|material|input|information)|mit (?:material|agentur|information)|avec (?:l['’])?(?:afp|agence|reuters)|con (?:información|material)|com (?:informações|agência|lusa))",
    _FLAGS,
)


def is_attributed(before: str) -> bool:
    """Whether the words before an outlet's name attribute something to it: "according to the"."""
    low = before.lower()
    starts = [match.start() for match in _LETTERS.finditer(low)][-_MOST_WORDS:]
    match = _ATTRIBUTION.match
    return any(match(low, start) for start in starts)


def is_attribution(after: str) -> bool:
    """Whether the words behind an outlet's name say that it said so: "said on its website"."""
    return _SAID.match(after) is not None


def is_attributed_afar(before: str) -> bool:
    """Whether a word that attributes stands a few words before, in the same clause."""
    near = _CLAUSE.split(before[-_DISTANCE:])[-1]
    return _DISTANT.search(near) is not None


_TOLD = re.compile(
    r"\b(?:told|tells|telling|interview (?:with|on|to)|speaking (?:to|on|with)|spoke (?:to|with|on)|reported (?:by|on|in)|reports?|wrote in|first seen (?:by|on))\s(?:the )?(?:broadcaster |channel |network |outlet |website )?$",
    _FLAGS,
)
_REPORTS = re.compile(
    r"(?:['’]s [A-Z][\w.’'-]+(?: [A-Z][\w.’'-]+)?)?,?\s(?:first |also |exclusively |earlier |has |had |later )?(?:reports?|reported|reporting|writes|wrote|revealed|reveals|understands|learned|learnt|broadcast|aired|quotes|quoted)\b"
)
_ITS_PEOPLE = re.compile(
    r"\s(?:analysts?|economists?|strategists?|clients?|customers?|subscribers|investors?|shareholders?|staff|employees|executives?|bankers?|traders?|[A-Z]\w+)\b"
)


def reports(before: str, after: str) -> bool:
    """Whether a name that is a company's too is told something, or reports it, as an outlet."""
    if _REPORTS.match(after) is not None:
        return True
    return _TOLD.search(before) is not None and _ITS_PEOPLE.match(after) is None


def is_credited(before: str, after: str, *, agency: bool) -> bool:
    """Whether the words beside an outlet's name credit it: "with files from", "©".

    Args:
        agency: whether it is one; "© 2025" before any other outlet names the page's own publisher.
    """
    if CREDIT_AFTER.match(after):
        return True
    low = before.lower()
    if not any(map(low.__contains__, _CREDIT_SIGNS)):
        return False
    match = _CREDIT.search(low)
    return match is not None and (agency or match["owner"] is None)


def is_credit(words: str) -> bool:
    """Whether the words begin as a credit does: "with material from"."""
    return _CREDIT_PREFIX.match(words) is not None and _CREDIT_START.match(words) is not None


def credit_words(content: str) -> str:
    """What a parenthesis credits: its words without "with", "mit" or "avec" before them."""
    return _CREDIT_PREFIX.sub("", content)


_SUBJECT = r"(?:(?:this|the|an?|dieser|der|die|cet|cette|este|esta|ce|questo|quest['’])\s(?:\w+\s)?(?:article|story|post|content|piece|essay|interview|report|text|item|column|version|artikel|beitrag|text|contenu|tribune|artículo|nota|entrevista|articolo)\b)"
_REPUBLISHED = (
    r"\b(?:originally|first|previously|initially)\s(?:appeared|published|posted|ran|written|produced|released|aired)\s(?:by|on|in|at|for|with|over at)|"
    r"\b(?:appeared|published|posted|ran)\s(?:first|originally|initially)\s(?:by|on|in|at|for)|"
    r"\b(?:re-?published|reprinted|reposted|syndicated|cross-?posted)\s(?:here )?(?:with (?:\w+ )?permission )?(?:by|from|of|on)|\bco-?published with|\b(?:produced|published|reported) (?:in (?:partnership|collaboration) with|by)|"
    r"\btranslated from(?=\s(?:the\s)?[A-Z])|\bon-?(?:site|line) version of (?:our|the)|"
    r"\b(?:erschien(?:en)?|veröffentlicht)\s(?:zuerst|zunächst|ursprünglich|erstmals)\s(?:auf|bei|in|im)|\b(?:zuerst|zunächst|ursprünglich|erstmals)\s(?:erschienen|veröffentlicht)?\s?(?:auf|bei|in|im|von)|"
    r"\b(?:initialement|d['’]abord|originalement|à l['’]origine)\s(?:été\s)?(?:publiée?|parue?)\s(?:par|dans|sur|en)|\b(?:publiée?|parue?)\s(?:initialement|à l['’]origine|d['’]abord|pour la première fois)\s(?:par|dans|sur)|"
    r"\b(?:publicad[oa]|aparecid[oa]|apareció|publicó)\s(?:originalmente|originariamente|originalmente|por primera vez|primero)\s(?:en|por|em|no|na|pel[oa])|\b(?:originalmente|originariamente)\s(?:publicad[oa]|apareció)\s(?:en|por|em|no|na|pel[oa])|"
    r"\b(?:originariamente|originalmente|per la prima volta)\spubblicat[oa]\s(?:su|da|in)|\bpubblicat[oa]\s(?:originariamente|originalmente|per la prima volta)\s(?:su|da|in)|"
    r"\b(?:впервые|первоначально|изначально)\s(?:был[аои]?\s)?опубликован[аоы]?\s(?:в|на)|"
    r"(?:本文|文章|原文|首)(?:最初|首先|首|原)?(?:发表|發表|刊登|刊载|刊載|发布)(?:于|於|在)|(?:本文|文章|内容)?(?:转载|轉載|转|轉|摘)(?:自|于)"
)
_ORIGINALLY = re.compile(
    by_letter(unbounded(_REPUBLISHED)) + r"\s?(?:the\s(?:website|site|pages?)\sof\s)?", _FLAGS
)
_WORD = re.compile(r"\w+")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")


def originally(text: str) -> Iterator[re.Match[str]]:
    """Where a line says that its text was first, or is again, published: "first appeared in the"."""
    if not may_name_origin(text):
        return iter(())
    start = _WORD if text.isascii() or _UNSPACED.search(text) is None else _LETTER
    return matches_at(_ORIGINALLY, text, (match.start() for match in start.finditer(text)))


SUBJECT = re.compile(_SUBJECT, _FLAGS)
_ORIGIN_SIGNS = (
    "appeared", "publish", "posted", "ran ", "written", "produced", "released", "aired", "printed", "syndicated", "version of",
    "erschien", "veröffentlicht", "zuerst", "ursprünglich", "zunächst", "erstmals", "publi", "paru", "aparec", "apareció", "origin", "pubblicat",
    "впервые", "первонач", "изнач", "本文", "文章", "原文", "首", "转", "轉", "摘", "first", "premier",
)  # fmt: skip


def may_name_origin(text: str) -> bool:
    """Whether the line has any of the words that republication is told in; a cheap first look."""
    low = text.lower()
    return any(map(low.__contains__, _ORIGIN_SIGNS))


FEED_FOOTER = re.compile(
    r"(?:\b(?:the post|der beitrag|l['’]article|la entrada|o post|запись)\s|^(?!this\b|an?\s|it\s|(?:der|dieser)\s(?:beitrag|artikel|text)\serschien|the\s(?:article|story|original)|.{0,400}\b(?:article|story|post|piece|report|column|version)\s(?:was|has|is|first|appeared|originally)))(.{3,2000})\s(?:appeared first on|first appeared on|erschien zuerst auf|est apparu en premier sur|apareció primero en|apareceu primeiro em|впервые появилась)\s",
    _FLAGS,
)
_SENTENCE_END = re.compile(r"[.!?…)\]]\s")
_MORE_AT = re.compile(
    r"[\s»→>]{0,3}(?:(?:read |see |find |learn )?more|keep reading|(?:read|see|find) (?:the )?(?:full|whole|rest of the|original|entire|complete)?\s?(?:article|story|report|piece|post|it all)|(?:read|see) the (?:rest|original|whole thing|full thing)|"
    r"full (?:story|article|report)|continue reading|the rest|mehr(?: dazu)?|weiterlesen|den (?:ganzen )?artikel lesen|(?:view|visit) (?:the )?(?:full |original )?(?:article|story|post|source)|click here (?:to|for) (?:read )?(?:the )?(?:full|original|whole)? ?(?:article|story|report|post)|lire (?:la suite|l['’]article(?: complet)?|plus)|leer (?:más|el artículo completo)|"
    r"leggi (?:l['’]articolo(?: completo| originale)?|tutto|di più)|czytaj (?:więcej|całość|dalej)|читать (?:далее|полностью|подробнее|ещ[её])|подробнее|lees (?:meer|verder)|läs mer|les mer|læs mere|devamı|(?:ler|leia|saiba) (?:mais|a matéria))\s(?:at|on|from|in|via|over at|bei|auf|sur|dans|en|su|no|na|em|на|в|w|op|på|hos)\s(?:the (?:website|site) of )?",
    _FLAGS,
)


def more_at(text: str) -> Iterator[re.Match[str]]:
    """Where a line, or a sentence in it, sends the reader on: "Read the full story at"."""
    starts = chain((0,), (match.end() for match in _SENTENCE_END.finditer(text)))
    return matches_at(_MORE_AT, text, starts)


# Continue reading “Headline” at Outlet »
READ_ON = re.compile(
    r"[\W_]{0,4}(?:(?:continue|keep) reading|read (?:on|more|the rest of)|read|weiterlesen|mehr(?: zu)?|lire(?: la suite(?: de)?)?|leer(?: más)?|sigue leyendo|seguir leyendo|continua a leggere|leggi|continue lendo|leia|ler|lees verder|czytaj(?: dalej)?|читать)\s?[:：]?\s?[“\"«„]([^“”\"«»„]{4,300})[”\"»“],?\s(?:(?:at|on|in|via|over at|bei|auf|sur|dans|chez|en|su|no|na|em|op|w|на|в)\s(?:the\s(?:website|site)\sof\s)?)([^“”\"«»„]{2,60}?)[\s»→>….]*",
    _FLAGS,
)
# “Headline” was first published in …
_TITLED = re.compile(
    r"[“\"«„‘]([^“”\"«»„]{3,300}?),?[”\"»“’],?\s(?:(?:was|is|were|has been|have been|a été|est|ist|wurde|fue|è stat[oa]|foi|è|se)\s)?$",
    _FLAGS,
)


def titled_before(text: str, at: int) -> str | None:
    """The headline in quotation marks that a note of republication is about, ending at an offset."""
    found = _TITLED.search(text[max(at - 330, 0) : at])
    return found.group(1) if found is not None else None


# "First published by Outlet: Headline", "… in Outlet on March 8, as “Headline”"
_TITLED_BEHIND = re.compile(
    r"[^“\"«„.!?:]{2,80}?(?:,?\s(?:as|under the (?:headline|title)|unter dem Titel|sous le titre|con el título|com o título|con il titolo)\s[“\"«„‘]([^“”\"«»„]{4,300}?)[.,]?[”\"»“’]|:\s(\w[^:]{8,250}[^\s.:;]))[.]?\s*$",
    _FLAGS,
)


def titled_behind(text: str, at: int) -> str | None:
    """The headline behind the outlet's name that begins at an offset: "in Dawn as “…”"."""
    found = _TITLED_BEHIND.match(text, at)
    headline = clean_headline(found.group(1) or found.group(2)) if found is not None else None
    return headline if is_headline(headline) else None


# Who writes a bio lists where the writer's work has been: none of it is this story's source.
BIO = re.compile(
    r"\b(?:(?:whose|his|her|their|my) (?:\w+ ){0,3}(?:has|have) (?:also |previously )?(?:appeared|been published|featured|run) (?:in|on)|(?:has|have) (?:also |previously )?(?:written|reported|worked) (?:for|at)|is an? (?:[\w-]+ ){0,4}(?:writer|journalist|reporter|editor|author|columnist|correspondent|contributor|freelancer|photographer)\b|about the author|(?:ha|han) (?:colaborado|trabajado|escrito) (?:con|en|para)|ha collaborato con|a collaboré (?:à|avec|au)|hat (?:unter anderem )?für .{2,60} geschrieben|schreibt (?:unter anderem|regelmäßig|als freie[r]?)|is a former\b)",
    _FLAGS,
)
VIA = re.compile(
    r"(?:\s(?=via @)|^@\w{2,30}\s|^[–—-]{1,2}\s?|^(?:(?:story|article|report|news|text)\s)?|[(\[（]|\b[Bb]y\s[^.;()]{3,80}?,?\s)(?:via|h/t|hat tip(?: to)?|vía)[:]?\s(?-i:the\s)?@?|(?:^|[(\[（])(?:spotted|seen|found)\s(?:over\s)?(?:at|on|via)\s(?-i:the\s)?|^Za\s(?=[„\"«])",
    _FLAGS,
)
_VIA_SIGNS = ("via", "h/t", "hat tip", "vía", "spotted", "seen", "found", "za ")


def may_say_via(low: str) -> bool:
    """Whether a line in small letters has a word that `VIA` is told by: a cheap first look."""
    return any(map(low.__contains__, _VIA_SIGNS))


_SELF_CLAIM = re.compile(
    r"如若转载|如需转载|转载请|轉載請|请注明出处|請註明出處|注明出处|註明出處|please (?:cite|credit|link to) (?:us|this)|all rights reserved by the author"
)
_SELF_CLAIM_SIGNS = ("please ", "all rights", "转载", "轉載", "注明", "註明")


def claims_itself(text: str) -> bool:
    """Whether a line only asks those who carry the text to name it as their source."""
    low = text[:_SELF_CLAIM_WITHIN].lower()
    return any(map(low.__contains__, _SELF_CLAIM_SIGNS)) and _SELF_CLAIM.search(low) is not None


# "Lina Moreau in Le Monde on …", "3. The Economist on why …": what somebody has read.
READING_LIST = re.compile(
    r"[^\w]{0,4}(?:\d{1,2}[.)]\s)?(?:(?:the\s)?|(?:icymi,?\s)(?:the\s)?|(?:[^\W\d_a-z][\w.’'-]+\s){2,3}(?:in|for|at)\s(?:the\s)?)",
    re.IGNORECASE,
)
_PAPER = r"(?:the |der |die |das |le |la |l['’]|el |il |lo |o |a )?[«„“\"]?"
_HEADLINED_BEFORE = re.compile(
    rf"[“\"«„]\s?([^“”\"«»„]{{4,200}}?)[.,]?\s?[”\"»“],?\s(?:is the (?:main |front-page )?headline (?:in|of|on)|reads the (?:front page|headline) (?:of|in)|in|titre(?:nt)?|titula|titola|titelt|screams|asks|headlines|declares|proclaims|says) {_PAPER}$",
    _FLAGS,
)
# "…", reports the i Paper: the comma outside the quotation marks is a headline's, not a speaker's.
_REPORTED_BEFORE = re.compile(
    rf"[“\"«„]\s?([^“”\"«»„]{{4,200}}?[^.,!\s])\s?[”\"»“],\s(?:reports|writes|schreibt|berichtet|meldet|écrit|rapporte|escribe|informa|publica|scrive|riporta|escreve|noticia) {_PAPER}$",
    _FLAGS,
)
_HEADLINED_AFTER = re.compile(
    r"[”“\"»’']?\s(?:asks|screams|titelt|titre|titula|titola|fragt|pregunta|s['’]interroge|prefers?|préfère|prefiere|preferisce|(?:(?:leads|splashes|opens|opts|chooses)|(?:macht|kommt|erscheint) mit|öffnet|ouvre|abre|apre|titra|elige|opta|destaca)[^“\"«„.]{0,80}?(?:headline[d]?)?|headlines?(?: its[^“\"«„.]{0,40})?|(?:goes|runs|leads) with)\s?[:,]?\s?[“\"«„]\s?([^“”\"«»„]{4,200}?)[.,]?\s?[”\"»“]",
    _FLAGS,
)
# "… Avvenire: «Chi accoglie chi».": a headline and nothing that somebody said.
_HEADLINED_COLON = re.compile(
    r"\s?[:：]\s?[“\"«„]\s?([^“”\"«»„]{4,200}?[^,\s])\s?[”\"»“](?=[.;,]|$)"
)
# "The Atlantic (“The Last Switchboard”)"
_IN_BRACKETS = re.compile(
    rf"[”“\"»’']?\s?[(（][“\"«„]\s?([^“”\"«»„]{{4,200}}?{MORE_QUOTED})[.,]?\s?[”\"»“][)）]"
)
_QUOTE_END = re.compile(r"[”\"»“]")
_SENTENCE_START = re.compile(r"(?:^|[.!?;»”\"]\s)(?:(?i:the|der|die|das|le|la|el|il|lo|o|a)\s)?$")


def reviewed_headline(text: str, start: int, end: int) -> str | None:
    """The headline that a press review quotes beside an outlet's name.

    Args:
        start: where the name begins.
        end: where it ends.
    """
    before = text[max(start - 260, 0) : start]
    quotes = _QUOTE_END.search(before) is not None
    found = _HEADLINED_BEFORE.search(before) if quotes else None
    if found is not None and len(found.group(1).split()) > 1:
        return found.group(1)
    found = _REPORTED_BEFORE.search(before) if quotes else None
    if found is not None and len(found.group(1).split()) > 1:
        return found.group(1)
    limit = min(end + 330, len(text))
    found = _HEADLINED_AFTER.match(text, end, limit) or _IN_BRACKETS.match(text, end, limit)
    if found is None and text[end : end + 2].strip()[:1] in {":", "："} and start:
        found = (
            _HEADLINED_COLON.match(text, end, min(end + 330, len(text)))
            if _SENTENCE_START.search(before)
            else None
        )
    if found is None or found.group(1)[0].islower():
        return None  # "two welders away from collapse" are words out of a sentence
    return found.group(1) if len(found.group(1).split()) > 1 else None


VISIT = re.compile(r"(?:^|[.!?]\s)(?:visit|go to|head (?:over )?to)\s(?:the\s)?", _FLAGS)
VISIT_AFTER = re.compile(r"\s(?:for|to read)\s(?:the |more|full)", _FLAGS)

BACK_REFERENCE = re.compile(
    r"\b[Tt]he (Times|Post|Journal|Tribune|Herald|Globe|Chronicle|Register|Star)\b(?! (?:of )?[A-Z])"
)

_PLACE = r"[^\W\d_][\w.'’-]{0,30}"
DATELINE = re.compile(
    r"^([^()（）]{0,90}?)\s?[(（]([^()（）]{2,60})[)）]\s?((?:[–—―:_-]+)|(?=\S))?"
)
DATELINE_DASH = re.compile(
    rf"^({_PLACE}(?:[ ,]{{1,2}}[\w.]{{1,20}}){{0,6}})[.,]?\s?[–—―-]{{1,2}}\s?$"
)
DATELINE_CHINESE = re.compile(r"[^，。；！？]{0,20}?(?:\d{1,2}月)?\d{1,2}日(?:电|電|讯|訊)")
TAIL_CREDIT = re.compile(r"(?:^|[.!?…”\"»)\]]\s?)[–—―-]{1,2}\s?$")
