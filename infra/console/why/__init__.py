"""Why a promise exists, why then, what became of it, and why nobody was contacted: plain sentences for an owner."""
