"""One thin door for each function in template.yaml: parse, call one use case, answer."""
