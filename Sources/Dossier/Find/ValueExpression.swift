internal import DossierColumns
internal import DossierQuery
internal import DossierTraceQLSyntax

/// The TraceQL that finds the spans which have a value in a place.
struct ValueExpression {
    let expression: TraceQLExpression

    /// No expression names more ids, which would be too long to read or to type.
    private static let idCountMax = 100

    /// Nil where TraceQL can't tell.
    init?(
        _ place: ValuePlace,
        _ types: ValueTypes,
        of sought: SoughtValue,
        _ query: ValueQuery
    ) {
        guard let field = Self.field(of: place) else { return nil }
        var conditions: [FieldExpression] = []
        if place.path.isEmpty || place.path.elementsEqual("[]".utf8) {
            if types.contains(.id) {
                let ids = Self.ids(place, of: sought)
                guard ids.count <= Self.idCountMax else { return nil }
                conditions = ids.map { .binary(.equal, field, $0) }
            }
            if types.contains(.string) {
                conditions.append(Self.text(field, sought, query))
            }
            if types.contains(.int), let int = sought.int {
                conditions.append(.binary(.equal, field, .literal(.integer(int))))
            }
            if types.contains(.double), let double = sought.double, double.isFinite {
                conditions.append(.binary(.equal, field, .literal(.double(double))))
            }
            if types.contains(.bool), let bool = sought.bool {
                conditions.append(.binary(.equal, field, .literal(.boolean(bool))))
            }
        } else {
            // Members of members have no names in TraceQL.
            conditions = [.exists(field)]
        }
        guard let first = conditions.first else { return nil }
        let all = conditions.dropFirst().reduce(first) { .binary(.or, $0, $1) }
        expression = TraceQLExpression(
            TraceQLQuery(
                body: .search(SpanPipeline(stages: [.spansets(.filter(all))]))
            )
        )
    }

    private static func text(
        _ field: FieldExpression,
        _ sought: SoughtValue,
        _ query: ValueQuery
    ) -> FieldExpression {
        guard query.ignoresCase || query.findsWords else {
            return .binary(.equal, field, .literal(.string(sought.text)))
        }
        return .binary(.matches, field, .literal(.string(sought.pattern)))
    }

    private static func ids(_ place: ValuePlace, of sought: SoughtValue) -> [FieldExpression] {
        let texts =
            place.element == .field(.trace)
            ? sought.traces.sorted().map(\.hex)
            : sought.spans.sorted().compactMap { SpanID(bits: $0)?.hex }
        return texts.map { .literal(.string(Array($0.utf8))) }
    }

    private static func field(of place: ValuePlace) -> FieldExpression? {
        switch (place.table, place.element) {
        case (.span, .resourceAttribute(let key)): attribute(.resource, key)
        case (.span, .scopeAttribute(let key)): attribute(.instrumentation, key)
        case (.span, .scopeName): .field(.intrinsic(.instrumentationName))
        case (.span, .scopeVersion): .field(.intrinsic(.instrumentationVersion))
        case (.span, .attribute(let key)): attribute(.span, key)
        case (.spanEvent, .attribute(let key)): attribute(.event, key)
        case (.spanLink, .attribute(let key)): attribute(.link, key)
        case (.span, .field(.name)): .field(.intrinsic(.name))
        case (.span, .field(.statusMessage)): .field(.intrinsic(.statusMessage))
        case (.span, .field(.trace)): .field(.intrinsic(.traceID))
        case (.span, .field(.spanID)): .field(.intrinsic(.spanID))
        case (.span, .field(.parentSpanID)): .field(.intrinsic(.spanParentID))
        case (.spanEvent, .field(.name)): .field(.intrinsic(.eventName))
        case (.spanLink, .field(.trace)): .field(.intrinsic(.linkTraceID))
        case (.spanLink, .field(.spanID)): .field(.intrinsic(.linkSpanID))
        default: nil
        }
    }

    private static func attribute(_ scope: AttributeScope, _ key: [UInt8]) -> FieldExpression {
        .field(.attribute(AttributeReference(scope: scope, name: key)))
    }
}
