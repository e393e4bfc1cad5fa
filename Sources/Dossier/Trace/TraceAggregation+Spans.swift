internal import DossierColumns
internal import DossierPromQL
internal import DossierQuery
internal import DossierStore

extension TraceAggregation {
    /// From the spans that serve requests, and those that are business operations.
    init(
        of trace: DossierColumns.TraceID?,
        except duplicates: DuplicateSpans,
        in reader: StoreReader,
        _ conventions: RequestConventions
    ) throws {
        var requestDurations: [ServiceKey: [Double]] = [:]
        var operationDurations: [OperationKey: [Double]] = [:]
        let scan = try RequestScan(
            of: trace,
            operationKeys: conventions.operationTypeAttributes,
            tenantKeys: conventions.tenantAttributes,
            except: duplicates,
            in: reader
        )
        let spans = try scan.spans()
        // Afterwards, so that they have the services of all these spans.
        let services = try reader.serviceNameBytes()
        for span in spans {
            let trace = Array(span.trace.hex.utf8)
            let seconds = span.duration.map { Double($0) / 1e9 }
            if span.isRequest {
                let service =
                    services.indices.contains(span.resource) ? services[span.resource] ?? [] : []
                let key = ServiceKey(trace: trace, service: service)
                var known = requests[key] ?? Requests(count: 0)
                known.count = (known.count ?? 0) + 1
                known.errorCount = (known.errorCount ?? 0) + (span.hasError ? 1 : 0)
                requests[key] = known
                if let seconds { requestDurations[key, default: []].append(seconds) }
            }
            if let type = span.operationType {
                let key = OperationKey(trace: trace, type: type, tenant: span.tenant ?? [])
                operations[key, default: Operations(count: 0)].count =
                    (operations[key]?.count ?? 0) + 1
                if let seconds { operationDurations[key, default: []].append(seconds) }
            }
        }
        for (key, durations) in requestDurations {
            requests[key]?.durationSum = durations.compensatedSum
            requests[key]?.durationCount = Double(durations.count)
            requests[key]?.p95 = durations.quantile(0.95)
        }
        for (key, durations) in operationDurations {
            operations[key]?.p95 = durations.quantile(0.95)
        }
    }
}

extension [Double] {
    fileprivate var compensatedSum: Double {
        var sum = KahanSum()
        for value in self { sum.add(value) }
        return sum.total
    }

    /// Interpolated between the values around it, as the aggregation `quantile` does.
    fileprivate func quantile(_ share: Double) -> Double? {
        guard !isEmpty else { return nil }
        let sorted = sorted()
        let rank = share * Double(count - 1)
        let low = Int(rank.rounded(.down))
        let high = Swift.min(low + 1, count - 1)
        let weight = rank - rank.rounded(.down)
        return sorted[low] * (1 - weight) + sorted[high] * weight
    }
}
