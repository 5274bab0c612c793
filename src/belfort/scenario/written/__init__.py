"""What people write: every table and key of the scenario language, one module a part of the file.

Reading order is the order of a file: `ground` (where, when, what to defend), `force` (with whom and
what), `rules`, `threats` (against what), `options` (compared with what), `file` (the whole). Each
docstring is the key's entry in the language reference.
"""

from belfort.scenario.written.file import Scenario

__all__ = ["Scenario"]
