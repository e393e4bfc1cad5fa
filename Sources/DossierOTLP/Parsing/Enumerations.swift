internal import DossierColumns

/// The enumerations of OTLP; dumps have their numbers or their names.
enum Enumeration {
    case spanKind, statusCode, severity, temporality

    /// The number of a name, with or without the prefix that protobuf gives it; nil if unknown.
    func number(named text: UnsafeRawBufferPointer) -> UInt64? {
        let prefix = prefix
        var name = Array(text)
        if name.starts(with: prefix.utf8) { name.removeFirst(prefix.utf8.count) }
        if let index = index(of: name) { return UInt64(index) }
        guard self == .severity, let digit = name.last,
            ("2"..."4").contains(Character(.init(digit)))
        else { return nil }
        name.removeLast()
        guard let index = index(of: name), index > 0 else { return nil }
        return UInt64(index) + UInt64(digit - UInt8(ascii: "1"))
    }

    /// The index of a name in `names`, which has empty strings for numbers without a name.
    private func index(of name: [UInt8]) -> Int? {
        name.isEmpty ? nil : names.firstIndex { name.elementsEqual($0.utf8) }
    }

    private var prefix: String {
        switch self {
        case .spanKind: "SPAN_KIND_"
        case .statusCode: "STATUS_CODE_"
        case .severity: "SEVERITY_NUMBER_"
        case .temporality: "AGGREGATION_TEMPORALITY_"
        }
    }

    private var names: [String] {
        switch self {
        case .spanKind: ["UNSPECIFIED", "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER"]
        case .statusCode: ["UNSET", "OK", "ERROR"]
        case .severity:
            [
                "UNSPECIFIED", "TRACE", "", "", "", "DEBUG", "", "", "", "INFO", "", "", "", "WARN",
                "", "", "", "ERROR", "", "", "", "FATAL",
            ]
        case .temporality: ["UNSPECIFIED", "DELTA", "CUMULATIVE"]
        }
    }
}

extension Scanner {
    /// A number of an enumeration, maybe in quotes or as a name; unknown numbers are kept.
    @inline(__always)
    mutating func enumeration(_ kind: Enumeration) throws(ReadFailure) -> UInt64 {
        let first = try peek()
        let next = base[position + 1]
        if first &- UInt8(ascii: "0") < 10, next == UInt8(ascii: ",") || next == UInt8(ascii: "}") {
            position += 1
            return UInt64(first &- UInt8(ascii: "0"))
        }
        return try unusualEnumeration(kind)
    }

    private mutating func unusualEnumeration(_ kind: Enumeration) throws(ReadFailure) -> UInt64 {
        guard try peek() == UInt8(ascii: "\"") else { return try wholeNumber()?.unsigned ?? 0 }
        let start = position
        let name = try bytes(try text())
        if let number = WholeNumber(name) { return number.unsigned }
        guard let number = kind.number(named: name) else {
            throw .invalid("unknown enum name", at: start)
        }
        return number
    }
}
