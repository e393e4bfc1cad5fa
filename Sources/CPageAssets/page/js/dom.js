// Elements are made here and nowhere else. Text of telemetry only ever becomes text nodes.

/**
 * Makes an element.
 * @param {string} tag such as `button`, or with classes as in `div.row.is-error`
 * @param {Object} [attributes] attributes; functions become listeners of the event of that name;
 *   null, undefined and false are left out
 * @param {...(Node | string | number | null | undefined | false)} children
 */
export function element(tag, attributes = {}, ...children) {
  const [name, ...classes] = tag.split(".");
  const node = document.createElement(name);
  if (classes.length > 0) node.className = classes.join(" ");
  for (const [key, value] of Object.entries(attributes)) setAttribute(node, key, value);
  node.append(...children.flat().filter(isChild));
  return node;
}

function setAttribute(node, key, value) {
  if (value === null || value === undefined || value === false) return;
  if (typeof value === "function") node.addEventListener(key, value);
  else node.setAttribute(key, value === true ? "" : String(value));
}

const isChild = (child) => child !== null && child !== undefined && child !== false;

/** Replaces what is in an element. */
export function fill(node, ...children) {
  node.replaceChildren(...children.flat().filter(isChild));
  return node;
}

/** Sets text that changes often. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

export function setClass(node, name, isOn) {
  node.classList.toggle(name, Boolean(isOn));
}

/** A name that may be broken after its signs. */
export function breakable(name) {
  return name.split(/(?<=[_./-])/).flatMap((part, i) => (i === 0 ? [part] : [element("wbr"), part]));
}

/** A link within the page, or a plain one for URLs of other origins. */
export function outsideLink(text) {
  if (!/^https?:\/\/[^\s]+$/i.test(text)) return text;
  return element("a", { href: text, rel: "noopener noreferrer", target: "_blank" }, text);
}

/** A list of names and values. */
export function definitions(pairs) {
  return element(
    "dl.definitions",
    {},
    pairs.map(([name, value]) => [
      element("dt", {}, breakable(name)),
      element("dd", {}, value instanceof Node ? value : outsideLink(String(value))),
    ]).flat(),
  );
}

/** Calls a function at most once before the next frame is drawn. */
export function onceAFrame(action) {
  let isPlanned = false;
  return () => {
    if (isPlanned) return;
    isPlanned = true;
    requestAnimationFrame(() => {
      isPlanned = false;
      action();
    });
  };
}

/** Tells readers of the screen what has changed. */
export function announce(text) {
  setText(document.getElementById("announcement"), text);
}

/** Queries to begin with, shown where one can't be read. */
export function examples(view, queries, app) {
  return element(
    "div.notice.is-empty",
    {},
    element("strong", {}, "The query can't be read: its mark shows where. Examples:"),
    element(
      "dl.examples",
      {},
      queries.flatMap(([query, meaning]) => [
        element("dt", {}, element("a", { href: app.href(view, { params: { q: query } }) }, element("code", {}, query))),
        element("dd", {}, meaning),
      ]),
    ),
  );
}

/** A box that says that something is missing or failed, and what to do. */
export function notice(kind, title, ...details) {
  return element(
    `div.notice.is-${kind}`,
    { role: kind === "error" ? "alert" : null },
    element("strong", {}, title),
    details.filter(isChild).map((detail) => element("div", {}, detail)),
  );
}
