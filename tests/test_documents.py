"""The documents agree with the project: folders, paths, links, commands, targets, words."""

import re
import subprocess
from pathlib import Path

import pytest
from django.core.management import get_commands
from django.utils.text import slugify

from tests.import_graph import LAYERS, ROOT

FILES = [
    Path(line)
    for line in subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    if (ROOT / line).is_file()
]
DOCUMENTS = [path for path in FILES if path.suffix == ".md" and path.parent.name in ("", "docs")]
OUR_COMMANDS = {name for name, app in get_commands().items() if app == "articles"}


def read(path: Path | str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def folders_below(folder: str) -> set[str]:
    """Names of the folders directly below `folder` that hold files of the project."""
    depth = len(Path(folder).parts)
    return {
        path.parts[depth]
        for path in FILES
        if path.is_relative_to(folder) and len(path.parts) > depth + 1
    }


def first_cells(text: str, header: str) -> list[str]:
    """The names in backticks of the first column of the table with that header."""
    table = text.split(header, 1)[1].split("\n\n", 1)[0]
    return [
        name for row in table.splitlines()[2:] for name in re.findall(r"`(.+?)`", row.split("|")[1])
    ]


def test_the_layers_in_the_architecture_document_are_those_of_the_import_graph():
    picture = read("docs/architecture.md").split("<!-- layers:", 1)[1].split("-->\n\n", 1)[1]
    lines = picture.split("\n\n", 1)[0].splitlines()
    there = folders_below("articles") | {path.stem for path in (ROOT / "articles").glob("*.py")}
    layers = [{name for name in layer if name in there} for layer in reversed(LAYERS)]
    assert [set(line.split()) for line in lines] == [layer for layer in layers if layer]


def test_the_architecture_document_lists_every_folder_of_the_app_and_no_other():
    names = first_cells(read("docs/architecture.md"), "| In `articles/` | Holds |")
    folders = [name.rstrip("/") for name in names if name.endswith("/")]
    assert sorted(folders) == sorted(folders_below("articles"))
    modules = {path.name for path in (ROOT / "articles").glob("*.py")} - {"__init__.py"}
    assert {name for name in names if name.endswith(".py")} == modules


def test_the_readme_lists_every_folder_and_no_other():
    names = first_cells(read("README.md"), "| Folder | Holds |")
    hidden = {name for name in folders_below("") if name.startswith(".")}
    assert sorted(name.rstrip("/") for name in names) == sorted(folders_below("") - hidden)


def test_the_readme_names_every_command_and_no_other():
    text = read("README.md")
    cells = first_cells(text, "| Command | What it does |")
    assert {cell.split()[0] for cell in cells} == OUR_COMMANDS


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_commands_and_targets_in_documents_exist(document):
    text = read(document)
    assert set(re.findall(r"manage\.py ([a-z_]+)", text)) <= set(get_commands())
    targets = set(re.findall(r"^([a-z-]+):", read("Makefile"), re.MULTILINE))
    assert set(re.findall(r"(?:`|^    (?:\w+=\S+ )*)make ([a-z-]+)", text, re.MULTILINE)) <= targets


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_paths_in_documents_exist(document):
    if document.name == "CHANGELOG.md":
        # It tells of what was there at the time.
        return
    named = re.findall(
        r"`((?:articles|benchmarks|docs|fixtures|newsroom|templates|tests|\.ci)/[^`\s]*)`",
        read(document),
    )
    gone = [path for path in named if not re.search(r"[<*…]", path) and not (ROOT / path).exists()]
    assert gone == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_links_between_documents_lead_somewhere(document):
    broken = []
    for target in re.findall(r"\]\((?!https?:|mailto:)([^)\s]+)\)", read(document)):
        if "/actions/" in target or "/security/" in target:
            # Relative to the project's page on GitHub.
            continue
        path, _, anchor = target.partition("#")
        file = ROOT / document.parent / path if path else ROOT / document
        headings = re.findall(r"^#+ (.+)$", file.read_text("utf-8"), re.M) if anchor else []
        if not file.exists() or (anchor and anchor not in map(slugify, headings)):
            broken.append(target)
    assert broken == []


def test_no_file_cites_a_design_page_that_is_not_in_the_project():
    name = "DESIGN" + ".md"
    citing = [
        path
        for path in FILES
        if path.suffix in (".py", ".md", ".html", ".js", ".css", ".toml", ".yml", ".yaml", "")
        and name in read(path)
    ]
    assert citing == []


def test_the_editors_guide_speaks_as_the_interface_does():
    words = re.sub(r"`[^`]*`|\([^)]*\.(?:md|png)\)", "", read("docs/editors.md"))
    assert not re.findall(r"\b(?:articles?|categor(?:y|ies))\b", words, re.IGNORECASE)


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md", "docs/importing.md"])
def test_documents_for_operators_and_contributors_say_article(document):
    stories = re.findall(r".*\bstor(?:y|ies)\b.*", read(document))
    assert [line for line in stories if "*story*" not in line and "*Stories*" not in line] == []
