"""The case: what the investigator writes down, and the custody ledger that says who did what when.

It must not know windows, decoding or time control; nobody else knows SQLAlchemy. `case`, `evidence`, `bookmark` and
`t0` are plain values; `store` has the commands; `tables` and `rows` map one onto the other; `database` and `lock` are
what SQLite and the system need. A case needs no more from a log than its path, size, hash and verdict.
"""
