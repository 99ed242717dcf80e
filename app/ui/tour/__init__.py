"""A walk through the window in five steps, on the sample that begins every acquaintance."""
