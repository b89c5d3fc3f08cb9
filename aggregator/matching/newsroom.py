"""Different words of one meaning that English newsrooms choose between.

One desk writes "Danish harbour", another "harbour in Denmark"; one "quake", another "earthquake";
one "stole", another "steals". A stemmer knows of none of them. Here are the adjectives of countries
and peoples, the short words that headlines prefer, and irregular forms.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# Each line: what is read, then the words that are read as it.
_PEOPLES = """
afghanistan afghan afghans
albania albanian albanians
algeria algerian algerians
america american americans
angola angolan angolans
argentina argentine argentinian argentines argentinians
armenia armenian armenians
australia australian australians aussie
austria austrian austrians
azerbaijan azerbaijani azerbaijanis azeri
bahrain bahraini
bangladesh bangladeshi bangladeshis
belarus belarusian belarusians belarussian
belgium belgian belgians
bolivia bolivian bolivians
bosnia bosnian bosnians
brazil brazilian brazilians
britain british briton britons uk
bulgaria bulgarian bulgarians
burundi burundian
cambodia cambodian cambodians
cameroon cameroonian cameroonians
canada canadian canadians
catalonia catalan catalans
chad chadian
chile chilean chileans
china chinese
colombia colombian colombians
congo congolese
croatia croatian croatians
cuba cuban cubans
cyprus cypriot cypriots
czechia czech czechs
denmark danish dane danes
ecuador ecuadorean ecuadorian ecuadoreans ecuadorians
egypt egyptian egyptians
estonia estonian estonians
ethiopia ethiopian ethiopians
europe european europeans
finland finnish finn finns
france french
gaza gazan gazans
georgia georgian georgians
germany german germans
ghana ghanaian ghanaians
greece greek greeks
greenland greenlandic greenlander greenlanders
guatemala guatemalan guatemalans
haiti haitian haitians
honduras honduran hondurans
hungary hungarian hungarians
iceland icelandic icelander icelanders
india indian indians
indonesia indonesian indonesians
iran iranian iranians
iraq iraqi iraqis
ireland irish
israel israeli israelis
italy italian italians
jamaica jamaican jamaicans
japan japanese
jordan jordanian jordanians
kazakhstan kazakh kazakhs
kenya kenyan kenyans
korea korean koreans
kosovo kosovar kosovars
kuwait kuwaiti kuwaitis
kyrgyzstan kyrgyz
laos laotian
latvia latvian latvians
lebanon lebanese
liberia liberian liberians
libya libyan libyans
lithuania lithuanian lithuanians
macedonia macedonian macedonians
malawi malawian
malaysia malaysian malaysians
mali malian malians
malta maltese
mexico mexican mexicans
moldova moldovan moldovans
mongolia mongolian mongolians
montenegro montenegrin
morocco moroccan moroccans
mozambique mozambican mozambicans
myanmar burma burmese
namibia namibian
nepal nepali nepalese
netherlands dutch
nicaragua nicaraguan nicaraguans
nigeria nigerian nigerians
norway norwegian norwegians
oman omani
pakistan pakistani pakistanis
palestine palestinian palestinians
panama panamanian panamanians
paraguay paraguayan
peru peruvian peruvians
philippines philippine filipino filipinos
poland polish poles
portugal portuguese
qatar qatari qataris
romania romanian romanians
russia russian russians
rwanda rwandan rwandans
salvador salvadoran salvadorans
scotland scottish scots
senegal senegalese
serbia serbian serb serbs
singapore singaporean singaporeans
slovakia slovak slovaks
slovenia slovenian slovene slovenes
somalia somali somalis
spain spanish spaniard spaniards
sudan sudanese
sweden swedish swede swedes
switzerland swiss
syria syrian syrians
taiwan taiwanese
tajikistan tajik tajiks
tanzania tanzanian tanzanians
thailand thai thais
tibet tibetan tibetans
tonga tongan
tunisia tunisian tunisians
turkey turkish turk turks turkiye türkiye
turkmenistan turkmen
uganda ugandan ugandans
ukraine ukrainian ukrainians
uruguay uruguayan uruguayans
uzbekistan uzbek uzbeks
venezuela venezuelan venezuelans
vietnam vietnamese
wales welsh
yemen yemeni yemenis
zambia zambian zambians
zimbabwe zimbabwean zimbabweans
"""

_HEADLINES = """
arrest arrests arrested detain detains detained detention custody
ban bans banned outlaw outlaws outlawed
ceasefire truce
chief boss chiefs bosses
clash clashes clashed spar spars
company firm firms companies
covid coronavirus
democrat democrats democratic dems
dismiss dismisses dismissed oust ousts ousted sack sacks sacked
earthquake quake quakes temblor
election polls
explosion blast blasts explode explodes exploded
fire blaze blazes inferno
government govt gov
injured hurt wounded injures wounds injuring wounding injury injuries
jail jails jailed imprison imprisons imprisoned imprisonment prison
kill kills killed killing slay slays slain slaying
kill dead die dies died death deaths dying fatal fatally
migrant immigrant immigrants migrants
million mln
billion bln
negotiations talks
plane jet aircraft airliner airplane planes jets
police cop cops
premier pm
probe probes probed investigation investigations investigate investigates investigated inquiry
protest protests protesters protestors protesting rally rallies
protest demonstration demonstrations demonstrators
republican republicans gop
resign resigns resigned resignation quit quits
shooting gunman gunmen shooter shoot shoots shot
soldier troops soldiers servicemen
sue sues sued suing lawsuit lawsuits
tariff tariffs levies duties
television tv
university uni univ
vaccine jab jabs vaccines vaccination
wed weds wedding marry marries married
win won wins winning winner victory
"""

_IRREGULAR = """
beat beats beaten
begin began begun
break broke broken
buy bought
catch caught
child children kid kids
choose chose chosen
crisis crises
draw drew drawn
drive drove driven
fall fell fallen
fight fought
flee fled flees
freeze froze frozen
give gave given
grow grew grown growth
hold held
keep kept
lose lost loses
man men
meet met meeting
pay paid
rise rose risen
seek sought
sell sold sale sales
send sent
shake shook shaken
sink sank sunk
speak spoke spoken
spend spent
steal stole stolen
strike struck strikes
swear swore sworn
throw threw thrown
woman women
write wrote written
"""


def _pairs(table: str) -> Iterator[tuple[str, str]]:
    for line in filter(None, table.splitlines()):
        meaning, *words = line.split()
        for word in words:
            yield word, meaning


SAME: Mapping[str, str] = MappingProxyType(
    dict((*_pairs(_PEOPLES), *_pairs(_HEADLINES), *_pairs(_IRREGULAR)))
)
"""Folded words by the word they are read as; English only."""

COUNTRIES: frozenset[str] = frozenset(meaning for _, meaning in _pairs(_PEOPLES))
"""Countries and a few regions, as their names and their peoples' are read; one word each."""
