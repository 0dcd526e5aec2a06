"""Settings to a finished run; many at once for the maps."""
