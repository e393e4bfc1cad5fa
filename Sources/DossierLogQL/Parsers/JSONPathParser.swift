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
                    case .object, .array: value.append(contentsOf: text.bytes[found.range])
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
    let text: JSONText
    let steps: [JSONPath.Step]
    /// For each object or array that is open on the path, the number of its next element.
    private var open: [Int] = []
    private var key: [UInt8] = []

    init(text: JSONText, steps: [JSONPath.Step]) {
        self.text = text
        self.steps = steps
    }

    private var end: Int { text.bytes.count }

    mutating func find() -> JSONText.Value? {
        var next: Int? = 0
        while let start = next.map({ text.skippingSpace(from: $0, to: end) }), start < end {
            guard open.count < steps.count else { return value(at: start) }
            if text.bytes[start] == opening(of: steps[open.count]) {
                open.append(0)
                next = nextOnPath(from: start + 1)
            } else {
                next = value(at: start).flatMap { nextOnPath(from: $0.range.upperBound) }
            }
        }
        return nil
    }

    private func opening(of step: JSONPath.Step) -> UInt8 {
        switch step {
        case .key: UInt8(ascii: "{")
        case .index: UInt8(ascii: "[")
        }
    }

    private func value(at start: Int) -> JSONText.Value? {
        let (opening, closing) = (UInt8(ascii: "{"), UInt8(ascii: "}"))
        let objectEnd =
            text.bytes[start] == opening
            ? text.endOfBlock(from: start, to: end, opening, closing) : nil
        return text.value(at: start, to: end, objectEnd: objectEnd)
    }

    /// Where the next value on the path is, of what is open; nil if there is none.
    private mutating func nextOnPath(from start: Int) -> Int? {
        var position = start
        while let element = open.last {
            position = text.skippingSpace(from: position, to: end)
            guard position < end else { return nil }
            let step = steps[open.count - 1]
            // The brackets of either kind are two apart.
            let closing = opening(of: step) + 2
            if element > 0, text.bytes[position] != closing {
                guard text.bytes[position] == UInt8(ascii: ",") else { return nil }
                position = text.skippingSpace(from: position + 1, to: end)
                guard position < end else { return nil }
            }
            if text.bytes[position] == closing {
                open.removeLast()
                position += 1
                continue
            }
            open[open.count - 1] += 1
            let isOnPath: Bool
            switch step {
            case .index(let wanted): isOnPath = element == wanted
            case .key(let wanted):
                guard let member = member(at: position) else { return nil }
                position = member.value
                key.removeAll(keepingCapacity: true)
                isOnPath = text.appendUnescaped(member.key, to: &key) && key == wanted
            }
            guard !isOnPath else { return position }
            guard let skipped = value(at: position) else { return nil }
            position = skipped.range.upperBound
        }
        return nil
    }

    /// The inside of the key of a member, and where its value is.
    private func member(at position: Int) -> (key: Range<Int>, value: Int)? {
        guard text.bytes[position] == UInt8(ascii: "\""),
            let keyEnd = text.endOfString(from: position + 1, to: end)
        else { return nil }
        let colon = text.skippingSpace(from: keyEnd, to: end)
        guard colon < end, text.bytes[colon] == UInt8(ascii: ":") else { return nil }
        let value = text.skippingSpace(from: colon + 1, to: end)
        return value < end ? ((position + 1)..<(keyEnd - 1), value) : nil
    }
}
