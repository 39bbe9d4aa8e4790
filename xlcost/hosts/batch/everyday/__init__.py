"""The everyday functions of Excel that a run calculates around ours."""

from xlcost.hosts.batch.everyday import aggregates, conditions, dates, information, logic, lookup, numbers, texts

__all__ = ["aggregates", "conditions", "dates", "information", "logic", "lookup", "numbers", "texts"]
