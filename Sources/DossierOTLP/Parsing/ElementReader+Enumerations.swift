internal import DossierColumns

/// A name, or a number, that an enumeration of OTLP does not have.
struct UnknownName {
    let enumeration: Enumeration
    let text: JSONText
}

extension ElementReader {
    /// A number of an enumeration, maybe in quotes or as a name.
    ///
    /// Unknown numbers are kept; an unknown name becomes 0, and an attribute of the row once it ends.
    @inline(__always)
    mutating func enumeration(_ kind: Enumeration) throws(ReadFailure) -> UInt64 {
        if let digit = try scanner.singleDigit() { return digit }
        return try unusualEnumeration(kind)
    }

    @inline(never)
    private mutating func unusualEnumeration(_ kind: Enumeration) throws(ReadFailure) -> UInt64 {
        switch try scanner.enumeration(kind) {
        case .number(let number): return number
        case .unknown(let text):
            unknownNames.append(UnknownName(enumeration: kind, text: text))
            anomalies.note(.enumerationName, scanner.rawBytes(text), at: text.start - 1)
            return 0
        }
    }

    /// Keeps the unknown names of the row being built as attributes.
    @inline(never)
    mutating func keepUnknownNames(of owner: AttributeOwner) throws(ReadFailure) {
        let names = unknownNames
        unknownNames.removeAll()
        for name in names {
            let word = try intern(name.text)
            let key = name.enumeration.attributeKey
            let bytes = UnsafeRawBufferPointer(
                start: key.utf8Start,
                count: key.utf8CodeUnitCount
            )
            let isKept =
                owner == .span
                ? batch.spans.appendAttribute(key: bytes, type: .string, word)
                : batch.logRecords.appendAttribute(key: bytes, type: .string, word)
            guard isKept else {
                throw .invalid("unknown enum name", at: name.text.start)
            }
        }
    }
}

extension Enumeration {
    /// The attribute, or metadata of a metric, that has a name which the enumeration does not have.
    var attributeKey: StaticString {
        switch self {
        case .spanKind: "otlp.kind"
        case .statusCode: "otlp.status.code"
        case .severity: "otlp.severityNumber"
        case .temporality: "otlp.aggregationTemporality"
        }
    }
}
