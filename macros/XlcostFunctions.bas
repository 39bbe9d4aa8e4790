Attribute VB_Name = "XlcostFunctions"
' Generated from the functions of xlcost by: python -m macros.generate
Option Explicit

Private Const BRIDGE As String = "xlcost.hosts.excel.bridge"
Private reasons As Collection

' The answer of a function; an error becomes a real error value, its reason is kept for the button Explain.
Private Function XlcostAnswer(functionName As String, ByVal given As Variant) As Variant
    Dim index As Long, values() As Variant
    On Error GoTo failed
    ReDim values(LBound(given) To UBound(given))
    For index = LBound(given) To UBound(given)
        If IsObject(given(index)) Then
            values(index) = XlcostCells(given(index))
        ElseIf Not IsMissing(given(index)) Then
            values(index) = given(index)
        End If
    Next index
    XlcostAnswer = XlcostShown(XLPy.CallUDF(BRIDGE, functionName, values))
    Exit Function
failed:
    XlcostAnswer = XlcostError("#VALUE!", "Python could not be called: " & Err.Description & "; run xlcost doctor")
End Function

' The values of a range; of whole columns only the part that is in use.
Private Function XlcostCells(ByVal area As Object) As Variant
    If area.Rows.Count = area.Worksheet.Rows.Count Then
        Set area = area.Application.Intersect(area, area.Worksheet.UsedRange)
        If area Is Nothing Then Exit Function
    End If
    XlcostCells = area.Value2
End Function

Private Function XlcostShown(ByVal answer As Variant) As Variant
    Dim row As Long
    If IsArray(answer) Then
        For row = LBound(answer, 1) To UBound(answer, 1)
            answer(row, LBound(answer, 2)) = XlcostCell(answer(row, LBound(answer, 2)))
        Next row
        XlcostShown = answer
    Else
        XlcostShown = XlcostCell(answer)
    End If
End Function

Private Function XlcostCell(ByVal answer As Variant) As Variant
    Dim gap As Long
    XlcostCell = answer
    If VarType(answer) <> vbString Then Exit Function
    If Left$(answer, 1) <> Chr$(27) Then Exit Function
    gap = InStr(answer, " ")
    XlcostCell = XlcostError(Mid$(answer, 2, gap - 2), Mid$(answer, gap + 1))
End Function

Private Function XlcostError(ByVal shown As String, ByVal sentence As String) As Variant
    XlcostKeep sentence
    Select Case shown
        Case "#N/A": XlcostError = CVErr(2042)
        Case "#NUM!": XlcostError = CVErr(2036)
        Case "#NAME?": XlcostError = CVErr(2029)
        Case "#REF!": XlcostError = CVErr(2023)
        Case "#DIV/0!": XlcostError = CVErr(2007)
        Case "#NULL!": XlcostError = CVErr(2000)
        Case Else: XlcostError = CVErr(2015)
    End Select
End Function

Private Sub XlcostKeep(ByVal sentence As String)
    Dim cell As String
    ' called from a macro there is no cell, and a cell without a reason has none to remove
    On Error Resume Next
    If reasons Is Nothing Then Set reasons = New Collection
    cell = Application.Caller.Address(True, True, 1, True)
    If cell = "" Then Exit Sub
    reasons.Remove cell
    reasons.Add sentence, cell
End Sub

' Why a cell shows an error; empty when xlcost has nothing to say about it.
Public Function XlcostReason(ByVal cell As Object) As String
    If Not IsError(cell.Value) Then Exit Function
    On Error Resume Next
    XlcostReason = reasons(cell.Address(True, True, 1, True))
End Function

' The account and the balancing account that a value entry is posted to, one below the other.
Public Function XLCOST_ACCOUNTPAIR(movement As Variant, entry_type As Variant, Optional expected As Variant, _
        Optional location As Variant, Optional inventory_posting_group As Variant, _
        Optional business_group As Variant, Optional product_group As Variant, _
        Optional variance_type As Variant, Optional tables_1 As Variant, Optional tables_2 As Variant, _
        Optional tables_3 As Variant, Optional tables_4 As Variant, Optional tables_5 As Variant, _
        Optional tables_6 As Variant, Optional tables_7 As Variant, Optional tables_8 As Variant, _
        Optional tables_9 As Variant, Optional tables_10 As Variant, Optional tables_11 As Variant, _
        Optional tables_12 As Variant, Optional tables_13 As Variant, Optional tables_14 As Variant, _
        Optional tables_15 As Variant, Optional tables_16 As Variant, Optional tables_17 As Variant, _
        Optional tables_18 As Variant, Optional tables_19 As Variant, _
        Optional tables_20 As Variant) As Variant
    XLCOST_ACCOUNTPAIR = XlcostAnswer("XLCOST_ACCOUNTPAIR", Array(movement, entry_type, expected, location, _
        inventory_posting_group, business_group, product_group, variance_type, tables_1, tables_2, tables_3, _
        tables_4, tables_5, tables_6, tables_7, tables_8, tables_9, tables_10, tables_11, tables_12, _
        tables_13, tables_14, tables_15, tables_16, tables_17, tables_18, tables_19, tables_20))
End Function

' Hands out an amount over targets by percent in cents, what rounding leaves goes into the next target.
Public Function XLCOST_ALLOCATE(amount As Variant, line_percents As Variant) As Variant
    XLCOST_ALLOCATE = XlcostAnswer("XLCOST_ALLOCATE", Array(amount, line_percents))
End Function

' What issuing a quantity costs at the average of what is in stock at the end of the day.
Public Function XLCOST_AVERAGECOST(movements As Variant, quantity As Variant, Optional item As Variant, _
        Optional on_date As Variant) As Variant
    XLCOST_AVERAGECOST = XlcostAnswer("XLCOST_AVERAGECOST", Array(movements, quantity, item, on_date))
End Function

' Sum of cost entries by filters over cost types, centers, objects and days.
Public Function XLCOST_BALANCE(entries As Variant, Optional cost_types As Variant, _
        Optional cost_centers As Variant, Optional cost_objects As Variant, Optional from_date As Variant, _
        Optional to_date As Variant) As Variant
    XLCOST_BALANCE = XlcostAnswer("XLCOST_BALANCE", Array(entries, cost_types, cost_centers, cost_objects, _
        from_date, to_date))
End Function

' Sum of cost budget entries by budget and filters over cost types, centers, objects and days.
Public Function XLCOST_BUDGET(budget_entries As Variant, Optional budget As Variant, _
        Optional cost_types As Variant, Optional cost_centers As Variant, Optional cost_objects As Variant, _
        Optional from_date As Variant, Optional to_date As Variant) As Variant
    XLCOST_BUDGET = XlcostAnswer("XLCOST_BUDGET", Array(budget_entries, budget, cost_types, cost_centers, _
        cost_objects, from_date, to_date))
End Function

' Actual in percent of the budget with two places, both by the same filters; 0 without a budget.
Public Function XLCOST_BUDGETPERCENT(entries As Variant, budget_entries As Variant, _
        Optional budget As Variant, Optional cost_types As Variant, Optional cost_centers As Variant, _
        Optional cost_objects As Variant, Optional from_date As Variant, _
        Optional to_date As Variant) As Variant
    XLCOST_BUDGETPERCENT = XlcostAnswer("XLCOST_BUDGETPERCENT", Array(entries, budget_entries, budget, _
        cost_types, cost_centers, cost_objects, from_date, to_date))
End Function

' An amount in another currency by the rates of a day, rounded to that currency; #N/A without a rate.
Public Function XLCOST_CONVERT(amount As Variant, from_currency As Variant, to_currency As Variant, _
        on_date As Variant, Optional tables_1 As Variant, Optional tables_2 As Variant, _
        Optional tables_3 As Variant, Optional tables_4 As Variant, Optional tables_5 As Variant, _
        Optional tables_6 As Variant, Optional tables_7 As Variant, Optional tables_8 As Variant, _
        Optional tables_9 As Variant, Optional tables_10 As Variant, Optional tables_11 As Variant, _
        Optional tables_12 As Variant, Optional tables_13 As Variant, Optional tables_14 As Variant, _
        Optional tables_15 As Variant, Optional tables_16 As Variant, Optional tables_17 As Variant, _
        Optional tables_18 As Variant, Optional tables_19 As Variant, _
        Optional tables_20 As Variant) As Variant
    XLCOST_CONVERT = XlcostAnswer("XLCOST_CONVERT", Array(amount, from_currency, to_currency, on_date, _
        tables_1, tables_2, tables_3, tables_4, tables_5, tables_6, tables_7, tables_8, tables_9, tables_10, _
        tables_11, tables_12, tables_13, tables_14, tables_15, tables_16, tables_17, tables_18, tables_19, _
        tables_20))
End Function

' A quantity in another unit of the same group: 2 days are 16 hours; #N/A when the units do not convert.
Public Function XLCOST_CONVERTUNIT(quantity As Variant, from_unit As Variant, to_unit As Variant, _
        Optional tables_1 As Variant, Optional tables_2 As Variant, Optional tables_3 As Variant, _
        Optional tables_4 As Variant, Optional tables_5 As Variant, Optional tables_6 As Variant, _
        Optional tables_7 As Variant, Optional tables_8 As Variant, Optional tables_9 As Variant, _
        Optional tables_10 As Variant, Optional tables_11 As Variant, Optional tables_12 As Variant, _
        Optional tables_13 As Variant, Optional tables_14 As Variant, Optional tables_15 As Variant, _
        Optional tables_16 As Variant, Optional tables_17 As Variant, Optional tables_18 As Variant, _
        Optional tables_19 As Variant, Optional tables_20 As Variant) As Variant
    XLCOST_CONVERTUNIT = XlcostAnswer("XLCOST_CONVERTUNIT", Array(quantity, from_unit, to_unit, tables_1, _
        tables_2, tables_3, tables_4, tables_5, tables_6, tables_7, tables_8, tables_9, tables_10, tables_11, _
        tables_12, tables_13, tables_14, tables_15, tables_16, tables_17, tables_18, tables_19, tables_20))
End Function

' The cost type whose G/L account range holds an account; #N/A when none does.
Public Function XLCOST_COSTTYPE(account As Variant, Optional tables_1 As Variant, _
        Optional tables_2 As Variant, Optional tables_3 As Variant, Optional tables_4 As Variant, _
        Optional tables_5 As Variant, Optional tables_6 As Variant, Optional tables_7 As Variant, _
        Optional tables_8 As Variant, Optional tables_9 As Variant, Optional tables_10 As Variant, _
        Optional tables_11 As Variant, Optional tables_12 As Variant, Optional tables_13 As Variant, _
        Optional tables_14 As Variant, Optional tables_15 As Variant, Optional tables_16 As Variant, _
        Optional tables_17 As Variant, Optional tables_18 As Variant, Optional tables_19 As Variant, _
        Optional tables_20 As Variant) As Variant
    XLCOST_COSTTYPE = XlcostAnswer("XLCOST_COSTTYPE", Array(account, tables_1, tables_2, tables_3, tables_4, _
        tables_5, tables_6, tables_7, tables_8, tables_9, tables_10, tables_11, tables_12, tables_13, _
        tables_14, tables_15, tables_16, tables_17, tables_18, tables_19, tables_20))
End Function

' A day moved by a date formula such as 1M+CM; -CM is the start of the month.
Public Function XLCOST_DATEFORMULA(day As Variant, formula As Variant) As Variant
    XLCOST_DATEFORMULA = XlcostAnswer("XLCOST_DATEFORMULA", Array(day, formula))
End Function

' Cost rate of an expense category on a project; #N/A when there is no price.
Public Function XLCOST_EXPENSERATE(project As Variant, on_date As Variant, category As Variant, _
        Optional unit As Variant, Optional tables_1 As Variant, Optional tables_2 As Variant, _
        Optional tables_3 As Variant, Optional tables_4 As Variant, Optional tables_5 As Variant, _
        Optional tables_6 As Variant, Optional tables_7 As Variant, Optional tables_8 As Variant, _
        Optional tables_9 As Variant, Optional tables_10 As Variant, Optional tables_11 As Variant, _
        Optional tables_12 As Variant, Optional tables_13 As Variant, Optional tables_14 As Variant, _
        Optional tables_15 As Variant, Optional tables_16 As Variant, Optional tables_17 As Variant, _
        Optional tables_18 As Variant, Optional tables_19 As Variant, _
        Optional tables_20 As Variant) As Variant
    XLCOST_EXPENSERATE = XlcostAnswer("XLCOST_EXPENSERATE", Array(project, on_date, category, unit, tables_1, _
        tables_2, tables_3, tables_4, tables_5, tables_6, tables_7, tables_8, tables_9, tables_10, tables_11, _
        tables_12, tables_13, tables_14, tables_15, tables_16, tables_17, tables_18, tables_19, tables_20))
End Function

' How the price of a line came about, or why it has none, from the chosen list to the amount.
Public Function XLCOST_EXPLAIN(side As Variant, kind As Variant, headings As Variant, line_ As Variant, _
        Optional tables_1 As Variant, Optional tables_2 As Variant, Optional tables_3 As Variant, _
        Optional tables_4 As Variant, Optional tables_5 As Variant, Optional tables_6 As Variant, _
        Optional tables_7 As Variant, Optional tables_8 As Variant, Optional tables_9 As Variant, _
        Optional tables_10 As Variant, Optional tables_11 As Variant, Optional tables_12 As Variant, _
        Optional tables_13 As Variant, Optional tables_14 As Variant, Optional tables_15 As Variant, _
        Optional tables_16 As Variant, Optional tables_17 As Variant, Optional tables_18 As Variant, _
        Optional tables_19 As Variant, Optional tables_20 As Variant) As Variant
    XLCOST_EXPLAIN = XlcostAnswer("XLCOST_EXPLAIN", Array(side, kind, headings, line_, tables_1, tables_2, _
        tables_3, tables_4, tables_5, tables_6, tables_7, tables_8, tables_9, tables_10, tables_11, _
        tables_12, tables_13, tables_14, tables_15, tables_16, tables_17, tables_18, tables_19, tables_20))
End Function

' What issuing a quantity costs when the oldest receipts are used up first.
Public Function XLCOST_FIFOCOST(movements As Variant, quantity As Variant, Optional item As Variant, _
        Optional on_date As Variant) As Variant
    XLCOST_FIFOCOST = XlcostAnswer("XLCOST_FIFOCOST", Array(movements, quantity, item, on_date))
End Function

' Whether a code passes a filter; ranges compare codes as text.
Public Function XLCOST_FILTERMATCH(Optional code As Variant, Optional filter_text As Variant) As Variant
    XLCOST_FILTERMATCH = XlcostAnswer("XLCOST_FILTERMATCH", Array(code, filter_text))
End Function

' Invoiced inventory value at the end of a day, as the inventory valuation shows it.
Public Function XLCOST_INVENTORYVALUE(on_date As Variant, Optional items As Variant, _
        Optional locations As Variant, Optional tables_1 As Variant, Optional tables_2 As Variant, _
        Optional tables_3 As Variant, Optional tables_4 As Variant, Optional tables_5 As Variant, _
        Optional tables_6 As Variant, Optional tables_7 As Variant, Optional tables_8 As Variant, _
        Optional tables_9 As Variant, Optional tables_10 As Variant, Optional tables_11 As Variant, _
        Optional tables_12 As Variant, Optional tables_13 As Variant, Optional tables_14 As Variant, _
        Optional tables_15 As Variant, Optional tables_16 As Variant, Optional tables_17 As Variant, _
        Optional tables_18 As Variant, Optional tables_19 As Variant, _
        Optional tables_20 As Variant) As Variant
    XLCOST_INVENTORYVALUE = XlcostAnswer("XLCOST_INVENTORYVALUE", Array(on_date, items, locations, tables_1, _
        tables_2, tables_3, tables_4, tables_5, tables_6, tables_7, tables_8, tables_9, tables_10, tables_11, _
        tables_12, tables_13, tables_14, tables_15, tables_16, tables_17, tables_18, tables_19, tables_20))
End Function

' What issuing a quantity costs when the newest receipts are used up first.
Public Function XLCOST_LIFOCOST(movements As Variant, quantity As Variant, Optional item As Variant, _
        Optional on_date As Variant) As Variant
    XLCOST_LIFOCOST = XlcostAnswer("XLCOST_LIFOCOST", Array(movements, quantity, item, on_date))
End Function

' Cost rate of a product on a project; #N/A when there is no price.
Public Function XLCOST_MATERIALRATE(project As Variant, on_date As Variant, product As Variant, _
        Optional unit As Variant, Optional tables_1 As Variant, Optional tables_2 As Variant, _
        Optional tables_3 As Variant, Optional tables_4 As Variant, Optional tables_5 As Variant, _
        Optional tables_6 As Variant, Optional tables_7 As Variant, Optional tables_8 As Variant, _
        Optional tables_9 As Variant, Optional tables_10 As Variant, Optional tables_11 As Variant, _
        Optional tables_12 As Variant, Optional tables_13 As Variant, Optional tables_14 As Variant, _
        Optional tables_15 As Variant, Optional tables_16 As Variant, Optional tables_17 As Variant, _
        Optional tables_18 As Variant, Optional tables_19 As Variant, _
        Optional tables_20 As Variant) As Variant
    XLCOST_MATERIALRATE = XlcostAnswer("XLCOST_MATERIALRATE", Array(project, on_date, product, unit, _
        tables_1, tables_2, tables_3, tables_4, tables_5, tables_6, tables_7, tables_8, tables_9, tables_10, _
        tables_11, tables_12, tables_13, tables_14, tables_15, tables_16, tables_17, tables_18, tables_19, _
        tables_20))
End Function

' Percents of shares with five places, as allocation targets have them; they add up to exactly 100.
Public Function XLCOST_PERCENTS(shares As Variant) As Variant
    XLCOST_PERCENTS = XlcostAnswer("XLCOST_PERCENTS", Array(shares))
End Function

' Last day of the calendar day, week, month, quarter or year that holds a day.
Public Function XLCOST_PERIODEND(day As Variant, Optional period As Variant) As Variant
    XLCOST_PERIODEND = XlcostAnswer("XLCOST_PERIODEND", Array(day, period))
End Function

' First day of the calendar day, week, month, quarter or year that holds a day.
Public Function XLCOST_PERIODSTART(day As Variant, Optional period As Variant) As Variant
    XLCOST_PERIODSTART = XlcostAnswer("XLCOST_PERIODSTART", Array(day, period))
End Function

' Cost rate of a time, expense or material line, resolved like a run does; #N/A when there is no price.
Public Function XLCOST_RATE(kind As Variant, headings As Variant, line_ As Variant, _
        Optional tables_1 As Variant, Optional tables_2 As Variant, Optional tables_3 As Variant, _
        Optional tables_4 As Variant, Optional tables_5 As Variant, Optional tables_6 As Variant, _
        Optional tables_7 As Variant, Optional tables_8 As Variant, Optional tables_9 As Variant, _
        Optional tables_10 As Variant, Optional tables_11 As Variant, Optional tables_12 As Variant, _
        Optional tables_13 As Variant, Optional tables_14 As Variant, Optional tables_15 As Variant, _
        Optional tables_16 As Variant, Optional tables_17 As Variant, Optional tables_18 As Variant, _
        Optional tables_19 As Variant, Optional tables_20 As Variant) As Variant
    XLCOST_RATE = XlcostAnswer("XLCOST_RATE", Array(kind, headings, line_, tables_1, tables_2, tables_3, _
        tables_4, tables_5, tables_6, tables_7, tables_8, tables_9, tables_10, tables_11, tables_12, _
        tables_13, tables_14, tables_15, tables_16, tables_17, tables_18, tables_19, tables_20))
End Function

' Cost rates of all lines of a range as a column; #N/A for a line without a price.
Public Function XLCOST_RATES(kind As Variant, lines As Variant, Optional tables_1 As Variant, _
        Optional tables_2 As Variant, Optional tables_3 As Variant, Optional tables_4 As Variant, _
        Optional tables_5 As Variant, Optional tables_6 As Variant, Optional tables_7 As Variant, _
        Optional tables_8 As Variant, Optional tables_9 As Variant, Optional tables_10 As Variant, _
        Optional tables_11 As Variant, Optional tables_12 As Variant, Optional tables_13 As Variant, _
        Optional tables_14 As Variant, Optional tables_15 As Variant, Optional tables_16 As Variant, _
        Optional tables_17 As Variant, Optional tables_18 As Variant, Optional tables_19 As Variant, _
        Optional tables_20 As Variant) As Variant
    XLCOST_RATES = XlcostAnswer("XLCOST_RATES", Array(kind, lines, tables_1, tables_2, tables_3, tables_4, _
        tables_5, tables_6, tables_7, tables_8, tables_9, tables_10, tables_11, tables_12, tables_13, _
        tables_14, tables_15, tables_16, tables_17, tables_18, tables_19, tables_20))
End Function

' Recognised costs of an open project or WIP total by the rule of its method.
Public Function XLCOST_RECOGNIZEDCOSTS(wip_method As Variant, budget_cost As Variant, _
        budget_price As Variant, billable_price As Variant, usage_cost As Variant, usage_price As Variant, _
        invoiced_cost As Variant, invoiced_price As Variant, Optional tables_1 As Variant, _
        Optional tables_2 As Variant, Optional tables_3 As Variant, Optional tables_4 As Variant, _
        Optional tables_5 As Variant, Optional tables_6 As Variant, Optional tables_7 As Variant, _
        Optional tables_8 As Variant, Optional tables_9 As Variant, Optional tables_10 As Variant, _
        Optional tables_11 As Variant, Optional tables_12 As Variant, Optional tables_13 As Variant, _
        Optional tables_14 As Variant, Optional tables_15 As Variant, Optional tables_16 As Variant, _
        Optional tables_17 As Variant, Optional tables_18 As Variant, Optional tables_19 As Variant, _
        Optional tables_20 As Variant) As Variant
    XLCOST_RECOGNIZEDCOSTS = XlcostAnswer("XLCOST_RECOGNIZEDCOSTS", Array(wip_method, budget_cost, _
        budget_price, billable_price, usage_cost, usage_price, invoiced_cost, invoiced_price, tables_1, _
        tables_2, tables_3, tables_4, tables_5, tables_6, tables_7, tables_8, tables_9, tables_10, tables_11, _
        tables_12, tables_13, tables_14, tables_15, tables_16, tables_17, tables_18, tables_19, tables_20))
End Function

' Recognised sales of an open project or WIP total by the rule of its method.
Public Function XLCOST_RECOGNIZEDSALES(wip_method As Variant, budget_cost As Variant, _
        budget_price As Variant, billable_price As Variant, usage_cost As Variant, usage_price As Variant, _
        invoiced_cost As Variant, invoiced_price As Variant, Optional tables_1 As Variant, _
        Optional tables_2 As Variant, Optional tables_3 As Variant, Optional tables_4 As Variant, _
        Optional tables_5 As Variant, Optional tables_6 As Variant, Optional tables_7 As Variant, _
        Optional tables_8 As Variant, Optional tables_9 As Variant, Optional tables_10 As Variant, _
        Optional tables_11 As Variant, Optional tables_12 As Variant, Optional tables_13 As Variant, _
        Optional tables_14 As Variant, Optional tables_15 As Variant, Optional tables_16 As Variant, _
        Optional tables_17 As Variant, Optional tables_18 As Variant, Optional tables_19 As Variant, _
        Optional tables_20 As Variant) As Variant
    XLCOST_RECOGNIZEDSALES = XlcostAnswer("XLCOST_RECOGNIZEDSALES", Array(wip_method, budget_cost, _
        budget_price, billable_price, usage_cost, usage_price, invoiced_cost, invoiced_price, tables_1, _
        tables_2, tables_3, tables_4, tables_5, tables_6, tables_7, tables_8, tables_9, tables_10, tables_11, _
        tables_12, tables_13, tables_14, tables_15, tables_16, tables_17, tables_18, tables_19, tables_20))
End Function

' Rounds an amount to the nearest multiple of a precision, halves away from zero.
Public Function XLCOST_ROUNDHALF(amount As Variant, Optional precision As Variant) As Variant
    XLCOST_ROUNDHALF = XlcostAnswer("XLCOST_ROUNDHALF", Array(amount, precision))
End Function

' Sales rate of a time, expense or material line, resolved like a run does; #N/A when there is no price.
Public Function XLCOST_SALESRATE(kind As Variant, headings As Variant, line_ As Variant, _
        Optional tables_1 As Variant, Optional tables_2 As Variant, Optional tables_3 As Variant, _
        Optional tables_4 As Variant, Optional tables_5 As Variant, Optional tables_6 As Variant, _
        Optional tables_7 As Variant, Optional tables_8 As Variant, Optional tables_9 As Variant, _
        Optional tables_10 As Variant, Optional tables_11 As Variant, Optional tables_12 As Variant, _
        Optional tables_13 As Variant, Optional tables_14 As Variant, Optional tables_15 As Variant, _
        Optional tables_16 As Variant, Optional tables_17 As Variant, Optional tables_18 As Variant, _
        Optional tables_19 As Variant, Optional tables_20 As Variant) As Variant
    XLCOST_SALESRATE = XlcostAnswer("XLCOST_SALESRATE", Array(kind, headings, line_, tables_1, tables_2, _
        tables_3, tables_4, tables_5, tables_6, tables_7, tables_8, tables_9, tables_10, tables_11, _
        tables_12, tables_13, tables_14, tables_15, tables_16, tables_17, tables_18, tables_19, tables_20))
End Function

' Sales rates of all lines of a range as a column; #N/A for a line without a price.
Public Function XLCOST_SALESRATES(kind As Variant, lines As Variant, Optional tables_1 As Variant, _
        Optional tables_2 As Variant, Optional tables_3 As Variant, Optional tables_4 As Variant, _
        Optional tables_5 As Variant, Optional tables_6 As Variant, Optional tables_7 As Variant, _
        Optional tables_8 As Variant, Optional tables_9 As Variant, Optional tables_10 As Variant, _
        Optional tables_11 As Variant, Optional tables_12 As Variant, Optional tables_13 As Variant, _
        Optional tables_14 As Variant, Optional tables_15 As Variant, Optional tables_16 As Variant, _
        Optional tables_17 As Variant, Optional tables_18 As Variant, Optional tables_19 As Variant, _
        Optional tables_20 As Variant) As Variant
    XLCOST_SALESRATES = XlcostAnswer("XLCOST_SALESRATES", Array(kind, lines, tables_1, tables_2, tables_3, _
        tables_4, tables_5, tables_6, tables_7, tables_8, tables_9, tables_10, tables_11, tables_12, _
        tables_13, tables_14, tables_15, tables_16, tables_17, tables_18, tables_19, tables_20))
End Function

' Spreads an amount over shares; the parts add up to exactly the amount, the rest is carried on.
Public Function XLCOST_SPREAD(amount As Variant, shares As Variant, Optional precision As Variant) As Variant
    XLCOST_SPREAD = XlcostAnswer("XLCOST_SPREAD", Array(amount, shares, precision))
End Function

' Cost rate of time of a role on a project; #N/A when there is no price.
Public Function XLCOST_TIMERATE(project As Variant, on_date As Variant, role As Variant, unit As Variant, _
        Optional resourcing_unit As Variant, Optional tables_1 As Variant, Optional tables_2 As Variant, _
        Optional tables_3 As Variant, Optional tables_4 As Variant, Optional tables_5 As Variant, _
        Optional tables_6 As Variant, Optional tables_7 As Variant, Optional tables_8 As Variant, _
        Optional tables_9 As Variant, Optional tables_10 As Variant, Optional tables_11 As Variant, _
        Optional tables_12 As Variant, Optional tables_13 As Variant, Optional tables_14 As Variant, _
        Optional tables_15 As Variant, Optional tables_16 As Variant, Optional tables_17 As Variant, _
        Optional tables_18 As Variant, Optional tables_19 As Variant, _
        Optional tables_20 As Variant) As Variant
    XLCOST_TIMERATE = XlcostAnswer("XLCOST_TIMERATE", Array(project, on_date, role, unit, resourcing_unit, _
        tables_1, tables_2, tables_3, tables_4, tables_5, tables_6, tables_7, tables_8, tables_9, tables_10, _
        tables_11, tables_12, tables_13, tables_14, tables_15, tables_16, tables_17, tables_18, tables_19, _
        tables_20))
End Function

' How many of one unit another one is: a day is 8 hours; #N/A when the units do not convert.
Public Function XLCOST_UNITFACTOR(from_unit As Variant, to_unit As Variant, Optional tables_1 As Variant, _
        Optional tables_2 As Variant, Optional tables_3 As Variant, Optional tables_4 As Variant, _
        Optional tables_5 As Variant, Optional tables_6 As Variant, Optional tables_7 As Variant, _
        Optional tables_8 As Variant, Optional tables_9 As Variant, Optional tables_10 As Variant, _
        Optional tables_11 As Variant, Optional tables_12 As Variant, Optional tables_13 As Variant, _
        Optional tables_14 As Variant, Optional tables_15 As Variant, Optional tables_16 As Variant, _
        Optional tables_17 As Variant, Optional tables_18 As Variant, Optional tables_19 As Variant, _
        Optional tables_20 As Variant) As Variant
    XLCOST_UNITFACTOR = XlcostAnswer("XLCOST_UNITFACTOR", Array(from_unit, to_unit, tables_1, tables_2, _
        tables_3, tables_4, tables_5, tables_6, tables_7, tables_8, tables_9, tables_10, tables_11, _
        tables_12, tables_13, tables_14, tables_15, tables_16, tables_17, tables_18, tables_19, tables_20))
End Function

' Actual less budget, both by the same filters; positive = more was spent than budgeted.
Public Function XLCOST_VARIANCE(entries As Variant, budget_entries As Variant, Optional budget As Variant, _
        Optional cost_types As Variant, Optional cost_centers As Variant, Optional cost_objects As Variant, _
        Optional from_date As Variant, Optional to_date As Variant) As Variant
    XLCOST_VARIANCE = XlcostAnswer("XLCOST_VARIANCE", Array(entries, budget_entries, budget, cost_types, _
        cost_centers, cost_objects, from_date, to_date))
End Function

' Work in process of an open project: cost not recognised yet plus sales recognised beyond the invoices.
Public Function XLCOST_WIP(wip_method As Variant, budget_cost As Variant, budget_price As Variant, _
        billable_price As Variant, usage_cost As Variant, usage_price As Variant, invoiced_cost As Variant, _
        invoiced_price As Variant, Optional tables_1 As Variant, Optional tables_2 As Variant, _
        Optional tables_3 As Variant, Optional tables_4 As Variant, Optional tables_5 As Variant, _
        Optional tables_6 As Variant, Optional tables_7 As Variant, Optional tables_8 As Variant, _
        Optional tables_9 As Variant, Optional tables_10 As Variant, Optional tables_11 As Variant, _
        Optional tables_12 As Variant, Optional tables_13 As Variant, Optional tables_14 As Variant, _
        Optional tables_15 As Variant, Optional tables_16 As Variant, Optional tables_17 As Variant, _
        Optional tables_18 As Variant, Optional tables_19 As Variant, _
        Optional tables_20 As Variant) As Variant
    XLCOST_WIP = XlcostAnswer("XLCOST_WIP", Array(wip_method, budget_cost, budget_price, billable_price, _
        usage_cost, usage_price, invoiced_cost, invoiced_price, tables_1, tables_2, tables_3, tables_4, _
        tables_5, tables_6, tables_7, tables_8, tables_9, tables_10, tables_11, tables_12, tables_13, _
        tables_14, tables_15, tables_16, tables_17, tables_18, tables_19, tables_20))
End Function
