"""What can go wrong with records.

RecordsError(ValueError)       a table or a file is not what it should be
ProvenanceError            a file does not say where it comes from
"""


class RecordsError(ValueError):
    """A table or a file is not what it should be; the message says where, what was found and expected."""


class ProvenanceError(RecordsError):
    """Provenance is absent or does not make sense."""
