"""The binary log of CARLA's recorder.

It must not know other formats.
"""
