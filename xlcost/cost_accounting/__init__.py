"""The cost accounting area: importing it registers its operations, reports and explanations."""
