"""How many examples of a law the property tests try: all of them in `.ci/run`, a third every day.

Both try the same examples in each run, so that a change passes or fails by what it changed.
`HYPOTHESIS_PROFILE=new make test` tries others each time: whoever hunts for faults runs that.
"""

import os

import hypothesis

# How long an example takes says how busy the machine is, not whether a law holds.
hypothesis.settings.register_profile(
    "new", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.register_profile(
    "thorough", hypothesis.settings.get_profile("new"), derandomize=True, database=None
)
hypothesis.settings.register_profile(
    "everyday", hypothesis.settings.get_profile("thorough"), max_examples=33
)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "everyday"))


def examples(number: int) -> int:
    """`number` examples, or a third of them every day, but never fewer than ten."""
    return max(10, number * hypothesis.settings().max_examples // 100)
