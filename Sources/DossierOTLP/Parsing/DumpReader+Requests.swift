internal import DossierColumns

/// Reading requests of clients, which are in memory.
extension DumpReader {
    /// How many rejected values of a request are kept one by one.
    package static let requestRejectionLimit = 10_000

    /// Reads the body of a request that was checked: protobuf of a signal, or JSON of any.
    ///
    /// `number` identifies the receiver in batches.
    package mutating func read(
        request body: [UInt8],
        protobuf signal: OTLPSignal? = nil,
        number: Int
    ) throws(DumpStop) -> RequestOutcome {
        rejections.keptLimit = Self.requestRejectionLimit
        let outcome = try read(
            InputCursor(
                DecodedInput(plain: body, name: "request"),
                content: signal.map { .request($0) }
            ),
            number: number
        )
        rejections.keepRest(of: body, in: &elements.batch)
        var result = RequestOutcome()
        result.rejectedCount = outcome.rejectedItemCount
        result.reason = outcome.firstRejection
        // An object without members is an empty request.
        result.isUnderstood = outcome.refusal == nil || !body.contains(UInt8(ascii: "\""))
        result.untracedSpanCount = outcome.anomalies.count(of: .spanWithoutTrace)
        return result
    }

    /// Drops what was read and not delivered.
    package mutating func dropBatch() {
        rejections.endBatch(&elements.batch)
        _ = elements.takeBatch()
    }
}

/// What became of a request.
package struct RequestOutcome: Sendable {
    /// How many items can't be read, which are kept as they are.
    package var rejectedCount = 0
    /// Why the first of them can't be read.
    package var reason: String?
    /// Whether it has any member of OTLP.
    package var isUnderstood = true
    /// Spans that are stored but belong to no trace, because their trace id is missing or invalid.
    package var untracedSpanCount = 0

    package init() {}
}

/// Why a request can't be read at all.
package struct MalformedRequest: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}

/// Checks that the body of a request is one JSON object.
package func checkRequest(json body: [UInt8]) throws(MalformedRequest) {
    let padded = body + [UInt8](repeating: 0, count: Scanner.padding)
    let problem = padded.withUnsafeBufferPointer { buffer -> String? in
        guard let base = buffer.baseAddress else { return nil }
        var scanner = Scanner(base: base, position: 0, limit: body.count)
        var skip = ValueSkip()
        do throws(ReadFailure) {
            guard try scanner.peek() == UInt8(ascii: "{") else {
                return "the body does not start with an object"
            }
            try skip.run(&scanner)
        } catch {
            return error.kind == .truncated
                ? "the JSON ends too early, at byte \(body.count)"
                : "\(error.reason) at byte \(error.position)"
        }
        let rest = body[min(scanner.position, body.count)...]
        let isEnd = rest.allSatisfy { [0x20, 0x09, 0x0a, 0x0d].contains($0) }
        return isEnd ? nil : "something follows the object, at byte \(scanner.position)"
    }
    if let problem { throw MalformedRequest(problem) }
}

/// Checks that the body of a request is fields of protobuf to its end; what is inside of them is not
/// looked at.
package func checkRequest(protobuf body: [UInt8]) throws(MalformedRequest) {
    let problem = body.withUnsafeBufferPointer { buffer -> String? in
        guard let base = buffer.baseAddress else { return nil }
        var reader = WireReader(base: base, position: 0, end: body.count)
        do throws(ReadFailure) {
            while let field = try reader.nextField() { try reader.skip(field) }
        } catch {
            return "the body is no protobuf: \(error.reason) at byte \(error.position)"
        }
        return nil
    }
    if let problem { throw MalformedRequest(problem) }
}
