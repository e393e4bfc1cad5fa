import Dossier
import Testing

/// The levels that are detected in lines.
@Suite struct LevelTests {
    @Test(arguments: [
        (#"{"level":"dbg"}"#, "debug"), (#"{"a":{"level":"dbg"}}"#, "debug"),
        (#"{"a":{"b":{"level":"dbg"}}}"#, "unknown"), (#"{"level":5,"lvl":"dbg"}"#, "debug"),
        (#"{"a":{"lvl":"dbg"},"b":}"#, "debug"), (#"{"b":,"lvl":"dbg"}"#, "unknown"),
        ("level= lvl=dbg", "debug"), ("a=b=c lvl=dbg", "debug"), ("an err_code", "unknown"),
        ("an err-code", "error"),
    ])
    func levelsAreDetected(_ line: String, _ level: String) throws {
        let query = try LogQLExpression(parsing: "{a=`b`}")
        var pipeline = try LogQLPipeline(query, detectsLevels: true)
        #expect(pipeline.run(LogQLEntry(line: line))?.metadata["detected_level"] == level)
    }
}
