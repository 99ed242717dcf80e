"""Pictures of the simulated world, ray-cast without a GPU.

It must not know vehicles' decisions or records.
"""
