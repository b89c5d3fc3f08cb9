"""The stories that the gate's pages tell, in many languages: invented people, places and events."""

from __future__ import annotations

from typing import NamedTuple


class Story(NamedTuple):
    """Headline, byline and paragraphs of one story."""

    lang: str
    title: str
    author: str
    paragraphs: tuple[str, ...]
    site: str
    section: str = "World"


STORIES = {
    "bridge": Story(
        "en",
        "Old chain bridge at Varnholt closes after inspectors find cracked links",
        "Maud Ellery",
        (
            "The chain bridge at Varnholt was closed to all traffic on Tuesday evening after inspectors found hairline cracks in eleven of its wrought-iron links.",
            "Engineers had been measuring the bridge since February, when a lorry driver reported a sound “like a piano wire snapping” as he crossed it in the frost.",
            "“It is standing, and it will go on standing, but nobody should be under it or on it,” said Perrin Oakshott, who leads the county's bridges office.",
            "About nine thousand people cross the river there each day. Until the links are replaced, ferries will run every ten minutes from the two old landing stages.",
            "The county put the cost of repairs at six million crowns and said that work could not begin before the spring floods had passed.",
        ),
        "Varnholt Courier",
        "Local",
    ),
    "vote": Story(
        "en",
        "Tessaly parliament backs fishing limits by a single vote",
        "Oriel Danforth",
        (
            "Lawmakers in Tessaly approved strict limits on herring fishing on Thursday by ninety-one votes to ninety, after a debate that ran past midnight.",
            "The law cuts the season to fourteen weeks and forbids nets longer than six hundred metres within sight of the coast.",
            "Skippers in the northern harbours said that they would moor their boats across the shipping lane on Saturday in protest.",
            "Biologists had told a committee in autumn that the stock had fallen to a fifth of what it was thirty years ago.",
            "The fisheries minister, Hanne Rosvold, called the law “the last boat that we can still catch”.",
        ),
        "The Tessaly Post",
        "Politics",
    ),
    "comet": Story(
        "en",
        "Amateur astronomer finds a comet from her bathroom window",
        "Teo Marchbanks",
        (
            "A retired baker in Lower Quell has discovered a comet with a telescope that she keeps on the edge of her bath.",
            "Dorrit Vane, who is 68, was looking for a lost cat in the beam of a torch when she noticed a smudge that was not on her charts.",
            "The observatory on Mount Ansel confirmed the find eleven hours later. The comet, which now bears her name, will come nearest to the Sun in October.",
            "“I thought that I had breathed on the lens,” she said. “I wiped it four times before I telephoned anybody.”",
        ),
        "Quell Gazette",
        "Science",
    ),
    "mill": Story(
        "en",
        "Paper mill fire in Osterby burns into a second day",
        "Jonas Pell",
        (
            "Firefighters from five towns were still at work on Wednesday at a paper mill in Osterby where bales of pulp had burned through the night.",
            "Two workers were treated for smoke, and forty households were asked to keep their windows shut until the wind turned.",
            "The fire began in a drying hall shortly after the evening shift had gone home, the mill's owner said in a statement.",
            "Investigators will enter the hall once its roof has been propped up, which may take until the weekend.",
        ),
        "Osterby News",
        "News",
    ),
    "de": Story(
        "de",
        "Altes Salzwerk in Brunnfelde wird zum Museum",
        "Henrike Osterloh",
        (
            "Das stillgelegte Salzwerk von Brunnfelde soll ein Museum werden. Der Gemeinderat stimmte am Montagabend mit großer Mehrheit für den Umbau der drei Siedehäuser.",
            "Die Kosten von rund vier Millionen Kronen teilen sich der Landkreis und ein Verein ehemaliger Arbeiter, der seit sieben Jahren Geld sammelt.",
            "„Wir wollten nie, dass aus den Pfannen Blumenkübel werden“, sagte Vereinsvorsitzender Alwin Tressow nach der Abstimmung im überfüllten Rathaussaal.",
            "Eröffnet werden soll das Museum im übernächsten Frühjahr. Bis dahin müssen die Schornsteine gesichert und zwei undichte Dächer erneuert werden.",
        ),
        "Brunnfelder Anzeiger",
        "Kultur",
    ),
    "fr": Story(
        "fr",
        "À Montclairvaux, le dernier passeur du fleuve prend sa retraite",
        "Solène Arvault",
        (
            "Après quarante et un ans passés à relier les deux rives, le dernier passeur de Montclairvaux a amarré son bac pour de bon dimanche soir, sous les applaudissements.",
            "Le nouveau pont, inauguré en mars, a vidé l'embarcadère en quelques semaines. Les habitants, eux, n'ont pas oublié les hivers où seul le bac arrivait au village.",
            "« Je n'ai jamais perdu un passager, seulement trois chapeaux et une chèvre, et la chèvre savait nager », raconte Anselme Brocard, soixante-six ans.",
            "La commune envisage de racheter l'embarcation pour l'exposer devant l'école, où elle servirait d'abri aux élèves les jours de pluie.",
        ),
        "La Dépêche de Clairvaux",
        "Société",
    ),
    "es": Story(
        "es",
        "Un pueblo de Valdelumbre apaga sus farolas para recuperar las estrellas",
        "Remedios Ocaña",
        (
            "Los vecinos de Valdelumbre decidieron en asamblea apagar las farolas del pueblo a partir de la medianoche, con el fin de volver a ver la Vía Láctea desde la plaza.",
            "La propuesta partió de una maestra jubilada que llevaba años contando a sus alumnos que el cielo del valle había sido famoso en toda la comarca.",
            "«La primera noche lloré, porque no recordaba que fueran tantas», dijo Eulalia Burgueño, que ha cumplido ochenta y dos años y vive frente a la iglesia.",
            "El ayuntamiento calcula que ahorrará nueve mil coronas al año y destinará la mitad a comprar un telescopio para la escuela.",
        ),
        "El Eco de la Sierra",
        "Sociedad",
    ),
    "pt": Story(
        "pt",
        "Vila piscatória de Areal Novo inaugura biblioteca num farol abandonado",
        "Benedita Fragoso",
        (
            "O farol abandonado de Areal Novo voltou a acender-se no sábado, agora para iluminar os oito mil livros da primeira biblioteca pública da vila piscatória.",
            "As obras demoraram três anos e foram pagas em parte pelos pescadores, que entregaram à câmara a receita de um dia de cada mês.",
            "«Aqui aprendíamos a ler nas latas de conserva», disse o antigo mestre Horácio Bandeira, que ofereceu à biblioteca os seus cadernos de navegação.",
            "A sala de leitura fica onde estava a lâmpada, a vinte e seis metros de altura, e só recebe doze pessoas de cada vez.",
        ),
        "Jornal do Areal",
        "Cultura",
    ),
    "pl": Story(
        "pl",
        "Mieszkańcy Zielonych Brodów sami odbudowali most po powodzi",
        "Dobrosława Wierzbicka",
        (
            "Mieszkańcy Zielonych Brodów otworzyli w niedzielę drewniany most, który odbudowali własnymi rękami, gdy okazało się, że na państwową przeprawę poczekają trzy lata.",
            "Budowa trwała jedenaście tygodni. Drewno podarował miejscowy tartak, a śruby i liny pochodziły z rozebranego wyciągu narciarskiego.",
            "„Najtrudniej było się zgodzić, kto będzie szefem, więc nie było go wcale” – powiedziała sołtyska Halszka Ostrowidzka, przecinając wstęgę z kuchennego obrusu.",
            "Inspektorzy dopuścili most do ruchu pieszych i rowerów. O zgodę na przejazd samochodów wieś będzie się starać po zimie.",
        ),
        "Kurier Brodzki",
        "Region",
    ),
    "ru": Story(
        "ru",
        "В Заозёрном открыли школу на месте затонувшей пристани",
        "Аглая Вересова",
        (
            "В посёлке Заозёрный в понедельник открылась школа, построенная на сваях там, где сорок лет назад ушла под воду старая пристань.",
            "Здание рассчитано на сто двадцать учеников. До этого дети каждое утро плыли на катере в соседнее село, а зимой ждали, пока окрепнет лёд.",
            "«Теперь мы опаздываем на урок, только если проспали», — сказал девятиклассник Тихон Лугов, который первым позвонил в школьный колокол.",
            "Колокол подняли со дна водолазы: когда-то он висел на пристани и в туман подавал сигнал рыбакам.",
        ),
        "Заозёрский вестник",
        "Общество",
    ),
    "ar": Story(
        "ar",
        "قرية وادي السنديان تعيد تشغيل طاحونة مائية بعد ستين عاماً",
        "ليلى الحوراني",
        (
            "أعاد أهالي قرية وادي السنديان يوم الجمعة تشغيل طاحونتهم المائية القديمة بعد أن توقفت عن العمل قبل أكثر من ستين عاماً بسبب جفاف الجدول الذي يغذيها.",
            "وقال المهندس نزار القلعاوي إن الفريق أمضى عامين في تنظيف القناة الحجرية وإصلاح العجلة الخشبية التي أكلتها الرطوبة والحشرات.",
            "وأضافت رئيسة الجمعية الزراعية في القرية أن الطاحونة ستطحن قمح المزارعين مجاناً حتى نهاية الموسم، ثم تعمل بأجر رمزي يخصص لصيانتها.",
            "وحضر الافتتاح عشرات الأطفال الذين شاهدوا للمرة الأولى كيف يتحول القمح إلى دقيق بقوة الماء وحدها.",
        ),
        "صحيفة الوادي",
        "محليات",
    ),
    "he": Story(
        "he",
        "תושבי כפר הארזים הקימו מחדש את תחנת הרכבת הנטושה",
        "נועם ברקאי",
        (
            "תושבי כפר הארזים חנכו ביום ראשון את תחנת הרכבת הישנה של היישוב, לאחר ששיפצו אותה במשך שנתיים בעבודה התנדבותית ובכספי תרומות.",
            "התחנה ננטשה לפני חמישים שנה כאשר הקו הוסט אל העמק. מאז שימשה כמחסן לתבואה, וגג הרעפים שלה קרס בסערה.",
            "״סבא שלי מכר כאן כרטיסים, ועכשיו אני מוכרת כאן קפה״, אמרה תמר גלבוע, שיזמה את השיפוץ יחד עם שכניה.",
            "הרכבות עדיין חולפות רחוק מן הכפר, אך במועצה מקווים שקרונית תיירים תעבור בתחנה כבר בקיץ הבא.",
        ),
        "קול העמק",
        "חדשות",
    ),
    "ja": Story(
        "ja",
        "廃校の体育館が町営の天文台に、開館初日に三百人が来場",
        "霧島千夏",
        (
            "白鷺町で十年前に閉校した小学校の体育館が天文台に生まれ変わり、開館初日の日曜日には町の人口の一割にあたる約三百人が来場した。",
            "屋根の一部を開閉式に改め、口径六十センチの望遠鏡を据え付けた。改修費のおよそ半分は、卒業生から寄せられた寄付でまかなわれたという。",
            "「跳び箱を片づけた場所から土星の輪が見えるとは思わなかった」と、卒業生の大河内実さんは笑顔で話した。",
            "町は来月から、週末の夜に星空の観察会を開く。雨の日には、体育館の床に映した月面を歩く催しも予定している。",
        ),
        "白鷺新報",
        "地域",
    ),
    "zh": Story(
        "zh",
        "青石镇百年茶馆重新开张 老街三日内迎来两万游客",
        "沈若川",
        (
            "停业十二年的青石镇百年茶馆星期六重新开张，三天之内为这条不到四百米长的老街带来了两万多名游客，远远超出镇里的预计。",
            "茶馆的木结构在一次洪水中受损。修缮工程由镇上的七位老木匠主持，他们坚持不用一根铁钉，仅拆下来的旧料就编了三千多个号。",
            "“我父亲在这里说了四十年的书，今天轮到我的女儿了。”说书人罗怀远在开张仪式上说，台下的座位早已坐满。",
            "镇政府表示，从下个月起老街将在周末限制车辆进入，并增开两班往返县城的公共汽车。",
        ),
        "青石日报",
        "社会",
    ),
    "ko": Story(
        "ko",
        "솔바람마을 주민들, 폐역을 고쳐 마을 빵집을 열다",
        "하은설",
        (
            "솔바람마을 주민들이 이십 년 가까이 비어 있던 기차역을 고쳐 지난 토요일 마을 빵집을 열었다. 첫날 구운 빵 사백 개는 두 시간 만에 모두 팔렸다.",
            "역 건물은 노선이 폐지된 뒤 창고로 쓰이다가 지붕이 내려앉아 철거될 예정이었다. 주민들은 돈을 모아 건물을 빌리고 직접 벽돌을 쌓았다.",
            '조합 대표 마도현 씨는 "기차는 서지 않아도 사람은 서는 곳이 되었으면 좋겠다"고 말했다.',
            "빵집은 주말에만 문을 열며, 수익의 절반은 마을 버스를 운행하는 데 쓰기로 했다.",
        ),
        "솔바람신문",
        "지역",
    ),
    "th": Story(
        "th",
        "ชาวบ้านดอนกระเรียนช่วยกันสร้างสะพานไม้ไผ่ยาวที่สุดในอำเภอ",
        "พิมพ์ดาว ศรีวนา",
        (
            "ชาวบ้านดอนกระเรียนเปิดใช้สะพานไม้ไผ่ความยาวหกร้อยเมตรเมื่อวันอาทิตย์ที่ผ่านมา หลังจากช่วยกันสร้างนานสามเดือนโดยไม่ใช้งบประมาณของทางราชการ",
            "สะพานแห่งนี้ทอดข้ามทุ่งนาที่น้ำท่วมทุกปี ทำให้เด็กนักเรียนไม่ต้องพายเรือไปโรงเรียนในฤดูฝนอีกต่อไป",
            "ผู้ใหญ่บ้านกล่าวว่าไม้ไผ่ทั้งหมดมาจากสวนของชาวบ้านเอง และจะเปลี่ยนลำที่ผุพังทุกปีหลังฤดูเก็บเกี่ยว",
            "นักท่องเที่ยวเริ่มเดินทางมาถ่ายภาพนกกระเรียนที่บินผ่านสะพานในยามเช้าแล้วหลายร้อยคน",
        ),
        "ข่าวดอนกระเรียน",
        "ท้องถิ่น",
    ),
    "vi": Story(
        "vi",
        "Làng chài Bến Trăng mở lớp học nổi cho trẻ em trên phá",
        "Đoàn Thục Vy",
        (
            "Làng chài Bến Trăng hôm thứ Hai khai giảng lớp học nổi đầu tiên trên phá, nơi hơn bốn mươi đứa trẻ từng phải chèo thuyền một giờ mỗi sáng để đến trường.",
            "Lớp học được ghép từ sáu chiếc bè cũ, có mái lợp lá và những tấm pin mặt trời do một nhóm thợ sửa thuyền trong làng lắp đặt.",
            "“Chúng tôi chỉ sợ bọn trẻ nhảy xuống bơi trong giờ ra chơi rồi không chịu vào lớp”, cô giáo Lâm Hạ Quyên vừa cười vừa nói.",
            "Chính quyền huyện cho biết sẽ cử thêm hai giáo viên và đóng một chiếc thuyền đưa đón học sinh trước mùa mưa bão.",
        ),
        "Báo Bến Trăng",
        "Giáo dục",
    ),
    "it": Story(
        "it",
        "A Castelvento il campanile suona di nuovo dopo il terremoto",
        "Fiammetta Rospigli",
        (
            "Il campanile di Castelvento è tornato a suonare domenica a mezzogiorno, sei anni dopo il terremoto che ne aveva fatto crollare la cella e aveva lasciato muto il paese.",
            "La campana maggiore, ritrovata intera sotto le macerie, è stata issata con gli stessi argani di legno usati dai costruttori quattro secoli fa.",
            "«La sentivo nei sogni, e ogni volta era più lontana», ha detto la sagrestana Ersilia Montefosco, che ha settantanove anni e conserva ancora la vecchia corda.",
            "I lavori sono costati due milioni di corone. Restano da restaurare la facciata della chiesa e l'orologio, fermo alle tre e ventidue.",
        ),
        "La Gazzetta del Colle",
        "Cronaca",
    ),
    "tr": Story(
        "tr",
        "Kızılpınar köyünde kapanan dokuma atölyesi kadınların elinde yeniden açıldı",
        "Nihan Tuğsavul",
        (
            "Kızılpınar köyünde on beş yıl önce kapanan dokuma atölyesi, köyün kadınlarının kurduğu kooperatif tarafından pazartesi günü yeniden açıldı.",
            "Atölyede yirmi iki tezgâh var; bunların yarısı samanlıklarda bulundu ve köyün marangozları tarafından bir kış boyunca onarıldı.",
            "Kooperatif başkanı Şükufe Yaylagül, “İlk kilimi satmayacağız, onu okulun duvarına asacağız,” dedi.",
            "Kadınlar ürünlerini yazın kurulacak pazarda satmayı ve gelirin bir bölümüyle köye bir kreş açmayı planlıyor.",
        ),
        "Kızılpınar Postası",
        "Yaşam",
    ),
}
