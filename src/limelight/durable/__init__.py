"""Work that survives being killed: promises, queues, steps, and the worker that keeps its word."""
