import Dossier
import TestSupport

/// Log records that a test makes up, and their dump.
struct PatternDump {
    struct Record: Sendable {
        var service: String?
        /// OpenTelemetry's number; 0 for none.
        var severity = 0
        var severityText = ""
        /// OTLP-JSON of the body; nil for none.
        var body: String?
        /// The text that the pattern is of; that of a string body.
        var text = ""
        /// Nanoseconds; 0 for unknown.
        var time: UInt64 = 0
        /// A number of a trace, which is also that of the span; 0 for none.
        var trace = 0

        var level: LogSeverity? {
            severity == 0
                ? LogSeverity(name: severityText) : LogSeverity(number: Int64(severity))
        }
    }

    static func traceID(_ number: Int) -> String { digits(number, 32) }
    static func spanID(_ number: Int) -> String { digits(number, 16) }

    private static func digits(_ number: Int, _ count: Int) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "a", count: count - digits.count) + digits
    }

    /// Lines of requests, one for each service.
    static func bytes(_ records: some Sequence<Record>) -> [UInt8] {
        var lines: [UInt8] = []
        for (service, own) in Dictionary(grouping: records, by: \.service).sorted(by: {
            $0.key ?? "" < $1.key ?? ""
        }) {
            let attribute = service.map {
                #"{"key":"service.name","value":{"stringValue":"\#($0)"}}"#
            }
            let items = own.map(item).joined(separator: ",")
            lines += Array(
                """
                {"resourceLogs":[{"resource":{"attributes":[\(attribute ?? "")]},\
                "scopeLogs":[{"logRecords":[\(items)]}]}]}\n
                """.utf8
            )
        }
        return lines
    }

    private static func item(_ record: Record) -> String {
        var members = [#""timeUnixNano":"\#(record.time)""#]
        if record.severity != 0 { members.append(#""severityNumber":\#(record.severity)"#) }
        if !record.severityText.isEmpty {
            members.append(#""severityText":"\#(record.severityText)""#)
        }
        if let body = record.body { members.append(#""body":\#(body)"#) }
        if record.trace > 0 {
            members.append(#""traceId":"\#(traceID(record.trace))""#)
            members.append(#""spanId":"\#(spanID(record.trace))""#)
        }
        return "{\(members.joined(separator: ","))}"
    }

    /// The body that is a text, as OTLP-JSON.
    static func string(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": escaped += "\\\(scalar)"
            case "\n": escaped += "\\n"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return #"{"stringValue":"\#(escaped)"}"#
    }
}

/// Records that random sentences make up: some frequent, some rare, a few of other types.
struct RandomRecords {
    private var random: SplitMix64
    static let start: UInt64 = 1_700_000_000_000_000_000
    static let end = start + 600_000_000_000

    init(seed: UInt64) { random = SplitMix64(seed: seed) }

    mutating func records(_ count: Int) -> [PatternDump.Record] {
        let sentences = (0..<12).map { _ in sentence() }
        return (0..<count).map { _ in record(sentences) }
    }

    private mutating func record(_ sentences: [[String]]) -> PatternDump.Record {
        var record = PatternDump.Record()
        record.service = [nil, "cart", "shop", "pay"].randomElement(using: &random) ?? nil
        record.severity = Int.random(in: -1...26, using: &random)
        if Bool.random(using: &random) {
            record.severity = 0
            record.severityText =
                ["", "warning", "ERROR", "odd"].randomElement(using: &random) ?? ""
        }
        let isTimed = Int.random(in: 0..<50, using: &random) > 0
        record.time = isTimed ? UInt64.random(in: Self.start..<Self.end, using: &random) : 0
        if Int.random(in: 0..<3, using: &random) > 0 {
            record.trace = Int.random(in: 1...500, using: &random)
        }
        switch Int.random(in: 0..<40, using: &random) {
        case 0: break
        case 1:
            let number = Int.random(in: -5...5, using: &random)
            record.body = #"{"intValue":"\#(number)"}"#
            record.text = "1"
        case 2:
            record.body = #"{"boolValue":true}"#
            record.text = "true"
        case 3:
            let text = text(sentence(), record)
            record.body = """
                {"kvlistValue":{"values":[{"key":"at","value":{"intValue":"1"}},\
                {"key":"msg","value":\(PatternDump.string(text))}]}}
                """
            record.text = text
        case 4:
            let number = Int.random(in: 0...9, using: &random)
            record.body =
                #"{"arrayValue":{"values":[{"intValue":"\#(number)"},{"stringValue":"a"}]}}"#
            record.text = #"[\#(number),"a"]"#
        default:
            let isRare = Int.random(in: 0..<20, using: &random) == 0
            let words = isRare ? sentence() : sentences.randomElement(using: &random) ?? []
            record.text = text(words, record)
            record.body = PatternDump.string(record.text)
        }
        return record
    }

    /// Words; those in braces are filled in.
    private mutating func sentence() -> [String] {
        let words = [
            "order", "took", "ms", "<", ">", "[", "]", "=", "{number}", "{hex}", "{trace}",
            "{span}",
            "{list}", "{decimal}", "{mixed}", "user", "é", "deadbeef", "feed", "<_>", ".", ":", ",",
            "\n", "{word}", "v2", "-",
        ]
        return (0..<Int.random(in: 1...14, using: &random)).flatMap { _ in
            [
                words.randomElement(using: &random) ?? "",
                [" ", " ", "", ":", ".", ", "].randomElement(using: &random) ?? "",
            ]
        }
    }

    private mutating func text(_ words: [String], _ record: PatternDump.Record) -> String {
        words.map { word in
            switch word {
            case "{number}": String(Int.random(in: -20...9999, using: &random))
            case "{hex}": String(UInt32.random(in: 0 ... .max, using: &random), radix: 16)
            case "{trace}": record.trace > 0 ? PatternDump.traceID(record.trace) : "0"
            case "{span}": record.trace > 0 ? PatternDump.spanID(record.trace) : "0"
            case "{list}":
                (0..<Int.random(in: 1...4, using: &random))
                    .map { _ in String(Int.random(in: 0...9, using: &random)) }
                    .joined(separator: ", ")
            case "{decimal}": "\(Double(Int.random(in: 0...9999, using: &random)) / 100)"
            case "{mixed}": "item\(Int.random(in: 0...3, using: &random))"
            case "{word}": ["alice", "bob", "carol"].randomElement(using: &random) ?? ""
            default: word
            }
        }.joined()
    }
}
