/// Makes the names of labels of the members of objects, whose own names and those of the objects that
/// they are in are joined by underscores.
struct JSONLabelNames {
    private var prefix: [UInt8] = []
    /// How long the prefix was outside of each object that is open.
    private var prefixLengths: [Int] = []
    private var name: [UInt8] = []
    private var unescaped: [UInt8] = []

    /// How many bytes the names may have that are put together for one line.
    private static let byteCountLimit = 64 << 20

    /// Calls back with the name and value of each string, number and boolean of an object and of
    /// those within it, in their order.
    ///
    /// - Throws: Where the text stops being an object, or names become too long.
    mutating func walk(
        _ bytes: UnsafeRawBufferPointer,
        _ body: (_ name: [UInt8], _ value: JSONText.Value) throws(JSONMembers.Failure) -> Void
    ) throws(JSONMembers.Failure) {
        prefix.removeAll(keepingCapacity: true)
        prefixLengths.removeAll(keepingCapacity: true)
        var byteCount = 0
        var members = JSONMembers(bytes)
        let text = members.text
        try members.walk { member throws(JSONMembers.Failure) in
            while prefixLengths.count > member.depth {
                prefix.removeLast(prefix.count - (prefixLengths.popLast() ?? 0))
            }
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
            byteCount += name.count
            guard byteCount <= Self.byteCountLimit else { throw .stopped }
            try body(name, member.value)
            return false
        }
    }

    /// Appends a key to a name, with an underscore between where both are there.
    private mutating func appendKey(
        _ key: Range<Int>,
        _ text: JSONText,
        to field: WritableKeyPath<JSONLabelNames, [UInt8]>
    ) throws(JSONMembers.Failure) {
        let bytes = UnsafeRawBufferPointer(rebasing: text.bytes[key])
        let length = self[keyPath: field].count
        if length > 0 { self[keyPath: field].append(UInt8(ascii: "_")) }
        let separated = self[keyPath: field].count
        if bytes.contains(UInt8(ascii: "\\")) {
            unescaped.removeAll(keepingCapacity: true)
            guard text.appendUnescaped(key, to: &unescaped) else { throw .damaged }
            unescaped.withUnsafeBytes { LabelNameText.append($0, to: &self[keyPath: field]) }
        } else {
            LabelNameText.append(bytes, to: &self[keyPath: field])
        }
        if self[keyPath: field].count == separated, length > 0 {
            self[keyPath: field].removeLast()
        }
    }
}
