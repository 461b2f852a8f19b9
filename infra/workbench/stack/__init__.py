"""From template.yaml to resources in moto: what the stack is."""
