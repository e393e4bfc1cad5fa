// The form of the traces view as TraceQL, and back.

/**
 * @typedef {{service?: string, operation?: string, attributes?: [string, string][],
 *   minimum?: string, maximum?: string, errors?: boolean}} TraceForm
 */

/** @param {TraceForm} form */
export function traceQLFromForm(form) {
  const terms = [];
  if (form.service) terms.push(`resource.service.name = ${quoted(form.service)}`);
  if (form.operation) terms.push(`name = ${quoted(form.operation)}`);
  for (const [key, value] of form.attributes ?? []) terms.push(`${attribute(key)} = ${value}`);
  if (form.minimum) terms.push(`traceDuration >= ${form.minimum}`);
  if (form.maximum) terms.push(`traceDuration <= ${form.maximum}`);
  if (!form.errors) return terms.length === 0 ? "" : `{ ${terms.join(" && ")} }`;
  if (terms.length === 0) return "{ status = error }";
  return `{ ${terms.join(" && ")} } && { status = error }`;
}

/**
 * @returns {TraceForm | null} null for a query that the form can't show
 */
export function formFromTraceQL(query) {
  const trimmed = query.trim();
  if (trimmed === "" || trimmed === "{}" || trimmed === "{ }") return {};
  const sets = splitOutsideQuotes(trimmed, /^\}\s*&&\s*\{/);
  if (sets.length > 2 || !trimmed.startsWith("{") || !trimmed.endsWith("}")) return null;
  sets[0] = sets[0].slice(1);
  sets[sets.length - 1] = sets[sets.length - 1].slice(0, -1);
  const form = {};
  if (sets.length === 2) {
    if (sets[1].trim() !== "status = error") return null;
    form.errors = true;
  }
  for (const term of splitOutsideQuotes(sets[0], /^&&/)) {
    if (!addTerm(term.trim(), form)) return null;
  }
  return form;
}

function addTerm(term, form) {
  if (term === "status = error") {
    form.errors = true;
    return true;
  }
  const match = /^([^\s"=<>!~]+|\.?"(?:[^"\\]|\\.)*")\s*(=|>=|<=)\s*(\S[\s\S]*)$/.exec(term);
  if (!match) return false;
  const [, name, operator, value] = match;
  if (name === "traceDuration" && operator !== "=") {
    form[operator === ">=" ? "minimum" : "maximum"] = value;
    return /^[\d.]+[a-zµ]+$/.test(value);
  }
  if (operator !== "=" || !/^(?:"(?:[^"\\]|\\.)*"|[\w.-]+)$/.test(value)) return false;
  if (name === "resource.service.name" && form.service === undefined && value[0] === '"') {
    form.service = JSON.parse(value);
  } else if (name === "name" && form.operation === undefined && value[0] === '"') {
    form.operation = JSON.parse(value);
  } else if (name.startsWith(".")) {
    const key = name[1] === '"' ? JSON.parse(name.slice(1)) : name.slice(1);
    (form.attributes ??= []).push([key, value]);
  } else {
    return false;
  }
  return true;
}

/**
 * Reads attributes as `http.method=GET code=500 "note"="two words"`.
 * @returns {[string, string][] | null} names and literals of TraceQL; null if the text is something
 *   else
 */
export function parseAttributes(text) {
  const pairs = [];
  let rest = text.trim();
  while (rest !== "") {
    const match = /^("(?:[^"\\]|\\.)*"|[^\s="]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^\s"]+)\s*/.exec(rest);
    if (!match) return null;
    const [whole, key, value] = match;
    pairs.push([key[0] === '"' ? JSON.parse(key) : key, literal(value)]);
    rest = rest.slice(whole.length);
  }
  return pairs;
}

export function formatAttributes(pairs) {
  return pairs
    .map(([key, value]) => `${/[\s="]/.test(key) ? quoted(key) : key}=${plain(value)}`)
    .join(" ");
}

function literal(value) {
  if (value[0] === '"' || /^(?:-?\d+(?:\.\d+)?|true|false)$/.test(value)) return value;
  return quoted(value);
}

/** Without its quotes, unless it then would be read as something else. */
function plain(value) {
  if (value[0] !== '"') return value;
  const text = JSON.parse(value);
  return text !== "" && !/[\s="]/.test(text) && literal(text) === value ? text : value;
}

export function attribute(key) {
  return /^[A-Za-z_][\w.\-/]*$/.test(key) ? `.${key}` : `.${quoted(key)}`;
}

function quoted(text) {
  return JSON.stringify(text);
}

function splitOutsideQuotes(text, separator) {
  const parts = [];
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '"') {
      at++;
      while (at < text.length && text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
      continue;
    }
    const match = separator.exec(text.slice(at, at + 40));
    if (match) {
      parts.push(text.slice(start, at));
      start = at + match[0].length;
      at = start - 1;
    }
  }
  parts.push(text.slice(start));
  return parts;
}
