"""The Waymo Open Dataset: scenarios of motion data, and frames of perception data.

It must not know other formats.
"""
