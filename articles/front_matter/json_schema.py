"""The file contract as a JSON Schema (draft 2020-12), for editors that check files on typing.

Keys and types come from pydantic's schema of `ArticleRecord`. Rules of the validators, which that
schema lacks, are added here; tests compare the two. Editors guess the types of YAML values, so a
value that is read from text is allowed as text and as the guessed type.
"""

from pydantic.json_schema import JsonSchemaValue

from articles.front_matter.collection_validators import MAX_AUTHORS
from articles.front_matter.limits import DEFAULT_LIMITS, FileLimits
from articles.front_matter.record import VARIANTS, ArticleRecord

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_TEXT = {"type": ["string", "number", "boolean", "null"]}
_MOMENT = (
    r"^\s*\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}([.,]\d{1,9})?)?\s*([Zz]|[+-]\d{2}(:?\d{2})?)\s*$"
)
_TRUE = ["true", "True", "TRUE"]
_FALSE = ["false", "False", "FALSE"]
_WIDER: dict[str, list[JsonSchemaValue]] = {
    "string": [_TEXT],
    "date-time": [{"type": "string", "pattern": _MOMENT}],
    "boolean": [{"type": "boolean"}, {"enum": [*_TRUE, *_FALSE]}],
    "integer": [{"type": "integer"}, {"type": "string", "pattern": r"^\s*[+-]?\d{1,18}\s*$"}],
    "number": [
        {"type": "number"},
        {
            "type": "string",
            "pattern": r"^\s*[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,4})?\s*$",
        },
    ],
    "array": [{"type": "array"}],
}
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
}
# Keys that must not be null.
_NEVER_NULL = {"title", "draft", "source.name", "source.key", "source.type"}
_LIVE_NEEDS_A_TIME = [
    {"required": ["draft"], "properties": {"draft": {"enum": [True, *_TRUE]}}},
    {"required": ["publishedAt"], "properties": {"publishedAt": {"type": "string"}}},
]
_HAS_A_SIZE = [{"required": [size], "properties": {size: {"type": "string"}}} for size in VARIANTS]


def front_matter_schema(limits: FileLimits = DEFAULT_LIMITS) -> JsonSchemaValue:
    """The JSON Schema of the front matter of a file, as plain JSON values.

    It accepts what `files.parse` accepts, except texts that are too long only by collapsed blanks,
    and refuses most of what that refuses (not a quoted number out of range, for example).
    `limits` are the site's.
    """
    whole = ArticleRecord.model_json_schema(by_alias=True)
    definitions = whole["$defs"]
    properties = {}
    for key, schema in _properties(whole, ""):
        parts = definitions.get(_reference(whole["properties"][key]))
        if parts is None:
            properties[key] = schema
            continue
        inner: JsonSchemaValue = {
            "type": "object",
            "properties": dict(_properties(parts, f"{key}.")),
        }
        if "required" in parts:
            inner["required"] = parts["required"]
        if key == "coverImage":
            inner["anyOf"] = _HAS_A_SIZE
        properties[key] = schema | {"anyOf": [inner, {"type": "null"}]}
    properties["description"]["maxLength"] = limits.description
    for key in ("tags", "aliases", "cta"):
        properties[key]["maxItems"] = getattr(limits, key)
    return {
        "$schema": DIALECT,
        "title": "Front matter of an article",
        "description": "The keys between the lines of --- of a Newsroom file. Others are kept.",
        "type": "object",
        "properties": properties,
        "required": ["title"],
        "anyOf": _LIVE_NEEDS_A_TIME,
    }


def _properties(model: JsonSchemaValue, prefix: str) -> list[tuple[str, JsonSchemaValue]]:
    """(key, schema) of the keys that files have."""
    return [
        (key, _property(prefix + key, schema))
        for key, schema in model["properties"].items()
        if not key.startswith("\0")
    ]


def _property(key: str, field: JsonSchemaValue) -> JsonSchemaValue:
    description, examples, rules = KEY_DESCRIPTIONS[key]
    schema: JsonSchemaValue = {"title": key.rpartition(".")[2], "description": description}
    if examples:
        schema["examples"] = examples
    if field.get("default") not in (None, "", []):
        schema["default"] = field["default"]
    return schema | _types(key, field, rules)


def _types(key: str, field: JsonSchemaValue, rules: JsonSchemaValue) -> JsonSchemaValue:
    if "type" in rules or "anyOf" in rules:
        return rules
    kinds = [kind for kind in field.get("anyOf", [field]) if kind.get("type") not in (None, "null")]
    if not kinds:
        return {}
    kind = kinds[0]
    if "enum" in kind:
        return {"enum": [*kind["enum"], None]}
    wider = _WIDER[kind.get("format") or kind["type"]]
    if wider == [_TEXT]:
        return _TEXT | rules
    null = [] if key in _NEVER_NULL else [{"type": "null"}]
    return {"anyOf": [*wider, *null]} | rules


def _reference(field: JsonSchemaValue) -> str:
    references = [kind["$ref"] for kind in field.get("anyOf", []) if "$ref" in kind]
    return references[0].rpartition("/")[2] if references else ""
