import Dossier
import TestSupport
import Testing

/// Statistics of services against those that a plain sort gives.
@Suite struct ServicesTests {
    let fixture = StoreFixture()

    private struct Expected: Equatable {
        var spanCount = 0
        var errorCount = 0
        var durations: [UInt64] = []

        mutating func add(_ span: DumpItems.Item) {
            spanCount += 1
            if span.json["status"]?["code"] == .number("2") { errorCount += 1 }
            let (start, end) = (span.number("startTimeUnixNano"), span.number("endTimeUnixNano"))
            if start != 0, end >= start { durations.append(end - start) }
        }

        /// The smallest value that `percent` of all are not above, found one by one.
        func quantile(_ percent: Int) -> UInt64? {
            durations.sorted().first { value in
                durations.count { $0 <= value } * 100 >= percent * durations.count
            }
        }
    }

    private func check(
        _ expected: Expected?,
        _ spanCount: Int,
        _ errorCount: Int,
        _ durations: DurationQuantiles?
    ) throws {
        let expected = try #require(expected)
        #expect(spanCount == expected.spanCount)
        #expect(errorCount == expected.errorCount)
        #expect(durations?.p50 == expected.quantile(50).map { Duration.nanoseconds($0) })
        #expect(durations?.p95 == expected.quantile(95).map { Duration.nanoseconds($0) })
        #expect(durations?.p99 == expected.quantile(99).map { Duration.nanoseconds($0) })
    }

    @Test(arguments: [(1, 60, 4), (2, 300, 8), (3, 150, 3)] as [(UInt64, Int, Int)])
    func everyServiceAndOperationIsAsASortTells(
        seed: UInt64,
        traceCount: Int,
        serviceCount: Int
    ) throws {
        let dump = IncidentDump(seed: seed, traceCount: traceCount, serviceCount: serviceCount)
        try fixture.ingest(dump.write(to: fixture.folder))
        var services: [String: Expected] = [:]
        var operations: [String: Expected] = [:]
        for span in try DumpItems(dump).spans {
            let service = try #require(span.service)
            services[service, default: Expected()].add(span)
            operations["\(service) \(span.text("name"))", default: Expected()].add(span)
        }
        let found = try fixture.open().services().services
        #expect(found.map(\.name) == services.keys.sorted())
        #expect(found.reduce(0) { $0 + $1.operations.count } == operations.count)
        for service in found {
            let name = try #require(service.name)
            try check(
                services[name],
                service.spanCount,
                service.errorCount,
                service.durations
            )
            for operation in service.operations {
                try check(
                    operations["\(name) \(operation.name)"],
                    operation.spanCount,
                    operation.errorCount,
                    operation.durations
                )
            }
        }
        let plain = try fixture.open().services(by: .service).services
        #expect(plain.map(\.durations) == found.map(\.durations))
        #expect(plain.allSatisfy { $0.operations.isEmpty })
    }

    @Test func spansOfUnknownTimesCountButHaveNoDuration() throws {
        try fixture.ingest(
            "odd.json",
            """
            {"resourceSpans":[{"scopeSpans":[{"spans":[
            {"traceId":"0102030405060708090a0b0c0d0e0f10","spanId":"00000000000000a1","name":"a",
             "endTimeUnixNano":"5"},
            {"traceId":"0102030405060708090a0b0c0d0e0f10","spanId":"00000000000000a2","name":"a",
             "startTimeUnixNano":"9","endTimeUnixNano":"5"},
            {"traceId":"0102030405060708090a0b0c0d0e0f10","spanId":"00000000000000a3","name":"a",
             "startTimeUnixNano":"9","endTimeUnixNano":"18446744073709551615","status":{"code":2}}
            ]}]}]}
            """.utf8
        )
        let service = try #require(try fixture.open().services().services.first)
        #expect(service.name == nil)
        #expect(service.spanCount == 3)
        #expect(service.errorCount == 1)
        #expect(service.durations == nil)
        #expect(service.operations.map(\.name) == ["a"])
        #expect(
            String(decoding: try fixture.open().services().json(), as: UTF8.self)
                .contains(#""service":null,"spans":3,"errors":1,"#)
        )
    }

    @Test func errorRatesOfTracesAreThoseOfTheirSpans() throws {
        let dump = IncidentDump(seed: 5, traceCount: 120, serviceCount: 6)
        try fixture.ingest(dump.write(to: fixture.folder))
        var expected: [String: (spans: Int, errors: Int)] = [:]
        for span in try DumpItems(dump).spans {
            expected[span.text("traceId"), default: (0, 0)].spans += 1
            if span.json["status"]?["code"] == .number("2") {
                expected[span.text("traceId"), default: (0, 0)].errors += 1
            }
        }
        let rates = try fixture.open().traceErrorRates()
        #expect(rates.map(\.id.hex) == expected.keys.sorted())
        for rate in rates {
            #expect(rate.spanCount == expected[rate.id.hex]?.spans)
            #expect(rate.errorCount == expected[rate.id.hex]?.errors)
        }
    }

    @Test func tracesAreSortedAsAskedFor() throws {
        let dump = IncidentDump(seed: 6, traceCount: 120, serviceCount: 6)
        try fixture.ingest(dump.write(to: fixture.folder))
        let file = try fixture.open()
        var query = TraceQuery()
        query.order = .duration
        let durations = try file.traces(query).traces.map { $0.duration ?? .zero }
        #expect(durations == durations.sorted(by: >))
        query.order = .errors
        let errors = try file.traces(query).traces.map(\.errorCount)
        #expect(errors == errors.sorted(by: >))
        query.order = .start
        let starts = try file.traces(query).traces.map { $0.startTime ?? Timestamp(seconds: 0) }
        #expect(starts == starts.sorted(by: >))
    }
}
