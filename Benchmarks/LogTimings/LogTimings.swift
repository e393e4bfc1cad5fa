// Times searches of log records in process, on a store that exists, and prints their answers.
//
//     DOSSIER_BENCHMARKS=1 swift run -c release LogTimings STORE RUNS [HOW WHAT SERVICE]…
//
// HOW is `text`, `regex`, `lucene` or `logql`, which count the records whose bodies match WHAT;
// `newest`, which lists the newest 100 with a text; `series`, which evaluates LogQL at each minute; or
// `patterns`, which counts the WHAT most frequent ones. SERVICE may be empty for all services. Prints a
// line of JSON for each question: the median milliseconds of RUNS rounds after one that warms up, and
// the answer: a count, the time and body of each record, the label, minute and value of each point, or
// the count of each pattern.

import Dossier
import DossierPrimitives
import Glibc

@main
enum LogTimings {
    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count > 2, arguments.count % 3 == 0, let runs = Int(arguments[2]) else {
            print("usage: LogTimings STORE RUNS [HOW WHAT SERVICE]…")
            exit(64)
        }
        let file = try DossierFile(arguments[1])
        for index in stride(from: 3, to: arguments.count, by: 3) {
            let (how, what) = (arguments[index], arguments[index + 1])
            let service = arguments[index + 2].isEmpty ? nil : arguments[index + 2]
            let question = try Question(how, what, service, in: file)
            var answer = try question.answer(in: file)
            var times: [Double] = []
            for _ in 0..<max(1, runs) {
                times.append(try milliseconds { answer = try question.answer(in: file) })
            }
            print(#"{"ms":\#(times.sorted()[times.count / 2]),"rows":\#(answer)}"#)
        }
    }

    private static func milliseconds(_ body: () throws -> Void) rethrows -> Double {
        let duration = try ContinuousClock().measure(body)
        return Double(duration.components.attoseconds) / 1e15
            + Double(duration.components.seconds) * 1e3
    }
}

/// A question, ready to be answered again and again.
private enum Question {
    case count(LogQuery)
    case list(LogQuery)
    case series(LogQLExpression, LogQLTimes)
    case patterns(LogPatternQuery)

    private static let minute: Int64 = 60_000_000_000

    init(_ how: String, _ what: String, _ service: String?, in file: DossierFile) throws {
        var query = LogQuery()
        query.service = service
        switch how {
        case "regex": query.pattern = try LogPattern(what)
        case "lucene": query.lucene = try LuceneExpression(parsing: what)
        case "logql": query.logQL = try LogQLExpression(parsing: what)
        case "patterns":
            var patterns = LogPatternQuery()
            patterns.limit = Int(what) ?? 10
            self = .patterns(patterns)
            return
        case "series":
            let range = try file.logTimeRange()
            let (start, end) = (
                range?.lowerBound.nanoseconds ?? 0, range?.upperBound.nanoseconds ?? 0
            )
            let times = LogQLTimes(
                start: Int64(start) / Self.minute * Self.minute,
                end: (Int64(end) / Self.minute + 1) * Self.minute,
                step: Self.minute
            )
            self = .series(try LogQLExpression(parsing: what), times)
            return
        default: query.text = what
        }
        guard how == "newest" else {
            self = .count(query)
            return
        }
        query.order = .newest
        query.limit = 100
        self = .list(query)
    }

    func answer(in file: DossierFile) throws -> String {
        switch self {
        case .count(let query): String(try file.logRecordCount(query))
        case .list(let query):
            Self.rows(try file.logRecords(query).logRecords) { record in
                let body = if case .string(let text) = record.body { text } else { "" }
                return [record.effectiveTime.map { "\($0.nanoseconds)" } ?? "", body]
            }
        case .patterns(let query):
            Self.rows(try file.logPatterns(query).patterns) { ["\($0.recordCount)"] }
        case .series(let expression, let times):
            if case .matrix(let series) = try file.logResult(of: expression, times) {
                Self.rows(
                    series.flatMap { one in one.points.map { (one.labels.first?.value, $0) } }
                ) { label, point in
                    [label ?? "", "\(point.nanoseconds / Self.minute)", "\(point.value)"]
                }
            } else {
                "[]"
            }
        }
    }

    private static func rows<Row>(_ rows: [Row], _ cells: (Row) -> [String]) -> String {
        var writer = JSONWriter()
        writer.beginArray()
        for row in rows {
            writer.beginArray()
            for cell in cells(row) { writer.string(cell) }
            writer.endArray()
        }
        writer.endArray()
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
