"""Which option should we choose: in go a resolved scenario and its ground, out come options side by side as a `Book` of tables.

Performance on common draws, cost over a life and who pays, when each is ready, how it fits allies, and the decision.
"""
