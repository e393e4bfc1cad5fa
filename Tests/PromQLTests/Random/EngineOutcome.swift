import DossierPromQL

/// What an engine made of an expression, to be compared.
enum EngineOutcome {
    case result(PromQLResult)
    case failure(String)

    init(_ evaluate: () throws -> PromQLResult) {
        do {
            self = .result(try evaluate())
        } catch {
            self = .failure("\(error)")
        }
    }

    var hasPoints: Bool {
        guard case .result(let result) = self else { return false }
        switch result.value {
        case .scalar, .string: return true
        case .vector(let samples): return !samples.isEmpty
        case .matrix(let series): return !series.isEmpty
        }
    }

    /// What differs; nil if nothing does.
    ///
    /// Floats may be so many units in the last place apart, NaN is NaN. Of errors at several steps
    /// engines may find another one first.
    func difference(
        from other: EngineOutcome,
        unitsInLastPlace: Int,
        comparesErrors: Bool
    ) -> String? {
        switch (self, other) {
        case (.failure(let one), .failure(let two)):
            // The labels in it depend on the step that is found first.
            let (start, other) = (one.prefix { $0 != "{" }, two.prefix { $0 != "{" })
            return start == other || !comparesErrors ? nil : "error \(one) for \(two)"
        case (.failure(let text), .result): return "fails: \(text)"
        case (.result, .failure(let text)): return "does not fail: \(text)"
        case (.result(let one), .result(let two)):
            let comparison = ResultComparison(unitsInLastPlace: unitsInLastPlace)
            return comparison.difference(one, two)
        }
    }
}

private struct ResultComparison {
    let unitsInLastPlace: Int

    func difference(_ one: PromQLResult, _ two: PromQLResult) -> String? {
        // A note that is due at several places is given at one of them.
        let notes = (Set(one.annotations.map(message)), Set(two.annotations.map(message)))
        guard notes.0 == notes.1 else {
            return "notes: \(notes.0.subtracting(notes.1)) for \(notes.1.subtracting(notes.0))"
        }
        switch (one.value, two.value) {
        case (.scalar(let a), .scalar(let b)): return isEqual(a, b) ? nil : "\(a) for \(b)"
        case (.vector(let a), .vector(let b)):
            return difference(a.map(Row.init), b.map(Row.init))
        case (.matrix(let a), .matrix(let b)):
            return difference(a.map(Row.init), b.map(Row.init))
        default: return "another type"
        }
    }

    private func message(_ annotation: PromQLResult.Annotation) -> String {
        let text = annotation.text
        return text.lastIndex(of: "(").map { String(text[..<$0]) } ?? text
    }

    private struct Row {
        var labels: Labels
        var floats: [(time: Int64, value: Double)]
        var histograms: [(time: Int64, value: FloatHistogram)]

        init(_ sample: PromQLResult.Sample) {
            labels = sample.labels
            (floats, histograms) = ([], [])
            switch sample.point {
            case .float(let value): floats = [(0, value)]
            case .histogram(let value): histograms = [(0, value)]
            }
        }

        init(_ series: PromQLResult.Series) {
            labels = series.labels
            floats = series.floats.map { ($0.milliseconds, $0.value) }
            histograms = series.histograms.map { ($0.milliseconds, $0.value) }
        }
    }

    private func difference(_ one: [Row], _ two: [Row]) -> String? {
        let (one, two) = (
            one.sorted { $0.labels < $1.labels }, two.sorted { $0.labels < $1.labels }
        )
        guard one.map(\.labels) == two.map(\.labels) else {
            return "series \(one.map(\.labels)) for \(two.map(\.labels))"
        }
        for (a, b) in zip(one, two) {
            guard a.floats.map(\.time) == b.floats.map(\.time),
                a.histograms.map(\.time) == b.histograms.map(\.time)
            else { return "\(a.labels): points \(a.floats) for \(b.floats)" }
            for (x, y) in zip(a.floats, b.floats) where !isEqual(x.value, y.value) {
                return "\(a.labels) at \(x.time): \(x.value) for \(y.value)"
            }
            for (x, y) in zip(a.histograms, b.histograms) {
                guard x.value.description == y.value.description else {
                    return "\(a.labels) at \(x.time): \(x.value) for \(y.value)"
                }
            }
        }
        return nil
    }

    private func isEqual(_ one: Double, _ two: Double) -> Bool {
        if one == two || one.isNaN && two.isNaN { return true }
        guard one.isFinite, two.isFinite else { return false }
        return abs(one - two) <= Double(unitsInLastPlace) * max(one.ulp, two.ulp)
    }
}
