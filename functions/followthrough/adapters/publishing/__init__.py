"""Which version of the business is in force, and what another one would change."""
