internal import DossierMetricView
internal import DossierPromQL

extension QueryResult {
    /// Takes over a result; times are milliseconds since the Unix epoch.
    init(_ evaluation: StoreQueryResult, at time: Int64) {
        let result = evaluation.result
        notes =
            evaluation.notes.separations.sorted { $0.name.precedes($1.name) }
            .map { .keptApart(SeriesSeparation($0)) }
            + evaluation.unseenAttributes.map { label, key in
                .resourceAttribute(
                    label: String(decoding: label, as: UTF8.self),
                    attribute: String(decoding: key, as: UTF8.self)
                )
            }
        let texts = Set(notes.map(\.text))
        warnings = result.warnings
        infos = result.infos.filter { !texts.contains($0) } + notes.map(\.text)
        switch result.value {
        case .scalar(let number): value = .scalar(QueryPoint(time: time, value: .number(number)))
        case .string(let bytes):
            value = .string(
                String(decoding: bytes, as: UTF8.self),
                at: Timestamp(milliseconds: time)
            )
        case .vector(let samples):
            value = .vector(
                samples.map { sample in
                    let point: QueryPoint.Value =
                        switch sample.point {
                        case .float(let number): .number(number)
                        case .histogram(let histogram): .histogram(QueryHistogram(histogram))
                        }
                    return QuerySeries(
                        labels: sample.labels.publicLabels,
                        points: QueryPoints([QueryPoint(time: time, value: point)])
                    )
                }
            )
        case .matrix(let series): value = .matrix(series.map(QuerySeries.init))
        }
    }
}

extension QuerySeries {
    init(_ series: PromQLResult.Series) {
        labels = series.labels.publicLabels
        guard !series.histograms.isEmpty else {
            points = QueryPoints(series.floats)
            return
        }
        let floats = series.floats.map { QueryPoint(time: $0.0, value: .number($0.1)) }
        let histograms = series.histograms.map {
            QueryPoint(time: $0.0, value: .histogram(QueryHistogram($0.1)))
        }
        points = QueryPoints((floats + histograms).sorted { $0.milliseconds < $1.milliseconds })
    }
}

extension QueryHistogram {
    init(_ histogram: FloatHistogram) {
        count = histogram.count
        sum = histogram.sum
        buckets = histogram.buckets.filter { $0.count != 0 }.map { bucket in
            let isCustom = histogram.usesCustomBounds
            return Bucket(
                lower: bucket.lower,
                upper: bucket.upper,
                includesLower: bucket.isZeroBucket
                    || (isCustom ? bucket.lower == -.infinity : bucket.lower < 0),
                includesUpper: bucket.isZeroBucket || isCustom || bucket.upper > 0,
                count: bucket.count
            )
        }
    }
}

extension Labels {
    var publicLabels: [SeriesLabel] {
        pairs.map { label in
            SeriesLabel(
                name: String(decoding: label.name, as: UTF8.self),
                value: String(decoding: label.value, as: UTF8.self)
            )
        }
    }
}
