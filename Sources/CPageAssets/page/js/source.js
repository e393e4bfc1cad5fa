// What the views ask for. They know nothing of requests, so that the same views can show data of
// another source.

import { getJSON } from "./api.js";
import { spansOfTrace } from "./otlp.js";
import { seriesOfMatrix, parseSample } from "./series.js";
import { parseTime, toMilliseconds } from "./time.js";

/** A window of time; what is null is open. @typedef {{start: bigint | null, end: bigint | null}} Window */

export class ServerSource {
  /** @param {string} [store] the name of the one that is shown; without it, all are */
  constructor(store = "") {
    this.store = store;
    this.base = store === "" ? "" : `/stores/${encodeURIComponent(store)}`;
  }

  #get(path, query, signal) {
    return getJSON(path, query, { signal, base: this.base });
  }

  /** The names of the stores that are served, and those that could not be opened. */
  stores(signal) {
    return getJSON("/api/stores", {}, { signal });
  }

  /**
   * From the first to the last time of all data, and of spans and log records alone.
   * @returns {Promise<{data: Window, events: Window, warnings: string[]}>}
   */
  async extent(signal) {
    const { data, events, warnings } = await this.#get("/api/page/extent", {}, signal);
    const times = ({ start, end }) => ({
      start: start ? parseTime(start) : null,
      end: end ? parseTime(end) : null,
    });
    return { data: times(data), events: times(events), warnings };
  }

  async services(signal) {
    return (await this.#get("/jaeger/api/v3/services", {}, signal)).services;
  }

  async operations(service, signal) {
    const { operations } = await this.#get("/jaeger/api/v3/operations", { service }, signal);
    return [...new Set(operations.map(({ name }) => name))].sort();
  }

  /** Traces that a TraceQL query finds, the newest first. */
  async traces({ query, start, end, limit }, signal) {
    const { traces, metrics } = await this.#get(
      "/tempo/api/search",
      { q: query || "{}", start: wholeSeconds(start, 0n), end: wholeSeconds(end, 1n), limit, spss: 1 },
      signal,
    );
    return { traces: traces.map(traceSummary), inspected: metrics?.inspectedTraces };
  }

  /** The spans of a trace. */
  async trace(id, signal) {
    const { trace } = await this.#get(`/tempo/api/v2/traces/${encodeURIComponent(id)}`, {}, signal);
    return spansOfTrace(trace);
  }

  /** The log records of a trace, by time; `isCut` if there are more. */
  async logsOfTrace(id, signal) {
    const path = `/api/correlation/logs/${encodeURIComponent(id)}`;
    const { logs, truncated } = await this.#get(path, {}, signal);
    return { logs: logs.map(logOfDocument), isCut: truncated };
  }

  /** Log records that a LogQL query finds. */
  async logs({ query, start, end, limit, direction = "backward" }, signal) {
    const { data } = await this.#get(
      "/loki/api/v1/query_range",
      { query, start: text(start), end: text(end), limit, direction },
      signal,
    );
    if (data.resultType !== "streams") throw new Error("this query counts; ask for log lines here");
    const logs = data.result.flatMap(({ stream, values }) =>
      values.map(([time, line]) => logOfStream(BigInt(time), line, stream)),
    );
    const sign = direction === "backward" ? -1 : 1;
    return logs.sort((a, b) => (a.time < b.time ? -sign : a.time > b.time ? sign : 0));
  }

  /** The series of a LogQL query that counts, at steps. */
  async logSeries({ query, start, end, step }, signal) {
    const { data } = await this.#get(
      "/loki/api/v1/query_range",
      { query, start: text(start), end: text(end), step },
      signal,
    );
    return seriesOfMatrix(data.result);
  }

  /** The values of a LogQL query that counts, at a time. */
  async logCounts({ query, time }, signal) {
    const { data } = await this.#get("/loki/api/v1/query", { query, time: text(time) }, signal);
    return data.result.map(({ metric, value }) => ({ labels: metric, count: Number(value[1]) }));
  }

  async logFields({ query, start, end }, signal) {
    const { fields } = await this.#get(
      "/loki/api/v1/detected_fields",
      { query, start: text(start), end: text(end) },
      signal,
    );
    return fields ?? [];
  }

  async metricNames(signal) {
    return (await this.#get("/prometheus/api/v1/label/__name__/values", {}, signal)).data;
  }

  /** The series of a PromQL query at steps. */
  async metricRange({ query, start, end, step }, signal) {
    const answer = await this.#get(
      "/prometheus/api/v1/query_range",
      { query, start: unixSeconds(start), end: unixSeconds(end), step },
      signal,
    );
    return { series: seriesOfMatrix(answer.data.result), notes: notesOf(answer) };
  }

  /** The values of a PromQL query at a time, or the samples that it selects. */
  async metricAt({ query, time }, signal) {
    const answer = await this.#get(
      "/prometheus/api/v1/query",
      { query, time: unixSeconds(time) },
      signal,
    );
    const { resultType, result } = answer.data;
    const series =
      resultType === "matrix"
        ? seriesOfMatrix(result)
        : resultType === "vector"
          ? seriesOfMatrix(result.map(ofVector))
          : [{ labels: {}, times: [result[0] * 1000], values: [parseSample(result[1])], isHistogram: false }];
    return { series, notes: notesOf(answer) };
  }

  async exemplars({ query, start, end }, signal) {
    const { data } = await this.#get(
      "/prometheus/api/v1/query_exemplars",
      { query, start: unixSeconds(start), end: unixSeconds(end) },
      signal,
    );
    return data.flatMap(({ seriesLabels, exemplars }) =>
      exemplars.map(({ labels, value, timestamp }) => ({
        series: seriesLabels,
        traceID: (labels.trace_id ?? labels.traceID ?? "").padStart(32, "0"),
        spanID: labels.span_id ?? labels.spanID ?? "",
        time: timestamp * 1000,
        value: parseSample(value),
      })),
    );
  }
}

function ofVector({ metric, value, histogram }) {
  return { metric, values: value ? [value] : [], histograms: histogram ? [histogram] : [] };
}

function notesOf({ warnings = [], infos = [] }) {
  return [...warnings, ...infos];
}

const text = (time) => (time === null || time === undefined ? null : String(time));

function unixSeconds(time) {
  return (toMilliseconds(time) / 1000).toFixed(6);
}

/** Tempo takes whole seconds: the end is rounded up, so that nothing of the window is missing. */
function wholeSeconds(time, up) {
  if (time === null || time === undefined) return null;
  const second = 1_000_000_000n;
  return String((time + up * (second - 1n)) / second);
}

function traceSummary({ traceID, rootServiceName, rootTraceName, ...rest }) {
  const services = Object.entries(rest.serviceStats ?? {});
  return {
    id: traceID.padStart(32, "0"),
    service: rootServiceName ?? "",
    name: rootTraceName ?? "",
    start: BigInt(rest.startTimeUnixNano),
    duration: (rest.durationMs ?? 0) * 1e6,
    matched: (rest.spanSets ?? []).reduce((sum, { matched = 0 }) => sum + matched, 0),
    spanCount: services.reduce((sum, [, { spanCount = 0 }]) => sum + spanCount, 0),
    errorCount: services.reduce((sum, [, { errorCount = 0 }]) => sum + errorCount, 0),
    services: services.map(([name]) => name),
  };
}

/**
 * @typedef {{time: bigint, level: string, service: string, message: string, traceID: string,
 *   spanID: string, fields: [string, string][]}} LogRecord
 */

const SHOWN_ELSEWHERE = new Set([
  "timestamp", "level", "message", "trace_id", "span_id", "service_name", "trace",
]);

/** @returns {LogRecord} */
function logOfDocument(document) {
  const fields = [];
  for (const [key, value] of Object.entries(document)) {
    if (SHOWN_ELSEWHERE.has(key) || value === null) continue;
    addField(fields, key, value);
  }
  return {
    time: parseTime(document.timestamp) ?? 0n,
    level: document.level ?? "unknown",
    service: document.service_name ?? "",
    message: document.message ?? "",
    traceID: document.trace_id ?? "",
    spanID: document.span_id ?? "",
    fields,
  };
}

function addField(fields, key, value) {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    for (const [name, inner] of Object.entries(value)) addField(fields, `${key}.${name}`, inner);
  } else if (value !== null) {
    fields.push([key, typeof value === "string" ? value : JSON.stringify(value)]);
  }
}

/** @returns {LogRecord} */
function logOfStream(time, message, stream) {
  const { detected_level: level = "unknown", service_name: service = "", ...rest } = stream;
  const { trace_id: traceID = "", span_id: spanID = "", ...fields } = rest;
  return { time, level, service, message, traceID, spanID, fields: Object.entries(fields).sort() };
}
