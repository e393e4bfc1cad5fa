internal import Dossier

/// The metric series of a trace, by how they are tied to it.
struct TraceMetricsRendering {
    private let trace: CorrelatedTrace
    private let rendering: TraceRendering
    private var layout: TextLayout { rendering.layout }

    /// With more series than this tied by their resource, a line stands for each service instance.
    private static let resourceSeriesCountMax = 20
    /// How many exemplars of a series are shown.
    private static let exemplarCountMax = 4

    init(_ rendering: TraceRendering) {
        self.rendering = rendering
        trace = rendering.trace
    }

    func write(to write: (StyledLine) throws -> Void) rethrows {
        for tie in TiedSeries.Tie.allCases {
            let series = trace.metrics.filter { $0.ties.first == tie }
            guard !series.isEmpty else { continue }
            try write(StyledLine())
            try write(title(tie, series.count))
            if tie == .resource, series.count > Self.resourceSeriesCountMax {
                try writeSummaries(of: series, write)
            } else {
                for element in series {
                    try write(line(for: element))
                    try writeExemplars(of: element, write)
                }
            }
        }
    }

    private func title(_ tie: TiedSeries.Tie, _ count: Int) -> StyledLine {
        var line = rendering.newLine()
        line.append("METRICS", .strong)
        let reason =
            switch tie {
            case .label: "labelled with the trace id"
            case .exemplar: "with exemplars of this trace"
            case .resource: "of its service instances during the trace"
            }
        line.append(" \(reason): \(CountText.grouped(count)) series", .faint)
        return line
    }

    private func line(for series: TiedSeries) -> StyledLine {
        var line = rendering.newLine()
        line.append("  ")
        line.append(series.resource.serviceName ?? "(no service)", .source)
        line.appendWord(series.name.isEmpty ? "(no name)" : series.name, .strong, gap: 2)
        line.append(AttributeText.braced(series.attributes, limit: layout.byteLimit), .faint)
        line.appendWord(SeriesText.kind(series), .faint, gap: 2)
        line.appendWord(SeriesText.values(series.points), gap: 2)
        return line
    }

    private func writeExemplars(
        of series: TiedSeries,
        _ write: (StyledLine) throws -> Void
    ) rethrows {
        for exemplar in series.exemplars.prefix(Self.exemplarCountMax) {
            var line = rendering.newLine()
            line.append(
                rendering.offset(of: exemplar.timeNanoseconds),
                .faint,
                rightAlignedIn: TraceRendering.timeColumns
            )
            let value = exemplar.value.map(QueryNumber.shortText) ?? "(no value)"
            line.append("  \(value)\(SeriesText.unit(series.unit))")
            if let id = exemplar.spanID { line.append("  in span \(id.hex)", .faint) }
            try write(line)
        }
        let hidden = series.exemplars.count - Self.exemplarCountMax
        if hidden > 0 {
            var line = rendering.newLine()
            line.append("  and \(CountText.counted(hidden, "more exemplar"))", .faint)
            try write(line)
        }
    }

    /// A line for each service instance, with the names of its metrics.
    private func writeSummaries(
        of series: [TiedSeries],
        _ write: (StyledLine) throws -> Void
    ) rethrows {
        struct Instance: Hashable {
            let service: String
            let id: String
        }
        let instances = Dictionary(grouping: series) { element in
            Instance(
                service: element.resource.serviceName ?? "(no service)",
                id: element.resource.serviceInstance ?? ""
            )
        }
        for (instance, series) in instances.sorted(by: {
            ($0.key.service, $0.key.id) < ($1.key.service, $1.key.id)
        }) {
            var line = rendering.newLine()
            line.append("  ")
            line.append(instance.service, .source)
            line.appendWord(instance.id, .faint, gap: 2)
            let names = Set(series.map(\.name)).sorted()
            line.append("  \(CountText.grouped(series.count)) series: ")
            line.append(names.joined(separator: ", "))
            try write(line)
        }
        var note = rendering.newLine()
        let count = CountText.grouped(series.count)
        note.append("  \(count) series summarised; --format json lists them", .faint)
        try write(note)
    }
}
