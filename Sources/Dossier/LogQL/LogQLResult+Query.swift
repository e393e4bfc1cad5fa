internal import DossierPromQLSyntax

extension LogQLResult {
    /// The series as those of a PromQL query: a number, the vector of an instant, or a matrix.
    ///
    /// Entries have none: the matrix is empty.
    public var queryResult: QueryResult {
        func querySeries(_ series: [Series]) -> [QuerySeries] {
            series.map { series in
                QuerySeries(labels: series.labels, points: QueryPoints(series.points.map(\.query)))
            }
        }
        let value: QueryResult.Value =
            switch self {
            case .entries: .matrix([])
            case .matrix(let series): .matrix(querySeries(series))
            case .vector(let series): .vector(querySeries(series))
            case .scalar(let point): .scalar(point.query)
            }
        return QueryResult(value: value, warnings: [], infos: [], notes: [])
    }
}

extension LogQLResult.Point {
    fileprivate var query: QueryPoint {
        QueryPoint(time: nanoseconds / 1_000_000, value: .number(value))
    }
}
