"""The projects area: importing it registers its operations, reports and explanations."""

from xlcost.projects import calculation as calculation
from xlcost.projects import explain as explain
from xlcost.projects import posting as posting
from xlcost.projects import statement as statement
from xlcost.projects import status as status
from xlcost.projects import to_gl as to_gl
