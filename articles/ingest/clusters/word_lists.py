"""Words that the comparison of tellings treats alike: grammar, money of the trade, opposites. Pure.

All stand in the form that `articles.ingest.clusters.words.stem()` gives, which makes them from the
words written here.
"""

from typing import Final

# Grammar, and what every item says about itself. They tell no event from another.
GRAMMAR: Final = """
a an the and or but nor so yet if then than as at by for from in into of off on onto out over to
under upon with without within after before during since until while about across against
along among around behind beneath beside between beyond near through toward towards
i you he she it we they me him her us them my your his its our their this that these those there
here who whom whose which what when where why how all any both each few more most other some such
no not only own same too very can could may might must shall should will would is are was were be
been being am do does did done have has had having get gets got also just now still even ever never
again once further one ones per via amid say says said saying tell tells told according report
reports reported reportedly news latest update today yesterday tomorrow show shows showed new
make makes made take takes took come comes came go goes went become becomes year years month
week weeks day days hour hours time times first last next early late ago later recent recently
much many another every than its it's that's first second people way thing look set amid see seen
у в на з із зі за до від для про по при над під та і й а але або чи якщо як що це цей ця ці цього
цієї цих той та те ті того він вона воно вони ми ви я його її їх їхній наш ваш мій свій свою своє
своїх тут там де хто коли поки після перед через також не ні так ще вже лише тільки дуже більш
більше менш менше який яка яке які якого якої яких якому може можуть має мають був була було були
буде будуть бути є щоб аби бо адже між серед проти без під час повідомляє повідомив повідомила
повідомили повідомляють сказав сказала кажуть заявив заявила новини року рік роки місяць тиждень
день дні години сьогодні вчора завтра нові новий нова нове перший перша один одна одне їм нею ним
من في على إلى عن إن أن مع قد لم لا بعد قبل التي الذي هذا هذه ذلك تلك كان كانت هو هي هم و أو ثم
كما بين حول عند منذ حتى قال قالت اليوم أمس
"""

# Words of the trade: most items of a financial newsroom have some, so that they say little.
COMMON: Final = """
market markets price prices crypto cryptocurrency cryptocurrencies token tokens coin coins company
firm trader traders trading investor investors asset assets digital data analyst analysts million
billion trillion thousand percent dollar dollars exchange exchanges blockchain business government
country world global euro euros pound pounds yen hryvnia hryvnias mln bn usd eur
ринок ринку ринки ціна ціни крипто криптовалюта криптовалюти криптовалют токен токени монета
компанія компанії інвестор інвестори актив активи цифровий дані аналітик аналітики мільйон мільярд
відсоток долар доларів біржа біржі блокчейн уряд країна млн млрд тис
тисяч євро гривня гривень фунт
السوق سعر شركة عملة رقمية مليون مليار
"""

# Names of one coin, the first of which stands for all: most items name one, so that sharing it says
# little, but items about different ones tell different events.
COINS: Final = (
    "bitcoin btc xbt біткоїн біткойн بيتكوين",
    "ethereum ether eth етереум ефіріум ефір إيثريوم",
    "solana sol солана",
    "xrp ripple ріпл",
    "dogecoin doge догікоїн",
    "cardano кардано",
    "bnb",
    "litecoin ltc лайткоїн",
    "tron trx",
    "avax",
    "polkadot",
    "chainlink",
    "toncoin тонкоїн",
    "monero xmr монеро",
    "tether usdt",
    "usdc",
)

# Groups of words that exclude each other: of what one text says a word of one line, no other text
# about the same event says a word of another line of the group alone.
OPPOSITES: Final[dict[str, tuple[str, ...]]] = {
    "course": (
        """
        rise rises rising rose gain gains gained jump jumps jumped surge surges surged climb
        climbs climbed soar soars soared rally rallies rebound rebounds grow grows grew increase
        increases raise raises raised hike hikes hiked up above зростає зріс зросла зросли росте
        піднявся піднялася подорожчав подорожчала дорожчає злетів злетіла збільшився збільшили
        підвищив підвищила підвищили підвищення зростання подорожчання додав додала понад ارتفع
        ترتفع يرتفع
        """,
        """
        fall falls falling fell drop drops dropped plunge plunges plunged slide slides slid sink
        sinks sank tumble tumbles tumbled slump slumps declines declined shrink shrinks shrank
        slip slips slipped decrease decreases cut cuts lower lowers lowered down below падає
        впав впала впали знижується знизився знизилася знизив знизила знизили подешевшав
        подешевшала дешевшає обвалився обвалилася опустився зменшив зменшили зменшується зниження
        падіння здешевлення мінус нижче انخفض تنخفض ينخفض تراجع
        """,
        """
        keep keeps kept keeping unchanged steady зберіг зберегла зберегли зберігає незмінною
        незмінним
        """,
    ),
    "flow": (
        "inflow inflows приплив притік припливу",
        "outflow outflows відплив відтік відпливу",
    ),
    "ruling": (
        """
        approve approves approved approval greenlight permits license licenses licence licences
        passes схвалив схвалила схвалили схвалення дозволив дозволила дозволили ліцензія
        ліцензію
        """,
        """
        reject rejects rejected rejection deny denies denied block blocks blocked refuse refuses
        refused ban bans banned shut shuts відхилив відхилила відхилили відхилення відмовив
        відмовила заборонив заборонила заборонили блокує заблокували
        """,
        """
        delay delays delayed postpone postpones postponed wait waits put puts відклав відклала
        відклали перенесла переніс
        """,
    ),
    "justice": (
        """
        arrest arrests arrested detain detains detained заарештували заарештовано затримали
        затримано затримала
        """,
        """
        sentence sentences sentenced jail jails jailed prison guilty pleaded засудив засудили
        засуджено вирок місяців
        """,
        "acquit acquits acquitted виправдав виправдали",
    ),
    "trade": (
        """
        buy buys bought buying acquire acquires acquired purchase purchases gather gathers
        gathered add adds added купує купив купила купили купують придбав придбала придбали
        """,
        "sell sells sold selling sale продає продав продала продали продають продажі",
    ),
    "doors": (
        """
        open opens opened opening reopen reopens reopened launch launches launched start starts
        started begin begins began resume resumes resumed release releases released відкриває
        відкрив відкрила відкрили відкрито запускає запустив запустила відновив відновила
        відновили
        """,
        """
        close closes closed closing end ends ended halt halts halted stop stops stopped suspend
        suspends suspended
        withdraw withdraws withdrew withdrawn recall recalls recalled закриває закрив закрила
        закрили закрито зупинив зупинила зупинили призупинив призупинила
        """,
    ),
    "contest": (
        "win wins won beat beats victory виграв виграла виграли перемога переміг перемогла",
        "lose loses lost defeat defeated програв програла програли поразка",
    ),
    "post": (
        """
        appoint appoints appointed hire hires hired joins lead leads chose chosen elected обрано
        обрала обрали очолить призначив призначила призначили очолив очолила найняв найняла
        """,
        """
        resign resigns resigned quit quits leave leaves leaving successor fired sacks sacked cut
        cuts lay lays layoff layoffs звільнив звільнила звільнився звільнилася залишає залишить
        скорочує йде
        """,
    ),
    "loss": (
        """
        steal steals stole stolen hack hackers hacked attack attacks attackers drain drains
        drained theft thefts хакери викрали викрав викрала атака зламали втратив
        """,
        """
        repay repays repaid refund refunds refunded recover recovers recovered pays повернув
        повернула повернули відшкодував
        """,
    ),
    "damage": (
        """
        damage damages damaged collapse collapses collapsed blackout outage outages knock knocks
        knocked destroy destroys destroyed пошкодив пошкодила зруйнував зруйнувала знеструмив
        знеструмила знеструмлено
        """,
        """
        repair repairs repaired restore restores restored rebuild rebuilds rebuilt полагодив
        полагодили відремонтував відновив відновили відбудував
        """,
    ),
    "voyage": (
        "sail sails sailed depart departs departed left carries вийшов вийшла вийшло везе везуть",
        "aground sinks sank capsizes capsized мілину затонув затонула затонуло",
    ),
    "order": (
        "order orders ordered sign signs signed grow замовив замовила замовили підписав підписала",
        """
        cancel cancels cancelled canceled scrap scraps scrapped veto vetoes vetoed скасував
        скасувала скасували
        """,
    ),
    "supply": (
        "issue issues issued mint mints minted випустив випустила випустили",
        "burn burns burned burnt destroy destroys destroyed спалив спалила спалили знищив знищили",
    ),
    "judgment": (
        "uphold upholds upheld підтвердив підтвердила залишив",
        """
        overturn overturns overturned void strike strikes struck end ends annul annuls annulled
        скасував скасувала скасували
        """,
    ),
    "support": (
        """
        support supports supported back backs backed praise praises praised підтримав підтримала
        підтримали
        """,
        """
        oppose opposes opposed criticise criticises criticised criticize criticizes criticized
        against розкритикував розкритикувала проти
        """,
    ),
    "listing": (
        "list lists listed лістинг",
        "delist delists delisted делістинг",
    ),
    "rating": (
        "upgrade upgrades upgraded",
        "downgrade downgrades downgraded",
    ),
    "lock": (
        "freeze freezes froze frozen lock locks locked заморозив заморозила заморожено",
        "unfreeze unfreezes unfroze unlock unlocks unlocked release releases released",
    ),
    "union": (
        "merge merges merged merger об'єдналися злиття",
        "split splits spin separate separates separated розділилися",
    ),
    "word": (
        "confirm confirms confirmed підтвердив підтвердила",
        "deny denies denied dismiss dismisses dismissed заперечив заперечила спростував",
    ),
    "result": (
        "profit profits прибуток прибутку",
        "loss losses deficit збиток збитки збитків",
    ),
    "mood": (
        "bullish",
        "bearish",
    ),
    "limits": (
        "lift lifts lifted ease eases eased знімає зняв зняла зняли",
        """
        impose imposes imposed fine fines fined tighten tightens tightened оштрафував покарав
        запровадив запровадила
        """,
    ),
    "expansion": (
        "expand expands expanded extend extends extended розширює розширив",
        "exit exits exited pull pulls pulled retreat retreats",
    ),
    "court": (
        "sue sues sued lawsuit complaint позов позивається",
        "settle settles settled settlement fine fined угода штраф",
    ),
}

# Words behind a number that make it a measurement: of one event no text says that a river rose by
# 4.2 metres, and another that it was 2.6.
MEASURES: Final = (
    "km kilometre kilometres kilometer kilometers км кілометр кілометри кілометрів كيلومتر",
    "metre metres meter meters метр метри метрів метра متر",
    "km/h mph kph knots км/год м/с вузлів",
    "degrees degree °c °f градус градуси градусів درجة",
    "tonne tonnes ton tons тонна тонни тонн طن",
    "kg kilo kilos kilograms кг кілограм кілограмів",
    "hectares hectare acres acre гектар гектари гектарів га",
    "litres liters barrels barrel bushels літр літрів барель барелів برميل",
    "mw gw kw мегават мвт гвт квт",
    "magnitude магнітуда магнітудою балів",
    "votes vote seats голосів голоси мандатів",
    "points point пункт пункти пунктів",
)

# Days of the week: an event of Monday is none of Thursday.
WEEKDAYS: Final = (
    "monday понеділок понеділка",
    "tuesday вівторок вівторка",
    "wednesday середа середу середи",
    "thursday четвер четверга",
    "friday п'ятниця п'ятницю п'ятниці",
    "saturday субота суботу суботи",
    "sunday неділя неділю неділі",
)
