"""The only place where ports meet adapters: `door` for the webhook function, `engine` for the rest."""
