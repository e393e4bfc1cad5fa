// A hue for each service, far from those of its neighbours.

/** @returns {Map<string, number>} degrees, the same for the same list of names */
export function huesOf(names) {
  const sorted = [...new Set(names)].sort();
  return new Map(sorted.map((name, i) => [name, Math.round((250 + i * 137.508) % 360)]));
}
