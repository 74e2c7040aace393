"""The file contract as a JSON Schema (draft 2020-12), for editors that check files on typing.

Keys and types come from pydantic's schema of `ArticleRecord`. Rules of the validators, which that
schema lacks, are added here; tests compare the two. Editors guess the types of YAML values, so a
value that is read from text is allowed as text and as the guessed type.
"""

from pydantic.json_schema import JsonSchemaValue

from articles.front_matter.key_descriptions import KEY_DESCRIPTIONS, NUMBER, TEXT
from articles.front_matter.limits import DEFAULT_LIMITS, FileLimits
from articles.front_matter.record import VARIANTS, ArticleRecord

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_MOMENT = (
    r"^\s*\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}([.,]\d{1,9})?)?\s*([Zz]|[+-]\d{2}(:?\d{2})?)\s*$"
)
_TRUE = ["true", "True", "TRUE"]
_FALSE = ["false", "False", "FALSE"]
_WIDER: dict[str, list[JsonSchemaValue]] = {
    "string": [TEXT],
    "date-time": [{"type": "string", "pattern": _MOMENT}],
    "boolean": [{"type": "boolean"}, {"enum": [*_TRUE, *_FALSE]}],
    "integer": [{"type": "integer"}, {"type": "string", "pattern": r"^\s*[+-]?\d{1,18}\s*$"}],
    "number": [
        {"type": "number"},
        {"type": "string", "pattern": NUMBER},
    ],
    "array": [{"type": "array"}],
}
# Keys that must not be null.
_NEVER_NULL = {
    "title", "draft", "source.name", "source.key", "source.type", "newsroom.cover.decorative",
}  # fmt: skip
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
    properties = _properties(whole, "", whole["$defs"])
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


def _properties(
    model: JsonSchemaValue, prefix: str, definitions: JsonSchemaValue
) -> JsonSchemaValue:
    """The schemas of the keys that files have, those of mappings with their parts."""
    properties: JsonSchemaValue = {}
    for key, field in model["properties"].items():
        if key.startswith("\0"):
            continue
        properties[key] = _property(prefix + key, field)
        parts = definitions.get(_reference(field))
        if parts is None:
            continue
        inner: JsonSchemaValue = {
            "type": "object",
            "properties": _properties(parts, f"{prefix}{key}.", definitions),
        }
        if "required" in parts:
            inner["required"] = parts["required"]
        if key == "coverImage":
            inner["anyOf"] = _HAS_A_SIZE
        properties[key]["anyOf"] = [inner, {"type": "null"}]
    return properties


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
    if wider == [TEXT]:
        return TEXT | rules
    null = [] if key in _NEVER_NULL else [{"type": "null"}]
    return {"anyOf": [*wider, *null]} | rules


def _reference(field: JsonSchemaValue) -> str:
    references = [kind["$ref"] for kind in field.get("anyOf", []) if "$ref" in kind]
    return references[0].rpartition("/")[2] if references else ""
