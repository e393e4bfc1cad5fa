// Requests to the server that the page came from.

const TOKEN_KEY = "dossier.token";

export class RequestError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

export function keepToken(token) {
  sessionStorage.setItem(TOKEN_KEY, token);
}

/**
 * Asks for a path, with `query` as its query string.
 * @returns {Promise<any>} the JSON document
 * @throws {RequestError} with what the server says; status 0 if it can't be reached
 */
export async function getJSON(path, query = {}, { signal, base = "" } = {}) {
  const response = await request(path, query, signal, base);
  if (!response.ok) throw new RequestError(response.status, await errorMessage(response));
  return response.json();
}

async function request(path, query, signal, base) {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === null || value === "") continue;
    for (const one of Array.isArray(value) ? value : [value]) params.append(name, one);
  }
  const token = sessionStorage.getItem(TOKEN_KEY);
  const headers = { Accept: "application/json" };
  if (token) headers.Authorization = `Bearer ${token}`;
  const text = params.toString();
  try {
    return await fetch(base + path + (text ? `?${text}` : ""), { headers, signal });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new RequestError(0, "the server can't be reached; is `dossier serve` still running?");
  }
}

async function errorMessage(response) {
  const text = await response.text();
  if (response.status === 401) {
    return "a token is needed: open the URL that `dossier serve` printed, with its #token=…";
  }
  try {
    const { error } = JSON.parse(text);
    const message = typeof error === "string" ? error : error?.message;
    return message ?? text;
  } catch {
    return text.trim() || `the server answered ${response.status}`;
  }
}
