"""HDF5: by a mapping, by the layouts that are known, or by a proposal.

It must not know how a foreign file is read safely; the worker of app.log does that.
"""
