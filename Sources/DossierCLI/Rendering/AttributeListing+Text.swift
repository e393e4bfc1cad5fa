internal import Dossier

extension AttributeListing {
    /// A line for each attribute.
    var table: TextTable {
        var table = TextTable([
            .init("KEY", isFlexible: true),
            .init("OF"),
            .init("TYPE"),
            .init("ROWS", .right),
            .init("VALUES", .right),
            .init("MOST FREQUENT", isFlexible: true),
        ])
        for attribute in attributes {
            table.add([
                .init(attribute.key),
                .init(attribute.owner, .source),
                .init(attribute.type.rawValue, .faint),
                .init(CountText.grouped(attribute.rowCount)),
                .init(attribute.valueCount),
                .init(attribute.values.map(\.text).joined(separator: ", ")),
            ])
        }
        return table
    }

    /// The values of each attribute.
    func writeValues(_ layout: TextLayout, to line: (String) throws -> Void) rethrows {
        for (index, attribute) in attributes.enumerated() {
            if index > 0 { try line("") }
            var title = StyledLine()
            title.append(attribute.key, .strong)
            title.append(" of \(attribute.owner): \(attribute.summary)")
            try line(title.text(isColored: layout.isColored))
            guard !attribute.values.isEmpty else { continue }
            var table = TextTable([.init("VALUE", isFlexible: true), .init("ROWS", .right)])
            for counted in attribute.values {
                table.add([
                    .init(AttributeText.text(counted.value, limit: AttributeSummary.textLimit)),
                    .init(CountText.grouped(counted.rowCount)),
                ])
            }
            try table.write(layout, to: line)
        }
    }
}

extension AttributeSummary {
    /// So many bytes of a value are shown.
    fileprivate static let textLimit = 400

    /// Whose attribute it is, such as `span` or `log record resource`.
    fileprivate var owner: String {
        let row = row == .logRecord ? "log record" : row.rawValue
        return level == .own ? row : "\(row) \(level.rawValue)"
    }

    fileprivate var valueCount: String {
        hasMoreValues
            ? "more than " + CountText.grouped(distinctCount) : CountText.grouped(distinctCount)
    }

    fileprivate var summary: String {
        var text = "\(type.rawValue), \(CountText.counted(rowCount, "row"))"
        if distinctCount > 0 {
            let isOne = distinctCount == 1 && !hasMoreValues
            text += ", \(valueCount) \(isOne ? "value" : "values")"
        }
        if hasMoreValues { text += "; counted are those that come first" }
        return text
    }
}

extension AttributeSummary.CountedValue {
    /// The value and how often it is there.
    fileprivate var text: String {
        "\(AttributeText.text(value, limit: 40)) (\(CountText.grouped(rowCount)))"
    }
}
