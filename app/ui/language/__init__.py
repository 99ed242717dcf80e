"""The language of the window: which one, and what is said in it.

English is what the source says, and needs nothing. Log content (names of channels, logged codes and messages) is
evidence and stays as it was logged. Numbers and dates are the same in every language by intent, as they stand in
evidence: a point before decimals, U+202F between thousands, decimal units, ISO dates, UTC named or an offset printed.
"""
