"""What is behind each of our links, one module for each kind of link."""
