"""The `followthrough` command: what an owner and an operator type. It knows AWS, never moto."""
