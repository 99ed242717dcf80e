"""nuScenes, T4, and the info files that MMDetection3D makes of nuScenes.

It must not know other formats.
"""
