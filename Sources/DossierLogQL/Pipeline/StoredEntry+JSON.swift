extension StoredEntry {
    /// Reads an object with the members `line`, `ts_ns` (a number, or a string of one), `stream`
    /// and `metadata` (objects of strings), all of which may be absent.
    ///
    /// Nil if the text is no object, or a member is of another kind. Others are ignored.
    package init?(json: [UInt8]) {
        var entry = StoredEntry(line: [])
        let isRead = json.withUnsafeBytes { bytes in
            var reader = Reader(text: JSONText(bytes: bytes))
            var members = JSONMembers(bytes)
            do {
                try members.walk { member throws(JSONMembers.Failure) in
                    try reader.read(member, into: &entry)
                }
                return true
            } catch {
                return false
            }
        }
        guard isRead else { return nil }
        self = entry
    }

    private struct Reader {
        let text: JSONText
        /// The object that members within others belong to.
        private var outer: [UInt8] = []

        init(text: JSONText) {
            self.text = text
        }

        /// Reads a member; whether to go on into it.
        mutating func read(
            _ member: JSONMembers.Member,
            into entry: inout StoredEntry
        ) throws(JSONMembers.Failure) -> Bool {
            let key = try string(member.key)
            if member.depth == 1 {
                guard member.value.kind == .string else { throw .damaged }
                let label = Label(name: key, value: try string(member.value.content))
                if outer.elementsEqual("stream".utf8) {
                    entry.stream.append(label)
                } else {
                    entry.metadata.append(label)
                }
                return false
            }
            switch String(decoding: key, as: UTF8.self) {
            case "line":
                guard member.value.kind == .string else { throw .damaged }
                entry.line = try string(member.value.content)
            case "ts_ns":
                let digits = String(decoding: text.bytes[member.value.content], as: UTF8.self)
                guard let nanoseconds = Int64(digits) else { throw .damaged }
                entry.nanoseconds = nanoseconds
            case "stream", "metadata":
                guard member.value.kind == .object else { throw .damaged }
                outer = key
                return true
            default: break
            }
            return false
        }

        private func string(_ range: Range<Int>) throws(JSONMembers.Failure) -> [UInt8] {
            var bytes: [UInt8] = []
            guard text.appendUnescaped(range, to: &bytes) else { throw .damaged }
            return bytes
        }
    }
}
