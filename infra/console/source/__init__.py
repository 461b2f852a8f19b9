"""`followthrough source`: is a source file right, which sources are there, and what are their secrets."""
