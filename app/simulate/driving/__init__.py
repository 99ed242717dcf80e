"""How the simulated vehicle and its driver think: perception, prediction, planning, control.

It must not know the simulated world's truth, nor records.
"""
