// Starts the page: takes the token out of the URL, then shows what the URL names.

import { keepToken } from "./api.js";
import { App } from "./app.js";
import { takeToken } from "./urlstate.js";

const { token, rest } = takeToken(location.hash);
if (token !== null) {
  keepToken(token);
  history.replaceState(null, "", location.pathname + location.search + rest);
}
new App().start();
