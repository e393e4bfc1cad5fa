import DossierPrimitives
import DossierPromQL
import DossierPromQLSyntax

extension TestEvaluation {
    /// An evaluation failed: that must have been expected, with this text.
    func check(error text: String) throws(TestFailure) {
        let expected = expectations.filter { $0.kind == .fail }
        guard !expected.isEmpty else { throw TestFailure("unexpected error: \(text)") }
        guard expected.allSatisfy({ $0.accepts(text) }) else {
            throw TestFailure("expected \(expected.map(\.text)), got error: \(text)")
        }
    }

    func checkDidNotHaveToFail() throws(TestFailure) {
        guard !expectations.contains(where: { $0.kind == .fail }) else {
            throw TestFailure("expected an error, got none")
        }
    }

    func check(_ annotations: [PromQLResult.Annotation]) throws(TestFailure) {
        let warnings = annotations.filter(\.isWarning).map(\.text)
        let infos = annotations.filter { !$0.isWarning }.map(\.text)
        try check(warnings, expected: .warn, forbidden: .noWarn)
        try check(infos, expected: .info, forbidden: .noInfo)
    }

    private func check(
        _ found: [String],
        expected: TestExpectation.Kind,
        forbidden: TestExpectation.Kind
    ) throws(TestFailure) {
        if expectations.contains(where: { $0.kind == forbidden }), !found.isEmpty {
            throw TestFailure("expected no annotations of the kind \(expected), got \(found)")
        }
        let wanted = expectations.filter { $0.kind == expected }
        guard !wanted.isEmpty else { return }
        guard !found.isEmpty else {
            throw TestFailure("expected annotations of the kind \(expected), got none")
        }
        for one in wanted where !found.contains(where: one.accepts) {
            throw TestFailure("no annotation is as expected \(one.text), got \(found)")
        }
        for text in found where !wanted.contains(where: { $0.accepts(text) }) {
            throw TestFailure("annotation not expected: \(text)")
        }
    }

    func check(instant value: PromQLResult.Value) throws(TestFailure) {
        switch value {
        case .string(let bytes):
            guard let string else { throw TestFailure("got a string: \(ByteString(bytes).quoted)") }
            guard string.bytes == bytes else {
                throw TestFailure("expected \(string.quoted), got \(ByteString(bytes).quoted)")
            }
        case .scalar(let number):
            guard let scalar else {
                throw TestFailure("expected a vector, got the scalar \(FloatText.decimal(number))")
            }
            guard number.isAlmostEqual(to: scalar) else {
                throw TestFailure(
                    "expected \(FloatText.decimal(scalar)), got \(FloatText.decimal(number))"
                )
            }
        case .vector(let samples):
            try check(samples)
        case .matrix:
            throw TestFailure("got a range vector from an instant query")
        }
    }

    private func check(_ samples: [PromQLResult.Sample]) throws(TestFailure) {
        guard scalar == nil, string == nil else { throw TestFailure("got a vector") }
        let isOrdered = expectations.contains { $0.kind == .ordered }
        var missing = series
        var seen: Set<Labels> = []
        for (index, sample) in samples.enumerated() {
            guard seen.insert(sample.labels).inserted else {
                throw TestFailure("two results have the labels \(sample.labels)")
            }
            guard let expected = missing.firstIndex(where: { $0.labels == sample.labels }) else {
                throw TestFailure("unexpected result \(sample.labels) \(sample.point)")
            }
            let one = missing.remove(at: expected)
            guard !isOrdered || one.ordinal == index + 1 else {
                throw TestFailure(
                    "expected \(sample.labels) at position \(one.ordinal), got it at \(index + 1)"
                )
            }
            let value = one.values.first ?? .omitted
            guard value.isAlmostEqual(to: sample.point) else {
                throw TestFailure("\(sample.labels): expected \(value), got \(sample.point)")
            }
        }
        if let absent = missing.first {
            throw TestFailure("expected \(absent.labels), which is not among the results")
        }
    }
}
