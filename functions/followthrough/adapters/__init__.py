"""One file for each outside thing: what the ports of the application look like in the real world."""
