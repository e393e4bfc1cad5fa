import DossierBlocks
package import DossierColumns
import DossierStore

/// A span that stands for those behind a sample of a metric that is computed from spans.
package struct SpanMetricExemplar: Sendable {
    package let key: SpanCalls.Key
    /// When the span counts, in nanoseconds since the Unix epoch.
    package let time: UInt64
    /// In nanoseconds; nil if it is not known.
    package let duration: UInt64?
    package let trace: TraceID
    package let span: UInt64
}

/// Picks spans: the longest of each series, part of a range of times and bucket of durations.
struct SpanExemplarPicks {
    private struct Place: Hashable {
        let key: SpanCalls.Key
        let part: UInt64
        let bucket: UInt8?
    }

    /// Into how many parts the range is cut.
    private static let partCount: UInt64 = 40

    private let range: ClosedRange<UInt64>
    private let partLength: UInt64
    private var picks: [Place: SpanMetricExemplar] = [:]

    init(in range: ClosedRange<UInt64>) {
        self.range = range
        partLength = (range.upperBound - range.lowerBound) / Self.partCount + 1
    }

    var exemplars: [SpanMetricExemplar] { picks.values.sorted { $0.time < $1.time } }

    /// Looks at the spans of a block whose keys are wanted.
    mutating func add(
        _ block: BlockInfo,
        _ services: ServiceNumbers,
        at times: SampleTimes,
        except duplicates: DuplicateSpans,
        in reader: StoreReader,
        where isWanted: (SpanCalls.Key) -> Bool
    ) throws {
        let columns = try reader.columns(
            [
                .field(.startTime), .field(.endTime), .field(.statusCode), .field(.resource),
                .field(.name), .field(.kind), .field(.trace), .field(.spanID),
            ],
            of: .span,
            in: block
        ).compactMap { $0 }
        guard columns.count == 8 else { return }
        let words = columns.map(\.words.words)
        let traces = columns[6].traces
        var numbers = CallNumbers(services, names: columns[4])
        var areWanted: [Bool] = []
        var repeated = duplicates.rows(of: block.id)[...]
        for row in 0..<(words.map(\.count).min() ?? 0) {
            if let next = repeated.first, next == UInt32(row) {
                _ = repeated.popFirst()
                continue
            }
            let span = SpanTimes(start: words[0][row], end: words[1][row])
            guard let time = span.countedTime, range.contains(time), times.index(of: time) != nil,
                words[6][row] < UInt64(traces.count)
            else { continue }
            let number = Int(
                numbers.number(
                    resource: words[3][row],
                    name: words[4][row],
                    kind: words[5][row],
                    status: words[2][row]
                )
            )
            while areWanted.count <= number {
                areWanted.append(isWanted(numbers.keys[areWanted.count]))
            }
            guard areWanted[number] else { continue }
            add(
                SpanMetricExemplar(
                    key: numbers.keys[number],
                    time: time,
                    duration: span.duration,
                    trace: traces[Int(words[6][row])],
                    span: words[7][row]
                )
            )
        }
    }

    private mutating func add(_ exemplar: SpanMetricExemplar) {
        let place = Place(
            key: exemplar.key,
            part: (exemplar.time - range.lowerBound) / partLength,
            bucket: exemplar.duration.map(DurationBuckets.spans.bucket)
        )
        if let known = picks[place], known.duration ?? 0 >= exemplar.duration ?? 0 { return }
        picks[place] = exemplar
    }
}
