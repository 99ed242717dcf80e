"""Whether a recorder logs what an investigation needs: its records against their schemas, references, rates and levels.

It must not know the command line, nor judge the vehicle: what a log lacks altogether is said, and is no finding.
"""
