// Micro benchmarks: the scanner, encodings and blocks, each by itself, with fixed seeds.
//
//     DOSSIER_BENCHMARKS=1 swift package benchmark --target DossierMicroBenchmarks

import Benchmark
import Dossier
import DossierBlocks
import DossierColumns
import DossierOTLP
import DossierPrimitives
import DossierStore

let benchmarks: @Sendable () -> Void = {
    Benchmark.defaultConfiguration.metrics = [.wallClock, .throughput]
    Benchmark.defaultConfiguration.maxDuration = .seconds(2)
    for signal in Signal.allCases { addScanner(signal) }
    for pattern in WordPattern.allCases { addEncoding(pattern) }
    addBlockDecoding()
}

/// Parses a dump of one signal into batches that nobody keeps.
private func addScanner(_ signal: Signal) {
    var dump: [UInt8] = []
    _ = SyntheticIncident(seed: 7, traceCount: 500).write { written, lines in
        if written == signal { dump += lines }
    }
    let input = dump
    Benchmark("DumpReader.read/\(signal.rawValue), \(input.count >> 10) KiB") { benchmark in
        for _ in benchmark.scaledIterations {
            var rowCount = 0
            var reader = DumpReader { rowCount += $0.rowCount }
            let cursor = InputCursor(DecodedInput(bytes: input, name: "memory"))
            _ = try cursor.head()
            blackHole(try reader.read(cursor, number: 1))
            try reader.flush()
            blackHole(rowCount)
        }
    }
}

/// Words as columns have them.
enum WordPattern: String, CaseIterable {
    case times, durations, codes, random

    /// The same ones for each count.
    func words(_ count: Int) -> [UInt64] {
        var generator = SplitMix64(seed: 42)
        var time: UInt64 = 1_768_471_200_000_000_000
        return (0..<count).map { _ in
            let random = generator.next()
            switch self {
            case .times:
                time += random % 2_000_000
                return time
            case .durations: return random >> (44 + random % 16)
            case .codes: return (random % 8) * (random >> 8 % 3)
            case .random: return random
            }
        }
    }
}

private func addEncoding(_ pattern: WordPattern) {
    let words = pattern.words(16_384)
    let chunk = encoded(words)
    Benchmark("ChunkEncoder.encode/\(pattern.rawValue), 16k rows") { benchmark in
        for _ in benchmark.scaledIterations { blackHole(encoded(words)) }
    }
    Benchmark("ChunkDecoder.decode/\(pattern.rawValue), 16k rows") { benchmark in
        for _ in benchmark.scaledIterations {
            let bytes = ChunkBytes(
                column: .field(.time),
                valueCount: chunk.valueCount,
                checksum: chunk.checksum,
                bytes: chunk.bytes
            )
            blackHole(
                try ColumnDecoder.decode(bytes, type: .int, of: .dataPoint, companion: nil)
            )
        }
    }
}

private func encoded(_ words: [UInt64]) -> EncodedChunk {
    let encoder = ChunkEncoder(effort: .fast)
    return encoder.encode(
        words,
        type: .int,
        strings: StringTable(),
        traces: TraceTable(),
        related: nil
    )
}

/// Reads whole blocks of a store of made-up spans and log records.
private func addBlockDecoding() {
    for table in [Table.span, .logRecord, .dataPoint] {
        Benchmark("StoreReader.read/first block of \(table)") { benchmark in
            guard let inputs = BenchmarkInputs.shared else { return }
            let reader = try StoreReader(path: inputs.store)
            guard let block = try reader.blocks(of: table).first else { return }
            benchmark.startMeasurement()
            for _ in benchmark.scaledIterations { blackHole(try reader.read(block)) }
            benchmark.stopMeasurement()
        }
    }
    Benchmark("StoreReader.content/spans and logs, warm") { benchmark in
        guard let inputs = BenchmarkInputs.shared else { return }
        let reader = try StoreReader(path: inputs.store)
        var next = 0
        for id in inputs.traceIDs { blackHole(try reader.content(of: id)) }
        benchmark.startMeasurement()
        for _ in benchmark.scaledIterations {
            blackHole(try reader.content(of: inputs.traceIDs[next]))
            next = (next + 7919) % inputs.traceIDs.count
        }
        benchmark.stopMeasurement()
    }
}
