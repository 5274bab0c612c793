"""Exact reductions: in go a cover and weights, out comes a smaller question with the same best answer.

Demands covered by the same candidates are merged, demands that nothing covers are dropped, and a candidate
that covers no more than another can give way to it.
"""
