"""Sample pages of an invented publisher, in a markup that the general rules read with doubt; for tests of proposals."""

from __future__ import annotations

from pathlib import Path

STORIES = (
    (
        "بلدية المرجان تعيد فتح السوق القديم",
        "سلمى الراعي",
        "محليات",
        "12 مارس 2026 - 09:40",
        (
            "أعادت بلدية المرجان فتح السوق القديم بعد ترميم دام تسعة أشهر، وشمل الأسقف الخشبية وشبكة الصرف والإنارة.",
            "وقالت البلدية إن مئة وستين محلا عادت إلى العمل في اليوم الأول، وإن رسوم الإيجار لن تتغير قبل نهاية العام.",
            "ويخطط المجلس لمنع دخول السيارات إلى الأزقة الداخلية، مع توفير عربات كهربائية لنقل البضائع صباحا.",
        ),
    ),
    (
        "منتخب السباحة يحصد أربع ميداليات",
        "وائل الصدفي",
        "رياضة",
        "13 مارس 2026 - 18:05",
        (
            "حصد منتخب السباحة أربع ميداليات في بطولة الساحل للناشئين، بينها ذهبيتان في سباقي مئة ومئتي متر على الظهر.",
            "وأوضح المدرب أن الفريق تدرب ستة أشهر في المسبح الجديد، وأن ثلاثة من السباحين لم يتجاوزوا الخامسة عشرة.",
            "ويستعد المنتخب لمعسكر خارجي مطلع الصيف، قبل أن يشارك في البطولة الإقليمية التي تقام في الجزيرة.",
        ),
    ),
    (
        "خبراء يرصدون عودة السلاحف إلى الشاطئ",
        "هند المحاري",
        "بيئة",
        "14 مارس 2026 - 11:20",
        (
            "رصد فريق من الخبراء عودة السلاحف البحرية إلى الشاطئ الشمالي بعد غياب سبعة مواسم، وأحصى أكثر من تسعين عشا.",
            "وعزا الفريق العودة إلى إطفاء الأضواء الساحلية ليلا، وإلى إزالة الشباك القديمة التي كانت تعيق وصولها.",
            "ودعت الجمعية الزوار إلى الابتعاد عن الأعشاش مسافة عشرين مترا، ووضعت لوحات إرشادية بثلاث لغات على الممر.",
        ),
    ),
)
HOST = "https://www.marjan.example.ae"


def sample(number: int, *, host: str = HOST) -> str:
    """One page: the date only printed, the body in a class nobody knows, a box of links in it, a masthead's clock."""
    headline, author, section, date, paragraphs = STORIES[number]
    middle = paragraphs[0] + "</p><p>" + paragraphs[1]
    return f"""<!DOCTYPE html><html lang="ar" dir="rtl"><head><meta charset="utf-8">
<title>{headline} - صحيفة المرجان</title>
<meta property="og:title" content="{headline}"><meta property="og:site_name" content="صحيفة المرجان">
<link rel="canonical" href="{host}/news/{48210 + number}">
<link rel="alternate" type="application/rss+xml" href="{host}/rss/latest.xml" title="الأخبار">
<link rel="alternate" type="application/rss+xml" href="{host}/news/{48210 + number}/comments/feed">
<script type="application/ld+json">{{"@type":"WebSite","name":"Marjan Daily","url":"{host}/"}}</script>
</head><body class="page-{48210 + number}"><div class="css-1wt8oh6 topline"><a href="/">صحيفة المرجان</a></div>
<div id="story-{48210 + number}" class="css-9xk2aq col-md-8">
<div class="rubrik">{section}</div><h1 class="css-77ab1c maqal-title">{headline}</h1>
<div class="maqal-facts"><span class="maqal-date">{date}</span></div>
<div class="maqal-nass css-0kk21x"><p>{middle}</p>
<div class="qad-yahimmuk"><p><a href="/news/1{number}">قصة أخرى من الأرشيف لا صلة لها بهذه الصفحة {number}</a></p></div>
<p>{paragraphs[2]}</p><div class="khatima"><p>تصدر صحيفة المرجان عن دار الشعاب للنشر منذ ثلاثين عاما.</p></div></div>
</div>
<aside class="about"><span class="maqal-author">{author}</span></aside>
<footer><p>جميع الحقوق محفوظة</p></footer></body></html>"""


def write_samples(folder: Path, count: int = 3, *, host: str = HOST) -> list[str]:
    """The pages as files, and their names."""
    files = []
    for number in range(count):
        file = folder / f"page-{number}.html"
        file.write_text(sample(number, host=host), encoding="utf-8")
        files.append(str(file))
    return files
