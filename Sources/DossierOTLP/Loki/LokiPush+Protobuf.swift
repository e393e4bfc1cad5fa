internal import DossierPrimitives

/// Makes OTLP-JSON of the protobuf of a push request, `logproto.PushRequest`.
package func otlp(fromLokiProtobuf body: [UInt8]) throws(MalformedRequest) -> [UInt8] {
    let result = body.withUnsafeBufferPointer { buffer -> Result<[UInt8], MalformedRequest> in
        var push = LokiPush()
        guard let base = buffer.baseAddress else { return .success(push.finish()) }
        do throws(ReadFailure) {
            var request = WireReader(base: base, position: 0, end: body.count)
            try push.read(&request)
        } catch {
            return .failure(MalformedRequest("\(error.reason) at byte \(error.position)"))
        }
        return .success(push.finish())
    }
    return try result.get()
}

extension LokiPush {
    fileprivate mutating func read(_ request: inout WireReader) throws(ReadFailure) {
        while let field = try request.nextField() {
            guard field == .bytes(1) else {
                try request.skip(field)
                continue
            }
            try readStream(request.content())
        }
    }

    /// Reads the labels (field 1) of a stream, then its entries (field 2).
    private mutating func readStream(_ stream: WireReader) throws(ReadFailure) {
        var labels: [Pair] = []
        var fields = stream
        while let field = try fields.nextField() {
            guard field == .bytes(1) else {
                try fields.skip(field)
                continue
            }
            let text = try fields.content()
            guard let pairs = Self.labels(Array(text.bytes)) else {
                throw .invalid("the labels of a stream can't be read", at: text.position)
            }
            labels = pairs
        }
        beginStream(labels)
        fields = stream
        while let field = try fields.nextField() {
            guard field == .bytes(2) else {
                try fields.skip(field)
                continue
            }
            try readEntry(fields.content())
        }
        endStream()
    }

    private mutating func readEntry(_ entry: WireReader) throws(ReadFailure) {
        var entry = entry
        let start = entry.position
        var time: UInt64 = 0
        var line: [UInt8] = []
        var metadata: [Pair] = []
        while let field = try entry.nextField() {
            switch field {
            case .bytes(1):
                guard let nanoseconds = try Self.time(entry.content()) else {
                    throw .invalid("the time of an entry is out of range", at: start)
                }
                time = nanoseconds
            case .bytes(2): line = Array(try entry.content().bytes)
            case .bytes(3): metadata.append(try Self.pair(entry.content()))
            default: try entry.skip(field)
            }
        }
        add(time: time, line: line, metadata: metadata)
    }

    /// The nanoseconds of a `google.protobuf.Timestamp`; nil if they are out of range.
    private static func time(_ timestamp: WireReader) throws(ReadFailure) -> UInt64? {
        var timestamp = timestamp
        var seconds: UInt64 = 0
        var nanoseconds: UInt64 = 0
        while let field = try timestamp.nextField() {
            switch field {
            case .varint(1): seconds = try timestamp.varint()
            case .varint(2): nanoseconds = try timestamp.varint()
            default: try timestamp.skip(field)
            }
        }
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, sumOverflow) = product.addingReportingOverflow(nanoseconds)
        return overflow || sumOverflow ? nil : sum
    }

    private static func pair(_ content: WireReader) throws(ReadFailure) -> Pair {
        var content = content
        var pair: Pair = ([], [])
        while let field = try content.nextField() {
            switch field {
            case .bytes(1): pair.name = Array(try content.content().bytes)
            case .bytes(2): pair.value = Array(try content.content().bytes)
            default: try content.skip(field)
            }
        }
        return pair
    }

    /// Labels as Prometheus prints them, `{name="value", …}`; nil if they are not.
    private static func labels(_ text: [UInt8]) -> [Pair]? {
        let blanks: Set<UInt8> = [0x20, 0x09, 0x0a, 0x0d, UInt8(ascii: ",")]
        guard text.first == UInt8(ascii: "{"), text.last == UInt8(ascii: "}"), text.count > 1 else {
            return nil
        }
        var rest = text.dropFirst().dropLast()
        var pairs: [Pair] = []
        while true {
            rest = rest.drop { blanks.contains($0) }
            if rest.isEmpty { return pairs }
            guard let equals = rest.firstIndex(of: UInt8(ascii: "=")) else { return nil }
            let name = rest[..<equals].filter { !blanks.contains($0) && $0 != UInt8(ascii: "\"") }
            rest = rest[(equals + 1)...].drop { blanks.contains($0) }
            guard rest.popFirst() == UInt8(ascii: "\"") else { return nil }
            var end = rest.startIndex
            while end < rest.endIndex, rest[end] != UInt8(ascii: "\"") {
                end += rest[end] == UInt8(ascii: "\\") ? 2 : 1
            }
            guard end < rest.endIndex, let value = try? QuotedText.bytes(of: rest[..<end]) else {
                return nil
            }
            pairs.append((name, value))
            rest = rest[(end + 1)...]
        }
    }
}
