"""The rehearsal: the rules as they stand, played over months of events in seconds, without AWS and without a mail."""
