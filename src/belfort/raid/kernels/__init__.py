"""The compiled raid: a plan and rows of chance come in, counts of what happened go out.

One replicate is a queue of events: a threat comes in sight, a chance to fire opens, an engagement is assessed, a
launcher is full again, a leaker strikes. Kills are drawn at the launch and stored as the moment of death. Every
draw is keyed by (seed, replicate, entity, purpose), so that nothing depends on threads, blocks or the order of
events, and options meet the same raid and the same luck.
"""
