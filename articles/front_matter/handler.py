"""The handler of python-frontmatter that reads and writes article files.

`frontmatter.load(path, handler=ArticleFileHandler())` reads any article file, and
`frontmatter.dumps(post, handler=ArticleFileHandler())` writes one. The library itself strips
blanks from both ends of the text, makes CRLF one newline, drops a front matter that it cannot
split without an error, and takes no key named `content` or `handler`. The import must lose none
of that: `articles.front_matter.files.parse` calls the same `split()` and `load()` directly.
"""

from typing import TYPE_CHECKING

import yaml

from articles.front_matter.fences import FencedText, find_fences
from articles.front_matter.limits import UNLIMITED, FileLimits
from articles.front_matter.nodes import read_tree
from articles.front_matter.quoting import SIGNS

if TYPE_CHECKING:
    from frontmatter import Post
    from frontmatter.default_handlers import BaseHandler
else:
    # The library asks a handler for its methods and not for its class. It is left out of the
    # start of every process, which few of them read or write a file in.
    BaseHandler = object

_FENCE = "---\n"


class ArticleFileHandler(BaseHandler):
    """YAML between lines of `---`, every scalar read as text, with the errors of the contract.

    `limits` are those of an import; without them a file may hold anything.
    """

    START_DELIMITER = END_DELIMITER = "---"

    def __init__(self, limits: FileLimits = UNLIMITED) -> None:
        self.limits = limits

    def detect(self, text: str) -> bool:
        """Whether `text` begins with a fence that is closed, and holds keys between the two."""
        try:
            self.split(text)
        except ValueError:
            return False
        return True

    def split(self, text: str) -> tuple[str, str]:
        """The text between the fences, and the one behind them, neither of them stripped.

        A byte order mark is dropped. Raises RecordError, which is a ValueError.
        """
        fenced = find_fences(text)
        return fenced.front_matter, fenced.text[fenced.body :]

    def load(self, fm: str) -> dict[str, object]:
        """The mapping that `fm` is: text, None, lists and dicts by key.

        Raises RecordError with the lines and columns of a file whose first line is a fence.
        """
        text = _FENCE + fm
        fenced = FencedText(text, len(_FENCE), len(text), len(text), newline="\n", bom=False)
        return dict(read_tree(fenced, self.limits).plain())

    def export(self, metadata: dict[str, object], **kwargs: object) -> str:
        """The lines of a front matter in the style of the real files, with a newline at the end."""
        lines = yaml.dump(
            metadata, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=float("inf")
        )
        return str(lines)

    def format(self, post: "Post", **kwargs: object) -> str:
        """A whole file: the fences, the front matter, and the content with a newline behind it."""
        content = f"{post.content}\n" if post.content else ""
        return f"{_FENCE}{self.export(post.metadata)}{_FENCE}{content}"


class _Dumper(yaml.SafeDumper):
    """Block style with indented lists, long lines unbroken, nothing by reference."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: object) -> bool:
        return True


def _represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    # The real files quote what holds a sign that YAML knows, also where it need not be.
    style = "'" if SIGNS.search(text) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style)


_Dumper.add_representer(str, _represent_text)
