import DossierPromQL
import DossierPromQLSyntax

/// What a rule reads.
struct RuleInput {
    struct Selector {
        let matchers: [SeriesMatcher]
        /// Whether it may select samples that are later than the query.
        let looksAhead: Bool
    }

    private(set) var selectors: [Selector] = []
    /// Whether the text of a label or annotation may ask for anything.
    let asksInTemplates: Bool
    /// Whether one query over many steps yields what a query at each of them does.
    private(set) var isSameOverSteps = true

    init(of rule: Rule) throws {
        asksInTemplates =
            rule.kind == .alerting
            && (rule.labels + rule.annotations).contains { template in
                template.text.utf8.contains(UInt8(ascii: "{"))
                    && ByteString(template.text).bytes.containsSequence(Array("query".utf8))
            }
        var open: [(expression: PromQLExpression, looksAhead: Bool)] = [(rule.expression, false)]
        while let (expression, looksAhead) = open.popLast() {
            var looksAhead = looksAhead
            switch expression {
            case .vectorSelector(let node):
                note(node.offset, node.at, &looksAhead)
                selectors.append(
                    Selector(
                        matchers: try node.matchers.map(SeriesMatcher.init(_:)),
                        looksAhead: looksAhead || node.windowExtension == .smoothed
                    )
                )
            case .matrixSelector(let node): note(node.window)
            case .subquery(let node):
                note(node.offset, node.at, &looksAhead)
                note(node.window)
                if let step = node.step { note(step) }
            case .call(let node):
                if [.start, .end, .range, .step].contains(node.function) {
                    isSameOverSteps = false
                }
            default: break
            }
            open += expression.selectingChildren.map { ($0, looksAhead) }
        }
    }

    /// Durations that are computed may depend on the range of the query.
    private mutating func note(_ duration: DurationValue) {
        if case .expression = duration { isSameOverSteps = false }
    }

    private mutating func note(
        _ offset: DurationValue,
        _ at: AtModifier?,
        _ looksAhead: inout Bool
    ) {
        note(offset)
        switch offset {
        case .milliseconds(let length): looksAhead = looksAhead || length < 0
        case .expression: looksAhead = true
        }
        switch at {
        case nil: break
        case .timestamp: looksAhead = true
        case .start, .end: isSameOverSteps = false
        }
    }
}

extension [UInt8] {
    fileprivate func containsSequence(_ wanted: [UInt8]) -> Bool {
        guard wanted.count <= count else { return false }
        return (0...(count - wanted.count)).contains { start in
            self[start..<(start + wanted.count)].elementsEqual(wanted)
        }
    }
}
