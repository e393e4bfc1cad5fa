internal import DossierColumns

/// Something that an input has where OTLP expects something else, counted by kind and name.
///
/// The telemetry around it is in the store; what it was meant to say could not be read, or is kept in
/// another place.
public struct InputAnomaly: Hashable, Sendable {
    /// What was found.
    public enum Kind: String, CaseIterable, Sendable {
        /// An attribute's value has a member that `AnyValue` does not have.
        case attributeValueMember = "attribute value member"
        /// A log record's body has a member that `AnyValue` does not have.
        case bodyMember = "body member"
        /// An attribute without a value has a member that `KeyValue` does not have.
        case attributeMember = "attribute member"
        /// A metric without data has a member that `Metric` does not have.
        case metricMember = "metric member"
        /// A data point without a value has a member that the point does not have, or none.
        case pointMember = "point member"
        /// An exemplar without a value has a member that `Exemplar` does not have.
        case exemplarMember = "exemplar member"
        /// A resource, a scope, or an entry of one has nothing but a member that it does not have.
        case groupMember = "group member"
        /// A value is null.
        case nullMember = "null member"
        /// A name of an enumeration that OTLP does not define: it is kept as an attribute.
        case enumerationName = "enumeration name"
        /// A number that does not fit its member: it is left out.
        case numberOutOfRange = "number out of range"
        /// A span without a trace id that is one: no trace has it.
        case spanWithoutTrace = "span without trace"
        /// Another id that is none: it is kept as text.
        case unreadableID = "unreadable id"
    }

    /// What was found.
    public let kind: Kind
    /// The name of the member, the name in the enumeration, or the first span's trace id, as written;
    /// empty if it has none, or after many others.
    public let name: String
    /// How often.
    public let count: Int
    /// Where the first one is, in bytes of the decoded input.
    public let byteOffset: UInt64
}

extension InputAnomaly {
    init(_ anomaly: DossierColumns.InputAnomaly) {
        kind = Kind(anomaly.kind)
        name = String(decoding: anomaly.name, as: UTF8.self)
        count = Int(clamping: anomaly.count)
        byteOffset = anomaly.byteOffset
    }
}

extension InputAnomaly.Kind {
    fileprivate init(_ kind: DossierColumns.InputAnomaly.Kind) {
        self =
            switch kind {
            case .attributeValueMember: .attributeValueMember
            case .bodyMember: .bodyMember
            case .attributeMember: .attributeMember
            case .metricMember: .metricMember
            case .pointMember: .pointMember
            case .exemplarMember: .exemplarMember
            case .groupMember: .groupMember
            case .nullMember: .nullMember
            case .enumerationName: .enumerationName
            case .numberOutOfRange: .numberOutOfRange
            case .spanWithoutTrace: .spanWithoutTrace
            case .unreadableID: .unreadableID
            }
    }
}

extension InputAnomaly: CustomStringConvertible {
    /// The anomaly as a sentence without a full stop, with the place of the first one.
    public var description: String {
        let place = count == 1 ? "at byte \(byteOffset)" : "the first at byte \(byteOffset)"
        return "\(sentence); \(place)"
    }

    private var sentence: String {
        switch kind {
        case .attributeValueMember: having("attribute value", "a member that is not AnyValue's")
        case .bodyMember:
            having("log body", "a member that is not AnyValue's", plural: "log bodies")
        case .attributeMember: having("attribute", "no value, but a member that is not KeyValue's")
        case .metricMember: having("metric", "no data, but a member that is not Metric's")
        case .pointMember:
            name.isEmpty
                ? "\(counted("data point")) \(has) no value"
                : having("data point", "no value, but a member that is not the point's")
        case .exemplarMember:
            having("exemplar", "no value, but a member that is not Exemplar's")
        case .groupMember:
            having("entry", "only a member that OTLP does not define", plural: "entries")
        case .nullMember: "\(counted("value")) \(count == 1 ? "is" : "are") null\(named)"
        case .enumerationName:
            having("enumeration", "a name that OTLP does not define") + ", kept as an attribute"
        case .numberOutOfRange:
            "\(counted("number")) \(count == 1 ? "is" : "are") out of range and left out\(named)"
        case .spanWithoutTrace:
            "\(counted("span")) can't be reached by trace: "
                + (name.isEmpty ? "no trace id" : "the trace id is none\(named)")
        case .unreadableID:
            "\(counted("id")) \(count == 1 ? "is none and kept as text" : "are none and kept as text")"
                + named
        }
    }

    private var has: String { count == 1 ? "has" : "have" }

    private var named: String { name.isEmpty ? "" : ": `\(name)`" }

    private func having(_ noun: String, _ what: String, plural: String? = nil) -> String {
        "\(counted(noun, plural: plural)) \(has) \(what)\(named)"
    }

    private func counted(_ noun: String, plural: String? = nil) -> String {
        count == 1 ? "1 \(noun)" : "\(count) \(plural ?? noun + "s")"
    }
}
