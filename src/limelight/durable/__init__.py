"""Durable work: the outbox relay, queues, steps, and the worker that runs calls."""
