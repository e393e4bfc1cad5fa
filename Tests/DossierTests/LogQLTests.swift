import Dossier
import Testing

@Suite struct LogQLTests {
    @Test func checksSayWhatIsWrong() {
        let check = LogQLCheck(of: "{a=`b`} | x = y")
        #expect(check.verdict == .parseError)
        #expect(check.problem?.column == 15)
        #expect(check.problem?.advice == "strings stand in quotes: \"y\"")
        #expect(LogQLCheck(of: "{a=~`.*`}").verdict == .invalid)
        #expect(LogQLCheck(of: "rate({a=`b`}[1m])").expression?.purpose == .metrics)
    }

    @Test func pipelinesRunOverEntries() throws {
        var pipeline = try LogQLPipeline(LogQLExpression(parsing: "{a=`b`} | logfmt | n>1"))
        let entry = LogQLEntry(line: "n=2", streamLabels: ["a": "b"], metadata: ["m": "x"])
        let found = pipeline.run(entry)
        let outcome = try #require(found)
        #expect(outcome.parsedLabels == ["n": "2"])
        #expect(outcome.streamLabels == ["a": "b"])
        #expect(outcome.metadata == ["m": "x"])
        let dropped = pipeline.run(LogQLEntry(line: "n=1"))
        #expect(dropped == nil)
        let failed = pipeline.run(LogQLEntry(line: "n=x"))
        #expect(failed?.parsedLabels["__error__"] == "LabelFilterErr")
    }

    @Test func queriesForSeriesHaveNoPipeline() throws {
        let expression = try LogQLExpression(parsing: "rate({a=`b`}[1m])")
        let error = #expect(throws: DossierError.self) { try LogQLPipeline(expression) }
        #expect(error?.code == .invalidExpression)
    }

    @Test func entriesAreReadFromJSON() throws {
        let text =
            #"{"line":"a\nb","ts_ns":"5","stream":{"x":"1"},"metadata":{"y":"\u00e9"},"z":[]}"#
        let entry = try LogQLEntry(json: Array(text.utf8))
        #expect(entry.line == "a\nb")
        #expect(entry.nanoseconds == 5)
        #expect(entry.streamLabels == ["x": "1"])
        #expect(entry.metadata == ["y": "é"])
    }

    @Test(arguments: [
        ("", "no JSON object"), ("[]", "no JSON object"), ("{", "damaged or cut off"),
        (#"{"line":5}"#, "`line` is not a string"),
        (#"{"stream":{"x":1}}"#, "`stream.x` is not a string"),
        (#"{"metadata":[]}"#, "`metadata` is not an object"),
        (#"{"ts_ns":"x"}"#, "`ts_ns` is not a whole number"),
    ])
    func errorsOfEntriesNameTheMember(_ text: String, _ message: String) {
        let error = #expect(throws: DossierError.self) {
            try LogQLEntry(json: Array(text.utf8))
        }
        #expect(error?.code == .inputNotReadable)
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }

    @Test(arguments: ["{a=`b`}", "rate({a=`b`}[1m])"])
    func timesThatEndBeforeTheyStartAreAnError(_ query: String) throws {
        let expression = try LogQLExpression(parsing: query)
        let error = #expect(throws: DossierError.self) {
            try LogQLEntries([]).result(of: expression, LogQLTimes(start: 2, end: 1, step: 1))
        }
        #expect(error?.description.contains("the end is before the start") == true)
    }

    @Test func outcomesAreWrittenAsJSON() {
        let text = String(
            decoding: LogQLEntry.json(ofOutcome: LogQLEntry(line: "a", streamLabels: ["x": "1"])),
            as: UTF8.self
        )
        let expected =
            #"{"kept":true,"line":"a","ts_ns":"0","stream":{"x":"1"},"metadata":{},"parsed":{}}"#
        #expect(text == expected + "\n")
        let dropped = String(decoding: LogQLEntry.json(ofOutcome: nil), as: UTF8.self)
        #expect(dropped == #"{"kept":false}"# + "\n")
    }

    @Test func resultsAreWrittenAsLokiDoes() throws {
        let entries = LogQLEntries([
            LogQLEntry(line: "n=1", nanoseconds: 1_500_000_000, streamLabels: ["a": "b"])
        ])
        let times = LogQLTimes(start: 0, end: 2_000_000_000)
        func json(_ query: String, _ times: LogQLTimes) throws -> String {
            let result = try entries.result(of: LogQLExpression(parsing: query), times)
            return String(decoding: result.lokiJSON(), as: UTF8.self)
        }
        let streams =
            #"{"resultType":"streams","result":[{"stream":{"a":"b"},"values":[["1500000000","n=1"]]}],"stats":{}}"#
        #expect(try json("{a=`b`}", times) == #"{"status":"success","data":\#(streams)}"# + "\n")
        let vector =
            #"{"resultType":"vector","result":[{"metric":{"a":"b"},"value":[2,"1"]}],"stats":{}}"#
        #expect(
            try json("count_over_time({a=`b`}[1s])", times)
                == #"{"status":"success","data":\#(vector)}"# + "\n"
        )
        let matrix =
            #"{"resultType":"matrix","result":[{"metric":{},"values":[[1,"2.5"],[2,"2.5"]]}],"stats":{}}"#
        let range = LogQLTimes(start: 1_000_000_000, end: 2_000_000_000, step: 1_000_000_000)
        #expect(
            try json("vector(2.5)", range) == #"{"status":"success","data":\#(matrix)}"# + "\n"
        )
    }
}
