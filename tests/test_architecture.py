"""The architecture, held by the imports themselves (docs/architecture.md)."""

import ast
import sys
from collections import Counter
from pathlib import Path

from tests.import_graph import (
    LAYERS,
    ROOT,
    circles,
    folder_of,
    imports,
    modules,
    names_imported,
    parsed,
    upward,
)

MODULES = modules()
# Folders whose modules know no database; `images` and `search` are pure in part.
PURE = {folder for layer in LAYERS[:5] for folder in layer} - {"db", "migrations"}
ORM = ("django.db", "django.contrib.auth", "django.contrib.admin", "taggit", "articles.models")
NAMES_THAT_SAY_NOTHING = {"utils", "helpers", "services", "common", "misc", "managers"}
STANDARD = sys.stdlib_module_names
# What every Django developer looks for at the root of the app, and nothing else.
ROOT_MODULES = {"apps", "urls", "workflow", "querysets", "middleware", "context_processors"}


def within(module: str, names: tuple[str, ...]) -> bool:
    return any(module == name or module.startswith(name + ".") for name in names)


def test_every_folder_stands_in_a_layer():
    known = {folder for layer in LAYERS for folder in layer}
    assert {folder_of(module) for module in MODULES} - {""} <= known


def test_no_import_goes_upward():
    assert not [f"{edge.module}:{edge.line} imports {edge.imported}" for edge in upward(imports())]


def test_no_modules_import_each_other_in_a_circle():
    assert not circles(imports())


def test_only_what_django_looks_for_stands_at_the_root():
    at_root = {path.stem for module, path in MODULES.items() if path.parent == ROOT / "articles"}
    assert at_root - {"__init__"} == ROOT_MODULES


def test_pure_modules_know_no_orm():
    assert not [
        f"{module} imports {name}"
        for module, path in MODULES.items()
        # `lib/keyset.py` makes conditions of querysets, of whatever model.
        if folder_of(module) in PURE and module != "articles.lib.keyset"
        for name, *_ in names_imported(path)
        if within(name, ORM)
    ]


def test_articles_never_imports_newsroom():
    assert not [
        f"{module} imports {name}"
        for module, path in MODULES.items()
        for name, *_ in names_imported(path)
        if within(name, ("newsroom",))
    ]


def test_migrations_import_nothing_that_lives():
    """A migration does the same in every release, so it may not use code that changes."""
    frozen = ("django", "taggit", "articles.migrations")
    for module, path in MODULES.items():
        if folder_of(module) == "migrations":
            names = {name for name, *_ in names_imported(path)} - {"articles"}
            others = [name for name in names if not within(name, frozen)]
            assert not [name for name in others if name.split(".")[0] not in STANDARD], module


def test_no_import_inside_a_function_dodges_a_cycle():
    assert not [
        f"{module}:{line} imports {name}"
        for module, path in MODULES.items()
        # Django's own rule: `AppConfig.ready()` is the first place where models may be imported.
        if module != "articles.apps"
        for name, line, inside in names_imported(path)
        if inside and (name.startswith(".") or within(name, ("articles",)))
    ]


def test_modules_are_named_by_their_topic():
    words = {part for module in MODULES for part in module.split(".")}
    assert not words & NAMES_THAT_SAY_NOTHING


def test_every_module_stays_small():
    long = {
        module: lines
        for module, path in MODULES.items()
        if ".migrations." not in module
        and (lines := len(path.read_text(encoding="utf-8").splitlines())) > 300
    }
    assert not long


def test_only_rendering_declares_text_safe():
    for module, path in MODULES.items():
        if module != "articles.rendering.sanitize":
            assert "mark_safe" not in path.read_text(encoding="utf-8"), module
    for path in (ROOT / "templates").rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert "|safe" not in text.replace(" ", ""), path
        assert "autoescape off" not in text, path


def named_classes(path: Path) -> list[ast.ClassDef]:
    """Every class of a module, inner ones too, but for those that Django looks for by name."""
    nodes = ast.walk(parsed(path))
    classes = [node for node in nodes if isinstance(node, ast.ClassDef)]
    return [node for node in classes if node.name not in {"Meta", "Media"}]


def top_level_classes(path: Path) -> list[ast.ClassDef]:
    return [node for node in parsed(path).body if isinstance(node, ast.ClassDef)]


def test_no_class_name_is_used_twice():
    """`except Stale` must not depend on which of two `Stale` was imported."""
    defined = Counter(
        node.name
        for module, path in MODULES.items()
        # Django finds commands and migrations by these names.
        if folder_of(module) not in {"management", "migrations"}
        for node in named_classes(path)
    )
    assert not {name for name, count in defined.items() if count > 1}


def test_exceptions_of_a_feature_stand_in_its_exceptions_module():
    bases = {"Exception", "ValueError", "RuntimeError", "KeyError", "LookupError"}
    elsewhere = [
        f"{module}.{node.name}"
        for module, path in MODULES.items()
        # A topic of `lib/` is one module with all that belongs to it.
        if path.stem != "exceptions" and folder_of(module) not in {"lib", "migrations"}
        for node in top_level_classes(path)
        if {ast.unparse(base) for base in node.bases} & bases
    ]
    assert not elsewhere
