extension QueryResult {
    /// Rows of labels, time and value: a column for each label that any series has.
    public func csv() -> [UInt8] {
        var series: [QuerySeries] = []
        switch value {
        case .scalar(let point): series = [QuerySeries(labels: [], points: QueryPoints([point]))]
        case .string(let text, let time):
            return Array(
                "time,value\n\(QueryNumber.seconds(time.milliseconds)),\(Self.field(text))\n".utf8
            )
        case .vector(let all), .matrix(let all): series = all
        }
        var names: [String] = []
        // By their bytes: strings of different bytes may be equal.
        var seen: Set<[UInt8]> = []
        for label in series.flatMap(\.labels) where seen.insert(Array(label.name.utf8)).inserted {
            names.append(label.name)
        }
        var lines = [(names + ["time", "value"]).map(Self.field).joined(separator: ",")]
        for element in series {
            let labels = names.map { Self.field(element[$0] ?? "") }
            for point in element.points {
                let value =
                    switch point.value {
                    case .number(let number): QueryNumber.text(number)
                    case .histogram: point.value.text
                    }
                let row = labels + [QueryNumber.seconds(point.milliseconds), Self.field(value)]
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
