// Where in a query an error is, as the servers of TraceQL, LogQL and PromQL say it.

const PLACES = [
  /^(?:invalid parameter "\w+": )?(\d+):(\d+): (?:parse error: )?([\s\S]*)$/,
  /^parse error at line (\d+), col (\d+): ([\s\S]*)$/,
];

/**
 * @returns {{message: string, line: number, column: number} | {message: string}} the line and the
 *   column count from 1
 */
export function parseQueryError(text) {
  const trimmed = text.trim();
  for (const pattern of PLACES) {
    const match = pattern.exec(trimmed);
    if (match) return { message: match[3], line: +match[1], column: +match[2] };
  }
  return { message: trimmed };
}

/**
 * The part of a query to mark: the word or sign at the place of an error, or an empty range at the
 * end.
 * @returns {{start: number, end: number} | null}
 */
export function errorRange(query, { line, column }) {
  if (!line) return null;
  const lines = query.split("\n");
  if (line > lines.length) return { start: query.length, end: query.length };
  const before = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
  const start = Math.min(before + column - 1, query.length);
  const word = /^(?:[\w.:]+|\S)/.exec(query.slice(start));
  return { start, end: start + (word ? word[0].length : 0) };
}
