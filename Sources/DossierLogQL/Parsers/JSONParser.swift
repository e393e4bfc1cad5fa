/// The stage `json` without paths: a label for each value of an object.
struct JSONParser {
    private var names = JSONLabelNames()
    private var value: [UInt8] = []

    mutating func run(_ entry: inout LogEntry) {
        let line = entry.line
        if let failure = line.withUnsafeBytes({ read($0, &entry.labels) }) {
            entry.labels.fail(.json, failure.details)
        }
    }

    /// Reads the members of the object; what is wrong with it, if anything is.
    private mutating func read(
        _ bytes: UnsafeRawBufferPointer,
        _ labels: inout EntryLabels
    ) -> JSONMembers.Failure? {
        let text = JSONText(bytes: bytes)
        do throws(JSONMembers.Failure) {
            try names.walk(bytes) { name, member throws(JSONMembers.Failure) in
                let number = name.withUnsafeBytes { labels.number(of: $0) }
                if member.kind == .string {
                    text.labelValue(ofString: member.content, into: &value)
                } else {
                    value.removeAll(keepingCapacity: true)
                    value.append(contentsOf: text.bytes[member.range])
                }
                guard labels.setParsed(number, value) else { throw .stopped }
            }
            return nil
        } catch {
            return error
        }
    }
}

extension JSONMembers.Failure {
    /// What is wrong, for a person.
    var details: String {
        switch self {
        case .noObject: "the line is no JSON object"
        case .damaged: "the JSON object is damaged or cut off"
        case .stopped: EntryLabels.tooLarge
        }
    }
}
