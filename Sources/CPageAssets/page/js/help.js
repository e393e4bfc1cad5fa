// The list of keys.

import { element } from "./dom.js";
import { KEYS } from "./keys.js";

export function showHelp() {
  const dialog = element(
    "dialog.help",
    { "aria-labelledby": "help-title", close: () => dialog.remove() },
    element("h2", { id: "help-title" }, "Keys"),
    KEYS.map(([place, keys]) => [
      element("h3", {}, place),
      element(
        "dl.keys",
        {},
        keys.flatMap(([key, meaning]) => [
          element("dt", {}, element("kbd", {}, key)),
          element("dd", {}, meaning),
        ]),
      ),
    ]).flat(),
    element("p.muted", {}, "Keys do nothing while a text field has the focus. Times are in UTC."),
    element("form", { method: "dialog" }, element("button", {}, "Close")),
  );
  document.body.append(dialog);
  dialog.showModal();
}
