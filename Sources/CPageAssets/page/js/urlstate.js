// What a view shows is in the URL, so that back, forward, reload and links work.

const VIEWS = ["traces", "logs", "metrics"];

/**
 * Reads a path and a query string.
 * @returns {{view: string, id: string, params: Object<string, string>}} `view` is `traces`,
 *   `trace`, `logs`, `metrics` or `unknown`; `id` is that of the trace
 */
export function parseLocation(pathname, search) {
  const params = Object.fromEntries(new URLSearchParams(search));
  const state = { view: "unknown", id: "", params };
  const parts = pathname.split("/").filter(Boolean);
  if (parts.length === 0) return { ...state, view: "traces" };
  if (parts.length === 1 && VIEWS.includes(parts[0])) return { ...state, view: parts[0] };
  if (parts.length === 2 && parts[0] === "trace") {
    const id = decodeOrEmpty(parts[1]).toLowerCase();
    return { ...state, view: "trace", id };
  }
  return state;
}

function decodeOrEmpty(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}

/** The path and query string of a state; empty parameters are left out. */
export function formatLocation({ view, id, params }) {
  const path = view === "trace" ? `/trace/${encodeURIComponent(id)}` : `/${view}`;
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    if (value !== undefined && value !== null && value !== "") query.set(name, value);
  }
  const text = query.toString().replaceAll("%3A", ":");
  return path + (text ? `?${text}` : "");
}

/** The parameters that all views share: the window, and the store if one of several is shown. */
export function sharedParams({ start, end, store }) {
  return { start, end, store };
}

/**
 * Takes the token out of a fragment such as `#token=abc`.
 * @returns {{token: string | null, rest: string}}
 */
export function takeToken(fragment) {
  const params = new URLSearchParams(fragment.replace(/^#/, ""));
  const token = params.get("token");
  params.delete("token");
  const rest = params.toString();
  return { token, rest: rest ? `#${rest}` : "" };
}
