"""KITTI: raw drives, and the benchmarks of tracking and object detection.

It must not know other formats.
"""
