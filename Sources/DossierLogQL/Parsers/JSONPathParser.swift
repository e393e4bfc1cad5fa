import DossierLogQLSyntax
import DossierPromQLSyntax

/// The stage `json` with paths: a label for each.
struct JSONPathParser {
    private struct Extraction {
        var label: Int
        var steps: [JSONPath.Step]
    }

    private let extractions: [Extraction]
    private var value: [UInt8] = []

    init(
        _ extractions: [LabelExtraction],
        _ labels: inout EntryLabels
    ) throws(JSONPath.Failure) {
        var compiled: [Extraction] = []
        for extraction in extractions {
            compiled.append(
                Extraction(
                    label: labels.fixedNumber(of: extraction.label.bytes),
                    steps: try JSONPath(extraction.source).steps
                )
            )
        }
        self.extractions = compiled
    }

    mutating func run(_ entry: inout LogEntry) {
        let line = entry.line
        guard let first = line.first else { return }
        guard "{[\"".utf8.contains(first) else {
            entry.labels.fail(.json, JSONMembers.Failure.noObject.details)
            return
        }
        line.withUnsafeBytes { bytes in
            let text = JSONText(bytes: bytes)
            for extraction in extractions {
                value.removeAll(keepingCapacity: true)
                var search = JSONPathSearch(text: text, steps: extraction.steps)
                if let found = search.find() {
                    switch found.kind {
                    case .null: break
                    case .object: value.append(contentsOf: text.bytes[found.range])
                    default: text.labelValue(ofString: found.content, into: &value)
                    }
                }
                guard entry.labels.setParsed(extraction.label, value) else {
                    entry.labels.fail(.json, EntryLabels.tooLarge)
                    return
                }
            }
        }
    }
}

/// Looks for a value by its path, in one pass over the text.
///
/// Damage that is not in the way goes unseen.
private struct JSONPathSearch {
    /// An object or array that is open.
    private struct Frame {
        var isArray: Bool
        /// How many steps of the path lead to it; nil if the path does not.
        var matched: Int?
        /// Of an array, the number of the next element.
        var index = 0
    }

    let text: JSONText
    let steps: [JSONPath.Step]
    private var frames: [Frame] = []
    private var key: [UInt8] = []

    init(text: JSONText, steps: [JSONPath.Step]) {
        self.text = text
        self.steps = steps
    }

    mutating func find() -> JSONText.Value? {
        let end = text.bytes.count
        var position = 0
        /// How many steps lead to the value that is next.
        var matched: Int? = 0
        var isKeyNext = false
        while true {
            position = text.skippingSpace(from: position, to: end)
            guard position < end else { return nil }
            let byte = text.bytes[position]
            switch byte {
            case UInt8(ascii: ","):
                position += 1
                guard let frame = frames.last else { return nil }
                isKeyNext = !frame.isArray
                if frame.isArray { matched = step(into: frames.count - 1) }
                continue
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                position += 1
                guard frames.popLast() != nil, !frames.isEmpty else { return nil }
                continue
            default: break
            }
            if isKeyNext {
                guard byte == UInt8(ascii: "\""),
                    let keyEnd = text.endOfString(from: position + 1, to: end)
                else { return nil }
                let colon = text.skippingSpace(from: keyEnd, to: end)
                guard colon < end, text.bytes[colon] == UInt8(ascii: ":") else { return nil }
                matched = step(byKey: (position + 1)..<(keyEnd - 1))
                isKeyNext = false
                position = colon + 1
                continue
            }
            if matched == steps.count { return value(at: position) }
            switch byte {
            case UInt8(ascii: "{"):
                frames.append(Frame(isArray: false, matched: matched))
                isKeyNext = true
                position += 1
            case UInt8(ascii: "["):
                frames.append(Frame(isArray: true, matched: matched))
                position += 1
                matched = step(into: frames.count - 1)
            default:
                guard let skipped = text.value(at: position, to: end, objectEnd: nil) else {
                    return nil
                }
                position = skipped.range.upperBound
            }
        }
    }

    private func value(at position: Int) -> JSONText.Value? {
        let end = text.bytes.count
        let objectEnd = text.endOfBlock(
            from: position,
            to: end,
            UInt8(ascii: "{"),
            UInt8(ascii: "}")
        )
        return text.value(at: position, to: end, objectEnd: objectEnd)
    }

    /// How many steps lead to the next element of an array.
    private mutating func step(into index: Int) -> Int? {
        let element = frames[index].index
        frames[index].index += 1
        guard let matched = frames[index].matched, matched < steps.count,
            steps[matched] == .index(element)
        else { return nil }
        return matched + 1
    }

    /// How many steps lead to the member of the innermost object with a key.
    private mutating func step(byKey range: Range<Int>) -> Int? {
        guard let matched = frames.last?.matched, matched < steps.count,
            case .key(let wanted) = steps[matched]
        else { return nil }
        key.removeAll(keepingCapacity: true)
        guard text.appendUnescaped(range, to: &key), key == wanted else { return nil }
        return matched + 1
    }
}
