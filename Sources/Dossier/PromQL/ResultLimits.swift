/// What is left out of a result says so.
package enum ResultLimits {
    static let truncated = "results truncated due to limit"

    /// At most so many notes; the last one says how many are left out.
    package static func notes(_ notes: [String], limitedTo count: Int) -> [String] {
        guard notes.count > count, count > 0 else { return notes }
        let kept = notes.prefix(count - 1)
        return kept + ["\(notes.count - kept.count) more are left out"]
    }
}

extension QueryResult {
    /// The first series, with a warning if there are more.
    package func limited(to count: Int) -> QueryResult {
        let kept: Value
        switch value {
        case .vector(let series) where series.count > count:
            kept = .vector(Array(series.prefix(count)))
        case .matrix(let series) where series.count > count:
            kept = .matrix(Array(series.prefix(count)))
        default: return self
        }
        return QueryResult(
            value: kept,
            warnings: warnings + [ResultLimits.truncated],
            infos: infos,
            notes: notes
        )
    }

    /// The same with few warnings and infos.
    package func limitingNotes(to count: Int) -> QueryResult {
        var result = self
        result.warnings = ResultLimits.notes(warnings, limitedTo: count)
        result.infos = ResultLimits.notes(infos, limitedTo: count)
        return result
    }
}

extension LabelListing {
    /// The first values, with a warning if there are more.
    package func limited(to count: Int) -> LabelListing {
        guard values.count > count else { return self }
        return LabelListing(
            values: Array(values.prefix(count)),
            warnings: warnings + [ResultLimits.truncated]
        )
    }
}

extension SeriesListing {
    /// The first series, with a warning if there are more.
    package func limited(to count: Int) -> SeriesListing {
        guard series.count > count else { return self }
        return SeriesListing(
            series: Array(series.prefix(count)),
            warnings: warnings + [ResultLimits.truncated]
        )
    }
}
