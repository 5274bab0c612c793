"""Where should units stand: the best sites for a cover, with a proof of how good they are."""
