internal import DossierPromQLSyntax

extension TraceMetricsResult {
    /// The series as those of a PromQL query, whose labels are texts: a matrix, or the vector of an
    /// instant.
    public var queryResult: QueryResult {
        let series = series.map { series in
            QuerySeries(
                labels: series.labels.map { label in
                    SeriesLabel(name: label.key, value: AttributeText.text(label.value))
                },
                points: QueryPoints(
                    series.points.map {
                        QueryPoint(time: $0.milliseconds, value: .number($0.value))
                    }
                ),
                exemplars: series.exemplars
            )
        }
        return QueryResult(
            value: isInstant ? .vector(series) : .matrix(series),
            warnings: [],
            infos: [],
            notes: []
        )
    }
}
