"""The oracle of the page cache: whatever happens, every answer equals a fresh rendering.

A program, since it needs processes and a database of its own:

    .venv/bin/python -m tests.public.page_cache.oracle --steps 2000 --seed 7

Two processes of the site (`processes`) share one database. This process is the third: it does at
random what people, commands and the clock do (`actions`), and after each step asks both processes
for a sample of addresses (`addresses`) that were mostly asked for before. Each answer must be, byte
for byte, what Django renders for the same request without a cache (`machine`).
"""
