internal import DossierPrimitives

/// Makes OTLP-JSON of the JSON of a push request.
package func otlp(fromLokiJSON body: [UInt8]) throws(MalformedRequest) -> [UInt8] {
    try checkRequest(json: body)
    let padded = body + [UInt8](repeating: 0, count: Scanner.padding)
    let result = padded.withUnsafeBufferPointer { buffer -> Result<[UInt8], MalformedRequest> in
        guard let base = buffer.baseAddress else { return .success([]) }
        var push = LokiPush()
        var scanner = Scanner(base: base, position: 0, limit: body.count)
        do throws(ReadFailure) {
            try scanner.readPush(&push)
        } catch {
            return .failure(MalformedRequest("\(error.reason) at byte \(error.position)"))
        }
        return .success(push.finish())
    }
    return try result.get()
}

extension Scanner {
    fileprivate mutating func readPush(_ push: inout LokiPush) throws(ReadFailure) {
        try beginObject()
        var isFirst = true
        while let key = try nextKey(&isFirst) {
            guard try bytes(key).elementsEqual("streams".utf8) else {
                try skipValue()
                continue
            }
            guard try beginArray() else { continue }
            var isFirstStream = true
            while try nextElement(&isFirstStream) { try readStream(&push) }
        }
    }

    /// Reads `{"stream": {labels}, "values": [entries]}`, whose members may come in any order.
    private mutating func readStream(_ push: inout LokiPush) throws(ReadFailure) {
        try beginObject()
        var labels: [LokiPush.Pair] = []
        var values: [Int] = []
        var isFirst = true
        while let key = try nextKey(&isFirst) {
            let name = try bytes(key)
            if name.elementsEqual("stream".utf8) {
                labels = try pairs()
            } else {
                if name.elementsEqual("values".utf8) { values.append(position) }
                try skipValue()
            }
        }
        push.beginStream(labels)
        let end = position
        for start in values {
            position = start
            try readEntries(&push)
        }
        position = end
        push.endStream()
    }

    private mutating func readEntries(_ push: inout LokiPush) throws(ReadFailure) {
        guard try beginArray() else { return }
        var isFirst = true
        while try nextElement(&isFirst) {
            let start = position
            guard try beginArray() else { throw .invalid("expected an entry", at: start) }
            var isFirstPart = true
            guard try nextElement(&isFirstPart), let time = try textOrNumber(),
                let nanoseconds = UInt64(
                    String(decoding: try bytes(time), as: UTF8.self)
                )
            else { throw .invalid("expected a time in nanoseconds", at: start) }
            guard try nextElement(&isFirstPart), try peek() == UInt8(ascii: "\"") else {
                throw .invalid("expected a line", at: position)
            }
            let text = try text()
            let line = Array(try bytes(text))
            var metadata: [LokiPush.Pair] = []
            if try nextElement(&isFirstPart) {
                metadata = try pairs()
                guard try !nextElement(&isFirstPart) else {
                    throw .invalid("an entry has three parts at most", at: position)
                }
            }
            push.add(time: nanoseconds, line: line, metadata: metadata)
        }
    }

    /// The members of an object, whose values are texts.
    private mutating func pairs() throws(ReadFailure) -> [LokiPush.Pair] {
        try beginObject()
        var pairs: [LokiPush.Pair] = []
        var isFirst = true
        while let key = try nextKey(&isFirst) {
            let name = Array(try bytes(key))
            guard let value = try textOrNumber() else { continue }
            pairs.append((name, Array(try bytes(value))))
        }
        return pairs
    }
}
