import Dossier

// The code of the documentation, article by article: `DocumentationTests` compares the two, and
// runs this. Each example stands in a function of its own.

// MARK: Ingesting

func ingest(_ dumps: [String], into store: String) throws -> IngestReport {
    let report = try Ingestion(store: store).run(dumps)
    print("\(report.spans) spans, \(report.rejected) values rejected")
    return report
}

func ingestWithProgress(_ dumps: [String], into store: String) throws {
    var ingestion = Ingestion(store: store)
    ingestion.waitForWriter = true
    let report = try ingestion.run(dumps) { progress in
        print("\(progress.bytesRead) bytes read, \(progress.spans) spans stored")
    }
    for file in report.files where file.status == .refused {
        print(file.path, file.note ?? "")
    }
}

func addRequest(_ request: [UInt8], to store: String) async throws {
    let ingestion = try LiveIngestion(store: store)
    defer { ingestion.close() }
    let added = try await ingestion.add(request, .json)
    print("\(added.rejectedCount) items can't be read: \(added.reason ?? "")")
}

func listRejected(in store: String) throws {
    let file = try DossierFile(store)
    try file.rejected { value in
        print("\(value.path), byte \(value.byteOffset): \(value.reason)")
    }
}

func compact(_ store: String) throws {
    let report = try Compaction(store: store).run { blocks in
        print("\(blocks.completed) of \(blocks.total) blocks")
    }
    print("\(report.bytesBefore) bytes before, \(report.bytesAfter) after")
}

func makeUpAnIncident() -> [Signal: [UInt8]] {
    var dumps: [Signal: [UInt8]] = [:]
    let incident = SyntheticIncident(seed: 7, traceCount: 200, fault: .errors)
    let ground = incident.write { signal, lines in dumps[signal, default: []] += lines }
    print(ground.plantedFault?.service ?? "nothing is broken")
    return dumps
}

// MARK: Traces

func listTraces(in store: String) throws -> TraceListing {
    let file = try DossierFile(store)
    var query = TraceQuery()
    query.hasErrors = true
    query.order = .duration
    query.limit = 10
    let listing = try file.traces(query)
    for trace in listing.traces {
        print(trace.id, trace.duration ?? .zero, trace.rootService ?? "?")
    }
    return listing
}

func readTrace(_ text: String, in file: DossierFile) throws {
    guard let id = TraceID(hex: text), let trace = try file.trace(id) else { return }
    for node in TraceTree(trace.spans).nodes {
        let span = trace.spans[node.span]
        let indent = String(repeating: "  ", count: node.depth)
        print("\(indent)\(span.name)\(span.isError ? " failed" : "")")
    }
    print("\(trace.logRecords.count) log records, \(trace.metrics.count) metric series")
}

func findTraces(in file: DossierFile, _ query: TraceQuery) throws {
    let slow = try TraceQLExpression(parsing: "{ kind = server && duration > 1s }")
    for trace in try file.traces(matching: slow, query).traces {
        print(trace.summary.id, trace.spansets.map(\.matchCount))
    }
}

func streamMatches(in file: DossierFile) throws {
    let slow = try TraceQLExpression(parsing: "{ duration > 1s }")
    try file.spans(matching: slow) { matches in
        print(matches.trace, matches.spans.count)
    }
}

func findValues(_ text: String, in file: DossierFile) throws {
    var query = ValueQuery()
    query.traceLimit = 10
    for found in try file.find([text], query).values {
        for place in found.places { print(place.row, place.part, place.key, place.rowCount) }
        print(found.traceCount, found.traces.map(\.id))
    }
}

func countTraces(of found: FoundValue, in file: DossierFile) throws {
    if let expression = found.places.first?.expression {
        print(try file.traces(matching: expression).matchCount)
    }
}

func completeAttributes(in file: DossierFile) throws {
    let failed = try TraceQLExpression(parsing: "{ status = error }")
    for key in try file.attributeKeys(startingWith: "http.", where: failed) { print(key) }
    for attribute in try file.attributeValues(of: "http.route", where: failed) {
        for counted in attribute.values { print(counted.value, counted.rowCount) }
    }
}

func countErrors(in file: DossierFile) throws {
    let rate = try TraceQLExpression(parsing: "{ status = error } | rate() by (name)")
    for series in try file.traceMetrics(rate).series {
        print(series.labels.map(\.key), series.points.last?.value ?? 0)
    }
}

func findServices(in file: DossierFile) throws {
    for service in try file.services(by: .service).services where service.errorRate > 0.01 {
        print(service.name ?? "?", service.errorRate, service.durations?.p95 ?? .zero)
    }
}

// MARK: Logs

func findLogRecords(in file: DossierFile) throws {
    var query = LogQuery()
    query.pattern = try LogPattern("timed out after [0-9]+ ?ms")
    query.minimumSeverity = .error
    query.since = Timestamp("2026-01-15T10:00:00Z")
    query.limit = 20
    let listing = try file.logRecords(query)
    print("\(listing.logRecords.count) of \(listing.matchCount) records")
}

func findLogRecordsByLogQL(in file: DossierFile) throws {
    var query = LogQuery()
    query.logQL = try LogQLExpression(parsing: "{service_name=`cart`} | json | status >= 500")
    for record in try file.logRecords(query).logRecords {
        print(record.body, record.labels)
    }
    let rate = try LogQLExpression(
        parsing: "sum by (service_name) (rate({service_name=~`.+`}[5m]))"
    )
    if case .matrix(let series) = try file.logResult(of: rate) { print(series.count) }
}

func findLogRecordsByQuery(in file: DossierFile) throws {
    var query = LogQuery()
    query.lucene = try LuceneExpression(parsing: "timeout AND http.status_code:[500 TO *]")
    for record in try file.logRecords(query).logRecords {
        print(record.severityText ?? "?", record.traceID?.hex ?? "no trace")
    }
}

// MARK: PromQL

func queryAtTheEnd(of file: DossierFile) throws {
    let query = PromQLQuery("sum by (job) (rate(http_server_request_duration_seconds_count[1m]))")
    let result = try file.query(query)
    if case .vector(let series) = result.value {
        for element in series {
            print(element.selector, element.points.first?.number ?? .nan)
        }
    }
}

func queryARange(of file: DossierFile) throws {
    guard let range = try file.metricTimeRange() else { return }
    let query = PromQLQuery(
        "max by (job) (process_memory_usage_bytes)",
        range: range,
        step: .seconds(15)
    )
    let json = try file.query(query).json()
    print("\(json.count) bytes")
}

// MARK: Rules

func evaluateRules(in store: String) throws {
    let text = """
        groups:
          - name: shop
            rules:
              - alert: NoMetrics
                expr: absent(up)
                for: 1m
        """
    var evaluation = RuleEvaluation(store: store)
    evaluation.interval = .seconds(30)
    let report = try evaluation.run([RuleText(name: "alerts.yml", text: text)])
    for alert in report.alerts where alert.firingAt != nil {
        print(alert.name, alert.pendingAt, alert.evidence.traces)
    }
}

// MARK: Export

func export(_ file: DossierFile) throws -> [Signal: Int] {
    var byteCounts: [Signal: Int] = [:]
    try file.export(Signal.allCases) { signal, lines in
        byteCounts[signal, default: 0] += lines.count
    }
    return byteCounts
}

func writeDocuments(of file: DossierFile, _ id: TraceID) throws -> [[UInt8]] {
    let summary = try file.summary().json()
    let traces = try file.traces().json()
    let trace = try file.traceJSON(id) ?? []
    return [summary, traces, trace]
}

// MARK: Errors

func openOrExplain(_ path: String) -> DossierFile? {
    do {
        return try DossierFile(path)
    } catch {
        switch error.code {
        case .storeMissing: print("there is no store yet")
        case .notAStore: print("\(path) is something else")
        default: print(error)
        }
        return nil
    }
}

func checkExpression(_ expression: String, in file: DossierFile) -> DossierError.Position? {
    do {
        _ = try file.query(PromQLQuery(expression))
        return nil
    } catch {
        return error.position
    }
}
