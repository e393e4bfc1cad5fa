internal import Dossier

extension QueryResult {
    /// How many columns a chart takes at most.
    private static let chartColumnsMax = 60

    /// A line for each series: its value at one time, or a chart of its values over time.
    func table(_ layout: TextLayout) -> TextTable {
        switch value {
        case .scalar(let point):
            var table = TextTable([.init("VALUE", .right)])
            table.add([.init(point.value.text)])
            return table
        case .string(let text, _):
            var table = TextTable([.init("VALUE")])
            table.add([.init(text)])
            return table
        case .vector(let series):
            var table = TextTable([.init("SERIES", isFlexible: true), .init("VALUE", .right)])
            for element in series {
                let value = element.points.first.map { $0.value.text } ?? ""
                table.add([.init(element.selector, .source), .init(value)])
            }
            return table
        case .matrix(let series): return Self.charts(of: series)
        }
    }

    private static func charts(of series: [QuerySeries]) -> TextTable {
        var table = TextTable([
            .init("SERIES", isFlexible: true), .init("CHART"), .init("MIN", .right),
            .init("MAX", .right), .init("LAST", .right),
        ])
        let times = series.flatMap { $0.points.map(\.milliseconds) }
        guard let first = times.min(), let last = times.max() else { return table }
        for element in series {
            let numbers = element.points.compactMap(\.number).filter(\.isFinite)
            let chart = SeriesChart(
                element,
                range: first...last,
                columns: min(chartColumnsMax, element.points.count)
            )
            table.add([
                .init(element.selector, .source), .init(chart.text),
                .init(numbers.min().map(QueryNumber.shortText) ?? ""),
                .init(numbers.max().map(QueryNumber.shortText) ?? ""),
                .init(element.points.last.map { $0.value.text } ?? ""),
            ])
        }
        return table
    }
}
