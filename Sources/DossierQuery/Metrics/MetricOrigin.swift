internal import DossierColumns

/// An attribute of a resource or scope.
package struct OriginAttribute: Sendable {
    package let key: [UInt8]
    /// In the composite encoding.
    package let value: [UInt8]

    /// The value if it is a string.
    package var text: [UInt8]? {
        var reader = CompositeReader(value[...])
        guard case .string(let range)? = reader.next() else { return nil }
        return Array(value[range])
    }
}

/// What metrics come from: a resource, or an instrumentation scope.
package struct MetricOrigin: Sendable {
    /// Empty for a resource.
    package private(set) var name: [UInt8] = []
    /// Empty for a resource.
    package private(set) var version: [UInt8] = []
    package private(set) var schemaURL: [UInt8] = []
    package private(set) var attributes: [OriginAttribute] = []
    package private(set) var droppedAttributesCount: Int64 = 0

    /// Reads an entry of `SharedValues.resources` or `SharedValues.scopes`.
    package init(_ bytes: ArraySlice<UInt8>) {
        forEachMember(of: bytes) { key, value in
            var reader = CompositeReader(value)
            switch (key, reader.next()) {
            case ("name", .string(let range)): name = Array(value[range])
            case ("version", .string(let range)): version = Array(value[range])
            case ("schemaUrl", .string(let range)): schemaURL = Array(value[range])
            case ("droppedAttributesCount", .int(let count)): droppedAttributesCount = count
            case ("attributes", .list(let count)):
                attributes = Self.attributes(count, &reader)
            default: break
            }
        }
    }

    private static func attributes(_ count: Int, _ reader: inout CompositeReader)
        -> [OriginAttribute]
    {
        var attributes: [OriginAttribute] = []
        for _ in 0..<count {
            guard let key = reader.key(), let value = reader.skipValue() else { break }
            attributes.append(
                OriginAttribute(
                    key: Array(reader.bytes[key]),
                    value: Array(reader.bytes[value])
                )
            )
        }
        return attributes
    }

    /// The value of an attribute; the last one if the key is repeated.
    package func attribute(_ key: StaticString) -> OriginAttribute? {
        key.withUTF8Buffer { key in attributes.last { $0.key.elementsEqual(key) } }
    }
}
