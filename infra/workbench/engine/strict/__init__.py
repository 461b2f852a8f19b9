"""What AWS refuses and moto takes: a layer of the wire before any moto, with or without the workbench.

`strict_moto()` puts it before the moto of one test; docs/workbench.md lists what it refuses.
Where AWS says more than its documentation, the layer keeps to the documentation.
"""

from workbench.engine.strict.whole import Strict, strict_moto

__all__ = ["Strict", "strict_moto"]
