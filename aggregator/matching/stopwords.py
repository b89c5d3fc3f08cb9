"""Function words of the languages our outlets write in.

They carry no news. In a cold archive, where document frequencies say nothing yet, this list is
all that keeps "after" and "says" from looking like evidence; counting them also tells the
language of a text whose page does not.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_WORDS = {
    "en": """a about above after again against all also am among an and any are arent as at be
        because been before being below between both but by can cannot cant could did didnt do
        does doesnt doing dont down during each even ever few for from further get gets getting
        got had has hasnt have havent having he her here hers herself him himself his how i id if
        im in into is isnt it its itself ive just like ll made make makes may me might more most
        much must my myself near new no nor not now of off on once one only or other our ours out
        over own per put re s said same say says see set she should shouldnt since so some still
        such t take takes than that thats the their theirs them themselves then there these they
        theyre this those through to told too two under until up upon us use used ve very via was
        wasnt way we well were werent what when where which while who whom whose why will with
        within without wont would yet you your yours""",
    "de": """aber alle allem allen aller als also am an auch auf aus bei beim bereits bin bis bist
        da dabei damit dann das dass dem den denn der des die dies diese dieser dieses doch dort
        du durch ein eine einem einen einer eines er es etwa für gegen habe haben hat hatte hier
        ich ihm ihr ihre im in ins ist ja jetzt kann kein keine können man mehr mit muss müssen
        nach neue neuen nicht noch nun nur ob oder ohne schon sei sein seine sich sie sind so soll
        sollen sowie über um und unter uns vom von vor war warum was wegen weil weiter wenn werden
        wie wieder will wir wird wo wurde wurden zu zum zur zwei zwischen""",
    "fr": """a à ainsi alors après au aucun aussi autre aux avait avant avec avoir c ce ces cet
        cette ceux chez comme contre d dans de depuis des deux dont du elle elles en encore entre
        est et été être eu eux fait font ils il j je l la le les leur leurs lors lui m mais me
        même moins n ne nos notre nous on ont ou où par pas peu peut plus pour pourquoi près
        qu quand que quel quelle qui s sa sans se selon ses si son sont sous sur t te tous tout
        très trois un une va vers veut vos votre vous y""",
    "es": """a al algo ante antes aquí así aunque cada como con contra cual cuando de del desde
        donde dos durante e el ella ellos en entre era es esa ese eso esta está están este esto
        estos fue fueron ha haber había han hasta hay hoy la las le les lo los más me mi mientras
        muy nada ni no nos o otra otro para pero poco por porque primer que qué quien se según ser
        si sí sido sin sobre son su sus también tan te tiene todo todos tras tres tu un una uno
        unos y ya yo""",
    "it": """a ad agli ai al alla alle anche ancora avere c che chi ci come con contro così cosa
        da dagli dai dal dalla dalle degli dei del della delle dello di dopo dove due e ecco ed
        era essere fa fino fra gli ha hanno i il in io l la le lei lo loro lui ma mai mi ne nei
        nel nella nelle no noi non nostro o ogni per perché però più poi prima qual quando quello
        questa questo qui sarà se secondo sei senza si sia solo sono sta stato su sua sul sulla
        suo te tra tutti tutto un una uno""",
    "pt": """a à ao aos após as às até com como contra da das de dela dele depois desde do dois
        dos e é ela ele eles em entre era essa esse esta está este eu foi foram há isso já lhe
        mais mas me mesmo meu muito na não nas nem no nos nós o onde ou para pela pelas pelo pelos
        por porque quando que quem são se segundo sem ser será seu sobre sua também tem têm um uma
        você""",
    "nl": """aan al alle als bij daar dan dat de der deze die dit door een en er ging haar had heb
        hebben heeft het hij hoe hun ik in is je kan kunnen maar meer men met mijn moet na naar
        niet nieuwe nog nu of om omdat onder ons ook op over t te tegen toch toen tot twee uit van
        veel voor waar was wat we wel werd wie wil worden wordt ze zich zij zijn zo zou""",
    "pl": """a aby ale am bez bo by być był była było były ci co czy dla do gdy gdzie go i ich ile
        im inne iż ja jak jako je jego jej jest jeszcze jeśli już kiedy kto która które którego
        który którzy lub ma mają między mi na nad nam nas nie nich nim niż nowe o od oraz po pod
        podczas ponad przed przez przy r roku są się swoje ta tak także tam te tego tej ten to tu
        tych tylko tym u w we wie więc wobec z za ze że został została""",
    "sv": """alla att av bara blev bli blir de den denna deras dess det detta där efter eller en
        ett för från få får ha hade han har hon hur här i in inte är jag kan kommer man med men
        mer mot mycket när nu ny nya och om på säger ska sin sina som så till under upp ut vad var
        vi vid vill år än över""",
    "da": """af alle at blev bliver da de dem den der deres det dette dig din du efter eller en er
        et få for fra før ham han har havde hun hvad hvor i ikke ind jeg kan kun man med meget men
        mod ned ny nye nu når og også om op over på sig siger sin skal som til ud under var ved vi
        vil være år""",
    "no": """alle at av bare ble blir da de deg den der det dette du eller en er et etter for fra
        før ha han har hun hva hvor i ikke jeg kan kommer man med men mer mot når nå ny nye og
        også om opp over på seg sier sin skal som til ut under var ved vi vil være år""",
    "fi": """ei eivät että hän he ja jo joka jos ja kanssa kuin kun mikä mitä me mutta myös ne
        nyt oli olla on ovat se sekä sen siitä sitä tai tämä tänään vain vielä voi uusi""",
    "ru": """а без более бы был была были было в вам вас весь во вот все всё вы где да для до его
        ее её если есть еще ещё же за здесь и из или им их к как ко когда кто ли мы на над не нет
        ни но ну о об он она они оно от перед по под после при про с сказал со так также там то
        только том у уже что чтобы эта эти это этого я""",
    "uk": """а або але без був була були в вже ви від він вона вони все де для до з за зі і й із
        її їх його як який на не немає ні о об по під після при про проте та так також те ти то
        тому у хто це цього чи що щоб я""",
    "tr": """ama bir bu da daha de değil diye en gibi hem her için ile ilgili ise kadar ki mi
        mı ne o olan olarak oldu olduğu sonra şu tarafından ve veya ya yeni yok""",
    "id": """ada adalah agar akan atau bagi bahwa belum bisa dalam dan dari dengan di dia hari
        ini itu jadi juga kami karena ke kepada lagi lebih mereka oleh pada para saat sebagai
        secara setelah sudah tak telah tersebut tidak untuk yang""",
    "vi": """anh bị bởi các cái cho chỉ chưa có còn cũng của cùng đã đang đây để đến đi được do
        đó gì hay hơn khi không là làm lại lên mà mình một này nên nếu những như nhưng nó ở phải
        qua ra rằng rất sau sẽ số sự tại theo thì tới trên trong từ và vào về vì việc với vừa""",
    "ar": """في من على إلى عن أن إن لا ما هذا هذه ذلك التي الذي كان كانت قد مع بعد قبل بين كل كما
        أو ثم حتى لم لن هو هي هم بن خلال عند منذ غير""",
}

STOP_WORDS: Mapping[str, frozenset[str]] = MappingProxyType(
    {language: frozenset(words.split()) for language, words in _WORDS.items()}
)
"""Folded as `aggregator.matching.text.fold` does, by ISO 639-1 language."""
