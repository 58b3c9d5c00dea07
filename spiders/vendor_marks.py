"""How each vendor is known: by its host, by the form of its addresses, by what its pages and answers hold."""

from __future__ import annotations

import re

# (pattern of the host, vendor, platform, least pause that the vendor bears)
HOSTS: tuple[tuple[str, str, str, float | None], ...] = (
    (r"webapi\.legistar\.com", "Legistar Web API", "legistar_api", None),
    (r".+\.legistar\d?\.com|legistar\..+\.(?:gov|us|org)", "Legistar", "legistar_html", None),
    (r".+\.granicus\.com", "Granicus", "granicus", 3.6),
    (r".+\.(?:portal|api)\.civicclerk\.com|.+\.civicclerk\.com", "CivicClerk", "civicclerk", None),
    (r".+\.primegov\.com", "PrimeGov", "primegov", None),
    (r".+\.novusagenda\.com", "NovusAgenda", "novusagenda", 3.6),
    (r"(?:pub-)?.+\.escribemeetings\.com", "eScribe", "escribe", None),
    (r"go\.boarddocs\.com", "BoardDocs", "boarddocs", None),
    (r".+\.iqm2\.com", "IQM2", "iqm2", None),
    (r".+\.municodemeetings\.com|meetings\.municode\.com", "Municode Meetings", "municode", None),
    (
        r".+\.civicweb\.net|.+\.community\.(?:highbond|diligentoneplatform)\.com|.+\.diligent\.community",
        "CivicWeb", "civicweb", None,
    ),
    (r"simbli\.eboardsolutions\.com", "Simbli", "simbli", None),
    (r".+\.swagit\.com", "Swagit", "swagit", None),
    (r"(?:api\.)?chicityclerkelms\.chicago\.gov", "Chicago's eLMS", "elms", None),
    (r"lims\.minneapolismn\.gov", "Minneapolis's LIMS", "lims", None),
    (r".+\.hylandcloud\.com", "OnBase Agenda Online", "onbase", None),
    (r"(?:public\.)?powerdms\.com", "PowerDMS", "police_page", None),
)  # fmt: skip

# (pattern of path and query, vendor, platform, least pause)
PATHS: tuple[tuple[str, str, str, float | None], ...] = (
    (r"/AgendaCenter\b", "CivicPlus AgendaCenter", "civicplus_agenda", 7.2),
    (r"/RSSFeed\.aspx|/rss\.aspx|/CivicAlerts\.aspx", "CivicPlus feeds", "civicplus_news_rss", 7.2),
    (r"/Calendar\.aspx\?(?:.*&)?(?:CID|EID|view)=", "CivicPlus calendar", "civicplus_agenda", 7.2),
    (r"/ocapi/", "OpenCities", "opencities", None),
    (r"/(?:OnBase)?AgendaOnline\w*(?:/|$)", "OnBase Agenda Online", "onbase", None),
    (r"/Home/Components/Calendar/Event\b", "govAccess", "listing", None),
    (r"/alerts/feeds/\d", "Google Alerts", "google_alerts", None),
    (r"/identify-and-arrest/287g|287g/participatingAgencies", "ICE's 287(g) list", "ice_agreements", None),
    (r"/wp-json(?:/|$)|admin-ajax\.php", "WordPress REST", "wordpress", None),
    (r"sitemap[^/?]*\.(?:xml|txt)(?:\.gz)?(?:$|\?)", "a sitemap", "sitemap", None),
    (r"\.atom(?:$|\?)|/atom(?:\.xml|/)?(?:$|\?)", "an Atom feed", "atom", None),
    (r"/(?:feed|rss)/?(?:$|\?)", "a feed", "rss", None),
    (r"\.(?:rss|rdf|xml)(?:$|\?)|[?&](?:f|feed|format|_type)=(?:rss|atom)", "a feed", "rss", None),
    (r"\.pdf(?:$|\?)", "a PDF", "pdf", None),
    (r"\.docx?(?:$|\?)", "an office document", "docx", None),
    (
        r"/(?:police|sheriff)[^?]*(?:polic(?:y|ies)\b|directive|orders?|manual)|/general-?orders?\b",
        "a policy library", "police_page", None,
    ),
)  # fmt: skip

# What only one vendor's HTML holds: (platform, vendor, pattern). The first that is found is believed.
MARKS: tuple[tuple[str, str, re.Pattern[str]], ...] = tuple(
    (platform, vendor, re.compile("|".join(patterns), re.IGNORECASE))
    for platform, vendor, patterns in (
        (
            "legistar_html", "Legistar",
            (
                r"""id=["'][^"']{0,200}[_$]grid(?:Upcoming)?(?:Calendar|Meetings)""",
                r"(?:Meeting|Legislation|Department)Detail\.aspx\?ID=\d+&(?:amp;)?GUID=",
            ),
        ),
        (
            "civicplus_agenda", "CivicPlus AgendaCenter",
            (
                r"""class=["'][^"']{0,200}catAgendaRow""",
                r"/AgendaCenter/ViewFile/(?:Agenda|Minutes)/_\d{8}-",
                r"/AgendaCenter/UpdateCategoryList",
            ),
        ),
        (
            "iqm2", "IQM2",
            (r"Detail_Meeting\.aspx\?ID=\d", r"/Citizens/(?:Calendar|SplitView|FileOpen)\.aspx"),
        ),
        (
            "escribe", "eScribe",
            (
                r"MeetingsCalendarView\.aspx",
                r"""escribemeetings\.com/[^"']{0,200}(?:Meeting|FileStream)""",
            ),
        ),
        (
            "novusagenda", "NovusAgenda",
            (
                r"DisplayAgendaPDF\.ashx\?MeetingID",
                r"""MeetingView\.aspx\?(?:[^"'<>]{0,200}&)?MeetingID=\d""",
                r"""agendapublic/[^"'<>]{0,200}CoverSheet\.aspx""",
            ),
        ),
        (
            "municode", "Municode Meetings",
            (r"mccmeetings\.blob\.core\.usgovcloudapi\.net", r"meetings\.municode\.com/PublishPage"),
        ),
        (
            "civicweb", "CivicWeb",
            (
                r"""MeetingInformation\.aspx\?[^"'<>]{0,200}Id=\d""",
                r"MeetingTypeList\.aspx",
                r"/Services/MeetingsService\.svc",
            ),
        ),
        ("boarddocs", "BoardDocs", (r"Board\.nsf/(?:goto|files|Public|BD-|XML-)", r"\bcommitteeid=")),
        ("simbli", "Simbli", (r"SB_Meetings/(?:SB_MeetingListing|ViewMeeting)\.aspx",)),
        (
            "primegov", "PrimeGov",
            (
                r"/Public/CompiledDocument",
                r"primegov_logo|PrimeGovApplications",
                r"/Portal/Meeting\?(?:[^\"'<>]{0,200}&)?(?:meetingTemplateId|compiledMeetingDocumentFileId)=\d",
            ),
        ),
        ("civicclerk", "CivicClerk", (r"GetMeetingFileStream\(", r"\.api\.civicclerk\.com/v1")),
        (
            "granicus", "Granicus",
            (
                r"(?:AgendaViewer|MinutesViewer|MediaPlayer|ViewPublisherRSS)\.php\?"
                r"(?:[^\"'<>]{0,200}&)?(?:view_id|clip_id|event_id)=\d",
            ),
        ),
        (
            "onbase", "OnBase Agenda Online",
            (
                r"<title>[^<]{0,200}OnBase Agenda Online",
                r"/Meetings/ViewMeeting\?id=\d+&(?:amp;)?doctype=\d",
            ),
        ),
        ("swagit", "Swagit", (r"SwagitAdmin", r"new\.swagit\.com/[\w-]{1,60}/views")),
        (
            "civicplus_agenda", "CivicPlus calendar",
            (r"""/Calendar\.aspx\?EID=\d+[\s\S]{0,20000}?itemprop=["']startDate""",),
        ),
        (
            "opencities", "OpenCities",
            (
                r"content=[\"']OpenCities\b",
                r"/ocapi/",
                r"\boc-(?:calendar|event)",
                r"""class=["'][^"']{0,200}\boc-page""",
            ),
        ),
    )
)  # fmt: skip

# Keys of JSON answers: all of one row's keys must be there.
KEYS: tuple[tuple[str, str, frozenset[str]], ...] = (
    ("legistar_api", "Legistar Web API", frozenset({"EventId", "EventBodyName"})),
    ("legistar_api", "Legistar Web API", frozenset({"MatterId", "MatterFile"})),
    ("legistar_api", "Legistar Web API", frozenset({"EventItemId"})),
    ("civicclerk", "CivicClerk", frozenset({"agendaId", "publishedFiles"})),
    ("primegov", "PrimeGov", frozenset({"documentList", "meetingTypeId"})),
    ("primegov", "PrimeGov", frozenset({"documentList", "meetingTemplateId"})),
    ("civicweb", "CivicWeb", frozenset({"MeetingDateTime", "ExternalCalendar"})),
    ("escribe", "eScribe", frozenset({"MeetingDocumentLink"})),
    ("boarddocs", "BoardDocs", frozenset({"numberdate", "unique"})),
    ("simbli", "Simbli", frozenset({"MM_DateTime"})),
    ("elms", "Chicago's eLMS", frozenset({"meetingId", "bodyAbbreviation"})),
    ("lims", "Minneapolis's LIMS", frozenset({"CommitteeReportDocumentId", "MarkedAgendaPublished"})),
    ("opencities", "OpenCities", frozenset({"CalendarId", "MainContentId"})),
    ("wordpress", "WordPress REST", frozenset({"date_gmt", "link"})),
    ("wordpress", "The Events Calendar", frozenset({"utc_start_date"})),
)
