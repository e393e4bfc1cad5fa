@testable import Dossier
@testable import DossierCLI

/// Short ways to make the parts of a trace.
///
/// Times are nanoseconds after ``start``; nil is an unknown one.
enum Fixture {
    static let start: UInt64 = 1_675_079_453_330_227_008
    static let traceID = {
        guard let id = TraceID(hex: "66ea073509f4c2132258542dd751ef21") else {
            preconditionFailure("these are 32 digits")
        }
        return id
    }()

    static func span(
        _ id: UInt64?,
        parent: UInt64? = nil,
        _ name: String = "work",
        from start: UInt64? = 0,
        to end: UInt64? = 1_000_000,
        service: String = "shop",
        status: Int64 = 0,
        idText: String? = nil,
        parentIDText: String? = nil,
        attributes: [Attribute] = [],
        events: [SpanEvent] = [],
        links: [SpanLink] = []
    ) -> Span {
        Span(
            id: id.flatMap { SpanID(bits: $0) },
            idText: idText,
            parentID: parent.flatMap { SpanID(bits: $0) },
            parentIDText: parentIDText,
            name: name,
            kind: .server,
            startNanoseconds: start.map { Self.start + $0 } ?? 0,
            endNanoseconds: end.map { Self.start + $0 } ?? 0,
            status: Span.Status(number: status),
            statusMessage: nil,
            traceState: nil,
            attributes: attributes,
            events: events,
            links: links,
            resource: resource(service),
            scope: scope
        )
    }

    static func logRecord(
        _ body: String,
        at time: UInt64,
        span: UInt64?,
        severity: Int64 = 9
    ) -> LogRecord {
        LogRecord(
            timeNanoseconds: start + time,
            observedNanoseconds: 0,
            severityNumber: severity,
            severityText: nil,
            body: .string(body),
            eventName: nil,
            attributes: [],
            traceID: nil,
            spanID: span.flatMap { SpanID(bits: $0) },
            resource: resource("shop"),
            scope: scope
        )
    }

    static func series(
        _ name: String,
        _ ties: [TiedSeries.Tie],
        service: String = "shop"
    ) -> TiedSeries {
        TiedSeries(
            ties: ties,
            name: name,
            unit: "ms",
            kind: .gauge,
            attributes: [],
            resource: resource(service),
            scope: scope,
            points: [
                DataPoint(
                    startNanoseconds: 0,
                    timeNanoseconds: start,
                    value: 2.5,
                    count: nil,
                    sum: nil
                )
            ],
            exemplars: ties.contains(.exemplar)
                ? [Exemplar(timeNanoseconds: start + 1_000, value: 2.5, spanID: SpanID(bits: 1))]
                : []
        )
    }

    static func trace(
        _ spans: [Span],
        logRecords: [LogRecord] = [],
        metrics: [TiedSeries] = [],
        hasTime: Bool = true
    ) -> CorrelatedTrace {
        CorrelatedTrace(
            id: traceID,
            summary: TraceSummary(
                id: traceID,
                startTime: hasTime ? Timestamp(nanoseconds: start) : nil,
                endTime: hasTime ? Timestamp(nanoseconds: start + 1_000_000) : nil,
                rootService: spans.first?.resource.serviceName,
                rootName: spans.first?.name,
                spanCount: spans.count,
                errorCount: spans.count { $0.isError },
                logRecordCount: logRecords.count
            ),
            spans: spans,
            logRecords: logRecords,
            metrics: metrics
        )
    }

    /// The lines of a trace, as they are printed.
    static func lines(_ trace: CorrelatedTrace, columns: Int? = 90) throws -> [String] {
        var lines: [String] = []
        try TraceRendering(trace, layout: TextLayout(columns: columns)).write { lines.append($0) }
        return lines
    }

    private static let scope = Scope(name: "", version: "", attributes: [], schemaURL: nil)

    private static func resource(_ service: String) -> Resource {
        Resource(
            attributes: [
                Attribute(key: "service.name", value: .string(service)),
                Attribute(key: "service.instance.id", value: .string("\(service)-1")),
            ],
            schemaURL: nil
        )
    }
}
