internal import Dossier
internal import DossierPrimitives

/// What Jaeger's list of traces shows for each.
struct JaegerTraceSummary {
    private struct Service {
        var spanCount = 0
        var errorCount = 0
    }

    private let id: TraceID
    private let root: Span?
    private let spans: [Span]
    private let orphanCount: Int
    private let services: [String: Service]

    init(_ trace: StoredTrace) {
        id = trace.id
        spans = trace.spans
        root = spans.first { $0.parentID == nil && $0.parentIDText == nil }
        let ids = Set(spans.compactMap(\.id))
        orphanCount = spans.count { span in
            span.parentID.map { !ids.contains($0) } ?? (span.parentIDText != nil)
        }
        services = spans.reduce(into: [:]) { services, span in
            let name = span.resource.serviceName ?? JaegerService.nameless
            services[name, default: Service()].spanCount += 1
            if span.isError { services[name, default: Service()].errorCount += 1 }
        }
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.string("traceId", id.hex)
            json.string(
                "rootServiceName",
                root.map { $0.resource.serviceName ?? JaegerService.nameless } ?? ""
            )
            json.string("rootOperationName", root?.name ?? "")
            let starts = spans.map(\.startNanoseconds).filter { $0 != 0 }
            json.key("minStartTimeUnixNano")
            json.quotedInteger(starts.min() ?? 0)
            json.key("maxEndTimeUnixNano")
            json.quotedInteger(spans.map(\.endNanoseconds).max() ?? 0)
            json.integer("spanCount", spans.count)
            json.integer("errorSpanCount", spans.count(where: \.isError))
            json.integer("orphanSpanCount", orphanCount)
            json.array("services", services.sorted { $0.key < $1.key }) { json, service in
                json.object { json in
                    json.string("name", service.key)
                    json.integer("spanCount", service.value.spanCount)
                    json.integer("errorSpanCount", service.value.errorCount)
                }
            }
        }
    }
}
