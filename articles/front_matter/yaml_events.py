"""The events of the YAML parser, behind a guard."""

from collections.abc import Iterator
from typing import Any

import yaml

# libyaml, ten times faster, if PyYAML was built with it; the events are the same.
Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def yaml_events(text: str) -> Iterator[Any]:
    """Yield the parser's events. Raises yaml.YAMLError, whatever the parser itself raises."""
    loader = None
    try:
        loader = Loader(text)
        while type(event := loader.get_event()) is not yaml.StreamEndEvent:
            yield event
    except yaml.YAMLError:
        raise
    except Exception as error:
        raise yaml.YAMLError(f"the parser failed ({type(error).__name__}: {error})") from error
    finally:
        if loader is not None:
            loader.dispose()
