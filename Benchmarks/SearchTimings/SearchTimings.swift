// Times TraceQL queries in process, on a store that exists, and prints their answers.
//
//     DOSSIER_BENCHMARKS=1 swift run -c release SearchTimings STORE RUNS [SECONDS QUERY]…
//
// SECONDS is the step of a query that makes series, 0 for one interval; others ignore it. Prints a
// line of JSON for each query: the median milliseconds of RUNS rounds after one that warms up, and
// the answer: [trace, span] for each span that was found, or [labels…, milliseconds, value] for each
// point that was made.

import Dossier
import DossierPrimitives
import Glibc

@main
enum SearchTimings {
    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count > 2, arguments.count % 2 == 1, let runs = Int(arguments[2]) else {
            print("usage: SearchTimings STORE RUNS [SECONDS QUERY]…")
            exit(64)
        }
        let file = try DossierFile(arguments[1])
        for index in stride(from: 3, to: arguments.count, by: 2) {
            let question = Question(
                expression: try TraceQLExpression(parsing: arguments[index + 1]),
                step: .seconds(Int64(arguments[index]) ?? 0)
            )
            var answer = try question.answer(in: file)
            let times = try (0..<max(1, runs)).map { _ in
                try milliseconds { answer = try question.answer(in: file) }
            }
            print(#"{"ms":\#(times.sorted()[times.count / 2]),"rows":\#(answer.json)}"#)
        }
    }

    private static func milliseconds(_ body: () throws -> Void) rethrows -> Double {
        let duration = try ContinuousClock().measure(body)
        return Double(duration.components.attoseconds) / 1e15
            + Double(duration.components.seconds) * 1e3
    }
}

private struct Question {
    let expression: TraceQLExpression
    let step: Duration

    enum Answer {
        case spans([SpanMatches])
        case series([TraceMetricsResult.Series], texts: [QuerySeries])
    }

    func answer(in file: DossierFile) throws -> Answer {
        guard expression.purpose == .metrics else {
            var matches: [SpanMatches] = []
            try file.spans(matching: expression) { matches.append($0) }
            return .spans(matches)
        }
        guard let range = try file.spanTimeRange() else { return .series([], texts: []) }
        let start = range.lowerBound - .nanoseconds(1)
        let times =
            step > .zero
            ? TraceMetricsTimes(start: start, end: range.upperBound, step: step)
            : TraceMetricsTimes(instantFrom: start, to: range.upperBound)
        let result = try file.traceMetrics(expression, times)
        switch result.queryResult.value {
        case .vector(let texts), .matrix(let texts): return .series(result.series, texts: texts)
        default: return .series([], texts: [])
        }
    }
}

extension Question.Answer {
    /// The answer as an array of arrays.
    fileprivate var json: String {
        var writer = JSONWriter()
        writer.beginArray()
        switch self {
        case .spans(let matches):
            for match in matches {
                for span in match.spans {
                    writer.beginArray()
                    writer.string("\(match.trace)")
                    writer.string(span.map { "\($0)" } ?? "")
                    writer.endArray()
                }
            }
        case .series(let series, let texts):
            for (series, text) in zip(series, texts) {
                for point in series.points {
                    writer.beginArray()
                    for label in text.labels { writer.string(label.value) }
                    writer.integer(point.milliseconds)
                    writer.double(point.value)
                    writer.endArray()
                }
            }
        }
        writer.endArray()
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
