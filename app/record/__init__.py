"""The recorder: writes sealed logs, buffered and crash-safe, from any thread, without ever blocking its caller.

It must not know what a payload means, nor read logs but to continue a drive. The order of writes and syncs is the
durability proof; it stands in resources/spec/sealed-log.md section 7.5 and, step by step, in `segment_writer`.
"""
