"""From a sender's bytes to our events: verify at the door, normalise behind it."""
