// LogQL that the logs view makes.

export const EVERYTHING = '{service_name=~".+"}';
export const LEVELS = ["fatal", "error", "warn", "info", "debug", "trace", "unknown"];

/** A query with a filter of lines for a text; case is ignored. */
export function queryForText(text) {
  return `${EVERYTHING} |~ ${quoted(`(?i)${escapeRegularExpression(text)}`)}`;
}

export function queryForTrace(traceID, spanID) {
  const span = spanID ? ` | span_id=${quoted(spanID)}` : "";
  return `${EVERYTHING} | trace_id=${quoted(traceID)}${span}`;
}

/** A query that also asks for a value of a label, or for another one with `!=`. */
export function queryWithLabel(query, label, value, operator = "=") {
  return `${query} | ${label}${operator}${quoted(value)}`;
}

/** How many records there are by the values of a label, over `seconds`. */
export function countQuery(query, label, seconds) {
  return `sum by (${label}) (count_over_time(${query} [${seconds}s]))`;
}

function quoted(text) {
  return JSON.stringify(text);
}

function escapeRegularExpression(text) {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}
