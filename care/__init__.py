"""The clinic's rules: what may happen to a message, an escalation, a consent. No clock, no input or output.

Time is always an argument; everything that must be kept goes through `care.ports.Records`.
"""
