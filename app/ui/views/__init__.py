"""The views: one file, one view. They must not know each other."""
