"""Layouts as somebody uses them: tabs, the menu of each, their files, and which one is in force."""
