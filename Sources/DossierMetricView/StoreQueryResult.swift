package import DossierPromQL
import DossierPromQLSyntax
import DossierQuery

/// The value of an expression, with what there is to say about the samples that it was made of.
package struct StoreQueryResult: Sendable {
    /// Its annotations include the notes.
    package let result: PromQLResult
    package let notes: SampleNotes
    /// If the result is empty: labels that the expression asks for and no series has, and the
    /// resource attributes that they are.
    package let unseenAttributes: [(label: [UInt8], key: [UInt8])]
    /// Why stores were left out, by their number.
    package let failures: [Int: String]

    init(
        _ result: PromQLResult,
        of expression: PromQLExpression,
        over samples: [StoreSamples],
        failures: [Int: String] = [:]
    ) throws {
        self.failures = failures
        notes = samples.reduce(into: SampleNotes()) { $0.formUnion($1.currentNotes) }
        var annotated = result
        annotated.annotations += notes.annotations
        self.result = annotated
        unseenAttributes =
            result.isEmpty
            ? try Self.unseenAttributes(of: expression, in: samples.map(\.index)) : []
    }

    private static func unseenAttributes(
        of expression: PromQLExpression,
        in indices: [StoreIndex]
    ) throws -> [(label: [UInt8], key: [UInt8])] {
        var found: [(label: [UInt8], key: [UInt8])] = []
        var open = [expression]
        while let next = open.popLast() {
            if case .call(let call) = next, call.function == .info {
                // The labels of its second argument are those of info series.
                open += call.arguments.prefix(1)
            } else {
                open += next.children
            }
            guard case .vectorSelector(let selector) = next else { continue }
            let matchers = try selector.matchers.map(SeriesMatcher.init(_:))
            for matcher in matchers where matcher.name != LabelName.metricName {
                guard !matcher.matches([]), !found.contains(where: { $0.label == matcher.name }),
                    let key = indices.unseenAttribute(matcher.name, matchers)
                else { continue }
                found.append((matcher.name, key))
            }
        }
        return found
    }
}

extension PromQLResult {
    fileprivate var isEmpty: Bool {
        switch value {
        case .scalar, .string: false
        case .vector(let samples): samples.isEmpty
        case .matrix(let series): series.isEmpty
        }
    }
}

extension [StoreIndex] {
    /// The key of the resource attribute that would be a label, if no series of the metrics that
    /// matchers select has this label.
    fileprivate func unseenAttribute(_ label: [UInt8], _ matchers: [SeriesMatcher]) -> [UInt8]? {
        let anything = SeriesMatcher(name: label, .notEqual([]))
        let found = map { index in
            (index: index, metrics: index.wanted(matchers).map { index.labelled($0.family) })
        }
        guard
            found.allSatisfy({ _, metrics in
                metrics.allSatisfy { $0.indices(matching: [anything]).isEmpty }
            })
        else { return nil }
        return found.lazy.compactMap { $0.index.resourceAttribute(label, of: $0.metrics) }.first
    }
}

extension StoreIndex {
    /// The key of the resource attribute of any of some metrics that would be a label.
    fileprivate func resourceAttribute(_ label: [UInt8], of metrics: [LabelledMetric]) -> [UInt8]? {
        var resources: Set<Int> = []
        for metric in metrics {
            resources.formUnion(metric.ids.indices.map { metric.origin(of: $0).resource })
        }
        for resource in resources.sorted() where view.resources.indices.contains(resource) {
            let attribute = view.resources[resource].attributes.first { attribute in
                attribute.key == label || options.naming.labelName(attribute.key) == label
            }
            if let attribute { return attribute.key }
        }
        return nil
    }
}
