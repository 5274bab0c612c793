"""By what alliance compatibility is judged: a list fixed before any system is looked at.

A system that nobody described on one of them has an empty cell there, and the cell is shown.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AllianceCriterion:
    """One column of the matrix."""

    topic: str
    """users, neighbours, units nearby, data links, C2 standards, shared stocks, spares, training, maintenance, release,
    industry."""
    name: str
    """Figure or statement of an alliance entry, or what is counted here; `allies.<name>` in a study."""
    title: str
    """What exactly."""
    other_names: tuple[str, ...] = ()
    """Names under which the system's own entry says it."""


CRITERIA = (
    AllianceCriterion("users", "n_users", "nations that operate, use or have ordered it, of those recorded"),
    AllianceCriterion("users", "published_users", "users, as a source counts them", ("user_nations",)),
    AllianceCriterion(
        "neighbours", "n_neighbours", "users among the scenario's nations and their neighbours by land"
    ),
    AllianceCriterion(
        "units nearby", "n_units_nearby", "units of the same system in the scenario, of other nations"
    ),
    AllianceCriterion("units nearby", "with_dutch_units", "with Dutch units"),
    AllianceCriterion("units nearby", "with_german_units", "with German units"),
    AllianceCriterion("units nearby", "with_french_units", "with French units"),
    AllianceCriterion("data links", "data_links", "data links", ("data_links", "tactical_data_link")),
    AllianceCriterion("data links", "link_16", "has Link 16"),
    AllianceCriterion("C2 standards", "c2_standard", "under whose command it can be put", ("c2_standard",)),
    AllianceCriterion("shared stocks", "shared_stock", "missiles or rounds shared with allies"),
    AllianceCriterion("shared stocks", "n_stock_partners", "nations that buy missiles together"),
    AllianceCriterion("spares", "shared_spares", "spare parts shared with allies"),
    AllianceCriterion("training", "shared_training", "schools shared with allies"),
    AllianceCriterion("maintenance", "shared_maintenance", "workshops shared with allies"),
    AllianceCriterion("release", "release_conditions", "whose consent is needed"),
    AllianceCriterion(
        "release",
        "non_us_export_control",
        "free of American export control",
        ("criterion_non_us_export_control",),
    ),
    AllianceCriterion("industry", "industrial_participation", "work for the industry of allies"),
)
"""The matrix's columns."""
