"""The depth of values as JSON has them, for code that walks them by recursion."""


def is_nested_deeply(value: object, depth: int) -> bool:
    """Whether something in `value` stands within `depth` or more lists and dicts.

    Time and memory grow with the size of `value`, whatever its shape.
    """
    level = [value]
    for _ in range(depth):
        level = [
            inner
            for one in level
            if isinstance(one, list | dict)
            for inner in (one.values() if isinstance(one, dict) else one)
        ]
        if not level:
            return False
    return True
