extension QueryResult {
    /// How many columns a chart takes at most.
    private static let chartColumnsMax = 60

    /// A line for each series: its value at one time, or a chart of its values over time.
    package func table(_ layout: TextLayout) -> TextTable {
        switch value {
        case .scalar(let point):
            var table = TextTable([.init("VALUE", .right)])
            table.add([.init(Self.text(point.value))])
            return table
        case .string(let text, _):
            var table = TextTable([.init("VALUE")])
            table.add([.init(text)])
            return table
        case .vector(let series):
            var table = TextTable([.init("SERIES", isFlexible: true), .init("VALUE", .right)])
            for one in series {
                let value = one.points.first.map { Self.text($0.value) } ?? ""
                table.add([.init(one.text, .source), .init(value)])
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
        let times = series.flatMap { $0.points.map(\.time) }
        guard let first = times.min(), let last = times.max() else { return table }
        for one in series {
            let numbers = one.points.compactMap(\.number).filter(\.isFinite)
            let chart = SeriesChart(
                one,
                range: first...last,
                columns: min(chartColumnsMax, one.points.count)
            )
            table.add([
                .init(one.text, .source), .init(chart.text),
                .init(numbers.min().map(shortText) ?? ""),
                .init(numbers.max().map(shortText) ?? ""),
                .init(one.points.last.map { text($0.value) } ?? ""),
            ])
        }
        return table
    }

    private static func text(_ value: QueryPoint.Value) -> String {
        switch value {
        case .number(let number): shortText(number)
        case .histogram(let histogram):
            "count \(shortText(histogram.count)), sum \(shortText(histogram.sum))"
        }
    }

    /// Six digits are enough to read.
    private static func shortText(_ number: Double) -> String {
        guard number.isFinite, number != 0, number.rounded() != number else {
            return QueryNumber.text(number)
        }
        var scale = 1.0
        while number.magnitude * scale < 1e5, scale < 1e15 { scale *= 10 }
        return QueryNumber.text((number * scale).rounded() / scale)
    }

    /// Rows of labels, time and value: a column for each label that any series has.
    package var csv: [UInt8] {
        var series: [QuerySeries] = []
        switch value {
        case .scalar(let point): series = [QuerySeries(labels: [], points: QueryPoints([point]))]
        case .string(let text, let time):
            return Array("time,value\n\(QueryNumber.seconds(time)),\(Self.field(text))\n".utf8)
        case .vector(let all), .matrix(let all): series = all
        }
        var names: [String] = []
        for label in series.flatMap(\.labels) where !names.contains(label.name) {
            names.append(label.name)
        }
        var lines = [(names + ["time", "value"]).map(Self.field).joined(separator: ",")]
        for one in series {
            let labels = names.map { Self.field(one[$0] ?? "") }
            for point in one.points {
                let value =
                    switch point.value {
                    case .number(let number): QueryNumber.text(number)
                    case .histogram: Self.text(point.value)
                    }
                let row = labels + [QueryNumber.seconds(point.time), Self.field(value)]
                lines.append(row.joined(separator: ","))
            }
        }
        return Array((lines.joined(separator: "\n") + "\n").utf8)
    }

    /// Text in quotes where it has to be, as RFC 4180 says.
    private static func field(_ text: String) -> String {
        let needsQuotes = text.utf8.contains { byte in
            byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte < 0x20
        }
        guard needsQuotes else { return text }
        var quoted = "\""
        for character in text.unicodeScalars {
            if character == "\"" { quoted += "\"" }
            quoted.unicodeScalars.append(character)
        }
        return quoted + "\""
    }
}

extension QuerySeries {
    /// The series as PromQL writes it: `name{label="value"}`.
    package var text: String { labels.selectorText }
}

extension [SeriesLabel] {
    /// The labels as PromQL writes them: `name{label="value"}`.
    package var selectorText: String {
        let isName = { (label: SeriesLabel) in label.name.utf8.elementsEqual("__name__".utf8) }
        let name = first(where: isName)?.value ?? ""
        let others = filter { !isName($0) }.map { label in
            let value = label.value.unicodeScalars.reduce(into: "") { text, scalar in
                if scalar == "\"" || scalar == "\\" { text += "\\" }
                text += scalar == "\n" ? "\\n" : String(scalar)
            }
            return "\(label.name)=\"\(value)\""
        }
        guard !others.isEmpty || name.isEmpty else { return name }
        return name + "{" + others.joined(separator: ", ") + "}"
    }
}
