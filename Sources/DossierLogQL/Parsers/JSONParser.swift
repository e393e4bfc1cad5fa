/// The stage `json` without paths: a label for each value of an object.
struct JSONParser {
    private var prefix: [UInt8] = []
    /// How long the prefix was outside of each object that is open.
    private var prefixLengths: [Int] = []
    private var name: [UInt8] = []
    private var value: [UInt8] = []
    /// How many bytes the names have that were put together so far.
    private var nameByteCount = 0

    private static let nameByteCountLimit = 64 << 20

    mutating func run(_ entry: inout LogEntry) {
        let line = entry.line
        prefix.removeAll(keepingCapacity: true)
        prefixLengths.removeAll(keepingCapacity: true)
        nameByteCount = 0
        if let failure = line.withUnsafeBytes({ read($0, &entry.labels) }) {
            entry.labels.fail(.json, failure.details)
        }
    }

    /// Reads the members of the object; what is wrong with it, if anything is.
    private mutating func read(
        _ bytes: UnsafeRawBufferPointer,
        _ labels: inout EntryLabels
    ) -> JSONMembers.Failure? {
        var members = JSONMembers(bytes)
        let text = members.text
        do {
            try members.walk { member throws(JSONMembers.Failure) in
                while prefixLengths.count > member.depth {
                    prefix.removeLast(prefix.count - (prefixLengths.popLast() ?? 0))
                }
                return try visit(member, text, &labels)
            }
            return nil
        } catch {
            return error
        }
    }

    private mutating func visit(
        _ member: JSONMembers.Member,
        _ text: JSONText,
        _ labels: inout EntryLabels
    ) throws(JSONMembers.Failure) -> Bool {
        switch member.value.kind {
        case .null, .array: return false
        case .object:
            prefixLengths.append(prefix.count)
            guard prefix.count < EntryLabels.byteCountLimit else { throw .stopped }
            try appendKey(member.key, text, to: \.prefix)
            return true
        case .string, .number, .boolean: break
        }
        name.removeAll(keepingCapacity: true)
        name.append(contentsOf: prefix)
        try appendKey(member.key, text, to: \.name)
        // Within other objects a name may be empty.
        guard !name.isEmpty || member.depth > 0 else { return false }
        nameByteCount += name.count
        guard nameByteCount <= Self.nameByteCountLimit else { throw .stopped }
        let number = name.withUnsafeBytes { labels.number(of: $0) }
        if member.value.kind == .string {
            text.labelValue(ofString: member.value.content, into: &value)
        } else {
            value.removeAll(keepingCapacity: true)
            value.append(contentsOf: text.bytes[member.value.range])
        }
        guard labels.setParsed(number, value) else { throw .stopped }
        return false
    }

    /// Appends a key to a name, with an underscore between where both are there.
    private mutating func appendKey(
        _ key: Range<Int>,
        _ text: JSONText,
        to field: WritableKeyPath<JSONParser, [UInt8]>
    ) throws(JSONMembers.Failure) {
        let bytes = UnsafeRawBufferPointer(rebasing: text.bytes[key])
        let length = self[keyPath: field].count
        if length > 0 { self[keyPath: field].append(UInt8(ascii: "_")) }
        let separated = self[keyPath: field].count
        if bytes.contains(UInt8(ascii: "\\")) {
            value.removeAll(keepingCapacity: true)
            guard text.appendUnescaped(key, to: &value) else { throw .damaged }
            value.withUnsafeBytes { LabelNameText.append($0, to: &self[keyPath: field]) }
        } else {
            LabelNameText.append(bytes, to: &self[keyPath: field])
        }
        if self[keyPath: field].count == separated, length > 0 {
            self[keyPath: field].removeLast()
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
