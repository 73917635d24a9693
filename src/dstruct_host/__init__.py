"""The host side of dstruct-runner: set up, bundle, serve, drive a browser, measure. Never part of the wheel."""
