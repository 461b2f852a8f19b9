"""The page for people: the inbox, the promises, one customer's thread, samples and the machine."""
