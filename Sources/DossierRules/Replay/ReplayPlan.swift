import DossierPromQL

/// In which order the rules of a replay are evaluated.
///
/// Evaluated time by time, each rule sees what those before it wrote up to then. As long as a rule
/// reads only what earlier ones write, it comes to the same to evaluate it over all times before
/// the next one, and its expression as one query over many steps. Rules that read what they write
/// themselves, or what later ones do, or that look ahead, form stages in which time goes on step by
/// step.
struct ReplayPlan {
    struct Rule {
        let group: Int
        /// Its index in the group.
        let index: Int
        let output: RuleOutput
        let input: RuleInput
        /// By how much its queries and results are before its evaluations, in milliseconds.
        let offset: Int64
    }

    /// In the order in which those of one time are evaluated.
    let rules: [Rule]
    /// Rules that are evaluated together, in their order.
    let stages: [Range<Int>]

    init(_ rules: [Rule]) {
        self.rules = rules
        stages = Self.stages(rules)
    }

    /// Whether a rule reads nothing that the rules of its stage write, and one query over many
    /// steps does for many.
    func isKnownAhead(_ rule: Int, in stage: Range<Int>) -> Bool {
        let reader = rules[rule]
        return reader.input.isSameOverSteps
            && !stage.contains { Self.reads(reader, rules[$0]) }
    }

    private static func stages(_ rules: [Rule]) -> [Range<Int>] {
        var stages: [Range<Int>] = []
        for (index, rule) in rules.enumerated() {
            var first = index
            if rule.input.asksInTemplates { first = 0 }
            for (other, writer) in rules.enumerated() where reads(rule, writer) {
                if other < index, isInOrder(rule, after: writer) { continue }
                first = min(first, other)
                // A later rule that is read keeps everything between in one stage.
                if other > index { stages.append(index..<(other + 1)) }
            }
            stages.append(first..<(rule.input.asksInTemplates ? rules.count : index + 1))
        }
        var merged: [Range<Int>] = []
        for stage in stages.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = merged.last, stage.lowerBound < last.upperBound {
                merged[merged.count - 1] =
                    last.lowerBound..<max(last.upperBound, stage.upperBound)
            } else {
                merged.append(stage)
            }
        }
        return merged
    }

    private static func reads(_ reader: Rule, _ writer: Rule) -> Bool {
        reader.input.selectors.contains { writer.output.mayBeSelected(by: $0.matchers) }
    }

    /// Whether what an earlier rule writes after a time is never read by queries of that time.
    private static func isInOrder(_ reader: Rule, after writer: Rule) -> Bool {
        writer.offset <= reader.offset
            && !reader.input.selectors.contains {
                $0.looksAhead && writer.output.mayBeSelected(by: $0.matchers)
            }
    }
}
