internal import DossierColumns
internal import DossierPrimitives

/// The enumerations of OTLP; dumps have their numbers or their names.
enum Enumeration {
    case spanKind, statusCode, severity, temporality

    /// The number of a name of any case, with or without the prefix that protobuf or a language
    /// (`SpanKind.SERVER`) gives it; nil if unknown.
    func number(named text: UnsafeRawBufferPointer) -> UInt64? {
        let prefix = prefix
        let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
        var name = text.map { letters.contains($0) ? $0 & ~0x20 : $0 }
        if let dot = name.lastIndex(of: UInt8(ascii: ".")) { name.removeFirst(dot + 1) }
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

/// What stands for a number of an enumeration.
enum EnumerationValue {
    case number(UInt64)
    /// A name that the enumeration does not have, or a number beyond 32 bits.
    case unknown(JSONText)
}

extension Scanner {
    /// A number of one digit that is not in quotes; nil, and nothing read, for anything else.
    @inline(__always)
    mutating func singleDigit() throws(ReadFailure) -> UInt64? {
        let first = try peek()
        let next = base[position + 1]
        guard first &- UInt8(ascii: "0") < 10,
            next == UInt8(ascii: ",") || next == UInt8(ascii: "}")
        else { return nil }
        position += 1
        return UInt64(first &- UInt8(ascii: "0"))
    }

    /// A number of an enumeration, maybe in quotes or as a name; `null` is 0.
    mutating func enumeration(_ kind: Enumeration) throws(ReadFailure) -> EnumerationValue {
        let isQuoted = try peek() == UInt8(ascii: "\"")
        guard isQuoted else {
            let start = position
            guard let number = try wholeNumber() else { return .number(0) }
            let text = JSONText(start: start, end: position, hasEscapes: false)
            return number.enumerationValue ?? .unknown(text)
        }
        let text = try text()
        if text.count == 0 { return .number(0) }
        let name = try bytes(text)
        if let number = WholeNumber(name) { return number.enumerationValue ?? .unknown(text) }
        return kind.number(named: name).map { .number($0) } ?? .unknown(text)
    }
}

extension WholeNumber {
    /// The number, if it fits the 32 bits that OTLP has for enumerations.
    fileprivate var enumerationValue: EnumerationValue? {
        guard let value = signed, Int32(exactly: value) != nil else { return nil }
        return .number(unsigned)
    }
}
