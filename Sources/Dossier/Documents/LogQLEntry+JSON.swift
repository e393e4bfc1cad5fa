internal import DossierPrimitives

extension LogQLEntry {
    /// The object of an entry that stages kept, or dropped, as `schema/logql-entry.schema.json`
    /// describes it, with a line feed.
    ///
    /// - Parameter entry: What the stages made of the entry; nil if they dropped it.
    /// - Returns: The bytes of the document.
    public static func json(ofOutcome entry: LogQLEntry?) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.bool("kept", entry != nil)
            guard let entry else { return }
            json.string("line", entry.line)
            json.string("ts_ns", "\(entry.nanoseconds)")
            for (name, labels) in [
                ("stream", entry.streamLabels), ("metadata", entry.metadata),
                ("parsed", entry.parsedLabels),
            ] {
                json.object(name) { json in
                    for (label, value) in labels.sorted(by: { $0.key < $1.key }) {
                        json.string(label, value)
                    }
                }
            }
        }
        return json.takeBytes(endingLine: true)
    }
}
