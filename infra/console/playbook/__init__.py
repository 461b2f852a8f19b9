"""`followthrough playbook …`: the rules, before they go live."""
