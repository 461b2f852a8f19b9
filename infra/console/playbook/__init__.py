"""`followthrough playbook …`: what an owner does with the rules before they go live."""
