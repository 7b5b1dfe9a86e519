' Fills a form in as its reader would: a value beside its label, or in the first empty row under its heading.
' `answers` is a file of lines: "label" or "heading", what the cell reads, the value; with tabs between. Nothing is saved when one
' has no place.

Sub Fill(source As String, target As String, filter As String, answers As String)
    Dim hidden(0) As New com.sun.star.beans.PropertyValue
    hidden(0).Name = "Hidden"
    hidden(0).Value = True
    Dim document As Object
    document = StarDesktop.loadComponentFromURL(ConvertToURL(source), "_blank", 0, hidden())

    Dim lines As Object
    lines = CreateUnoService("com.sun.star.io.TextInputStream")
    lines.setInputStream(CreateUnoService("com.sun.star.ucb.SimpleFileAccess").openFileRead(ConvertToURL(answers)))
    lines.setEncoding("UTF-8")
    Dim isFilled As Boolean
    isFilled = True
    Do While Not lines.isEOF()
        Dim answer As Variant
        answer = Split(lines.readLine(), Chr(9))
        If UBound(answer) = 2 Then isFilled = FillIn(document, answer(0) = "heading", answer(1), answer(2)) And isFilled
    Loop
    lines.closeInput()

    Dim arguments(0) As New com.sun.star.beans.PropertyValue
    arguments(0).Name = "FilterName"
    arguments(0).Value = filter
    If isFilled Then document.storeToURL(ConvertToURL(target), arguments())
    document.close(True)
    StarDesktop.terminate()
End Sub

Function FillIn(document As Object, isHeading As Boolean, label As String, value As String) As Boolean
    If document.supportsService("com.sun.star.sheet.SpreadsheetDocument") Then
        Dim sheet As Object
        For Each sheet In document.Sheets
            FillIn = FillInGrid(sheet, 20, 200, isHeading, label, value)
            If FillIn Then Exit Function
        Next
    Else
        Dim table As Object
        For Each table In document.TextTables
            FillIn = FillInGrid(table, table.Columns.Count, table.Rows.Count, isHeading, label, value)
            If FillIn Then Exit Function
        Next
    End If
End Function

Function FillInGrid(grid As Object, columns As Long, rows As Long, isHeading As Boolean, label As String, value As String) As Boolean
    Dim row As Long, column As Long
    For row = 0 To rows - 1
        For column = 0 To columns - 1
            If Trim(grid.getCellByPosition(column, row).String) = label Then
                Dim inHeadings As Boolean
                inHeadings = False
                If column > 0 Then inHeadings = grid.getCellByPosition(column - 1, row).String <> ""
                If column + 1 < columns And Not inHeadings Then inHeadings = grid.getCellByPosition(column + 1, row).String <> ""
                If inHeadings = isHeading Then
                    If isHeading Then
                        Dim free As Long
                        free = row + 1
                        Do While grid.getCellByPosition(column, free).String <> ""
                            free = free + 1
                        Loop
                        Enter(grid.getCellByPosition(column, free), value)
                    Else
                        Enter(grid.getCellByPosition(column + 1, row), value)
                    End If
                    FillInGrid = True
                    Exit Function
                End If
            End If
        Next
    Next
    FillInGrid = False
End Function

' As it is typed: a workbook makes dates of what looks like one.
Sub Enter(cell As Object, value As String)
    If cell.supportsService("com.sun.star.sheet.SheetCell") Then
        cell.FormulaLocal = value
    Else
        cell.String = value
    End If
End Sub
