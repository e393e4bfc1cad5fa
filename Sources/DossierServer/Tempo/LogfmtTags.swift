/// Tags as the parameter `tags` has them: `service.name=cart error=true msg="no room"`.
struct LogfmtTags {
    private(set) var all: [(name: String, value: String)] = []

    /// Reads pairs with blanks between them; a name without `=` has an empty value.
    init(_ text: String) throws(HTTPFailure) {
        var rest = Array(text.utf8)[...]
        while true {
            rest = rest.drop { $0 <= UInt8(ascii: " ") }
            guard !rest.isEmpty else { return }
            let name = rest.prefix { $0 > UInt8(ascii: " ") && $0 != UInt8(ascii: "=") }
            rest = rest.dropFirst(name.count)
            guard !name.isEmpty, !name.contains(UInt8(ascii: "\"")) else {
                throw Self.invalid("a tag needs a name before its =")
            }
            var value: [UInt8] = []
            if rest.first == UInt8(ascii: "=") {
                rest = rest.dropFirst()
                value = try Self.value(&rest)
            }
            try add(String(decoding: name, as: UTF8.self), String(decoding: value, as: UTF8.self))
        }
    }

    private mutating func add(_ name: String, _ value: String) throws(HTTPFailure) {
        guard !all.contains(where: { $0.name == name }) else {
            throw Self.invalid("tag \(name) has been set twice")
        }
        all.append((name, value))
    }

    private static func value(_ rest: inout ArraySlice<UInt8>) throws(HTTPFailure) -> [UInt8] {
        guard rest.first == UInt8(ascii: "\"") else {
            let value = rest.prefix { $0 > UInt8(ascii: " ") }
            rest = rest.dropFirst(value.count)
            guard !value.contains(UInt8(ascii: "=")), !value.contains(UInt8(ascii: "\"")) else {
                throw invalid("a value with = or \" in it needs quotes")
            }
            return Array(value)
        }
        rest = rest.dropFirst()
        var value: [UInt8] = []
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "\""): return value
            case UInt8(ascii: "\\"):
                guard let escaped = rest.popFirst() else { break }
                value.append(Self.escaped(escaped))
            default: value.append(byte)
            }
        }
        throw invalid("a value has no closing quote")
    }

    private static func escaped(_ byte: UInt8) -> UInt8 {
        switch byte {
        case UInt8(ascii: "n"): UInt8(ascii: "\n")
        case UInt8(ascii: "r"): UInt8(ascii: "\r")
        case UInt8(ascii: "t"): UInt8(ascii: "\t")
        default: byte
        }
    }

    private static func invalid(_ reason: String) -> HTTPFailure {
        HTTPFailure(400, "invalid tags: \(reason)", parameter: "tags")
    }
}
