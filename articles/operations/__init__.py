"""Operation of a site: background tasks, probes, site health, logs, the pages of errors."""
