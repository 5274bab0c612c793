"""What is seen and what can be reached: sensing and engagement geometry on the ground as it is.

In: a resolved scenario and its terrain. Out: a `Coverage`: maps of where each threat is seen, when it is found on its way
to each asset, who can meet it in time, what one failure costs, at the low, the mode and the high of what is known.
"""
