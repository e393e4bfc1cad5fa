/// A metric as its data points share it.
package struct MetricHeader: Sendable {
    package var name: String { String(decoding: nameBytes, as: UTF8.self) }
    package var unit: String { String(decoding: unitBytes, as: UTF8.self) }
    package var description: String { String(decoding: descriptionBytes, as: UTF8.self) }
    package private(set) var nameBytes: ArraySlice<UInt8> = []
    package private(set) var descriptionBytes: ArraySlice<UInt8> = []
    package private(set) var unitBytes: ArraySlice<UInt8> = []
    /// 1 gauge, 2 sum, 3 histogram, 4 exponential histogram, 5 summary, 0 none.
    package var kind: Int64 = 0
    /// 1 delta, 2 cumulative, 0 not said.
    package var temporality: Int64 = 0
    package var isMonotonic = false
    /// A key-value list in the composite encoding.
    package var metadata: ArraySlice<UInt8>?

    /// Reads a metric of `SharedValues.metrics`.
    package init(_ bytes: ArraySlice<UInt8>) {
        forEachMember(of: bytes) { key, value in
            var reader = CompositeReader(value)
            let token = reader.next()
            switch (key, token) {
            case ("name", .string(let range)): nameBytes = value[range]
            case ("description", .string(let range)): descriptionBytes = value[range]
            case ("unit", .string(let range)): unitBytes = value[range]
            case ("kind", .int(let number)): kind = number
            case ("aggregationTemporality", .int(let number)): temporality = number
            case ("isMonotonic", .int(let number)): isMonotonic = number != 0
            case ("metadata", _): metadata = value
            default: break
            }
        }
    }

    /// The OTLP key of the metric's data; empty if it has none.
    package var kindKey: StaticString {
        switch kind {
        case 1: "gauge"
        case 2: "sum"
        case 3: "histogram"
        case 4: "exponentialHistogram"
        case 5: "summary"
        default: ""
        }
    }
}
