internal import DossierColumns

/// What produced telemetry: OpenTelemetry's resource, with the schema URL of its entry.
public struct Resource: Hashable, Sendable {
    /// The attributes, in their order.
    public let attributes: [Attribute]
    /// The schema URL of the entry; nil if it has none.
    public let schemaURL: String?

    /// The attribute `service.name`.
    public var serviceName: String? { attributes.string("service.name") }
    /// The attribute `service.instance.id`.
    public var serviceInstance: String? { attributes.string("service.instance.id") }
}

/// The instrumentation scope of telemetry, with the schema URL of its entry.
public struct Scope: Hashable, Sendable {
    /// The name; empty if it has none.
    public let name: String
    /// The version; empty if it has none.
    public let version: String
    /// The attributes, in their order.
    public let attributes: [Attribute]
    /// The schema URL of the entry; nil if it has none.
    public let schemaURL: String?
}

extension Resource {
    init(composite bytes: ArraySlice<UInt8>) {
        let members = sharedMembers(bytes)
        attributes = attributeList(members["attributes"])
        schemaURL = members.string("schemaUrl")
    }
}

extension Scope {
    init(composite bytes: ArraySlice<UInt8>) {
        let members = sharedMembers(bytes)
        name = members.string("name") ?? ""
        version = members.string("version") ?? ""
        attributes = attributeList(members["attributes"])
        schemaURL = members.string("schemaUrl")
    }
}

private func sharedMembers(_ bytes: ArraySlice<UInt8>) -> [Attribute] {
    attributeList(AttributeValue(composite: bytes))
}

private func attributeList(_ value: AttributeValue?) -> [Attribute] {
    if case .list(let members) = value { members } else { [] }
}
