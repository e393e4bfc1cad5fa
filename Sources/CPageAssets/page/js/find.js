// What someone pasted into the search box.

/**
 * @returns {{kind: "empty"} | {kind: "trace", id: string, span?: string}
 *   | {kind: "span", id: string} | {kind: "traceql" | "logql", query: string}
 *   | {kind: "text", text: string}}
 */
export function classify(input) {
  const text = input.trim();
  if (text === "") return { kind: "empty" };
  const traceparent = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}$/i.exec(text);
  if (traceparent) {
    return { kind: "trace", id: traceparent[1].toLowerCase(), span: traceparent[2].toLowerCase() };
  }
  const hex = text.replace(/^0x/i, "").replaceAll("-", "").toLowerCase();
  if (/^[0-9a-f]{32}$/.test(hex)) return { kind: "trace", id: hex };
  if (/^[0-9a-f]{16}$/.test(hex)) return { kind: "span", id: hex };
  const link = /\/trace\/([0-9a-f]{1,32})\b/i.exec(text);
  if (link) return { kind: "trace", id: link[1].toLowerCase().padStart(32, "0") };
  if (/^\{\s*\w+\s*(=~?|!=|!~)\s*["`]/.test(text)) return { kind: "logql", query: text };
  if (text.startsWith("{")) return { kind: "traceql", query: text };
  return { kind: "text", text };
}
