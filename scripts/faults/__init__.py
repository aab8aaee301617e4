"""The suites of scripts/hold."""
