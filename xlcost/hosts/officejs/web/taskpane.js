// The task pane: sends the tables of the open workbook, carries out the steps that come back, shows the report.
"use strict";

const PANE = (() => {
  const element = (id) => document.getElementById(id);

  async function load(context) {
    const tables = context.workbook.tables.load("items/name,items/showTotals");
    const sheets = context.workbook.worksheets.load("items/name");
    const names = context.workbook.load("name,use1904DateSystem");
    await context.sync();
    const found = tables.items.map((table) => ({ name: table.name, totals: table.showTotals, sheet: table.worksheet.load("name"), range: cells(table.getRange()) }));
    await context.sync();
    const taken = new Set(found.map((table) => table.sheet.name));
    const plain = sheets.items.filter((sheet) => !taken.has(sheet.name)).map((sheet) => ({ sheet, range: cells(sheet.getUsedRangeOrNullObject(true)) }));
    await context.sync();
    return {
      name: names.name,
      date1904: Boolean(names.use1904DateSystem),
      sheets: sheets.items.map((sheet) => sheet.name),
      tables: found.map((table) => ({ name: table.name, totals: table.totals, sheet: table.sheet.name, ...block(table.range) })),
      ranges: plain.filter((each) => !each.range.isNullObject).map((each) => ({ sheet: each.sheet.name, ...block(each.range) })),
    };
  }

  function cells(range) {
    return range.load("values,valueTypes,rowIndex,columnIndex");
  }

  function block(range) {
    const cell = (value, type) => (type === "Error" ? { error: String(value) } : value === "" ? null : value);
    const values = range.values.map((row, r) => row.map((value, c) => cell(value, range.valueTypes[r][c])));
    return { row: range.rowIndex + 1, column: range.columnIndex + 1, values };
  }

  const at = (context, step, rows, columns) =>
    context.workbook.worksheets.getItem(step.sheet).getRangeByIndexes(step.row - 1, step.column - 1, rows, columns);
  const whole = (context, step) => at(context, step, step.last_row - step.row + 1, step.last_column - step.column + 1);

  const DO = {
    sheet: (context, step) => context.workbook.worksheets.add(step.sheet),
    totals: (context, step) => { context.workbook.tables.getItem(step.table).showTotals = step.shown; },
    write: (context, step) => {
      const range = at(context, step, step.values.length, 1);
      if (step.format && step.format !== "General") range.numberFormat = step.values.map(() => [step.format]);
      range.values = step.values;
    },
    delete: (context, step) => {
      const width = step.last_column - step.column + 1;
      for (const row of step.rows) at(context, { ...step, row }, 1, width).delete("Up");
    },
    clear: (context, step) => whole(context, step).clear("Contents"),
    resize: (context, step) => context.workbook.tables.getItem(step.table).resize(whole(context, step)),
    table: (context, step) => {
      const table = context.workbook.tables.add(whole(context, step), true);
      table.name = step.table;
    },
  };

  async function apply(context, steps) {
    const room = steps.filter((step) => step.do === "room").map((step) => [step, whole(context, step).load("values")]);
    await context.sync();
    for (const [step, range] of room) {
      if (range.values.some((row) => row.some((value) => value !== ""))) {
        throw new Error(`Nothing was written: cells of yours stand in the way on sheet ${step.sheet}, rows ${step.row} to ${step.last_row}; move them and run again.`);
      }
    }
    for (const step of steps.filter((each) => each.do !== "room")) DO[step.do](context, step);
    await context.sync();
  }

  function list(id, rows, text, marked) {
    element(id).replaceChildren(...rows.map((row) => {
      const item = document.createElement("li");
      item.textContent = text(row);
      if (marked && marked(row)) item.className = "error";
      return item;
    }));
  }

  function show(found, dry) {
    const tables = found.tables.length ? `${dry ? "A run would write" : "Written"}: ${found.tables.join(", ")}.` : "Nothing to write.";
    element("status").textContent = found.outcome === "error" ? `An operation failed. ${tables}` : tables;
    list("operations", found.operations, (row) => `${row.operation}: ${row.message}`, (row) => row.outcome === "error");
    list("problems", found.problems, (row) => `${row.code}: ${row.message} (${row.sheet} row ${row.row}); ${row.remedy}`, (row) => row.severity === "error");
    list("skipped", found.skipped, (row) => `${row.table} ${row.entry_no} (${row.sheet} row ${row.row}): ${row.reason}; ${row.remedy}`);
  }

  async function run(dry) {
    const buttons = [element("run"), element("dry-run")];
    buttons.forEach((button) => { button.disabled = true; });
    element("status").textContent = "Running...";
    try {
      await Excel.run(async (context) => {
        const found = await XLCOST.post("/run", { book: await load(context), dry_run: dry });
        await apply(context, found.steps);
        show(found, dry);
      });
    } catch (fault) {
      element("status").textContent = fault.message;
    } finally {
      buttons.forEach((button) => { button.disabled = false; });
    }
  }

  Office.onReady(() => {
    element("run").onclick = () => run(false);
    element("dry-run").onclick = () => run(true);
  });
  return { run };
})();
globalThis.PANE = PANE;
