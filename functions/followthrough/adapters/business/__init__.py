"""The owner's folder as values: its shapes, its words, its texts, and what is wrong with a file."""
