extension TraceQLValue: Hashable {
    package static func == (left: TraceQLValue, right: TraceQLValue) -> Bool {
        switch (left, right) {
        case (.none, .none): true
        case (.integer(let left), .integer(let right)): left == right
        case (.duration(let left), .duration(let right)): left == right
        case (.double(let left), .double(let right)): areSame(left, right)
        case (.string(let left), .string(let right)): left == right
        case (.boolean(let left), .boolean(let right)): left == right
        case (.status(let left), .status(let right)): left == right
        case (.kind(let left), .kind(let right)): left == right
        case (.integers(let left), .integers(let right)): left == right
        case (.doubles(let left), .doubles(let right)): left.elementsEqual(right, by: areSame)
        case (.strings(let left), .strings(let right)): left == right
        case (.booleans(let left), .booleans(let right)): left == right
        default: false
        }
    }

    private static func areSame(_ left: Double, _ right: Double) -> Bool {
        left == right || left.isNaN && right.isNaN
    }

    package func hash(into hasher: inout Hasher) {
        switch self {
        case .none: hasher.combine(0)
        case .integer(let value), .duration(let value): hasher.combine(value)
        case .double(let value): hasher.combine(value.isNaN ? .nan : value)
        case .string(let bytes): bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
        case .boolean(let value): hasher.combine(value)
        case .status(let status): hasher.combine(status)
        case .kind(let kind): hasher.combine(kind)
        case .integers(let values): hasher.combine(values)
        case .doubles(let values):
            for value in values { hasher.combine(value.isNaN ? .nan : value) }
        case .strings(let values): hasher.combine(values)
        case .booleans(let values): hasher.combine(values)
        }
    }
}
