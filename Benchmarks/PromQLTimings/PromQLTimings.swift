// Times queries of `Benchmarks/promql` in process, on a store that exists.
//
//     DOSSIER_BENCHMARKS=1 swift run -c release PromQLTimings STORE RUNS < QUERIES
//
// A line of QUERIES is the first and last time and the step, in milliseconds, and the expression,
// with tabs between. Prints a line for each: a JSON object with the milliseconds of the best and the
// median run after one that warms up, the user CPU time of a run, the best run that writes its answer
// as JSON, and the count of series and points of the answer; then one with the peak memory.

import Dossier
import Glibc

@main
enum PromQLTimings {
    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count > 2, let runCount = Int(arguments[2]), runCount > 0 else {
            print("usage: PromQLTimings STORE RUNS < QUERIES")
            exit(64)
        }
        let file = try DossierFile(arguments[1])
        while let line = readLine() {
            let fields = line.split(separator: "\t", maxSplits: 3)
            guard fields.count == 4, let start = Int64(fields[0]), let end = Int64(fields[1]),
                let step = Int64(fields[2])
            else { continue }
            let range = Timestamp(milliseconds: start)...Timestamp(milliseconds: end)
            let query = PromQLQuery(String(fields[3]), range: range, step: .milliseconds(step))
            try time(query, in: file, runCount)
        }
        print("{\"peak_bytes\": \(peakBytes())}")
    }

    private static func time(
        _ query: PromQLQuery,
        in file: DossierFile,
        _ runCount: Int
    ) throws {
        let (seriesCount, pointCount) = size(try file.query(query))
        let startOfCPU = userMilliseconds()
        let times = try (0..<runCount).map { _ in
            try milliseconds {
                let points = size(try file.query(query)).points
                precondition(points == pointCount, "the answer stays the same")
            }
        }
        .sorted()
        let cpu = (userMilliseconds() - startOfCPU) / Double(runCount)
        let written = try (0..<runCount).map { _ in
            try milliseconds {
                let result = try file.query(query)
                precondition(!result.json().isEmpty, "an answer is never nothing")
            }
        }
        print(
            """
            {"best": \(times[0]), "median": \(times[times.count / 2]), "cpu": \(cpu), \
            "written": \(written.min() ?? 0), \
            "series": \(seriesCount), "points": \(pointCount)}
            """
        )
    }

    private static func size(_ result: QueryResult) -> (series: Int, points: Int) {
        guard case .matrix(let series) = result.value else { return (0, 0) }
        return (series.count, series.reduce(0) { $0 + $1.points.count })
    }

    private static func milliseconds(_ body: () throws -> Void) rethrows -> Double {
        let duration = try ContinuousClock().measure(body)
        return Double(duration.components.attoseconds) / 1e15
            + Double(duration.components.seconds) * 1e3
    }

    private static func usage() -> rusage {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return usage
    }

    private static func userMilliseconds() -> Double {
        let time = usage().ru_utime
        return Double(time.tv_sec) * 1e3 + Double(time.tv_usec) / 1e3
    }

    /// As the kernel counts for this process alone, not for the one that it was forked from.
    private static func peakBytes() -> Int {
        guard let status = fopen("/proc/self/status", "r") else { return 0 }
        defer { fclose(status) }
        var line = [CChar](repeating: 0, count: 256)
        while fgets(&line, Int32(line.count), status) != nil {
            let text = String(decoding: line.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self)
            guard text.hasPrefix("VmHWM:") else { continue }
            return (Int(text.split(whereSeparator: \.isWhitespace)[1]) ?? 0) * 1024
        }
        return 0
    }
}
