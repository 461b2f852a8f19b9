"""What the business means by a promise. Standard library only, no input or output; time is an argument."""
