"""A business folder read to its last word before it goes live: sense, texts, manners, schemas."""
