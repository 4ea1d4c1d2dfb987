"""The search engines: a module each, the only place that knows the engine's package."""
