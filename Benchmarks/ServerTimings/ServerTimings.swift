// Times answers of the server over loopback, beside the same answers made in process.
//
//     DOSSIER_BENCHMARKS=1 swift run -c release ServerTimings STORE [TRACES] [SECONDS]
//
// Prints a JSON object: percentiles, in milliseconds, of looking up random traces with their log
// records, in process and over loopback, by one client; then of 50 clients that ask for SECONDS at
// the same time, how many requests failed, and the peak of the memory of the process, in MiB.

import Dossier
import DossierPrimitives
import DossierServer
import Glibc
import Synchronization

@main
enum ServerTimings {
    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count > 1 else {
            print("usage: ServerTimings STORE [TRACES] [SECONDS]")
            exit(64)
        }
        let traceCount = arguments.count > 2 ? Int(arguments[2]) ?? 1000 : 1000
        let seconds = arguments.count > 3 ? Int(arguments[3]) ?? 60 : 60
        let file = try DossierFile(arguments[1])
        let server = DossierServer(
            stores: [ServedStore(name: "store", file: file)],
            security: SecurityPolicy()
        )
        let targets = try randomTraces(traceCount, of: file).map { "/api/correlation/trace/\($0)" }
        let http = try server.start([HTTPServer.Address(host: "127.0.0.1", port: 0)])
        let port = http.addresses[0].port
        var inProcess: [Double] = []
        var overLoopback: [Double] = []
        for round in 0..<2 {
            let direct = try await answersInProcess(targets, server.admission)
            let sent = answersOverLoopback(targets, port)
            if round > 0 { (inProcess, overLoopback) = (direct, sent.times) }
        }
        let load = await clients(50, for: .seconds(seconds), targets, port)
        http.stop()
        inProcess.sort()
        overLoopback.sort()
        print(
            """
            {"in_process_p50": \(percentile(50, of: inProcess)), \
            "in_process_p99": \(percentile(99, of: inProcess)), \
            "loopback_p50": \(percentile(50, of: overLoopback)), \
            "loopback_p99": \(percentile(99, of: overLoopback)), \
            "clients_p50": \(percentile(50, of: load.times)), \
            "clients_p99": \(percentile(99, of: load.times)), \
            "clients_requests": \(load.times.count), "clients_failures": \(load.failures), \
            "peak_mib": \(peakMemory())}
            """
        )
    }

    /// The ids of traces with spans, drawn with a fixed seed.
    private static func randomTraces(_ count: Int, of file: DossierFile) throws -> [String] {
        var ids = try file.traceErrorRates().map(\.id.hex)
        var generator = SplitMix64(seed: 1)
        ids.shuffle(using: &generator)
        return Array(ids.prefix(count))
    }

    private static func answersInProcess(
        _ targets: [String],
        _ admission: Admission
    ) async throws -> [Double] {
        var times: [Double] = []
        let headers = HTTPFields([("Host", "localhost")])
        for target in targets {
            let start = ContinuousClock.now
            guard case .answer(let request) = admission.verdict(.get, target, headers) else {
                fatalError("the path is refused: \(target)")
            }
            let response = try await request.route.handler(request.request)
            if case .stream(let body) = response.body { try await body(DiscardingWriter()) }
            times.append(milliseconds(since: start))
        }
        return times
    }

    private static func answersOverLoopback(
        _ targets: [String],
        _ port: Int
    ) -> (times: [Double], failures: Int) {
        var times: [Double] = []
        var failures = 0
        guard let client = LoopbackClient(port: port) else { return ([], targets.count) }
        for target in targets {
            let start = ContinuousClock.now
            if client.get(target)?.status != 200 { failures += 1 }
            times.append(milliseconds(since: start))
        }
        return (times, failures)
    }

    /// Clients that ask at the same time, each on a thread and a connection of its own.
    private static func clients(
        _ count: Int,
        for time: Duration,
        _ targets: [String],
        _ port: Int
    ) async -> (times: [Double], failures: Int) {
        let results = Results()
        let end = ContinuousClock.now + time
        for number in 0..<count {
            var thread = pthread_t()
            let work = Unmanaged.passRetained(
                Work {
                    var generator = SplitMix64(seed: UInt64(number))
                    guard let client = LoopbackClient(port: port) else {
                        results.add([], failures: 1)
                        return
                    }
                    var times: [Double] = []
                    var failures = 0
                    while ContinuousClock.now < end,
                        let target = targets.randomElement(using: &generator)
                    {
                        let start = ContinuousClock.now
                        if client.get(target)?.status != 200 { failures += 1 }
                        times.append(milliseconds(since: start))
                    }
                    results.add(times, failures: failures)
                }
            )
            pthread_create(
                &thread,
                nil,
                { context in
                    if let context { Unmanaged<Work>.fromOpaque(context).takeRetainedValue().run() }
                    return nil
                },
                work.toOpaque()
            )
        }
        while results.count < count { usleep(10_000) }
        return results.all
    }

    private static func milliseconds(since start: ContinuousClock.Instant) -> Double {
        let duration = ContinuousClock.now - start
        return Double(duration.components.attoseconds) / 1e15
            + Double(duration.components.seconds) * 1e3
    }

    private static func percentile(_ percent: Int, of sorted: [Double]) -> Double {
        sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, sorted.count * percent / 100)]
    }

    private static func peakMemory() -> Int {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return usage.ru_maxrss / 1024
    }
}

/// Takes an answer and keeps nothing of it.
private struct DiscardingWriter: ResponseWriter {
    func write(_ bytes: [UInt8]) async throws {}
    func flush() async throws {}
}

/// The closure of a thread.
private final class Work: Sendable {
    let run: @Sendable () -> Void

    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}

/// What the clients have measured.
private final class Results: Sendable {
    private let held = Mutex<(times: [Double], failures: Int, count: Int)>(([], 0, 0))

    var count: Int { held.withLock { $0.count } }

    var all: (times: [Double], failures: Int) {
        held.withLock { ($0.times.sorted(), $0.failures) }
    }

    func add(_ times: [Double], failures: Int) {
        held.withLock { held in
            held.times += times
            held.failures += failures
            held.count += 1
        }
    }
}
