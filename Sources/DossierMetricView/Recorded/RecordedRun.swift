import DossierColumns

/// Which evaluation of rules a metric of the store was written by: `docs/rules.md` has the format.
package struct RecordedRun: Sendable {
    package let rule: RecordedRule
    /// Later runs have higher numbers.
    package let number: Int64
    /// Milliseconds since the Unix epoch: within it a run replaces what earlier ones wrote.
    package let range: ClosedRange<Int64>

    package init(rule: RecordedRule, number: Int64, range: ClosedRange<Int64>) {
        self.rule = rule
        self.number = number
        self.range = range
    }

    /// Reads the metadata of a metric; nil for one that no rule recorded.
    init?(metadata: ArraySlice<UInt8>?) {
        guard let metadata else { return nil }
        var kind: RecordedRule.Kind?
        var name: [UInt8]?
        var numbers: [String: Int64] = [:]
        forEachMember(of: metadata) { key, value in
            var reader = CompositeReader(value)
            switch (key, reader.next()) {
            case (Self.recordKey, .string(let range)):
                (kind, name) = (.recording, Array(value[range]))
            case (Self.alertKey, .string(let range)):
                (kind, name) = (.alerting, Array(value[range]))
            case (_, .int(let number)): numbers[key] = number
            default: break
            }
        }
        guard let kind, let name, let number = numbers[Self.numberKey],
            let start = numbers[Self.startKey], let end = numbers[Self.endKey], start <= end
        else { return nil }
        self.init(rule: .init(kind: kind, name: name), number: number, range: start...end)
    }

    private static let recordKey = "dossier.rule.record"
    private static let alertKey = "dossier.rule.alert"
    private static let numberKey = "dossier.rule.run"
    private static let startKey = "dossier.rule.start"
    private static let endKey = "dossier.rule.end"

    /// What stands in the store for the metric `name` of this run.
    func metric(named name: [UInt8]) -> [UInt8] {
        var writer = CompositeWriter()
        writer.beginList()
        writer.key("name")
        writer.string(name)
        writer.key("kind")
        writer.int(1)
        writer.key("metadata")
        writer.beginList()
        write(rule.kind == .recording ? Self.recordKey : Self.alertKey, to: &writer)
        writer.string(rule.name)
        for (name, number) in [
            (Self.numberKey, number), (Self.startKey, range.lowerBound),
            (Self.endKey, range.upperBound),
        ] {
            write(name, to: &writer)
            writer.int(number)
        }
        writer.end(count: 4)
        writer.end(count: 3)
        return writer.bytes
    }

    private func write(_ key: String, to writer: inout CompositeWriter) {
        Array(key.utf8).withUnsafeBytes { writer.key($0) }
    }
}
