/// What a name before a value says that the value is, if it is about traces.
///
/// Case and punctuation make no difference, and a prefix makes none: `trace_id`, `traceID`,
/// `dd.trace_id`, `otelTraceID`, `X-B3-TraceId`, `http.request.header.traceparent`.
package enum MentionKey: Hashable, Sendable {
    /// The id of a trace, or a header that has it.
    case trace
    /// The id of a span.
    case span
    /// The text of the whole record, as it was before it was parsed.
    case text

    /// Reads the name of an attribute, or of a member of an object; nil if it is about none of these.
    package init?(_ name: some Sequence<UInt8>) {
        let name = Self.letters(of: name)
        if Self.isTrace(name) {
            self = .trace
        } else if name.ends(with: "spanid") || name.elementsEqual("ddspanid".utf8) {
            self = .span
        } else if Self.texts.contains(where: { name.elementsEqual($0.utf8) }) {
            self = .text
        } else {
            return nil
        }
    }

    /// Whether words before a value, such as `the trace id`, announce the id of a trace.
    static func announcesTrace(_ words: some Sequence<UInt8>) -> Bool {
        letters(of: words).ends(with: "traceid")
    }

    private static func isTrace(_ name: [UInt8]) -> Bool {
        traceEndings.contains { name.ends(with: $0) }
            || traces.contains { name.elementsEqual($0.utf8) }
    }

    private static let traceEndings = [
        "traceid", "traceparent", "traceidhex", "googleapiscomtrace", "cloudtracecontext",
    ]
    private static let traces = [
        "trace", "b3", "sentrytrace", "operationid", "aioperationid", "awstraceheader", "xraytrace",
    ]
    private static let texts = [
        "logrecordoriginal", "eventoriginal", "message", "msg", "log", "rawmessage",
    ]

    /// The letters and digits of a name, in lower case.
    private static func letters(of name: some Sequence<UInt8>) -> [UInt8] {
        var letters: [UInt8] = []
        for byte in name {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                letters.append(byte)
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): letters.append(byte | 0x20)
            default: break
            }
        }
        return letters
    }
}

extension [UInt8] {
    fileprivate func ends(with suffix: String) -> Bool {
        count >= suffix.utf8.count
            && self[(count - suffix.utf8.count)...].elementsEqual(suffix.utf8)
    }
}
