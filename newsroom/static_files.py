"""The storage that `collectstatic` fills: every file under a name with the hash of its bytes."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """WhiteNoise's storage; the `import`s between JavaScript modules name the hashed files, too.

    So a page loads the modules of one release, each once, and caches may keep them for ever.
    """

    support_js_module_import_aggregation = True
