"""What each key of the file contract is for, with examples, in the words of the JSON Schema."""

from pydantic.json_schema import JsonSchemaValue

from articles.front_matter.collection_validators import MAX_AUTHORS
from articles.front_matter.record import VARIANTS

# Values that are read as text; what editors take for a number may be one.
TEXT = {"type": ["string", "number", "boolean", "null"]}
NUMBER = r"^\s*[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,4})?\s*$"
_REQUIRED = {"type": ["string", "number", "boolean"], "pattern": r"\S"}
_NAMED = {
    "type": "object",
    "properties": {"name": {"type": "string", "maxLength": 200}},
    "required": ["name"],
}
_WEB = {"type": ["string", "null"], "pattern": r"^\s*(https?://\S+)?\s*$", "maxLength": 500}
_HTTPS = {"type": ["string", "null"], "pattern": "^https://"}
_PICTURE = {
    "type": ["string", "null"],
    "pattern": r"^\s*(https://\S+|(?![A-Za-z][A-Za-z0-9+.\-]*:)[^/\\?\s][^\\?]*)$",
    "maxLength": 2000,
}
_SHARE = {
    "anyOf": [
        {"type": "number", "minimum": 0, "maximum": 1},
        {"type": "string", "pattern": NUMBER},
    ]
}
_WORDS = {
    "type": "object",
    "properties": {key: TEXT | {"maxLength": 500} for key in ("alt", "caption")},
}
# By dotted key: the description, examples, and rules beyond pydantic's type.
KeyDescription = tuple[str, list[object], JsonSchemaValue]
KEY_DESCRIPTIONS: dict[str, KeyDescription] = {
    "title": (
        "The headline.",
        ["Port of Lindholm lifts its first driverless crane"],
        _REQUIRED | {"maxLength": 300},
    ),
    "description": (
        "One or two sentences for lists and search engines.",
        ["The port put a driverless crane to work on Tuesday."],
        {},
    ),
    "publishedAt": (
        "When readers may see it, with a zone; ahead in time it schedules the article. "
        "Required unless draft is true.",
        ["2026-11-10T08:30:10.000Z"],
        {},
    ),
    "updatedAt": ("When the text was last made, with a zone.", ["2026-11-10T09:02:44.000Z"], {}),
    "lang": (
        "The language; absent, it is read from the name <slug>.<lang>.md.",
        ["en", "uk"],
        # YAML 1.1 takes Norwegian for false.
        {
            "anyOf": [
                {"type": "string", "pattern": r"^\s*[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*\s*$"},
                {"type": "null"},
                {"const": False},
            ]
        },
    ),
    "externalId": (
        "The source's own id. With source.key and lang it is the article's identity; "
        "translations share it.",
        ["00417"],
        {"maxLength": 200},
    ),
    "source": ("The source that the article was taken from.", [], {}),
    "source.name": (
        "The name that readers see.",
        ["Tidewater Wire"],
        _REQUIRED | {"maxLength": 200},
    ),
    "source.key": (
        "The source's short name; it never changes.",
        ["tidewater"],
        _REQUIRED | {"maxLength": 200},
    ),
    "source.type": (
        "How stories come from it.",
        ["RSS", "API", "TWITTER"],
        _REQUIRED | {"maxLength": 50},
    ),
    "source.url": ("The publisher's address.", ["https://tidewater.example.org"], _WEB),
    "category": ("The one section that the article stands in.", ["PORTS"], {"maxLength": 100}),
    "tags": (
        "Labels, in the order that readers see.",
        [["PORTS", "Automation"]],
        {"items": _REQUIRED | {"maxLength": 100}},
    ),
    "stickyWeight": (
        "Above 0 pins the article; higher comes first.",
        [0, 10],
        {"minimum": -32768, "maximum": 32767},
    ),
    "sentiment": ("An opinion of the upstream feed.", ["POSITIVE", "NEUTRAL", "NEGATIVE"], {}),
    "score": ("A number of the upstream feed.", [0, 0.75], {}),
    "draft": ("true: readers do not see it.", [True, False], {}),
    "coverImage": ("The cover picture, in at least one size.", [], {}),
    **{
        f"coverImage.{size}": (
            f"The size “{size}”: an https address, or a path from this file.",
            ["https://images.example.org/crane.jpg", "../../../covers/crane.jpg"],
            _PICTURE,
        )
        for size in VARIANTS
    },
    "coverImage.alt": (
        "What the picture shows, for those who do not see it.",
        ["A crane over a quay"],
        {"maxLength": 500},
    ),
    "coverImage.credit": ("Who made the picture.", ["Illustration: Newsroom"], {"maxLength": 300}),
    "ai": ("How a language model made the text; readers see a label.", [], {}),
    "ai.rewritten": ("The text was rewritten by a model.", [True], {}),
    "ai.expandedAt": ("When the model ran, with a zone.", ["2026-11-10T09:02:44.000Z"], {}),
    "ai.translatedFrom": (
        "The external id that the text was translated from.",
        ["00417"],
        {"maxLength": 200},
    ),
    "ai.version": ("The version of the instructions.", [1], {"minimum": 0, "maximum": 2**31 - 1}),
    "canonicalUrl": (
        "Where the article was first published.",
        ["https://tidewater.example.org/crane"],
        _WEB,
    ),
    "cta": (
        "Calls to action: texts, or mappings with label and url.",
        [[{"label": "Subscribe", "url": "https://tidewater.example.org/subscribe"}]],
        {"items": {"properties": {"url": _HTTPS}}},
    ),
    "aliases": (
        "Old paths of this site that lead here now.",
        [["/news/2026/crane"]],
        {
            "items": {"type": "string", "pattern": r"^\s*/(?!/)[^\s\\?#]*\s*$", "maxLength": 500},
        },
    ),
    "expiresAt": (
        "Until when readers may see it, with a zone; later than publishedAt.",
        ["2026-12-01T00:00:00.000Z"],
        {},
    ),
    "author": (
        "Who wrote it: a name, or a list of names. Beside ai: whose reporting it tells.",
        ["Ada Reyes", ["Ada Reyes", "Li Wen"]],
        {
            "anyOf": [
                {"type": ["string", "number", "boolean", "null"], "maxLength": 200},
                _NAMED,
                {
                    "type": "array",
                    "items": {"anyOf": [_REQUIRED | {"maxLength": 200}, _NAMED]},
                    "maxItems": MAX_AUTHORS,
                },
            ]
        },
    ),
    "newsroom": ("What people added at the desk.", [], {}),
    "newsroom.cover": ("What they added to the cover.", [], {}),
    "newsroom.cover.caption": (
        "What stands below the picture.",
        ["The crane on its first day."],
        {"maxLength": 500},
    ),
    "newsroom.cover.creditUrl": (
        "The page of who made the picture.",
        ["https://unsplash.com/@ada"],
        _WEB,
    ),
    "newsroom.cover.licence": (
        "Under which terms the picture may be shown.",
        ["CC BY 4.0"],
        {"maxLength": 200},
    ),
    "newsroom.cover.rightsUntil": (
        "The last day on which readers see the picture.",
        ["2027-01-31"],
        {"type": ["string", "null"], "pattern": r"^\s*\d{4}-\d{2}-\d{2}\s*$"},
    ),
    "newsroom.cover.decorative": (
        "true: screen readers leave the picture out.",
        [True, False],
        {},
    ),
    "newsroom.cover.focalPoint": (
        "The point that every crop keeps: shares of the width from the left and of the height from "
        "the top.",
        [[0.25, 0.6]],
        {"type": ["array", "null"], "items": _SHARE, "minItems": 2, "maxItems": 2},
    ),
    "newsroom.cover.texts": (
        "Alternative text and caption in further languages.",
        [{"uk": {"alt": "Кран", "caption": "Кран над причалом."}}],
        {"type": ["object", "null"], "additionalProperties": _WORDS},
    ),
}
