"""What outlasts one process: one window for all starts, what was open when a program ended unexpectedly, and why."""
