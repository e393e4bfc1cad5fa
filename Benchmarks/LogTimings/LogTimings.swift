// Times searches of log records in process, on a store that exists, and prints their answers.
//
//     DOSSIER_BENCHMARKS=1 swift run -c release LogTimings STORE RUNS [HOW WHAT SERVICE]…
//
// HOW is `text`, `regex` or `lucene`, which count the records whose bodies match WHAT, or `newest`,
// which lists the newest 100 with a text. SERVICE may be empty for all services. Prints a line of JSON
// for each question: the median milliseconds of RUNS rounds after one that warms up, and the answer:
// a count, or the time and body of each record.

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
            var query = LogQuery()
            query.service = arguments[index + 2].isEmpty ? nil : arguments[index + 2]
            switch how {
            case "regex": query.pattern = try LogPattern(what)
            case "lucene": query.lucene = try LuceneExpression(parsing: what)
            default: query.text = what
            }
            if how == "newest" {
                query.order = .newest
                query.limit = 100
            }
            var answer = try json(query, in: file)
            var times: [Double] = []
            for _ in 0..<max(1, runs) {
                times.append(try milliseconds { answer = try json(query, in: file) })
            }
            print(#"{"ms":\#(times.sorted()[times.count / 2]),"rows":\#(answer)}"#)
        }
    }

    private static func json(_ query: LogQuery, in file: DossierFile) throws -> String {
        guard query.limit != nil else { return String(try file.logRecordCount(query)) }
        var writer = JSONWriter()
        writer.beginArray()
        for record in try file.logRecords(query).logRecords {
            writer.beginArray()
            writer.string(record.effectiveTime.map { "\($0.nanoseconds)" } ?? "")
            if case .string(let body) = record.body { writer.string(body) }
            writer.endArray()
        }
        writer.endArray()
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private static func milliseconds(_ body: () throws -> Void) rethrows -> Double {
        let duration = try ContinuousClock().measure(body)
        return Double(duration.components.attoseconds) / 1e15
            + Double(duration.components.seconds) * 1e3
    }
}
