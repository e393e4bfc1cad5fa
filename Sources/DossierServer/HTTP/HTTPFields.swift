/// The header fields of a request or response, in order; names are compared without case.
package struct HTTPFields: Sendable {
    package private(set) var all: [(name: String, value: String)]

    package init(_ all: [(name: String, value: String)] = []) {
        self.all = all
    }

    /// The value of the first field of a name; nil if there is none.
    package subscript(name: String) -> String? {
        all.first { equalsWithoutCase($0.name, name) }?.value
    }

    /// The values of all fields of a name.
    package func values(_ name: String) -> [String] {
        all.filter { equalsWithoutCase($0.name, name) }.map(\.value)
    }

    /// Adds a field after the others.
    package mutating func add(_ name: String, _ value: String) {
        all.append((name, value))
    }

    /// Adds a field in place of those of its name.
    package mutating func set(_ name: String, _ value: String) {
        all.removeAll { equalsWithoutCase($0.name, name) }
        all.append((name, value))
    }
}

/// Whether two texts are equal but for the case of ASCII letters.
func equalsWithoutCase(_ left: String, _ right: String) -> Bool {
    left.utf8.count == right.utf8.count
        && zip(left.utf8, right.utf8).allSatisfy { lowercased($0) == lowercased($1) }
}

private func lowercased(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
}
