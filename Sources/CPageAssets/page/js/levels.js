// Severities of log records, the worst first.

import { LEVELS } from "./logquery.js";

export const levelRank = (level) => {
  const rank = LEVELS.indexOf(level);
  return rank < 0 ? LEVELS.length : rank;
};

export const worseLevel = (a, b) => (levelRank(a) <= levelRank(b) ? a : b);

/** The class of a level; telemetry can have any text there. */
export const levelClass = (level) => `level-${LEVELS.includes(level) ? level : "unknown"}`;
