import DossierPromQLSyntax
import DossierPromQLTesting
import TestSupport
import Testing

@Suite struct TestFileTests {
    @Test(
        .enabled(if: !SharedFiles.testFiles.isEmpty, "the shared conformance files are not here"),
        arguments: SharedFiles.testFiles
    )
    func readsConformanceFile(_ name: String) throws {
        let file = try TestFile(parsing: SharedFiles.text(of: name))
        for case .evaluate(let evaluation) in file.commands {
            let printed = evaluation.expression.description
            let again = try PromQLExpression(parsing: printed, features: .experimental)
            #expect(again.description == printed)
        }
        #expect(!file.commands.isEmpty)
    }

    @Test(arguments: [
        ("m 1 2 _ 3", "1 2 _ 3"),
        ("m 1x2", "1 1 1"),
        ("m _x3 1", "_ _ _ 1"),
        ("m 1+2x3", "1 3 5 7"),
        ("m 1-1x3", "1 0 -1 -2"),
        ("m -3+2x4", "-3 -1 1 3 5"),
        ("m 0x5", "0 0 0 0 0 0"),
        ("m 1e3 .5 Inf -Inf NaN +inf", "1000 0.5 +Inf -Inf NaN +Inf"),
        ("m 0x0", "0"),
        ("m", ""),
        ("{} 1", "1"),
        ("m{a='b'}  1\t2", "1 2"),
        ("m {{}}", "{{}}"),
        (
            "m {{schema:1 sum:4 count:3 buckets:[1 2]}}x1",
            "{{schema:1 count:3 sum:4 buckets:[1 2]}} {{schema:1 count:3 sum:4 buckets:[1 2]}}"
        ),
        (
            "m {{offset:2147483646 buckets:[1 2 3 4]}}",
            "{{offset:2147483646 buckets:[1 9]}}"
        ),
        (
            "m {{count:1 buckets:[1]}}+{{count:1 buckets:[1]}}x1 3",
            "{{count:1 buckets:[1]}} {{count:2 buckets:[2]}} 3"
        ),
    ])
    func expandsValues(_ line: String, _ expected: String) throws {
        let series = try SeriesDescription(parsing: Array(line.utf8))
        #expect(series.values.map(\.description).joined(separator: " ") == expected)
    }

    @Test(arguments: [
        "1", "m{", "m{a!='b'} 1", "m 1x", "m 1+1", "m a", "m NaNx3", "m {{foo:1}}",
        "m {{sum:1 sum:2}}",
        "m {{schema:100 offset:-5 buckets:[1]}}", "m {{schema:-5 buckets:[1]}}",
        "m {{sum:1", "m 1_x99999999999", "m {{offset:1.5}}", "m 1x1000000000",
    ])
    func rejectsMalformedSeries(_ line: String) {
        #expect(throws: SeriesDescription.Failure.self) {
            try SeriesDescription(parsing: Array(line.utf8))
        }
    }

    @Test func readsStartTimestamps() throws {
        let file = TestFile(
            parsing: "load 1m\n  m{a=\"b\"}@st -30s-1mx2 _ 0\n  m{a=\"b\"} 1 2 3 4 5\n"
        )
        guard case .load(let load) = file.commands.first else {
            Issue.record("no load")
            return
        }
        #expect(load.series[0].startOffsets == [-30_000, -90_000, -150_000, nil, 0])
    }

    @Test func endsBlocksAtCommentsAndNumbers() throws {
        let file = TestFile(
            parsing: """
                eval instant at 5m 1 # trailing
                  0x10

                eval_fail instant at 1m sum(x)
                  expected_fail_message oh no

                eval range from 0 to 10m step 5m x
                  expect no_warn
                  {a="b"} 1 2
                  expect warn msg: careful
                # comment
                clear
                """
        )
        #expect(file.commands.count == 4)
        guard case .evaluate(let first) = file.commands[0],
            case .evaluate(let third) = file.commands[2]
        else {
            Issue.record("not evaluations")
            return
        }
        #expect(first.scalar == 16)
        #expect(third.series.count == 1)
        #expect(third.expectations.map(\.kind) == [.noWarn, .warn])
    }
}
