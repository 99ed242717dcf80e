"""What is made of messages: a taker for each kind of payload, chosen by the type of the messages.

It must not know files, nor how a recording is put together.
"""
