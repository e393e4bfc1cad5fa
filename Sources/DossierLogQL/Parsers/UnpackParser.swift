/// The stage `unpack`: an object of strings, of which `_entry` is the line.
struct UnpackParser {
    private var labels: [(name: [UInt8], value: [UInt8])] = []

    mutating func run(_ entry: inout LogEntry) {
        let line = entry.line
        guard let first = line.first else { return }
        guard first == UInt8(ascii: "{") else {
            entry.labels.fail(.json, JSONMembers.Failure.noObject.details)
            return
        }
        labels.removeAll(keepingCapacity: true)
        var packed: [UInt8]?
        if let failure = line.withUnsafeBytes({ read($0, &packed) }) {
            entry.labels.fail(.json, failure.details)
            return
        }
        guard let packed else { return }
        entry.line = packed
        for label in labels {
            let number = entry.labels.number(of: label.name)
            guard entry.labels.setParsed(number, label.value) else {
                entry.labels.fail(.json, EntryLabels.tooLarge)
                return
            }
        }
    }

    /// Reads the members of the object; what is wrong with it, if anything is.
    private mutating func read(
        _ bytes: UnsafeRawBufferPointer,
        _ packed: inout [UInt8]?
    ) -> JSONMembers.Failure? {
        var members = JSONMembers(bytes)
        let text = members.text
        do {
            try members.walk { member throws(JSONMembers.Failure) in
                try read(member, text, &packed)
                return false
            }
            return nil
        } catch {
            return error
        }
    }

    private mutating func read(
        _ member: JSONMembers.Member,
        _ text: JSONText,
        _ packed: inout [UInt8]?
    ) throws(JSONMembers.Failure) {
        guard member.value.kind == .string else { return }
        var key: [UInt8] = []
        guard text.appendUnescaped(member.key, to: &key) else { throw .damaged }
        if key.elementsEqual("_entry".utf8) {
            var value: [UInt8] = []
            guard text.appendUnescaped(member.value.content, to: &value) else { throw .damaged }
            packed = value
            return
        }
        var (name, value) = ([UInt8](), [UInt8]())
        key.withUnsafeBytes { LabelNameText.append($0, to: &name) }
        text.labelValue(ofString: member.value.content, into: &value)
        if !name.isEmpty { labels.append((name, value)) }
    }
}
