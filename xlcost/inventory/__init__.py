"""The inventory area: importing it registers its operations, reports and explanations."""

from xlcost.inventory import cost_posting as cost_posting
from xlcost.inventory import posting_test as posting_test
from xlcost.inventory import reconciliation as reconciliation
