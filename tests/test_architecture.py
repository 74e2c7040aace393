"""DESIGN.md section 1, held by the imports themselves."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "articles"

# From the ground up. A module may import from its own layer and from the layers before it.
LAYERS = (
    # Pure: knows no ORM.
    (
        "articles.workflow",
        "articles.lib",
        "articles.rendering",
        "articles.images.srcset",
        "articles.records.record",
        "articles.records.schema",
        "articles.records.files",
        "articles.records.fences",
        "articles.records.values",
        "articles.records.limits",
        "articles.records.plain",
        "articles.records.syntax",
        "articles.records.trees",
        "articles.records.addresses",
        "articles.records.tree",
        "articles.records.problems",
        "articles.records.mending",
        "articles.records.unzip",
        "articles.records.repair",
        "articles.records.snapshot",
        "articles.records.json_schema",
        "articles.records.merge",
        "articles.records.patch",
        "articles.records.edits",
        "articles.records.spans",
        "articles.records.quoting",
        "articles.records.walk",
        "articles.records.seen",
        "articles.records.reader",
        "articles.records.readers",
        "articles.images.covers",
        "articles.images.upload",
        "articles.publishing_checks",
        "articles.websub",
        "articles.open_graph",
        "articles.structured_data",
        "articles.feed_formats",
        "articles.publication",
        "articles.search.words",
        "articles.search.query",
        "articles.search.place",
        "articles.search.question",
        "articles.search.ranking",
        "articles.search.snippets",
        "articles.formats",
        "articles.languages",
        "articles.related",
        "articles.sharing",
        "articles.bulk.acts",
        "articles.review.claims",
        "articles.review.figures",
        "articles.review.names",
        "articles.review.risk",
    ),
    ("articles.querysets", "articles.prepared"),
    ("articles.models",),
    # Feature packages.
    (
        "articles.records.labels",
        "articles.records.assign",
        "articles.records.places",
        "articles.records.bulk",
        "articles.records.rows",
        "articles.records.store",
        "articles.records.conflicts",
        "articles.records.lock",
        "articles.records.receipts",
        "articles.records.importer",
        "articles.records.quarantine",
        "articles.records.upload",
        "articles.records.exporter",
        "articles.records.versions",
        "articles.records.retention",
        # What public pages read.
        "articles.archive",
        "articles.around",
        "articles.cards",
        "articles.freshness",
        "articles.listing",
        "articles.search",
        "articles.menu",
        "articles.reading",
        # What the desk does.
        "articles.checking",
        "articles.bulk",
        "articles.overview",
        "articles.review.approval",
        "articles.labels",
        "articles.sources",
        "articles.review.queue",
        "articles.review.sheet",
    ),
    # Edges.
    (
        "articles.admin",
        "articles.api",
        "articles.desk",
        "articles.views",
        "articles.corrections",
        "articles.feeds",
        "articles.previews",
        "articles.sitemaps",
        "articles.representations",
        "articles.search_page",
        "articles.urls",
        "articles.middleware",
        "articles.context_processors",
        "articles.management",
        "articles.apps",
        "articles.templatetags",
        "articles.migrations",
    ),
)
ORM = ("django.db", "django.contrib.auth", "django.contrib.admin", "taggit", "articles.models")
NAMES_THAT_SAY_NOTHING = {"utils", "helpers", "services", "common", "misc", "managers"}


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def is_package(path: Path) -> bool:
    """An `__init__.py` that says nothing but what the package is."""
    return path.name == "__init__.py" and not imports_of(path)


def imports_of(path: Path) -> list[tuple[str, ast.AST, bool]]:
    """(module, node, inside a function) of every import; those for type checkers left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found: list[tuple[str, ast.AST, bool]] = []

    def walk(node: ast.AST, inside: bool) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
                continue
            if isinstance(child, ast.Import):
                found.extend((name.name, child, inside) for name in child.names)
            elif isinstance(child, ast.ImportFrom):
                base = "." * child.level + (child.module or "")
                found.append((base, child, inside))
                # `from articles import views` imports a module, too.
                if base == "articles":
                    found.extend((f"articles.{name.name}", child, inside) for name in child.names)
            walk(child, inside or isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef))

    walk(tree, False)
    return found


def within(module: str, names: tuple[str, ...]) -> bool:
    return any(module == name or module.startswith(name + ".") for name in names)


def layer_of(module: str) -> int:
    for number, names in enumerate(LAYERS):
        if within(module, names):
            return number
    pytest.fail(f"{module} stands in no layer: add it to LAYERS where it belongs")


MODULES = {
    module_name(path): path for path in sorted(PACKAGE.rglob("*.py")) if not is_package(path)
}


@pytest.mark.parametrize("module", MODULES)
def test_imports_go_from_the_edges_inwards(module):
    for imported, node, _inside in imports_of(MODULES[module]):
        if imported in MODULES:
            where = f"{module}:{node.lineno} imports {imported}"
            assert layer_of(imported) <= layer_of(module), f"{where}, which lies further out"


@pytest.mark.parametrize("module", MODULES)
def test_pure_modules_know_no_orm(module):
    if layer_of(module) == 0:
        known = [name for name, _node, _inside in imports_of(MODULES[module])]
        assert not [name for name in known if within(name, ORM)]


@pytest.mark.parametrize("module", MODULES)
def test_articles_never_imports_newsroom(module):
    assert not [n for n, _node, _in in imports_of(MODULES[module]) if within(n, ("newsroom",))]


@pytest.mark.parametrize("module", MODULES)
def test_no_import_inside_a_function_dodges_a_cycle(module):
    own = [
        node.lineno
        for name, node, inside in imports_of(MODULES[module])
        if inside and (name.startswith(".") or within(name, ("articles",)))
    ]
    assert not own, f"{module}: lines {own}"


def test_modules_are_named_by_their_topic():
    said = {part for module in MODULES for part in module.split(".")}
    assert not said & NAMES_THAT_SAY_NOTHING


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
