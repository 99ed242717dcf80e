"""What is kept of the work on a log: the case that belongs to it, its files, and what can be undone."""
