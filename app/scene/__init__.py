"""Checked records to arrays and facts.

It must not know files, time or windows. Nothing is decoded that `app.chain.check` did not check.
"""
