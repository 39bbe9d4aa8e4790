// The open workbook: its tables read in pieces, the steps of a run carried out in it, and what was written looked at.
"use strict";

const BOOK = (() => {
  // Excel on the web takes 5 MB a request
  const CELLS_AT_A_TIME = 20000, CELLS_A_STEP = 40;

  // ---- reading

  async function load(context, ours) {
    const tables = context.workbook.tables.load("items/name,items/showTotals");
    const sheets = context.workbook.worksheets.load("items/name");
    const book = context.workbook.load("name");
    // the day tells whether the workbook counts from 1900 or 1904
    const day = context.workbook.functions.date(2000, 1, 1).load("value");
    await context.sync();
    const found = tables.items.map((table) => ({ name: table.name, totals: table.showTotals, sheet: table.worksheet.load("name"), range: size(table.getRange()) }));
    await context.sync();
    const taken = new Set(found.map((table) => table.sheet.name));
    const titles = sheets.items.map((sheet) => sheet.name);
    const wanted = await ours(found.map((table) => table.name), titles);
    const plain = sheets.items.filter((sheet, at) => wanted.sheets[at] && !taken.has(sheet.name)).map((sheet) => ({ sheet, range: size(sheet.getUsedRangeOrNullObject(true)) }));
    await context.sync();
    const bySheet = new Set(titles.filter((_, at) => wanted.sheets[at]));
    const whole = (table, at) => wanted.tables[at] || bySheet.has(table.sheet.name);
    const read = reader(context);
    const sent = {
      name: book.name,
      date1904: day.value === 35064,
      sheets: titles,
      tables: [],
      ranges: [],
    };
    for (const [at, table] of found.entries()) {
      const rows = whole(table, at) ? table.range.rowCount : 1;
      sent.tables.push({ name: table.name, totals: whole(table, at) && table.totals, sheet: table.sheet.name, ...(await read.block(table.sheet.name, table.range, rows)) });
    }
    for (const each of plain.filter((one) => !one.range.isNullObject)) {
      sent.ranges.push({ sheet: each.sheet.name, ...(await read.block(each.sheet.name, each.range, each.range.rowCount)) });
    }
    await read.finish();
    return sent;
  }

  const size = (range) => range.load("rowIndex,columnIndex,rowCount,columnCount");

  // small tables travel together, large ones in pieces
  function reader(context) {
    let waiting = [], count = 0;
    async function finish() {
      await context.sync();
      for (const { range, row, found } of waiting) take(range, row, found);
      [waiting, count] = [[], 0];
    }
    async function block(sheet, area, rows) {
      const found = { row: area.rowIndex + 1, column: area.columnIndex + 1, values: [], formulas: [] };
      for (const [first, height] of pieces(rows, area.columnCount)) {
        const range = context.workbook.worksheets.getItem(sheet).getRangeByIndexes(area.rowIndex + first, area.columnIndex, height, area.columnCount);
        waiting.push({ range: range.load("values,valueTypes,formulas"), row: first, found });
        count += height * area.columnCount;
        if (count >= CELLS_AT_A_TIME) await finish();
      }
      return found;
    }
    return { block, finish };
  }

  function* pieces(rows, columns) {
    const height = Math.max(1, Math.floor(CELLS_AT_A_TIME / columns));
    for (let first = 0; first < rows; first += height) yield [first, Math.min(height, rows - first)];
  }

  function take(range, first, found) {
    const cell = (value, type) => (type === "Error" ? { error: String(value) } : value === "" ? null : value);
    range.values.forEach((row, r) => found.values.push(row.map((value, c) => cell(value, range.valueTypes[r][c]))));
    range.formulas.forEach((row, r) => row.forEach((text, c) => {
      // a text that begins with = shows itself
      if (isFormula(text) && text !== range.values[r][c]) found.formulas.push([first + r, c, text]);
    }));
  }

  const isFormula = (text) => typeof text === "string" && text.startsWith("=");

  // ---- writing

  const sheetOf = (context, step) => context.workbook.worksheets.getItem(step.sheet);
  const at = (context, step, row, column, rows, columns) => sheetOf(context, step).getRangeByIndexes(row - 1, column - 1, rows, columns);
  const whole = (context, step) => at(context, step, step.row, step.column, step.last_row - step.row + 1, step.last_column - step.column + 1);

  const DO = {
    sheet: (context, step) => { context.workbook.worksheets.add(step.sheet); },
    drop,
    totals: (context, step) => { context.workbook.tables.getItem(step.table).showTotals = step.shown; },
    delete: (context, step) => { whole(context, step).delete("Up"); },
    insert: (context, step) => { whole(context, step).insert("Down"); },
    clear: (context, step) => { whole(context, step).clear("Contents"); },
    wipe: (context, step) => ["Contents", "Hyperlinks", "Formats"].forEach((what) => whole(context, step).clear(what)),
    resize: (context, step) => { context.workbook.tables.getItem(step.table).resize(whole(context, step)); },
    table: (context, step) => { context.workbook.tables.add(whole(context, step), true).name = step.table; },
    write,
    look,
    dress,
  };

  async function drop(context, step) {
    const sheet = context.workbook.worksheets.getItemOrNullObject(step.sheet).load("name");
    await context.sync();
    if (!sheet.isNullObject) sheet.delete();
  }

  async function write(context, step) {
    const cells = step.formulas || step.values, columns = step.last_column - step.column + 1;
    if (step.like) await format(context, step, cells.length, columns);
    if (!step.like && step.format && step.format !== "General") await formatNew(context, step);
    for (const [first, height] of pieces(cells.length, columns)) {
      const range = at(context, step, step.row + first, step.column, height, columns);
      // the figure first: it stands also where Excel calculates only when asked
      if (step.values) range.values = step.values.slice(first, first + height);
      if (step.formulas) range.formulas = step.formulas.slice(first, first + height);
      await travelled(context, height * columns);
    }
  }

  // small writes travel together
  let waiting = 0;
  async function travelled(context, cells) {
    waiting += cells + CELLS_A_STEP;
    if (waiting >= CELLS_AT_A_TIME) await settled(context);
  }
  async function settled(context) {
    waiting = 0;
    await context.sync();
  }

  // new rows look like those that stand; a day in a cell without a format of its own would show as a number
  async function format(context, step, rows, columns) {
    const sample = at(context, step, step.like, step.column, 1, columns);
    const range = at(context, step, step.row, step.column, rows, columns);
    if (step.row !== step.like || rows > 1) range.copyFrom(sample, "Formats");
    if (!step.day && !step.formulas) return;
    sample.load("numberFormat");
    await settled(context);
    const own = sample.numberFormat[0][0];
    if (step.day && own === "General") range.numberFormat = step.format;
    // in a cell of text a formula would be text, too
    if (step.formulas && own === "@") range.numberFormat = "General";
  }

  async function formatNew(context, step) {
    const range = whole(context, step);
    if (step.only_general) {
      range.load("numberFormat");
      await context.sync();
      if (range.numberFormat[0][0] !== "General") return;
    }
    // one format for all cells travels once
    range.numberFormat = step.format;
  }

  function look(context, step) {
    const sheet = sheetOf(context, step), table = context.workbook.tables.getItem(step.table);
    table.style = step.style;
    sheet.freezePanes.freezeRows(1);
    sheet.tabColor = step.header;
    const header = at(context, step, 1, 1, 1, step.columns.length).format;
    header.fill.color = step.header;
    header.font.color = "#FFFFFF";
    header.font.bold = true;
    header.wrapText = true;
    header.rowHeight = step.height;
    header.verticalAlignment = "Center";
    const top = step.columns.some((column) => column.wrap);
    for (const { column, width, figures, wrap, mark } of step.columns) {
      const body = at(context, step, 2, column, step.rows, 1);
      body.format.columnWidth = width;
      if (wrap) body.format.wrapText = true;
      if (top) body.format.verticalAlignment = "Top";
      if (figures) at(context, step, 1, column, 1, 1).format.horizontalAlignment = "Right";
      if (mark) marked(body);
    }
  }

  // differences
  function marked(range) {
    const rule = range.conditionalFormats.add("CellValue").cellValue;
    rule.format.font.color = "#9C0006";
    rule.format.fill.color = "#FFC7CE";
    rule.rule = { formula1: "0", operator: "NotEqualTo" };
  }

  async function dress(context, step) {
    const width = step.last_column - step.column + 1;
    if (step.plain) {
      const range = whole(context, step);
      range.clear("Hyperlinks");
      range.format.font.bold = false;
      const column = (number) => at(context, step, step.row, number, step.last_row - step.row + 1, 1).format;
      if (step.indent_column) column(step.indent_column).indentLevel = 0;
      for (const number of step.link_columns) {
        const font = column(number).font;
        font.underline = "None";
        font.color = "#000000";
      }
    }
    for (const [first, last] of step.bold) at(context, step, first, step.column, last - first + 1, width).format.font.bold = true;
    for (const [row, column, level] of step.indents) at(context, step, row, column, 1, 1).format.indentLevel = level;
    for (const [row, column, place] of step.links) {
      at(context, step, row, column, 1, 1).hyperlink = { documentReference: place, screenTip: `Go to ${place}` };
      await travelled(context, 1);
    }
  }

  // ---- a run

  async function writable(context, steps) {
    const titles = [...new Set(steps.filter((step) => step.sheet).map((step) => step.sheet))];
    const sheets = titles.map((title) => [title, context.workbook.worksheets.getItemOrNullObject(title).load("name")]);
    const book = context.workbook.protection.load("protected");
    await context.sync();
    const standing = sheets.filter(([, sheet]) => !sheet.isNullObject).map(([title, sheet]) => [title, sheet.protection.load("protected")]);
    const room = steps.filter((step) => step.do === "room").map((step) => [step, whole(context, step).load("values")]);
    await context.sync();
    if (book.protected && steps.some((step) => step.do === "sheet" || step.do === "drop")) {
      throw new Error("Nothing was written: the structure of the workbook is protected, so that no sheet can be added or taken away; unprotect it (Review, Protect Workbook) and try again.");
    }
    for (const [title, protection] of standing) {
      if (protection.protected) throw new Error(`Nothing was written: sheet ${title} is protected; unprotect it (Review, Unprotect Sheet) and try again.`);
    }
    for (const [step, range] of room) {
      const [r, c] = cellWhere(range.values, (value) => value !== "");
      if (r >= 0) {
        throw new Error(`Nothing was written: cells of yours stand in the way on sheet ${step.sheet}, ${address(step.row + r, step.column + c)} first, rows ${step.row} to ${step.last_row}; move them and run again.`);
      }
    }
  }

  // rows that move must not be moved back unless they were: such a step travels alone
  const MOVES = new Set(["delete", "insert"]);

  // carries out the steps; a fault says in `done` how many of them may have been
  async function carryOut(context, steps) {
    let done = 0;
    try {
      for (const [number, step] of steps.entries()) {
        if (MOVES.has(step.do)) await settled(context);
        else done = number + 1;
        if (step.do !== "room") await DO[step.do](context, step);
        if (MOVES.has(step.do)) await settled(context);
        done = number + 1;
      }
      await settled(context);
    } catch (fault) {
      throw Object.assign(fault, { done });
    }
  }

  // ---- the way back

  // the first thing that is not as the run left it, in words; "" when all is
  async function changed(context, checks) {
    for (const check of checks) {
      const look = check.table ? tableChanged : check.only ? sheetChanged : cellsChanged;
      const found = await look(context, check);
      if (found) return found;
    }
    return "";
  }

  async function tableChanged(context, check) {
    const table = context.workbook.tables.getItemOrNullObject(check.table).load("name,showTotals");
    await context.sync();
    if (table.isNullObject) return `the table ${check.table} of sheet ${check.sheet} is no longer there`;
    const range = size(table.getRange());
    await context.sync();
    const now = [range.rowIndex + 1, range.columnIndex + 1, range.rowIndex + range.rowCount - (table.showTotals ? 1 : 0), range.columnIndex + range.columnCount];
    const then = [check.row, check.column, check.last_row, check.last_column];
    return now.every((value, n) => value === then[n]) ? "" : `rows or columns of the table on sheet ${check.sheet} were added, moved or taken away`;
  }

  // a sheet that would go holds nothing but what the run wrote
  async function sheetChanged(context, check) {
    const sheet = context.workbook.worksheets.getItemOrNullObject(check.sheet).load("name");
    await context.sync();
    if (sheet.isNullObject) return `sheet ${check.sheet} is no longer there`;
    const used = size(sheet.getUsedRangeOrNullObject(true));
    await context.sync();
    if (used.isNullObject || (used.rowIndex + used.rowCount <= check.last_row && used.columnIndex + used.columnCount <= check.last_column)) return "";
    return `something was added to the new sheet ${check.sheet}, beside or below its table,`;
  }

  async function cellsChanged(context, check) {
    const sheet = context.workbook.worksheets.getItemOrNullObject(check.sheet).load("name");
    await context.sync();
    if (sheet.isNullObject) return `sheet ${check.sheet} is no longer there`;
    const wanted = check.formulas || check.values, columns = check.last_column - check.column + 1;
    for (const [first, height] of pieces(wanted.length, columns)) {
      const range = at(context, check, check.row + first, check.column, height, columns).load("formulas");
      await context.sync();
      const [r, c] = cellWhere(range.formulas, (now, row, column) => !same(now, wanted[first + row][column]));
      if (r >= 0) return `cell ${address(check.row + first + r, check.column + c)} of sheet ${check.sheet} was changed`;
    }
    return "";
  }

  function same(now, then) {
    if (isFormula(then)) return isFormula(now) && plain(now) === plain(then);
    // Excel keeps 15 digits
    if (typeof then === "number") return typeof now === "number" && now.toPrecision(15) === then.toPrecision(15);
    return unquoted(now) === unquoted(then);
  }

  const unquoted = (value) => (typeof value === "string" && value.startsWith("'") ? value.slice(1) : value);

  const plain = (formula) => formula.replace(/\s/g, "").toUpperCase();

  function cellWhere(rows, test) {
    for (const [r, row] of rows.entries()) {
      const c = row.findIndex((value, column) => test(value, r, column));
      if (c >= 0) return [r, c];
    }
    return [-1, -1];
  }

  function address(row, column) {
    let letters = "";
    for (let rest = column; rest > 0; rest = Math.floor((rest - 1) / 26)) letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
    return `${letters}${row}`;
  }

  async function select(context, sheet, cell) {
    const found = context.workbook.worksheets.getItemOrNullObject(sheet).load("name");
    await context.sync();
    if (found.isNullObject) throw new Error(`There is no sheet ${sheet}.`);
    found.activate();
    found.getRange(cell).select();
    await context.sync();
  }

  return { load, writable, carryOut, changed, select };
})();
globalThis.BOOK = BOOK;
