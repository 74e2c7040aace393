"""The import graph of `articles/`: which folder imports which, and whether anything points upward.

As a program it prints the graph: `python -m tests.import_graph [CHECKOUT]`.
"""

import ast
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent

# From the ground up. A folder (or a module at the root of `articles/`) may import itself and
# those before it; those on one line are independent of each other and may not import each other.
LAYERS: tuple[tuple[str, ...], ...] = (
    # Migrations import nothing of ours; `rebuild_search` runs the SQL of theirs.
    ("lib", "formats", "migrations"),
    ("claims", "db"),
    ("rendering",),
    ("front_matter",),
    ("workflow",),
    ("querysets",),
    ("models",),
    ("images", "search", "accounts", "notices"),
    ("import_export",),
    ("editorial",),
    ("ingest", "rewriting"),
    ("pipeline",),
    ("syndication",),
    ("public",),
    ("api",),
    ("operations",),
    ("templatetags", "context_processors", "middleware", "urls"),
    ("management", "admin"),
    ("apps",),
)
RANK = {folder: rank for rank, layer in enumerate(LAYERS) for folder in layer}


class Import(NamedTuple):
    """One import statement of ours: `inside` says whether it stands in a function."""

    module: str
    imported: str
    line: int
    inside: bool


def modules(root: Path = ROOT) -> dict[str, Path]:
    """Every module of `articles/` by dotted name; a package is its `__init__.py`."""
    found = {}
    for path in sorted((root / "articles").rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


@cache
def parsed(path: Path) -> ast.Module:
    """The syntax tree of a module, which is read once."""
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def names_imported(path: Path) -> tuple[tuple[str, int, bool], ...]:
    """(dotted name, line, inside a function) of every import, also of those for type checkers.

    `from a import b` gives both `a` and `a.b`, since `b` may be a module.
    """

    def walk(node: ast.AST, inside: bool) -> Iterator[tuple[str, int, bool]]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Import):
                yield from ((name.name, child.lineno, inside) for name in child.names)
            elif isinstance(child, ast.ImportFrom):
                base = "." * child.level + (child.module or "")
                yield base, child.lineno, inside
                yield from ((f"{base}.{name.name}", child.lineno, inside) for name in child.names)
            function = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            yield from walk(child, inside or function)

    return tuple(walk(parsed(path), False))


@cache
def imports(root: Path = ROOT) -> list[Import]:
    """Every import of a module of `articles/` by another one, once for each pair."""
    ours = modules(root)
    found: dict[tuple[str, str], Import] = {}
    for module, path in ours.items():
        names = names_imported(path)
        for name, line, inside in names:
            if name not in ours or name == module:
                continue
            # The package itself counts only where a name of its `__init__.py` is wanted.
            if any(
                other.startswith(f"{name}.") and other in ours
                for other, at, _ in names
                if at == line
            ):
                continue
            found.setdefault((module, name), Import(module, name, line, inside))
    return list(found.values())


def folder_of(module: str) -> str:
    """`articles.models.article` → `models`; `articles.urls` → `urls`."""
    return module.split(".")[1] if "." in module else ""


def upward(graph: list[Import]) -> list[Import]:
    """Imports of a folder that stands higher, or beside the importing one."""
    return [
        edge
        for edge in graph
        if folder_of(edge.module) != folder_of(edge.imported)
        and RANK[folder_of(edge.imported)] >= RANK[folder_of(edge.module)]
    ]


def circles(graph: list[Import]) -> list[list[str]]:
    """Groups of modules that import each other (strongly connected components of two or more)."""
    below: dict[str, list[str]] = {}
    for edge in graph:
        below.setdefault(edge.module, []).append(edge.imported)
        below.setdefault(edge.imported, [])
    # Tarjan's algorithm, without recursion in depth of the graph being a concern here.
    number: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    groups: list[list[str]] = []

    def visit(node: str) -> None:
        number[node] = low[node] = len(number)
        stack.append(node)
        for child in below[node]:
            if child not in number:
                visit(child)
                low[node] = min(low[node], low[child])
            elif child in stack:
                low[node] = min(low[node], number[child])
        if low[node] == number[node]:
            group = stack[stack.index(node) :]
            del stack[stack.index(node) :]
            if len(group) > 1:
                groups.append(sorted(group))

    for node in below:
        if node not in number:
            visit(node)
    return groups


def main(root: Path) -> None:
    graph = imports(root)
    edges = {(folder_of(e.module), folder_of(e.imported)) for e in graph}
    between = sorted(edge for edge in edges if edge[0] != edge[1])
    folders = {folder_of(module) for module in modules(root)} - {""}
    for folder in sorted(folders, key=lambda name: RANK.get(name, -1)):
        print(f"{folder:20} → {', '.join(to for of, to in between if of == folder) or '–'}")
    known = folders <= set(RANK)
    print(f"{len(folders)} folders and root modules, {len(between)} arrows between them,")
    print(f"{len(modules(root))} modules, {len(graph)} imports,")
    print(
        f"{len(upward(graph)) if known else 'unknown'} imports upward, {len(circles(graph))} circles"
    )
    for edge in upward(graph) if known else []:
        print(f"  upward: {edge.module}:{edge.line} imports {edge.imported}")
    for group in circles(graph):
        print(f"  circle of {len(group)}: {', '.join(group)}")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else ROOT)
