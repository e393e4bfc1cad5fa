/// The labels that name a series: pairs of names and values, sorted by name, none of them empty.
///
/// All text is bytes, compared byte by byte. The pairs stand one after another in one buffer, each
/// text behind its length (one byte, or 255 and three bytes, least first), as Prometheus hashes
/// them; so equal labels have equal buffers, and a copy costs one reference.
package struct Labels: Sendable {
    package static let empty = Labels(encoded: [])

    let encoded: [UInt8]

    /// xxHash64 of the encoded pairs.
    package let hash: UInt64

    init(encoded: [UInt8]) {
        self.encoded = encoded
        hash = encoded.withUnsafeBytes(XXHash64.hash)
    }

    /// Takes pairs in any order; a pair with an empty value is left out unless such are kept, of two
    /// with one name the later holds.
    package init(_ pairs: [Label], keepsEmpty: Bool = false) {
        guard !pairs.isEmpty else {
            self = .empty
            return
        }
        var sorted = pairs
        // Insertion sort: stable, and label sets are short.
        for end in 1..<sorted.count {
            var index = end
            while index > 0, sorted[index].name.precedes(sorted[index - 1].name) {
                sorted.swapAt(index, index - 1)
                index -= 1
            }
        }
        var builder = LabelsBuilder()
        for index in sorted.indices {
            let label = sorted[index]
            if index + 1 < sorted.count, sorted[index + 1].name == label.name { continue }
            builder.append(label.name, label.value, keepsEmpty: keepsEmpty)
        }
        self = builder.finish()
    }

    /// The pairs of a dictionary literal of strings, for tests and rules.
    package init(_ pairs: KeyValuePairs<String, String>) {
        self.init(pairs.map { Label(name: $0.key, value: $0.value) })
    }

    package var isEmpty: Bool { encoded.isEmpty }

    /// The value of the label, nothing if there is no such label.
    package subscript(name: [UInt8]) -> [UInt8]? {
        guard let range = valueRange(of: name) else { return nil }
        return Array(encoded[range])
    }

    /// The value of the label as text, nothing if there is no such label.
    package subscript(name: String) -> String? {
        guard let value = self[Array(name.utf8)] else { return nil }
        return String(decoding: value, as: UTF8.self)
    }

    package func contains(_ name: [UInt8]) -> Bool {
        valueRange(of: name) != nil
    }

    /// The range of the label's value in the encoded bytes.
    func valueRange(of name: [UInt8]) -> Range<Int>? {
        var cursor = LabelCursor(encoded)
        while cursor.next() {
            if encoded.equal(cursor.name, name) { return cursor.value }
        }
        return nil
    }
}

extension Labels: Hashable {
    package static func == (left: Labels, right: Labels) -> Bool {
        left.hash == right.hash && left.encoded == right.encoded
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(hash)
    }
}

extension Labels: Comparable {
    /// By the first pair that differs, name before value; labels that are the beginning of others
    /// come first.
    package static func < (left: Labels, right: Labels) -> Bool {
        var leftCursor = LabelCursor(left.encoded)
        var rightCursor = LabelCursor(right.encoded)
        while true {
            guard leftCursor.next() else { return rightCursor.next() }
            guard rightCursor.next() else { return false }
            let names = left.encoded.compare(leftCursor.name, right.encoded, rightCursor.name)
            if names != 0 { return names < 0 }
            let values = left.encoded.compare(leftCursor.value, right.encoded, rightCursor.value)
            if values != 0 { return values < 0 }
        }
    }
}

extension Labels {
    /// The pairs, in the order of their names.
    package var pairs: [Label] {
        var result: [Label] = []
        var cursor = LabelCursor(encoded)
        while cursor.next() {
            result.append(
                Label(name: Array(encoded[cursor.name]), value: Array(encoded[cursor.value]))
            )
        }
        return result
    }
}
