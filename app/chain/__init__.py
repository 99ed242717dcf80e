"""Records to verdicts: hashes, the chain, the tree, checkpoints, keys and trust.

It must not know HDF5, nor what a payload means. The rules are those of resources/spec/sealed-log.md, cited by section.
"""
