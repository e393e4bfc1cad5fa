import DossierColumns
import DossierMetricView
import Testing

@Suite struct NamingStrategyTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let name: String
        let unit: String
        var kind = MetricNameParts.Kind.other
        var strategy = NamingStrategy.underscoreEscapingWithSuffixes
        let expected: String

        var testDescription: String { "\(name) in \(unit) by \(strategy.rawValue)" }
    }

    private static let defaults: [Case] = [
        .init(name: "http.server.duration", unit: "s", expected: "http_server_duration_seconds"),
        .init(
            name: "requests.count",
            unit: "1",
            kind: .monotonicSum,
            expected: "requests_count_total"
        ),
        .init(name: "memory.usage", unit: "By", kind: .gauge, expected: "memory_usage_bytes"),
        .init(name: "a.b", unit: "m/s", expected: "a_b_meters_per_second"),
        .init(name: "a.b", unit: "m/m", expected: "a_b_meters_per_minute"),
        .init(name: "a.meters.second", unit: "m/s", expected: "a_meters_second"),
        .init(name: "_a..b_", unit: "", expected: "a_b"),
        .init(name: "a:b", unit: "", expected: "a:b"),
        .init(name: "2xx", unit: "", expected: "_2xx"),
        .init(name: "a.total.b", unit: "", kind: .monotonicSum, expected: "a_b_total"),
        .init(name: "cpu.ratio.used", unit: "1", kind: .gauge, expected: "cpu_used_ratio"),
        .init(name: "cpu", unit: "1", expected: "cpu"),
        .init(name: "seconds.a", unit: "s", expected: "seconds_a"),
        .init(name: "a", unit: "{request}", expected: "a"),
        .init(name: "a", unit: "{request}/s", expected: "a_per_second"),
        .init(name: "a", unit: "By/{request}", expected: "a_bytes"),
        .init(name: "a", unit: "%", kind: .gauge, expected: "a_percent"),
        .init(name: "a", unit: "kBy", expected: "a_kBy"),
        .init(name: "a", unit: "KBy", expected: "a_kilobytes"),
        .init(name: "a", unit: "fur-longs", expected: "a_fur_longs"),
        .init(name: "größe", unit: "", expected: "gr_e"),
        .init(name: "...", unit: "", expected: ""),
    ]

    private static let others: [Case] = [
        .init(
            name: "http.server.duration",
            unit: "s",
            strategy: .underscoreEscapingWithoutSuffixes,
            expected: "http_server_duration"
        ),
        .init(
            name: "a__b..c",
            unit: "s",
            strategy: .underscoreEscapingWithoutSuffixes,
            expected: "a__b_c"
        ),
        .init(
            name: "http.requests",
            unit: "1",
            kind: .monotonicSum,
            strategy: .noUTF8EscapingWithSuffixes,
            expected: "http.requests_total"
        ),
        .init(
            name: "größe.bytes",
            unit: "By",
            kind: .gauge,
            strategy: .noUTF8EscapingWithSuffixes,
            expected: "größe_bytes"
        ),
        .init(
            name: "speed",
            unit: "m/s",
            kind: .monotonicSum,
            strategy: .noUTF8EscapingWithSuffixes,
            expected: "speed_meters_per_second_total"
        ),
        .init(
            name: "a.b",
            unit: "s",
            kind: .monotonicSum,
            strategy: .noTranslation,
            expected: "a.b"
        ),
    ]

    @Test(arguments: defaults + others)
    func namesMetricsAsPrometheusDoes(_ example: Case) {
        let name = example.strategy.metricName(
            MetricNameParts(
                name: Array(example.name.utf8),
                unit: Array(example.unit.utf8),
                kind: example.kind
            )
        )
        #expect(String(decoding: name, as: UTF8.self) == example.expected)
    }

    @Test(arguments: [
        ("http.method", "http_method"), ("a__b", "a__b"), ("a..b", "a__b"), ("1st", "key_1st"),
        ("_private", "key_private"), ("__meta", "__meta"), ("größe", "gr__e"), ("", ""),
    ])
    func namesLabelsAsPrometheusDoes(_ key: String, _ expected: String) {
        let name = NamingStrategy.underscoreEscapingWithSuffixes.labelName(Array(key.utf8))
        #expect(String(decoding: name, as: UTF8.self) == expected)
        #expect(NamingStrategy.noTranslation.labelName(Array(key.utf8)) == Array(key.utf8))
    }

    @Test func printsAttributeValuesAsGoDoes() {
        let strings = StringTable()
        func text(_ value: Double) -> String {
            let bits = value.bitPattern
            return String(
                decoding: AttributeLabelText.text(.double, bits, strings),
                as: UTF8.self
            )
        }
        #expect(text(1) == "1")
        #expect(text(0.1) == "0.1")
        #expect(text(1e21) == "1e+21")
        #expect(text(-2.5e-9) == "-2.5e-9")
        #expect(text(.nan) == "NaN")
        #expect(text(-.infinity) == "-Infinity")
        var writer = CompositeWriter()
        writer.beginList()
        writer.key("b")
        writer.beginArray()
        writer.int(1)
        writer.empty()
        writer.string(Array("x\"<".utf8))
        writer.end(count: 3)
        writer.key("a")
        writer.blob([1, 2, 3, 4])
        writer.end(count: 2)
        let json = AttributeLabelText.text(composite: writer.bytes[...])
        #expect(
            String(decoding: json, as: UTF8.self) == #"{"a":"AQIDBA==","b":[1,null,"x\"<"]}"#
        )
    }
}
