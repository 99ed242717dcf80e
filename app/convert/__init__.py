"""Other people's formats to sealed logs: a package a format, and the intake that seals what any of them found.

A reader offers what `streams` says; `formats` knows them all; `intake` seals, `sources` hashes what was read. Of those
packages that are no format of their own: `encodings` are used by several; messages under topics go from `mcap`,
`ros_bags` and `osi`, which carry them, by way of `topics`, which puts a recording together, and `takers`, which make
payloads of them, down to `messages`, which knows how they are encoded.

It must not know windows, cases or how a moment is shown.
"""
