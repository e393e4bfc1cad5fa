/// Walks over the members of an object and of the objects within it, in time linear in the text.
struct JSONMembers {
    /// Why the text is no object, or where it stops being one.
    enum Failure: Error {
        case noObject
        case damaged
        /// The callback wants no more.
        case stopped
    }

    struct Member {
        /// The inside of the key.
        var key: Range<Int>
        var value: JSONText.Value
        /// How deep the object is within others; 0 for the outermost.
        var depth: Int
    }

    private struct Frame {
        var position: Int
        var end: Int
    }

    let text: JSONText
    private var frames: [Frame] = []
    /// Where the objects end that are within others, by their start.
    private var objectEnds: [Int: Int] = [:]

    init(_ bytes: UnsafeRawBufferPointer) {
        text = JSONText(bytes: bytes)
    }

    /// Calls back with each member; the callback says whether to go on into an object.
    mutating func walk(_ visit: (Member) throws(Failure) -> Bool) throws(Failure) {
        switch open(at: 0, to: text.bytes.count) {
        case .none: throw .noObject
        case .empty: return
        case .member(let first):
            frames.append(Frame(position: first, end: text.bytes.count))
        }
        while let frame = frames.last {
            guard let member = try nextMember(in: frame) else {
                frames.removeLast()
                try finishValue()
                continue
            }
            frames[frames.count - 1].position = member.value.range.upperBound
            if try visit(member), member.value.kind == .object {
                let range = member.value.range
                if case .member(let first) = open(at: range.lowerBound, to: range.upperBound) {
                    frames.append(Frame(position: first, end: range.upperBound))
                    continue
                }
            }
            try finishValue()
        }
    }

    /// What is behind the brace of an object.
    private enum Opening {
        /// There is no brace.
        case none
        case empty
        case member(position: Int)
    }

    /// Steps over the brace of an object.
    private func open(at start: Int, to end: Int) -> Opening {
        let brace = text.skippingSpace(from: start, to: end)
        guard brace < end, text.bytes[brace] == UInt8(ascii: "{") else { return .none }
        let first = text.skippingSpace(from: brace + 1, to: end)
        guard first < end else { return .member(position: end) }
        return text.bytes[first] == UInt8(ascii: "}") ? .empty : .member(position: first)
    }

    /// The member at the position of a frame; nil at the end of its object.
    private mutating func nextMember(in frame: Frame) throws(Failure) -> Member? {
        guard frame.position < frame.end else {
            // What a comma or a value closed was found by `finishValue`.
            if frame.position == .max { return nil }
            throw .damaged
        }
        switch text.bytes[frame.position] {
        case UInt8(ascii: "\""): break
        case UInt8(ascii: "}"): return nil
        default: throw .damaged
        }
        guard let keyEnd = text.endOfString(from: frame.position + 1, to: frame.end) else {
            throw .damaged
        }
        let key = (frame.position + 1)..<(keyEnd - 1)
        guard text.hasValidEscapes(key) else { throw .damaged }
        let colon = text.skippingSpace(from: keyEnd, to: frame.end)
        guard colon < frame.end, text.bytes[colon] == UInt8(ascii: ":") else { throw .damaged }
        let start = text.skippingSpace(from: colon + 1, to: frame.end)
        guard start < frame.end else { throw .damaged }
        let objectEnd =
            text.bytes[start] == UInt8(ascii: "{") ? endOfObject(at: start, to: frame.end) : nil
        guard let value = text.value(at: start, to: frame.end, objectEnd: objectEnd) else {
            throw .damaged
        }
        return Member(
            key: key,
            value: value,
            depth: frames.count - 1
        )
    }

    /// Steps over the comma behind a value of the innermost object, or marks the object as ended.
    private mutating func finishValue() throws(Failure) {
        guard let frame = frames.last else { return }
        let next = text.skippingSpace(from: frame.position, to: frame.end)
        guard next < frame.end else { throw .damaged }
        switch text.bytes[next] {
        case UInt8(ascii: "}"): frames[frames.count - 1].position = .max
        case UInt8(ascii: ","):
            let key = text.skippingSpace(from: next + 1, to: frame.end)
            guard key < frame.end else { throw .damaged }
            frames[frames.count - 1].position = key
        default: throw .damaged
        }
    }

    /// Where an object ends; looks once at each byte of an object and those within it, and
    /// remembers where these end.
    private mutating func endOfObject(at start: Int, to end: Int) -> Int? {
        if let known = objectEnds[start] { return known <= end ? known : nil }
        var open: [Int] = []
        var position = start
        while position < end {
            switch text.bytes[position] {
            case UInt8(ascii: "\""):
                guard let next = text.endOfString(from: position + 1, to: end) else { return nil }
                position = next
                continue
            case UInt8(ascii: "{"): open.append(position)
            case UInt8(ascii: "}"):
                guard let last = open.popLast() else { return nil }
                if open.isEmpty { return position + 1 }
                objectEnds[last] = position + 1
            default: break
            }
            position += 1
        }
        return nil
    }
}
