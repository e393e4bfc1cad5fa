// Times the questions of `Benchmarks/compare` in process, on a store that exists.
//
//     DOSSIER_BENCHMARKS=1 swift run -c release ReadTimings STORE [TRACES] [RUNS]
//
// Prints a JSON object: milliseconds of each question, the medians of RUNS rounds after one that
// warms up, and for the look-up percentiles over random traces.

import Dossier
import DossierPrimitives
import Glibc

@main
enum ReadTimings {
    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count > 1 else {
            print("usage: ReadTimings STORE [TRACES] [RUNS]")
            exit(64)
        }
        let traceCount = arguments.count > 2 ? Int(arguments[2]) ?? 1000 : 1000
        let runCount = arguments.count > 3 ? Int(arguments[3]) ?? 5 : 5
        let file = try DossierFile(arguments[1])
        let picked = try randomTraces(traceCount, of: file)
        var query = LogQuery()
        query.text = "Exception"

        try lookUp(picked, in: file)
        let lookups = try lookUp(picked, in: file).sorted()
        let rates = try median(runCount) { try file.traceErrorRates().count }
        let services = try median(runCount) { try file.services(by: .service).services.count }
        let operations = try median(runCount) { try file.services().services.count }
        let search = try median(runCount) { try file.logRecordCount(query) }
        print(
            """
            {"lookup_p50": \(percentile(50, of: lookups)), \
            "lookup_p99": \(percentile(99, of: lookups)), \
            "error_rate_per_trace": \(rates), "p95_per_service": \(services), \
            "p95_per_operation": \(operations), "log_search": \(search)}
            """
        )
    }

    /// Traces with spans, drawn with a fixed seed.
    private static func randomTraces(_ count: Int, of file: DossierFile) throws -> [TraceID] {
        var ids = try file.traceErrorRates().map(\.id)
        var generator = SplitMix64(seed: 1)
        ids.shuffle(using: &generator)
        return Array(ids.prefix(count))
    }

    /// Milliseconds of each look-up of a trace with its log records.
    @discardableResult
    private static func lookUp(_ ids: [TraceID], in file: DossierFile) throws -> [Double] {
        var rowCount = 0
        let times = try ids.map { id in
            try milliseconds {
                guard let trace = try file.trace(id, metrics: .none) else { return }
                rowCount += trace.spans.count + trace.logRecords.count
            }
        }
        precondition(ids.isEmpty || rowCount > 0, "the traces have rows")
        return times
    }

    private static func median(_ runs: Int, _ body: () throws -> Int) throws -> Double {
        var count = try body()
        var times: [Double] = []
        for _ in 0..<max(1, runs) { times.append(try milliseconds { count += try body() }) }
        precondition(count >= 0, "the result is used")
        return percentile(50, of: times.sorted())
    }

    private static func milliseconds(_ body: () throws -> Void) rethrows -> Double {
        let duration = try ContinuousClock().measure(body)
        return Double(duration.components.attoseconds) / 1e15
            + Double(duration.components.seconds) * 1e3
    }

    private static func percentile(_ percent: Int, of sorted: [Double]) -> Double {
        sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, sorted.count * percent / 100)]
    }
}
