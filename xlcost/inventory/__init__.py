"""The inventory area: importing it registers its operations, reports and explanations."""

from xlcost.inventory import adjustment as adjustment
from xlcost.inventory import cost_posting as cost_posting
from xlcost.inventory import cost_shares_report as cost_shares_report
from xlcost.inventory import cost_spec_report as cost_spec_report
from xlcost.inventory import explain as explain
from xlcost.inventory import inventory_value as inventory_value
from xlcost.inventory import order_finishing as order_finishing
from xlcost.inventory import period_closing as period_closing
from xlcost.inventory import posting_test as posting_test
from xlcost.inventory import reconciliation as reconciliation
from xlcost.inventory import reports_valuation as reports_valuation
from xlcost.inventory import transactions as transactions
from xlcost.inventory import wip_report as wip_report
