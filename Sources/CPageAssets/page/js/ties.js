// Which series have to do with a trace: those whose labels name what its spans ran on.

import { valueText } from "./otlp.js";

/** Resource attributes that name one thing, the narrowest first, and the labels that have them. */
const TIES = [
  ["container.id", ["container_id"]],
  ["k8s.pod.uid", ["k8s_pod_uid"]],
  ["k8s.pod.name", ["k8s_pod_name", "pod"]],
  ["service.instance.id", ["instance", "service_instance_id"]],
  ["host.name", ["host_name", "hostname"]],
  ["k8s.node.name", ["k8s_node_name", "node"]],
  ["service.name", ["job", "service_name"]],
];

/**
 * @param {import("./otlp.js").Span[]} spans
 * @returns {{label: string, values: string[]}[]}
 */
export function tiesOf(spans) {
  const values = new Map(TIES.map(([key]) => [key, new Set()]));
  for (const resource of new Set(spans.map((span) => span.resource))) {
    for (const { key, value } of resource.attributes ?? []) {
      values.get(key)?.add(valueText(value));
    }
  }
  return TIES.flatMap(([key, labels]) => {
    const found = [...values.get(key)].sort();
    return found.length === 0 ? [] : labels.map((label) => ({ label, values: found }));
  });
}

/**
 * The selector of the series of a tie. Buckets are left out, whose sums and counts tell enough, and
 * series of single traces, which have one sample each.
 */
export function selectorOf({ label, values }) {
  const pattern = values.map(escapeRegularExpression).join("|");
  return `{${label}=~${JSON.stringify(pattern)},trace_id="",__name__!~".*_bucket|target_info"}`;
}

function escapeRegularExpression(text) {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}
