// Requests of a view: a newer one cancels the older, and failures become notices.

import { announce, notice, setClass } from "./dom.js";

export class Loading {
  #controller = null;

  /** @param {HTMLElement} node gets the class `is-loading` while something is asked for */
  constructor(node) {
    this.node = node;
  }

  /**
   * Runs a task with a signal that the next call aborts.
   * @param {(signal: AbortSignal) => Promise<void>} task
   * @param {(error: Error) => void} failed
   */
  async run(task, failed) {
    this.cancel();
    const controller = new AbortController();
    this.#controller = controller;
    setClass(this.node, "is-loading", true);
    try {
      await task(controller.signal);
    } catch (error) {
      if (error.name === "AbortError" || controller.signal.aborted) return;
      failed(error);
      announce(error.message);
    } finally {
      if (this.#controller === controller) setClass(this.node, "is-loading", false);
    }
  }

  cancel() {
    this.#controller?.abort();
    this.#controller = null;
  }
}

/** What to say of a failed request that no field is to blame for. */
export function failureNotice(error) {
  if (error.status === 0 || error.status === 401) return notice("error", "No answer.", error.message);
  if (error.status === 504) {
    return notice("error", "The query took too long.", "Narrow the window or the query.", error.message);
  }
  return notice("error", "The query failed.", error.message);
}
