"""What AWS does with a stack: hands out messages, rings alarms, calls functions, and lets time pass."""
