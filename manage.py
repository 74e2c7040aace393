#!/usr/bin/env python
"""Django's command line for Newsroom."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        # Its message names the setting; the way of the program to it helps nobody.
        sys.exit(f"Newsroom is not set up: {error}")
