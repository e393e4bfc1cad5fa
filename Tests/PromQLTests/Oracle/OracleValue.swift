/// Labels as a plain dictionary.
typealias OracleLabels = [String: String]

/// One series with all its samples, as it was made.
struct OracleSeries {
    var labels: OracleLabels
    /// In the order of time, in milliseconds.
    ///
    /// A stale marker ends the series.
    var samples: [(time: Int64, value: Double)]
}

/// A series at one time.
struct OracleSample {
    var labels: OracleLabels
    var value: Double
    /// When the sample was taken, in milliseconds.
    var time: Int64
}

/// The samples of a series in a window that is open at its start.
struct OracleWindow {
    var labels: OracleLabels
    var samples: [(time: Int64, value: Double)]
    var start: Int64
    var end: Int64
}

enum OracleResult {
    case scalar(Double)
    case vector([OracleSample])
    case matrix([OracleWindow])
}

enum OracleError: Error {
    /// The expression has no value by the definition of the language.
    case failure(String)
    /// The oracle has no definition of this part of the language.
    case unsupported(String)
}

extension OracleLabels {
    func without(_ names: some Sequence<String>) -> OracleLabels {
        let names = Set(names)
        return filter { !names.contains($0.key) }
    }

    func only(_ names: some Sequence<String>) -> OracleLabels {
        let names = Set(names)
        return filter { names.contains($0.key) }
    }

    var withoutName: OracleLabels { without(["__name__"]) }

    /// Pair by pair, in the order of names.
    func precedes(_ other: OracleLabels) -> Bool {
        let (left, right) = (
            sorted { $0.key < $1.key }.flatMap { [$0.key, $0.value] },
            other.sorted { $0.key < $1.key }.flatMap { [$0.key, $0.value] }
        )
        return left.lexicographicallyPrecedes(right)
    }
}
