/// Times of several series, each once.
struct MergedTimes {
    private var gathered: [Int64] = []
    private var last: [Int64] = []

    /// Adds the times of a series, which mostly are those of the series before.
    mutating func add(_ times: [Int64]) {
        guard times != last else { return }
        last = times
        gathered += times
    }

    /// All of them, rising.
    var times: [Int64] {
        let isRising = zip(gathered, gathered.dropFirst()).allSatisfy { $0 < $1 }
        if isRising { return gathered }
        var rising: [Int64] = []
        for time in gathered.sorted() where rising.last != time { rising.append(time) }
        return rising
    }
}
