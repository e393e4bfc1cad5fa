import DossierColumns
import DossierQuery

/// The points of one series, from all blocks, in the order of time; of several for one time the
/// last one.
struct PointList {
    let runs: ArraySlice<PointRun>
    /// Nanoseconds since the Unix epoch, rising.
    let times: [UInt64]
    /// Nanoseconds since the Unix epoch, 0 where unknown; empty if they are not needed.
    let startTimes: [UInt64]
    /// The place of each point among those of the runs; nil if they are in order as they are.
    let order: [Int]?
    /// How many points gave way to a later one for the same time.
    let repeatedCount: Int

    /// Without start times, all are as if unknown.
    init(_ runs: ArraySlice<PointRun>, needsStartTimes: Bool = true) {
        self.runs = runs
        let times = runs.count == 1 ? runs[runs.startIndex].times : runs.flatMap(\.times)
        let starts =
            !needsStartTimes
            ? []
            : runs.count == 1
                ? runs[runs.startIndex].startTimes : runs.flatMap(\.startTimes)
        guard zip(times, times.dropFirst()).contains(where: { $0 >= $1 }) else {
            self.times = times
            startTimes = starts
            order = nil
            repeatedCount = 0
            return
        }
        let sorted = times.indices.sorted { left, right in
            times[left] != times[right] ? times[left] < times[right] : left < right
        }
        let order = sorted.indices.filter { index in
            index + 1 == sorted.count || times[sorted[index]] != times[sorted[index + 1]]
        }
        .map { sorted[$0] }
        repeatedCount = sorted.count - order.count
        self.times = order.map { times[$0] }
        startTimes = starts.isEmpty ? [] : order.map { starts[$0] }
        self.order = order
    }

    var count: Int { times.count }

    /// Milliseconds since the Unix epoch.
    var timestamps: [Int64] { times.map { Int64($0 / 1_000_000) } }

    /// Milliseconds since the Unix epoch; empty if none is known.
    var startTimestamps: [Int64] {
        guard startTimes.contains(where: { $0 != 0 }) else { return [] }
        return startTimes.map { Int64($0 / 1_000_000) }
    }

    /// The words of a field; nil where a point has none.
    func words(of field: Field) -> PointWords? {
        let parts = runs.map { (count: $0.count, values: $0.values(of: field)) }
        guard parts.contains(where: { $0.values != nil }) else { return nil }
        if parts.count == 1, order == nil, let values = parts[0].values {
            return PointWords(words: values.words, isPresent: values.isPresent)
        }
        var words: [UInt64] = []
        var isPresent: [Bool] = []
        for (count, values) in parts {
            words += values?.words ?? [UInt64](repeating: 0, count: count)
            isPresent +=
                values.map { $0.isPresent ?? [Bool](repeating: true, count: count) }
                ?? [Bool](repeating: false, count: count)
        }
        return PointWords(words: ordered(words), isPresent: ordered(isPresent))
    }

    /// The bytes of a field of text, words or doubles; nothing where a point has none.
    func bytes(of field: Field) -> [ArraySlice<UInt8>] {
        var all: [ArraySlice<UInt8>] = []
        all.reserveCapacity(count)
        for run in runs {
            guard let values = run.values(of: field) else {
                all += [ArraySlice<UInt8>](repeating: [], count: run.count)
                continue
            }
            let strings = values.strings
            for index in 0..<run.count { all.append(values.bytes(index, of: strings)) }
        }
        return ordered(all)
    }

    /// Which points say that the series has no value there; nil if none does.
    var isStale: [Bool]? {
        guard let flags = words(of: .flags), flags.words.contains(where: { $0 & 1 != 0 }) else {
            return nil
        }
        return flags.words.map { $0 & 1 != 0 }
    }

    func ordered<Value>(_ values: [Value]) -> [Value] {
        guard let order else { return values }
        return order.map { values[$0] }
    }
}

/// The words of one field of the points of a series.
struct PointWords {
    /// 0 where a point has no value.
    let words: [UInt64]
    /// Nil if all points have a value.
    let isPresent: [Bool]?

    func has(_ index: Int) -> Bool { isPresent?[index] ?? true }

    var doubles: [Double] { words.map { Double(bitPattern: $0) } }
}
