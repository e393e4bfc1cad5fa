internal import DossierColumns
internal import DossierQuery

extension TraceQLValue {
    /// The value of an attribute; none for key-value lists, bytes, and arrays that are empty or hold
    /// several types.
    init(attribute column: ValueColumn, at row: Int) {
        guard let type = column.type(at: row) else {
            self = .none
            return
        }
        switch type {
        case .string: self = .string(column.text(at: row))
        case .bool: self = .boolean(column.word(at: row) != 0)
        case .int: self = .integer(Int64(bitPattern: column.word(at: row)))
        case .double: self = .double(Double(bitPattern: column.word(at: row)))
        case .composite: self.init(array: column.text(at: row))
        default: self = .none
        }
    }

    /// An array in the composite encoding.
    init(array bytes: ArraySlice<UInt8>) {
        self = .none
        var reader = CompositeReader(bytes)
        guard case .array(let count)? = reader.next(), count > 0 else { return }
        var values = ArrayElements()
        for _ in 0..<count {
            guard let token = reader.next(), values.add(token, of: bytes) else { return }
        }
        self = values.value(count: Int(count))
    }
}

/// The elements of an array by type; all have to be of one.
private struct ArrayElements {
    private var integers: [Int64] = []
    private var doubles: [Double] = []
    private var strings: [[UInt8]] = []
    private var booleans: [Bool] = []

    /// Takes an element; false for one that arrays of TraceQL can't have.
    mutating func add(_ token: CompositeToken, of bytes: ArraySlice<UInt8>) -> Bool {
        switch token {
        case .int(let value): integers.append(value)
        case .double(let bits): doubles.append(Double(bitPattern: bits))
        case .string(let range): strings.append(Array(bytes[range]))
        case .bool(let value): booleans.append(value)
        default: return false
        }
        return true
    }

    func value(count: Int) -> TraceQLValue {
        switch count {
        case integers.count: .integers(integers)
        case doubles.count: .doubles(doubles)
        case strings.count: .strings(strings)
        case booleans.count: .booleans(booleans)
        default: .none
        }
    }
}
