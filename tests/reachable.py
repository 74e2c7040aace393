"""Every function that reads text which a writer, a file or a visitor may have made.

Functions whose parameters are texts are found by their signatures. The others stand in the CALLS of
`tests.text_calls`. `overlooked()` are functions of modules without a database that are neither
there, nor named in WITHIN as a step of another one that is.
"""

import importlib
import inspect
import re
from collections.abc import Iterator
from types import FunctionType

from tests import import_graph
from tests.text_calls import CALLS, Call

# Steps of a call, which get a part of its text or what it made of it.
WITHIN: dict[str, str] = {
    "articles.lib.language_words": "LanguageWordsField.clean()",
    "articles.models.menu_entry": "EntriesField.clean(), which bounds their number and length",
    "articles.claims.figures.month_number": "a match of extract_claims()",
    "articles.claims.figures.parse_number": "a match of extract_claims()",
    "articles.claims.names.begins_sentence": "find_names()",
    "articles.front_matter.collection_validators": "parse()",
    "articles.front_matter.key_changes": "patch()",
    "articles.front_matter.validators": "parse()",
    "articles.front_matter.text_validators": "parse()",
    "articles.front_matter.url_validators": "parse()",
    "articles.front_matter.quoting.write_block_scalar": "patch()",
    "articles.front_matter.quoting.write_entry": "write_block()",
    "articles.front_matter.quoting.write_flow": "write_block()",
    "articles.front_matter.spans": "patch()",
    "articles.front_matter.text_edits": "patch()",
    "articles.front_matter.nodes": "parse(), read_tree()",
    "articles.front_matter.schema": "parse()",
    "articles.front_matter.files.ParsedFile": "read_tree()",
    "articles.front_matter.handler": "parse(), dump_values()",
    "articles.front_matter.merge": "merge_records()",
    "articles.front_matter.record": "parse()",
    "articles.front_matter.snapshot": "dump_values()",
    "articles.front_matter.yaml_events": "read_tree(), which ends at a depth",
    "articles.ingest.rules.words.RuleWords": "RuleBook.apply()",
    "articles.ingest.rules.story_text.story_title": "RuleBook.apply()",
    "articles.ingest.rules.story_text.story_description": "RuleBook.apply()",
    "articles.ingest.rules.apply": "RuleBook.apply(), story_record()",
    "articles.ingest.feeds.silence": "no text: counts that the program made",
    "articles.import_export.read_file.parse_file": "parse(), derive()",
    "articles.ingest.clusters.words": "fingerprint_of()",
    "articles.import_export.text_picture_files": "relative_pictures()",
    "articles.lib.moment_field": "MomentField.to_python()",
    "articles.lib.nesting": "read_items(), read_answer()",
    "articles.lib.text_inputs.TextInput": "clean()",
    "articles.claims.original_words.OriginalWords": "compare()",
    "articles.claims.extraction.extract_claims": "compare()",
    "articles.editorial.publishing_checks.links": "check()",
    "articles.editorial.publishing_checks.own_paths": "check()",
    "articles.front_matter.translation_base.with_base": "bases of the program's own",
    "articles.lib.block_alignment.align": "aligned()",
    "articles.rewriting.translations.base": "outdated_blocks()",
    "articles.rewriting.translations.document": "decided()",
    "articles.rewriting.translations.outdated.OutdatedBlock": "merge_text()",
    "articles.rendering.anchors": "render(), find()",
    "articles.rendering.blocks": "render(), repair_text()",
    "articles.rendering.events": "render()",
    "articles.rendering.links.image_tag": "link_tags()",
    "articles.rendering.markdown.render": "render_blocks()",
    "articles.rendering.markdown.shown_lines": "render_blocks()",
    "articles.syndication.feed_formats": "add_item_elements()",
    "articles.templatetags.texts.shorten": "articles.lib.graphemes.shorten()",
}
# What gets no text from outside, or no more of it than a few hundred characters.
BOUNDED: dict[str, str] = {
    "articles.accounts.known_browsers.remember_browser": "the name of who has signed in",
    "articles.lib.input_groups": "names and labels of fields, which the program has",
    "articles.lib.form_renderer.StringRenderer": "the name of one of Django's templates",
    "articles.accounts.refused_networks": "networks of clients, which are addresses",
    "articles.api.article_filters": "names of the program's own",
    "articles.api.openapi.openapi_document": "the name of the site",
    "articles.api.problem_json": "the program's own words",
    "articles.editorial.unsplash.api": "words of a form, and answers that from_api() reads",
    "articles.ingest.clusters.fingerprint.Fingerprint": "the program's own JSON, and short words",
    "articles.lib.rendition_set": "the program's own JSON",
    "articles.lib.srcset.cropped_url": "called with resized_url()",
    "articles.models.front_plan": "rows of an edition, which its form bounds",
    "articles.models.pictures": "columns of the program's own",
    "articles.images": "pictures, which a process with limits decodes (tests/images)",
    "articles.import_export.discover": "names on a disk, which it bounds",
    "articles.import_export.export_targets": "paths of the program's own",
    "articles.import_export.cover_files.picture_path": "names on a disk, which it bounds",
    "articles.import_export.read_file": "names on a disk, and bytes up to a limit",
    "articles.lib.disk_names.spelled_as_on_disk": "names on a disk, which it bounds",
    "articles.lib.background_tasks": "names of functions",
    "articles.lib.http": "addresses of settings, webhooks, feeds and headers, which are short",
    "articles.lib.inflating": "bytes up to a limit (tests/lib/test_inflating.py)",
    "articles.lib.moments": "moments",
    "articles.lib.normal_forms": "fold(), tokenize() and others",
    "articles.lib.object_storage": "names of stored files",
    "articles.editorial.review.growth.made_from": "numbers",
    "articles.lib.provenance": "a validated mapping",
    "articles.lib.public_keys": "ids and languages",
    "articles.lib.urls": "names of routes",
    "articles.lib.webhook_signatures": "messages of the program itself",
    "articles.lib.worker_processes": "names of functions",
    "articles.management": "typed by an administrator in a terminal",
    "articles.models.site_addresses.occupants": "keys that path_key() made of short paths",
    "articles.operations": "what the site itself wrote",
    "articles.public.bake": "addresses of the site",
    "articles.public.cdn": "keys of the site",
    "articles.public.dynamic_site": "addresses of the site",
    "articles.public.languages": "languages of the site",
    "articles.public.page_cache.encodings.encode": "pages of the site",
    "articles.public.page_cache.encodings.decode_brotli": "pages of the site",
    "articles.public.page_cache.file_store": "addresses that of_request() made, which are short",
    "articles.public.page_cache.flights": "addresses that of_request() made, which are short",
    "articles.public.page_cache.kept_page": "pages of the site",
    "articles.public.page_cache.memory": "addresses that of_request() made, which are short",
    "articles.public.page_cache.redis_store": "addresses that of_request() made, which are short",
    "articles.public.page_cache.rendering": "pages of the site",
    "articles.rendering.opinion.opinion_note": "a language of the site",
    "articles.rendering.sanitize.sanitize_html": "what rendering.html_writer wrote, MAX_DEPTH deep",
    "articles.rendering.sanitize.trusted": "marks a text, and reads nothing of it",
    "articles.templatetags.admin_pages": "keys of templates",
    "articles.rewriting.endpoint": "questions that prompts bound, and answers that http.send() bounds",
    "articles.workflow": "the names of states",
}


def _modules() -> dict[str, set[str]]:
    """What each module imports, by dotted name."""
    return {
        module: {name for name, _line, _inside in import_graph.names_imported(path)}
        for module, path in import_graph.modules().items()
        if ".migrations" not in module
    }


def modules_without_database() -> list[str]:
    """The modules that import no table and no query, also not by way of another one."""
    imported = _modules()

    def reads(module: str, seen: set[str]) -> bool:
        seen.add(module)
        return any(
            name.startswith(("django.db", "django.contrib"))
            or (name in imported and name not in {"articles", *seen} and reads(name, seen))
            for name in imported[module]
        )

    return [module for module in imported if not reads(module, set())]


def functions() -> Iterator[tuple[str, FunctionType]]:
    """The public functions of these modules, and the public methods of their classes, by name."""
    for name in modules_without_database():
        module = importlib.import_module(name)
        for attribute, value in vars(module).items():
            function = inspect.unwrap(value) if callable(value) else value
            if getattr(function, "__module__", "") != name or attribute.startswith("_"):
                continue
            if isinstance(function, FunctionType):
                yield f"{name}.{attribute}", function
            elif isinstance(function, type):
                for method, code in vars(function).items():
                    code = getattr(code, "__func__", code)
                    if isinstance(code, FunctionType) and not method.startswith("_"):
                        yield f"{name}.{attribute}.{method}", code


def _annotations(function: FunctionType, *, required: bool) -> list[str]:
    return [
        inspect.formatannotation(parameter.annotation)
        for parameter in inspect.signature(function).parameters.values()
        if not required or parameter.default is parameter.empty
    ]


def _reads_text(function: FunctionType) -> bool:
    return any(
        re.search(r"\b(?:str|bytes|object|Any|IO)\b", annotation)
        for annotation in _annotations(function, required=False)
    )


def _called(function: FunctionType) -> Call | None:
    """How to call a function whose required parameters are all texts; None for others."""
    kinds = _annotations(function, required=True)
    if not kinds or not set(kinds) <= {"str", "bytes"}:
        return None
    names = list(inspect.signature(function).parameters)[: len(kinds)]

    def call(text: str) -> object:
        values = [text.encode() if kind == "bytes" else text for kind in kinds]
        result = function(**dict(zip(names, values, strict=True)))
        return list(result) if isinstance(result, Iterator) else result

    return call


def _is_named(name: str, table: dict[str, str]) -> bool:
    return any(name == entry or name.startswith(f"{entry}.") for entry in table)


def reachable() -> dict[str, Call]:
    """How each function is called with a text, by name."""
    found = dict(CALLS)
    for name, function in functions():
        call = _called(function)
        if call and not _is_named(name, WITHIN | BOUNDED):
            found.setdefault(name, call)
    return dict(sorted(found.items()))


def overlooked() -> list[str]:
    """The functions that read texts, and are in none of the tables."""
    called = {name.split(":")[0] for name in reachable()}
    return [
        name
        for name, function in functions()
        if _reads_text(function) and name not in called and not _is_named(name, WITHIN | BOUNDED)
    ]
