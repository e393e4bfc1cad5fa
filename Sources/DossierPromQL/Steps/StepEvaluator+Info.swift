import DossierPromQLSyntax

extension StepEvaluator {
    /// Adds to series the labels of the info series of the same instance and job.
    func info(_ node: FunctionCall, at time: Int64) throws -> [StepSample] {
        let samples = try vector(of: node.arguments[0], at: time)
        guard let selection = InfoSelection(node) else { return samples }
        let dataMatchers = selection.dataMatchers
        let names = try selection.nameMatchers.map(SeriesMatcher.init(_:))
        let isInfo = { (sample: StepSample) in names.allSatisfy { $0.matches(sample.labels) } }
        let identities = Set(samples.filter { !isInfo($0) }.map { Self.identity(of: $0.labels) })
        let reference = try reference(of: node.arguments[0], at: time) ?? time
        let found = try infoSamples(selection.selector, of: identities, at: reference)
        let wanted = Set(dataMatchers.map(\.name.bytes))
        let mustMatch = dataMatchers.contains { !$0.matchesEmpty }
        let results: [StepSample] = try samples.compactMap { sample in
            if isInfo(sample) { return sample }
            let partners = found[Self.identity(of: sample.labels), default: [:]].values
            guard !partners.isEmpty else { return mustMatch ? nil : sample }
            var added: [[UInt8]: [UInt8]] = [:]
            for label in partners.flatMap(\.labels.pairs)
            where label.name != LabelName.metricName
                && (wanted.isEmpty || wanted.contains(label.name))
            {
                let isOwn = sample.labels.contains(label.name)
                if let other = added[label.name], other != label.value, !isOwn {
                    throw EvaluationError("conflicting label: \(ByteString(label.name))")
                }
                added[label.name] = label.value
            }
            var sample = sample
            for (name, value) in added where !sample.labels.contains(name) {
                sample.labels = sample.labels.setting(name, value)
            }
            let missesLabel = dataMatchers.contains { matcher in
                !matcher.matchesEmpty && added[matcher.name.bytes] == nil
            }
            return missesLabel ? nil : sample
        }
        return try checkUnique(results)
    }

    private static func identity(of labels: Labels) -> Labels {
        labels.keeping([Array("instance".utf8), Array("job".utf8)])
    }

    /// By instance and job, then by name: the newest series of each.
    private func infoSamples(
        _ selector: VectorSelector,
        of identities: Set<Labels>,
        at time: Int64
    ) throws -> [Labels: [[UInt8]: StepSample]] {
        var found: [Labels: [[UInt8]: StepSample]] = [:]
        guard !identities.isEmpty else { return found }
        for sample in try instant(selector, at: time) {
            let identity = Self.identity(of: sample.labels)
            let name = sample.labels[LabelName.metricName] ?? []
            guard !identity.isEmpty, identities.contains(identity) else { continue }
            if let other = found[identity]?[name] {
                guard other.time != sample.time else {
                    throw EvaluationError(
                        "found duplicate series for info metric: existing \(other.labels) @ "
                            + "\(other.time), new \(sample.labels) @ \(sample.time)"
                    )
                }
                if other.time > sample.time {
                    continue
                }
            }
            found[identity, default: [:]][name] = sample
        }
        return found
    }

    /// The time that the first selector of an expression looks at.
    private func reference(of expression: PromQLExpression, at time: Int64) throws -> Int64? {
        switch expression {
        case .vectorSelector(let selector):
            return base(selector.at, time)
                - (try selector.offset.milliseconds(in: bounds, allowingNegative: true))
        case .subquery(let node):
            let end =
                base(node.at, time)
                - (try node.offset.milliseconds(in: bounds, allowingNegative: true))
            return try reference(of: node.inner, at: end)
        default:
            for child in expression.children {
                if let found = try reference(of: child, at: time) {
                    return found
                }
            }
            return nil
        }
    }
}
