internal import Dossier

/// A metric series in words.
enum SeriesText {
    /// Type and unit: `(histogram, ms)`.
    static func kind(_ series: TiedSeries) -> String {
        let kind =
            series.kind == .exponentialHistogram
            ? "exponential histogram" : series.kind.rawValue
        return series.unit.isEmpty ? "(\(kind))" : "(\(kind), \(series.unit))"
    }

    /// A unit as it stands after a number; empty for units that say nothing.
    static func unit(_ unit: String) -> String {
        unit.isEmpty || unit == "1" || unit.hasPrefix("{") ? "" : " \(unit)"
    }

    /// What the points say: their first and last values.
    static func values(_ points: [DataPoint]) -> String {
        var parts: [String] = []
        let values = points.compactMap(\.value)
        if let text = change(values) { parts.append(text) }
        if let text = change(points.compactMap(\.count).map { Double($0) }) {
            parts.append("count \(text)")
        }
        if let text = change(points.compactMap(\.sum)) { parts.append("sum \(text)") }
        let count = CountText.counted(points.count, "point")
        return parts.isEmpty ? count : "\(count): \(parts.joined(separator: ", "))"
    }

    private static func change(_ values: [Double]) -> String? {
        guard let first = values.first, let last = values.last else { return nil }
        let (start, end) = (QueryNumber.shortText(first), QueryNumber.shortText(last))
        return values.count == 1 ? start : "\(start) → \(end)"
    }
}
