"""Slow, obvious twins of the event kernel: a queue of events in plain Python, and one small step of time after another.

Both read the same plan and draw the same luck, so that they can be held against the kernel night by night.
"""
