"""What each kind of payload contains: its members and columns with unit, frame and meaning, how it becomes bytes, and
the schemas that are published of it.

It must not know files, hashes or signatures, nor decode bytes whose hash was not checked.
"""
