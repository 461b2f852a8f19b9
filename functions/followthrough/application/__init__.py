"""The use cases, one verb a module. They know ports, never AWS."""
