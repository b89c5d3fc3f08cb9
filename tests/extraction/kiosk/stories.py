"""What the kiosk's pages tell, four stories in each of eleven languages: all of it invented."""

from __future__ import annotations

from typing import NamedTuple


class Story(NamedTuple):
    """What is true of one story, and how its page words it."""

    lang: str
    site: str
    section: str
    title: str
    authors: tuple[str, ...]
    paragraphs: tuple[str, ...]
    tags: tuple[str, ...] = ()
    published: str = "2031-05-05T09:30:00+02:00"
    modified: str | None = None
    printed: str = ""
    """The time as the page prints it."""
    byline: str = ""
    """The byline as the page prints it."""
    summary: str = ""


class Words(NamedTuple):
    """What a news site of a language says around its stories."""

    home: str
    sections: tuple[str, str, str]
    related: str
    headlines: tuple[str, str, str, str]
    share: str
    comments: str
    comment: str
    newsletter: str
    rights: str
    cookies: str
    updated: str


WORDS = {
    "en": Words(
        "Home", ("Nation", "Business", "Sport"), "Read more",
        ("Tram line to reopen in autumn", "Library extends its hours on Sundays",
         "Storm takes the roof off a barn", "Rowers win by half a length"),
        "Share this article", "Comments",
        "I was there that morning and it was nothing like what the council says it was.",
        "Get our morning letter. It is free, and you can leave at any time.",
        "All rights reserved. No part of this site may be reproduced without permission.",
        "We and our partners use cookies to store information on your device.", "Updated",
    ),
    "de": Words(
        "Startseite", ("Politik", "Wirtschaft", "Sport"), "Lesen Sie auch",
        ("Straßenbahn fährt ab Herbst wieder", "Bücherei öffnet nun auch sonntags",
         "Sturm deckt Scheune ab", "Ruderer gewinnen mit halber Länge"),
        "Artikel teilen", "Kommentare",
        "Ich war an dem Morgen dabei, und es war ganz anders, als der Rat behauptet.",
        "Unser Morgenbrief: kostenlos und jederzeit kündbar. Jetzt anmelden.",
        "Alle Rechte vorbehalten. Vervielfältigung nur mit Genehmigung des Verlags.",
        "Wir und unsere Partner verwenden Cookies auf Ihrem Gerät.", "Aktualisiert",
    ),
    "fr": Words(
        "Accueil", ("Politique", "Économie", "Sport"), "À lire aussi",
        ("Le tramway rouvrira à l'automne", "La bibliothèque ouvre le dimanche",
         "La tempête emporte le toit d'une grange", "Victoire des rameurs d'une demi-longueur"),
        "Partager l'article", "Commentaires",
        "J'étais sur place ce matin-là et cela n'avait rien à voir avec ce que dit la mairie.",
        "Recevez notre lettre du matin, gratuite et sans engagement.",
        "Tous droits réservés. Toute reproduction est interdite sans autorisation.",
        "Nous et nos partenaires utilisons des cookies sur votre appareil.", "Mis à jour",
    ),
    "es": Words(
        "Portada", ("Política", "Economía", "Deportes"), "Lea también",
        ("El tranvía volverá en otoño", "La biblioteca abrirá los domingos",
         "La tormenta se lleva el tejado de un granero", "Los remeros ganan por media barca"),
        "Compartir", "Comentarios",
        "Yo estuve allí aquella mañana y no se parecía en nada a lo que cuenta el ayuntamiento.",
        "Reciba nuestro boletín de la mañana. Es gratis.",
        "Todos los derechos reservados. Prohibida la reproducción sin autorización.",
        "Nosotros y nuestros socios usamos cookies en su dispositivo.", "Actualizado",
    ),
    "pt": Words(
        "Início", ("Política", "Economia", "Esportes"), "Leia também",
        ("Bonde volta a circular no outono", "Biblioteca abrirá aos domingos",
         "Tempestade arranca telhado de celeiro", "Remadores vencem por meio barco"),
        "Compartilhar", "Comentários",
        "Eu estava lá naquela manhã e não foi nada do que a prefeitura está dizendo.",
        "Receba nossa carta da manhã. É grátis.",
        "Todos os direitos reservados. Proibida a reprodução sem autorização.",
        "Nós e nossos parceiros usamos cookies no seu aparelho.", "Atualizado",
    ),
    "it": Words(
        "Home", ("Politica", "Economia", "Sport"), "Leggi anche",
        ("Il tram riaprirà in autunno", "La biblioteca aprirà la domenica",
         "La tempesta scoperchia un fienile", "I canottieri vincono per mezza barca"),
        "Condividi", "Commenti",
        "Io c'ero quella mattina e non è andata affatto come dice il comune.",
        "Iscriviti alla nostra lettera del mattino. È gratuita.",
        "Tutti i diritti riservati. Riproduzione vietata senza autorizzazione.",
        "Noi e i nostri partner usiamo i cookie sul tuo dispositivo.", "Aggiornato",
    ),
    "ru": Words(
        "Главная", ("Политика", "Экономика", "Спорт"), "Читайте также",
        ("Трамвай пустят осенью", "Библиотека будет работать по воскресеньям",
         "Буря сорвала крышу с амбара", "Гребцы победили на полкорпуса"),
        "Поделиться", "Комментарии",
        "Я был там в то утро, и всё было совсем не так, как рассказывают в мэрии.",
        "Подпишитесь на наше утреннее письмо. Это бесплатно.",
        "Все права защищены. Перепечатка только с разрешения редакции.",
        "Мы и наши партнёры используем файлы cookie.", "Обновлено",
    ),
    "ar": Words(
        "الرئيسية", ("سياسة", "اقتصاد", "رياضة"), "اقرأ أيضا",
        ("الترام يعود في الخريف", "المكتبة تفتح أبوابها أيام الأحد",
         "العاصفة تقتلع سقف حظيرة", "المجدفون يفوزون بنصف قارب"),
        "شارك", "التعليقات", "كنت هناك في ذلك الصباح ولم يكن الأمر كما تقول البلدية على الإطلاق.",
        "اشترك في رسالتنا الصباحية المجانية.", "جميع الحقوق محفوظة. يمنع النقل دون إذن.",
        "نستخدم نحن وشركاؤنا ملفات تعريف الارتباط على جهازك.", "آخر تحديث",
    ),
    "ja": Words(
        "トップ", ("政治", "経済", "スポーツ"), "関連記事",
        ("路面電車、秋に再開へ", "図書館が日曜も開館", "嵐で納屋の屋根飛ぶ", "ボート部が半艇身差で優勝"),
        "シェアする", "コメント", "あの朝、私は現場にいましたが、市の説明とはまったく違いました。",
        "朝のニュースレターに登録できます。無料です。", "無断転載を禁じます。著作権は当社に帰属します。",
        "当サイトはクッキーを使用しています。", "更新",
    ),
    "zh": Words(
        "首页", ("时政", "财经", "体育"), "相关阅读",
        ("有轨电车将于秋天恢复运行", "图书馆周日也将开放", "暴风掀翻谷仓屋顶", "赛艇队以半个艇身获胜"),
        "分享到", "网友评论", "那天早上我就在现场，情况和市里说的完全不一样。",
        "订阅我们的早间通讯，完全免费。", "版权所有，未经授权不得转载。", "本网站使用缓存文件。", "更新",
    ),
    "vi": Words(
        "Trang chủ", ("Thời sự", "Kinh doanh", "Thể thao"), "Tin liên quan",
        ("Xe điện chạy lại vào mùa thu", "Thư viện mở cửa cả chủ nhật",
         "Bão thổi bay mái nhà kho", "Đội chèo thuyền thắng nửa thân thuyền"),
        "Chia sẻ", "Bình luận", "Sáng hôm đó tôi có mặt ở đấy và mọi chuyện không như thành phố nói.",
        "Đăng ký nhận bản tin buổi sáng miễn phí.", "Giữ bản quyền. Cấm sao chép khi chưa được phép.",
        "Trang web này sử dụng cookie.", "Cập nhật",
    ),
}  # fmt: skip
