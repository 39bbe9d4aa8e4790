"""The cost accounting area: importing it registers its operations, reports and explanations."""

from xlcost.cost_accounting import alignment as alignment
from xlcost.cost_accounting import allocation as allocation
from xlcost.cost_accounting import allocation_reports as allocation_reports
from xlcost.cost_accounting import budget_grid as budget_grid
from xlcost.cost_accounting import budgets as budgets
from xlcost.cost_accounting import charts as charts
from xlcost.cost_accounting import explain as explain
from xlcost.cost_accounting import gl_budgets as gl_budgets
from xlcost.cost_accounting import gl_check as gl_check
from xlcost.cost_accounting import journal as journal
from xlcost.cost_accounting import journal_check as journal_check
from xlcost.cost_accounting import linking as linking
from xlcost.cost_accounting import old_entries as old_entries
from xlcost.cost_accounting import registers as registers
from xlcost.cost_accounting import reports as reports
from xlcost.cost_accounting import reports_balances as reports_balances
from xlcost.cost_accounting import reports_entries as reports_entries
from xlcost.cost_accounting import reversal as reversal
from xlcost.cost_accounting import transfer as transfer
