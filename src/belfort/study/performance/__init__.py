"""How each option performs: in go situations and threat pictures, out come the measures of their raids.

Every option meets the same raids and the same luck (`runs`); under stresses (`stress`) and as the force stands at
dates; what has been run is kept and not run again (`kept`); `tell` makes the tables.
"""
