"""What AWS holds and does for us: the ledger, alarms, queues, secrets, figures. Knows nothing of words."""
