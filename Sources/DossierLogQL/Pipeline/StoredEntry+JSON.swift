/// Why a text is no entry.
package struct EntryFormatError: Error, Hashable, Sendable, CustomStringConvertible {
    package let description: String
}

extension StoredEntry {
    /// Reads an object with the members `line`, `ts_ns` (a number, or a string of one), `stream`
    /// and `metadata` (objects of strings), all of which may be absent.
    ///
    /// Others are ignored.
    ///
    /// - Throws: If the text is no object, or a member is of another kind.
    package init(json: [UInt8]) throws(EntryFormatError) {
        var entry = StoredEntry(line: [])
        let problem = json.withUnsafeBytes { bytes -> String? in
            var reader = Reader(text: JSONText(bytes: bytes))
            var members = JSONMembers(bytes)
            do throws(JSONMembers.Failure) {
                try members.walk { member throws(JSONMembers.Failure) in
                    try reader.read(member, into: &entry)
                }
                return nil
            } catch {
                return reader.problem ?? error.details
            }
        }
        if let problem { throw EntryFormatError(description: problem) }
        self = entry
    }

    private struct Reader {
        let text: JSONText
        /// The object that members within others belong to.
        private var outer: [UInt8] = []
        /// Which member is of another kind.
        private(set) var problem: String?

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
                guard member.value.kind == .string else {
                    let name = String(decoding: outer + [UInt8(ascii: ".")] + key, as: UTF8.self)
                    throw failure(name, "a string")
                }
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
                guard member.value.kind == .string else { throw failure("line", "a string") }
                entry.line = try string(member.value.content)
            case "ts_ns":
                let digits = String(decoding: text.bytes[member.value.content], as: UTF8.self)
                guard let nanoseconds = Int64(digits) else {
                    throw failure("ts_ns", "a whole number")
                }
                entry.nanoseconds = nanoseconds
            case "stream", "metadata":
                guard member.value.kind == .object else {
                    throw failure(String(decoding: key, as: UTF8.self), "an object")
                }
                outer = key
                return true
            default: break
            }
            return false
        }

        /// Notes that a member is of another kind than it should be.
        private mutating func failure(_ member: String, _ kind: String) -> JSONMembers.Failure {
            problem = "`\(member)` is not \(kind)"
            return .damaged
        }

        private func string(_ range: Range<Int>) throws(JSONMembers.Failure) -> [UInt8] {
            var bytes: [UInt8] = []
            guard text.appendUnescaped(range, to: &bytes) else { throw .damaged }
            return bytes
        }
    }
}
