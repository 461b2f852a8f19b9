"""The whole stack on a laptop: template.yaml on moto, the real handlers, and a clock that moves when told."""
