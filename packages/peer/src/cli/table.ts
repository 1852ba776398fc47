/** Lines with aligned columns; a column of numbers is aligned to the right. The first row is the heading. */
export function table(rows: readonly (readonly (string | number)[])[]): string {
  const heading = rows[0] ?? [];
  const widths = heading.map((_, column) => Math.max(...rows.map((row) => width(String(row[column] ?? '')))));
  const right = heading.map(
    (_, column) => rows.length > 1 && rows.slice(1).every((row) => typeof row[column] === 'number'),
  );
  const line = (row: readonly (string | number)[]) =>
    row.map((cell, column) => pad(String(cell), widths[column] ?? 0, right[column] ?? false)).join('  ');
  return rows.map((row) => `${line(row).trimEnd()}\n`).join('');
}

function pad(text: string, columns: number, right: boolean): string {
  const space = ' '.repeat(Math.max(columns - width(text), 0));
  return right ? space + text : text + space;
}

const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/u;

/** Columns of a terminal: letters of East Asia take two, marks that combine none. */
function width(text: string): number {
  let columns = 0;
  for (const char of text) columns += /\p{M}/u.test(char) ? 0 : WIDE.test(char) ? 2 : 1;
  return columns;
}
