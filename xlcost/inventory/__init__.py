"""The inventory area: importing it registers its operations, reports and explanations."""

from xlcost.inventory import cost_posting as cost_posting
from xlcost.inventory import cost_spec_report as cost_spec_report
from xlcost.inventory import posting_test as posting_test
from xlcost.inventory import reconciliation as reconciliation
from xlcost.inventory import reports_valuation as reports_valuation
from xlcost.inventory import wip_report as wip_report
