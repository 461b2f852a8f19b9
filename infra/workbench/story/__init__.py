"""The weeks of the demo: sample deliveries, somebody who taps, and the one who tells it."""
