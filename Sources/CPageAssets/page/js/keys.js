// Single keys and sequences such as `g t`.

/** Whether a key goes to a text field, so that it is no command. */
export function isTyping({ target }) {
  return target.closest?.("input, textarea, select, [contenteditable]") !== null;
}

export class KeySequence {
  #prefix = "";
  #time = 0;

  /** The name of a key, with the `g` before it if that came within the last second and a half. */
  next({ key, timeStamp }) {
    const prefix = timeStamp - this.#time < 1500 ? this.#prefix : "";
    this.#prefix = key === "g" && prefix === "" ? "g" : "";
    this.#time = timeStamp;
    return prefix === "" ? key : `${prefix} ${key}`;
  }
}

/** The keys, by where they work; for the help. */
export const KEYS = [
  ["Everywhere", [
    ["?", "this help"],
    ["/", "find anything"],
    ["g t, g l, g m", "traces, logs, metrics"],
    ["↑ ↓ PgUp PgDn Home End", "move in a list"],
    ["Enter", "open"],
  ]],
  ["Trace", [
    ["→ ←", "open a span or go to its first child; close it or go to its parent"],
    ["[ ]", "close, open all spans"],
    ["o p", "show one level less, one more"],
    ["Ctrl+B or Ctrl+F", "find in the trace; n and N go to the next and the previous match"],
    ["e", "next error"],
    ["c", "critical path on and off"],
    ["l", "rows of log records on and off"],
    ["+ −", "zoom in and out, also beyond the trace"],
    ["a d", "move to earlier and later"],
    ["z 0", "zoom to the span; to the whole trace"],
  ]],
  ["Logs", [["t", "to the trace of the record"]]],
];
