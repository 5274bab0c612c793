"""What no assignment can beat: prices of rounds, columns of rounds at one target, and the whole-number program.

In: a merged problem and the best assignment known. Out: a bound that is proven, and an assignment that may be better.
"""
