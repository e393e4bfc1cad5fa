import Dossier
import Testing

/// The worked example of trace-labelled counters: requests at 100.3, 101.1 and 102.3 s, an error at
/// 102.3 s, exported at steps of one second to a minute until 1000 s or for three exports.
@Suite struct ExactCounterTests {
    struct Case: Sendable, CustomStringConvertible {
        var step: Int
        var exportCount = Int.max
        /// When counting began, by the exporter.
        var start: Double? = 100.3
        var at: Int
        var requests: Double
        var errors: Double
        /// What bounds the requests.
        var bounds: ClosedRange<Double>

        init(
            _ step: Int,
            at: Int,
            _ requests: Double,
            _ errors: Double,
            bounds: ClosedRange<Double>? = nil,
            start: Double? = 100.3,
            exportCount: Int = .max
        ) {
            self.step = step
            self.at = at
            self.requests = requests
            self.errors = errors
            self.bounds = bounds ?? (requests.isNaN ? 0...0 : requests...requests)
            self.start = start
            self.exportCount = exportCount
        }

        var description: String { "every \(step) s, at \(at) s, start \(start ?? 0)" }
    }

    static let cases = [
        Case(1, at: 120, 3, 1), Case(1, at: 395, 3, 1), Case(1, at: 401, 2, 1),
        Case(1, at: 120, 3, 1, exportCount: 3), Case(1, at: 500, 0, 0),
        Case(15, at: 120, 3, 1), Case(15, at: 395, 3, 1), Case(15, at: 180, 3, 1, exportCount: 3),
        Case(15, at: 401, .nan, .nan, bounds: 0...3), Case(15, at: 104, .nan, .nan, bounds: 0...3),
        Case(15, at: 500, 0, 0),
        Case(60, at: 120, 3, 1), Case(60, at: 300, 3, 1), Case(60, at: 395, 3, 1),
        Case(60, at: 500, 0, 0),
        // The start of the process, which says little: the export before bounds the birth.
        Case(1, at: 395, 3, 1, start: 0.5), Case(15, at: 390, 3, 1, start: 0.5),
        Case(15, at: 391, .nan, .nan, bounds: 0...3, start: 0.5),
        Case(60, at: 360, 3, 1, start: 0.5), Case(60, at: 300, 3, 1, start: nil),
    ]

    private func file(_ example: Case) throws -> (ViewFixture, DossierFile) {
        let exports = stride(from: example.step, through: 1000, by: example.step)
        func points(_ events: [Double]) -> [String] {
            let own = exports.compactMap { time -> (Int, Int)? in
                let count = events.count { $0 <= Double(time) }
                return count == 0 ? nil : (time, count)
            }
            return own.prefix(example.exportCount).map { time, count in
                MetricDump.point(
                    Double(time),
                    #""asInt":"\#(count)""#,
                    start: example.start,
                    [("trace_id", "t1"), ("service_name", "shop")]
                )
            }
        }
        var dump = MetricDump()
        let sum = #","aggregationTemporality":2,"isMonotonic":true"#
        dump.add("mcp_requests_total", "sum", points([100.3, 101.1, 102.3]), sum)
        dump.add("mcp_errors_total", "sum", points([102.3]), sum)
        dump.add(
            "uptime",
            "gauge",
            exports.map { MetricDump.point(Double($0), #""asInt":"1""#) }
        )
        let view = try ViewFixture(dump)
        return (view, try view.fixture.open())
    }

    private func value(_ file: DossierFile, _ expression: String, at seconds: Int) throws -> Double?
    {
        let time = (MetricDump.start + Int64(seconds)) * 1000
        guard case .vector(let series) = try file.query(expression, at: time).value else {
            return nil
        }
        return series.first?.points.first?.number
    }

    @Test(arguments: cases)
    func knowsWhatGrewInFiveMinutes(_ example: Case) throws {
        let (_, file) = try file(example)
        let requests = try value(file, "increase_exact(mcp_requests_total[5m])", at: example.at)
        let errors = try value(file, "increase_exact(mcp_errors_total[5m])", at: example.at)
        #expect(requests == example.requests || (requests?.isNaN == example.requests.isNaN))
        #expect(errors == example.errors || (errors?.isNaN == example.errors.isNaN))
        let lower = try value(
            file,
            "increase_exact_lower(mcp_requests_total[5m])",
            at: example.at
        )
        let upper = try value(
            file,
            "increase_exact_upper(mcp_requests_total[5m])",
            at: example.at
        )
        #expect(lower == example.bounds.lowerBound && upper == example.bounds.upperBound)
        guard example.requests > 0 else { return }
        let ratio = try value(
            file,
            "sum(rate_exact(mcp_errors_total[5m])) by (trace_id, service_name)"
                + " / sum(rate_exact(mcp_requests_total[5m])) by (trace_id, service_name)",
            at: example.at
        )
        let rate = try value(file, "rate_exact(mcp_requests_total[5m])", at: example.at)
        #expect(ratio == (example.errors / 300) / (example.requests / 300))
        #expect(rate == example.requests / 300)
    }

    @Test func saysThatAnIncreaseIsNotKnown() throws {
        let (_, file) = try file(Case(15, at: 401, .nan, .nan))
        let time = (MetricDump.start + 401) * 1000
        let result = try file.query("rate_exact(mcp_requests_total[5m])", at: time)
        #expect(result.infos.count == 1)
        #expect(result.infos.first?.contains("rate_exact_lower") == true)
        #expect(throws: (any Error).self) {
            try file.query("increase_exact((mcp_requests_total * 2)[5m:])", at: time)
        }
    }

    /// The columns "plain" and "upstream ST" of the example.
    @Test(arguments: [
        (1, Int.max, 120, 2.05, 3.0), (1, .max, 395, 2.003, 3), (1, 3, 120, 3, 3.56),
        (15, .max, 120, 0, 3), (15, .max, 395, 0, 3.05), (15, 3, 180, 0, 3.65),
        (60, .max, 300, 0, 3), (60, .max, 395, 0, 3.40),
    ])
    func answersAsPrometheusWithAndWithoutStartTimestamps(
        _ step: Int,
        _ exportCount: Int,
        _ at: Int,
        _ plain: Double,
        _ withStarts: Double
    ) throws {
        let (_, file) = try file(Case(step, at: at, 3, 1, exportCount: exportCount))
        let text = "increase(mcp_requests_total[5m])"
        let found = try value(file, text, at: at)
        #expect(abs((found ?? .nan) - plain) < 0.01)
        var options = QueryOptions()
        options.startTimestamps = true
        let time = (MetricDump.start + Int64(at)) * 1000
        let result = try file.query(text, at: time, options: options)
        guard case .vector(let series) = result.value else {
            Issue.record("not a vector")
            return
        }
        #expect(abs((series.first?.points.first?.number ?? .nan) - withStarts) < 0.01)
    }

    @Test func takesDifferencesOfDeltaStreamsAsTheyAre() throws {
        var dump = MetricDump()
        dump.add(
            "spent_total",
            "sum",
            [(10.0, 1e6), (20, 0.1), (30, 0.2)].map { time, value in
                MetricDump.point(time, #""asDouble":\#(value)"#, start: time - 10)
            },
            #","aggregationTemporality":1,"isMonotonic":true"#
        )
        let view = try ViewFixture(dump)
        let file = try view.fixture.open()
        #expect(try value(file, "increase_exact(spent_total[20s])", at: 30) == 0.1 + 0.2)
        #expect(try value(file, "increase_exact(spent_total[10s])", at: 20) == 0.1)
        #expect(try value(file, "increase_exact(spent_total[10s])", at: 25)?.isNaN == true)
        #expect(try value(file, "increase_exact_upper(spent_total[10s])", at: 25) == 0.1 + 0.2)
    }
}
