internal import DossierPrimitives

/// Decodes the block format of Snappy, without frames, as Loki's clients send it.
struct SnappyDecoder {
    private let input: [UInt8]
    private var position = 0
    private var output: [UInt8] = []

    /// Decodes a block.
    ///
    /// - Throws: 400 if it is damaged, 413 if more than `limit` bytes come out of it, 503 if they can't
    ///   be held now.
    static func decode(
        _ input: [UInt8],
        limit: Int,
        _ held: HeldBytes
    ) throws(HTTPFailure) -> [UInt8] {
        var decoder = SnappyDecoder(input)
        return try decoder.decode(limit: limit, held)
    }

    private init(_ input: [UInt8]) {
        self.input = input
    }

    private static let damaged = HTTPFailure(400, "the body is not compressed with Snappy")

    private mutating func decode(
        limit: Int,
        _ held: HeldBytes
    ) throws(HTTPFailure) -> [UInt8] {
        let length: UInt64
        do { length = try Varint.read(input, at: &position) } catch { throw Self.damaged }
        guard length <= UInt64(limit) else {
            throw HTTPFailure(
                413,
                "the decoded body is longer than \(limit) bytes, the limit here"
            )
        }
        let count = Int(length)
        // A byte of input gives 64 bytes at most.
        let capacity = min(count, input.count * 64)
        try held.hold(capacity)
        output.reserveCapacity(capacity)
        while position < input.count {
            try element()
            guard output.count <= count else { throw Self.damaged }
        }
        guard output.count == count else { throw Self.damaged }
        return output
    }

    private mutating func element() throws(HTTPFailure) {
        let tag = Int(input[position])
        position += 1
        switch tag & 3 {
        case 0:
            let short = tag >> 2
            let count = try 1 + (short < 60 ? short : number(byteCount: short - 59))
            guard count <= input.count - position else { throw Self.damaged }
            output += input[position..<(position + count)]
            position += count
        case 1:
            let low = try number(byteCount: 1)
            try copy(4 + (tag >> 2 & 7), from: (tag >> 5) << 8 | low)
        case 2: try copy(1 + (tag >> 2), from: number(byteCount: 2))
        default: try copy(1 + (tag >> 2), from: number(byteCount: 4))
        }
    }

    /// A little-endian number.
    private mutating func number(byteCount: Int) throws(HTTPFailure) -> Int {
        guard byteCount <= input.count - position else { throw Self.damaged }
        defer { position += byteCount }
        return (0..<byteCount).reduce(0) { $0 | Int(input[position + $1]) << ($1 * 8) }
    }

    /// Repeats bytes of the output, which may overlap with themselves.
    private mutating func copy(_ count: Int, from distance: Int) throws(HTTPFailure) {
        guard distance > 0, distance <= output.count else { throw Self.damaged }
        let start = output.count - distance
        for index in start..<(start + count) { output.append(output[index]) }
    }
}
