internal import DossierTraceQLSyntax

extension TraceQLExpression {
    /// What a query that is being typed says about spans so far; nil if it says nothing.
    ///
    /// Of a query that makes series these are the spans that it counts. Of a text that is no query
    /// these are the conditions of its first filter that can be read, as long as all of them have
    /// to hold: conditions with `||` between them say nothing if one is missing.
    ///
    /// - Complexity: O(text).
    package init?(unfinished text: String) {
        if let reading = try? TraceQLReading(parsing: text), reading.violation == nil {
            guard let pipeline = Self.spans(of: reading.query.body), !pipeline.isAll else {
                return nil
            }
            self.init(TraceQLQuery(body: .search(pipeline)))
            return
        }
        guard let parts = UnfinishedFilter.conditions(in: Array(text.utf8)) else { return nil }
        let readable = parts.filter { part in
            guard part.contains(where: { $0 != UInt8(ascii: " ") }),
                let reading = try? TraceQLReading(parsing: Self.filter(part))
            else { return false }
            return reading.violation == nil
        }
        let joined = Self.filter(Array(readable.joined(separator: Array(" && ".utf8))))
        guard !readable.isEmpty, let reading = try? TraceQLReading(parsing: joined),
            reading.violation == nil
        else { return nil }
        self.init(reading.query)
    }

    private static func filter(_ condition: some Collection<UInt8>) -> [UInt8] {
        Array("{ ".utf8) + condition + Array(" }".utf8)
    }

    private static func spans(of body: TraceQLQuery.Body) -> SpanPipeline? {
        switch body {
        case .search(let pipeline): pipeline
        case .metrics(.query(let query)): query.pipeline
        case .metrics: nil
        }
    }
}

extension SpanPipeline {
    /// Whether it is `{ }`.
    fileprivate var isAll: Bool {
        stages == [.spansets(.filter(.literal(.boolean(true))))]
    }
}

/// The conditions of a filter that may lack its end.
private enum UnfinishedFilter {
    /// The texts between the `&&` of the first filter, those in parentheses and quotes aside; nil if
    /// there is no filter, or it has `||`.
    static func conditions(in text: [UInt8]) -> [ArraySlice<UInt8>]? {
        guard let start = text.firstIndex(of: UInt8(ascii: "{")) else { return nil }
        var parts: [ArraySlice<UInt8>] = []
        var first = start + 1
        var depth = 0
        var index = first
        while index < text.count {
            let isPair = index + 1 < text.count && text[index + 1] == text[index]
            switch text[index] {
            case UInt8(ascii: "\""), UInt8(ascii: "`"):
                index = endOfQuoted(text, from: index)
                continue
            case UInt8(ascii: "("): depth += 1
            case UInt8(ascii: ")"): depth -= 1
            case UInt8(ascii: "}") where depth <= 0:
                return parts + [text[first..<index]]
            case UInt8(ascii: "|") where isPair && depth <= 0: return nil
            case UInt8(ascii: "&") where isPair && depth <= 0:
                parts.append(text[first..<index])
                index += 1
                first = index + 1
            default: break
            }
            index += 1
        }
        return parts + [text[first...]]
    }

    /// Behind the quote that ends a text; the end if there is none.
    private static func endOfQuoted(_ text: [UInt8], from start: Int) -> Int {
        var index = start + 1
        while index < text.count {
            if text[index] == text[start] { return index + 1 }
            let isEscape = text[index] == UInt8(ascii: "\\") && text[start] == UInt8(ascii: "\"")
            index += isEscape ? 2 : 1
        }
        return text.count
    }
}
