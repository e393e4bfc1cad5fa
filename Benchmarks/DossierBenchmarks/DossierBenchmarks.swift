// Macro benchmarks: what users run, on a made-up incident of 5,000 traces.
//
//     DOSSIER_BENCHMARKS=1 swift package benchmark

import Benchmark
import Dossier

let benchmarks: @Sendable () -> Void = {
    Benchmark.defaultConfiguration.metrics = [.wallClock, .throughput, .peakMemoryResident]
    Benchmark.defaultConfiguration.maxDuration = .seconds(3)
    guard let inputs = BenchmarkInputs.shared else { return }

    Benchmark("Ingestion.run/5k traces") { benchmark in
        for _ in benchmark.scaledIterations {
            let store = inputs.freshStore()
            benchmark.startMeasurement()
            blackHole(try Ingestion(store: store).run(inputs.dumps))
            benchmark.stopMeasurement()
        }
    }

    Benchmark("DossierFile.init/5k traces") { benchmark in
        for _ in benchmark.scaledIterations { blackHole(try DossierFile(inputs.store)) }
    }

    Benchmark("DossierFile.trace/spans and logs, warm") { benchmark in
        let file = try DossierFile(inputs.store)
        for id in inputs.traceIDs { blackHole(try file.trace(id, metrics: .none)) }
        var next = 0
        benchmark.startMeasurement()
        for _ in benchmark.scaledIterations {
            blackHole(try file.trace(inputs.traceIDs[next], metrics: .none))
            next = (next + 7919) % inputs.traceIDs.count
        }
        benchmark.stopMeasurement()
    }

    Benchmark("DossierFile.trace/with metrics, warm") { benchmark in
        let file = try DossierFile(inputs.store)
        var next = 0
        for _ in benchmark.scaledIterations {
            blackHole(try file.trace(inputs.traceIDs[next]))
            next = (next + 7919) % inputs.traceIDs.count
        }
    }

    Benchmark("DossierFile.trace/spans and logs, cold") { benchmark in
        for _ in benchmark.scaledIterations {
            blackHole(try DossierFile(inputs.store).trace(inputs.traceIDs[0], metrics: .none))
        }
    }

    scan("services(by: .service)", inputs) { try $0.services(by: .service).services.count }
    scan("services()", inputs) { try $0.services().services.count }
    scan("traceErrorRates()", inputs) { try $0.traceErrorRates().count }
    scan("logRecordCount/contains", inputs) { file in
        var query = LogQuery()
        query.text = "timed out"
        return try file.logRecordCount(query)
    }
    scan("logRecords/error, first 100", inputs) { file in
        var query = LogQuery()
        query.minimumSeverity = .error
        query.limit = 100
        return try file.logRecords(query).matchCount
    }
}

/// A question that is asked of a file that has answered it before.
private func scan(
    _ name: String,
    _ inputs: BenchmarkInputs,
    _ body: @escaping @Sendable (DossierFile) throws -> Int
) {
    Benchmark("DossierFile.\(name), warm") { benchmark in
        let file = try DossierFile(inputs.store)
        blackHole(try body(file))
        benchmark.startMeasurement()
        for _ in benchmark.scaledIterations { blackHole(try body(file)) }
        benchmark.stopMeasurement()
    }
}
