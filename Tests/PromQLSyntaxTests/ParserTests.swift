import DossierPromQLSyntax
import Testing

@Suite struct ParserTests {
    @Test(arguments: ParserCases.valid)
    func printsCanonically(_ input: String, _ printed: String) throws {
        let expression = try PromQLExpression(parsing: input, features: .experimental)
        #expect(expression.description == printed)
        let again = try PromQLExpression(parsing: printed, features: .experimental)
        #expect(again.description == printed)
    }

    @Test(arguments: ParserCases.invalid)
    func rejectsWithMessageAndPosition(_ input: String, _ message: String) {
        let error = #expect(throws: PromQLSyntaxError.self) {
            try PromQLExpression(parsing: input, features: .experimental)
        }
        #expect(error?.description == message)
    }

    @Test(arguments: [
        ("limitk(1, x)", "limitk() is experimental"),
        ("sort_by_label(x)", "function \"sort_by_label\" is not enabled"),
        ("x[1m+1m]", "experimental duration expression is not enabled"),
        ("x[1m] anchored", "anchored modifier is experimental and not enabled"),
        ("x smoothed", "smoothed modifier is experimental and not enabled"),
        ("x + fill(1) y", "binop fill modifiers are experimental and not enabled"),
    ])
    func rejectsExperimentalSyntaxUnlessAskedFor(_ input: String, _ message: String) {
        let error = #expect(throws: PromQLSyntaxError.self) {
            try PromQLExpression(parsing: input)
        }
        #expect(error?.message.hasPrefix(message) == true)
        #expect(throws: Never.self) {
            try PromQLExpression(parsing: input, features: .experimental)
        }
    }

    @Test func limitsNesting() throws {
        let limit = PromQLExpression.nestingLimit
        let parts = [("(", ")"), ("-", ""), ("sum(", ")"), ("x + (", ")"), ("2 ^ ", "")]
        for (opening, closing) in parts {
            let deep =
                String(repeating: opening, count: limit) + "x"
                + String(repeating: closing, count: limit)
            #expect(throws: PromQLSyntaxError.self) { try PromQLExpression(parsing: deep) }
        }
        let allowed =
            String(repeating: "(", count: limit - 1) + "x"
            + String(repeating: ")", count: limit - 1)
        #expect(try PromQLExpression(parsing: allowed).description == allowed)
        let chain = "x" + String(repeating: " + x", count: limit)
        #expect(throws: PromQLSyntaxError.self) { try PromQLExpression(parsing: chain) }
    }

    @Test func knowsWhereNodesStand() throws {
        let text = "sum by (a) (rate(x{b=\"c\"}[5m] offset 1m)) / -y"
        guard case .binary(let division) = try PromQLExpression(parsing: text),
            case .aggregate(let sum) = division.lhs, case .call(let rate) = sum.inner,
            case .matrixSelector(let selector) = rate.arguments.first
        else {
            Issue.record("unexpected form")
            return
        }
        let bytes = Array(text.utf8)
        func written(_ range: SourceRange) -> String {
            String(decoding: bytes[range.start..<range.end], as: UTF8.self)
        }
        #expect(written(division.range) == text)
        #expect(written(sum.range) == "sum by (a) (rate(x{b=\"c\"}[5m] offset 1m))")
        #expect(written(rate.range) == "rate(x{b=\"c\"}[5m] offset 1m)")
        #expect(written(selector.range) == "x{b=\"c\"}[5m] offset 1m")
        #expect(written(division.rhs.range) == "-y")
    }

    @Test(arguments: [
        "step()", "2 * step()", "-(step() + 5)", "min_of(step(), 10s) ^ 2", "range() / 7 % 3",
    ])
    func evaluatesDurationExpressions(_ input: String) throws {
        let expected: [String: Int64] = [
            "step()": 15_000, "2 * step()": 30_000, "-(step() + 5)": -20_000,
            "min_of(step(), 10s) ^ 2": 100_000, "range() / 7 % 3": 857,
        ]
        let expression = try PromQLExpression(
            parsing: "x offset (\(input))",
            features: .experimental
        )
        guard case .vectorSelector(let selector) = expression else {
            Issue.record("not a selector")
            return
        }
        let milliseconds = try selector.offset.milliseconds(
            in: .init(step: 15_000, range: 90_000),
            allowingNegative: true
        )
        #expect(milliseconds == expected[input])
    }

    @Test func boundsThePartsOfDurationsHoweverTheyNest() throws {
        func text(_ depth: Int, _ count: Int) -> String {
            let sum = String(repeating: " + 1", count: count)
            return (0..<depth).reduce("1") { text, _ in "(\(text)\(sum))" }
        }
        let features = SyntaxFeatures.experimental
        _ = try PromQLExpression(parsing: "x[\(text(9, 10))]", features: features)
        for wide in [text(50, 10), text(90, 80), text(1000, 0), text(1, 100)] {
            #expect(throws: PromQLSyntaxError.self) {
                _ = try PromQLExpression(parsing: "x[\(wide)]", features: features)
            }
        }
    }
}
