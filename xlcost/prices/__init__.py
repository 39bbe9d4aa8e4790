"""The prices area: importing it registers its operations, reports and explanations."""
