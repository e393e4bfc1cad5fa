import DossierPromQL
import DossierPromQLTesting
import Testing

@Suite struct PromQLTestRunnerTests {
    private static let load = """
        load 1m
          m{a="x"} 0+1x10
          m{a="y"} 5 _ 7 stale

        """

    private func failures(_ evaluation: String) throws -> [String?] {
        let report = PromQLTestRunner(engine: NaiveEngine())
            .run(TestFile(parsing: Self.load + "\n" + evaluation))
        return report.outcomes.map(\.failure)
    }

    @Test(arguments: [
        "eval instant at 2m m\n  m{a=\"x\"} 2\n  {__name__=\"m\",a=\"y\"} 7\n",
        "eval instant at 2m m\n  expect ordered\n  m{a=\"x\"} 2\n  m{a=\"y\"} 7\n",
        "eval instant at 3m sum(m)\n  {} 3.0000001\n",
        "eval instant at 1h m\n",
        "eval instant at 0 7\n  7\n",
        "eval instant at 0 \"a\\n\"\n  expect string `a\n`\n".replacing("`a\n`", with: "\"a\\n\""),
        "eval range from 0 to 3m step 1m m{a=\"y\"}\n  m{a=\"y\"} 5 5 7 _\n",
        "eval instant at 1m abs(m)\n  expect fail msg: not supported\n",
        "eval_fail instant at 1m abs(m)\n  expected_fail_regexp ^not\n",
        "eval instant at 1m m{a=\"noted\"}\n  expect warn msg: PromQL warning: noted (1:1)\n  expect no_info\n",
        "eval instant at 1m m{a=\"noted\"}\n  expect warn regex: not.d\n",
    ])
    func passes(_ evaluation: String) throws {
        #expect(try failures(evaluation) == [nil])
    }

    @Test(arguments: [
        ("eval instant at 2m m\n  m{a=\"x\"} 2\n", "unexpected result {__name__=\"m\", a=\"y\"} 7"),
        ("eval instant at 2m m{a=\"x\"}\n  m{a=\"x\"} 3\n", "expected 3, got 2"),
        (
            "eval instant at 2m m{a=\"x\"}\n  m{a=\"x\"} 2\n  n 1\n",
            "expected {__name__=\"n\"}, which"
        ),
        (
            "eval instant at 2m m\n  expect ordered\n  m{a=\"y\"} 7\n  m{a=\"x\"} 2\n",
            "at position 2"
        ),
        ("eval instant at 2m m{a=\"x\"}\n  m{a=\"x\"} {{}}\n", "expected {{}}, got 2"),
        ("eval instant at 0 7\n  {} 7\n", "got the scalar 7"),
        (
            "eval range from 0 to 2m step 1m m{a=\"y\"}\n  m{a=\"y\"} 5 5\n",
            "unexpected point at 120000"
        ),
        ("eval range from 0 to 2m step 1m m{a=\"y\"}\n  m{a=\"y\"} 5 5 7 8\n", "more values than"),
        (
            "eval range from 0 to 3m step 1m m{a=\"y\"}\n  m{a=\"y\"} 5 5 7 8\n",
            "expected 8, got nothing"
        ),
        ("eval instant at 1m abs(m)\n  m 1\n", "unexpected error: not supported"),
        ("eval instant at 1m m\n  expect fail\n", "expected an error, got none"),
        ("eval instant at 1m m{a=\"noted\"}\n  expect no_warn\n", "expected no annotations"),
        ("eval instant at 1m m{a=\"z\"}\n  expect warn\n", "got none"),
        (
            "eval instant at 1m m{a=\"noted\"}\n  expect warn msg: x\n",
            "no annotation is as expected"
        ),
    ])
    func fails(_ evaluation: String, _ message: String) throws {
        let failure = try #require(failures(evaluation).first ?? nil)
        #expect(failure.contains(message))
    }

    /// What can't be read fails by itself; what is around it runs.
    @Test func goesOnBehindWhatItCannotRead() throws {
        let found = try failures(
            """
            load 1m
              n{a= 1
              o 2

            eval instant at 0 sum(

            eval sometimes at 0 o

            foo

            eval instant at 0 o
              o 2
            """
        )
        #expect(found.count == 5)
        #expect(found.last.map { $0 == nil } == true)
        #expect(found.dropLast().allSatisfy { $0 != nil })
    }

    @Test func readsTheSignOfZero() throws {
        let series = try SeriesDescription(parsing: Array("m -0 0".utf8))
        let numbers = series.values.compactMap { value -> Double? in
            guard case .float(let number) = value else { return nil }
            return number
        }
        #expect(numbers.map(\.sign) == [.minus, .plus])
    }

    @Test func buildsHistogramsFromClassicOnes() throws {
        let file = TestFile(
            parsing: """
                load_with_nhcb 1m
                  h_bucket{le="1"} 1
                  h_bucket{le="2.0"} 3
                  h_bucket{le="+Inf"} 4
                  h_count 4
                  h_sum 9
                """
        )
        guard case .load(let load) = file.commands.first else {
            Issue.record("no load")
            return
        }
        var storage = MemoryStorage()
        try load.append(to: &storage)
        let found = storage.select(
            SampleSelection(
                matchers: [SeriesMatcher(name: Array("__name__".utf8), .equal(Array("h".utf8)))],
                startMilliseconds: 0,
                endMilliseconds: 0
            )
        )
        #expect(
            found.first?.histograms.values.first?.literal
                == "{{schema:-53 count:4 sum:9 custom_values:[1 2] buckets:[1 2 1]}}"
        )
    }
}
