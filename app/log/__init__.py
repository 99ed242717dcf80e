"""Bytes on disk to records: the container, its directory, its leaves, one file as a segment, many as a log.

It must not know whether anything is true: checking is the business of `app.chain`.
"""
