"""xlcost: period-end cost accounting inside the user's own Excel workbook."""

__version__ = "0.1.0"
