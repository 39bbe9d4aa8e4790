Attribute VB_Name = "XlcostHelp"
' Generated from the functions of xlcost by: python -m macros.generate
Option Explicit

Public Sub Auto_Open()
    ' descriptions cannot be entered before a workbook is shown
    Application.OnTime Now, "XlcostDescribe"
End Sub

Public Sub XlcostDescribe()
    ' without descriptions the functions work all the same
    On Error Resume Next
    Application.MacroOptions Macro:="XLCOST_ACCOUNTPAIR", Category:="xlcost", _
        Description:="The account and the balancing account that a value entry is posted to, one below the other. Example: =XLCOST_ACCOUNTPAIR(""Purchase"",""Direct Cost"",FALSE,""EAST"",""RAW"",""EU"",""PARTS"","""",inventory_posting_setup[#All],general_posting_setup[#All])", _
        ArgumentDescriptions:=Array("Kind of movement, such as Purchase or Sale", _
        "Kind of value, such as Direct Cost or Variance", "TRUE = the pair of the expected cost", _
        "Location; blank = none", "Inventory posting group", "General business posting group", _
        "General product posting group", "Kind of variance, for entry type Variance", _
        "Inventory and general posting setup; with the chart of accounts the accounts are checked too", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before")
    Application.MacroOptions Macro:="XLCOST_ALLOCATE", Category:="xlcost", _
        Description:="Hands out an amount over targets by percent in cents, what rounding leaves goes into the next target. Example: =XLCOST_ALLOCATE(1000,{33.33333;33.33333;33.33334})", _
        ArgumentDescriptions:=Array("Amount of the source", "Percent of each target")
    Application.MacroOptions Macro:="XLCOST_AVERAGECOST", Category:="xlcost", _
        Description:="What issuing a quantity costs at the average of what is in stock at the end of the day. Example: =XLCOST_AVERAGECOST(item_ledger_entries[[#Headers],[#Data]],8,""BOLT"")", _
        ArgumentDescriptions:=Array(_
        "Item ledger entries: Entry No., Item No., Posting Date, Quantity, Cost Amount Actual", _
        "Quantity to issue", "Item; left out = the only item of the movements", _
        "Day of the issue; left out = that of the last movement")
    Application.MacroOptions Macro:="XLCOST_BALANCE", Category:="xlcost", _
        Description:="Sum of cost entries by filters over cost types, centers, objects and days. Example: =XLCOST_BALANCE(cost_entries[[#Headers],[#Data]],""8904..8924"",""ADM"","""",""2026-01-01"",""2026-12-31"")", _
        ArgumentDescriptions:=Array("Cost entries with their headings in the first row", _
        "Filter over cost types, such as 8904..8924|9*; blank = all", _
        "Filter over cost centers; blank = all", "Filter over cost objects; blank = all", _
        "First day; blank = from the beginning", "Last day; blank = to the end")
    Application.MacroOptions Macro:="XLCOST_BUDGET", Category:="xlcost", _
        Description:="Sum of cost budget entries by budget and filters over cost types, centers, objects and days. Example: =XLCOST_BUDGET(cost_budget_entries[[#Headers],[#Data]],""B2026"",""8904..8924"",""ADM"")", _
        ArgumentDescriptions:=Array("Cost budget entries with their headings in the first row", _
        "Cost budget; blank = all budgets", "Filter over cost types, such as 8904..8924|9*; blank = all", _
        "Filter over cost centers; blank = all", "Filter over cost objects; blank = all", _
        "First day; blank = from the beginning", "Last day; blank = to the end")
    Application.MacroOptions Macro:="XLCOST_BUDGETPERCENT", Category:="xlcost", _
        Description:="Actual in percent of the budget with two places, both by the same filters; 0 without a budget. Example: =XLCOST_BUDGETPERCENT(cost_entries[[#Headers],[#Data]],cost_budget_entries[[#Headers],[#Data]],""B2026"",""8904..8924"")", _
        ArgumentDescriptions:=Array("Cost entries with their headings in the first row", _
        "Cost budget entries with their headings in the first row", "Cost budget; blank = all budgets", _
        "Filter over cost types, such as 8904..8924|9*; blank = all", _
        "Filter over cost centers; blank = all", "Filter over cost objects; blank = all", _
        "First day; blank = from the beginning", "Last day; blank = to the end")
    Application.MacroOptions Macro:="XLCOST_CONVERT", Category:="xlcost", _
        Description:="An amount in another currency by the rates of a day, rounded to that currency; #N/A without a rate. Example: =XLCOST_CONVERT(100,""EUR"",""USD"",""2026-03-01"",exchange_rates[#All],gl_setup[#All])", _
        ArgumentDescriptions:=Array("Amount to convert", "Its currency", "Currency wanted", _
        "Day whose rates count", "Exchange rates, and the tables with base currency and rounding", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before")
    Application.MacroOptions Macro:="XLCOST_CONVERTUNIT", Category:="xlcost", _
        Description:="A quantity in another unit of the same group: 2 days are 16 hours; #N/A when the units do not convert. Example: =XLCOST_CONVERTUNIT(2,""Day"",""Hour"",units[#All])", _
        ArgumentDescriptions:=Array("Quantity to convert", "Its unit", "Unit wanted", _
        "Units: unit, unit group, base unit, quantity", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before")
    Application.MacroOptions Macro:="XLCOST_COSTTYPE", Category:="xlcost", _
        Description:="The cost type whose G/L account range holds an account; #N/A when none does. Example: =XLCOST_COSTTYPE(""6150"",cost_types[#All])", _
        ArgumentDescriptions:=Array("Number of an income statement account", _
        "Cost types with their G/L account ranges", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before")
    Application.MacroOptions Macro:="XLCOST_DATEFORMULA", Category:="xlcost", _
        Description:="A day moved by a date formula such as 1M+CM; -CM is the start of the month. Example: =XLCOST_DATEFORMULA(""2026-01-31"",""1M+CM"")", _
        ArgumentDescriptions:=Array("The day to start from", _
        "Terms from left to right: 1M, -2W, CM = end of month, -CQ = start of quarter")
    Application.MacroOptions Macro:="XLCOST_EXPENSERATE", Category:="xlcost", _
        Description:="Cost rate of an expense category on a project; #N/A when there is no price. Example: =XLCOST_EXPENSERATE(""P"",""2026-03-01"",""Travel"",""Mile"",price_lists[#All],price_list_links[#All],category_prices[#All],projects[#All],org_units[#All])", _
        ArgumentDescriptions:=Array("Project whose lists count", "Day for which the rate is asked", _
        "Category of the expense", "Unit of the rate; left out = that of the list, category or product", _
        "Price lists, price list links, role prices, projects, org units and whatever else decides the price", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before")
    Application.MacroOptions Macro:="XLCOST_EXPLAIN", Category:="xlcost", _
        Description:="How the price of a line came about, or why it has none, from the chosen list to the amount.", _
        ArgumentDescriptions:=Array("cost or sales", "estimate or actual: which lines these are", _
        "Headings of the line's columns, among them Line, Class, Project and Date", _
        "Cells of one line, below those headings", _
        "Price lists, price list links, role prices, projects, org units and whatever else decides the price", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before")
    Application.MacroOptions Macro:="XLCOST_FIFOCOST", Category:="xlcost", _
        Description:="What issuing a quantity costs when the oldest receipts are used up first. Example: =XLCOST_FIFOCOST(item_ledger_entries[[#Headers],[#Data]],8,""BOLT"")", _
        ArgumentDescriptions:=Array(_
        "Item ledger entries: Entry No., Item No., Posting Date, Quantity, Cost Amount Actual", _
        "Quantity to issue", "Item; left out = the only item of the movements", _
        "Day of the issue; left out = that of the last movement")
    Application.MacroOptions Macro:="XLCOST_FILTERMATCH", Category:="xlcost", _
        Description:="Whether a code passes a filter; ranges compare codes as text. Example: =XLCOST_FILTERMATCH(""8910"",""8904..8924|9*"")", _
        ArgumentDescriptions:=Array("The code; blank is a code too", _
        "Filter: 8904..8924, 9*, <>X, joined with | and &; blank = all")
    Application.MacroOptions Macro:="XLCOST_INVENTORYVALUE", Category:="xlcost", _
        Description:="Invoiced inventory value at the end of a day, as the inventory valuation shows it. Example: =XLCOST_INVENTORYVALUE(""2026-12-31"","""","""",value_entries[[#Headers],[#Data]])", _
        ArgumentDescriptions:=Array("Day at whose end the value is asked", "Filter over items; blank = all", _
        "Filter over locations; blank = all", _
        "Value entries; also items, item ledger entries and application entries, where there are any", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before")
    Application.MacroOptions Macro:="XLCOST_LIFOCOST", Category:="xlcost", _
        Description:="What issuing a quantity costs when the newest receipts are used up first. Example: =XLCOST_LIFOCOST(item_ledger_entries[[#Headers],[#Data]],8,""BOLT"")", _
        ArgumentDescriptions:=Array(_
        "Item ledger entries: Entry No., Item No., Posting Date, Quantity, Cost Amount Actual", _
        "Quantity to issue", "Item; left out = the only item of the movements", _
        "Day of the issue; left out = that of the last movement")
    Application.MacroOptions Macro:="XLCOST_MATERIALRATE", Category:="xlcost", _
        Description:="Cost rate of a product on a project; #N/A when there is no price. Example: =XLCOST_MATERIALRATE(""P"",""2026-03-01"",""Cable"",""Metre"",price_lists[#All],price_list_links[#All],product_prices[#All],projects[#All],org_units[#All])", _
        ArgumentDescriptions:=Array("Project whose lists count", "Day for which the rate is asked", _
        "Product", "Unit of the rate; left out = that of the list, category or product", _
        "Price lists, price list links, role prices, projects, org units and whatever else decides the price", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before")
    Application.MacroOptions Macro:="XLCOST_PERCENTS", Category:="xlcost", _
        Description:="Percents of shares with five places, as allocation targets have them; they add up to exactly 100. Example: =XLCOST_PERCENTS({3;3;3})", _
        ArgumentDescriptions:=Array("Share of each line")
    Application.MacroOptions Macro:="XLCOST_PERIODEND", Category:="xlcost", _
        Description:="Last day of the calendar day, week, month, quarter or year that holds a day. Example: =XLCOST_PERIODEND(""2026-08-15"",""Quarter"")", _
        ArgumentDescriptions:=Array("A day of the period", _
        "Day, Week, Month, Quarter or Year; left out = Month")
    Application.MacroOptions Macro:="XLCOST_PERIODSTART", Category:="xlcost", _
        Description:="First day of the calendar day, week, month, quarter or year that holds a day. Example: =XLCOST_PERIODSTART(""2026-08-15"",""Quarter"")", _
        ArgumentDescriptions:=Array("A day of the period", _
        "Day, Week, Month, Quarter or Year; left out = Month")
    Application.MacroOptions Macro:="XLCOST_RATE", Category:="xlcost", _
        Description:="Cost rate of a time, expense or material line, resolved like a run does; #N/A when there is no price.", _
        ArgumentDescriptions:=Array("estimate or actual: which lines these are", _
        "Headings of the line's columns, among them Line, Class, Project and Date", _
        "Cells of one line, below those headings", _
        "Price lists, price list links, role prices, projects, org units and whatever else decides the price", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before")
    Application.MacroOptions Macro:="XLCOST_RATES", Category:="xlcost", _
        Description:="Cost rates of all lines of a range as a column; #N/A for a line without a price. Example: =XLCOST_RATES(""actual"",actual_lines[[#All],[Line]:[Quantity]],price_lists[#All],price_list_links[#All],role_prices[#All],projects[#All],org_units[#All])", _
        ArgumentDescriptions:=Array("estimate or actual: which lines these are", _
        "Lines with their headings in the first row", _
        "Price lists, price list links, role prices, projects, org units and whatever else decides the price", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before")
    Application.MacroOptions Macro:="XLCOST_RECOGNIZEDCOSTS", Category:="xlcost", _
        Description:="Recognised costs of an open project or WIP total by the rule of its method. Example: =XLCOST_RECOGNIZEDCOSTS(""Cost Value"",1000,1500,1500,600,900,300,450)", _
        ArgumentDescriptions:=Array(_
        "WIP method: Cost Value, Cost of Sales, Sales Value, POC, Completed Contract or own", _
        "Budgeted cost", "Budgeted price", "Price of what is to be billed", "Cost of the usage so far", _
        "Price of the usage so far", "Cost of what is invoiced, positive", _
        "Price of what is invoiced, positive", "WIP methods, where the method is your own", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before")
    Application.MacroOptions Macro:="XLCOST_RECOGNIZEDSALES", Category:="xlcost", _
        Description:="Recognised sales of an open project or WIP total by the rule of its method. Example: =XLCOST_RECOGNIZEDSALES(""POC"",1000,1500,1500,600,900,300,450)", _
        ArgumentDescriptions:=Array(_
        "WIP method: Cost Value, Cost of Sales, Sales Value, POC, Completed Contract or own", _
        "Budgeted cost", "Budgeted price", "Price of what is to be billed", "Cost of the usage so far", _
        "Price of the usage so far", "Cost of what is invoiced, positive", _
        "Price of what is invoiced, positive", "WIP methods, where the method is your own", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before")
    Application.MacroOptions Macro:="XLCOST_ROUNDHALF", Category:="xlcost", _
        Description:="Rounds an amount to the nearest multiple of a precision, halves away from zero. Example: =XLCOST_ROUNDHALF(2.345)", _
        ArgumentDescriptions:=Array("Amount to round", "Smallest unit, such as 0.05; left out = 0.01")
    Application.MacroOptions Macro:="XLCOST_SALESRATE", Category:="xlcost", _
        Description:="Sales rate of a time, expense or material line, resolved like a run does; #N/A when there is no price.", _
        ArgumentDescriptions:=Array("estimate or actual: which lines these are", _
        "Headings of the line's columns, among them Line, Class, Project and Date", _
        "Cells of one line, below those headings", _
        "Price lists, price list links, role prices, projects, org units and whatever else decides the price", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before")
    Application.MacroOptions Macro:="XLCOST_SALESRATES", Category:="xlcost", _
        Description:="Sales rates of all lines of a range as a column; #N/A for a line without a price. Example: =XLCOST_SALESRATES(""actual"",actual_lines[[#All],[Line]:[Quantity]],price_lists[#All],price_list_links[#All],role_prices[#All],projects[#All],org_units[#All])", _
        ArgumentDescriptions:=Array("estimate or actual: which lines these are", _
        "Lines with their headings in the first row", _
        "Price lists, price list links, role prices, projects, org units and whatever else decides the price", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before")
    Application.MacroOptions Macro:="XLCOST_SPREAD", Category:="xlcost", _
        Description:="Spreads an amount over shares; the parts add up to exactly the amount, the rest is carried on. Example: =XLCOST_SPREAD(100,{1;1;1})", _
        ArgumentDescriptions:=Array("Amount to spread", "Share of each part", _
        "Smallest unit of a part; left out = 0.01")
    Application.MacroOptions Macro:="XLCOST_TIMERATE", Category:="xlcost", _
        Description:="Cost rate of time of a role on a project; #N/A when there is no price. Example: =XLCOST_TIMERATE(""P"",""2026-03-01"",""Developer"",""Hour"","""",price_lists[#All],price_list_links[#All],role_prices[#All],projects[#All],org_units[#All],units[#All])", _
        ArgumentDescriptions:=Array("Project whose lists count", "Day for which the rate is asked", "Role", _
        "Unit of the rate, such as Hour", "Unit of the resource; blank = not known", _
        "Price lists, price list links, role prices, projects, org units and whatever else decides the price", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before")
    Application.MacroOptions Macro:="XLCOST_UNITFACTOR", Category:="xlcost", _
        Description:="How many of one unit another one is: a day is 8 hours; #N/A when the units do not convert. Example: =XLCOST_UNITFACTOR(""Day"",""Hour"",units[#All])", _
        ArgumentDescriptions:=Array("The unit", "Unit in which it is expressed", _
        "Units: unit, unit group, base unit, quantity", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before")
    Application.MacroOptions Macro:="XLCOST_VARIANCE", Category:="xlcost", _
        Description:="Actual less budget, both by the same filters; positive = more was spent than budgeted. Example: =XLCOST_VARIANCE(cost_entries[[#Headers],[#Data]],cost_budget_entries[[#Headers],[#Data]],""B2026"",""8904..8924"")", _
        ArgumentDescriptions:=Array("Cost entries with their headings in the first row", _
        "Cost budget entries with their headings in the first row", "Cost budget; blank = all budgets", _
        "Filter over cost types, such as 8904..8924|9*; blank = all", _
        "Filter over cost centers; blank = all", "Filter over cost objects; blank = all", _
        "First day; blank = from the beginning", "Last day; blank = to the end")
    Application.MacroOptions Macro:="XLCOST_WIP", Category:="xlcost", _
        Description:="Work in process of an open project: cost not recognised yet plus sales recognised beyond the invoices. Example: =XLCOST_WIP(""Cost Value"",1000,1500,1500,600,900,300,450)", _
        ArgumentDescriptions:=Array(_
        "WIP method: Cost Value, Cost of Sales, Sales Value, POC, Completed Contract or own", _
        "Budgeted cost", "Budgeted price", "Price of what is to be billed", "Cost of the usage so far", _
        "Price of the usage so far", "Cost of what is invoiced, positive", _
        "Price of what is invoiced, positive", "WIP methods, where the method is your own", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before", "One more table, as the one before", _
        "One more table, as the one before")
End Sub
