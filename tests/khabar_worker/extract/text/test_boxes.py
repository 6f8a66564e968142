"""Boxes in a text that are no part of it → nothing; those that are stay: one row for each habit."""

from __future__ import annotations

import pytest

from khabar_worker.extract.drafts import MediaDraft, TextDraft
from khabar_worker.extract.text.blocks import walk_html
from khabar_worker.extract.text.tidy import tidy

LONG = "قال المتحدث باسم الوزارة إن الأعمال في الطريق الجديد ستنتهي قبل نهاية الشهر المقبل بحسب الخطة المعلنة."
MORE = "وأضاف أن فرق الصيانة تعمل ليلا ونهارا لإعادة فتح المسارات الثلاثة أمام حركة السيارات والحافلات."
PHOTO = "<a href='/7'><img src='/i/{}.jpg'></a>"


def shape(html: str) -> list[tuple[str, ...]]:
    drafts, _ = walk_html(html, "https://news.example.org/a/1")
    found: list[tuple[str, ...]] = []
    for draft in tidy(drafts, headline=None).drafts:
        match draft:
            case TextDraft():
                found.append((draft.kind, draft.line.text))
            case MediaDraft():
                found.append((draft.kind, draft.url, draft.caption or ""))
            case _:
                found.append((type(draft).__name__,))
    return found


@pytest.mark.parametrize(
    "box",
    [
        "<div><h4>رسائلنا</h4><p>نختار لك كل أسبوع أجمل ما كتبناه</p><form><input type='email'></form></div>",
        "<form><p>هل تؤيد القرار؟</p><ul><li>نعم</li><li>لا</li></ul></form>",
        "<div><p>هل تؤيد القرار؟</p><ul><li>نعم</li><li>لا</li></ul><p>1,204 صوتا</p></div>",
        "<div><p><b>الصحافة لها ثمن</b></p><p>ساعدنا على الاستمرار.</p><p><a href='/join'>كن عضوا</a></p></div>",
        "<div><video></video><p>رحلة على متن السفينة</p></div>",
        "<div class='video-inline'><div>1:42</div><h3>رحلة على متن السفينة</h3></div>",
        "<div><p>رحلة على متن السفينة</p><p>To view this video please enable JavaScript</p></div>",
        "<div><span>تخطي القسم التالي</span><h2>مواضيع من الأرشيف</h2><p>نهاية قسم مواضيع من الأرشيف</p></div>",
        "<div><b>المرفأ كل صباح</b><p>قراءة ممتعة قبل القهوة</p><input placeholder='بريدك'></div>",
        "<div><p>هل أجاب هذا عن سؤالك؟</p><button>نعم</button><button>لا</button></div>",
        "<div><div>نسور الجبل</div><div>2 - 1</div><div>أسود الوادي</div></div>",
        "<section><p>لقاء القراء</p><p>انضم إلينا في الثاني من مايو.</p><a href='/e'>سجل اهتمامك</a></section>",
        "<div><p>لديك سؤال؟</p><a href='/ask'>أرسل سؤالك</a></div>",
        "<article><h4><a href='/7#comments'>حكاية الجسر القديم</a></h4></article>",
        "<article><h4><a href='/7#xtor=AD-3'>حكاية الجسر القديم</a></h4></article>",
        "<div><p>ذات علاقة</p><p>رحلة على متن السفينة</p></div>",
        "<p>خلفية: <a href='/7'>كيف بدأت حكاية الجسر القديم</a></p>",
        "<div><p>من نصوصنا</p>"
        + 2
        * f"<div>{PHOTO}<p><a href='/7'>حكاية الجسر القديم</a></p><p>بناه رجل وحيد.</p></div>"
        "</div>",
        "<div><img src='/j.jpg'><h5>حكاية الجسر القديم</h5><p>بناه رجل وحيد.</p><a href='/7'>المزيد</a></div>",
        "<div><div>حكاية الجسر القديم</div><div>اقرأ الخبر</div></div>",
        "<div><span>إعلان ممول</span><h3>عطر الياسمين</h3><img src='/j.jpg'><a href='//shop.example'>تسوقي</a></div>",
        "<div><p><b>ادعم الصحافة المستقلة</b></p><p>تبرعك، مهما صغر، يبقينا مستقلين.</p></div>",
        "<figure><a href='/7'><b>حكاية الجسر القديم</b> <i>بناه رجل وحيد</i> <img src='/j.jpg'></a></figure>",
        "<div><p>هذا العمل مجاني بفضل قراء مثلك.</p><a href='/give'>ادعمونا</a></div>",
        "<div><h4>ما رأيك؟</h4><ul><li><button>أعجبني</button> 12</li><li><button>أحزنني</button> 3</li></ul></div>",
        "<div><p>ما هو رد فعلك على هذا الخبر؟</p><ul><li>أعجبني <b>3</b></li><li>أحزنني <b>0</b></li></ul></div>",
        (
            "<section><h5>مقالات ذات صلة:</h5><article><a href='/7'><h6>حكاية الجسر القديم</h6></a>"
            "<p>بناه رجل وحيد.</p></article></section>"
        ),
        "<div><div>تقارير متصلة</div><div><a href='/7'>حكاية الجسر القديم وأهله الأولين</a></div></div>",
        "<div><h3>الجديد عندنا</h3><ul><li><a href='/7'>حكاية الجسر القديم وأهله الأولين</a></li></ul></div>",
        "<div><span>محتوي مدفوع</span><a href='//shop.example'><img src='/i/shop.jpg'></a></div>",
        "<div><a href='/7'></a><div><img src='/i/arrow.png'><i>التالي</i></div><div><b>حكاية جسر قديم</b></div></div>",
    ],
    ids=[
        "newsletter form",
        "poll",
        "counted poll",
        "membership",
        "player's title",
        "player's length",
        "excuse",
        "skipped",
        "newsletter input",
        "question",
        "match",
        "invitation",
        "a question to send",
        "the comments of another story",
        "another story, counted",
        "labelled titles",
        "labelled link",
        "cards with teasers",
        "a card with a button",
        "a card without a link",
        "a product",
        "support without its button",
        "a bookmark",
        "support",
        "reactions",
        "reactions without buttons",
        "an article with a teaser",
        "a few words over linked lines",
        "a title over links",
        "a banner",
        "a card under a link",
    ],
)
def test_a_small_box_that_asks_or_plays_is_no_text(box: str) -> None:
    story = f"<p>{LONG}</p>{{}}<p>{MORE}</p><p>{LONG[:60]}.</p>"

    assert shape(f"<div>{story.format(box)}</div>") == shape(f"<div>{story.format('')}</div>")


@pytest.mark.parametrize(
    ("picture", "count"),
    [
        ("<img src='/i/{}.jpg'>", 2),
        ("<a href='/i/{0}.jpg'><img src='/i/{0}.jpg'></a>", 2),
        ("<a href='#'><img src='/i/{}.jpg'></a>", 2),
        ("<a href='javascript:void(0)'><img src='/i/{}.jpg'></a>", 2),
        ("<a><img src='/i/{}.jpg'></a>", 2),
        ("<a href='/?attachment_id=55'><img src='/i/{}.jpg'></a>", 2),
        ("<a href='https://cdn.example.com/w_1600/{0}'><img src='/i/{0}.jpg'></a>", 2),
        ("<figure><a href='/7'><img src='/i/{}.jpg'></a><figcaption>الجسر ليلا</figcaption></figure>", 2),
        (PHOTO, 0),
    ],
    ids=[
        "the article's own",
        "opened large",
        "opened by a script",
        "opened by javascript",
        "a link to nothing",
        "the page of a picture",
        "opened large elsewhere",
        "with a caption",
        "of other articles",
    ],
)
def test_pictures_behind_the_last_sentence_are_cards_when_they_lead_elsewhere(picture: str, count: int) -> None:
    pictures = "".join(f"<p>{picture.format(name)}</p>" for name in "de")

    kinds = [kind for kind, *_ in shape(f"<p>{LONG}</p><p>{MORE}</p>{pictures}")]

    assert kinds == ["paragraph", "paragraph", *["image"] * count]


@pytest.mark.parametrize(
    "about",
    [
        "<div><h4>عن الكاتبة</h4><p>باحثة تتركز أعمالها على سياسات التعليم في مدن الساحل الشرقي كلها.</p></div>",
        (
            "<div class='author-bottom'><img src='/s.jpg'><h4>سمر حداد</h4><p>روائية من مدن الساحل الشرقي، من كتبها "
            "«البحر البعيد» و«رمل».</p><a href='/w/s'>مقالات أخرى</a></div>"
        ),
    ],
    ids=["by its title", "by its class and the name"],
)
def test_a_box_about_the_writer_below_the_story_is_no_text(about: str) -> None:

    assert shape(f"<div><p>{LONG}</p><p>{MORE}</p>{about}</div>") == shape(f"<div><p>{LONG}</p><p>{MORE}</p></div>")


TALE = (
    "تحكي الرواية قصة صياد عاد إلى قريته بعد غياب طويل فوجد أهلها قد رحلوا إلى الميناء الجديد وتركوا قواربهم على الرمل"
)


@pytest.mark.parametrize(
    ("box", "text"),
    [
        (f"<div><h3><a href='/b/1'>رواية البحر البعيد</a></h3><p>{TALE}.</p></div>", TALE),
        (f"<div><h3><a href='/b/1'>رواية البحر البعيد</a></h3><p>{TALE}</p></div>", TALE),
        (
            f"<div><a href='/b/1'><img src='/i/b.jpg'></a><h3><a href='/b/1'>رواية البحر</a></h3><p>{TALE}.</p></div>",
            TALE,
        ),
        (f"<div><p>{TALE}، وحددت موعدها.</p><p><a href='/c'>سجلات المحكمة العليا</a></p></div>", TALE),
        (f"<div><p>{TALE}، وحددت موعدها.</p><p><a href='/c'>حملة القراءة للجميع</a></p></div>", TALE),
        (f"<div><p>{TALE}، وحددت موعدها.</p><p><a href='/c'>سجل المحكمة</a></p></div>", TALE),
        (f"<div><h3>عن الكاتب</h3><p>{TALE}.</p></div>", TALE),
        (f"<div class='columnist'><h4>سمر حداد</h4><p>{TALE}.</p></div>", TALE),
        ("<div><div>المرشحون للجائزة</div><div><a href='/p/1'>سامي حداد</a></div></div>", "المرشحون للجائزة"),
        ("<div><p>كم سجل كل فريق؟</p><ul><li>النسور 3</li><li>الأسود 1</li></ul></div>", "كم سجل كل فريق؟"),
        ("<div class='live-update'><div>12:30</div><h3>وصول السفينة الأولى</h3></div>", "وصول السفينة الأولى"),
        (
            "<blockquote><p>القراءة حياة أخرى نعيشها</p><p><a href='/t/x'>سمر حداد</a></p></blockquote>",
            "سمر حداد",
        ),
        (
            "<blockquote><p><a href='/t/x'>القراءة حياة أخرى نعيشها</a></p><p>ولا تنتهي بآخر صفحة</p></blockquote>",
            "القراءة حياة أخرى نعيشها",
        ),
        (
            "<figure><img class='profile-photo' src='/i/p.jpg'><figcaption>الوزير في شبابه</figcaption></figure>",
            "الوزير في شبابه",
        ),
        ("<div><img class='profile-photo' width='800' src='/i/p.jpg'></div>", "/i/p.jpg"),
        ("<div class='writer-image'><img src='/i/p.jpg'></div>", "/i/p.jpg"),
        ("<figure class='author-image'><img src='/i/p.jpg' alt='الكاتبة في منزلها'></figure>", "/i/p.jpg"),
        (
            "<figure><a href='/gallery/5'><img src='/i/p.jpg'><span>معرض الصور الكامل هنا</span></a></figure>",
            "/i/p.jpg",
        ),
        (
            "<div><h3>المصادر</h3><ol><li><a href='https://h.example/1'>تقرير الصحة عن مدن العالم</a></li></ol></div>",
            "ListDraft",
        ),
        (
            "<div><h3>المرشحون للجائزة</h3><ul><li><a href='/p/1'>سامي حداد</a></li></ul></div>",
            "المرشحون للجائزة",
        ),
        ("<div><a href='/7'></a>حكاية الجسر القديم</div>", "حكاية الجسر القديم"),
        (
            "<article><h3><a href='#u7'>عبرت السفينة الأولى مدخل المرفأ</a></h3><p>وصلت آمنة.</p></article>",
            "عبرت السفينة الأولى مدخل المرفأ",
        ),
        ("<div><a href='/7'></a><b>حكاية الجسر القديم</b></div>", "حكاية الجسر القديم"),
        (f"<div><a href='/7'></a><p>{TALE}</p></div>", TALE),
        ("<div><a href='/7'></a><h3>حكاية الجسر القديم</h3></div>", "حكاية الجسر القديم"),
        ("<div><a href='/7'></a><p>قالت: «هنا نبني جسرا»</p></div>", "قالت: «هنا نبني جسرا»"),
        ("<div><a href='/7'></a><p>من يعبر الجسر الآن؟</p></div>", "من يعبر الجسر الآن؟"),
        ("<div><a href='/7'></a><p>وهذه أسماء الناجين:</p></div>", "وهذه أسماء الناجين:"),
        ("<div><h2>ماذا بعد؟</h2><article class='ads'>إعلان</article></div>", "ماذا بعد؟"),
        (
            "<div><h2>حكاية المرفأ</h2><article class='related-post'><a href='/7'>جسر بلا ماء</a></article></div>",
            "حكاية المرفأ",
        ),
        (
            "<div><p>«لن نترك المرفأ أبدا»</p><article class='related-article'>انظر</article></div>",
            "«لن نترك المرفأ أبدا»",
        ),
        ("<div><p>ساءت الحال سريعا</p><p><a href='/3'>أرسل الملك وفدا</a></p></div>", "ساءت الحال سريعا"),
        ("<div><p>ماذا قال أهل البحر؟</p><p><a href='/3'>اسأل مجربا</a></p></div>", "ماذا قال أهل البحر؟"),
    ],
    ids=[
        "an item of a list article",
        "an item without a full stop",
        "an item with a linked picture",
        "records",
        "a campaign",
        "a record",
        "about the writer of a book",
        "a writer among several",
        "linked names on lines",
        "a question and its answers",
        "an update and its clock",
        "a linked speaker",
        "a linked line of a quotation",
        "an old portrait with a caption",
        "a wide portrait",
        "a picture in a box of its writer",
        "a picture of a writer at home",
        "a linked gallery",
        "sources",
        "linked names",
        "an empty link in its line",
        "an update that links to itself",
        "an empty link beside bold words",
        "an empty link over a text",
        "an empty link over a heading",
        "an empty link over a quotation",
        "an empty link over a question",
        "an empty link over an announcement",
        "a heading over an advertisement",
        "a heading over another story",
        "words over a pointer",
        "a linked sentence about a king",
        "a linked proverb",
    ],
)
def test_a_small_box_that_tells_the_story_is_text(box: str, text: str) -> None:
    found = shape(f"<div><p>{LONG}</p>{box}<p>{MORE}</p><p>{LONG[:60]}.</p></div>")

    assert any(text in part for one in found[1:-2] for part in one)


def test_the_title_of_a_player_is_its_caption() -> None:
    box = "<div><b>بيت يعمل بالشمس</b><audio src='/p/14.mp3'></audio></div>"

    assert shape(f"<p>{LONG}</p>{box}<p>{MORE}</p>")[1] == (
        "audio",
        "https://news.example.org/p/14.mp3",
        "بيت يعمل بالشمس",
    )


def test_buttons_below_somebodys_words_are_no_part_of_them() -> None:
    quote = "<blockquote><p>نعمل ليلا ونهارا</p><div><a href='#'>غرد</a><a href='#'>شارك</a></div></blockquote>"

    assert shape(f"<p>{LONG}</p>{quote}<p>{MORE}</p>")[1] == ("quote", "نعمل ليلا ونهارا")


def test_a_small_box_with_a_link_in_its_sentence_is_text() -> None:
    box = "<div><p><b>الخطوة المقبلة</b></p><p>يبدأ التسجيل غدا عبر <a href='/x'>موقع الوزارة</a>.</p></div>"

    kinds = [kind for kind, *_ in shape(f"<div><p>{LONG}</p>{box}<p>{MORE}</p></div>")]

    assert kinds == ["paragraph", "heading", "paragraph", "paragraph"]
