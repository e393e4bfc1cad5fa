internal import DossierColumns
internal import DossierMetricView
internal import DossierQuery

extension FoundValue {
    init(
        _ sought: SoughtValue,
        _ found: DossierQuery.FoundValue,
        _ query: ValueQuery,
        traces: [TraceSummary],
        occursInOtherCase: Bool
    ) {
        value = sought.string
        places = found.places.compactMap { ValueOccurrence($0, of: sought, query) }
        traceCount = found.traceCount
        self.traces = traces
        firstTime = found.timeRange.map { Timestamp(nanoseconds: $0.lowerBound) }
        lastTime = found.timeRange.map { Timestamp(nanoseconds: $0.upperBound) }
        self.occursInOtherCase = occursInOtherCase
    }
}

extension ValueOccurrence {
    fileprivate init?(_ found: FoundPlace, of sought: SoughtValue, _ query: ValueQuery) {
        guard let row = RowKind(found.place.table) else { return nil }
        self.row = row
        (part, key) = found.place.name
        path = String(decoding: found.place.path, as: UTF8.self)
        types = ValueType.allCases.filter { found.types.contains($0.stored) }
        rowCount = found.rowCount
        dataPointCount = found.pointCount
        traceCount = found.traceCount
        firstTime = found.timeRange.map { Timestamp(nanoseconds: $0.lowerBound) }
        lastTime = found.timeRange.map { Timestamp(nanoseconds: $0.upperBound) }
        expression = ValueExpression(found.place, found.types, of: sought, query)?.expression
        selector = Self.selector(found.place, found.types, of: sought, query)
    }

    /// The selector of series with a label, or of a metric.
    private static func selector(
        _ place: ValuePlace,
        _ types: ValueTypes,
        of sought: SoughtValue,
        _ query: ValueQuery
    ) -> String? {
        guard place.table == .series, place.path.isEmpty, !query.ignoresCase, !query.findsWords
        else { return nil }
        switch place.element {
        case .metricName: return [SeriesLabel(name: "", value: sought.string)].quotedNameSelector
        case .attribute(let key):
            guard let value = labelValue(types, of: sought) else { return nil }
            let name = QueryOptions().sampleOptions.naming.labelName(key)
            let label = SeriesLabel(name: String(decoding: name, as: UTF8.self), value: value)
            return [label].selector
        default: return nil
        }
    }

    /// The value as labels have it; nil if that is not one text, or not known.
    private static func labelValue(_ types: ValueTypes, of sought: SoughtValue) -> String? {
        guard types.isSubset(of: [.string, .bool, .int, .double]) else { return nil }
        var values: Set<String> = []
        if types.contains(.string) { values.insert(sought.string) }
        if types.contains(.bool), let bool = sought.bool { values.insert("\(bool)") }
        if types.contains(.int), let int = sought.int { values.insert("\(int)") }
        if types.contains(.double), let double = sought.double {
            guard double != double.rounded(), sought.string == "\(double)" else { return nil }
            values.insert(sought.string)
        }
        return values.count == 1 ? values.first : nil
    }
}

extension [SeriesLabel] {
    /// The selector of the metric whose name is the value of the only label.
    fileprivate var quotedNameSelector: String {
        let text = selector
        // `{="name"}` without the sign.
        return "{" + text.dropFirst(2)
    }
}

extension ValueOccurrence.ValueType {
    fileprivate var stored: ValueTypes {
        switch self {
        case .string: .string
        case .bool: .bool
        case .int: .int
        case .double: .double
        case .bytes: .bytes
        case .id: .id
        }
    }
}

extension ValuePlace {
    var name: (part: ValueOccurrence.Part, key: String) {
        switch element {
        case .resourceAttribute(let key): (.resource, String(decoding: key, as: UTF8.self))
        case .scopeAttribute(let key): (.scope, String(decoding: key, as: UTF8.self))
        case .scopeName: (.scopeName, "")
        case .scopeVersion: (.scopeVersion, "")
        case .metricName: (.field, "name")
        case .attribute(let key): (.attribute, String(decoding: key, as: UTF8.self))
        case .field(let field): (.field, field.otlpName)
        case .mention: (.mention, "")
        }
    }
}

extension Field {
    /// The field's name in OTLP.
    fileprivate var otlpName: String {
        switch self {
        case .trace, .traceIDText: "traceId"
        case .spanID, .spanIDText: "spanId"
        case .parentSpanID, .parentSpanIDText: "parentSpanId"
        case .recordName: "name"
        default: "\(self)"
        }
    }
}
