/// The outcomes of tests in the XML of JUnit, as promtool writes it.
package struct JUnitReport: Sendable {
    private struct Suite: Sendable {
        let name: String
        let time: String
        let outcomes: [RuleTestOutcome]
        let error: String?
    }

    private var suites: [Suite] = []

    package init() {}

    /// Adds the tests of a file; `time` is when they were run.
    package mutating func add(file: String, at time: String, _ outcomes: [RuleTestOutcome]) {
        suites.append(Suite(name: file, time: time, outcomes: outcomes, error: nil))
    }

    /// Adds a file whose tests can't be run.
    package mutating func add(file: String, at time: String, error: String) {
        suites.append(Suite(name: file, time: time, outcomes: [], error: error))
    }

    package var text: String {
        var lines = [#"<?xml version="1.0" encoding="UTF-8"?>"#, "<testsuites>"]
        for suite in suites {
            let failures = suite.outcomes.reduce(0) { $0 + $1.failures.count }
            lines.append(
                "  <testsuite name=\(Self.quoted(suite.name))"
                    + " tests=\"\(suite.outcomes.count)\" failures=\"\(failures)\""
                    + " errors=\"\(suite.error == nil ? 0 : 1)\" skipped=\"0\""
                    + " timestamp=\(Self.quoted(suite.time))>"
            )
            for outcome in suite.outcomes {
                lines.append("    <testcase name=\(Self.quoted(outcome.name))>")
                lines += outcome.failures.map {
                    "      <failure>\(Self.escaped($0))</failure>"
                }
                lines.append("    </testcase>")
            }
            if let error = suite.error {
                lines.append("    <testcase name=\"\">")
                lines.append("      <error>\(Self.escaped(error))</error>")
                lines.append("    </testcase>")
            }
            lines.append("  </testsuite>")
        }
        return (lines + ["</testsuites>"]).joined(separator: "\n") + "\n"
    }

    private static func quoted(_ text: String) -> String { "\"\(escaped(text))\"" }

    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&#34;"
            case "\t", "\n", "\r":
                escaped += "&#x\(String(scalar.value, radix: 16, uppercase: true));"
            // XML has no way to write these.
            case "\u{0}"..<"\u{20}", "\u{FFFE}", "\u{FFFF}": escaped += "\u{FFFD}"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
